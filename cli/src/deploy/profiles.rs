//! Whether the functions can be who a config asks them to be.

use std::collections::BTreeMap;

use driftline_aws::{Deployment, Network};
use driftline_config::{Access, Auth, Config, Discover, Identity, Login, ProfileName, SubscriberKind};
use driftline_secrets::SecretReference;

use super::access::{references, way_to};
use crate::finding::Finding;

/// Every profile that a function needs: whether it may assume the role, and for what is in the VPC the way to STS.
pub(super) fn profiles(config: &Config, blocks: &[Discover], deployed: &Deployment, network: &Network) -> Vec<Finding> {
    let used = used(config, blocks);
    let allowed = deployed.parameters.get("AssumableRoleArns").map_or("", String::as_str);
    let allowed: Vec<&str> = allowed.split(',').map(str::trim).filter(|arn| !arn.is_empty()).collect();
    let (mut findings, mut is_needed_inside) = (Vec::new(), false);
    for profile in &config.profiles {
        let Some(is_inside) = used.get(profile.name.as_str()) else { continue };
        let about = format!("profile {}", profile.name);
        match &profile.identity {
            Identity::Role { arn, .. } => {
                is_needed_inside |= is_inside;
                if !allowed.contains(&arn.as_str()) {
                    let among = allowed.iter().copied().chain([arn.as_str()]).collect::<Vec<_>>().join(",");
                    findings.push(Finding::wrong(
                        about,
                        format!("the functions may not assume {arn}; deploy with AssumableRoleArns={among}"),
                    ));
                }
            }
            Identity::Key { id, .. } => findings.push(Finding::wrong(
                about,
                format!("its key is in the environment variable {id}, which the functions do not have; name a role to assume"),
            )),
        }
    }
    if is_needed_inside {
        findings.push(way_to(
            "way to STS",
            "sts",
            "the subnets have none, and AssumeRole needs a way out or the endpoint of STS; deploy with CreateStsEndpoint=yes",
            &deployed.region,
            network,
        ));
    }
    findings
}

/// The profiles that are named, and whether a function inside the VPC needs them.
fn used(config: &Config, blocks: &[Discover]) -> BTreeMap<String, bool> {
    let mut used = BTreeMap::new();
    let mut uses = |profile: Option<&str>, is_inside: bool| {
        if let Some(profile) = profile {
            *used.entry(profile.to_owned()).or_default() |= is_inside;
        }
    };
    for (_, reference, is_inside) in references(config) {
        if let SecretReference::SecretsManager(secret) = reference {
            uses(secret.profile.as_deref(), is_inside);
        }
    }
    let of_auth = |auth: &Auth| match auth {
        Auth::RdsIam { profile, .. } => profile.clone(),
        Auth::CloudSqlIam | Auth::Password(_) | Auth::None => None,
    };
    let of_databases = config.databases.iter().map(|database| match &database.access {
        Access::Written(Login { auth, .. }) => of_auth(auth),
        Access::Connector(connector) => connector.profile.clone(),
    });
    let of_servers = config.scratch.servers.iter().map(|server| of_auth(&server.login.auth));
    for profile in of_databases.chain(of_servers) {
        uses(profile.as_ref().map(ProfileName::as_str), true);
    }
    for block in blocks {
        uses(block.profile.as_ref().map(ProfileName::as_str), false);
    }
    for subscriber in &config.subscribers {
        if let SubscriberKind::Sns { profile, .. } = &subscriber.kind {
            uses(profile.as_ref().map(ProfileName::as_str), false);
        }
    }
    used
}
