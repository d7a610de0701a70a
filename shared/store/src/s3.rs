//! Stores on S3, or on whatever speaks its protocol at another endpoint.

use std::env;
use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, AwsCredential};
use object_store::client::{HttpClient, HttpConnector, HttpError, HttpErrorKind};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    BackoffConfig, ClientConfigKey, ClientOptions, CredentialProvider, Error, ObjectStore, RetryConfig,
};
use secrecy::ExposeSecret;
use url::{Host, Url};

use crate::error::causes;
use crate::store::Place;
use crate::{Action, CredentialError, CredentialSource, Store, StoreError, StoreOptions};

/// In a network without a route to S3 a connection attempt would hang until the function is killed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// For one request with its body.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// For one operation with all its repetitions.
const RETRY_TIMEOUT: Duration = Duration::from_secs(60);

/// The variables that credentials are taken from when no source is given. No other variable has a say here.
const CREDENTIAL_VARIABLES: [&str; 9] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/// Types by file name: a browser that opens a report from the bucket shows it only under its type.
const CONTENT_TYPES: [(&str, &str); 6] = [
    ("html", "text/html; charset=utf-8"),
    ("json", "application/json"),
    ("md", "text/markdown; charset=utf-8"),
    ("sql", "text/plain; charset=utf-8"),
    ("hcl", "text/plain; charset=utf-8"),
    ("svg", "image/svg+xml"),
];

pub(crate) fn open(url: &Url, options: &StoreOptions) -> Result<Store, StoreError> {
    let shown = url.as_str().trim_end_matches('/').to_owned();
    let invalid = |reason: String| StoreError::InvalidUrl { url: shown.clone(), reason };
    let Some(bucket) = url.host_str().filter(|bucket| !bucket.is_empty()) else {
        return Err(invalid("the bucket is missing; write s3://bucket/prefix".to_owned()));
    };
    if url.port().is_some() {
        return Err(invalid("a bucket has no port; another endpoint is set with AWS_ENDPOINT_URL_S3".to_owned()));
    }
    let prefix = Path::from_url_path(url.path().trim_matches('/')).map_err(|error| invalid(error.to_string()))?;
    let endpoint = Endpoint::choose(bucket, options).map_err(invalid)?;

    let mut client = ClientOptions::new().with_allow_http(endpoint.on_loopback);
    for (suffix, content_type) in CONTENT_TYPES {
        client = client.with_content_type_for_suffix(suffix, content_type);
    }
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&endpoint.region)
        .with_endpoint(&endpoint.url)
        .with_virtual_hosted_style_request(endpoint.names_bucket)
        .with_client_options(client)
        .with_retry(RetryConfig {
            backoff: BackoffConfig { max_backoff: Duration::from_secs(5), ..BackoffConfig::default() },
            max_retries: 5,
            retry_timeout: RETRY_TIMEOUT,
        })
        // A proxy has no way to an endpoint on this machine.
        .with_http_connector(RingConnector { proxied: !endpoint.on_loopback });
    builder = match &options.credentials {
        Some(source) => builder.with_credentials(Arc::new(Credentials(Arc::clone(source)))),
        None => with_environment(builder),
    };
    let objects = builder.build().map_err(|error| invalid(error.to_string()))?;
    let objects: Arc<dyn ObjectStore> =
        if prefix.as_ref().is_empty() { Arc::new(objects) } else { Arc::new(PrefixStore::new(objects, prefix)) };
    Ok(Store::new(objects, Place::Bucket { bucket: bucket.to_owned(), url: shown }))
}

fn with_environment(mut builder: AmazonS3Builder) -> AmazonS3Builder {
    for name in CREDENTIAL_VARIABLES {
        if let (Ok(value), Ok(key)) = (env::var(name), name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>()) {
            builder = builder.with_config(key, value);
        }
    }
    builder
}

/// Where requests go to.
#[derive(Debug)]
struct Endpoint {
    url: String,
    region: String,
    /// Whether the bucket is part of the host, as AWS wants it; else it is the first part of the path.
    names_bucket: bool,
    on_loopback: bool,
}

impl Endpoint {
    fn choose(bucket: &str, options: &StoreOptions) -> Result<Self, String> {
        if let Some(url) = &options.endpoint {
            let on_loopback = check_endpoint(url)?;
            let region = options.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
            return Ok(Self { url: url.clone(), region, names_bucket: false, on_loopback });
        }
        let Some(region) = options.region.clone() else {
            return Err("the region of the bucket is not known; set AWS_REGION".to_owned());
        };
        let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        // The certificate's wildcard covers one label: a bucket with dots has to go into the path.
        let names_bucket = !bucket.contains('.');
        let url = if names_bucket {
            format!("https://{bucket}.s3.{region}.{domain}")
        } else {
            format!("https://s3.{region}.{domain}")
        };
        Ok(Self { url, region, names_bucket, on_loopback: false })
    }
}

/// Whether the endpoint is on this machine. Elsewhere it has to be `https`: requests carry whole schemas.
fn check_endpoint(endpoint: &str) -> Result<bool, String> {
    let parsed = Url::parse(endpoint).map_err(|error| format!("the endpoint is no address: {error}"))?;
    let on_loopback = match parsed.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err("the endpoint has no host".to_owned()),
    };
    match parsed.scheme() {
        "https" => Ok(on_loopback),
        "http" if on_loopback => Ok(true),
        "http" => Err("the endpoint is http, which is allowed on this machine only; use https".to_owned()),
        other => Err(format!("the endpoint is {other}; use https")),
    }
}

/// Hands our credentials to `object_store`.
struct Credentials(Arc<dyn CredentialSource>);

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials")
    }
}

#[async_trait::async_trait]
impl CredentialProvider for Credentials {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let found = self.0.credentials().await.map_err(|error| generic(Box::new(error)))?;
        Ok(Arc::new(AwsCredential {
            key_id: found.access_key_id,
            secret_key: found.secret_access_key.expose_secret().to_owned(),
            token: found.session_token.map(|token| token.expose_secret().to_owned()),
        }))
    }
}

/// Makes HTTP clients with rustls on ring, which the database driver uses too: a second library of cryptography would
/// double a function's size.
#[derive(Debug)]
struct RingConnector {
    proxied: bool,
}

impl HttpConnector for RingConnector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let plain_allowed = options.get_config_value(&ClientConfigKey::AllowHttp).is_some_and(|value| value == "true");
        let mut client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls().map_err(|error| generic(Box::new(error)))?)
            .https_only(!plain_allowed)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            .user_agent(concat!("driftline/", env!("CARGO_PKG_VERSION")))
            // The length of a compressed answer is not the object's.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        if !self.proxied {
            client = client.no_proxy();
        }
        Ok(HttpClient::new(client.build().map_err(|error| generic(Box::new(error)))?))
    }
}

fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(Arc::clone(&provider))?;
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

fn generic(source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::Generic { store: "S3", source }
}

/// Says in our words what S3 said in its.
pub(crate) fn explain(action: Action, location: String, bucket: &str, error: &Error) -> StoreError {
    if let Some(missing) = causes(error).find_map(|cause| cause.downcast_ref::<CredentialError>()) {
        let advice = "give driftline AWS credentials: a role, a profile, or the usual variables".to_owned();
        return StoreError::AccessDenied { action, location, reason: missing.to_string(), advice };
    }
    if let Some(transport) = causes(error).find_map(|cause| cause.downcast_ref::<HttpError>()) {
        let cause = causes(transport).last().map(ToString::to_string).unwrap_or_default();
        let reason = match transport.kind() {
            HttpErrorKind::Timeout => "no answer in time".to_owned(),
            HttpErrorKind::Connect => format!("cannot connect: {cause}"),
            _ => cause,
        };
        return StoreError::Unavailable { action, location, reason };
    }
    // The body of an answer can repeat a token, so only its code and message are taken.
    let text = error.to_string();
    let code = between(&text, "<Code>", "</Code>").unwrap_or_default();
    let status = between(&text, "status code: ", ":").unwrap_or_default().trim();
    let reason = match (code, between(&text, "<Message>", "</Message>")) {
        ("", _) if status.is_empty() => error.source().map_or_else(|| text.clone(), ToString::to_string),
        ("", _) => status.to_owned(),
        (code, None) => code.to_owned(),
        (code, Some(message)) => format!("{code}: {}", message.trim_end_matches('.')),
    };
    match (code, error) {
        ("NoSuchBucket", _) => StoreError::NoSuchBucket { action, location, bucket: bucket.to_owned() },
        (_, Error::NotFound { .. }) if action == Action::Read => StoreError::NotFound { location },
        (_, Error::NotFound { .. }) => StoreError::NoSuchBucket { action, location, bucket: bucket.to_owned() },
        (_, Error::PermissionDenied { .. } | Error::Unauthenticated { .. }) | ("ExpiredToken" | "InvalidToken", _) => {
            StoreError::AccessDenied { action, location, reason, advice: advice(action, code).to_owned() }
        }
        ("AuthorizationHeaderMalformed" | "PermanentRedirect", _) => wrong_region(action, location, &reason),
        _ if status.starts_with('3') || text.contains("redirect without LOCATION") => {
            wrong_region(action, location, &reason)
        }
        ("SlowDown" | "InternalError" | "ServiceUnavailable" | "RequestTimeout" | "OperationAborted", _) => {
            StoreError::Unavailable { action, location, reason }
        }
        _ if status.starts_with('5') || status.starts_with("429") => {
            StoreError::Unavailable { action, location, reason }
        }
        _ => StoreError::Failed { action, location, reason },
    }
}

fn advice(action: Action, code: &str) -> &'static str {
    match (code, action) {
        ("ExpiredToken" | "InvalidToken", _) => "renew the AWS credentials",
        ("InvalidAccessKeyId" | "SignatureDoesNotMatch", _) => "check the AWS credentials and the endpoint",
        ("RequestTimeTooSkewed", _) => "set this machine's clock",
        (_, Action::Read) => {
            "allow s3:GetObject on it, and s3:ListBucket on the bucket, without which S3 says this also of objects that \
             do not exist; a bucket with a KMS key needs kms:Decrypt too"
        }
        (_, Action::Write) => "allow s3:PutObject on it; a bucket with a KMS key needs kms:GenerateDataKey too",
        (_, Action::List) => "allow s3:ListBucket on the bucket",
    }
}

fn wrong_region(action: Action, location: String, reason: &str) -> StoreError {
    let reason = format!("{reason}; the bucket seems to be in another region, set AWS_REGION to it");
    StoreError::Failed { action, location, reason }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end).map_or(rest, |(found, _)| found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(region: Option<&str>, endpoint: Option<&str>) -> StoreOptions {
        StoreOptions { region: region.map(str::to_owned), endpoint: endpoint.map(str::to_owned), credentials: None }
    }

    #[test]
    fn chooses_endpoints() {
        let cases = [
            ("acme", Some("eu-central-1"), None),
            ("acme.logs", Some("eu-central-1"), None),
            ("acme", Some("cn-north-1"), None),
            ("acme", None, None),
            ("acme", None, Some("http://127.0.0.1:5000")),
            ("acme", Some("eu-west-1"), Some("http://[::1]:5000")),
            ("acme", None, Some("http://localhost:5000")),
            ("acme", None, Some("https://minio.example.com")),
            ("acme", None, Some("http://minio.example.com")),
            ("acme", None, Some("http://127.0.0.1.example.com")),
            ("acme", None, Some("ftp://127.0.0.1")),
            ("acme", None, Some("127.0.0.1:5000")),
        ];
        let lines: Vec<String> = cases
            .into_iter()
            .map(|(bucket, region, endpoint)| match Endpoint::choose(bucket, &options(region, endpoint)) {
                Ok(chosen) => format!("{} {} bucket in host: {}", chosen.url, chosen.region, chosen.names_bucket),
                Err(reason) => format!("{}: {reason}", endpoint.unwrap_or_default()),
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        https://acme.s3.eu-central-1.amazonaws.com eu-central-1 bucket in host: true
        https://s3.eu-central-1.amazonaws.com eu-central-1 bucket in host: false
        https://acme.s3.cn-north-1.amazonaws.com.cn cn-north-1 bucket in host: true
        : the region of the bucket is not known; set AWS_REGION
        http://127.0.0.1:5000 us-east-1 bucket in host: false
        http://[::1]:5000 eu-west-1 bucket in host: false
        http://localhost:5000 us-east-1 bucket in host: false
        https://minio.example.com us-east-1 bucket in host: false
        http://minio.example.com: the endpoint is http, which is allowed on this machine only; use https
        http://127.0.0.1.example.com: the endpoint is http, which is allowed on this machine only; use https
        ftp://127.0.0.1: the endpoint is ftp; use https
        127.0.0.1:5000: the endpoint is no address: relative URL without a base
        ");
    }

    #[test]
    fn refuses_addresses_that_make_no_sense() {
        for url in ["s3:///prefix", "s3://bucket:9000/prefix", "s3://bucket/a//b"] {
            assert!(Store::open(url, &options(Some("eu-central-1"), None)).is_err(), "{url}");
        }
        let store = Store::open("s3://bucket/some/prefix/", &options(Some("eu-central-1"), None)).unwrap();
        assert_eq!(store.location(&crate::layout::config()), "s3://bucket/some/prefix/config/driftline.toml");
    }

    #[test]
    fn explains_answers_without_repeating_tokens() {
        #[derive(Debug, thiserror::Error)]
        #[error("Error performing PUT - Server returned non-2xx status code: {0}: {1}")]
        struct Answer(&'static str, &'static str);
        type Make = fn(Box<Answer>) -> Error;
        let generic: Make = |answer| Error::Generic { store: "S3", source: answer };
        let denied: Make = |answer| Error::PermissionDenied { path: "p".to_owned(), source: answer };
        let missing: Make = |answer| Error::NotFound { path: "p".to_owned(), source: answer };
        let cases = [
            (
                Action::Write,
                denied,
                "403 Forbidden",
                "<Error><Code>AccessDenied</Code><Message>User: arn:aws:sts::1:assumed-role/x is not authorized to perform: s3:PutObject</Message></Error>",
            ),
            (Action::Read, denied, "403 Forbidden", ""),
            (Action::List, denied, "403 Forbidden", "<Error><Code>AccessDenied</Code></Error>"),
            (
                Action::Write,
                generic,
                "400 Bad Request",
                "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><Token-0>hunter2</Token-0></Error>",
            ),
            (Action::Write, missing, "404 Not Found", "<Error><Code>NoSuchBucket</Code></Error>"),
            (Action::Read, missing, "404 Not Found", "<Error><Code>NoSuchBucket</Code></Error>"),
            (Action::Read, missing, "404 Not Found", "<Error><Code>NoSuchKey</Code></Error>"),
            (
                Action::List,
                generic,
                "301 Moved Permanently",
                "<Error><Code>PermanentRedirect</Code><Message>use another endpoint</Message></Error>",
            ),
            (
                Action::Write,
                generic,
                "503 Service Unavailable",
                "<Error><Code>SlowDown</Code><Message>reduce your request rate</Message></Error>",
            ),
            (Action::Write, generic, "500 Internal Server Error", ""),
            (
                Action::Write,
                generic,
                "400 Bad Request",
                "<Error><Code>EntityTooLarge</Code><Message>too large</Message></Error>",
            ),
        ];
        let lines: Vec<String> = cases
            .into_iter()
            .map(|(action, make, status, body)| {
                let error = make(Box::new(Answer(status, body)));
                let explained = explain(action, "s3://acme/state/orders/1.json".to_owned(), "acme", &error);
                assert!(!format!("{explained} {explained:?}").contains("hunter2"), "{explained}");
                format!("{}{explained}", if explained.is_transient() { "[transient] " } else { "" })
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        may not write s3://acme/state/orders/1.json: AccessDenied: User: arn:aws:sts::1:assumed-role/x is not authorized to perform: s3:PutObject; allow s3:PutObject on it; a bucket with a KMS key needs kms:GenerateDataKey too
        may not read s3://acme/state/orders/1.json: 403 Forbidden; allow s3:GetObject on it, and s3:ListBucket on the bucket, without which S3 says this also of objects that do not exist; a bucket with a KMS key needs kms:Decrypt too
        may not list s3://acme/state/orders/1.json: AccessDenied; allow s3:ListBucket on the bucket
        may not write s3://acme/state/orders/1.json: ExpiredToken: The provided token has expired; renew the AWS credentials
        cannot write s3://acme/state/orders/1.json: there is no bucket `acme`; create it, or correct the store's address
        cannot read s3://acme/state/orders/1.json: there is no bucket `acme`; create it, or correct the store's address
        s3://acme/state/orders/1.json does not exist
        could not list s3://acme/state/orders/1.json: PermanentRedirect: use another endpoint; the bucket seems to be in another region, set AWS_REGION to it
        [transient] could not write s3://acme/state/orders/1.json: SlowDown: reduce your request rate; this may pass, try again
        [transient] could not write s3://acme/state/orders/1.json: 500 Internal Server Error; this may pass, try again
        could not write s3://acme/state/orders/1.json: EntityTooLarge: too large
        ");
    }
}
