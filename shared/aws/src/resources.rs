use aws_config::Region;
use aws_sdk_rds::types::{DbCluster, DbInstance, DbProxy, IamAuthMode, VpcSecurityGroupMembership};
use aws_sdk_rds::{Client, Config};
use driftline_config::{ProfileName, RdsHost, RdsKind};
use driftline_connect::{LookupError, RdsResource, ResourceLookup};

use crate::Configuration;
use crate::failure::{Failure, GIVE_CREDENTIALS, Kind};

/// Looks up instances, clusters and proxies of RDS by their endpoints.
#[derive(Clone)]
pub struct RdsResources {
    aws: Configuration,
}

impl RdsResources {
    /// Asks with the credentials of this process, or of a profile.
    #[must_use]
    pub fn new(aws: &Configuration) -> Self {
        Self { aws: aws.clone() }
    }
}

#[async_trait::async_trait]
impl ResourceLookup for RdsResources {
    async fn resource(
        &self,
        name: &str,
        host: &RdsHost,
        profile: Option<&ProfileName>,
    ) -> Result<RdsResource, LookupError> {
        let config = self.aws.of(profile.map(ProfileName::as_str)).map_err(|error| LookupError(error.to_string()))?;
        let config = Config::from(&config).to_builder().region(Region::new(host.region.clone())).build();
        let asking = Asking { client: Client::from_conf(config), region: &host.region };
        let identifier = host.identifier.as_str();
        match host.kind {
            RdsKind::Instance => {
                let instance = asking.instance(identifier).await?;
                match instance.db_cluster_identifier() {
                    Some(cluster) => with_host(of_cluster(&asking.cluster(cluster).await?)?, name, &instance),
                    None => of_instance(&instance),
                }
            }
            RdsKind::Cluster | RdsKind::Reader => of_cluster(&asking.cluster(identifier).await?),
            RdsKind::Custom => of_cluster(&asking.cluster_of_custom_endpoint(name).await?),
            RdsKind::Proxy => asking.proxy(identifier).await,
        }
    }
}

/// Requests in one region.
struct Asking<'a> {
    client: Client,
    region: &'a str,
}

impl Asking<'_> {
    async fn instance(&self, identifier: &str) -> Result<DbInstance, LookupError> {
        let answer = self.client.describe_db_instances().db_instance_identifier(identifier).send().await;
        let answer =
            answer.map_err(|error| self.explain(Failure::of(&error), "rds:DescribeDBInstances", identifier))?;
        let instance = answer.db_instances.unwrap_or_default().into_iter().next();
        instance.ok_or_else(|| self.nothing(identifier))
    }

    async fn cluster(&self, identifier: &str) -> Result<DbCluster, LookupError> {
        let answer = self.client.describe_db_clusters().db_cluster_identifier(identifier).send().await;
        let answer = answer.map_err(|error| self.explain(Failure::of(&error), "rds:DescribeDBClusters", identifier))?;
        let cluster = answer.db_clusters.unwrap_or_default().into_iter().next();
        cluster.ok_or_else(|| self.nothing(identifier))
    }

    /// Clusters name their custom endpoints, so no further permission is needed to find the one of an endpoint.
    async fn cluster_of_custom_endpoint(&self, name: &str) -> Result<DbCluster, LookupError> {
        let mut pages = self.client.describe_db_clusters().into_paginator().items().send();
        while let Some(cluster) = pages.next().await {
            let cluster = cluster.map_err(|error| self.explain(Failure::of(&error), "rds:DescribeDBClusters", name))?;
            if cluster.custom_endpoints().iter().any(|host| host.eq_ignore_ascii_case(name)) {
                return Ok(cluster);
            }
        }
        Err(self.nothing(name))
    }

    /// The name is the proxy's, or that of one of its further endpoints, which says whose it is.
    async fn proxy(&self, identifier: &str) -> Result<RdsResource, LookupError> {
        let denied = |failure| self.explain(failure, "rds:DescribeDBProxies", identifier);
        match self.proxy_of_name(identifier).await {
            Ok(Some(proxy)) => return of_proxy(&proxy, proxy.endpoint()),
            Err(failure) if failure.kind != Kind::NotFound => return Err(denied(failure)),
            Ok(None) | Err(_) => {}
        }
        let answer = self.client.describe_db_proxy_endpoints().db_proxy_endpoint_name(identifier).send().await;
        let answer =
            answer.map_err(|error| self.explain(Failure::of(&error), "rds:DescribeDBProxyEndpoints", identifier))?;
        let endpoint = answer.db_proxy_endpoints.unwrap_or_default().into_iter().next();
        let endpoint = endpoint.ok_or_else(|| self.nothing(identifier))?;
        let proxy = self.proxy_of_name(endpoint.db_proxy_name().unwrap_or_default()).await.map_err(denied)?;
        of_proxy(&proxy.ok_or_else(|| self.nothing(identifier))?, endpoint.endpoint())
    }

    async fn proxy_of_name(&self, name: &str) -> Result<Option<DbProxy>, Failure> {
        let answer = self.client.describe_db_proxies().db_proxy_name(name).send().await;
        let answer = answer.map_err(|error| Failure::of(&error))?;
        Ok(answer.db_proxies.unwrap_or_default().into_iter().next())
    }

    fn nothing(&self, identifier: &str) -> LookupError {
        LookupError(format!(
            "there is no `{identifier}` in {} in the account of these credentials; it may be another account's",
            self.region
        ))
    }

    fn explain(&self, failure: Failure, action: &str, identifier: &str) -> LookupError {
        let reason = failure.reason;
        LookupError(match failure.kind {
            // The places that were looked at, each on a line, are more than anybody needs here.
            Kind::NoCredentials => {
                format!("{}; {GIVE_CREDENTIALS}", reason.split(". Attempted").next().unwrap_or_default())
            }
            Kind::Profile { .. } => reason,
            Kind::AccessDenied => format!("{reason}; allow these credentials {action}"),
            Kind::NotFound => return self.nothing(identifier),
            Kind::Unreachable | Kind::Transient | Kind::Other => {
                format!("RDS in {} does not tell: {reason}", self.region)
            }
        })
    }
}

fn of_instance(instance: &DbInstance) -> Result<RdsResource, LookupError> {
    let host = instance.endpoint().and_then(|endpoint| endpoint.address());
    resource(
        instance.db_instance_arn(),
        instance.dbi_resource_id(),
        host.into_iter(),
        instance.iam_database_authentication_enabled(),
        groups(instance.vpc_security_groups()),
    )
}

fn of_cluster(cluster: &DbCluster) -> Result<RdsResource, LookupError> {
    let own = cluster.endpoint().into_iter().chain(cluster.reader_endpoint());
    resource(
        cluster.db_cluster_arn(),
        cluster.db_cluster_resource_id(),
        own.chain(cluster.custom_endpoints().iter().map(String::as_str)),
        cluster.iam_database_authentication_enabled(),
        groups(cluster.vpc_security_groups()),
    )
}

/// The cluster, reached by the endpoint of one of its instances.
fn with_host(mut cluster: RdsResource, name: &str, instance: &DbInstance) -> Result<RdsResource, LookupError> {
    let address = instance.endpoint().and_then(|endpoint| endpoint.address());
    cluster.hosts.extend(address.filter(|address| address.eq_ignore_ascii_case(name)).map(str::to_owned));
    Ok(cluster)
}

/// The id of a proxy is the last word of its ARN, and in no field of its own.
fn of_proxy(proxy: &DbProxy, host: Option<&str>) -> Result<RdsResource, LookupError> {
    let arn = proxy.db_proxy_arn();
    let takes_tokens =
        proxy.auth().iter().any(|auth| matches!(auth.iam_auth(), Some(IamAuthMode::Required | IamAuthMode::Enabled)))
            || proxy.default_auth_scheme() == Some("IAM_AUTH");
    let id = arn.and_then(|arn| arn.rsplit(':').next());
    resource(arn, id, host.into_iter(), Some(takes_tokens), proxy.vpc_security_group_ids().to_vec())
}

fn groups(memberships: &[VpcSecurityGroupMembership]) -> Vec<String> {
    memberships.iter().filter_map(|group| group.vpc_security_group_id()).map(str::to_owned).collect()
}

/// `arn:PARTITION:rds:REGION:ACCOUNT:...`
fn resource<'a>(
    arn: Option<&str>,
    id: Option<&str>,
    hosts: impl Iterator<Item = &'a str>,
    takes_tokens: Option<bool>,
    security_groups: Vec<String>,
) -> Result<RdsResource, LookupError> {
    let words: Vec<&str> = arn.unwrap_or_default().split(':').collect();
    match (words.as_slice(), id) {
        (["arn", partition, "rds", _, account, ..], Some(id)) => Ok(RdsResource {
            partition: (*partition).to_owned(),
            account: (*account).to_owned(),
            id: id.to_owned(),
            hosts: hosts.map(str::to_owned).collect(),
            takes_tokens,
            security_groups,
        }),
        _ => Err(LookupError("RDS answers without an ARN or a resource id".to_owned())),
    }
}
