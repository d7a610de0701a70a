//! From the raw file to types with nothing left to check, collecting every problem on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use driftline_catalog::{Engine, IgnorePattern};
use driftline_drift::{PartitionRule, Severity};
use driftline_secrets::{DotPath, SecretReference};
use toml::Spanned;

use crate::raw::{RawAuth, RawConfig, RawDatabase, RawPartitions, RawSource, RawSubscriber};
use crate::reaching::{missing_certificates, region_of_token};
use crate::source::source;
use crate::{
    Auth, Config, Database, DatabaseName, Endpoint, EventKind, Problem, Source, Subscriber, SubscriberKind,
    SubscriberName,
};

pub(crate) fn validate(text: &str, raw: RawConfig) -> Result<Config, Vec<Problem>> {
    let mut checker = Checker { text, problems: Vec::new() };
    let config = checker.config(raw);
    if checker.problems.is_empty() {
        Ok(config)
    } else {
        checker.problems.sort_by_key(|problem| problem.line);
        Err(checker.problems)
    }
}

pub(crate) struct Checker<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    pub(crate) fn problem(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::at(self.text, Some(span), message));
    }

    fn config(&mut self, raw: RawConfig) -> Config {
        if let Some(store) = &raw.store
            && !["s3://", "file://", "memory://"].iter().any(|scheme| store.url.get_ref().starts_with(scheme))
        {
            let message = format!("store url `{}` is none of s3://, file:// and memory://", store.url.get_ref());
            self.problem(store.url.span(), message);
        }
        let known: BTreeSet<String> =
            raw.subscriber.iter().map(|subscriber| subscriber.get_ref().name.get_ref().clone()).collect();
        let subscribers: Vec<Subscriber> =
            raw.subscriber.into_iter().filter_map(|subscriber| self.subscriber(subscriber)).collect();
        if raw.database.is_empty() {
            self.problems.push(Problem { line: None, message: "no [[database]] in it; add at least one".into() });
        }
        let default_ignore = self.ignore(&raw.defaults.ignore);
        let default_notify = self.notify(&raw.defaults.notify, &known);
        let sources: Vec<(Spanned<RawSource>, String)> = raw
            .database
            .iter()
            .map(|database| (database.get_ref().source.clone(), database.get_ref().name.get_ref().clone()))
            .collect();
        let mut databases: Vec<Database> = Vec::new();
        for raw in raw.database {
            let span = raw.get_ref().name.span();
            let Some(database) = self.database(raw.into_inner(), &default_ignore, &default_notify, &known) else {
                continue;
            };
            if databases.iter().any(|other| other.name == database.name) {
                self.problem(span, format!("a second database named `{}`; names are unique", database.name));
            }
            databases.push(database);
        }
        for (source, name) in sources {
            if let Some(other) = &source.get_ref().database {
                if *other == name {
                    self.problem(source.span(), format!("database `{name}` names itself as its source"));
                } else if self.problems.is_empty() && !databases.iter().any(|database| database.name.as_str() == other)
                {
                    self.problem(source.span(), format!("source database `{other}` is not in this config"));
                }
            }
        }
        let scratch = self.scratch(raw.scratch, &databases);
        Config { store: raw.store.map(|store| store.url.into_inner()), scratch, databases, subscribers }
    }

    fn database(
        &mut self,
        raw: RawDatabase,
        default_ignore: &[String],
        default_notify: &[SubscriberName],
        subscribers: &BTreeSet<String>,
    ) -> Option<Database> {
        let name = self.name::<DatabaseName>(&raw.name);
        let engine = self.engine(&raw.engine);
        let endpoint = Endpoint::parse(raw.endpoint.get_ref(), engine.map_or(5432, Engine::default_port))
            .map_err(|message| self.problem(raw.endpoint.span(), message))
            .ok();
        let auth = self.auth(raw.auth, endpoint.as_ref());
        let dial = self.dial(raw.dial, endpoint.as_ref());
        if raw.ca_file.is_none()
            && let Some(endpoint) = &endpoint
            && let Some(message) = missing_certificates(match &auth {
                Some(Auth::RdsIam { sign_for, .. }) => &sign_for.host,
                _ => &endpoint.host,
            })
        {
            self.problem(raw.endpoint.span(), message);
        }
        let source = self.source(raw.source);
        let mut ignore = default_ignore.to_vec();
        ignore.extend(self.ignore(&raw.ignore));
        let notify = match raw.notify {
            Some(names) => self.notify(&names, subscribers),
            None if default_notify.is_empty() => {
                subscribers.iter().filter_map(|name| SubscriberName::try_from(name.clone()).ok()).collect()
            }
            None => default_notify.to_vec(),
        };
        Some(Database {
            name: name?,
            engine: engine?,
            endpoint: endpoint?,
            dial,
            database: raw.database,
            user: raw.user,
            auth: auth?,
            ca_file: raw.ca_file,
            source: source?,
            ignore,
            column_order: raw.column_order,
            auto_increment: raw.auto_increment,
            any_definer_host: raw.any_definer_host,
            roles: raw.roles,
            partitions: self.partitions(&raw.partitions),
            notify,
            tags: raw.tags,
        })
    }

    pub(crate) fn engine(&mut self, raw: &Spanned<String>) -> Option<Engine> {
        let engine = Engine::ALL.iter().copied().find(|engine| engine.as_str() == raw.get_ref());
        if engine.is_none() {
            let known: Vec<String> = Engine::ALL.iter().map(|engine| format!("`{engine}`")).collect();
            let message = format!("unknown engine `{}`; write one of {}", raw.get_ref(), known.join(", "));
            self.problem(raw.span(), message);
        }
        engine
    }

    fn name<N: TryFrom<String, Error = String>>(&mut self, raw: &Spanned<String>) -> Option<N> {
        N::try_from(raw.get_ref().clone()).map_err(|message| self.problem(raw.span(), message)).ok()
    }

    fn ignore(&mut self, patterns: &[Spanned<String>]) -> Vec<String> {
        for pattern in patterns {
            if let Err(error) = IgnorePattern::parse(pattern.get_ref()) {
                self.problem(pattern.span(), error.to_string());
            }
        }
        patterns.iter().map(|pattern| pattern.get_ref().clone()).collect()
    }

    fn partitions(&mut self, rules: &[Spanned<RawPartitions>]) -> Vec<PartitionRule> {
        rules
            .iter()
            .filter_map(|raw| {
                let RawPartitions { of, policy } = raw.get_ref();
                PartitionRule::parse(of, policy).map_err(|error| self.problem(raw.span(), error.to_string())).ok()
            })
            .collect()
    }

    fn notify(&mut self, names: &[Spanned<String>], subscribers: &BTreeSet<String>) -> Vec<SubscriberName> {
        names
            .iter()
            .filter_map(|raw| {
                let name = self.name::<SubscriberName>(raw)?;
                if !subscribers.contains(name.as_str()) {
                    self.problem(raw.span(), format!("no [[subscriber]] is named `{name}`"));
                }
                Some(name)
            })
            .collect()
    }

    pub(crate) fn auth(&mut self, raw: Spanned<RawAuth>, endpoint: Option<&Endpoint>) -> Option<Auth> {
        let span = raw.span();
        let RawAuth { method, region, sign_for, variable, secret, path } = raw.into_inner();
        let mut unused: BTreeMap<&str, bool> = BTreeMap::from([
            ("region", region.is_some()),
            ("sign-for", sign_for.is_some()),
            ("variable", variable.is_some()),
            ("secret", secret.is_some()),
            ("path", path.is_some()),
        ]);
        let auth = match method.get_ref().as_str() {
            "rds-iam" => {
                unused.retain(|key, _| !matches!(*key, "region" | "sign-for"));
                self.rds_iam(span.clone(), region, sign_for, endpoint)?
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
                unused.retain(|key, _| *key == "variable");
                let Some(secret) = secret else {
                    self.problem(span, "method `secrets-manager` needs `secret`, a name or ARN");
                    return None;
                };
                // A secret that RDS keeps is a JSON object with the password in it.
                let path = DotPath::parse(path.as_deref().unwrap_or("password"))
                    .map_err(|error| self.problem(span.clone(), error.to_string()))
                    .ok()?;
                Auth::Password(SecretReference::SecretsManager { secret, path: Some(path), region })
            }
            "none" => {
                if endpoint.is_some_and(|endpoint| !endpoint.is_loopback()) {
                    self.problem(span, "method `none` is for databases on this machine; name another one");
                    return None;
                }
                Auth::None
            }
            other => {
                let message = format!("unknown auth method `{other}`; write rds-iam, secrets-manager, env or none");
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
    ) -> Option<Auth> {
        let is_named = sign_for.is_some();
        let sign_for = match sign_for {
            Some(named) => Endpoint::parse(named.get_ref(), endpoint.map_or(5432, |endpoint| endpoint.port))
                .map_err(|message| self.problem(named.span(), message))
                .ok()?,
            None => endpoint?.clone(),
        };
        let region =
            region_of_token(&sign_for.host, is_named, region).map_err(|message| self.problem(span, message)).ok()?;
        Some(Auth::RdsIam { sign_for, region })
    }

    /// Where to connect to instead of the endpoint.
    fn dial(&mut self, raw: Option<Spanned<String>>, endpoint: Option<&Endpoint>) -> Option<Endpoint> {
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

    fn source(&mut self, raw: Spanned<RawSource>) -> Option<Source> {
        let span = raw.span();
        source(raw.into_inner()).map_err(|message| self.problem(span, message)).ok()
    }

    fn subscriber(&mut self, raw: Spanned<RawSubscriber>) -> Option<Subscriber> {
        let span = raw.span();
        let RawSubscriber { name, kind, url, secret, topic, on, minimum_severity } = raw.into_inner();
        let kind = match (kind.get_ref().as_str(), url, secret, topic) {
            ("sns", None, None, Some(topic)) => Some(SubscriberKind::Sns { topic }),
            ("sns", ..) => {
                self.problem(span, "a subscriber of kind `sns` has `topic`, an ARN, and neither `url` nor `secret`");
                None
            }
            ("slack", Some(url), None, None) => Some(SubscriberKind::Slack { url }),
            ("slack", ..) => {
                self.problem(span, "a subscriber of kind `slack` has `url`, and neither `secret` nor `topic`");
                None
            }
            ("webhook", Some(url), Some(secret), None) => Some(SubscriberKind::Webhook { url, secret }),
            ("webhook", ..) => {
                self.problem(span, "a subscriber of kind `webhook` has `url` and `secret`, and no `topic`");
                None
            }
            (other, ..) => {
                self.problem(kind.span(), format!("unknown subscriber kind `{other}`; write sns, slack or webhook"));
                None
            }
        };
        let on = match on {
            None => vec![EventKind::New, EventKind::Changed, EventKind::Resolved, EventKind::NoAnswer],
            Some(words) => words.iter().filter_map(|word| self.event(word)).collect(),
        };
        let minimum_severity = minimum_severity.map_or(Some(Severity::Info), |word| match word.get_ref().as_str() {
            "info" => Some(Severity::Info),
            "warning" => Some(Severity::Warning),
            "critical" => Some(Severity::Critical),
            other => {
                self.problem(word.span(), format!("unknown severity `{other}`; write info, warning or critical"));
                None
            }
        });
        Some(Subscriber { name: self.name(&name)?, kind: kind?, on, minimum_severity: minimum_severity? })
    }

    fn event(&mut self, word: &Spanned<String>) -> Option<EventKind> {
        Some(match word.get_ref().as_str() {
            "new" => EventKind::New,
            "changed" => EventKind::Changed,
            "resolved" => EventKind::Resolved,
            "no-answer" => EventKind::NoAnswer,
            other => {
                self.problem(
                    word.span(),
                    format!("unknown event `{other}`; write new, changed, resolved or no-answer"),
                );
                return None;
            }
        })
    }
}
