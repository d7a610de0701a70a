//! Whether there is a way to Google at all. Its crates wait for one longer than a function may run, and do not say to where.

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

/// In a network without a way out a connection attempt would hang until the function is killed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// For everything that one question takes: a token may need two answers before it.
const QUESTION_TIMEOUT: Duration = Duration::from_secs(20);

/// Why there is no answer.
pub(crate) enum Silence {
    /// No way there, with the host in the sentence.
    NoWay(String),
    /// It takes too long.
    TooLong(String),
}

/// Asks, unless one of these addresses cannot be reached.
pub(crate) async fn ask<T>(addresses: &[Url], question: impl Future<Output = T>) -> Result<T, Silence> {
    tokio::select! {
        answer = timeout(QUESTION_TIMEOUT, question) => answer.map_err(|_| {
            Silence::TooLong(format!("there was no answer within {} seconds", QUESTION_TIMEOUT.as_secs()))
        }),
        reason = closed(addresses) => Err(Silence::NoWay(reason)),
    }
}

/// Returns when one of the addresses turns out to lead nowhere, and else never.
async fn closed(addresses: &[Url]) -> String {
    if !behind_proxy() {
        for address in addresses {
            let (Some(host), Some(port)) = (address.host_str(), address.port_or_known_default()) else { continue };
            let host = host.trim_matches(['[', ']']);
            match timeout(CONNECT_TIMEOUT, TcpStream::connect((host, port))).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return format!("{host}:{port} cannot be connected to ({error})"),
                Err(_) => {
                    let seconds = CONNECT_TIMEOUT.as_secs();
                    return format!("{host}:{port} did not take a connection within {seconds} seconds");
                }
            }
        }
    }
    std::future::pending().await
}

/// Google's crates go through the proxy that the environment names, so what can be reached without it says nothing.
fn behind_proxy() -> bool {
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
