//! The name of everything in the store: one function per kind of object. Nothing else spells a path.
//!
//! ```text
//! config/driftline.toml
//! sources/<database>/...                    migration files, put there by CI
//! snapshots/<database>/<sha256>.json.zst    create-once
//! snapshots/<database>/surroundings.json    what was last seen around them
//! expected/<database>/<key>.json.zst        create-once, a cache
//! published/<database>/<version>.json.zst   create-once, replaced only when somebody says so
//! baselines/<database>.json
//! rolls/<name>.json                         what a server or a [[discover]] had when it was last asked
//! runs/<run>/claim.json servers.json named.json jobs.json undelivered.json summary.json
//! runs/<run>/expectations/<database>.json results/<database>.json
//! events/<database>/<time>.json             create-once: an event had this database checked in these ten minutes
//! reports/<database>/<run>/report.json ...
//! state/<database>/<n>.json                 create-once, highest n wins
//! outbox/<delivery>.json <delivery>.sent    create-once before sending, marked after
//! site/index.html
//! ```
//!
//! A run is named by its scheduled time, like `2026-11-20T06:00:00Z`.

use crate::{DeliveryId, StorePath};

/// `config/driftline.toml`
#[must_use]
pub fn config() -> StorePath {
    StorePath::of(&["config", "driftline.toml"])
}

/// `sources/<database>`: the prefix of a database's migration files.
#[must_use]
pub fn sources(database: &str) -> StorePath {
    StorePath::of(&["sources", database])
}

/// `snapshots/<database>/<sha256>.json.zst`: a live schema, named by the hash of its uncompressed bytes.
#[must_use]
pub fn snapshot(database: &str, sha256: &str) -> StorePath {
    StorePath::of(&["snapshots", database, &format!("{sha256}.json.zst")])
}

/// `snapshots/<database>/surroundings.json`: what a published schema has to be made for. It lies where `inspect` may write.
#[must_use]
pub fn surroundings(database: &str) -> StorePath {
    StorePath::of(&["snapshots", database, "surroundings.json"])
}

/// `expected/<database>/<key>.json.zst`: an expected schema, named by the hash of all that went into it.
#[must_use]
pub fn expected(database: &str, key: &str) -> StorePath {
    StorePath::of(&["expected", database, &format!("{key}.json.zst")])
}

/// `published/<database>`: the prefix of all that was published for a database.
#[must_use]
pub fn publications(database: &str) -> StorePath {
    StorePath::of(&["published", database])
}

/// `published/<database>/<version>.json.zst`: an expected schema that CI wrote.
#[must_use]
pub fn published(database: &str, version: &str) -> StorePath {
    StorePath::of(&["published", database, &format!("{version}.json.zst")])
}

/// `baselines/<database>.json`: what a person approved.
#[must_use]
pub fn baseline(database: &str) -> StorePath {
    StorePath::of(&["baselines", &format!("{database}.json")])
}

/// `runs/<run>`: the prefix of everything about one run.
#[must_use]
pub fn run(run: &str) -> StorePath {
    StorePath::of(&["runs", run])
}

/// `runs/<run>/claim.json`: create-once, names the execution that does the run.
#[must_use]
pub fn run_claim(run: &str) -> StorePath {
    StorePath::of(&["runs", run, "claim.json"])
}

/// `runs/<run>/jobs.json`: the databases of the run.
#[must_use]
pub fn run_jobs(run: &str) -> StorePath {
    StorePath::of(&["runs", run, "jobs.json"])
}

/// `runs/<run>/servers.json`: the servers that say themselves which databases they have.
#[must_use]
pub fn run_servers(run: &str) -> StorePath {
    StorePath::of(&["runs", run, "servers.json"])
}

/// `runs/<run>/named.json`: the databases of the run that the config names, where there are servers besides.
#[must_use]
pub fn run_named(run: &str) -> StorePath {
    StorePath::of(&["runs", run, "named.json"])
}

/// `rolls/<name>.json`: which databases a server had when it was last asked, and what had changed.
#[must_use]
pub fn roll(name: &str) -> StorePath {
    StorePath::of(&["rolls", &format!("{name}.json")])
}

/// `runs/<run>/undelivered.json`: what earlier runs left unsent.
#[must_use]
pub fn run_undelivered(run: &str) -> StorePath {
    StorePath::of(&["runs", run, "undelivered.json"])
}

/// `events/<database>/<time>.json`: create-once, that an event had a database checked in the ten minutes from then on.
#[must_use]
pub fn event(database: &str, time: &str) -> StorePath {
    StorePath::of(&["events", database, &format!("{time}.json")])
}

/// `runs/<run>/results`: the prefix of the results per database.
#[must_use]
pub fn run_results(run: &str) -> StorePath {
    StorePath::of(&["runs", run, "results"])
}

/// `runs/<run>/results/<database>.json`
#[must_use]
pub fn run_result(run: &str, database: &str) -> StorePath {
    StorePath::of(&["runs", run, "results", &format!("{database}.json")])
}

/// `runs/<run>/summary.json`: written last; a run that has it has ended.
#[must_use]
pub fn run_summary(run: &str) -> StorePath {
    StorePath::of(&["runs", run, "summary.json"])
}

/// `reports/<database>/<run>`: the prefix of all files of one report.
#[must_use]
pub fn reports(database: &str, run: &str) -> StorePath {
    StorePath::of(&["reports", database, run])
}

/// `reports/<database>/<run>/<file>`
#[must_use]
pub fn report(database: &str, run: &str, file: ReportFile) -> StorePath {
    StorePath::of(&["reports", database, run, file.name()])
}

/// `state/<database>`: the prefix of a database's states.
#[must_use]
pub fn states(database: &str) -> StorePath {
    StorePath::of(&["state", database])
}

/// `state/<database>/<number>.json`
#[must_use]
pub fn state(database: &str, number: u64) -> StorePath {
    StorePath::of(&["state", database, &format!("{number}.json")])
}

/// `outbox`: the prefix of all deliveries.
#[must_use]
pub fn outbox() -> StorePath {
    StorePath::of(&["outbox"])
}

/// `outbox/<id>.json`: what is to be sent.
#[must_use]
pub fn delivery(id: &DeliveryId) -> StorePath {
    StorePath::of(&["outbox", &format!("{id}.json")])
}

/// `outbox/<id>.sent`: that it needs no more sending.
#[must_use]
pub fn delivery_sent(id: &DeliveryId) -> StorePath {
    StorePath::of(&["outbox", &format!("{id}.sent")])
}

/// `site/index.html`: the dashboard.
#[must_use]
pub fn dashboard() -> StorePath {
    StorePath::of(&["site", "index.html"])
}

/// The files of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportFile {
    /// For programs.
    Json,
    /// For people.
    Html,
    /// For pull requests and issues.
    Markdown,
    /// Takes live back to expected.
    RevertSql,
    /// Makes expected match live.
    AdoptSql,
    /// The schema's difference in HCL.
    SchemaDiff,
    /// The entity-relationship diagram.
    Diagram,
}

impl ReportFile {
    /// Every kind of file.
    pub const ALL: [Self; 7] =
        [Self::Json, Self::Html, Self::Markdown, Self::RevertSql, Self::AdoptSql, Self::SchemaDiff, Self::Diagram];

    /// The file's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "report.json",
            Self::Html => "report.html",
            Self::Markdown => "report.md",
            Self::RevertSql => "revert.sql",
            Self::AdoptSql => "adopt.sql",
            Self::SchemaDiff => "schema.diff.hcl",
            Self::Diagram => "erd.svg",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_every_path() {
        let run_name = "2026-11-20T06:00:00Z";
        let id = DeliveryId::of("orders-prod", 7, "dba-slack", "changed");
        let mut paths = vec![
            config(),
            sources("orders-prod"),
            snapshot("orders-prod", "ab12"),
            surroundings("orders-prod"),
            expected("orders-prod", "cd34"),
            publications("orders-prod"),
            published("orders-prod", "20261120"),
            baseline("orders-prod"),
            run(run_name),
            run_claim(run_name),
            run_jobs(run_name),
            run_undelivered(run_name),
            event("orders-prod", run_name),
            run_results(run_name),
            run_result(run_name, "orders-prod"),
            run_summary(run_name),
            reports("orders-prod", run_name),
            states("orders-prod"),
            state("orders-prod", 12),
            outbox(),
            delivery(&id),
            delivery_sent(&id),
            dashboard(),
        ];
        paths.extend(ReportFile::ALL.map(|file| report("orders-prod", run_name, file)));
        for path in &paths {
            assert_eq!(&StorePath::parse(path.as_str()).unwrap(), path, "a path is read back from messages");
        }
        let lines: Vec<_> = paths.iter().map(StorePath::as_str).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        config/driftline.toml
        sources/orders-prod
        snapshots/orders-prod/ab12.json.zst
        snapshots/orders-prod/surroundings.json
        expected/orders-prod/cd34.json.zst
        published/orders-prod
        published/orders-prod/20261120.json.zst
        baselines/orders-prod.json
        runs/2026-11-20T06:00:00Z
        runs/2026-11-20T06:00:00Z/claim.json
        runs/2026-11-20T06:00:00Z/jobs.json
        runs/2026-11-20T06:00:00Z/undelivered.json
        events/orders-prod/2026-11-20T06:00:00Z.json
        runs/2026-11-20T06:00:00Z/results
        runs/2026-11-20T06:00:00Z/results/orders-prod.json
        runs/2026-11-20T06:00:00Z/summary.json
        reports/orders-prod/2026-11-20T06:00:00Z
        state/orders-prod
        state/orders-prod/12.json
        outbox
        outbox/bd722580c5e0dbd9834100537814613f.json
        outbox/bd722580c5e0dbd9834100537814613f.sent
        site/index.html
        reports/orders-prod/2026-11-20T06:00:00Z/report.json
        reports/orders-prod/2026-11-20T06:00:00Z/report.html
        reports/orders-prod/2026-11-20T06:00:00Z/report.md
        reports/orders-prod/2026-11-20T06:00:00Z/revert.sql
        reports/orders-prod/2026-11-20T06:00:00Z/adopt.sql
        reports/orders-prod/2026-11-20T06:00:00Z/schema.diff.hcl
        reports/orders-prod/2026-11-20T06:00:00Z/erd.svg
        ");
    }

    #[test]
    fn names_cannot_lead_elsewhere() {
        for name in ["..", ".", "a/b", "/etc", "../../x", "", "a\nb", "%2e%2e", "#1", "ä ö"] {
            for path in [sources(name), snapshot(name, name), state(name, 1), baseline(name)] {
                let depth = path.as_str().split('/').count();
                assert!((2..=3).contains(&depth), "{name:?} made {path}");
                assert!(path.as_str().split('/').all(|part| !matches!(part, "" | "." | "..")), "{name:?} made {path}");
                assert_eq!(StorePath::parse(path.as_str()).unwrap(), path, "{name:?}");
            }
        }
        assert_ne!(state("a/b", 1), state("a%2Fb", 1), "two names never share a path");
    }

    #[test]
    fn refuses_paths_that_lead_elsewhere() {
        for path in ["", "/", "a//b", "../x", "a/../b", "a/./b"] {
            assert!(StorePath::parse(path).is_err(), "{path:?}");
        }
    }
}
