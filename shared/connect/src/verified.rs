//! The way to a server that has to prove who it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use driftline_config::{Endpoint, Login};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{CertificateError, ClientConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::dial::dial;
use crate::target::Trust;
use crate::{ConnectError, Peer, Roots};

/// Where a server is, who it has to be, and who may vouch for it.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) dial: Endpoint,
    pub(crate) name: String,
    pub(crate) roots: Roots,
    pub(crate) client: Option<ClientCertificate>,
}

/// What a server wants to see of this client, in files.
#[derive(Clone, Debug)]
pub(crate) struct ClientCertificate {
    certificate: PathBuf,
    key: PathBuf,
}

impl ClientCertificate {
    /// None unless both are named.
    pub(crate) fn of(certificate: Option<PathBuf>, key: Option<PathBuf>) -> Option<Self> {
        Some(Self { certificate: certificate?, key: key? })
    }

    fn read(&self) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), String> {
        let failed =
            |file: &Path, error: pem::Error| format!("this client's {} cannot be read: {error}", file.display());
        let chain = CertificateDer::pem_file_iter(&self.certificate).and_then(Iterator::collect::<Result<_, _>>);
        let chain = chain.map_err(|error| failed(&self.certificate, error))?;
        Ok((chain, PrivateKeyDer::from_pem_file(&self.key).map_err(|error| failed(&self.key, error))?))
    }
}

impl Way {
    /// The way to a host; none where the connection stays on this machine and no authority is named.
    pub(crate) fn to_host(dial: Endpoint, name: &str, trust: Trust) -> Option<Self> {
        let named = Endpoint { host: name.to_owned(), port: dial.port };
        if dial.is_loopback() && named.is_loopback() && trust.ca_file.is_none() {
            return None;
        }
        let roots = Roots::for_host(name, trust.ca_file);
        Some(Self { dial, name: name.to_owned(), roots, client: trust.client })
    }

    /// The way to a database; none where the connection stays on this machine, which needs no TLS.
    pub(crate) fn to(login: &Login) -> Option<Self> {
        if login.is_local() && login.ca_file.is_none() {
            return None;
        }
        let name = login.verified_name();
        let roots = Roots::for_host(name, login.ca_file.as_ref().map(Into::into));
        Some(Self { dial: login.dialled().clone(), name: name.to_owned(), roots, client: None })
    }

    /// A stream to whoever is there.
    pub(crate) async fn dial(&self) -> Result<TcpStream, ConnectError> {
        dial(&self.dial).await
    }

    /// Begins TLS, which ends here unless the server proves that it is the one it has to be.
    pub(crate) async fn encrypt(&self, stream: TcpStream) -> Result<(TlsStream<TcpStream>, Peer), ConnectError> {
        let connector = TlsConnector::from(Arc::new(self.client().await?));
        let name = ServerName::try_from(self.name.clone()).map_err(|error| {
            self.not_verified(format!("`{}` is no name a certificate can be for: {error}", self.name))
        })?;
        let address = stream.peer_addr().map_err(|error| self.unreachable(&error))?;
        let stream = connector.connect(name, stream).await.map_err(|error| self.explain(&error))?;
        let peer = Peer::of(address, &self.name, stream.get_ref().1);
        Ok((stream, peer))
    }

    async fn client(&self) -> Result<ClientConfig, ConnectError> {
        let roots = self.roots.store().await.map_err(|reason| self.not_verified(reason))?;
        // The provider is named: a process without a default one would panic here.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| self.not_verified(error.to_string()))?;
        let builder = builder.with_root_certificates(roots);
        let Some(client) = &self.client else { return Ok(builder.with_no_client_auth()) };
        let (chain, key) = client.read().map_err(|reason| self.not_verified(reason))?;
        builder.with_client_auth_cert(chain, key).map_err(|error| self.not_verified(error.to_string()))
    }

    /// As messages name the server: with the address dialled where that is another one.
    pub(crate) fn address(&self) -> String {
        if self.dial.host == self.name { self.dial.to_string() } else { format!("{} (for {})", self.dial, self.name) }
    }

    pub(crate) fn unreachable(&self, error: &std::io::Error) -> ConnectError {
        ConnectError::Unreachable { address: self.address(), reason: error.to_string() }
    }

    /// The driver could not be given its end of the connection.
    pub(crate) fn no_socket(&self, error: &std::io::Error) -> ConnectError {
        let reason = format!("a socket in the folder for temporary files cannot be made or used: {error}");
        ConnectError::Other { address: self.address(), reason }
    }

    fn not_verified(&self, reason: String) -> ConnectError {
        ConnectError::Tls { address: self.address(), reason }
    }

    /// What rustls says arrives wrapped into an I/O error.
    fn explain(&self, error: &std::io::Error) -> ConnectError {
        let address = self.address();
        let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
            return self.unreachable(error);
        };
        match tls {
            rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) => {
                if presented.is_empty() {
                    return ConnectError::NoName { address };
                }
                ConnectError::WrongName { address, expected: self.name.clone(), presented: in_words(presented) }
            }
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
                self.not_verified(format!("it is signed by none of {}", self.roots.in_words()))
            }
            rustls::Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
                self.not_verified("it has run out, or this machine's clock is wrong".to_owned())
            }
            rustls::Error::InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            ) => self.not_verified("it is not valid yet, or this machine's clock is wrong".to_owned()),
            other => self.not_verified(other.to_string()),
        }
    }
}

/// rustls prints names as `DnsName("a")` and `IpAddress(::1)`.
fn in_words(presented: &[String]) -> String {
    let address = |name: &'_ str| name.strip_prefix("IpAddress(")?.strip_suffix(')').map(str::to_owned);
    let plain =
        |name: &String| name.split('"').nth(1).map(str::to_owned).or_else(|| address(name)).unwrap_or(name.clone());
    presented.iter().map(plain).collect::<Vec<_>>().join(", ")
}
