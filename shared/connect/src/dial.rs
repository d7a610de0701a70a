//! Reaching one of the addresses that a name stands for.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use driftline_config::Endpoint;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::{CONNECT_TIMEOUT, ConnectError};

/// How long one address may take to answer where there are others. A dead one says nothing at all.
const ONE_OF_MANY: Duration = Duration::from_secs(5);

/// Connects to the first address of a name that answers.
pub(crate) async fn dial(endpoint: &Endpoint) -> Result<TcpStream, ConnectError> {
    let addresses: Vec<_> = lookup_host((endpoint.host.as_str(), endpoint.port))
        .await
        .map_err(|error| ConnectError::NoAddress { host: endpoint.host.clone(), reason: error.to_string() })?
        .collect();
    first_that_answers(endpoint, &addresses).await
}

async fn first_that_answers(endpoint: &Endpoint, addresses: &[SocketAddr]) -> Result<TcpStream, ConnectError> {
    let unreachable =
        |error: &io::Error| ConnectError::Unreachable { address: endpoint.to_string(), reason: error.to_string() };
    let patience = if addresses.len() == 1 { CONNECT_TIMEOUT } else { ONE_OF_MANY };
    // Of several reasons the one of an address that answered says most.
    let mut refused = None;
    for address in addresses {
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

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Instant;

    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    /// An address that says nothing to whoever connects: its queue is full. It does so for as long as both live.
    async fn dead() -> (SocketAddr, impl Sized) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let listener = socket.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        while let Ok(Ok(stream)) = timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
            queue.push(stream);
        }
        (address, (listener, queue))
    }

    #[tokio::test]
    async fn a_dead_address_among_others_is_passed_over() {
        let endpoint = Endpoint { host: "db.example.com".to_owned(), port: 5432 };
        let (silent, _silence) = dead().await;
        let live = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let started = Instant::now();
        let stream = first_that_answers(&endpoint, &[silent, live.local_addr().unwrap()]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), live.local_addr().unwrap());
        assert!(ONE_OF_MANY <= started.elapsed() && started.elapsed() < CONNECT_TIMEOUT, "{:?}", started.elapsed());

        // Of all that are dead the one that answers that it is says most.
        let refused = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap();
        let error = first_that_answers(&endpoint, &[refused, silent]).await.unwrap_err();
        assert!(error.to_string().starts_with("nothing answers at db.example.com:5432: Connection refused"), "{error}");
        let error = first_that_answers(&endpoint, &[]).await.unwrap_err();
        assert!(error.to_string().contains("the name is known, and has no address"), "{error}");
    }
}
