//! Reaching one of the addresses that a name stands for.

use std::io;
use std::time::Duration;

use driftline_config::Endpoint;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::{CONNECT_TIMEOUT, ConnectError};

/// How long one address may take to answer where there are others. A dead one says nothing at all.
const ONE_OF_MANY: Duration = Duration::from_secs(5);

/// Connects to the first address of a name that answers.
pub(crate) async fn dial(endpoint: &Endpoint) -> Result<TcpStream, ConnectError> {
    let unreachable =
        |error: &io::Error| ConnectError::Unreachable { address: endpoint.to_string(), reason: error.to_string() };
    let addresses: Vec<_> = lookup_host((endpoint.host.as_str(), endpoint.port))
        .await
        .map_err(|error| ConnectError::NoAddress { host: endpoint.host.clone(), reason: error.to_string() })?
        .collect();
    let patience = if addresses.len() == 1 { CONNECT_TIMEOUT } else { ONE_OF_MANY };
    // Of several reasons the one of an address that answered says most.
    let mut refused = None;
    for address in &addresses {
        match timeout(patience, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Many short messages go to and fro.
                stream.set_nodelay(true).map_err(|error| unreachable(&error))?;
                return Ok(stream);
            }
            Ok(Err(error)) => refused = Some(error),
            Err(_) => {}
        }
    }
    Err(match (refused, addresses.len()) {
        (_, 0) => ConnectError::NoAddress {
            host: endpoint.host.clone(),
            reason: "the name is known, and has no address".to_owned(),
        },
        (Some(error), _) => unreachable(&error),
        (None, count) => ConnectError::TimedOut {
            address: endpoint.to_string(),
            seconds: patience.as_secs() * u64::try_from(count).unwrap_or(u64::MAX),
        },
    })
}
