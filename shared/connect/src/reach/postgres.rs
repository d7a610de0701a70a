//! Reaching PostgreSQL, where a client asks for TLS before it says anything else.

use driftline_config::{Auth, Login};
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional_with_sizes};
use tokio::net::TcpStream;

use super::{Reached, in_time};
use crate::error::Given;
use crate::private_socket::{BUFFER, PrivateSocket};
use crate::tls::Tls;
use crate::verified::Way;
use crate::{ConnectError, Connection, connect};

/// Length and code of the message by which a client asks PostgreSQL for TLS.
const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// Connects with user, password and database of `options`, to where `login` says.
pub(crate) async fn reach_postgres(login: &Login, options: PgConnectOptions) -> Result<Reached, ConnectError> {
    let Some(way) = Way::to(login) else {
        let dial = login.dialled();
        let options = Tls::for_host(true, None).apply(options.host(&dial.host).port(dial.port));
        return Ok(Reached { connection: Connection::Postgres(Box::new(connect(&options).await?)), peer: None });
    };
    let given = match login.auth {
        Auth::RdsIam { .. } => Given::Token,
        Auth::CloudSqlIam => Given::CloudSqlToken,
        Auth::Password(_) | Auth::None => Given::Password,
    };
    in_time(&way, through(&way, given, options)).await
}

async fn through(way: &Way, given: Given, options: PgConnectOptions) -> Result<Reached, ConnectError> {
    let mut stream = way.dial().await?;
    ask_for_tls(way, &mut stream).await?;
    let (mut stream, peer) = way.encrypt(stream).await?;
    // The name that PostgreSQL's clients look for in a folder.
    let socket = PrivateSocket::new(&format!(".s.PGSQL.{}", way.dial.port)).map_err(|error| way.no_socket(&error))?;
    // As `connect` asks for, and why is said there.
    let options = socket
        .options_postgres(options, way.dial.port)
        .application_name("driftline")
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .disable_statement_logging();
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
