//! As whom AWS is asked, where that is somebody else than this process.

use std::collections::BTreeMap;

use driftline_secrets::SecretReference;
use toml::Spanned;

use crate::ProfileName;
use crate::raw::RawProfile;
use crate::rds::is_region;
use crate::validate::Checker;

/// The name of a session of an assumed role, as CloudTrail shows it.
const SESSION_NAME: &str = "driftline";

/// One `[profile.NAME]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Profile {
    /// Its name.
    pub name: ProfileName,
    /// The account that its credentials have to be of.
    pub account: Option<String>,
    /// The region to ask in where nothing else names one.
    pub region: Option<String>,
    /// Where its credentials come from.
    pub identity: Identity,
}

/// Where the credentials of a profile come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// A role that the credentials of this process may assume.
    Role {
        /// Its ARN.
        arn: String,
        /// What the role's trust policy may ask for.
        external_id: Option<String>,
        /// What CloudTrail calls the session.
        session_name: String,
    },
    /// A key, in environment variables of these names.
    Key {
        /// Its id.
        id: String,
        /// Its secret.
        secret: String,
        /// The token of a session, where the key is of one.
        session_token: Option<String>,
    },
}

impl Checker<'_> {
    pub(crate) fn profiles(&mut self, raw: BTreeMap<String, Spanned<RawProfile>>) {
        self.profile_names = raw.keys().cloned().collect();
        for (name, raw) in raw {
            if let Some(profile) = self.profile(name, raw) {
                self.profiles.push(profile);
            }
        }
    }

    fn profile(&mut self, name: String, raw: Spanned<RawProfile>) -> Option<Profile> {
        let span = raw.span();
        let RawProfile {
            account,
            region,
            role,
            external_id,
            session_name,
            access_key_id,
            secret_access_key,
            session_token,
        } = raw.into_inner();
        let name = ProfileName::try_from(name).map_err(|message| self.problem(span.clone(), message)).ok();
        if let Some(account) = account.as_ref().filter(|account| !is_account(account.get_ref())) {
            let message = format!("`{}` is no account of AWS, which is a text of twelve digits", account.get_ref());
            self.problem(account.span(), message);
        }
        if let Some(region) = region.as_ref().filter(|region| !is_region(region.get_ref())) {
            let message = format!("`{}` is no name of a region, like eu-central-1", region.get_ref());
            self.problem(region.span(), message);
        }
        let of_role = external_id.is_some() || session_name.is_some();
        let identity = match (role, access_key_id, secret_access_key) {
            (Some(role), None, None) if session_token.is_none() => {
                self.role(role, account.as_ref(), external_id, session_name)
            }
            (None, Some(id), Some(secret)) if !of_role => {
                let session_token = session_token.map(|token| self.variable(token));
                match (self.variable(id), self.variable(secret), session_token) {
                    (Some(id), Some(secret), None) => Some(Identity::Key { id, secret, session_token: None }),
                    (Some(id), Some(secret), Some(Some(token))) => {
                        Some(Identity::Key { id, secret, session_token: Some(token) })
                    }
                    _ => None,
                }
            }
            _ => {
                let message = "a profile has `role`, with `external-id` and `session-name` where they are needed, or \
                               `access-key-id` and `secret-access-key`, with `session-token` where the key has one";
                self.problem(span, message);
                None
            }
        };
        Some(Profile {
            name: name?,
            account: account.map(Spanned::into_inner),
            region: region.map(Spanned::into_inner),
            identity: identity?,
        })
    }

    /// The name of the environment variable that a part of a key is in.
    fn variable(&mut self, raw: Spanned<SecretReference>) -> Option<String> {
        let span = raw.span();
        match raw.into_inner() {
            SecretReference::EnvironmentVariable(name) => Some(name),
            _ => {
                self.problem(span, "a key of a profile is in environment variables: write { env = \"NAME\" }");
                None
            }
        }
    }

    fn role(
        &mut self,
        role: Spanned<String>,
        account: Option<&Spanned<String>>,
        external_id: Option<Spanned<String>>,
        session_name: Option<Spanned<String>>,
    ) -> Option<Identity> {
        let Some(of_role) = account_of_role(role.get_ref()) else {
            let message =
                format!("`{}` is no ARN of a role, like arn:aws:iam::123456789012:role/driftline", role.get_ref());
            self.problem(role.span(), message);
            return None;
        };
        if let Some(account) = account.filter(|account| is_account(account.get_ref()) && *account.get_ref() != of_role)
        {
            let message = format!("the role is of the account {of_role}, and `account` says {}", account.get_ref());
            self.problem(account.span(), message);
        }
        for (what, given, longest, others) in
            [("external-id", &external_id, 1224, "_+=,.@:/-"), ("session-name", &session_name, 64, "_+=,.@-")]
        {
            let Some(given) = given else { continue };
            let is_fine = |char: char| char.is_ascii_alphanumeric() || others.contains(char);
            if !(2..=longest).contains(&given.get_ref().len()) || !given.get_ref().chars().all(is_fine) {
                let message = format!("`{what}` has 2 to {longest} letters, digits and {others}");
                self.problem(given.span(), message);
            }
        }
        Some(Identity::Role {
            arn: role.into_inner(),
            external_id: external_id.map(Spanned::into_inner),
            session_name: session_name.map_or_else(|| SESSION_NAME.to_owned(), Spanned::into_inner),
        })
    }

    /// The profile that something names.
    pub(crate) fn named_profile(&mut self, raw: Option<&Spanned<String>>) -> Option<ProfileName> {
        let raw = raw?;
        if self.knows_profile(raw.get_ref(), raw.span()) {
            ProfileName::try_from(raw.get_ref().clone()).ok()
        } else {
            None
        }
    }

    /// A reference, if the profile that it names is there.
    pub(crate) fn reference(&mut self, raw: Spanned<SecretReference>) -> SecretReference {
        let span = raw.span();
        let reference = raw.into_inner();
        if let SecretReference::SecretsManager(secret) = &reference
            && let Some(profile) = &secret.profile
        {
            self.knows_profile(profile, span);
        }
        reference
    }

    fn knows_profile(&mut self, name: &str, span: std::ops::Range<usize>) -> bool {
        if self.profile_names.iter().any(|known| known == name) {
            return true;
        }
        let known: Vec<String> = self.profile_names.iter().map(|known| format!("`{known}`")).collect();
        let known = if known.is_empty() {
            "this config has none".to_owned()
        } else {
            format!("there are {}", known.join(", "))
        };
        self.problem(span, format!("there is no [profile.{name}]; {known}"));
        false
    }

    /// The region of a profile that is there and in order.
    pub(crate) fn region_of_profile(&self, name: Option<&ProfileName>) -> Option<String> {
        let profile = self.profiles.iter().find(|profile| Some(&profile.name) == name)?;
        profile.region.clone()
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`
fn account_of_role(arn: &str) -> Option<String> {
    let words: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = words[..] else { return None };
    let name = resource.strip_prefix("role/")?;
    let is_fine = |char: char| char.is_ascii_alphanumeric() || "_+=,.@/-".contains(char);
    let is_role = !name.is_empty() && !name.ends_with('/') && name.chars().all(is_fine);
    (partition.starts_with("aws") && is_account(account) && is_role).then(|| account.to_owned())
}
