//! Three names of one server: what is dialled, what its certificate must say, and what a token is signed for.

use driftline_catalog::Engine;

use crate::{Access, Auth, Database, Endpoint, Login, Partition, ProfileName, RdsHost};

impl Database {
    /// How to reach it, where the config says so.
    pub fn written_login(&self) -> Option<&Login> {
        match &self.access {
            Access::Written(login) => Some(login),
            Access::Connector(_) => None,
        }
    }
}

impl Access {
    /// The database on its server, where the config says so.
    pub fn database(&self) -> Option<&str> {
        match self {
            Self::Written(login) => Some(&login.database),
            Self::Connector(secret) => secret.database.as_deref(),
        }
    }
}

impl Login {
    /// Where to connect to.
    pub fn dialled(&self) -> &Endpoint {
        self.dial.as_ref().unwrap_or(&self.endpoint)
    }

    /// The name that the server's certificate has to be for. RDS has none for an alias, so where a token is signed for
    /// the real name, that is it.
    pub fn verified_name(&self) -> &str {
        match &self.auth {
            Auth::RdsIam { sign_for, .. } => &sign_for.host,
            Auth::CloudSqlIam | Auth::Password(_) | Auth::None => &self.endpoint.host,
        }
    }

    /// Whether connections stay on this machine, where they may go without TLS.
    pub fn is_local(&self) -> bool {
        self.endpoint.is_loopback() && self.dialled().is_loopback()
    }
}

impl Login {
    /// What has to be given because driftline has no certificates for the server, in a sentence.
    pub fn missing_certificates(&self) -> Option<String> {
        if self.ca_file.is_some() { None } else { missing_certificates(self.verified_name(), &self.auth) }
    }

    /// What is wrong with the user for the way to log in, in a sentence.
    pub(crate) fn wrong_user(&self, engine: Engine) -> Option<String> {
        let Self { auth: Auth::CloudSqlIam, user, .. } = self else { return None };
        match engine {
            Engine::Mariadb => Some("Cloud SQL has no MariaDB; method `gcp-iam` is for PostgreSQL and MySQL".to_owned()),
            Engine::Mysql => user.split_once('@').map(|(name, _)| {
                format!("the accounts of Cloud SQL for MySQL are called by what is before the @; write user = \"{name}\"")
            }),
            Engine::Postgres => user.strip_suffix(".gserviceaccount.com").map(|name| {
                format!(
                    "the roles of service accounts are called without .gserviceaccount.com, which would be too long for \
                     PostgreSQL; write user = \"{name}\""
                )
            }),
        }
    }
}

impl Auth {
    /// Whether it is a token, which the server takes as a password in plain text and which runs out.
    pub fn is_token(&self) -> bool {
        matches!(self, Self::RdsIam { .. } | Self::CloudSqlIam)
    }

    /// A token for a host, which has to be one that RDS gives unless it is named for this.
    ///
    /// # Errors
    ///
    /// Why no token can be signed for it, in a sentence.
    pub fn rds_iam(
        sign_for: Endpoint,
        is_named: bool,
        region: Option<String>,
        profile: Option<ProfileName>,
    ) -> Result<Self, String> {
        let region = region_of_token(&sign_for.host, is_named, region)?;
        Ok(Self::RdsIam { sign_for, region, profile })
    }
}

/// What has to be given because driftline has no certificates for a host.
pub(crate) fn missing_certificates(host: &str, auth: &Auth) -> Option<String> {
    let (place, bundle) = match RdsHost::recognise(host) {
        Some(RdsHost { partition: Partition::China, region, .. }) => ("RDS in China", aws_bundle(&region)),
        Some(RdsHost { partition: Partition::GovCloud, region, .. }) => ("RDS in GovCloud", aws_bundle(&region)),
        Some(_) => return None,
        None if is_cloud_sql(host) || *auth == Auth::CloudSqlIam => {
            ("Cloud SQL", "the server CA certificates of the instance, which its page on connections offers".to_owned())
        }
        None => return None,
    };
    Some(format!(
        "driftline comes without the certificates of {place}, so `{host}` could not be verified; download {bundle}, and \
         name the file with ca-file"
    ))
}

fn aws_bundle(region: &str) -> String {
    format!("the bundle of {region}, which the user guide of RDS offers")
}

/// The names that Cloud SQL gives instances.
fn is_cloud_sql(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.ends_with(".sql.goog") || host.ends_with(".sql-psc.goog")
}

/// Why no token can be signed for a host, or the region it is signed for.
fn region_of_token(host: &str, is_named: bool, region: Option<String>) -> Result<String, String> {
    match (RdsHost::recognise(host), region) {
        (Some(_), Some(region)) => Ok(region),
        (Some(host), None) => Ok(host.region),
        // Whoever writes `sign-for` says that the server goes by this name, in parts of AWS too that are unknown here.
        (None, Some(region)) if is_named => Ok(region),
        (None, None) if is_named => Err(format!(
            "no region can be read off `{host}` in sign-for, and a token is signed for one; write the endpoint RDS shows, \
             or region = \"...\" beside it"
        )),
        (None, _) => Err(format!(
            "`{host}` is no endpoint that RDS gives: a token is bound to the server's real host name, and the server \
             refuses one that is signed for an alias; write the endpoint RDS shows, or keep the alias and add \
             sign-for = \"<real endpoint>\" beside method = \"rds-iam\""
        )),
    }
}
