//! Reaching MySQL and MariaDB, where the server speaks first, and TLS begins in the middle of the greetings.
//!
//! What the driver says in its wish for TLS is what counts of its side afterwards, so its own words are passed on. It then
//! begins TLS, without which it sends no password as it is: up to here, where `inner` ends it. What goes to the server is
//! encrypted by `Way`, which has verified who that is.

use std::io;

use driftline_config::Login;
use sqlx::ConnectOptions as _;
use sqlx::mysql::MySqlConnectOptions;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional_with_sizes};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::oneshot;
use tokio_rustls::client::TlsStream;

use super::{Reached, in_time};
use crate::inner_tls::InnerTls;
use crate::mysql::{as_driftline, of_driver};
use crate::private_socket::{BUFFER, PrivateSocket};
use crate::tls;
use crate::verified::Way;
use crate::{ConnectError, Connection, Peer, connect_mysql};

/// The length of a packet takes three bytes, its number one.
const HEADER: usize = 4;
/// More than any greeting or wish takes.
const LONGEST: usize = 4096;
/// The first byte of a greeting, and of a refusal in its place.
const PROTOCOL_10: u8 = 10;
const REFUSAL: u8 = 0xff;
/// The capability of speaking TLS, among the lower sixteen.
const SPEAKS_TLS: u16 = 0x0800;
/// `CR_CONN_HOST_ERROR`, as the client library of MySQL has it.
const NO_CONNECTION: u16 = 2003;
/// The name of the private socket.
pub(crate) const SOCKET: &str = "s";

/// Connects with user, password and database of `options`, to where `login` says.
pub(crate) async fn reach_mysql(login: &Login, options: MySqlConnectOptions) -> Result<Reached, ConnectError> {
    let Some(way) = Way::to(login) else {
        let dial = login.dialled();
        let options = tls::on_this_machine_mysql(options.host(&dial.host).port(dial.port));
        return Ok(Reached { connection: Connection::Mysql(Box::new(connect_mysql(&options).await?)), peer: None });
    };
    // A token is taken as a password in plain text, which only a verified server may see.
    mysql_over(&way, options.enable_cleartext_plugin(login.auth.is_token())).await
}

/// Connects over a way.
pub(crate) async fn mysql_over(way: &Way, options: MySqlConnectOptions) -> Result<Reached, ConnectError> {
    in_time(way, through(way, options)).await
}

async fn through(way: &Way, options: MySqlConnectOptions) -> Result<Reached, ConnectError> {
    let met = meet(way).await?;
    let inner = InnerTls::new().map_err(|reason| ConnectError::Other { address: way.address(), reason })?;
    let socket = PrivateSocket::new(SOCKET).map_err(|error| way.no_socket(&error))?;
    let options = as_driftline(&inner.options(socket.options_mysql(options)));
    let (tell, mut told) = oneshot::channel();
    let way_to_server = way.clone();
    let joined = tokio::spawn(async move {
        let Ok(mut driver) = socket.accept().await else { return };
        if met.refuses {
            let _ = driver.write_all(&met.greeting).await;
            return;
        }
        let (mut server, peer) = match introduce(&mut driver, met, &way_to_server).await {
            Ok(verified) => verified,
            Err(error) => {
                let _ = tell.send(Err(error));
                return;
            }
        };
        let _ = tell.send(Ok(peer));
        let Ok(mut driver) = inner.accept(driver).await else { return };
        // How a connection ends, the driver sees at its own end.
        let _ = copy_bidirectional_with_sizes(&mut driver, &mut server, BUFFER, BUFFER).await;
    });
    match options.connect().await {
        Ok(connection) => {
            let peer = told.await.ok().and_then(Result::ok);
            Ok(Reached { connection: Connection::Mysql(Box::new(connection)), peer })
        }
        Err(error) => {
            joined.abort();
            // Of a server that is not verified the driver only sees that its stream ended.
            match told.try_recv() {
                Ok(Err(error)) => Err(error),
                Ok(Ok(_)) | Err(_) => Err(of_driver(way.address(), &options, &error)),
            }
        }
    }
}

/// One session of a driver that comes by a tunnel. Where the server is not reached, the driver hears why as if the server
/// said so: in the place of a greeting, or of an answer to its login.
pub(crate) async fn session_of_mysql(mut driver: UnixStream, way: &Way, inner: &InnerTls) -> io::Result<()> {
    let met = match in_time(way, meet(way)).await {
        Ok(met) => met,
        Err(error) => return driver.write_all(&refusal(0, &error)?).await,
    };
    if met.refuses {
        return driver.write_all(&met.greeting).await;
    }
    let server = in_time(way, introduce(&mut driver, met, way)).await;
    let mut driver = inner.accept(driver).await?;
    match server {
        Ok((mut server, _)) => copy_bidirectional_with_sizes(&mut driver, &mut server, BUFFER, BUFFER).await.map(drop),
        Err(error) => {
            let login = packet(&mut driver).await?;
            driver.write_all(&refusal(login[HEADER - 1].wrapping_add(1), &error)?).await?;
            driver.shutdown().await
        }
    }
}

/// A packet of this number that says why there is no server.
fn refusal(number: u8, error: &ConnectError) -> io::Result<Vec<u8>> {
    let mut body = vec![REFUSAL];
    body.extend(NO_CONNECTION.to_le_bytes());
    body.extend(format!("#08S01{error}").into_bytes());
    let mut packet = u32::try_from(body.len()).map_err(io::Error::other)?.to_le_bytes().to_vec();
    packet[HEADER - 1] = number;
    packet.extend(body);
    Ok(packet)
}

/// A server that has said who it is, and has heard nothing yet.
struct Met {
    server: TcpStream,
    greeting: Vec<u8>,
    /// Whether it refuses in the place of a greeting. The driver reads it, and says what the server says.
    refuses: bool,
}

async fn meet(way: &Way) -> Result<Met, ConnectError> {
    let mut server = way.dial().await?;
    let greeting = packet(&mut server).await.map_err(|error| way.unreachable(&error))?;
    let refuses = greeting.get(HEADER) == Some(&REFUSAL);
    match speaks_tls(&greeting) {
        _ if refuses => {}
        Some(true) => {}
        Some(false) => return Err(ConnectError::NoTls { address: way.address() }),
        None => {
            let reason = "what answers there is no server of MySQL or MariaDB; check host and port".to_owned();
            return Err(ConnectError::Other { address: way.address(), reason });
        }
    }
    Ok(Met { server, greeting, refuses })
}

/// Hands the greeting to the driver and its wish for TLS to the server. Nothing else is sent before the server is verified.
async fn introduce(
    driver: &mut UnixStream,
    Met { mut server, greeting, .. }: Met,
    way: &Way,
) -> Result<(TlsStream<TcpStream>, Peer), ConnectError> {
    let wish = async {
        driver.write_all(&greeting).await?;
        packet(driver).await
    };
    let wish = wish.await.map_err(|error| way.no_socket(&error))?;
    server.write_all(&wish).await.map_err(|error| way.unreachable(&error))?;
    way.encrypt(server).await
}

/// One packet, with its header.
async fn packet(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut packet = vec![0; HEADER];
    stream.read_exact(&mut packet).await?;
    let length = usize::from(packet[0]) | usize::from(packet[1]) << 8 | usize::from(packet[2]) << 16;
    if LONGEST < length {
        // What is no server of MySQL begins with anything: `speaks_tls` says so.
        return Ok(packet);
    }
    packet.resize(HEADER + length, 0);
    stream.read_exact(&mut packet[HEADER..]).await?;
    Ok(packet)
}

/// Whether the server of a greeting speaks TLS; none where it is no greeting. Behind the version, which ends with a zero, a
/// number, the first bytes to scramble with and a zero stand before the capabilities.
fn speaks_tls(greeting: &[u8]) -> Option<bool> {
    const BETWEEN: usize = 4 + 8 + 1;
    let body = greeting.get(HEADER..)?.strip_prefix(&[PROTOCOL_10])?;
    let end_of_version = body.iter().position(|byte| *byte == 0)?;
    let capabilities = body.get(end_of_version + 1 + BETWEEN..)?.first_chunk()?;
    Some(u16::from_le_bytes(*capabilities) & SPEAKS_TLS != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_says_whether_there_is_tls() {
        // As a MySQL 8.0 sent it, up to the end of the capabilities that matter.
        let with = b"\x4a\0\0\0\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xff\xff\x02\0";
        assert_eq!(speaks_tls(with), Some(true));
        let without = b"\x4a\0\0\0\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xf7\xff\x02\0";
        assert_eq!(speaks_tls(without), Some(false));
        for none in [&b""[..], b"\x01\0\0\0", b"\x05\0\0\0\x0a8.0.", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 400"] {
            assert_eq!(speaks_tls(none), None, "{none:?}");
        }
    }
}
