//! An HTTP server on loopback that answers what it is told to and remembers what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// What to do with a request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Answer: status line, headers (each with a line end), body.
    Answer(&'static str, &'static str, String),
    /// Read the request and say nothing for so long.
    Silence(Duration),
    /// Read the request and close the connection.
    HangUp,
    /// Begin an answer and never stop.
    Endless(&'static str),
}

pub(crate) struct Receiver {
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    /// Serves the replies in turn, and the last one again and again. The thread ends with the process.
    pub(crate) fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        thread::spawn(move || {
            for (number, connection) in listener.incoming().enumerate() {
                let mut connection = connection.unwrap();
                log.lock().unwrap().push(read(&connection));
                let reply = replies.get(number).or(replies.last()).unwrap().clone();
                // A client that gave up is part of what is tested, so failing to write is none of our business.
                thread::spawn(move || drop(write(&mut connection, &reply)));
            }
        });
        Self { port, received }
    }

    /// An address with a secret in its path.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook/hunter2?key=hunter2", self.port)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

pub(crate) fn answer(status: &'static str, headers: &'static str, body: &str) -> Reply {
    Reply::Answer(status, headers, body.to_owned())
}

fn read(connection: &TcpStream) -> Received {
    let mut reader = BufReader::new(connection);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut headers = HeaderMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let length: usize = headers.get("content-length").unwrap().to_str().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Received { line: line.trim_end().to_owned(), headers, body }
}

fn write(connection: &mut TcpStream, reply: &Reply) -> std::io::Result<()> {
    match reply {
        Reply::Answer(status, headers, body) => {
            let length = body.len();
            write!(
                connection,
                "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
        }
        Reply::Silence(time) => {
            thread::sleep(*time);
            Ok(())
        }
        Reply::HangUp => Ok(()),
        Reply::Endless(status) => {
            write!(connection, "HTTP/1.1 {status}\r\nConnection: close\r\n\r\n")?;
            loop {
                connection.write_all(&[b'x'; 1024])?;
            }
        }
    }
}
