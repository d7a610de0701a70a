//! PostgreSQL at RDS: TLS, then the token, then the server behind, which lets members of `rds_iam` in.

use std::io;
use std::net::Ipv4Addr;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::Settings;

const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
const ASK_FOR_PASSWORD: [u8; 9] = [b'R', 0, 0, 0, 8, 0, 0, 0, 3];
const LOGGED_IN: [u8; 9] = [b'R', 0, 0, 0, 8, 0, 0, 0, 0];

pub(super) async fn session(mut stream: TcpStream, acceptor: TlsAcceptor, settings: &Settings) -> io::Result<String> {
    let mut request = [0; 8];
    stream.read_exact(&mut request).await?;
    if request != TLS_REQUEST {
        return Ok("somebody came without TLS".to_owned());
    }
    if !settings.speaks_tls {
        stream.write_all(b"N").await?;
        let mut more = Vec::new();
        stream.read_to_end(&mut more).await?;
        return Ok(format!("{} bytes came without TLS", more.len()));
    }
    stream.write_all(b"S").await?;
    let mut stream = acceptor.accept(stream).await?;

    let startup = startup(&mut stream).await?;
    let user = parameter(&startup, "user");
    stream.write_all(&ASK_FOR_PASSWORD).await?;
    let token = password(&mut stream).await?;
    if let Err(reason) = settings.check(&token, &user) {
        let who = if settings.tokens.is_some() { "Cloud SQL IAM service account" } else { "PAM" };
        refuse(&mut stream, "28000", &format!("{who} authentication failed for user \"{user}\"")).await?;
        return Ok(format!("a token was refused: {reason}"));
    }

    // The server lets members of rds_iam in without a password, as RDS lets them in without one of the server's.
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, settings.server)).await?;
    server.write_all(&startup).await?;
    let mut answer = [0; 9];
    server.read_exact(&mut answer).await?;
    if answer[0] == b'R' && answer != LOGGED_IN {
        refuse(&mut stream, "28P01", &format!("password authentication failed for user \"{user}\"")).await?;
        return Ok(format!("{user} has no rds_iam"));
    }
    stream.write_all(&answer).await?;
    let _ = copy_bidirectional(&mut stream, &mut server).await;
    Ok(format!("{user} was let in"))
}

/// The first message, with its length.
async fn startup(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let length = stream.read_u32().await?;
    let mut message = length.to_be_bytes().to_vec();
    message.resize(usize::try_from(length).unwrap_or(0).clamp(8, 10_000), 0);
    stream.read_exact(&mut message[4..]).await?;
    Ok(message)
}

/// One of the parameters in the first message.
fn parameter(startup: &[u8], name: &str) -> String {
    let words: Vec<&[u8]> = startup[8..].split(|byte| *byte == 0).collect();
    let pair = words.chunks(2).find(|pair| pair[0] == name.as_bytes());
    pair.and_then(|pair| pair.get(1)).map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
}

async fn password(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let kind = stream.read_u8().await?;
    let length = stream.read_u32().await?;
    if kind != b'p' || !(4..10_000).contains(&length) {
        return Err(io::Error::other("no password came"));
    }
    let mut text = vec![0; length as usize - 4];
    stream.read_exact(&mut text).await?;
    text.pop();
    Ok(String::from_utf8_lossy(&text).into_owned())
}

async fn refuse(stream: &mut (impl AsyncWrite + Unpin), code: &str, message: &str) -> io::Result<()> {
    let fields = format!("SFATAL\0VFATAL\0C{code}\0M{message}\0\0");
    let mut bytes = vec![b'E'];
    bytes.extend(u32::try_from(fields.len() + 4).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(fields.into_bytes());
    stream.write_all(&bytes).await?;
    stream.shutdown().await
}
