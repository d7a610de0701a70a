//! An endpoint and a way to authenticate in, a connection out.
//!
//! A connection that leaves the machine verifies the server: `verified.rs` does, with exactly the roots that `roots.rs`
//! chooses, whoever says where the server is: the config, a secret or a URL. The drivers' own TLS, in `tls.rs`, is for
//! connections that stay on this machine.

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
mod target;
mod tls;
mod token;
mod tool_url;
mod tunnel;
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
pub use target::{DriverOptions, Reusable, Target};
pub use token::{CloudSqlTokens, NoTokens, TokenError, TokenRequest, TokenSigner};
pub use tool_url::url_for_tools;
pub use tunnel::Tunnel;
pub use url::UrlError;
