//! TLS between MySQL's driver and this process, over a private socket.
//!
//! The driver sends a password or token as it is only where it speaks TLS itself. What is behind the socket speaks TLS with
//! the server, so to the driver it shows a certificate that was made for this one connection.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use tokio::net::UnixStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A name that no server has (RFC 6761).
const NAME: &str = "driftline.invalid";

pub(crate) struct InnerTls {
    acceptor: TlsAcceptor,
    certificate: String,
}

impl InnerTls {
    /// # Errors
    ///
    /// What is missing to make a certificate: random numbers.
    pub(crate) fn new() -> Result<Self, String> {
        let failed = |reason: String| format!("a certificate for the driver cannot be made: {reason}");
        let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).map_err(|error| failed(error.to_string()))?;
        let key =
            PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(|error| failed(error.to_owned()))?;
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key))
            .map_err(|error| failed(error.to_string()))?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate: made.cert.pem() })
    }

    /// The driver's options that end TLS here and nowhere else.
    pub(crate) fn options(&self, options: MySqlConnectOptions) -> MySqlConnectOptions {
        let pem = self.certificate.clone().into_bytes();
        options.host(NAME).ssl_mode(MySqlSslMode::VerifyIdentity).ssl_ca_from_pem(pem)
    }

    /// Takes the driver in.
    pub(crate) async fn accept(&self, driver: UnixStream) -> io::Result<TlsStream<UnixStream>> {
        self.acceptor.accept(driver).await
    }
}
