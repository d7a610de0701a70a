//! Who may vouch for a server: for RDS exactly its own roots, which come with driftline, for others the public ones, and
//! where a file is named, exactly those in it.

use std::path::{Path, PathBuf};

use driftline_config::{RdsHost, RdsKind};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Written by `scripts/rds-certificates`, as is the other; `origin.toml` beside them says where they are from.
const RDS: &[u8] = include_bytes!("../certificates/rds.pem");
const RDS_PROXY: &[u8] = include_bytes!("../certificates/rds-proxy.pem");

/// A choice of roots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roots {
    /// Those of RDS and Aurora.
    Rds,
    /// Those of Amazon's public certificates, which RDS Proxy has.
    RdsProxy,
    /// Those that browsers trust.
    Public,
    /// Those in a file.
    File(PathBuf),
}

impl Roots {
    /// The roots for a server of this name.
    pub fn for_host(name: &str, ca_file: Option<PathBuf>) -> Self {
        match (ca_file, RdsHost::recognise(name)) {
            (Some(file), _) => Self::File(file),
            (None, Some(host)) if host.kind == RdsKind::Proxy => Self::RdsProxy,
            (None, Some(_)) => Self::Rds,
            (None, None) => Self::Public,
        }
    }

    /// What they are, in a sentence that begins with "it is signed by none of".
    pub fn in_words(&self) -> String {
        match self {
            Self::Rds => "the roots of RDS that come with driftline".to_owned(),
            Self::RdsProxy => "the roots of RDS Proxy that come with driftline".to_owned(),
            Self::Public => "the public roots".to_owned(),
            Self::File(file) => format!("the certificates in {}", file.display()),
        }
    }

    /// Reads them.
    pub(crate) async fn store(&self) -> Result<RootCertStore, String> {
        match self {
            Self::Public => Ok(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }),
            Self::Rds => store_of(RDS, "the roots of RDS"),
            Self::RdsProxy => store_of(RDS_PROXY, "the roots of RDS Proxy"),
            Self::File(file) => {
                let (pem, name) = read_file(file).await?;
                store_of(&pem, &name)
            }
        }
    }
}

/// What is in a file of certificates, and what to call it.
async fn read_file(file: &Path) -> Result<(Vec<u8>, String), String> {
    let name = format!("the file of certificates {}", file.display());
    match tokio::fs::read(file).await {
        Ok(pem) => Ok((pem, name)),
        Err(error) => Err(format!("{name} cannot be read: {error}")),
    }
}

fn store_of(pem: &[u8], name: &str) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| format!("{name} cannot be read: {error}"))?;
        store.add(certificate).map_err(|error| format!("{name} holds one that is no certificate: {error}"))?;
    }
    if store.is_empty() {
        return Err(format!("{name} holds no certificate in PEM form"));
    }
    Ok(store)
}

/// A certificate that may vouch for servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootCertificate {
    /// Its common name, or all of its subject where it has none.
    pub name: String,
    /// When it runs out, in seconds since 1970.
    pub expires: i64,
}

/// Where the roots that come with driftline are from: package, version and date, as `scripts/rds-certificates` wrote them.
pub const BUILT_IN_ROOTS_ORIGIN: &str = include_str!("../certificates/origin.toml");

/// The roots that come with driftline.
pub fn built_in_roots() -> Vec<RootCertificate> {
    [RDS, RDS_PROXY].into_iter().flat_map(certificates).collect()
}

/// The certificates in a file that `ca-file` names.
///
/// # Errors
///
/// Why connecting with this file would fail, in words.
pub async fn roots_in_file(file: &Path) -> Result<Vec<RootCertificate>, String> {
    let (pem, name) = read_file(file).await?;
    store_of(&pem, &name)?;
    Ok(certificates(&pem).collect())
}

fn certificates(pem: &[u8]) -> impl Iterator<Item = RootCertificate> {
    CertificateDer::pem_slice_iter(pem).flatten().filter_map(|certificate| read(&certificate))
}

fn read(certificate: &CertificateDer<'_>) -> Option<RootCertificate> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    let subject = parsed.subject();
    let common_name = subject.iter_common_name().next().and_then(|name| name.as_str().ok());
    let name = common_name.map_or_else(|| subject.to_string(), str::to_owned);
    Some(RootCertificate { name, expires: parsed.validity().not_after.timestamp() })
}

/// The region of a host of RDS, where no root for it comes with driftline: a region that AWS opened later.
pub fn region_without_roots(name: &str) -> Option<String> {
    let host = RdsHost::recognise(name)?;
    let start = format!("Amazon RDS {} ", host.region);
    let has_roots = host.kind == RdsKind::Proxy || built_in_roots().iter().any(|root| root.name.starts_with(&start));
    (!has_roots).then_some(host.region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_has_its_roots() {
        let cases = [
            ("orders.abc.eu-central-1.rds.amazonaws.com", Roots::Rds),
            ("shop.cluster-abc.eu-central-1.rds.amazonaws.com", Roots::Rds),
            ("pool.proxy-abc.eu-central-1.rds.amazonaws.com", Roots::RdsProxy),
            ("db.example.com", Roots::Public),
        ];
        for (name, roots) in cases {
            assert_eq!(Roots::for_host(name, None), roots, "{name}");
            assert_eq!(Roots::for_host(name, Some("ca.pem".into())), Roots::File("ca.pem".into()), "{name}");
        }
    }

    #[tokio::test]
    async fn nothing_is_mixed_in() {
        assert_eq!(Roots::Rds.store().await.unwrap().len(), RDS.split(|byte| *byte == b'#').count() - 1);
        assert_eq!(Roots::RdsProxy.store().await.unwrap().len(), 5);
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            Roots::File(path)
        };
        let one = RDS.split_inclusive(|byte| *byte == b'#').nth(1).unwrap();
        assert_eq!(file("one.pem", one).store().await.unwrap().len(), 1);
        for (name, bytes) in [
            ("empty.pem", &b""[..]),
            ("words.pem", b"these are words"),
            ("cut.pem", &one[..one.len() / 2]),
            ("other.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        ] {
            let error = file(name, bytes).store().await.unwrap_err();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn regions_that_came_later_are_known_to_be_missing() {
        assert_eq!(region_without_roots("orders.abc.eu-central-1.rds.amazonaws.com"), None);
        assert_eq!(region_without_roots("orders.abc.xx-north-9.rds.amazonaws.com").as_deref(), Some("xx-north-9"));
        assert_eq!(region_without_roots("pool.proxy-abc.xx-north-9.rds.amazonaws.com"), None);
        assert_eq!(region_without_roots("db.example.com"), None);
    }
}
