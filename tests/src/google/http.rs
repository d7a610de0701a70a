use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// One request.
pub(super) struct Request {
    pub(super) path: String,
    headers: BTreeMap<String, String>,
    pub(super) body: String,
    form: BTreeMap<String, String>,
}

impl Request {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let path = line.split(' ').nth(1)?.split('?').next()?.to_owned();
        let mut headers = BTreeMap::new();
        loop {
            line.clear();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let form = url::form_urlencoded::parse(&body).into_owned().collect();
        Some(Self { path, headers, body: String::from_utf8(body).ok()?, form })
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// A word of a form.
    pub(super) fn form(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }
}

/// Answers the one request of a connection, if one comes.
pub(super) fn serve(mut stream: TcpStream, answer: impl FnOnce(&Request) -> (u16, Value)) {
    let Some(request) = Request::read(&stream) else { return };
    let (code, body) = answer(&request);
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {code} It\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all((head + &body).as_bytes());
}
