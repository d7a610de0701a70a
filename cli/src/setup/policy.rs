//! What the credentials that sign tokens have to be allowed.

use driftline_config::{Auth, Database, RdsHost, RdsKind};

/// The policy, and the commands that tell what stands in it. None where no token is signed.
pub(super) fn in_words(database: &Database) -> Option<String> {
    let Auth::RdsIam { sign_for, region } = &database.auth else { return None };
    let host = RdsHost::recognise(&sign_for.host);
    let partition = host.as_ref().map_or("aws", |host| host.partition.name());
    let resource = format!("arn:{partition}:rds-db:{region}:ACCOUNT:dbuser:RESOURCE-ID/{}", database.user);
    let resource = serde_json::Value::String(resource);
    Some(format!(
        r#"IAM policy, for the credentials that driftline runs with:

{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Action": "rds-db:connect",
      "Resource": {resource}
    }}
  ]
}}

ACCOUNT, the account of the database, and RESOURCE-ID are told by

  aws sts get-caller-identity --query Account --output text
{}

IAM authentication is a switch of its own at the instance, cluster or proxy, and off unless somebody switched it on.
"#,
        commands(host.as_ref(), region)
    ))
}

/// The id is that of the cluster where there is one, whichever endpoint is used.
fn commands(host: Option<&RdsHost>, region: &str) -> String {
    let rds = |what: &str, query: &str| format!("  aws rds {what} --region {region} --query '{query}' --output text");
    let cluster = |identifier: &str| {
        rds(&format!("describe-db-clusters --db-cluster-identifier {identifier}"), "DBClusters[0].DbClusterResourceId")
    };
    let Some(RdsHost { kind, identifier, .. }) = host else {
        return rds("describe-db-instances", "DBInstances[].[Endpoint.Address,DbiResourceId,DBClusterIdentifier]");
    };
    match kind {
        RdsKind::Instance => {
            let what = format!("describe-db-instances --db-instance-identifier {identifier}");
            let one = rds(&what, "DBInstances[0].[DbiResourceId,DBClusterIdentifier]");
            format!(
                "{one}\n\nWhere the second word is not None, it is the cluster whose id it has to be instead:\n\n{}",
                cluster("CLUSTER")
            )
        }
        RdsKind::Cluster | RdsKind::Reader => cluster(identifier),
        RdsKind::Custom => {
            let what = format!("describe-db-cluster-endpoints --db-cluster-endpoint-identifier {identifier}");
            let one = rds(&what, "DBClusterEndpoints[0].DBClusterIdentifier");
            format!("{one}\n\nand, for the cluster that this names,\n\n{}", cluster("CLUSTER"))
        }
        RdsKind::Proxy => {
            let what = format!("describe-db-proxies --db-proxy-name {identifier}");
            let endpoint = rds(
                &format!("describe-db-proxy-endpoints --db-proxy-endpoint-name {identifier}"),
                "DBProxyEndpoints[0].DBProxyName",
            );
            format!(
                "{}\n\nThe id is the last word of it, prx-... Where there is no such proxy, it is a further endpoint of one, which tells\nits name:\n\n{endpoint}",
                rds(&what, "DBProxies[0].DBProxyArn")
            )
        }
    }
}
