//! What the functions' roles allow, against what the config asks of them.

use driftline_aws::{Deployment, Network};
use driftline_config::{Access, Auth, Config, Database, Login, SubscriberKind};
use driftline_secrets::{AwsSecret, SecretReference};

use super::{Reached, called, leads_everywhere};
use crate::finding::Finding;

/// Who else asks Google, in words.
const WITH_GOOGLE: &str = "for a function `inspect` that was built with the feature gcp, which infra/README.md tells: the stack has \
                           no output GoogleCloud that says so";

/// Whether `inspect` was built with Google's crates, which whoever does so says in an output.
fn has_google(deployed: &Deployment) -> bool {
    deployed.outputs.get("GoogleCloud").is_some_and(|value| value == "yes")
}

/// Whether a function may log in as this user, by this way.
pub(super) fn login(server: &Reached<'_>, deployed: &Deployment) -> Option<Finding> {
    let wrong = |text: String| Some(Finding::wrong(server.about.as_str(), text));
    if server.dialled.is_loopback() {
        return wrong(format!("{} is the function itself there", server.dialled));
    }
    match server.auth {
        Auth::None => wrong("it has no way to log in; that is for this machine only".to_owned()),
        Auth::CloudSqlIam if has_google(deployed) => None,
        Auth::CloudSqlIam => wrong(format!("method gcp-iam is for the command, and {WITH_GOOGLE}")),
        // What is about the secret is said with the others.
        Auth::Password(_) => None,
        // What the functions may do themselves does not count there.
        Auth::RdsIam { profile: Some(_), .. } => None,
        Auth::RdsIam { region, .. } => {
            let name = if server.is_scratch { "ScratchUser" } else { "DatabaseUser" };
            let allowed = deployed.parameters.get(name).map_or("", String::as_str);
            if server.user != allowed {
                let allowed = if allowed.is_empty() { "nobody".to_owned() } else { format!("`{allowed}`") };
                return wrong(format!(
                    "the functions may log in as {allowed}, and the config says `{}`; write the one or deploy with {name}={}",
                    server.user, server.user
                ));
            }
            (*region != deployed.region).then(|| {
                let text = format!(
                    "it is in {region}, and the functions may log in to databases in {} only; deploy a stack there",
                    deployed.region
                );
                Finding::wrong(server.about.as_str(), text)
            })
        }
    }
}

/// Secrets that a function reads: their names, and for what is in the VPC the way to Secrets Manager.
pub(super) fn secrets(config: &Config, deployed: &Deployment, network: &Network) -> Vec<Finding> {
    let prefix = deployed.parameters.get("SecretPrefix").map_or("", String::as_str);
    let (mut findings, mut is_needed_inside) = (Vec::new(), false);
    for (about, reference, is_inside) in references(config) {
        match reference {
            SecretReference::SecretsManager(AwsSecret { secret, profile, .. }) => {
                is_needed_inside |= is_inside;
                let name = secret.rsplit_once(":secret:").map_or(secret.as_str(), |(_, name)| name);
                if profile.is_none() && !name.starts_with(prefix) {
                    findings.push(Finding::wrong(
                        about,
                        format!("the functions may read secrets whose name starts with `{prefix}`, not `{name}`; rename it or deploy with another SecretPrefix"),
                    ));
                }
            }
            SecretReference::EnvironmentVariable(name) => findings.push(Finding::wrong(
                about,
                format!(
                    "it is in the environment variable {name}, which the functions do not have; keep it in Secrets Manager"
                ),
            )),
            // `expect`, which reads those of scratch servers, is never built with Google's crates.
            SecretReference::GoogleSecretManager(_)
                if (about.starts_with("database ") || about.starts_with("server ")) && has_google(deployed) => {}
            SecretReference::GoogleSecretManager(secret) => findings.push(Finding::wrong(
                about,
                format!(
                    "`{}` is in Google Secret Manager, which is for the command, and {WITH_GOOGLE}; or keep it in Secrets \
                     Manager",
                    secret.secret
                ),
            )),
            SecretReference::Manifest { file, .. } => findings.push(Finding::wrong(
                about,
                format!("it is in the file {file}, which the functions do not have; keep it in Secrets Manager"),
            )),
        }
    }
    if is_needed_inside {
        findings.push(way_to(
            "way to Secrets Manager",
            "secretsmanager",
            "the subnets have none, and a password of the config is there; deploy with CreateSecretsManagerEndpoint=yes",
            &deployed.region,
            network,
        ));
    }
    findings
}

/// Google is outside of every VPC, so what asks it there needs a way out.
pub(super) fn way_to_google(config: &Config, deployed: &Deployment, network: &Network) -> Option<Finding> {
    let about = "way to Google";
    let logs_in = |database: &Database| {
        matches!(
            database.written_login().map(|login| &login.auth),
            Some(Auth::CloudSqlIam | Auth::Password(SecretReference::GoogleSecretManager(_)))
        )
    };
    if !has_google(deployed) || !config.databases.iter().any(logs_in) {
        return None;
    }
    Some(if leads_everywhere(network) {
        Finding::fine(about, "the way out of the subnets")
    } else {
        let text = "the subnets have no way out, and Google's endpoints are outside of AWS; give them one, as by a NAT gateway";
        Finding::wrong(about, text)
    })
}

/// Whether functions in the VPC reach a service, by an interface endpoint or a way out.
pub(super) fn way_to(about: &str, service: &str, missing: &str, region: &str, network: &Network) -> Finding {
    let service = format!("com.amazonaws.{region}.{service}");
    let endpoint =
        network.endpoints.iter().find(|endpoint| endpoint.service.ends_with(&service) && !endpoint.is_gateway);
    match endpoint {
        Some(endpoint) if !endpoint.is_available => Finding::wrong(about, "its endpoint is not available yet"),
        Some(endpoint) if !endpoint.has_private_names => {
            Finding::wrong(about, "there is an endpoint, and its private DNS names are off; switch them on")
        }
        Some(_) => Finding::fine(about, "an interface endpoint"),
        None if leads_everywhere(network) => Finding::fine(about, "the way out of the subnets"),
        None => Finding::wrong(about, missing),
    }
}

/// Every secret of a config, whose it is, and whether a function inside the VPC reads it.
pub(super) fn references(config: &Config) -> Vec<(String, &SecretReference, bool)> {
    let mut found = Vec::new();
    found.extend(config.scratch.url.iter().map(|url| ("scratch server".to_owned(), url, true)));
    for server in &config.scratch.servers {
        if let Auth::Password(reference) = &server.login.auth {
            found.push((format!("scratch server for {}", server.engine), reference, true));
        }
    }
    for database in &config.databases {
        let reference = match &database.access {
            Access::Written(Login { auth: Auth::Password(reference), .. }) => reference,
            Access::Written(_) => continue,
            Access::Connector(connector) => &connector.secret,
        };
        found.push((called(database), reference, true));
    }
    for subscriber in &config.subscribers {
        let about = || format!("subscriber {}", subscriber.name);
        match &subscriber.kind {
            SubscriberKind::Sns { .. } => {}
            SubscriberKind::Slack { url } => found.push((about(), url, false)),
            SubscriberKind::Webhook { url, secret } => {
                found.push((about(), url, false));
                found.push((about(), secret, false));
            }
        }
    }
    found
}
