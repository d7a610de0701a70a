//! Where a database is.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A host and a port, as in `orders.abc123.eu-central-1.rds.amazonaws.com:5432`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint {
    /// The host name or address.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Endpoint {
    /// Reads `host`, `host:port` or `[address]:port`; without a port, `default_port`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in a sentence.
    pub fn parse(text: &str, default_port: u16) -> Result<Self, String> {
        let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, rest)) => (host, rest.strip_prefix(':')),
            None => match text.rsplit_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        let port = match port {
            None => default_port,
            Some(port) => {
                port.parse().map_err(|_| format!("`{port}` in endpoint `{text}` is no port; write host:port"))?
            }
        };
        if host.is_empty() || host.contains(['/', '@', ' ', ':']) && host.parse::<IpAddr>().is_err() {
            return Err(format!("`{text}` is no endpoint; write host:port, without user, password or scheme"));
        }
        Ok(Self { host: host.to_owned(), port })
    }

    /// Whether it is this machine, where a connection may go without TLS.
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(formatter, "[{}]:{}", self.host, self.port)
        } else {
            write!(formatter, "{}:{}", self.host, self.port)
        }
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.to_string()
    }
}

impl TryFrom<String> for Endpoint {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text, 5432)
    }
}
