//! A MariaDB server, where the tests' script keeps one.

use std::net::{Ipv4Addr, Shutdown, TcpListener};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

pub(crate) struct Mariadb {
    server: Server,
    port: u16,
}

impl Mariadb {
    /// The newest there is; none where `DRIFTLINE_TEST_MYSQL_SERVERS` names no folder with one.
    pub(crate) async fn start() -> Option<Self> {
        let folder = PathBuf::from(std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS")?);
        let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
        let programs = entries.map(|entry| entry.path().join("usr/sbin"));
        let binaries = programs.filter(|path| path.to_string_lossy().contains("/mariadb-") && path.is_dir()).max()?;
        let options = Options { binaries: Some(binaries), ..Options::new(Engine::Mariadb) };
        let server = Server::start(&options).await.expect("a server");
        let port = port_to(&server.folder().expect("a server of our own").join("s"));
        Some(Self { server, port })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements as the server's administrator.
    pub(crate) async fn run(&self, sql: &str) {
        let mut connection = self.server.connect_options().connect().await.expect("the server");
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("the statements");
    }
}

/// A port that leads to a server's socket: the config knows no sockets.
fn port_to(socket: &Path) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("it listens").port();
    let socket = socket.to_owned();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // The server is gone when its test is over.
            let Ok(server) = UnixStream::connect(&socket) else { return };
            let (mut from_client, mut to_server) =
                (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from_client, &mut to_server);
                let _ = to_server.shutdown(Shutdown::Write);
            });
            let (mut from_server, mut to_client) = (server, client);
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from_server, &mut to_client);
                let _ = to_client.shutdown(Shutdown::Both);
            });
        }
    });
    port
}
