//! What the credentials that sign tokens have to be allowed.

use driftline_config::{Auth, Login, ProfileName, RdsHost, RdsKind};
use driftline_connect::{LookupError, RdsResource, ResourceLookup};

/// Asks AWS for what stands in the policy. None where no token is signed, or not for a name that RDS gives.
pub(crate) async fn look_up(login: &Login, resources: &dyn ResourceLookup) -> Option<Result<RdsResource, LookupError>> {
    let Auth::RdsIam { sign_for, profile, .. } = &login.auth else { return None };
    let host = RdsHost::recognise(&sign_for.host)?;
    Some(resources.resource(&sign_for.host, &host, profile.as_ref()).await)
}

/// The policy; without the resource, the commands that tell what stands in it. None where no token is signed.
pub(super) fn in_words(login: &Login, resource: Option<&Result<RdsResource, LookupError>>) -> Option<String> {
    let Auth::RdsIam { sign_for, region, profile } = &login.auth else { return None };
    let host = RdsHost::recognise(&sign_for.host);
    let user = &login.user;
    Some(match resource {
        Some(Ok(resource)) => {
            let RdsResource { partition, account, id, .. } = resource;
            let arn = format!("arn:{partition}:rds-db:{region}:{account}:dbuser:{id}/{user}");
            format!("{}\n{}", policy(arn, profile.as_ref()), switch(resource, &sign_for.host))
        }
        not_known => {
            let partition = host.as_ref().map_or("aws", |host| host.partition.name());
            let arn = format!("arn:{partition}:rds-db:{region}:ACCOUNT:dbuser:RESOURCE-ID/{user}");
            let why = match not_known {
                Some(Err(error)) => format!("ACCOUNT and RESOURCE-ID could not be looked up: {error}.\n"),
                _ => String::new(),
            };
            format!(
                "{}\n{why}ACCOUNT, the account of the database, and RESOURCE-ID are told by\n\n\
                 \x20 aws sts get-caller-identity --query Account --output text\n{}\n\n\
                 IAM authentication is a switch of its own at the instance, cluster or proxy, and off unless somebody \
                 switched it on.\n",
                policy(arn, profile.as_ref()),
                commands(host.as_ref(), region)
            )
        }
    })
}

fn policy(arn: String, profile: Option<&ProfileName>) -> String {
    let whose = match profile {
        Some(profile) => format!("the profile {profile} stands for"),
        None => "driftline runs with".to_owned(),
    };
    let arn = serde_json::Value::String(arn);
    format!(
        r#"IAM policy, for the credentials that {whose}:

{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Action": "rds-db:connect",
      "Resource": {arn}
    }}
  ]
}}
"#
    )
}

/// What was seen of it besides its id.
fn switch(resource: &RdsResource, name: &str) -> String {
    let id = &resource.id;
    let mut text = match resource.takes_tokens {
        Some(true) => format!("IAM authentication is on at {id}.\n"),
        Some(false) => format!("IAM authentication is off at {id}: it is a switch of its own, and has to be on.\n"),
        None => format!("IAM authentication is a switch of its own at {id}, and off unless somebody switched it on.\n"),
    };
    if !resource.hosts.iter().any(|host| host.eq_ignore_ascii_case(name)) {
        let hosts = if resource.hosts.is_empty() { "none".to_owned() } else { resource.hosts.join(", ") };
        text.push_str(&format!(
            "Look twice: {id} has this name in the account {} of these credentials, and other endpoints ({hosts}).\n",
            resource.account
        ));
    }
    text
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
