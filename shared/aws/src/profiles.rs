//! Being somebody else: credentials of a role that is assumed, or of a key that the environment holds.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_config::{Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_sts::{Client, Config};
use driftline_config::{Identity, Profile};
use driftline_secrets::{EnvironmentSecrets, ExposeSecret as _, SecretReference, SecretSource as _, SecretString};

use crate::Configuration;
use crate::causes::causes;
use crate::credentials::KeptCredentials;
use crate::failure::{Failure, GIVE_CREDENTIALS, Kind};

/// The profiles of a config, and what was made of profiles so far.
#[derive(Clone, Default)]
pub(crate) struct Profiles {
    named: Arc<HashMap<String, Profile>>,
    /// By all that a profile says, so that a config that changed is never answered with the credentials of the one before.
    kept: Arc<Mutex<HashMap<Profile, SdkConfig>>>,
}

/// Why nobody is who a profile says.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct ProfileError {
    message: String,
    /// Whether trying again later can help.
    pub(crate) may_pass: bool,
}

impl ProfileError {
    /// The one that is among the causes of an error.
    pub(crate) fn among<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a Self> {
        causes(error).find_map(|cause| cause.downcast_ref::<Self>())
    }
}

impl Configuration {
    /// The same for a config with these profiles. Credentials that a profile had are kept.
    #[must_use]
    pub fn with_profiles(&self, profiles: &[Profile]) -> Self {
        let named = profiles.iter().map(|profile| (String::from(profile.name.clone()), profile.clone())).collect();
        let profiles = Profiles { named: Arc::new(named), kept: Arc::clone(&self.profiles.kept) };
        Self { config: self.config.clone(), profiles }
    }

    /// What to ask AWS with as a profile; without one, as this process.
    pub(crate) fn of(&self, profile: Option<&str>) -> Result<SdkConfig, ProfileError> {
        let Some(name) = profile else { return Ok(self.config.clone()) };
        let Some(profile) = self.profiles.named.get(name) else {
            let message = format!("there is no [profile.{name}] in the config");
            return Err(ProfileError { message, may_pass: false });
        };
        let mut kept = self.profiles.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let config = kept.entry(profile.clone()).or_insert_with(|| {
            let source = Source { profile: profile.clone(), own: self.config.clone() };
            let source = KeptCredentials::new(SharedCredentialsProvider::new(source));
            let mut builder = self.config.to_builder();
            builder.set_credentials_provider(Some(SharedCredentialsProvider::new(source)));
            if let Some(region) = &profile.region {
                builder.set_region(Region::new(region.clone()));
            }
            builder.build()
        });
        Ok(config.clone())
    }
}

/// Where a profile's credentials come from.
struct Source {
    profile: Profile,
    /// As which this process asks.
    own: SdkConfig,
}

impl Source {
    async fn credentials(&self) -> Result<Credentials, ProfileError> {
        match &self.profile.identity {
            Identity::Role { arn, external_id, session_name } => {
                self.assume(arn, external_id.as_deref(), session_name).await
            }
            Identity::Key { id, secret, session_token } => self.key(id, secret, session_token.as_deref()).await,
        }
    }

    async fn assume(
        &self,
        arn: &str,
        external_id: Option<&str>,
        session_name: &str,
    ) -> Result<Credentials, ProfileError> {
        // Where a network has an endpoint of STS, it is that of its own region.
        let region = self.own.region().cloned().or_else(|| self.region());
        let region = region.ok_or_else(|| self.no_region())?;
        let config = Config::from(&self.own).to_builder().region(region.clone()).build();
        let request = Client::from_conf(config).assume_role().role_arn(arn).role_session_name(session_name);
        let doing = format!("the role {arn} could not be assumed");
        let advice = "let the role's trust policy name the credentials of driftline, with the external id where it asks for \
                      one, and allow them sts:AssumeRole on it";
        let answer = request.set_external_id(external_id.map(str::to_owned)).send().await;
        let answer = answer.map_err(|error| self.explain(&doing, advice, &region, Failure::of(&error)))?;
        // arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION
        let assumed = answer.assumed_role_user().map(|user| user.arn()).unwrap_or_default();
        self.has_account(assumed.split(':').nth(4).unwrap_or_default())?;
        let Some(credentials) = answer.credentials() else {
            return Err(self.wrong(format!("{doing}: STS answers without credentials")));
        };
        let expiry = SystemTime::try_from(*credentials.expiration()).ok();
        Ok(Credentials::new(
            credentials.access_key_id(),
            credentials.secret_access_key(),
            Some(credentials.session_token().to_owned()),
            expiry,
            "profile",
        ))
    }

    async fn key(&self, id: &str, secret: &str, session_token: Option<&str>) -> Result<Credentials, ProfileError> {
        let (id, secret) = (self.variable(id).await?, self.variable(secret).await?);
        let token = match session_token {
            Some(token) => Some(self.variable(token).await?.expose_secret().to_owned()),
            None => None,
        };
        let credentials = Credentials::new(id.expose_secret(), secret.expose_secret(), token, None, "profile");
        if self.profile.account.is_none() {
            // Nobody asks whose it is.
            return Ok(credentials);
        }
        // A key of another partition is only known there, and its region says which that is.
        let region = self.region().or_else(|| self.own.region().cloned());
        let region = region.ok_or_else(|| self.no_region())?;
        let config = Config::from(&self.own)
            .to_builder()
            .region(region.clone())
            .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
            .build();
        let answer = Client::from_conf(config).get_caller_identity().send().await;
        let advice = "correct its key, or leave `account` out of the profile";
        let answer = answer.map_err(|error| {
            self.explain("the account of its key could not be asked for", advice, &region, Failure::of(&error))
        })?;
        self.has_account(answer.account().unwrap_or_default())?;
        Ok(credentials)
    }

    async fn variable(&self, name: &str) -> Result<SecretString, ProfileError> {
        let reference = SecretReference::EnvironmentVariable(name.to_owned());
        EnvironmentSecrets.fetch(&reference).await.map_err(|error| self.wrong(error.to_string()))
    }

    fn region(&self) -> Option<Region> {
        self.profile.region.clone().map(Region::new)
    }

    fn has_account(&self, found: &str) -> Result<(), ProfileError> {
        match &self.profile.account {
            Some(account) if account != found => Err(self.wrong(format!(
                "its credentials are of the account {found}, and `account` says {account}; correct the one or the other"
            ))),
            _ => Ok(()),
        }
    }

    fn wrong(&self, problem: String) -> ProfileError {
        ProfileError { message: format!("profile `{}`: {problem}", self.profile.name), may_pass: false }
    }

    fn no_region(&self) -> ProfileError {
        self.wrong("no region is set to ask STS in; write `region` in it, or set AWS_REGION".to_owned())
    }

    fn explain(&self, doing: &str, advice: &str, region: &Region, failure: Failure) -> ProfileError {
        let reason = failure.reason;
        let (advice, may_pass) = match failure.kind {
            Kind::NoCredentials => (GIVE_CREDENTIALS.to_owned(), false),
            Kind::AccessDenied => (advice.to_owned(), false),
            Kind::Unreachable => {
                let endpoint = format!(
                    "a network without a way out needs the interface endpoint com.amazonaws.{region}.sts there, open to \
                     this function or machine"
                );
                (endpoint, true)
            }
            Kind::Transient => ("this may pass, try again".to_owned(), true),
            Kind::NotFound | Kind::Profile { .. } | Kind::Other => ("correct the profile".to_owned(), false),
        };
        ProfileError { may_pass, ..self.wrong(format!("{doing}: {reason}; {advice}")) }
    }
}

impl ProvideCredentials for Source {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async { self.credentials().await.map_err(CredentialsError::provider_error) })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "profile {}", self.profile.name)
    }
}
