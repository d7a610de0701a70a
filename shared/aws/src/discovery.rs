use std::collections::BTreeMap;

use aws_config::Region;
use aws_sdk_rds::types::{DbCluster, DbInstance, Tag};
use aws_sdk_rds::{Client, Config};
use driftline_catalog::Engine;
use driftline_config::{Discover, Endpoint, FoundServer, ProfileName};
use driftline_pipeline::{Discovery, DiscoveryError};

use crate::Configuration;
use crate::failure::{Failure, GIVE_CREDENTIALS, Kind};

/// Lists the instances and clusters of RDS that blocks of a config mean.
#[derive(Clone)]
pub struct RdsDiscovery {
    aws: Configuration,
}

impl RdsDiscovery {
    /// Asks with the credentials of this process, or of the profile that a block names.
    #[must_use]
    pub fn new(aws: &Configuration) -> Self {
        Self { aws: aws.clone() }
    }
}

#[async_trait::async_trait]
impl Discovery for RdsDiscovery {
    async fn servers(&self, discover: &Discover) -> Result<Vec<FoundServer>, DiscoveryError> {
        let profile = discover.profile.as_ref().map(ProfileName::as_str);
        let config = self.aws.of(profile).map_err(|error| DiscoveryError(error.to_string()))?;
        let region = discover.region.clone().map(Region::new).or_else(|| config.region().cloned());
        let Some(region) = region else {
            return Err(DiscoveryError(
                "no region is set; write `region` below [[discover]], or set AWS_REGION".to_owned(),
            ));
        };
        let client = Client::from_conf(Config::from(&config).to_builder().region(region.clone()).build());
        let explain = |failure: Failure, action: &str| explain(failure, action, region.as_ref());
        let mut found: Vec<FoundServer> = Vec::new();
        let mut pages = client.describe_db_clusters().into_paginator().items().send();
        while let Some(cluster) = pages.next().await {
            let cluster = cluster.map_err(|error| explain(Failure::of(&error), "rds:DescribeDBClusters"))?;
            found.extend(
                of_cluster(&cluster)
                    .filter(|_| is_meant(discover, cluster.db_cluster_identifier(), cluster.tag_list())),
            );
        }
        let mut pages = client.describe_db_instances().into_paginator().items().send();
        while let Some(instance) = pages.next().await {
            let instance = instance.map_err(|error| explain(Failure::of(&error), "rds:DescribeDBInstances"))?;
            let Some(mut server) = of_instance(&instance) else { continue };
            if !is_meant(discover, instance.db_instance_identifier(), instance.tag_list()) {
                continue;
            }
            // An underscore is in no name that RDS takes.
            if let Some(cluster) = found.iter_mut().find(|cluster| cluster.identifier == server.identifier) {
                cluster.identifier.push_str("_cluster");
                server.identifier.push_str("_instance");
            }
            found.push(server);
        }
        found.retain(|server| !discover.is_for_replays(&server.endpoint));
        found.sort_by(|one, other| one.identifier.cmp(&other.identifier));
        Ok(found)
    }
}

fn is_meant(discover: &Discover, identifier: Option<&str>, tags: &[Tag]) -> bool {
    let tags: BTreeMap<String, String> = tags
        .iter()
        .filter_map(|tag| Some((tag.key()?.to_owned(), tag.value().unwrap_or_default().to_owned())))
        .collect();
    identifier.is_some_and(|identifier| discover.covers(identifier, &tags))
}

/// Its writer. None for what is no database of ours, has no endpoint yet, or only reads what another cluster writes.
fn of_cluster(cluster: &DbCluster) -> Option<FoundServer> {
    let members = cluster.db_cluster_members();
    let is_reader = cluster.replication_source_identifier().is_some_and(|source| !source.is_empty())
        || (!members.is_empty() && members.iter().all(|member| member.is_cluster_writer() != Some(true)));
    if is_reader {
        return None;
    }
    let port = cluster.port();
    server(cluster.db_cluster_identifier(), cluster.engine(), cluster.endpoint(), port, cluster.database_name())
}

/// None for what belongs to a cluster, which is one entry, for a replica, and for what has no endpoint yet.
fn of_instance(instance: &DbInstance) -> Option<FoundServer> {
    let is_reader = [
        instance.db_cluster_identifier(),
        instance.read_replica_source_db_instance_identifier(),
        instance.read_replica_source_db_cluster_identifier(),
    ];
    if is_reader.into_iter().flatten().any(|of| !of.is_empty()) {
        return None;
    }
    let endpoint = instance.endpoint()?;
    let name = instance.db_instance_identifier();
    server(name, instance.engine(), endpoint.address(), endpoint.port(), instance.db_name())
}

fn server(
    identifier: Option<&str>,
    engine: Option<&str>,
    host: Option<&str>,
    port: Option<i32>,
    database: Option<&str>,
) -> Option<FoundServer> {
    // DescribeDBClusters lists Neptune and DocumentDB too, and RDS has Oracle, SQL Server and Db2.
    let engine = match engine? {
        "postgres" | "aurora-postgresql" => Engine::Postgres,
        "mysql" | "aurora-mysql" => Engine::Mysql,
        "mariadb" => Engine::Mariadb,
        _ => return None,
    };
    let port = port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port != 0);
    Some(FoundServer {
        identifier: identifier?.to_owned(),
        engine,
        endpoint: Endpoint { host: host?.to_owned(), port: port.unwrap_or(engine.default_port()) },
        database: database.filter(|name| !name.is_empty()).map(str::to_owned),
    })
}

fn explain(failure: Failure, action: &str, region: &str) -> DiscoveryError {
    let reason = failure.reason;
    DiscoveryError(match failure.kind {
        Kind::NoCredentials => format!("{reason}; {GIVE_CREDENTIALS}"),
        Kind::Profile { .. } => reason,
        Kind::AccessDenied => format!("{reason}; allow {action} in {region}"),
        Kind::Unreachable | Kind::Transient | Kind::NotFound | Kind::Other => {
            format!("RDS in {region} does not tell what there is: {reason}")
        }
    })
}
