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
        // What stands before it may be a password, so it is not repeated.
        if text.contains('@') {
            return Err("an endpoint has no `@` in it; write host:port, without user, password or scheme".to_owned());
        }
        if text.contains(':') && text.parse::<IpAddr>().is_ok() {
            return Err(format!(
                "`{text}` is an address of IPv6; write it in brackets, [{text}] or [{text}]:{default_port}"
            ));
        }
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
        if host.is_empty() || host.contains(['/', ' ', ':']) && host.parse::<IpAddr>().is_err() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_addresses_and_ports_are_read() {
        for (text, expected) in [
            ("db.example.com", "db.example.com:5432"),
            ("db.example.com:6432", "db.example.com:6432"),
            ("10.0.0.5", "10.0.0.5:5432"),
            ("[::1]", "[::1]:5432"),
            ("[2001:db8::7]:6432", "[2001:db8::7]:6432"),
        ] {
            let endpoint = Endpoint::parse(text, 5432).unwrap();
            assert_eq!(endpoint.to_string(), expected);
            assert_eq!(Endpoint::parse(expected, 1).unwrap(), endpoint, "it is read as it is written");
        }
        assert!(Endpoint::parse("[::1]", 5432).unwrap().is_loopback());
        assert!(!Endpoint::parse("[2001:db8::7]", 5432).unwrap().is_loopback());
    }

    #[test]
    fn what_is_none_says_how_to_write_it() {
        let messages = [
            "",
            ":5432",
            "db:",
            "db:70000",
            "db:x",
            "2001:db8::7",
            "::1",
            "[::1",
            "db/orders",
            "a@db",
            "postgres://a:hunter2@db:5432/orders",
            "[db]:1:2",
        ]
        .map(|text| Endpoint::parse(text, 5432).map(|endpoint| endpoint.to_string()).unwrap_err());
        insta::assert_snapshot!(messages.join("\n"), @r"
        `` is no endpoint; write host:port, without user, password or scheme
        `:5432` is no endpoint; write host:port, without user, password or scheme
        `` in endpoint `db:` is no port; write host:port
        `70000` in endpoint `db:70000` is no port; write host:port
        `x` in endpoint `db:x` is no port; write host:port
        `2001:db8::7` is an address of IPv6; write it in brackets, [2001:db8::7] or [2001:db8::7]:5432
        `::1` is an address of IPv6; write it in brackets, [::1] or [::1]:5432
        `[::1` is no endpoint; write host:port, without user, password or scheme
        `db/orders` is no endpoint; write host:port, without user, password or scheme
        an endpoint has no `@` in it; write host:port, without user, password or scheme
        an endpoint has no `@` in it; write host:port, without user, password or scheme
        `1:2` in endpoint `[db]:1:2` is no port; write host:port
        ");
    }
}
