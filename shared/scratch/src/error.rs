//! What can go wrong with the throwaway server, and what to do about it.

use std::path::PathBuf;

/// Why there is no throwaway server or database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScratchError {
    /// No server binaries of MySQL or MariaDB.
    #[error(
        "no {product} server on this machine; install one (package `{package}` on Debian and Ubuntu; it need not run), or set \
         DRIFTLINE_MYSQL_BIN to the folder with its program, or pass --dev-url with the URL of a server that may be used for \
         trials"
    )]
    NoMysqlServer {
        /// What is missing.
        product: &'static str,
        /// The package that has it.
        package: &'static str,
    },
    /// No server was offered, none is on this machine, and none may be (or could be) fetched.
    #[error(
        "no PostgreSQL server binaries on this machine ({looked_in}); install PostgreSQL (package \
         `postgresql` on Debian and Ubuntu, `postgresql-server` on Fedora, `postgresql@17` in Homebrew), \
         or set {variable} to a folder with `initdb` and `postgres`, \
         or pass --dev-url with the URL of a server that may be used for trials",
        variable = crate::installation::BINARIES_VARIABLE
    )]
    NoServer {
        /// The places that were searched, as one phrase.
        looked_in: String,
    },
    /// The user named a folder that does not hold a usable server.
    #[error(
        "the folder {} that {variable} names has no usable `initdb` and `postgres`: {reason}; \
         correct the variable or unset it",
        .folder.display(),
        variable = crate::installation::BINARIES_VARIABLE
    )]
    NoServerInFolder {
        /// The folder as it was given.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Fetching server binaries failed.
    #[error(
        "cannot download PostgreSQL server binaries: {reason}; check the network or its proxy, \
         or install PostgreSQL on this machine, or pass --dev-url"
    )]
    Download {
        /// The downloader's own words.
        reason: String,
    },
    /// `PGOPTIONS` would change every session, and the driver offers no way to leave it out.
    #[error(
        "the environment variable PGOPTIONS is set and would change how migrations run; \
         unset it and try again"
    )]
    SessionOptionsInEnvironment,
    /// PostgreSQL refuses to run as root and there is nobody else to run it as.
    #[error(
        "PostgreSQL does not run as root and this machine has neither a user `postgres` nor `nobody`; \
         run as another user, or pass --dev-url"
    )]
    NoAccount,
    /// No folder for temporary files can be used.
    #[error("no usable folder for temporary files ({tried}); set TMPDIR to a short path that every user may enter")]
    NoTemporaryFolder {
        /// The candidates and what was wrong with each.
        tried: String,
    },
    /// A file operation failed.
    #[error("cannot {action} {}: {source}", .path.display())]
    File {
        /// What was being done, as a verb ("create").
        action: &'static str,
        /// To which path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// `initdb` failed or took too long.
    #[error("`initdb` of {} could not prepare a database cluster ({outcome}); its last words:\n{log}", .folder.display())]
    Initdb {
        /// The folder of the binaries.
        folder: PathBuf,
        /// How it ended.
        outcome: String,
        /// The last lines it printed.
        log: String,
    },
    /// The server ended or did not answer in time.
    #[error("the throwaway PostgreSQL server of {} did not start ({outcome}); the end of its log:\n{log}", .folder.display())]
    Start {
        /// The folder of the binaries.
        folder: PathBuf,
        /// How it ended.
        outcome: String,
        /// The last lines of its log.
        log: String,
    },
    /// The server that is offered is not usable.
    #[error(
        "cannot use the server given for replays with --dev-url or [scratch] ({server}): {}; \
         check how it is reached, and that its user may create databases",
        words(.source)
    )]
    DevServer {
        /// Host and port, without user and password.
        server: String,
        /// The driver's answer.
        source: sqlx::Error,
    },
    /// Another process has the offered server.
    #[error(
        "another Driftline still uses the server given for replays ({server}) after {seconds} seconds; \
         wait for it to end, or offer another server"
    )]
    DevServerBusy {
        /// Host and port.
        server: String,
        /// How long was waited.
        seconds: u64,
    },
    /// A name that no trial database can have.
    #[error("a trial database cannot be called \"{name}\": {reason}")]
    DatabaseName {
        /// The name that was asked for.
        name: String,
        /// Why not.
        reason: &'static str,
    },
    /// A statement of ours failed on the throwaway server.
    #[error("cannot {action} on the throwaway server: {}", words(.source))]
    Statement {
        /// What was being done, as a phrase ("create database \"shop\"").
        action: String,
        /// The server's answer.
        source: sqlx::Error,
    },
    /// The server's processes or files outlived the attempt to remove them.
    #[error("the throwaway server in {} could not be removed: {reason}; remove the folder by hand", .folder.display())]
    Stop {
        /// Its folder.
        folder: PathBuf,
        /// What is left.
        reason: String,
    },
}

impl ScratchError {
    pub(crate) fn statement(action: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Self {
        let action = action.into();
        move |source| Self::Statement { action, source }
    }
}

/// The server's message alone; the driver adds a line number of PostgreSQL's own source code.
pub(crate) fn words(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |answer| answer.message().to_owned())
}
