//! Reaching PostgreSQL, where a client asks for TLS before it says anything else.

use std::io;

use driftline_config::{Auth, Login};
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional_with_sizes};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::client::TlsStream;

use super::{Reached, in_time};
use crate::error::Given;
use crate::postgres::as_driftline;
use crate::private_socket::{BUFFER, PrivateSocket};
use crate::tls;
use crate::verified::Way;
use crate::{ConnectError, Connection, Peer, connect};

/// Length and code of the message by which a client asks PostgreSQL for TLS.
const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
/// The server takes no longer first message either (`MAX_STARTUP_PACKET_LENGTH`).
const LONGEST_STARTUP: u32 = 10_000;
/// `connection_failure`
const NO_CONNECTION: &str = "08006";

/// Connects with user, password and database of `options`, to where `login` says.
pub(crate) async fn reach_postgres(login: &Login, options: PgConnectOptions) -> Result<Reached, ConnectError> {
    let Some(way) = Way::to(login) else {
        let dial = login.dialled();
        let options = tls::on_this_machine(options.host(&dial.host).port(dial.port));
        return Ok(Reached { connection: Connection::Postgres(Box::new(connect(&options).await?)), peer: None });
    };
    let given = match login.auth {
        Auth::RdsIam { .. } => Given::Token,
        Auth::CloudSqlIam => Given::CloudSqlToken,
        Auth::Password(_) | Auth::None => Given::Password,
    };
    postgres_over(&way, given, options).await
}

/// Connects over a way.
pub(crate) async fn postgres_over(way: &Way, given: Given, options: PgConnectOptions) -> Result<Reached, ConnectError> {
    in_time(way, through(way, given, options)).await
}

async fn through(way: &Way, given: Given, options: PgConnectOptions) -> Result<Reached, ConnectError> {
    let (mut stream, peer) = open(way).await?;
    let socket = PrivateSocket::postgres(way.dial.port).map_err(|error| way.no_socket(&error))?;
    let options = as_driftline(&socket.options_postgres(options, way.dial.port));
    let joined = tokio::spawn(async move {
        let Ok(mut driver) = socket.accept().await else { return };
        // How a connection ends, the driver sees at its own end.
        let _ = copy_bidirectional_with_sizes(&mut driver, &mut stream, BUFFER, BUFFER).await;
    });
    match options.connect().await {
        Ok(connection) => Ok(Reached { connection: Connection::Postgres(Box::new(connection)), peer: Some(peer) }),
        Err(error) => {
            joined.abort();
            Err(ConnectError::of_login(way.address(), given, &options, &error))
        }
    }
}

/// One session of a driver that comes by a tunnel. Where the server is not reached, the driver hears why as if the server
/// said so.
pub(crate) async fn session_of_postgres(mut driver: UnixStream, way: &Way) -> io::Result<()> {
    // What is not read when a socket is closed takes with it what was written.
    let startup = startup(&mut driver).await?;
    match in_time(way, open(way)).await {
        Ok((mut stream, _)) => {
            stream.write_all(&startup).await?;
            copy_bidirectional_with_sizes(&mut driver, &mut stream, BUFFER, BUFFER).await.map(drop)
        }
        Err(error) => {
            let fields = format!("SFATAL\0VFATAL\0C{NO_CONNECTION}\0M{error}\0\0").into_bytes();
            let length = u32::try_from(fields.len() + 4).map_err(io::Error::other)?;
            driver.write_all(&[&b"E"[..], &length.to_be_bytes(), &fields].concat()).await?;
            driver.shutdown().await
        }
    }
}

/// The first message of the driver, with its length.
async fn startup(driver: &mut UnixStream) -> io::Result<Vec<u8>> {
    let length = driver.read_u32().await?;
    if !(4..=LONGEST_STARTUP).contains(&length) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut message = length.to_be_bytes().to_vec();
    message.resize(length as usize, 0);
    driver.read_exact(&mut message[4..]).await?;
    Ok(message)
}

/// A stream to the server, which has proved who it is.
async fn open(way: &Way) -> Result<(TlsStream<TcpStream>, Peer), ConnectError> {
    let mut stream = way.dial().await?;
    ask_for_tls(way, &mut stream).await?;
    way.encrypt(stream).await
}

async fn ask_for_tls(way: &Way, stream: &mut TcpStream) -> Result<(), ConnectError> {
    let mut answer = [0];
    let asked = async {
        stream.write_all(&TLS_REQUEST).await?;
        stream.read_exact(&mut answer).await
    };
    asked.await.map_err(|error| way.unreachable(&error))?;
    match answer[0] {
        b'S' => Ok(()),
        b'N' => Err(ConnectError::NoTls { address: way.address() }),
        _ => Err(ConnectError::Other {
            address: way.address(),
            reason: "what answers there is no PostgreSQL server; check host and port".to_owned(),
        }),
    }
}
