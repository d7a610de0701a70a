//! The config after checking.

use std::borrow::Cow;
use std::collections::BTreeMap;

use driftline_catalog::Engine;
use driftline_drift::{PartitionRule, Severity};
use driftline_secrets::SecretReference;

use crate::{DatabaseName, Discover, Endpoint, Members, Profile, ProfileName, SubscriberName};

/// Everything an installation is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// The object store, when the config names one.
    pub store: Option<String>,
    /// As whom else AWS is asked.
    pub profiles: Vec<Profile>,
    /// Where migrations are replayed.
    pub scratch: Scratch,
    /// The databases, in the order of the file.
    pub databases: Vec<Database>,
    /// How further ones are found.
    pub discover: Vec<Discover>,
    /// What was found. Reading the file finds nothing: whoever looks, or knows from an earlier run, fills this in.
    pub discovered: Vec<Database>,
    /// Who wants to know, in the order of the file.
    pub subscribers: Vec<Subscriber>,
}

/// Where migrations are replayed.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// The URL of a server that may be used for it. Without one, and without a server, binaries of this machine are.
    pub url: Option<SecretReference>,
    /// Servers that may be used for it, one for each engine at most.
    pub servers: Vec<ScratchServer>,
    /// Whether server binaries may be downloaded where the machine has none.
    pub download: bool,
}

/// A server that is there for replays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScratchServer {
    /// Its engine.
    pub engine: Engine,
    /// Where it is, and as whom to log in, who may create databases and roles. The database is empty where an engine needs
    /// none.
    pub login: Login,
}

/// One monitored database.
#[derive(Clone, Debug)]
pub struct Database {
    /// Its name.
    pub name: DatabaseName,
    /// Its engine.
    pub engine: Engine,
    /// How to reach it.
    pub access: Access,
    /// Which databases of its server are meant, where it stands for more than one.
    pub members: Option<Members>,
    /// What it should be.
    pub source: Source,
    /// Ignore patterns, those of `[defaults]` included.
    pub ignore: Vec<String>,
    /// Whether the order of columns counts.
    pub column_order: bool,
    /// Whether the next value of an `AUTO_INCREMENT` counts.
    pub auto_increment: bool,
    /// Whether a definer on another host is the same definer.
    pub any_definer_host: bool,
    /// Whether the roles of its server are compared.
    pub roles: bool,
    /// How the partitions of which tables are compared.
    pub partitions: Vec<PartitionRule>,
    /// The subscribers to tell: those it names, else those of `[defaults]`, else all.
    pub notify: Vec<SubscriberName>,
    /// Free words for people and routing.
    pub tags: BTreeMap<String, String>,
}

/// How to reach a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// As the config says.
    Written(Login),
    /// As a secret says, which is read before every connection.
    Connector(ConnectorSecret),
}

/// Where a database is, and who logs in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Where its server is.
    pub endpoint: Endpoint,
    /// Where to connect to instead, as with a tunnel: the server is still verified as the one of the endpoint.
    pub dial: Option<Endpoint>,
    /// The database on that server.
    pub database: String,
    /// The role to log in with.
    pub user: String,
    /// How to log in.
    pub auth: Auth,
    /// A file of certificates to verify the server with, instead of the roots that come with driftline.
    pub ca_file: Option<String>,
}

/// A secret that says where a database is and how to log in, and what the config says besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectorSecret {
    /// Where the secret is. It has no path: the secret is the whole of it.
    pub secret: SecretReference,
    /// The database, where that is not in the secret.
    pub database: Option<String>,
    /// Where to connect to instead.
    pub dial: Option<Endpoint>,
    /// As whom a token is signed, where the secret asks for one.
    pub profile: Option<ProfileName>,
    /// A file of certificates to verify the server with.
    pub ca_file: Option<String>,
}

/// How to log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// A token signed with AWS credentials, good for fifteen minutes.
    RdsIam {
        /// The host and port the token is good for: the endpoint's, unless that is an alias.
        sign_for: Endpoint,
        /// The region the token is good for.
        region: String,
        /// As whom it is signed, where that is not this process.
        profile: Option<ProfileName>,
    },
    /// An access token of Google's, for Cloud SQL, with the credentials that this process has for it.
    CloudSqlIam,
    /// A password that is kept somewhere else.
    Password(SecretReference),
    /// No password: only on this machine.
    None,
}

/// Where the expected schema comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A directory of migrations.
    Migrations(MigrationSource),
    /// A file with SQL that builds the schema.
    Schema(String),
    /// Another database of this config.
    Database(DatabaseName),
    /// What `driftline publish` put into the store for the version that is deployed.
    Published(PublishedSource),
}

/// What `driftline publish` put into the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSource {
    /// What it is made of.
    pub of: PublishedOf,
    /// The history table, where it is not the migrator's usual one.
    pub history: Option<HistoryTable>,
}

/// What a published snapshot is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishedOf {
    /// A directory of migrations.
    Migrations(MigrationSource),
    /// A file with SQL that builds the schema.
    Schema(String),
    /// Whoever publishes says so.
    Unsaid,
}

impl Source {
    /// The directory of migrations behind it, where the config names one.
    pub fn migrations(&self) -> Option<&MigrationSource> {
        match self {
            Self::Migrations(source) | Self::Published(PublishedSource { of: PublishedOf::Migrations(source), .. }) => {
                Some(source)
            }
            Self::Schema(_) | Self::Database(_) | Self::Published(_) => None,
        }
    }

    /// The history table that it names.
    pub fn history(&self) -> Option<&HistoryTable> {
        match self {
            Self::Migrations(source) => source.history.as_ref(),
            Self::Published(source) => source.history.as_ref(),
            Self::Schema(_) | Self::Database(_) => None,
        }
    }

    /// Whether the deployed version, which a migrator's history says, decides what is expected.
    pub fn needs_history(&self) -> bool {
        matches!(self, Self::Migrations(_) | Self::Published(_))
    }
}

/// A directory of migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationSource {
    /// The folder: below the store's root for the functions, beside the config for the command.
    pub directory: String,
    /// The format, where it cannot be told from the files and the history.
    pub format: Option<String>,
    /// The history table, where it is not the migrator's usual one.
    pub history: Option<HistoryTable>,
    /// Values for Flyway's `${placeholders}`.
    pub placeholders: BTreeMap<String, String>,
}

/// A history table with a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryTable {
    /// Its schema, when given.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
}

impl HistoryTable {
    /// Reads `schema.table` or `table`.
    pub fn parse(text: &str) -> Self {
        match text.split_once('.') {
            Some((schema, name)) => Self { schema: Some(schema.to_owned()), name: name.to_owned() },
            None => Self { schema: None, name: text.to_owned() },
        }
    }
}

/// Somebody who wants to know.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Its name.
    pub name: SubscriberName,
    /// How to reach it.
    pub kind: SubscriberKind,
    /// What it wants to hear of.
    pub on: Vec<EventKind>,
    /// The least severity it wants to hear of.
    pub minimum_severity: Severity,
}

/// How to reach a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriberKind {
    /// An SNS topic.
    Sns {
        /// Its ARN.
        topic: String,
        /// As whom it is published to, where that is not this process.
        profile: Option<ProfileName>,
    },
    /// A Slack incoming webhook, whose URL is a secret.
    Slack {
        /// The URL.
        url: SecretReference,
    },
    /// A webhook signed as Standard Webhooks says.
    Webhook {
        /// The URL, which may hold a secret.
        url: SecretReference,
        /// The signing secret, `whsec_...`.
        secret: SecretReference,
    },
}

/// What a subscriber can want to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// A finding that was not there before.
    New,
    /// A finding that differs from before.
    Changed,
    /// A finding that is gone.
    Resolved,
    /// The database gave no answer, after one that it gave or another reason than before.
    NoAnswer,
}

impl Config {
    /// Every database that goes by a name of its own: those of the file, and those that were found.
    pub fn all(&self) -> impl Iterator<Item = &Database> {
        self.databases.iter().chain(&self.discovered)
    }

    /// The database of a name: one of the file, one that was found, one on a server that stands for several; or what a
    /// `[[discover]]` of this name makes of all that it finds.
    pub fn database(&self, name: &str) -> Option<Cow<'_, Database>> {
        let named = self.all().find(|database| database.name.as_str() == name).map(Cow::Borrowed);
        let template = || self.block(name).map(|block| Cow::Borrowed(&block.template));
        named.or_else(template).or_else(|| self.all().find_map(|server| server.member(name)).map(Cow::Owned))
    }

    /// The `[[discover]]` of a name.
    pub fn block(&self, name: &str) -> Option<&Discover> {
        self.discover.iter().find(|block| block.name().as_str() == name)
    }

    /// The `[[discover]]` that found a database.
    pub fn block_of(&self, name: &str) -> Option<&Discover> {
        let is_found = self.discovered.iter().any(|database| database.name.as_str() == name);
        self.discover.iter().find(|block| is_found && block.could_own(name))
    }

    /// The server that a database is on which goes by no name of its own.
    pub fn server_of(&self, name: &str) -> Option<&Database> {
        let is_named = self.all().any(|database| database.name.as_str() == name);
        self.all().find(|server| !is_named && server.owns(name).is_some())
    }

    /// The subscriber of a name.
    pub fn subscriber(&self, name: &str) -> Option<&Subscriber> {
        self.subscribers.iter().find(|subscriber| subscriber.name.as_str() == name)
    }
}
