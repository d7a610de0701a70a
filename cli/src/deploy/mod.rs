//! What of a config would not work in the stack that is deployed: asked of AWS, and judged without it.

mod access;
mod network;
mod profiles;
mod stack;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use driftline_aws::{Deployments, Network, SecurityGroup};
use driftline_config::{Auth, Config, Database, Endpoint, Login, RdsHost};
use driftline_connect::{RdsResource, ResourceLookup};
use driftline_store::{Store, layout};

use crate::adapters::{Adapters, adapters};
use crate::commands::config::{load, with_found};
use crate::finding::Finding;

/// A server that functions have to reach.
struct Reached<'a> {
    /// As findings call it.
    about: String,
    endpoint: &'a Endpoint,
    /// Where a connection goes to.
    dialled: &'a Endpoint,
    auth: &'a Auth,
    user: &'a str,
    /// Whether it is the server of `[scratch]`, which has a user of its own.
    is_scratch: bool,
}

/// What RDS and EC2 say of a server.
struct Server {
    resource: RdsResource,
    groups: Vec<SecurityGroup>,
    /// The addresses of its VPC, where that is another one.
    ranges: Vec<ipnet::Ipv4Net>,
}

/// Everything that was looked at.
pub(crate) async fn check(stack: &str, path: &Path) -> anyhow::Result<Vec<Finding>> {
    let config = load(path)?;
    let adapters = adapters(&config.profiles).await;
    let blocks = config.discover.clone();
    let config = with_found(config, &*adapters.discovery).await;
    let aws = driftline_aws::configuration().await;
    let deployments = Deployments::new(&aws);
    let deployed = deployments.stack(stack).await.with_context(|| {
        format!("cannot look at the stack `{stack}`; name yours with --stack, and its region with AWS_REGION")
    })?;
    let mut findings = vec![stack::state(stack, &deployed)];
    findings.extend(stack::store(&config, &deployed));
    findings.extend(config_in_store(&deployed, path, &adapters).await?);

    let parameter = |name: &str| deployed.parameters.get(name).map_or("", String::as_str);
    let subnets: Vec<&str> =
        parameter("PrivateSubnetIds").split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    let network = deployments.network(parameter("VpcId"), &subnets).await?;
    findings.extend(network::subnets(&subnets, &network));
    findings.extend(network::way_to_s3(&deployed.region, &network));
    findings.extend(access::secrets(&config, &deployed, &network));
    findings.extend(access::way_to_google(&config, &deployed, &network));
    findings.extend(profiles::profiles(&config, &blocks, &deployed, &network));

    let reached = reached(&config);
    for server in &reached {
        findings.extend(access::login(server, &deployed));
    }
    let own = deployed.outputs.get("VpcFunctionSecurityGroupId").cloned().unwrap_or_default();
    let servers = servers(&deployments, &*adapters.resources, &reached, parameter("VpcId")).await?;
    for (server, found) in reached.iter().zip(servers) {
        match found {
            Some(Ok(found)) => findings.extend(network::server(server, &found, &network, parameter("VpcId"), &own)),
            Some(Err(why)) => findings.push(Finding::wrong(server.about.as_str(), why)),
            // No name of RDS: only a connection can tell.
            None => {}
        }
    }
    findings.extend(config.databases.iter().filter_map(|database| stack::expected(&config, database)));
    Ok(findings)
}

/// Every server that a function of the stack logs in to, where the config says which.
fn reached(config: &Config) -> Vec<Reached<'_>> {
    let databases = config.databases.iter().filter_map(|database| {
        let Login { endpoint, user, auth, .. } = database.written_login()?;
        let about = called(database);
        let dialled = database.written_login()?.dialled();
        Some(Reached { about, endpoint, dialled, auth, user, is_scratch: false })
    });
    let scratch = config.scratch.servers.iter().map(|server| Reached {
        about: format!("scratch server for {}", server.engine),
        endpoint: &server.login.endpoint,
        dialled: server.login.dialled(),
        auth: &server.login.auth,
        user: &server.login.user,
        is_scratch: true,
    });
    databases.chain(scratch).collect()
}

/// How findings call what an entry of the config stands for.
fn called(database: &Database) -> String {
    let kind = if database.members.is_some() { "server" } else { "database" };
    format!("{kind} {}", database.name)
}

/// What there is to know of each server.
async fn servers(
    deployments: &Deployments,
    resources: &dyn ResourceLookup,
    reached: &[Reached<'_>],
    vpc: &str,
) -> anyhow::Result<Vec<Option<Result<Server, String>>>> {
    let mut found = Vec::new();
    for Reached { endpoint, auth, .. } in reached {
        // Behind an alias is the server that tokens are signed for.
        let (name, profile) = match auth {
            Auth::RdsIam { sign_for, profile, .. } => (&sign_for.host, profile.as_ref()),
            Auth::CloudSqlIam | Auth::Password(_) | Auth::None => (&endpoint.host, None),
        };
        found.push(match RdsHost::recognise(name) {
            Some(host) => Some(resources.resource(name, &host, profile).await.map_err(|error| error.to_string())),
            None => None,
        });
    }
    let ids: BTreeSet<String> =
        found.iter().flatten().flatten().flat_map(|resource| resource.security_groups.iter().cloned()).collect();
    let groups = deployments.security_groups(&ids).await?;
    let mut ranges = BTreeMap::new();
    for other in groups.iter().map(|group| group.vpc.as_str()).filter(|other| *other != vpc).collect::<BTreeSet<_>>() {
        ranges.insert(other, deployments.ranges(other).await?);
    }
    let server = |resource: RdsResource| {
        let of_it = groups.iter().filter(|group| resource.security_groups.contains(&group.id));
        let groups: Vec<SecurityGroup> = of_it.cloned().collect();
        let ranges = groups.iter().find_map(|group| ranges.get(group.vpc.as_str())).cloned().unwrap_or_default();
        Server { resource, groups, ranges }
    };
    Ok(found.into_iter().map(|found| found.map(|found| found.map(server))).collect())
}

/// Whether the functions read the config that was looked at here.
async fn config_in_store(
    deployed: &driftline_aws::Deployment,
    path: &Path,
    adapters: &Adapters,
) -> anyhow::Result<Vec<Finding>> {
    let Some(bucket) = deployed.outputs.get("StoreBucket") else { return Ok(Vec::new()) };
    let about = "config in the bucket";
    let url = format!("s3://{bucket}");
    let put = format!("aws s3 cp {} {url}/{}", path.display(), layout::config());
    let store = Store::open(&url, &adapters.store)?;
    Ok(vec![match store.get_if_exists(&layout::config()).await {
        Err(error) => Finding::wrong(about, error.to_string()),
        Ok(None) => Finding::wrong(about, format!("there is none; {put}")),
        Ok(Some(text)) if text == fs_err::read(path)? => {
            Finding::fine(about, format!("the same as {}", path.display()))
        }
        Ok(Some(_)) => {
            Finding::wrong(about, format!("another one than {}, which is looked at here; {put}", path.display()))
        }
    }])
}

/// Whether a network has a way to any address, as behind a NAT gateway.
fn leads_everywhere(network: &Network) -> bool {
    !network.subnets.is_empty()
        && network.subnets.iter().all(|subnet| {
            let is_way_out =
                |target: &str| target != "local" && !target.starts_with("igw-") && !target.starts_with("vpce-");
            subnet.routes.iter().any(|route| {
                route.destination.is_some_and(|range| range.prefix_len() == 0) && is_way_out(&route.target)
            })
        })
}
