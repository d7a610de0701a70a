use std::env;
use std::fs;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use url::Url;

use crate::store::Place;
use crate::{Action, CredentialSource, Store, StoreError};

/// What a store on S3 needs to know besides its address. Other stores need nothing.
#[derive(Clone, Debug, Default)]
pub struct StoreOptions {
    /// The bucket's region. Only a store with an endpoint of its own works without.
    pub region: Option<String>,
    /// An endpoint to use instead of the region's. Buckets are then named in the path, not in the host.
    /// `http` is accepted for loopback addresses only.
    pub endpoint: Option<String>,
    /// Where credentials come from. Without it: the environment, a web identity, the container's or machine's role.
    pub credentials: Option<Arc<dyn CredentialSource>>,
}

impl StoreOptions {
    /// Reads the variables that the AWS SDKs read too: `AWS_REGION` before `AWS_DEFAULT_REGION`, and
    /// `AWS_ENDPOINT_URL_S3` before `AWS_ENDPOINT_URL` unless `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true`.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::from_variables(|name| env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let ignored = variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(|it| it.eq_ignore_ascii_case("true"));
        let endpoint = || variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL"));
        Self {
            region: variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")),
            endpoint: if ignored { None } else { endpoint() },
            credentials: None,
        }
    }
}

impl Store {
    /// Opens the store at `file:///folder`, `memory:///` or `s3://bucket/prefix`.
    ///
    /// A folder is made when it is missing. A bucket is not touched: that it exists shows with the first object.
    ///
    /// # Errors
    ///
    /// When the address makes no sense or needs what this program was built without, or the folder cannot be made.
    pub fn open(url: &str, options: &StoreOptions) -> Result<Self, StoreError> {
        let invalid = |reason: &str| StoreError::InvalidUrl { url: without_user(url), reason: reason.to_owned() };
        let parsed = Url::parse(url)
            .map_err(|error| invalid(&format!("{error}; write file:///folder, s3://bucket/prefix or memory:///")))?;
        if parsed.query().is_some() || parsed.fragment().is_some() {
            return Err(invalid("it has a `?` or `#`; write %3F or %23 if these are part of a name"));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(invalid("it has a user or password; remove these, credentials come from elsewhere"));
        }
        match parsed.scheme() {
            "file" => {
                let folder = parsed.to_file_path().map_err(|()| {
                    invalid("a folder is written with three slashes and from the root: file:///var/lib/driftline")
                })?;
                Self::open_folder(&folder)
            }
            "memory" => Ok(Self::new(Arc::new(InMemory::new()), Place::Memory)),
            "s3" => Self::open_bucket(&parsed, options),
            other => Err(invalid(&format!("`{other}` is no kind of store; there are file, s3 and memory"))),
        }
    }

    /// Opens the store in a folder, which is made when it is missing.
    ///
    /// # Errors
    ///
    /// When it is a file, or cannot be made.
    pub fn open_folder(folder: &FilePath) -> Result<Self, StoreError> {
        let shown = || format!("file://{}", folder.display());
        let failed = |error: std::io::Error| StoreError::of_local(Action::Write, shown(), &error);
        fs::create_dir_all(folder).map_err(failed)?;
        let folder: PathBuf = fs::canonicalize(folder).map_err(failed)?;
        let files = LocalFileSystem::new_with_prefix(&folder)
            .map_err(|error| StoreError::of_local(Action::Write, shown(), &error))?
            // A state or a delivery that a power cut takes back would be sent again, or never.
            .with_fsync(true);
        Ok(Self::new(Arc::new(files), Place::Folder(folder)))
    }

    #[cfg(feature = "s3")]
    fn open_bucket(url: &Url, options: &StoreOptions) -> Result<Self, StoreError> {
        crate::s3::open(url, options)
    }

    #[cfg(not(feature = "s3"))]
    fn open_bucket(url: &Url, _: &StoreOptions) -> Result<Self, StoreError> {
        Err(StoreError::BuiltWithoutAws { url: url.to_string() })
    }
}

/// The address without what may be a password in it.
fn without_user(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let authority = rest.split('/').next().unwrap_or_default();
            match authority.rsplit_once('@') {
                Some((user, _)) => format!("{scheme}://{}", &rest[user.len() + 1..]),
                None => url.to_owned(),
            }
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_variables_of_the_sdks() {
        let options = |given: &[(&str, &str)]| {
            let lookup = |name: &str| given.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            let options = StoreOptions::from_variables(lookup);
            (options.region, options.endpoint)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(options(&[]), (None, None));
        assert_eq!(options(&[("AWS_DEFAULT_REGION", "b")]), (some("b"), None));
        assert_eq!(options(&[("AWS_DEFAULT_REGION", "b"), ("AWS_REGION", "a")]), (some("a"), None));
        assert_eq!(options(&[("AWS_ENDPOINT_URL", "http://x")]), (None, some("http://x")));
        let both = [("AWS_ENDPOINT_URL", "http://x"), ("AWS_ENDPOINT_URL_S3", "http://y")];
        assert_eq!(options(&both), (None, some("http://y")));
        let ignored = [("AWS_ENDPOINT_URL", "http://x"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")];
        assert_eq!(options(&ignored), (None, None));
    }

    #[test]
    fn refuses_addresses_that_make_no_sense() {
        let addresses = [
            "",
            "driftline-reports",
            "file://relative/folder",
            "file:///tmp/a?b",
            "ftp://host/folder",
            "s3://key:hunter2@bucket/prefix",
            "//key:hunter2@bucket",
        ];
        let messages: Vec<String> = addresses
            .into_iter()
            .map(|url| Store::open(url, &StoreOptions::default()).unwrap_err().to_string())
            .collect();
        insta::assert_snapshot!(messages.join("\n"), @r"
        the store address `` cannot be used: relative URL without a base; write file:///folder, s3://bucket/prefix or memory:///
        the store address `driftline-reports` cannot be used: relative URL without a base; write file:///folder, s3://bucket/prefix or memory:///
        the store address `file://relative/folder` cannot be used: a folder is written with three slashes and from the root: file:///var/lib/driftline
        the store address `file:///tmp/a?b` cannot be used: it has a `?` or `#`; write %3F or %23 if these are part of a name
        the store address `ftp://host/folder` cannot be used: `ftp` is no kind of store; there are file, s3 and memory
        the store address `s3://bucket/prefix` cannot be used: it has a user or password; remove these, credentials come from elsewhere
        the store address `//key:hunter2@bucket` cannot be used: relative URL without a base; write file:///folder, s3://bucket/prefix or memory:///
        ");
    }

    #[cfg(not(feature = "s3"))]
    #[test]
    fn says_how_to_get_s3() {
        let error = Store::open("s3://bucket/prefix", &StoreOptions::default()).unwrap_err();
        insta::assert_snapshot!(error, @"the store `s3://bucket/prefix` is on S3, and this driftline was built without AWS; install a release or build with --features aws");
    }
}
