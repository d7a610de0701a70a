//! From the raw file to types with nothing left to check, collecting every problem on the way.

use std::collections::BTreeSet;
use std::ops::Range;

use driftline_catalog::{Engine, IgnorePattern};
use driftline_drift::{PartitionRule, Severity};
use toml::Spanned;

use crate::access::RawAccess;
use crate::raw::{RawConfig, RawDatabase, RawDatabases, RawPartitions, RawSomeDatabases, RawSource, RawSubscriber};
use crate::source::source;
use crate::{
    Access, Config, Database, DatabaseName, EventKind, Members, Problem, Profile, Source, Subscriber, SubscriberKind,
    SubscriberName,
};

pub(crate) fn validate(text: &str, raw: RawConfig) -> Result<Config, Vec<Problem>> {
    let mut checker = Checker { text, problems: Vec::new(), profile_names: Vec::new(), profiles: Vec::new() };
    let config = checker.config(raw);
    if checker.problems.is_empty() {
        Ok(config)
    } else {
        checker.problems.sort_by_key(|problem| problem.line);
        Err(checker.problems)
    }
}

/// What the file says for every database.
pub(crate) struct Known<'a> {
    ignore: &'a [String],
    notify: &'a [SubscriberName],
    subscribers: &'a BTreeSet<String>,
}

pub(crate) struct Checker<'t> {
    text: &'t str,
    problems: Vec<Problem>,
    /// Every profile of the file, also one that is not in order.
    pub(crate) profile_names: Vec<String>,
    /// Those that are.
    pub(crate) profiles: Vec<Profile>,
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
        self.profiles(raw.profile);
        let known: BTreeSet<String> =
            raw.subscriber.iter().map(|subscriber| subscriber.get_ref().name.get_ref().clone()).collect();
        let subscribers: Vec<Subscriber> =
            raw.subscriber.into_iter().filter_map(|subscriber| self.subscriber(subscriber)).collect();
        if raw.database.is_empty() && raw.discover.is_empty() {
            let message = "no [[database]] in it, and no [[discover]]; add at least one";
            self.problems.push(Problem { line: None, message: message.into() });
        }
        let ignore = self.ignore(&raw.defaults.ignore);
        let notify = self.notify(&raw.defaults.notify, &known);
        let known = Known { ignore: &ignore, notify: &notify, subscribers: &known };
        let sources: Vec<(Spanned<RawSource>, String)> = raw
            .database
            .iter()
            .map(|database| (database.get_ref().source.clone(), database.get_ref().name.get_ref().clone()))
            .collect();
        let mut databases: Vec<Database> = Vec::new();
        for raw in raw.database {
            let span = raw.get_ref().name.span();
            let Some(database) = self.database(raw.into_inner(), &known) else {
                continue;
            };
            if databases.iter().any(|other| other.name == database.name) {
                self.problem(span.clone(), format!("a second database named `{}`; names are unique", database.name));
            }
            if let Some(server) = databases.iter().find(|other| {
                other.owns(database.name.as_str()).is_some() || database.owns(other.name.as_str()).is_some()
            }) {
                let message = format!(
                    "`{}` could be a database of the server `{}`; give one of both another name",
                    database.name, server.name
                );
                self.problem(span, message);
            }
            databases.push(database);
        }
        for (source, name) in sources {
            if let Some(other) = &source.get_ref().database {
                if *other == name {
                    self.problem(source.span(), format!("database `{name}` names itself as its source"));
                    continue;
                }
                let is_other = |database: &&Database| database.name.as_str() == other;
                match databases.iter().find(is_other) {
                    Some(server) if server.members.is_some() => {
                        let message = format!(
                            "source database `{other}` is a server; name one of its databases, `{other}--DATABASE`"
                        );
                        self.problem(source.span(), message);
                    }
                    Some(_) => {}
                    None if databases.iter().any(|server| server.owns(other).is_some()) => {}
                    None if self.problems.is_empty() => {
                        self.problem(source.span(), format!("source database `{other}` is not in this config"));
                    }
                    None => {}
                }
            }
        }
        let scratch = self.scratch(raw.scratch, &databases);
        let discover = self.discoveries(raw.discover, &databases, &scratch, &known);
        let profiles = std::mem::take(&mut self.profiles);
        Config {
            store: raw.store.map(|store| store.url.into_inner()),
            profiles,
            scratch,
            databases,
            discover,
            discovered: Vec::new(),
            subscribers,
        }
    }

    pub(crate) fn database(&mut self, raw: RawDatabase, known: &Known<'_>) -> Option<Database> {
        let subscribers = known.subscribers;
        let name = self.name::<DatabaseName>(&raw.name);
        let engine = self.engine(&raw.engine);
        let place = raw.name.span();
        if let Some(name) = name.as_ref().filter(|name| !name.is_short()) {
            self.problem(raw.name.span(), format!("`{name}` is too long; a name has up to 63 characters"));
        }
        let RawDatabase { connector, endpoint, mut database, user, auth, profile, ca_file, dial, .. } = raw;
        let has_databases = raw.databases.is_some();
        let members = raw.databases.and_then(|databases| self.members(databases));
        if has_databases {
            let usual = Members::usual_login(engine.unwrap_or(Engine::Postgres));
            database = database.or_else(|| Some(usual.to_owned()));
        }
        let access = RawAccess { place, connector, endpoint, database, user, auth, profile, ca_file, dial };
        let access = self.access(access, engine.map_or(5432, Engine::default_port));
        let source = self.source(raw.source);
        if let (Some(Access::Written(login)), Some(engine)) = (&access, engine)
            && let Some(message) = login.wrong_user(engine)
        {
            self.problem(raw.name.span(), message);
        }
        let mut ignore = known.ignore.to_vec();
        ignore.extend(self.ignore(&raw.ignore));
        let notify = match raw.notify {
            Some(names) => self.notify(&names, subscribers),
            None if known.notify.is_empty() => {
                subscribers.iter().filter_map(|name| SubscriberName::try_from(name.clone()).ok()).collect()
            }
            None => known.notify.to_vec(),
        };
        Some(Database {
            name: name?,
            engine: engine?,
            access: access?,
            members,
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

    fn members(&mut self, raw: Spanned<RawDatabases>) -> Option<Members> {
        let span = raw.span();
        let members = match raw.into_inner() {
            RawDatabases::All(text) if text == "*" => Members::parse(&[], &[]),
            RawDatabases::All(_) => {
                Err("`databases` is \"*\", or { include = [...], ignore = [...] } with patterns".to_owned())
            }
            RawDatabases::Some(RawSomeDatabases { include, ignore }) => Members::parse(&include, &ignore),
        };
        members.map_err(|message| self.problem(span, message)).ok()
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

    fn source(&mut self, raw: Spanned<RawSource>) -> Option<Source> {
        let span = raw.span();
        source(raw.into_inner()).map_err(|message| self.problem(span, message)).ok()
    }

    fn subscriber(&mut self, raw: Spanned<RawSubscriber>) -> Option<Subscriber> {
        let span = raw.span();
        let RawSubscriber { name, kind, url, secret, topic, profile, on, minimum_severity } = raw.into_inner();
        let (url, secret) = (url.map(|url| self.reference(url)), secret.map(|secret| self.reference(secret)));
        if let Some(profile) = profile.as_ref().filter(|_| kind.get_ref() != "sns") {
            let message = "`profile` is for subscribers of kind `sns`; a secret names its own, { secrets-manager = \"name\", \
                           profile = \"NAME\" }";
            self.problem(profile.span(), message);
        }
        let profile = self.named_profile(profile.as_ref());
        let kind = match (kind.get_ref().as_str(), url, secret, topic) {
            ("sns", None, None, Some(topic)) => Some(SubscriberKind::Sns { topic, profile }),
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
