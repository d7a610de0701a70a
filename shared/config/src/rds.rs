//! What the host name of an RDS endpoint says: what it is, where it is, and whose certificates it has.

use std::fmt;

/// What RDS calls behind a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RdsKind {
    /// One instance, of RDS or of an Aurora cluster.
    Instance,
    /// The writer of an Aurora or Multi-AZ cluster.
    Cluster,
    /// The readers of a cluster.
    Reader,
    /// A custom endpoint of an Aurora cluster.
    Custom,
    /// RDS Proxy.
    Proxy,
}

impl fmt::Display for RdsKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Instance => "instance",
            Self::Cluster => "cluster endpoint",
            Self::Reader => "reader endpoint",
            Self::Custom => "custom endpoint",
            Self::Proxy => "RDS Proxy",
        })
    }
}

/// AWS has separate worlds, each with certificates of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partition {
    /// Where most people are.
    Commercial,
    /// `cn-...`.
    China,
    /// `us-gov-...`.
    GovCloud,
}

impl Partition {
    /// How ARNs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Commercial => "aws",
            Self::China => "aws-cn",
            Self::GovCloud => "aws-us-gov",
        }
    }

    fn of(region: &str) -> Self {
        if region.starts_with("cn-") {
            Self::China
        } else if region.starts_with("us-gov-") {
            Self::GovCloud
        } else {
            Self::Commercial
        }
    }
}

/// A host name that RDS gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RdsHost {
    /// What is behind it.
    pub kind: RdsKind,
    /// The instance, cluster, custom endpoint or proxy, as it is named in AWS. The name of one of a proxy's further
    /// endpoints is that endpoint's.
    pub identifier: String,
    /// Its region.
    pub region: String,
    /// Its partition.
    pub partition: Partition,
}

impl RdsHost {
    /// Reads a host name. `None` is any other, an alias of one of RDS's among them.
    pub fn recognise(host: &str) -> Option<Self> {
        let host = host.to_ascii_lowercase();
        // China has both orders of the two labels before the domain.
        let (rest, is_china) = match host.strip_suffix(".amazonaws.com.cn") {
            Some(rest) => (rest, true),
            None => (host.strip_suffix(".amazonaws.com")?, false),
        };
        let labels: Vec<&str> = rest.split('.').collect();
        let (names, region) = match labels.as_slice() {
            [names @ .., region, "rds"] => (names, *region),
            [names @ .., "rds", region] if is_china => (names, *region),
            _ => return None,
        };
        if !is_region(region) || (Partition::of(region) == Partition::China) != is_china {
            return None;
        }
        let (identifier, kind) = match names {
            [identifier, "endpoint", scope] if scope.starts_with("proxy-") => (identifier, RdsKind::Proxy),
            [identifier, scope] => (identifier, kind_of(scope)),
            _ => return None,
        };
        if identifier.is_empty() {
            return None;
        }
        Some(Self {
            kind,
            identifier: (*identifier).to_owned(),
            region: region.to_owned(),
            partition: Partition::of(region),
        })
    }
}

/// By the label that stands between the name and the region; an instance has the account's random letters there.
fn kind_of(scope: &str) -> RdsKind {
    for (start, kind) in [
        ("proxy-", RdsKind::Proxy),
        ("cluster-ro-", RdsKind::Reader),
        ("cluster-custom-", RdsKind::Custom),
        ("cluster-", RdsKind::Cluster),
    ] {
        if scope.starts_with(start) {
            return kind;
        }
    }
    RdsKind::Instance
}

/// Like `eu-central-1` or `us-gov-west-1`. The `global` of an Aurora global database's writer endpoint is none.
pub(crate) fn is_region(text: &str) -> bool {
    let mut parts = text.split('-').rev();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    parts.next().is_some_and(is_number) && text.matches('-').count() >= 2 && parts.all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_of_rds_are_read() {
        use Partition::{China, Commercial, GovCloud};
        use RdsKind::{Cluster, Custom, Instance, Proxy, Reader};
        let cases = [
            ("orders.abc123.eu-central-1.rds.amazonaws.com", Instance, "orders", "eu-central-1", Commercial),
            ("Orders.ABC123.eu-central-1.RDS.amazonaws.com", Instance, "orders", "eu-central-1", Commercial),
            ("cluster-a.abc.ap-southeast-2.rds.amazonaws.com", Instance, "cluster-a", "ap-southeast-2", Commercial),
            ("shop.cluster-abc.us-east-1.rds.amazonaws.com", Cluster, "shop", "us-east-1", Commercial),
            ("shop.cluster-ro-abc.us-east-1.rds.amazonaws.com", Reader, "shop", "us-east-1", Commercial),
            ("big.cluster-custom-abc.us-east-1.rds.amazonaws.com", Custom, "big", "us-east-1", Commercial),
            ("pool.proxy-abc.us-east-1.rds.amazonaws.com", Proxy, "pool", "us-east-1", Commercial),
            ("ro.endpoint.proxy-abc.us-east-1.rds.amazonaws.com", Proxy, "ro", "us-east-1", Commercial),
            ("orders.abc.us-gov-west-1.rds.amazonaws.com", Instance, "orders", "us-gov-west-1", GovCloud),
            ("shop.cluster-ro-abc.us-gov-east-1.rds.amazonaws.com", Reader, "shop", "us-gov-east-1", GovCloud),
            ("orders.abc.rds.cn-north-1.amazonaws.com.cn", Instance, "orders", "cn-north-1", China),
            ("orders.abc.cn-north-1.rds.amazonaws.com.cn", Instance, "orders", "cn-north-1", China),
            ("shop.cluster-abc.rds.cn-northwest-1.amazonaws.com.cn", Cluster, "shop", "cn-northwest-1", China),
        ];
        for (host, kind, identifier, region, partition) in cases {
            let expected = RdsHost { kind, identifier: identifier.to_owned(), region: region.to_owned(), partition };
            assert_eq!(RdsHost::recognise(host), Some(expected), "{host}");
        }
    }

    #[test]
    fn other_host_names_are_not() {
        for host in [
            "db.example.com",
            "rds.amazonaws.com",
            "eu-central-1.rds.amazonaws.com",
            "abc.eu-central-1.rds.amazonaws.com",
            ".abc.eu-central-1.rds.amazonaws.com",
            "orders.abc.eu-central-1.rds.amazonaws.com.example.com",
            "orders.abc.eu-central-1.rds.amazonaws.com.",
            "orders.abc.eu-central-1.rds.example.amazonaws.com",
            "a.orders.abc.eu-central-1.rds.amazonaws.com",
            // Another partition's domain, and an order of labels that only China has.
            "orders.abc.cn-north-1.rds.amazonaws.com",
            "orders.abc.eu-central-1.rds.amazonaws.com.cn",
            "orders.abc.rds.eu-central-1.amazonaws.com",
            // Signed for a region, which this is none.
            "shop.global-abc.global.rds.amazonaws.com",
            "orders.abc.eu-central.rds.amazonaws.com",
            "orders.abc.eu-1.rds.amazonaws.com",
            "127.0.0.1",
            "",
        ] {
            assert_eq!(RdsHost::recognise(host), None, "{host}");
        }
    }
}
