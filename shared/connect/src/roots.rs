//! Who may vouch for a server: for RDS exactly its own roots, which come with driftline, for others the public ones, and
//! where a file is named, exactly those in it.

use std::path::PathBuf;

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
        let (pem, name) = match self {
            Self::Public => return Ok(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }),
            Self::Rds => (RDS.to_vec(), "the roots of RDS".to_owned()),
            Self::RdsProxy => (RDS_PROXY.to_vec(), "the roots of RDS Proxy".to_owned()),
            Self::File(file) => {
                let pem = tokio::fs::read(file)
                    .await
                    .map_err(|error| format!("the file of certificates {} cannot be read: {error}", file.display()))?;
                (pem, format!("the file of certificates {}", file.display()))
            }
        };
        let mut store = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let certificate = certificate.map_err(|error| format!("{name} cannot be read: {error}"))?;
            store.add(certificate).map_err(|error| format!("{name} holds one that is no certificate: {error}"))?;
        }
        if store.is_empty() {
            return Err(format!("{name} holds no certificate in PEM form"));
        }
        Ok(store)
    }
}

/// The roots that come with driftline as PEM, for a driver that verifies by itself; none for others.
pub(crate) fn roots_as_pem(roots: &Roots) -> Option<Vec<u8>> {
    match roots {
        Roots::Rds => Some(RDS.to_vec()),
        Roots::RdsProxy => Some(RDS_PROXY.to_vec()),
        Roots::Public | Roots::File(_) => None,
    }
}

/// A root that comes with driftline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltInRoot {
    /// Its common name.
    pub name: String,
    /// When it runs out, in seconds since 1970.
    pub expires: i64,
}

/// The roots that come with driftline.
pub fn built_in_roots() -> Vec<BuiltInRoot> {
    let certificates = [RDS, RDS_PROXY].into_iter().flat_map(CertificateDer::pem_slice_iter);
    certificates.flatten().filter_map(|certificate| read(&certificate)).collect()
}

fn read(certificate: &CertificateDer<'_>) -> Option<BuiltInRoot> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    let name = parsed.subject().iter_common_name().next()?.as_str().ok()?.to_owned();
    Some(BuiltInRoot { name, expires: parsed.validity().not_after.timestamp() })
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
