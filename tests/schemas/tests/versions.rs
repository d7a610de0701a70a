//! The same script on every major version gives the same schema.
//!
//! A script is loaded on two versions with what the older one knows, and the two are compared. What the versions
//! themselves do differently is listed; texts that are printed differently are counted.

#![expect(clippy::print_stderr, reason = "what was tried and what was skipped has to be seen")]

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::Snapshot;
use driftline_drift::{CompareOptions, compare};
use driftline_schema_tests::{
    Case, Exceptions, Judgement, binaries, cases_of_others, for_version, full, in_words, on_servers, torture,
};

/// What is known, each with the reason.
const LISTED: &str = include_str!("../listed/versions.txt");

/// What stands between reading on another version and comparing. Reading back what a server printed would be the place
/// to take away the differences that are only in print; until there is such a step, they are counted.
fn as_read(snapshot: &Snapshot) -> Snapshot {
    snapshot.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_script_gives_the_same_schema_on_every_version() {
    let servers = binaries();
    if servers.len() < 2 {
        eprintln!("skipped: a full run with the servers of several versions compares them with each other");
        return;
    }
    let mut cases = torture();
    if full() {
        cases.extend(cases_of_others("schemas/pg", 1, &["schema.sql"]));
    }
    let majors: Vec<u32> =
        servers.iter().flatten().filter_map(|folder| folder.parent()?.file_name()?.to_str()?.parse().ok()).collect();

    let mut judgement = Judgement::default();
    let mut read: BTreeMap<(String, String, u32), Result<Snapshot, String>> = BTreeMap::new();
    for (binaries, &major) in servers.iter().zip(&majors) {
        let scripts: BTreeSet<(String, String)> = cases
            .iter()
            .flat_map(|case| levels(&majors, major).map(|level| (case.name.clone(), script(case, level, major))))
            .collect();
        let roles = |name: &str| {
            let case = cases.iter().find(|case| case.name == name);
            case.map(|case| case.sources[0].roles.clone()).unwrap_or_default()
        };
        let outcomes = on_servers(binaries.clone(), scripts.into_iter().collect(), async |server, (name, script)| {
            let snapshot = match server.load(&script, &roles(&name)).await {
                Ok(database) => {
                    let snapshot = database.read().await.snapshot;
                    database.finish().await;
                    Ok(snapshot)
                }
                Err(error) => Err(error),
            };
            ((name, script, major), snapshot)
        })
        .await;
        for ((name, _, major), outcome) in &outcomes {
            if let Err(error) = outcome {
                judgement.skipped(name, *major, error);
            }
        }
        read.extend(outcomes);
    }
    let not_comparable = compare_all(&cases, &majors, &read, &mut judgement);
    eprintln!("versions: texts that may only be printed differently: {not_comparable:?}");
    judgement.finish("versions", &Exceptions::read(LISTED));
}

/// The levels that a server's script is needed at: those of the versions it is compared with.
fn levels(majors: &[u32], major: u32) -> impl Iterator<Item = u32> {
    majors.iter().copied().filter(move |level| *level <= major)
}

fn script(case: &Case, level: u32, major: u32) -> String {
    for_version(&case.sources[0].sql, level, major)
}

/// Compares every version with every newer one, both ways, and counts by kind what could not be compared.
fn compare_all(
    cases: &[Case],
    majors: &[u32],
    read: &BTreeMap<(String, String, u32), Result<Snapshot, String>>,
    judgement: &mut Judgement,
) -> BTreeMap<String, usize> {
    let mut not_comparable: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases {
        for (place, &old) in majors.iter().enumerate() {
            for &new in &majors[place + 1..] {
                let snapshot = |major| read[&(case.name.clone(), script(case, old, major), major)].as_ref();
                let (Ok(older), Ok(newer)) = (snapshot(old), snapshot(new)) else { continue };
                let (older, newer) = (as_read(older), as_read(newer));
                let comparison = compare(&older, &newer, &CompareOptions::default());
                let backwards = compare(&newer, &older, &CompareOptions::default());
                let mut problems: Vec<String> = comparison
                    .differences
                    .iter()
                    .map(|difference| format!("{} {}", difference.key, in_words(&difference.change)))
                    .collect();
                if comparison.differences.len() != backwards.differences.len() {
                    problems.push("not the same backwards".to_owned());
                }
                for gap in &comparison.not_comparable {
                    let attributes = gap.what.split(" of ").next().unwrap_or_default();
                    *not_comparable.entry(attributes.to_owned()).or_default() += 1;
                }
                judgement.tried(&case.name, (old, new), problems);
            }
        }
    }
    not_comparable
}
