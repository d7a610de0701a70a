//! Why a database could not be inspected.

/// Why a database could not be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The server refused something or went away.
    #[error("could not {doing}: {}", describe(source))]
    Server {
        /// What was being done.
        doing: &'static str,
        /// What the server or the driver says.
        source: sqlx::Error,
    },
    /// Nobody answered the first statement.
    #[error(
        "there is a connection, and no session within {seconds} seconds; a pooler in between has none to spare or does not reach the server"
    )]
    NoSession {
        /// How long was waited.
        seconds: u64,
    },
    /// A pooler answered instead of the server, and has no transactions.
    #[error(
        "a pooler in between refuses the read-only transaction: {message}; use its transaction or session mode, or connect to the server itself"
    )]
    Pooler {
        /// What it says.
        message: String,
    },
    /// A value did not have the form its query gives it. A fault of ours, and better said than guessed over.
    #[error("could not understand what the server answered for {kind}: {reason}; please report this")]
    Malformed {
        /// The kind of object.
        kind: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A server older than those this version was written for.
    #[error("{product} {version} is too old to be read; versions from {minimum} on are supported")]
    TooOld {
        /// What the server is.
        product: &'static str,
        /// The server's version.
        version: String,
        /// The oldest supported version.
        minimum: &'static str,
    },
    /// Somebody holds what the catalog is read from.
    #[error(
        "other sessions hold what the server lists its tables, triggers or routines from, and did not let go within {seconds} seconds; run again when whoever changes them is done"
    )]
    Locked {
        /// How long was waited.
        seconds: u64,
    },
    /// A connection that is in no database.
    #[error("the connection is in no database; name one, as in mysql://user@host:3306/DATABASE")]
    NoDatabase,
}

impl From<sqlx::Error> for InspectError {
    fn from(source: sqlx::Error) -> Self {
        Self::Server { doing: "read the catalogs", source }
    }
}

/// `serialization_failure`: with a session that only reads, what a standby says that had to go on applying changes.
pub(crate) const RECOVERY_CONFLICT: &str = "40001";

/// The server's own message without the driver's wrapping, with its detail and hint where it gives any.
pub(crate) fn describe(error: &sqlx::Error) -> String {
    let Some(database) = error.as_database_error() else {
        return match error {
            sqlx::Error::Io(error) => {
                format!(
                    "the connection broke ({error}): the server or something in between ended the session; run again"
                )
            }
            other => other.to_string(),
        };
    };
    if let Some(error) = database.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return format!("{} ({})", error.message(), error.number());
    }
    match database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        Some(error) => {
            let mut text = format!("{} ({})", error.message(), error.code());
            for (name, more) in [("detail", error.detail()), ("hint", error.hint())] {
                if let Some(more) = more {
                    text.push_str(&format!("; {name}: {more}"));
                }
            }
            if error.code() == RECOVERY_CONFLICT {
                text.push_str(
                    "; run again, or give readings more time on this standby: hot_standby_feedback = on, or a longer \
                     max_standby_streaming_delay",
                );
            }
            text
        }
        None => database.message().to_owned(),
    }
}
