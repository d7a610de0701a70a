//! Servers of MySQL and MariaDB: where their programs are, and a port to one that listens on a socket.

use std::net::{Ipv4Addr, Shutdown, TcpListener};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// The folders with servers, of which the tests' script tells, the newest of each engine last.
///
/// # Panics
///
/// When the folder that is named is not there.
#[expect(clippy::print_stderr, reason = "what was skipped has to be seen")]
pub fn folders() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") else {
        eprintln!(
            "skipped: DRIFTLINE_TEST_MYSQL_SERVERS names no folder with servers (scripts/mysql-servers makes one)"
        );
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.path().join("usr/sbin")).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// A port that leads to a server's socket: the config knows no sockets.
///
/// # Panics
///
/// When there is no free port, or no room for a socket.
pub fn port_to(socket: &Path) -> u16 {
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
