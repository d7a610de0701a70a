//! MySQL and MariaDB at RDS: TLS, then the token, which `AWSAuthenticationPlugin` takes as a password in plain text. Accounts
//! that the server behind lets in without a password are the ones with that plugin; others log in with their password.

use std::io;
use std::net::Ipv4Addr;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::Settings;

// Capabilities, of which the greeting says the lower and the upper half in two places.
const WITH_DATABASE: u32 = 0x8;
const TLS: u32 = 0x800;
const LONG_PASSWORDS: u32 = 0x0020_0000;

const REFUSED: u8 = 0xff;
const ACCESS_DENIED: &[u8] = &[REFUSED, 0x15, 0x04];
const OK: u8 = 0;
const SWITCH: u8 = 0xfe;
/// What a response begins with: capabilities, longest packet, character set, nothing.
const BEFORE_THE_USER: usize = 32;

/// A packet: its number and what is in it.
struct Packet {
    number: u8,
    body: Vec<u8>,
}

impl Packet {
    async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        // Three bytes of length and one of number.
        let header = stream.read_u32_le().await?;
        let mut body = vec![0; (header & 0x00ff_ffff) as usize];
        stream.read_exact(&mut body).await?;
        Ok(Self { number: header.to_le_bytes()[3], body })
    }

    async fn write(&self, stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let length = u32::try_from(self.body.len()).map_err(io::Error::other)?.to_le_bytes();
        let mut bytes = vec![length[0], length[1], length[2], self.number];
        bytes.extend(&self.body);
        stream.write_all(&bytes).await?;
        stream.flush().await
    }
}

/// What a client says of itself.
struct Response {
    capabilities: u32,
    before_the_user: Vec<u8>,
    user: String,
    database: String,
    plugin: String,
}

impl Response {
    fn read(body: &[u8]) -> Option<Self> {
        let (before, mut rest) = body.split_at_checked(BEFORE_THE_USER)?;
        let capabilities = u32::from_le_bytes(*before.first_chunk()?);
        let user = text(&mut rest)?;
        // A hash, which is short.
        let length = usize::from(*rest.split_off_first()?);
        rest.split_off(..length)?;
        let database = if capabilities & WITH_DATABASE == 0 { String::new() } else { text(&mut rest)? };
        let plugin = text(&mut rest).unwrap_or_default();
        Some(Self { capabilities, before_the_user: before.to_vec(), user, database, plugin })
    }

    /// The same without TLS and with this password, scrambled.
    fn for_the_server(&self, scrambled: &[u8]) -> Vec<u8> {
        let mut body = (self.capabilities & !TLS & !LONG_PASSWORDS).to_le_bytes().to_vec();
        body.extend(&self.before_the_user[4..]);
        body.extend(format!("{}\0", self.user).into_bytes());
        body.push(u8::try_from(scrambled.len()).expect("a hash is short"));
        body.extend(scrambled);
        if self.capabilities & WITH_DATABASE != 0 {
            body.extend(format!("{}\0", self.database).into_bytes());
        }
        body.extend(format!("{}\0", self.plugin).into_bytes());
        body
    }
}

/// The text up to a zero, which is taken away with it.
fn text(rest: &mut &[u8]) -> Option<String> {
    let end = rest.iter().position(|byte| *byte == 0)?;
    let text = String::from_utf8_lossy(&rest[..end]).into_owned();
    *rest = &rest[end + 1..];
    Some(text)
}

pub(super) async fn session(mut stream: TcpStream, acceptor: TlsAcceptor, settings: &Settings) -> io::Result<String> {
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, settings.server)).await?;
    let mut greeting = Packet::read(&mut server).await?;
    say_whether_there_is_tls(&mut greeting.body, settings.speaks_tls).ok_or(io::Error::other("no greeting came"))?;
    greeting.write(&mut stream).await?;
    if !settings.speaks_tls {
        let mut more = Vec::new();
        stream.read_to_end(&mut more).await?;
        return Ok(format!("{} bytes came without TLS", more.len()));
    }
    let wish = Packet::read(&mut stream).await?;
    if wish.body.len() != BEFORE_THE_USER {
        return Ok("somebody came without TLS".to_owned());
    }
    let mut stream = acceptor.accept(stream).await?;

    let response = Packet::read(&mut stream).await?;
    let said = Response::read(&response.body).ok_or(io::Error::other("no response came"))?;
    let user = &said.user;
    Packet { number: greeting.number + 1, body: said.for_the_server(b"") }.write(&mut server).await?;
    let let_in = Packet::read(&mut server).await?;
    let is_in = let_in.body.first() == Some(&OK);
    let is_refused_with_reason = let_in.body.first() == Some(&REFUSED) && !let_in.body.starts_with(ACCESS_DENIED);
    if !is_in && !is_refused_with_reason {
        return with_password(stream, &said, response.number, settings.server).await;
    }
    let body = [&[SWITCH], &b"mysql_clear_password\0"[..]].concat();
    Packet { number: response.number + 1, body }.write(&mut stream).await?;
    let answer = Packet::read(&mut stream).await?;
    let number = answer.number + 1;
    let token = String::from_utf8_lossy(&answer.body).trim_end_matches('\0').to_owned();
    if let Err(reason) = settings.check(&token, user) {
        // RDS says the same whatever is wrong with a token, and the same as of a wrong password.
        let message = format!("#28000Access denied for user '{user}'@'10.0.0.7' (using password: YES)");
        Packet { number, body: [ACCESS_DENIED, message.as_bytes()].concat() }.write(&mut stream).await?;
        stream.shutdown().await?;
        return Ok(format!("a token was refused: {reason}"));
    }
    Packet { number, ..let_in }.write(&mut stream).await?;
    if !is_in {
        return Ok(format!("{user} was refused"));
    }
    let _ = copy_bidirectional(&mut stream, &mut server).await;
    Ok(format!("{user} was let in"))
}

/// Lets the server itself ask for the password. It does so with bytes of its own to scramble it with.
async fn with_password(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    said: &Response,
    mut number: u8,
    port: u16,
) -> io::Result<String> {
    let user = &said.user;
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let greeting = Packet::read(&mut server).await?;
    let nonce = nonce(&greeting.body).ok_or(io::Error::other("no greeting came"))?;
    let body = [&[SWITCH], said.plugin.as_bytes(), b"\0", &nonce, b"\0"].concat();
    Packet { number: number + 1, body }.write(&mut stream).await?;
    let scrambled = Packet::read(&mut stream).await?;
    number = scrambled.number;
    let mut to_server = Packet { number: greeting.number + 1, body: said.for_the_server(&scrambled.body) };
    loop {
        to_server.write(&mut server).await?;
        // The server may say that it knows the password, before it lets anybody in.
        let outcome = loop {
            let answer = Packet::read(&mut server).await?;
            number += 1;
            to_server.number = answer.number + 1;
            let first = answer.body.first().copied();
            let knows = answer.body == [1, 3];
            Packet { number, ..answer }.write(&mut stream).await?;
            if !knows {
                break first;
            }
        };
        match outcome {
            Some(OK) => break,
            Some(REFUSED) => return Ok(format!("{user} came with a password, and was refused")),
            _ => {
                let more = Packet::read(&mut stream).await?;
                number = more.number;
                to_server.body = more.body;
            }
        }
    }
    let _ = copy_bidirectional(&mut stream, &mut server).await;
    Ok(format!("{user} was let in with a password"))
}

/// Behind the version, which ends with a zero, and a number stand eight bytes of it, and twelve after all the rest.
fn nonce(greeting: &[u8]) -> Option<Vec<u8>> {
    let start = greeting.iter().position(|byte| *byte == 0)? + 5;
    Some([greeting.get(start..start + 8)?, greeting.get(start + 27..start + 39)?].concat())
}

/// Behind the version, which ends with a zero, thirteen bytes stand before the capabilities.
fn say_whether_there_is_tls(greeting: &mut [u8], speaks_tls: bool) -> Option<()> {
    let end_of_version = greeting.iter().position(|byte| *byte == 0)?;
    let upper = greeting.get_mut(end_of_version + 15)?;
    let bit = (TLS >> 8) as u8;
    *upper = if speaks_tls { *upper | bit } else { *upper & !bit };
    Some(())
}
