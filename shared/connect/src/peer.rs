//! Who is at the other end.

use std::net::SocketAddr;

use rustls::pki_types::CertificateDer;
use rustls::{ClientConnection, ProtocolVersion};
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

/// What a verified connection knows of its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The address that answered.
    pub address: SocketAddr,
    /// The version of TLS.
    pub tls_version: &'static str,
    /// The name that was verified.
    pub verified_name: String,
    /// All names that its certificate is for.
    pub certificate_names: Vec<String>,
    /// When its certificate runs out, in seconds since 1970.
    pub certificate_expires: Option<i64>,
}

impl Peer {
    pub(crate) fn of(address: SocketAddr, verified_name: &str, connection: &ClientConnection) -> Self {
        let certificate = connection.peer_certificates().and_then(<[_]>::first);
        let parsed = certificate.and_then(|certificate| X509Certificate::from_der(certificate).ok());
        Self {
            address,
            tls_version: match connection.protocol_version() {
                Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
                Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
                _ => "an unknown version of TLS",
            },
            verified_name: verified_name.to_owned(),
            certificate_names: certificate.map(names).unwrap_or_default(),
            certificate_expires: parsed.map(|(_, certificate)| certificate.validity().not_after.timestamp()),
        }
    }
}

/// The names a certificate is for.
fn names(certificate: &CertificateDer<'_>) -> Vec<String> {
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else { return Vec::new() };
    let Ok(Some(extension)) = parsed.subject_alternative_name() else { return Vec::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes),
        _ => None,
    };
    extension.value.general_names.iter().filter_map(name).collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return Some(std::net::Ipv4Addr::from(octets).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|octets| std::net::Ipv6Addr::from(octets).to_string())
}
