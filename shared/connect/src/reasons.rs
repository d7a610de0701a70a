//! What is most likely wrong when there is no connection, in the order in which to look.

use driftline_catalog::postgres::quote;
use driftline_config::{Auth, DatabaseName, Login, RdsHost, RdsKind};

use crate::{ConnectError, region_without_roots};

const IAM_IS_OFF: &str = "IAM authentication is off at the instance or cluster: it is a switch of its own in RDS";

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
            "what listens there waits to be spoken to in another protocol: compare `engine` and port".to_owned(),
        ],
        ConnectError::Unreachable { .. } => vec![
            format!("the server does not listen on port {}", login.dialled().port),
            "the server is stopped or still starting, or the tunnel that `dial` names is closed".to_owned(),
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
            let mut reasons = vec![
                format!(
                    "there is no account {} made with AWSAuthenticationPlugin, which may come from here: driftline setup {} \
                     --print",
                    login.user, name
                ),
                IAM_IS_OFF.to_owned(),
            ];
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
            let mut reasons = token_refused(name, login, &sign_for.host, region);
            reasons.push(IAM_IS_OFF.to_owned());
            reasons
        }
        (Auth::RdsIam { .. }, "28P01") => vec![
            format!("the role is not a member of rds_iam: GRANT rds_iam TO {}", quote(&login.user)),
            format!("there is no role {} on this server: driftline setup {} --print", login.user, name),
            IAM_IS_OFF.to_owned(),
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
    let known = RdsHost::recognise(host);
    let (id, of) = match known.as_ref().map(|host| host.kind) {
        Some(RdsKind::Proxy) => ("prx-...", "the proxy"),
        Some(RdsKind::Cluster | RdsKind::Reader | RdsKind::Custom) => {
            ("cluster-...", "the cluster, not of an instance")
        }
        _ => ("db-...", "the instance, or cluster-... where it is one of a cluster"),
    };
    let partition = known.as_ref().map_or("aws", |host| host.partition.name());
    let mut reasons = vec![
        format!(
            "no policy allows these credentials rds-db:connect on \
             arn:{partition}:rds-db:{region}:ACCOUNT:dbuser:{id}/{user}, with the resource id of {of}: driftline setup {name} \
             --print"
        ),
        "the credentials have expired, or are of another account than the database".to_owned(),
        "this machine's clock is wrong: a token is good for fifteen minutes".to_owned(),
    ];
    if known.is_none_or(|host| host.region != *region) {
        reasons.insert(0, format!("the token is for the region {region}, and the server may be in another one"));
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The database `orders` with this endpoint and way to log in.
    fn reasons(engine: &str, endpoint: &str, auth: &str, error: &ConnectError) -> String {
        let text = format!(
            "[[database]]\nname = \"orders\"\nengine = \"{engine}\"\nendpoint = \"{endpoint}\"\ndatabase = \"shop\"\n\
             user = \"watcher\"\nauth = {{ {auth} }}\nsource = {{ schema = \"a.sql\" }}\n"
        );
        // Those of China and GovCloud need a file of certificates.
        let text = if endpoint.contains(".cn-") { text + "ca-file = \"cn.pem\"\n" } else { text };
        let database = driftline_config::parse("test", &text).unwrap().databases.remove(0);
        likely_reasons(&database.name, database.written_login().unwrap(), error).join("\n")
    }

    fn refused(code: &str, message: &str) -> ConnectError {
        ConnectError::Refused {
            address: "address".to_owned(),
            user: "watcher".to_owned(),
            message: message.to_owned(),
            code: code.to_owned(),
            advice: "advice",
        }
    }

    const INSTANCE: &str = "orders.abc.eu-central-1.rds.amazonaws.com";
    const TOKEN: &str = "method = \"rds-iam\"";

    #[test]
    fn a_refused_token_has_the_reasons_of_its_endpoint() {
        let pam = refused("28000", "PAM authentication failed for user \"watcher\"");
        let alias = "method = \"rds-iam\", region = \"eu-west-1\", sign-for = \"db.example.com\"";
        let told = [
            ("an instance", INSTANCE, TOKEN),
            ("a cluster", "orders.cluster-abc.eu-central-1.rds.amazonaws.com", TOKEN),
            ("its readers", "orders.cluster-ro-abc.eu-central-1.rds.amazonaws.com", TOKEN),
            ("a proxy", "orders.proxy-abc.eu-central-1.rds.amazonaws.com", TOKEN),
            ("another region", INSTANCE, "method = \"rds-iam\", region = \"eu-west-1\""),
            ("an alias", "db.example.com", alias),
            ("China", "orders.abc.rds.cn-north-1.amazonaws.com.cn", TOKEN),
        ]
        .map(|(case, endpoint, auth)| format!("{case}\n{}\n", reasons("postgres", endpoint, auth, &pam)));
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn every_other_refusal_has_reasons_too() {
        let password = "method = \"env\", variable = \"WORD\"";
        let told = [
            ("no rds_iam", "postgres", TOKEN, refused("28P01", "password authentication failed")),
            ("a password", "postgres", password, refused("28P01", "password authentication failed")),
            ("pg_hba.conf", "postgres", password, refused("28000", "no pg_hba.conf entry for host")),
            ("too many tokens", "postgres", TOKEN, refused("28000", "PAM: too many competing requests")),
            ("too many connections", "postgres", TOKEN, refused("53300", "too many clients already")),
            ("a token at MySQL", "mysql", TOKEN, refused("1045", "Access denied")),
            ("a password at MySQL", "mysql", password, refused("1045", "Access denied")),
            ("no such database at MySQL", "mysql", TOKEN, refused("1044", "Access denied")),
        ]
        .map(|(case, engine, auth, error)| format!("{case}\n{}\n", reasons(engine, INSTANCE, auth, &error)));
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn a_server_that_is_not_reached_or_not_verified_has_reasons() {
        let (address, reason) = ("address".to_owned(), "reason".to_owned());
        let told = [
            ConnectError::NoAddress { host: INSTANCE.to_owned(), reason: reason.clone() },
            ConnectError::TimedOut { address: address.clone(), seconds: 30 },
            ConnectError::Unreachable { address: address.clone(), reason: reason.clone() },
            ConnectError::Tls { address: address.clone(), reason: reason.clone() },
        ]
        .map(|error| format!("{error}\n{}\n", reasons("postgres", INSTANCE, TOKEN, &error)));
        let tls = ConnectError::Tls { address, reason };
        let elsewhere =
            [("orders.abc.xx-north-9.rds.amazonaws.com", TOKEN), ("orders.abc.rds.cn-north-1.amazonaws.com.cn", TOKEN)]
                .map(|(endpoint, auth)| format!("{endpoint}\n{}\n", reasons("postgres", endpoint, auth, &tls)));
        insta::assert_snapshot!(told.iter().chain(&elsewhere).map(String::as_str).collect::<Vec<_>>().join("\n"));
    }
}
