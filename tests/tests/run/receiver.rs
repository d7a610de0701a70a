//! An HTTP server on loopback that keeps what it is sent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderName, HeaderValue};

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct Receiver {
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    status: Arc<Mutex<&'static str>>,
}

impl Receiver {
    /// Listens until the process ends.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback interface has a free port");
        let port = listener.local_addr().expect("it listens").port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let status = Arc::new(Mutex::new("204 No Content"));
        let (log, answer) = (received.clone(), status.clone());
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.expect("a connection");
                log.lock().expect("no test panics with it").push(read(&connection));
                let status = *answer.lock().expect("no test panics with it");
                // A client that went away is none of our business.
                let _ = write!(connection, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { port, received, status }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What it answers from now on.
    pub(crate) fn answers(&self, status: &'static str) {
        *self.status.lock().expect("no test panics with it") = status;
    }

    /// What arrived at a path since the last time.
    pub(crate) fn take(&self, path: &str) -> Vec<Received> {
        let mut received = self.received.lock().expect("no test panics with it");
        received.extract_if(.., |request| request.path == path).collect()
    }
}

fn read(connection: &TcpStream) -> Received {
    let mut reader = BufReader::new(connection);
    let mut line = String::new();
    reader.read_line(&mut line).expect("a request");
    let path = line.split(' ').nth(1).expect("a request has a path").to_owned();
    let mut headers = HeaderMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).expect("a header");
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        let name: HeaderName = name.parse().expect("a header's name");
        headers.append(name, HeaderValue::from_str(value).expect("a header's value"));
    }
    let length = headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    Received { path, headers, body }
}
