//! What `driftline publish` puts into the store: a schema, and all that is needed to choose it and to judge whether it fits.

use driftline_catalog::postgres::RoleSetting;
use driftline_catalog::{Kind, Objects, Snapshot, Surroundings, mysql};
use driftline_migrations::{Format, Outline, OutlinedMigration};
use serde::{Deserialize, Serialize};

/// The format this version writes. It rises when the meaning of a field that exists changes.
pub(crate) const FORMAT: u32 = 1;

/// The expected schema of one version of one database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// The format of the file.
    pub format: u32,
    /// The version, as the migrator's history spells it.
    pub version: String,
    /// What it was built of.
    pub material: Material,
    /// The role that it was built as; empty on MySQL and MariaDB, where accounts own nothing.
    #[serde(default)]
    pub owner: String,
    /// The schema in which names without one landed, where it is another than `public`: that of the history table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_schema: Option<String>,
    /// What was imitated.
    pub surroundings: Surroundings,
    /// What could not be.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The schema.
    pub snapshot: Snapshot,
}

/// What a schema was built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Material {
    /// Migrations.
    Migrations {
        /// The directory, up to the version.
        outline: Outline,
        /// The files that were run, in order. Files that a checkpoint or a baseline stands for are not among them.
        replayed: Vec<String>,
    },
    /// A file that builds the schema.
    Schema {
        /// The file.
        file: String,
        /// The SHA-256 of its text.
        text: String,
    },
}

impl Material {
    /// The migrator, where there is one.
    pub fn migrator(&self) -> Option<Format> {
        match self {
            Self::Migrations { outline, .. } => Some(outline.format),
            Self::Schema { .. } => None,
        }
    }
}

/// Why bytes are no publication.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// Written by a newer version.
    #[error("it was written in format {found}, and this version reads up to {FORMAT}; use a newer driftline")]
    TooNew {
        /// The format of the file.
        found: u32,
    },
    /// Not JSON, or of another shape. What is wrong is not repeated: it may be schema text.
    #[error("it is damaged, or of another shape than driftline writes")]
    Malformed,
}

impl Publication {
    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// When it is something else, or of a newer format.
    pub fn from_json(bytes: &[u8]) -> Result<Self, PublicationError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| PublicationError::Malformed)?;
        if FORMAT < head.format {
            return Err(PublicationError::TooNew { found: head.format });
        }
        serde_json::from_slice(bytes).map_err(|_| PublicationError::Malformed)
    }

    /// As JSON. The same publication gives the same bytes.
    ///
    /// # Panics
    ///
    /// Never: everything in it has a JSON form.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a publication is plain data with a JSON form")
    }

    /// In what another publication of the same version differs, each in a few words. A newer release of the same major
    /// version of the server, and who may log in to the database, make no other content.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        differences.extend(self.material.difference(&other.material));
        let engine = self.snapshot.objects.engine();
        if engine != other.snapshot.objects.engine() {
            differences.push("it is of another engine".to_owned());
        } else if self.snapshot.server.major != other.snapshot.server.major {
            let [was, is] = [self, other].map(|publication| engine.series(publication.snapshot.server.major));
            differences.push(format!("it was made on {was} and now on {is}"));
        }
        if self.owner != other.owner {
            let [was, is] = [self, other].map(|publication| match publication.owner.as_str() {
                "" => "nobody",
                owner => owner,
            });
            differences.push(format!("it was made as {was} and now as {is}"));
        }
        differences.extend(self.decisive().difference(&other.decisive()));
        let (schema, other_schema) = (self.plain_schema(), other.plain_schema());
        if differences.is_empty() && schema != other_schema {
            differences.push("the schema that comes out is another".to_owned());
        }
        differences
    }

    /// The schema without what comes from outside it.
    fn plain_schema(&self) -> Snapshot {
        let mut snapshot = self.snapshot.clone();
        snapshot.server = driftline_catalog::Server::default();
        leave_out_the_database(&mut snapshot);
        snapshot
    }

    /// What of the surroundings decides what a migration means.
    pub(crate) fn decisive(&self) -> Decisive {
        Decisive::of(&self.surroundings, &self.owner, self.home_schema.as_deref(), remembers_a_session(&self.snapshot))
    }
}

impl Material {
    fn difference(&self, other: &Self) -> Option<String> {
        match (self, other) {
            (Self::Schema { text: one, .. }, Self::Schema { text: two, .. }) => {
                (one != two).then(|| "the schema file is another".to_owned())
            }
            (
                Self::Migrations { outline: one, replayed: first },
                Self::Migrations { outline: two, replayed: second },
            ) => {
                if one.format != two.format {
                    return Some(format!("the migrations were of {} and now are of {}", one.format, two.format));
                }
                let has = |outline: &Outline, file: &OutlinedMigration| {
                    outline.migrations.iter().any(|migration| migration == file)
                };
                let mut files: Vec<&str> = Vec::new();
                for (left, right) in [(one, two), (two, one)] {
                    files
                        .extend(left.migrations.iter().filter(|file| !has(right, file)).map(|file| file.file.as_str()));
                }
                files.sort_unstable();
                files.dedup();
                if files.is_empty() {
                    return (first != second).then(|| "other files were run".to_owned());
                }
                Some(format!("the migrations are others than before: {}", files.join(", ")))
            }
            _ => Some("it is made of migrations instead of a schema file, or the other way round".to_owned()),
        }
    }
}

/// What decides what a migration means, and so has to be the same where it was replayed and where it was deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decisive(Vec<(String, String)>);

impl Decisive {
    /// Of these surroundings, for this role, where names without a schema land in this one.
    pub(crate) fn of(
        surroundings: &Surroundings,
        owner: &str,
        home_schema: Option<&str>,
        remembers_a_session: bool,
    ) -> Self {
        let mut values: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: &str| values.push((name.to_owned(), value.to_owned()));
        match surroundings {
            Surroundings::Postgres(surroundings) => {
                add("the schema of the history table", home_schema.unwrap_or("public"));
                let counts = |setting: &&RoleSetting| setting.role.as_deref().is_none_or(|role| role == owner);
                for setting in surroundings.settings.iter().filter(counts) {
                    let whose = match (&setting.role, setting.in_database) {
                        (Some(role), true) => format!("{role} in the database"),
                        (Some(role), false) => role.clone(),
                        (None, true) => "the database".to_owned(),
                        (None, false) => "every database".to_owned(),
                    };
                    add(&format!("the setting {} of {whose}", setting.name), &setting.value);
                }
            }
            Surroundings::Mysql(surroundings) | Surroundings::Mariadb(surroundings) => {
                add("the character set", &surroundings.charset);
                add("the collation", &surroundings.collation);
                add("lower_case_table_names", &surroundings.lower_case_table_names.to_string());
                add("default_storage_engine", &surroundings.default_storage_engine);
                for (name, value) in &surroundings.settings {
                    add(name, value);
                }
                match &surroundings.session {
                    Some(session) if remembers_a_session => {
                        add("the sql_mode that routines remember", &session.sql_mode);
                        add("the character set that routines remember", &session.charset_client);
                        add("the collation that routines remember", &session.collation_connection);
                    }
                    Some(_) | None => add("sql_mode", &surroundings.sql_mode),
                }
            }
        }
        values.sort();
        Self(values)
    }

    /// The first thing in which they differ, as it was and as it is.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        let value = |list: &Self, name: &str| {
            let found = list.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            found.filter(|value| !value.is_empty()).unwrap_or_else(|| "not set".to_owned())
        };
        let names = self.0.iter().chain(&other.0).map(|(name, _)| name.as_str());
        let mut differing = names.filter(|name| value(self, name) != value(other, name));
        let name = differing.next()?;
        Some(format!("{name} was {} and is {}", value(self, name), value(other, name)))
    }
}

/// Whether there is anything that keeps the settings of the session that made it.
pub(crate) fn remembers_a_session(snapshot: &Snapshot) -> bool {
    let kinds =
        [Kind::Function, Kind::Procedure, Kind::Trigger, Kind::Event, Kind::View, Kind::Package, Kind::PackageBody];
    snapshot.objects.lists().iter().any(|(kind, objects)| kinds.contains(kind) && !objects.is_empty())
}

/// Takes the database itself out: whoever made it gave it its owner and its privileges.
pub(crate) fn leave_out_the_database(snapshot: &mut Snapshot) {
    if let Objects::Postgres(objects) = &mut snapshot.objects {
        objects.databases.clear();
        snapshot.read.remove(Kind::Database.as_str());
    }
}

/// Gives what belongs to whoever replayed to the account that most of what is live belongs to.
pub(crate) fn give_to_the_migrating_account(snapshot: &mut Snapshot, surroundings: &mysql::Surroundings) {
    if let Some(account) = surroundings.definers.first() {
        crate::mysql::give_to(snapshot, account);
    }
}
