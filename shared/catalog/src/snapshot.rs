//! The snapshot: a complete picture of one schema, and its written form.
//!
//! **Reader/writer rule.** A file says which `format` wrote it and which kinds and attributes its writer read
//! (`read`). A newer reader fills what an older writer did not know with defaults and comparing leaves those
//! attributes out; an older reader passes over what it does not know. `format` rises when the meaning of a field that
//! exists changes, and a reader refuses a format above its own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{AttributeSpecification, Engine, Key, Kind, Object, mysql, postgres};

/// The format this version writes.
pub const FORMAT: u32 = 1;

/// The kinds a writer read, each with the attributes it read.
pub type ReadAttributes = BTreeMap<String, Vec<String>>;

/// A complete, normalised picture of one schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The format of the file.
    pub format: u32,
    /// The server it was read from.
    pub server: Server,
    /// What its writer read.
    pub read: ReadAttributes,
    /// What could not be seen.
    #[serde(default)]
    pub coverage: Coverage,
    /// The objects.
    pub objects: Objects,
    /// Whose texts were printed by another server, so that they can be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reprinted: Option<Reprinted>,
}

/// Objects that were built again on another server, whose texts of them a snapshot holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reprinted {
    /// The major version of that server.
    pub major: u32,
    /// The objects.
    pub objects: BTreeSet<Key>,
}

/// The server a snapshot was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Server {
    /// The version as the server says it: `15.18 (Debian 15.18-0+deb12u1)`.
    pub version: String,
    /// The major version, which decides how texts look; of MySQL and MariaDB the release series, as [`Engine::series`]
    /// reads it.
    pub major: u32,
    /// The role that read it. What that role was granted for reading is no part of the schema.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reader: String,
}

/// The objects, by engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Objects {
    /// Objects of PostgreSQL.
    Postgres(Box<postgres::Objects>),
    /// Objects of MySQL.
    Mysql(Box<mysql::Objects>),
    /// Objects of MariaDB.
    Mariadb(Box<mysql::Objects>),
}

impl Objects {
    /// The engine they belong to.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::Mysql(_) => Engine::Mysql,
            Self::Mariadb(_) => Engine::Mariadb,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Postgres(objects) => objects.len(),
            Self::Mysql(objects) | Self::Mariadb(objects) => objects.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lists, each with its kind.
    pub fn lists(&self) -> Vec<(Kind, Vec<&dyn Object>)> {
        match self {
            Self::Postgres(objects) => objects.lists(),
            Self::Mysql(objects) | Self::Mariadb(objects) => objects.lists(),
        }
    }

    /// Visits both sides' objects of every kind that are not equal. Objects of two engine families have nothing in
    /// common: then every object is without a partner.
    pub fn unequal<'a>(
        &'a self,
        other: &'a Self,
        visit: &mut dyn FnMut(Option<&'a dyn Object>, Option<&'a dyn Object>),
    ) {
        match (self, other) {
            (Self::Postgres(left), Self::Postgres(right)) => left.unequal(right, visit),
            (Self::Mysql(left) | Self::Mariadb(left), Self::Mysql(right) | Self::Mariadb(right)) => {
                left.unequal(right, visit);
            }
            (left, right) => {
                left.lists().into_iter().flat_map(|(_, list)| list).for_each(|object| visit(Some(object), None));
                right.lists().into_iter().flat_map(|(_, list)| list).for_each(|object| visit(None, Some(object)));
            }
        }
    }

    fn sort(&mut self) {
        match self {
            Self::Postgres(objects) => objects.sort(),
            Self::Mysql(objects) | Self::Mariadb(objects) => objects.sort(),
        }
    }

    fn specifications(&self) -> BTreeMap<Kind, Vec<AttributeSpecification>> {
        match self {
            Self::Postgres(_) => postgres::Objects::specifications(),
            Self::Mysql(_) | Self::Mariadb(_) => mysql::Objects::specifications(),
        }
    }

    fn take_texts(&mut self, other: &Self, keys: &BTreeSet<Key>) -> Vec<Key> {
        match (self, other) {
            (Self::Postgres(objects), Self::Postgres(others)) => objects.take_texts(others, keys),
            (Self::Mysql(objects) | Self::Mariadb(objects), Self::Mysql(others) | Self::Mariadb(others)) => {
                objects.take_texts(others, keys)
            }
            _ => Vec::new(),
        }
    }
}

/// What could be seen of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Coverage {
    /// What is there and was not seen: while there is any, `in_sync` cannot be said.
    pub gaps: Vec<Gap>,
    /// The objects among the gaps: there, and not in the snapshot or not as a whole. Comparing says nothing of them and
    /// of what belongs to them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<Key>,
    /// What is never read by design; no gap.
    pub not_compared: Vec<String>,
}

impl Coverage {
    /// Whether everything was seen.
    pub fn is_complete(&self) -> bool {
        self.gaps.is_empty()
    }

    /// Whether an object, or what it belongs to, could not be seen.
    pub fn hides(&self, object: &dyn Object) -> bool {
        self.unseen.iter().any(|key| {
            *key == object.key()
                || key.parent.is_empty()
                    && !object.parent().is_empty()
                    && (key.schema.as_str(), key.name.as_str()) == (object.schema(), object.parent())
        })
    }
}

/// Something that is there and was not seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// What was not seen: `3 aggregates`, `table public.orders`.
    pub what: String,
    /// Why, and what would change it.
    pub why: String,
}

/// Why bytes are not a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not the JSON of a snapshot.
    #[error("not a snapshot: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Written by a newer version.
    #[error("written in snapshot format {found}, and this version reads up to {FORMAT}; use a newer driftline")]
    TooNew {
        /// The format of the file.
        found: u32,
    },
}

impl Snapshot {
    /// A snapshot of what this version reads of PostgreSQL.
    pub fn postgres(server: Server, objects: postgres::Objects, coverage: Coverage) -> Self {
        Self::of(server, Objects::Postgres(Box::new(objects)), coverage)
    }

    /// A snapshot of what this version reads.
    pub fn of(server: Server, mut objects: Objects, coverage: Coverage) -> Self {
        objects.sort();
        let read = objects
            .specifications()
            .into_iter()
            .map(|(kind, attributes)| {
                (
                    kind.as_str().to_owned(),
                    attributes.into_iter().map(|attribute| attribute.path.into_owned()).collect(),
                )
            })
            .collect();
        Self { format: FORMAT, server, read, coverage, objects, reprinted: None }
    }

    /// The written form: the same snapshot always gives the same bytes.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("snapshots are plain data with a JSON form")
    }

    /// Reads the written form.
    ///
    /// # Errors
    ///
    /// When the bytes are not a snapshot, or one of a newer format.
    pub fn from_json(bytes: &[u8]) -> Result<Self, SnapshotError> {
        #[derive(Deserialize)]
        struct Header {
            format: u32,
        }
        let Header { format } = serde_json::from_slice(bytes)?;
        if FORMAT < format {
            return Err(SnapshotError::TooNew { found: format });
        }
        let mut snapshot: Self = serde_json::from_slice(bytes)?;
        let knows = |kind: Kind, path: &str| snapshot.has_read(kind, path);
        let (ready, index_valid) = (knows(Kind::Index, "ready"), knows(Kind::Constraint, "index_valid"));
        let enforced = knows(Kind::Constraint, "enforced");
        snapshot.objects.sort();
        // What an older writer did not ask for was as it usually is, which is not false.
        if let Objects::Postgres(objects) = &mut snapshot.objects {
            objects.indexes.iter_mut().for_each(|index| index.ready |= !ready);
            for constraint in &mut objects.constraints {
                constraint.index_valid |= !index_valid;
                constraint.enforced |= !enforced;
            }
        }
        Ok(snapshot)
    }

    /// The same schema with the texts of these objects as another server prints them, which `rebuilt` was read from.
    ///
    /// Objects that could not be built there keep their texts.
    pub fn reprinted_as(&self, rebuilt: &Self, keys: &BTreeSet<Key>) -> Self {
        let mut snapshot = self.clone();
        let taken = snapshot.objects.take_texts(&rebuilt.objects, keys);
        snapshot.reprinted = Some(Reprinted { major: rebuilt.server.major, objects: taken.into_iter().collect() });
        snapshot
    }

    /// The major version of the server that printed the texts of an object.
    pub fn printed_by(&self, key: &Key) -> u32 {
        match &self.reprinted {
            Some(reprinted) if reprinted.objects.contains(key) => reprinted.major,
            _ => self.server.major,
        }
    }

    /// The content address: SHA-256 of the written form, in hexadecimal.
    pub fn address(bytes: &[u8]) -> String {
        hex::encode(Sha256::digest(bytes))
    }

    /// Whether this snapshot's writer read an attribute of a kind.
    pub fn has_read(&self, kind: Kind, path: &str) -> bool {
        self.read.get(kind.as_str()).is_some_and(|paths| paths.iter().any(|read| read == path))
    }

    /// Whether this snapshot's writer read a kind at all.
    pub fn has_read_kind(&self, kind: Kind) -> bool {
        self.read.contains_key(kind.as_str())
    }
}
