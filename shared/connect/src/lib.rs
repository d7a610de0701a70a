//! An endpoint and a way to authenticate in, a connection out.
//!
//! A connection that leaves the machine verifies the server: [`tls`] is the only place that chooses a TLS mode, and it
//! cannot choose one that does not.

mod connector;
mod error;
mod mysql;
mod postgres;
pub mod tls;
mod token;
mod url;

pub use connector::{ConfiguredConnector, Connection, Connector, UrlConnector};
pub use error::ConnectError;
pub(crate) use error::MysqlRefusal;
pub use mysql::connect_mysql;
pub use postgres::{CONNECT_TIMEOUT, connect};
pub use token::{NoTokens, TokenError, TokenSigner};
pub use url::{Target, UrlError, parse_url};
