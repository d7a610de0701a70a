use std::error::Error;
use std::fmt;
use std::io;

/// What was being done when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Reading one object.
    Read,
    /// Writing one object.
    Write,
    /// Listing the objects below a path.
    List,
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::List => "list",
        })
    }
}

/// Why the store could not do what it was asked for. Locations are whole: `file:///...` or `s3://bucket/...`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address of the store makes no sense.
    #[error("the store address `{url}` cannot be used: {reason}")]
    InvalidUrl {
        /// The address, without user and password if it had any.
        url: String,
        /// What is wrong, and what to write instead.
        reason: String,
    },
    /// An S3 address, but this program was built without AWS.
    #[error(
        "the store `{url}` is on S3, and this driftline was built without AWS; \
         install a release or build with --features aws"
    )]
    BuiltWithoutAws {
        /// The address.
        url: String,
    },
    /// A path that the store cannot hold.
    #[error("`{path}` is no path in a store: {reason}")]
    InvalidPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The store refused for lack of a permission, or of credentials.
    #[error("may not {action} {location}: {reason}; {advice}")]
    AccessDenied {
        /// What was tried.
        action: Action,
        /// On which object.
        location: String,
        /// What the system or service said.
        reason: String,
        /// What to do.
        advice: String,
    },
    /// The bucket does not exist.
    #[error("cannot {action} {location}: there is no bucket `{bucket}`; create it, or correct the store's address")]
    NoSuchBucket {
        /// What was tried.
        action: Action,
        /// On which object.
        location: String,
        /// The bucket.
        bucket: String,
    },
    /// There is no such object.
    #[error("{location} does not exist")]
    NotFound {
        /// The object.
        location: String,
    },
    /// The store could not be reached or had a passing problem, also after some repetitions. Later it may work.
    #[error("could not {action} {location}: {reason}; this may pass, try again")]
    Unavailable {
        /// What was tried.
        action: Action,
        /// On which object.
        location: String,
        /// What went wrong.
        reason: String,
    },
    /// The object is there, but is not what was once written.
    #[error("{location} is damaged: {reason}; restore an earlier version of it, or move it away")]
    Damaged {
        /// The object.
        location: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Others wrote the same series of objects again and again at the same time.
    #[error("gave up writing {location}: other writers were faster {attempts} times in a row; try again")]
    Contended {
        /// The object tried last.
        location: String,
        /// How often it was tried.
        attempts: u32,
    },
    /// Anything else.
    #[error("could not {action} {location}: {reason}")]
    Failed {
        /// What was tried.
        action: Action,
        /// On which object.
        location: String,
        /// What went wrong and, where known, what to do.
        reason: String,
    },
}

impl StoreError {
    /// Whether the same call may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Contended { .. })
    }

    /// Reads what the operating system said about a file.
    pub(crate) fn of_local(action: Action, location: String, error: &(dyn Error + 'static)) -> Self {
        let Some(cause) = causes(error).find_map(|cause| cause.downcast_ref::<io::Error>()) else {
            return Self::Failed { action, location, reason: error.to_string() };
        };
        let reason = cause.to_string();
        match cause.kind() {
            io::ErrorKind::PermissionDenied => {
                let advice = format!("give the user that runs driftline the permission to {action} there");
                Self::AccessDenied { action, location, reason, advice }
            }
            io::ErrorKind::ReadOnlyFilesystem => {
                let advice = "choose a folder on a file system that can be written".to_owned();
                Self::AccessDenied { action, location, reason, advice }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Failed { action, location, reason: format!("{reason}; make room on the disk") }
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                Self::Failed { action, location, reason: format!("{reason}; a file is where a folder is needed") }
            }
            _ => Self::Failed { action, location, reason },
        }
    }
}

/// The error and everything below it.
pub(crate) fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error: &&'a (dyn Error + 'static)| error.source())
}
