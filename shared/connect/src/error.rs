//! Why a database could not be reached, in words that say what to do.

use std::io::ErrorKind;

use driftline_secrets::{ExposeSecret as _, SecretError, SecretString};
use sqlx::postgres::PgConnectOptions;

use crate::TokenError;

/// Why there is no connection. Messages name host, port, user and database, never a password or token.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Nobody answers at the address.
    #[error(
        "nothing answers at {address}: {reason}; check the endpoint, that the server runs, and that its security group lets this network in"
    )]
    Unreachable {
        /// Host and port, or the socket.
        address: String,
        /// What the operating system says.
        reason: String,
    },
    /// The name stands for no address.
    #[error("`{host}` cannot be found: {reason}; check the endpoint, and that this network knows the name")]
    NoAddress {
        /// The host.
        host: String,
        /// What the operating system says.
        reason: String,
    },
    /// No answer in time.
    #[error(
        "{address} gave no answer within {seconds} seconds; most often a security group or route drops the packets, or the server is starting"
    )]
    TimedOut {
        /// Host and port, or the socket.
        address: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The server's certificate does not verify.
    #[error(
        "the certificate of {address} does not verify: {reason}; name the right certificates with `ca-file`, or sslrootcert in a URL"
    )]
    Tls {
        /// Host and port.
        address: String,
        /// What TLS says.
        reason: String,
    },
    /// The server's certificate is good, and for another server.
    #[error(
        "the certificate of {address} is for {presented} and not for {expected}; write a name it is for as the endpoint, and \
         with `dial` the address to connect to"
    )]
    WrongName {
        /// Host and port.
        address: String,
        /// The name it should be for.
        expected: String,
        /// The names it is for.
        presented: String,
    },
    /// The server's certificate is good, and for no name at all.
    #[error(
        "the certificate of {address} has no name in it that could be verified, only a common name; Cloud SQL makes such ones \
         where the server CA mode of the instance is GOOGLE_MANAGED_INTERNAL_CA: change it to GOOGLE_MANAGED_CAS_CA; of \
         other servers, issue one with the name as a subject alternative name"
    )]
    NoName {
        /// Host and port.
        address: String,
    },
    /// The server offers no TLS.
    #[error(
        "{address} offers no TLS, and driftline sends no password or token over a network without it; switch TLS on at the \
         server"
    )]
    NoTls {
        /// Host and port.
        address: String,
    },
    /// The connection ended during the login, without a word.
    #[error(
        "{address} ended the connection during the login and does not say why ({reason}); its log may, and that of a pooler or \
         load balancer in between"
    )]
    Ended {
        /// Host and port, or the socket.
        address: String,
        /// What the driver says.
        reason: String,
    },
    /// The same, after something longer than some servers take.
    #[error(
        "{address} ended the connection when it was given {what} of {length} bytes, and does not say why: servers and poolers \
         take only so many, PostgreSQL before 14 about 1,000, later ones 65,535, PgBouncer as many as its pkt_buf; {advice}"
    )]
    TooLong {
        /// Host and port, or the socket.
        address: String,
        /// What it was given.
        what: &'static str,
        /// How long that is.
        length: usize,
        /// What to do.
        advice: &'static str,
    },
    /// The server refuses the login.
    #[error("{address} refuses user `{user}`: {message} ({code}); {advice}")]
    Refused {
        /// Host and port, or the socket.
        address: String,
        /// The role.
        user: String,
        /// The server's message.
        message: String,
        /// The server's SQLSTATE.
        code: String,
        /// What to do.
        advice: &'static str,
    },
    /// A secret does not say how to reach the database.
    #[error("{secret} does not say how to reach the database: {reason}")]
    Connector {
        /// The secret, as the config names it.
        secret: String,
        /// Why, and what it needs.
        reason: String,
    },
    /// A password could not be fetched.
    #[error("cannot log in to {address}: {source}")]
    Secret {
        /// Host and port.
        address: String,
        /// Why.
        source: Box<SecretError>,
    },
    /// A token could not be signed.
    #[error("cannot log in to {address}: {source}")]
    Token {
        /// Host and port.
        address: String,
        /// Why.
        source: TokenError,
    },
    /// The config leaves something out that only connecting needs.
    #[error("cannot log in to {address}: {reason}")]
    Config {
        /// Host and port.
        address: String,
        /// What is missing and where to write it.
        reason: String,
    },
    /// Whatever else the driver says.
    #[error("cannot connect to {address}: {reason}")]
    Other {
        /// Host and port, or the socket.
        address: String,
        /// What the driver says.
        reason: String,
    },
}

/// No server that is known ends a connection because of fewer bytes than that.
const SHORTEST_LIMIT: usize = 900;

/// Host and port, or the socket.
pub(crate) fn address(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

impl ConnectError {
    /// What the network or TLS says, whatever the server.
    pub(crate) fn of_network(address: String, is_socket: bool, error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(error) => match error.kind() {
                // What rustls says arrives as this kind, and nothing that the network says does.
                ErrorKind::InvalidData => Self::Tls { address, reason: error.to_string() },
                // Without a socket, the only file there is to open is the one of certificates.
                ErrorKind::NotFound | ErrorKind::PermissionDenied if !is_socket => {
                    Self::Tls { address, reason: format!("the file of certificates cannot be read: {error}") }
                }
                ErrorKind::UnexpectedEof
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe => Self::Ended { address, reason: error.to_string() },
                _ => Self::Unreachable { address, reason: error.to_string() },
            },
            sqlx::Error::Tls(error) => Self::Tls { address, reason: error.to_string() },
            other => Self::Other { address, reason: other.to_string() },
        }
    }

    /// With what is known of the length of what the server was given to log in with.
    pub(crate) fn after_giving(self, password: Option<&SecretString>, is_token: bool) -> Self {
        let length = password.map_or(0, |password| password.expose_secret().len());
        match self {
            Self::Ended { address, .. } if SHORTEST_LIMIT < length => Self::TooLong {
                address,
                what: if is_token { "a token" } else { "a password" },
                length,
                advice: if is_token {
                    "a token is as long as the session of its credentials: sign it with a role of its own, without session \
                     tags, or connect past the pooler"
                } else {
                    "look at what is kept as the password, which may be the whole of a secret, and give it a path"
                },
            },
            other => other,
        }
    }

    pub(crate) fn of_driver(options: &PgConnectOptions, error: &sqlx::Error) -> Self {
        Self::of_login(address(options), Given::Password, options, error)
    }

    /// The same, where the options do not say what the driver is connected with.
    pub(crate) fn of_login(address: String, given: Given, options: &PgConnectOptions, error: &sqlx::Error) -> Self {
        let Some(refusal) = error.as_database_error() else {
            return Self::of_network(address, options.get_socket().is_some(), error);
        };
        let code = refusal.code().unwrap_or_default().into_owned();
        Self::Refused {
            address,
            user: options.get_username().to_owned(),
            message: refusal.message().to_owned(),
            advice: advice(&code, given, refusal.message()),
            code,
        }
    }
}

/// What the server was given to log in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// A password, or nothing.
    Password,
    /// A token for RDS.
    Token,
    /// A token for Cloud SQL.
    CloudSqlToken,
}

/// By SQLSTATE (PostgreSQL documentation, appendix A). Poolers say `08P01` whatever it is.
fn advice(code: &str, given: Given, message: &str) -> &'static str {
    match (code, given) {
        ("28P01", Given::Token) => {
            "the server took the token for a password: grant the role rds_iam, and switch IAM authentication on at the \
             instance or cluster"
        }
        ("28000", Given::Token) => {
            "RDS does not accept the token, and says no more: allow its credentials rds-db:connect for this user at this \
             instance or cluster, and check region and clock"
        }
        ("28P01" | "28000", Given::CloudSqlToken) => {
            "Cloud SQL does not accept the token for this user: it has to be that of the credentials, added to the instance \
             as an IAM user, with roles/cloudsql.instanceUser"
        }
        (code, _) => advice_by_code(code, message),
    }
}

fn advice_by_code(code: &str, message: &str) -> &'static str {
    match code {
        "08P01" if message.contains("unsupported startup parameter") => {
            "a pooler is in between and takes no such parameter; unset PGOPTIONS and `options` in the URL, or connect to the server itself"
        }
        "08P01" if message.contains("partial pkt") => {
            "a pooler is in between, and what it was given to log in with is longer than it takes: raise its pkt_buf (PgBouncer has 4096), or connect to the server itself"
        }
        "08P01" => {
            "a pooler is in between: check its own list of databases and users, and that it reaches the server; or connect to the server itself"
        }
        "28P01" => "check the password and where it comes from",
        "28000" => "check that the role exists and may log in from here (pg_hba.conf)",
        "3D000" => "check the database's name; `psql -l` lists those of the server",
        "53300" => "the server has no connection left; driftline needs one",
        "57P03" => {
            "the server is starting or stopping, or is a standby that lets nobody read (hot_standby = off); try again in a minute, or name the primary"
        }
        "42501" => "grant the role CONNECT on the database",
        _ => "the server's message says why",
    }
}
