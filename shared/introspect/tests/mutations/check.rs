//! Trying one case: forwards, backwards, reverted, adopted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use driftline_catalog::{Key, Snapshot};
use driftline_ddl::changes;
use driftline_drift::{Change, CompareOptions, Difference, compare};
use serde_json::Value;

use crate::case::{Case, Expected};
use crate::server::{Database, Server};

/// A base that is loaded and read, for all the cases that start from it.
pub(crate) struct Base<'s> {
    server: &'s Server,
    script: String,
    database: Database<'s>,
    snapshot: Snapshot,
}

impl<'s> Base<'s> {
    /// Loads a base.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub(crate) async fn load(server: &'s Server, script: &str) -> Result<Self, String> {
        let database = server.database(script).await.map_err(|error| format!("the base does not load: {error}"))?;
        let snapshot = database.read().await?;
        Ok(Self { server, script: script.to_owned(), database, snapshot })
    }

    /// A database that holds it. What belongs to a database from outside, such as its settings and its subscriptions, is
    /// not copied with it.
    async fn copy(&self) -> Result<Database<'s>, String> {
        if [":database", "CREATE SUBSCRIPTION"].iter().any(|outside| self.script.contains(outside)) {
            self.server.database(&self.script).await
        } else {
            self.server.copy(&self.database.name).await
        }
    }

    /// Drops it.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub(crate) async fn drop(self) -> Result<(), String> {
        self.database.drop().await
    }
}

/// Tries a case.
///
/// # Errors
///
/// Everything that is not as the case says.
pub(crate) async fn check(base: &Base<'_>, case: &Case) -> Result<(), String> {
    let expected = base.snapshot.clone();
    let mutated = base.copy().await?;
    mutated.run(&case.mutation).await.map_err(|error| format!("the change does not run: {error}"))?;
    let live = mutated.read().await?;

    let mut problems = Vec::new();
    let forwards = differences(&expected, &live);
    let found: Vec<_> = forwards.iter().map(in_words).collect();
    if found != case.findings {
        problems.push(format!("found:\n{}", spelled(&found)));
    }
    // What people call an object is what it is now: a procedure that was a function.
    let labels: BTreeMap<&Key, &str> = forwards.iter().map(|found| (&found.key, found.label.as_str())).collect();
    let named_alike = |found: &Difference| {
        let label = labels.get(&found.key).map_or(found.label.as_str(), |label| *label);
        in_words(&Difference { label: label.to_owned(), ..found.clone() })
    };
    let backwards: Vec<_> = differences(&live, &expected).iter().map(named_alike).collect();
    let mirrored: Vec<_> = found.iter().filter(|_| !case.is_same_backwards).map(mirror).collect();
    if backwards != mirrored {
        problems.push(format!("not the same backwards:\n{}", spelled(&backwards)));
    }

    let keys: Vec<Key> = forwards.into_iter().map(|difference| difference.key).collect();
    if problems.is_empty() && !keys.is_empty() {
        let base = base.copy().await?;
        for (what, database, from, to, may_stay) in [
            ("revert", &mutated, &live, &expected, &case.not_rendered),
            ("adopt", &base, &expected, &live, &case.not_adopted),
        ] {
            let script = changes(from, to, &keys);
            let stay: BTreeSet<String> = script.not_rendered().map(|(key, _)| key.to_string()).collect();
            if stay != may_stay.iter().cloned().collect() {
                let reasons: Vec<_> = script.not_rendered().map(|(key, reason)| format!("{key}: {reason}")).collect();
                problems.push(format!("{what} does not render:\n    {}", reasons.join("\n    ")));
                continue;
            }
            if !case.is_run {
                continue;
            }
            let text = script.statements().collect::<Vec<_>>().join("\n");
            // What has to be committed first cannot be sent along with the rest.
            let outcome = match script.steps.iter().any(|step| step.commits_alone) {
                true => one_by_one(database, &script).await,
                false => database.run(&text).await,
            };
            if let Err(error) = outcome {
                problems.push(format!("the {what} script fails: {error}"));
                continue;
            }
            let left: Vec<_> = differences(&database.read().await?, to)
                .into_iter()
                .filter(|difference| !may_stay.contains(&difference.key.to_string()))
                .map(|difference| in_words(&difference))
                .collect();
            if !left.is_empty() {
                problems.push(format!("after the {what} script there is left:\n{}\n{text}", spelled(&left)));
            }
        }
        base.drop().await?;
        if mutated.server.reads_roles {
            // Another database shows the same roles.
            one_by_one(&mutated, &changes(&live, &expected, &keys)).await?;
        }
    }
    mutated.drop().await?;
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

async fn one_by_one(database: &Database<'_>, script: &driftline_ddl::Script) -> Result<(), String> {
    let settings: Vec<_> = script.settings.iter().map(|setting| setting.replace("SET LOCAL", "SET")).collect();
    for statement in script.statements().skip(script.settings.len()) {
        database.run(&format!("{}\n{statement}", settings.join("\n"))).await?;
    }
    Ok(())
}

fn differences(expected: &Snapshot, live: &Snapshot) -> Vec<Difference> {
    compare(expected, live, &CompareOptions::default()).differences
}

fn in_words(difference: &Difference) -> Expected {
    let title = format!("{} {} {}", difference.change.as_str(), difference.label, difference.key.qualified_name());
    let mut attributes = match &difference.change {
        Change::Modified { attributes } => attributes
            .iter()
            .map(|change| (change.attribute.clone(), change.expected.clone(), change.live.clone()))
            .collect(),
        Change::Missing | Change::Extra => Vec::new(),
    };
    attributes.sort_by(|a: &(String, Value, Value), b| a.0.cmp(&b.0));
    Expected { title, attributes }
}

fn mirror(finding: &Expected) -> Expected {
    let title = match finding.title.split_once(' ') {
        Some(("missing", object)) => format!("extra {object}"),
        Some(("extra", object)) => format!("missing {object}"),
        _ => finding.title.clone(),
    };
    let attributes =
        finding.attributes.iter().map(|(path, expected, live)| (path.clone(), live.clone(), expected.clone()));
    Expected { title, attributes: attributes.collect() }
}

/// As a case file spells it, so that it can be copied from the failure once it was found to be right.
fn spelled(findings: &[Expected]) -> String {
    let mut text = String::new();
    for Expected { title, attributes } in findings {
        let _ = writeln!(text, "-- {title}");
        for (path, expected, live) in attributes {
            let _ = writeln!(text, "--   {path}: {expected} -> {live}");
        }
    }
    if findings.is_empty() { "-- same\n".to_owned() } else { text }
}
