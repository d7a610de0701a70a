//! An emulated AWS for one test: the `moto_server` that `DRIFTLINE_TEST_MOTO` names, on a free loopback port.

use std::env;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server. It ends with this value.
pub(crate) struct Moto {
    process: Child,
    port: u16,
}

impl Moto {
    /// Starts the server, or says why the test is skipped.
    pub(crate) fn start(test: &str) -> Option<Self> {
        let Some(program) = env::var_os("DRIFTLINE_TEST_MOTO").filter(|program| !program.is_empty()) else {
            announce(&format!(
                "{test}: SKIPPED, DRIFTLINE_TEST_MOTO does not name a moto_server; scripts/test sets it"
            ));
            return None;
        };
        // The port is free when the listener is dropped; the server takes it a moment later.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(&program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .env("MOTO_PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let mut server = Self { process, port };
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(server.process.try_wait().unwrap().is_none(), "moto_server ended before it listened");
            assert!(Instant::now() < deadline, "moto_server does not listen");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(server)
    }

    /// The endpoint of every emulated service.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sends one plain request and returns the whole answer, which must be a success.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Length: {length}\r\n\
             {headers}\r\n{body}",
            self.port
        );
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "{method} {path}: {answer}");
        answer
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // Both fail only when the server has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Writes past the test harness, which shows the output of a passing test to nobody.
fn announce(message: &str) {
    let _ = writeln!(std::io::stderr(), "{message}");
}
