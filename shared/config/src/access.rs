//! How a database is reached: by what the config says, or by what a secret says.

use std::collections::BTreeMap;
use std::ops::Range;

use driftline_secrets::{AwsSecret, DotPath, GoogleSecret, SecretReference};
use toml::Spanned;

use crate::raw::RawAuth;
use crate::validate::Checker;
use crate::{Access, Auth, ConnectorSecret, Endpoint, Login, ProfileName, RdsHost};

/// The keys of a database that say how to reach it.
pub(crate) struct RawAccess {
    /// Where to point to for a key that is missing.
    pub(crate) place: Range<usize>,
    pub(crate) connector: Option<Spanned<SecretReference>>,
    pub(crate) endpoint: Option<Spanned<String>>,
    pub(crate) database: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) auth: Option<Spanned<RawAuth>>,
    pub(crate) profile: Option<Spanned<String>>,
    pub(crate) ca_file: Option<String>,
    pub(crate) dial: Option<Spanned<String>>,
}

impl Checker<'_> {
    pub(crate) fn access(&mut self, raw: RawAccess, default_port: u16) -> Option<Access> {
        match raw.connector {
            Some(_) => self.connector(raw, default_port).map(Access::Connector),
            None => self.login(raw, default_port).map(Access::Written),
        }
    }

    fn connector(&mut self, raw: RawAccess, default_port: u16) -> Option<ConnectorSecret> {
        let secret = raw.connector?;
        let span = secret.span();
        for (key, given) in
            [("endpoint", raw.endpoint.is_some()), ("user", raw.user.is_some()), ("auth", raw.auth.is_some())]
        {
            if given {
                self.problem(
                    span.clone(),
                    format!("`{key}` is in the secret that `connector` names; remove one of both"),
                );
            }
        }
        let mut secret = self.reference(secret);
        if matches!(secret, SecretReference::EnvironmentVariable(_)) || secret.path().is_some() {
            let message =
                "a connector is a whole secret: write { secrets-manager = \"name\" } or { manifest = \"file.yaml\" }";
            self.problem(span, message);
        }
        let dial = raw.dial.and_then(|dial| {
            let parsed = Endpoint::parse(dial.get_ref(), default_port);
            parsed.map_err(|message| self.problem(dial.span(), message)).ok()
        });
        let profile = self.named_profile(raw.profile.as_ref());
        if let SecretReference::SecretsManager(secret) = &mut secret {
            secret.profile = secret.profile.take().or_else(|| profile.clone().map(String::from));
        }
        Some(ConnectorSecret { secret, database: raw.database, dial, profile, ca_file: raw.ca_file })
    }

    fn login(&mut self, raw: RawAccess, default_port: u16) -> Option<Login> {
        let missing: Vec<String> = [
            ("endpoint", raw.endpoint.is_none()),
            ("database", raw.database.is_none()),
            ("user", raw.user.is_none()),
            ("auth", raw.auth.is_none()),
        ]
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(key, _)| format!("`{key}`"))
        .collect();
        if !missing.is_empty() {
            let message = format!(
                "{} missing; a database has `endpoint`, `database`, `user` and `auth`, or a `connector` that says all that",
                missing.join(", ") + if missing.len() == 1 { " is" } else { " are" }
            );
            self.problem(raw.place, message);
        }
        let place = raw.endpoint.as_ref().map(Spanned::span);
        let endpoint = raw.endpoint.and_then(|endpoint| {
            let parsed = Endpoint::parse(endpoint.get_ref(), default_port);
            parsed.map_err(|message| self.problem(endpoint.span(), message)).ok()
        });
        let auth = raw.auth.and_then(|auth| self.auth(auth, endpoint.as_ref(), raw.profile.as_ref()));
        let dial = self.dial(raw.dial, endpoint.as_ref());
        let login = Login {
            endpoint: endpoint?,
            dial,
            database: raw.database?,
            user: raw.user?,
            // Certificates are looked at without it too.
            auth: auth.clone().unwrap_or(Auth::None),
            ca_file: raw.ca_file,
        };
        if let (Some(message), Some(place)) = (login.missing_certificates(), place) {
            self.problem(place, message);
        }
        auth.map(|_| login)
    }

    /// How to log in, as this process or as a profile.
    pub(crate) fn auth(
        &mut self,
        raw: Spanned<RawAuth>,
        endpoint: Option<&Endpoint>,
        profile: Option<&Spanned<String>>,
    ) -> Option<Auth> {
        let span = raw.span();
        if let Some(profile) = profile
            && matches!(raw.get_ref().method.get_ref().as_str(), "env" | "none" | "gcp-iam" | "gcp-secret-manager")
        {
            let message = format!("`profile` has no meaning for auth method `{}`", raw.get_ref().method.get_ref());
            self.problem(profile.span(), message);
        }
        let profile = self.named_profile(profile);
        let RawAuth { method, region, sign_for, variable, secret, path, version_stage, version } = raw.into_inner();
        let mut unused: BTreeMap<&str, bool> = BTreeMap::from([
            ("region", region.is_some()),
            ("sign-for", sign_for.is_some()),
            ("variable", variable.is_some()),
            ("secret", secret.is_some()),
            ("path", path.is_some()),
            ("version-stage", version_stage.is_some()),
            ("version", version.is_some()),
        ]);
        let auth = match method.get_ref().as_str() {
            "rds-iam" => {
                unused.retain(|key, _| !matches!(*key, "region" | "sign-for"));
                self.rds_iam(span.clone(), region, sign_for, endpoint, profile)?
            }
            "env" => {
                unused.remove("variable");
                let Some(variable) = variable else {
                    self.problem(span, "method `env` needs `variable`, the name of an environment variable");
                    return None;
                };
                let reference = SecretReference::variable("variable", variable)
                    .map_err(|error| self.problem(span.clone(), error.to_string()))
                    .ok()?;
                Auth::Password(reference)
            }
            "secrets-manager" => {
                unused.retain(|key, _| matches!(*key, "variable" | "sign-for" | "version"));
                let Some(secret) = secret else {
                    self.problem(span, "method `secrets-manager` needs `secret`, a name or ARN");
                    return None;
                };
                // A secret that RDS keeps is a JSON object with the password in it.
                let path = DotPath::of_part(path.as_deref().unwrap_or("password"))
                    .map_err(|error| self.problem(span.clone(), error.to_string()))
                    .ok()?;
                let profile = profile.map(String::from);
                let secret = AwsSecret { secret, path, region, version_stage, profile }
                    .checked("secret")
                    .map_err(|error| self.problem(span.clone(), error.to_string()))
                    .ok()?;
                Auth::Password(SecretReference::SecretsManager(secret))
            }
            "gcp-iam" => Auth::CloudSqlIam,
            "gcp-secret-manager" => {
                unused.retain(|key, _| !matches!(*key, "secret" | "version" | "path"));
                let Some(secret) = secret else {
                    self.problem(span, "method `gcp-secret-manager` needs `secret`, projects/PROJECT/secrets/NAME");
                    return None;
                };
                // Google keeps no password by itself, so there is no usual place in it.
                let path = path.as_deref().map_or(Ok(None), DotPath::of_part);
                let path = path.map_err(|error| self.problem(span.clone(), error.to_string())).ok()?;
                let secret = GoogleSecret { secret, version, path }
                    .checked("secret")
                    .map_err(|error| self.problem(span.clone(), error.to_string()))
                    .ok()?;
                Auth::Password(SecretReference::GoogleSecretManager(secret))
            }
            "none" => {
                if endpoint.is_some_and(|endpoint| !endpoint.is_loopback()) {
                    self.problem(span, "method `none` is for databases on this machine; name another one");
                    return None;
                }
                Auth::None
            }
            other => {
                let message = format!(
                    "unknown auth method `{other}`; write rds-iam, secrets-manager, gcp-iam, \
                     gcp-secret-manager, env or none"
                );
                self.problem(method.span(), message);
                return None;
            }
        };
        for (key, given) in unused {
            if given {
                self.problem(span.clone(), format!("`{key}` has no meaning for auth method `{}`", method.get_ref()));
            }
        }
        Some(auth)
    }

    fn rds_iam(
        &mut self,
        span: Range<usize>,
        region: Option<String>,
        sign_for: Option<Spanned<String>>,
        endpoint: Option<&Endpoint>,
        profile: Option<ProfileName>,
    ) -> Option<Auth> {
        let is_named = sign_for.is_some();
        let sign_for = match sign_for {
            Some(named) => Endpoint::parse(named.get_ref(), endpoint.map_or(5432, |endpoint| endpoint.port))
                .map_err(|message| self.problem(named.span(), message))
                .ok()?,
            None => endpoint?.clone(),
        };
        // The host's own region is nearer than the profile's.
        let is_known = RdsHost::recognise(&sign_for.host).is_some();
        let region = region.or_else(|| self.region_of_profile(profile.as_ref()).filter(|_| !is_known));
        Auth::rds_iam(sign_for, is_named, region, profile).map_err(|message| self.problem(span, message)).ok()
    }

    /// Where to connect to instead of the endpoint.
    pub(crate) fn dial(&mut self, raw: Option<Spanned<String>>, endpoint: Option<&Endpoint>) -> Option<Endpoint> {
        let (raw, endpoint) = (raw?, endpoint?);
        let dial =
            Endpoint::parse(raw.get_ref(), endpoint.port).map_err(|message| self.problem(raw.span(), message)).ok()?;
        if endpoint.is_loopback() && !dial.is_loopback() {
            let message = format!(
                "`dial` leads away from this machine, and the endpoint `{endpoint}` is no name that a server elsewhere \
                 could prove; write the server's real name as endpoint"
            );
            self.problem(raw.span(), message);
        }
        Some(dial)
    }
}
