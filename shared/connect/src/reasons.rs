//! What is most likely wrong when there is no connection, in the order in which to look.

use driftline_catalog::postgres::quote;
use driftline_config::{Auth, DatabaseName, Login, RdsHost, RdsKind};

use crate::{ConnectError, region_without_roots};

/// Likely reasons, each something that a person can look at.
pub fn likely_reasons(name: &DatabaseName, login: &Login, error: &ConnectError) -> Vec<String> {
    match error {
        ConnectError::NoAddress { .. } => vec![
            "the endpoint is misspelt, or the server is gone".to_owned(),
            "the name is one of a private network, which this machine is not in".to_owned(),
        ],
        ConnectError::TimedOut { .. } => vec![
            format!(
                "the server's security group has no rule that lets this machine or function reach port {}",
                login.dialled().port
            ),
            "there is no route: another VPC, or a network ACL that drops the answers".to_owned(),
            "the server is paused, starting or failing over".to_owned(),
        ],
        ConnectError::Unreachable { .. } => vec![
            format!("the server does not listen on port {}", login.dialled().port),
            "the server is stopped, or the tunnel that `dial` names is closed".to_owned(),
        ],
        ConnectError::Tls { .. } => certificate(login),
        ConnectError::Refused { code, message, .. } => refused(name, login, code, message),
        _ => Vec::new(),
    }
}

fn certificate(login: &Login) -> Vec<String> {
    if let Some(file) = &login.ca_file {
        return vec![format!("{file} holds the authorities of another region or server")];
    }
    if let Some(region) = region_without_roots(login.verified_name()) {
        return vec![format!(
            "driftline comes without the roots of {region}, a newer region: download its bundle, which the user guide of \
             RDS offers, and name it with ca-file"
        )];
    }
    vec![
        "the server has a certificate of its own authority: name that with ca-file".to_owned(),
        "something between here and the server answers in its place".to_owned(),
    ]
}

fn refused(name: &DatabaseName, login: &Login, code: &str, message: &str) -> Vec<String> {
    match (&login.auth, code) {
        // What RDS says when it is asked for too many at once.
        (Auth::RdsIam { .. }, _) if message.contains("too many competing requests") => {
            vec![
                "more logins with tokens come at once than RDS checks: about 200 a second, fewer on small instances"
                    .to_owned(),
            ]
        }
        (Auth::RdsIam { sign_for, region, .. }, "1045" | "1698") => {
            let mut reasons = vec![format!(
                "there is no account {} made with AWSAuthenticationPlugin, which may come from here: driftline setup {} --print",
                login.user, name
            )];
            reasons.push(
                "IAM authentication is off at the instance or cluster: it is a switch of its own in RDS".to_owned(),
            );
            reasons.extend(token_refused(name, login, &sign_for.host, region));
            reasons
        }
        (Auth::CloudSqlIam, "1045" | "1698" | "28000" | "28P01") => cloud_sql_refused(name, login),
        (Auth::Password(reference), "1045" | "1698") => vec![
            format!("{reference} holds another password than the account has"),
            "there is no such account for connections from here: the host is part of its name".to_owned(),
        ],
        (_, "1044" | "1049") => vec![
            format!("the account has no privilege on {}: driftline setup {} --print", login.database, name),
            "there is no such database".to_owned(),
        ],
        (Auth::RdsIam { sign_for, region, .. }, "28000") if message.contains("PAM") => {
            token_refused(name, login, &sign_for.host, region)
        }
        (Auth::RdsIam { .. }, "28P01") => vec![
            format!("the role is not a member of rds_iam: GRANT rds_iam TO {}", quote(&login.user)),
            format!("there is no role {} on this server: driftline setup {} --print", login.user, name),
            "IAM authentication is off at the instance or cluster: it is a switch of its own in RDS".to_owned(),
        ],
        (Auth::Password(reference), "28P01") => {
            vec![format!("{reference} holds another password than the role has"), "there is no such role".to_owned()]
        }
        (_, "28000") => vec![
            "pg_hba.conf, or rds.force_ssl, does not let this user in from this address".to_owned(),
            "the role may not log in: ALTER ROLE ... LOGIN".to_owned(),
        ],
        (_, "53300") => vec![
            "max_connections is reached".to_owned(),
            "more than 200 new connections per second come with IAM tokens, which is more than RDS checks".to_owned(),
        ],
        _ => Vec::new(),
    }
}

/// Cloud SQL says the same whatever is wrong with a token.
fn cloud_sql_refused(name: &DatabaseName, login: &Login) -> Vec<String> {
    let user = &login.user;
    vec![
        format!("`{user}` is no IAM user of the instance: driftline setup {name} --print"),
        "the credentials are somebody else's than the user: a token is for whom it was made, whoever says to log in"
            .to_owned(),
        format!("`{user}` has not the role roles/cloudsql.instanceUser on the instance's project"),
        "IAM authentication is off at the instance: its flag is cloudsql.iam_authentication (PostgreSQL) or \
         cloudsql_iam_authentication (MySQL)"
            .to_owned(),
    ]
}

fn token_refused(name: &DatabaseName, login: &Login, host: &str, region: &str) -> Vec<String> {
    let user = &login.user;
    let (id, of) = match RdsHost::recognise(host).map(|host| host.kind) {
        Some(RdsKind::Proxy) => ("prx-...", "the proxy"),
        Some(RdsKind::Cluster | RdsKind::Reader | RdsKind::Custom) => {
            ("cluster-...", "the cluster, not of an instance")
        }
        _ => ("db-...", "the instance, or cluster-... where it is one of a cluster"),
    };
    let mut reasons = vec![
        format!(
            "no policy allows these credentials rds-db:connect on arn:aws:rds-db:{region}:ACCOUNT:dbuser:{id}/{user}, with \
             the resource id of {of}: driftline setup {} --print",
            name
        ),
        "the credentials have expired, or are of another account than the database".to_owned(),
        "this machine's clock is wrong: a token is good for fifteen minutes".to_owned(),
    ];
    if RdsHost::recognise(host).is_none_or(|host| host.region != *region) {
        reasons.insert(0, format!("the token is for the region {region}, and the server may be in another one"));
    }
    reasons
}
