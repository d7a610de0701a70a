//! The completeness sweep: what is there and was not read.
//!
//! A new kind of object, in a new release or just not modelled so far, turns up here and never as silence. So does an
//! object of a known kind that its query lost, because here every kind is counted in another way.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::postgres::Objects;
use driftline_catalog::{Gap, Kind};

use super::{InspectError, ReadOnlySession, query};

/// The newest version whose catalogs somebody has gone through.
const NEWEST_MAJOR: u32 = 18;

/// The columns of every catalog that was gone through, `catalog: column ...` a line, over all supported versions.
const KNOWN_CATALOGS: &str = include_str!("queries/known_catalogs.txt");

/// What the server counted.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    /// How many there are of every kind.
    counts: Vec<(String, usize)>,
    /// What no kind is for.
    unknown: Vec<Gap>,
}

impl Sweep {
    /// Counts what is there.
    pub(crate) async fn of(session: &mut ReadOnlySession<'_>) -> Result<Self, InspectError> {
        let rows = session.read_file(include_str!("queries/sweep.sql"), "look for objects of other kinds").await?;
        let count_of = |row| {
            let (kind, count) = (query::text(row, "kind")?, query::text(row, "count")?);
            Some((kind.into_owned(), count.parse().unwrap_or_default()))
        };
        let counts = rows.iter().filter_map(count_of).collect();
        let is_newer = NEWEST_MAJOR < session.major();
        let unknown = if is_newer { unknown_catalogs(session, KNOWN_CATALOGS).await? } else { Vec::new() };
        Ok(Self { counts, unknown })
    }

    /// What was not read of it. Kinds that could not be read are said elsewhere.
    pub(crate) fn gaps(self, objects: &Objects, failed: &[Kind]) -> Vec<Gap> {
        let read: BTreeMap<&str, usize> =
            objects.lists().into_iter().map(|(kind, list)| (kind.as_str(), list.len())).collect();
        let mut gaps = Vec::new();
        for (kind, count) in self.counts {
            if failed.iter().any(|failed| failed.as_str() == kind) {
                continue;
            }
            match read.get(kind.as_str()) {
                Some(read) if count <= *read => {}
                Some(read) => gaps.push(Gap {
                    what: plural(count - read, &kind.replace('_', " ")),
                    why: "unmodelled: they are there, and reading did not find them; please report this".to_owned(),
                }),
                None => gaps.push(Gap {
                    what: plural(count, &kind.replace('_', " ")),
                    why: "unmodelled: this version does not read them".to_owned(),
                }),
            }
        }
        gaps.extend(self.unknown);
        gaps
    }
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 || what.ends_with('s') { "" } else { "s" })
}

/// What the server's catalogs have that nobody has gone through: it may say something of the schema.
async fn unknown_catalogs(session: &mut ReadOnlySession<'_>, known: &str) -> Result<Vec<Gap>, InspectError> {
    let rows = session.read_one(CATALOGS).await?;
    let known: BTreeMap<&str, BTreeSet<&str>> = known
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(catalog, columns)| (catalog, columns.split(' ').collect()))
        .collect();
    let mut gaps = Vec::new();
    for row in &rows {
        let (Some(catalog), Some(columns)) = (query::text(row, "catalog"), query::text(row, "columns")) else {
            continue;
        };
        let what = match known.get(catalog.as_ref()) {
            None => format!("the catalog {catalog}"),
            Some(known) => {
                let new: Vec<&str> = columns.split(' ').filter(|column| !known.contains(column)).collect();
                if new.is_empty() {
                    continue;
                }
                format!("{} of the catalog {catalog}", new.join(", "))
            }
        };
        let why = format!(
            "unmodelled: PostgreSQL {} has it, and this version of driftline was written for versions up to {NEWEST_MAJOR}",
            session.major()
        );
        gaps.push(Gap { what, why });
    }
    Ok(gaps)
}

const CATALOGS: &str = "
    SELECT c.relname::text AS catalog, string_agg(a.attname, ' ' ORDER BY a.attnum) AS columns
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    GROUP BY c.relname
    ORDER BY c.relname";

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
    use sqlx::ConnectOptions as _;

    use super::*;
    use crate::postgres::Limits;

    async fn gaps(binaries: Option<PathBuf>, known: &str) -> Vec<String> {
        let scratch = Scratch::start(&ScratchOptions { binaries, ..ScratchOptions::default() }).await.unwrap();
        let request = DatabaseRequest { name: "sweep".into(), ..DatabaseRequest::default() };
        let database = scratch.database(&request).await.unwrap();
        let mut connection = database.connect_options().connect().await.unwrap();
        let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.unwrap();
        let gaps = unknown_catalogs(&mut session, known).await.unwrap();
        gaps.into_iter().map(|gap| gap.what).collect()
    }

    #[tokio::test]
    async fn the_catalogs_of_every_version_are_known() {
        let folder = std::env::var_os("DRIFTLINE_TEST_POSTGRES_SERVERS").map(PathBuf::from);
        let versions = folder
            .into_iter()
            .flat_map(|folder| (13..=NEWEST_MAJOR).map(move |major| Some(folder.join(major.to_string()).join("bin"))));
        for binaries in std::iter::once(None).chain(versions) {
            assert_eq!(gaps(binaries, KNOWN_CATALOGS).await, [""; 0]);
        }
    }

    #[tokio::test]
    async fn what_a_new_version_brings_is_named() {
        let older: String = KNOWN_CATALOGS
            .lines()
            .filter(|line| !line.starts_with("pg_policy: "))
            .map(|line| line.replace(" relrowsecurity", "") + "\n")
            .collect();
        assert_eq!(gaps(None, &older).await, ["relrowsecurity of the catalog pg_class", "the catalog pg_policy"]);
    }

    /// Every kind has a row, except those that are no objects of a catalog of their own.
    #[test]
    fn every_kind_is_counted() {
        let sql = include_str!("queries/sweep.sql");
        let uncounted = ["default_privileges", "setting", "security_label", "user_mapping", "subscription", "role"];
        let kinds = driftline_catalog::postgres::Objects::specifications();
        for kind in kinds.keys().map(|kind| kind.as_str()).filter(|kind| !uncounted.contains(kind)) {
            assert!(sql.contains(&format!("SELECT '{kind}'")) || sql.contains(&format!("THEN '{kind}'")), "{kind}");
        }
    }
}
