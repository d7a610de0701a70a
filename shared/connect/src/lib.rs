//! An endpoint and a way to authenticate in, a connection out.
//!
//! A connection that leaves the machine verifies the server. For databases of the config `verified.rs` does, with exactly
//! the roots that `roots.rs` chooses; for URLs the driver does, and [`tls`] is the only place that chooses its TLS mode, and
//! cannot choose one that does not verify.

mod connector;
mod connector_secret;
mod dial;
mod error;
mod inner_tls;
mod mysql;
mod peer;
mod postgres;
mod private_socket;
mod reach;
mod reasons;
mod resource;
mod roots;
pub mod tls;
mod token;
mod tool_url;
mod url;
mod verified;

pub use connector::{ConfiguredConnector, Connection, Connector, UrlConnector};
pub use error::ConnectError;
pub use mysql::connect_mysql;
pub use peer::Peer;
pub use postgres::{CONNECT_TIMEOUT, connect};
pub use reach::Reached;
pub use reasons::likely_reasons;
pub use resource::{LookupError, NoLookup, RdsResource, ResourceLookup};
pub use roots::{BUILT_IN_ROOTS_ORIGIN, RootCertificate, Roots, built_in_roots, region_without_roots, roots_in_file};
pub use token::{CloudSqlTokens, NoTokens, TokenError, TokenRequest, TokenSigner};
pub use tool_url::url_for_tools;
pub use url::{Target, UrlError, parse_url};
