//! The databases of a server that is watched whole.
//!
//! Only the server knows them, so a step that comes later has nothing but the name in its message: the name says both, the
//! server's in the config and the database's on the server, and can be taken apart again.

use std::collections::BTreeMap;

use driftline_catalog::Engine;
use globset::{GlobBuilder, GlobMatcher};

use crate::{Access, Database, DatabaseName, MigrationSource, PublishedOf, PublishedSource, Source};

/// Between the name of the server and that of the database.
const BETWEEN: &str = "--";
/// What a source writes where the name of the database belongs.
const PLACEHOLDER: &str = "{database}";

/// Which databases of a server are watched.
#[derive(Clone, Debug)]
pub struct Members {
    include: Vec<GlobMatcher>,
    ignore: Vec<GlobMatcher>,
}

impl Members {
    /// Those that one of the first patterns covers, or any where there are none, and that none of the second ones covers.
    ///
    /// # Errors
    ///
    /// Which pattern is none, in a sentence.
    pub fn parse(include: &[String], ignore: &[String]) -> Result<Self, String> {
        let matchers = |patterns: &[String]| {
            let matcher = |pattern: &String| {
                let glob = GlobBuilder::new(pattern).build();
                glob.map(|glob| glob.compile_matcher()).map_err(|error| format!("`{pattern}` is no pattern: {error}"))
            };
            patterns.iter().map(matcher).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self { include: matchers(include)?, ignore: matchers(ignore)? })
    }

    /// Whether a database is watched.
    pub fn cover(&self, database: &str) -> bool {
        let is_among = |matchers: &[GlobMatcher]| matchers.iter().any(|matcher| matcher.is_match(database));
        (self.include.is_empty() || is_among(&self.include)) && !is_among(&self.ignore)
    }

    /// The database to log in to for asking a server which ones it has.
    pub(crate) fn usual_login(engine: Engine) -> &'static str {
        match engine {
            Engine::Postgres => "postgres",
            // There for every account.
            Engine::Mysql | Engine::Mariadb => "information_schema",
        }
    }
}

impl Database {
    /// A database on the server that this stands for, as one of its own.
    ///
    /// # Errors
    ///
    /// When there is no name for it.
    pub fn member_of(&self, database: &str) -> Result<Self, String> {
        let word = encoded(database);
        let mut access = self.access.clone();
        match &mut access {
            Access::Written(login) => database.clone_into(&mut login.database),
            Access::Connector(secret) => secret.database = Some(database.to_owned()),
        }
        Ok(Self {
            name: DatabaseName::try_from(format!("{}{BETWEEN}{word}", self.name))?,
            access,
            members: None,
            source: self.source.filled(PLACEHOLDER, &word),
            ..self.clone()
        })
    }

    /// The database on its server that this name would be of.
    pub(crate) fn owns(&self, name: &str) -> Option<String> {
        self.members.as_ref()?;
        decoded(name.strip_prefix(self.name.as_str())?.strip_prefix(BETWEEN)?)
    }

    /// The database of this name on its server.
    pub(crate) fn member(&self, name: &str) -> Option<Self> {
        self.member_of(&self.owns(name)?).ok()
    }
}

impl Source {
    /// With a word in every place that this placeholder keeps for it. It is a plain word: no name of a database leads out of a folder.
    pub(crate) fn filled(&self, placeholder: &str, word: &str) -> Self {
        let filled = |text: &str| text.replace(placeholder, word);
        let migrations = |source: &MigrationSource| MigrationSource {
            directory: filled(&source.directory),
            placeholders: source
                .placeholders
                .iter()
                .map(|(key, value)| (key.clone(), filled(value)))
                .collect::<BTreeMap<_, _>>(),
            ..source.clone()
        };
        match self {
            Self::Migrations(source) => Self::Migrations(migrations(source)),
            Self::Schema(file) => Self::Schema(filled(file)),
            Self::Database(other) => Self::Database(other.clone()),
            Self::Published(PublishedSource { of, history }) => Self::Published(PublishedSource {
                of: match of {
                    PublishedOf::Migrations(source) => PublishedOf::Migrations(migrations(source)),
                    PublishedOf::Schema(file) => PublishedOf::Schema(filled(file)),
                    PublishedOf::Unsaid => PublishedOf::Unsaid,
                },
                history: history.clone(),
            }),
        }
    }
}

/// A name of letters, digits, `-` and `_` for a name of anything: each other byte is `-` and two digits of base sixteen, and
/// so is a `-` where two of these digits follow.
fn encoded(database: &str) -> String {
    let bytes = database.as_bytes();
    let mut text = String::with_capacity(bytes.len());
    for (place, byte) in bytes.iter().enumerate() {
        let is_plain = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => true,
            // A name must not seem to go on, nor to begin with what stands between.
            b'-' => {
                place != 0 && !matches!(bytes.get(place + 1..place + 3), Some([a, b]) if is_digit(*a) && is_digit(*b))
            }
            _ => false,
        };
        if is_plain { text.push(char::from(*byte)) } else { text.push_str(&format!("-{byte:02x}")) }
    }
    text
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        match (byte, after) {
            (b'-', [a, b, more @ ..]) if is_digit(*a) && is_digit(*b) => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&[*a, *b]).ok()?, 16).ok()?);
                rest = more;
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    // One name for each database, and none for what no database can be called.
    String::from_utf8(bytes).ok().filter(|database| !database.is_empty() && encoded(database) == text)
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_database_it_is() {
        for (database, name) in [
            ("orders", "orders"),
            ("app_1", "app_1"),
            ("my-shop", "my-shop"),
            ("app-db", "app-2ddb"),
            ("-x", "-2dx"),
            ("a--b", "a--b"),
            ("Orders", "-4frders"),
            ("a.b/../c d", "a-2eb-2f-2e-2e-2fc-20d"),
            ("\u{e9}t\u{e9}", "-c3-a9t-c3-a9"),
        ] {
            assert_eq!(encoded(database), name);
            assert_eq!(decoded(name).as_deref(), Some(database));
        }
        for none in ["", "-61", "Orders", "-ff", "a.b"] {
            assert_eq!(decoded(none), None, "{none}");
        }
    }

    #[test]
    fn patterns_choose() {
        let members = |include: &[&str], ignore: &[&str]| {
            let texts = |patterns: &[&str]| patterns.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            Members::parse(&texts(include), &texts(ignore)).unwrap()
        };
        assert!(members(&[], &[]).cover("anything"));
        let some = members(&["app_*", "shop"], &["*_old"]);
        assert_eq!(["app_1", "shop", "shops", "app_old"].map(|name| some.cover(name)), [true, true, false, false]);
        assert!(Members::parse(&["a[".to_owned()], &[]).is_err());
    }
}
