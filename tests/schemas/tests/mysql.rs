//! Whole schemas of MySQL and MariaDB: what the server's own dump restores is the same, and two schemas differ where their
//! dumps do.

#![expect(clippy::print_stderr, reason = "what was tried and what was skipped has to be seen")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use driftline_catalog::{Key, Snapshot};
use driftline_ddl::{build, changes};
use driftline_drift::{CompareOptions, Difference, compare};
use driftline_schema_tests::mysql::{Server, folders_of_others};

/// What is known: the test, the case, and why.
const LISTED: &str = include_str!("../listed/mysql.txt");

fn differences(expected: &Snapshot, live: &Snapshot) -> Vec<Difference> {
    compare(expected, live, &CompareOptions::default()).differences
}

fn in_words(differences: &[Difference]) -> String {
    let words = |found: &Difference| match &found.change {
        driftline_drift::Change::Modified { attributes } => {
            let attributes: Vec<String> = attributes
                .iter()
                .map(|change| format!("    {}: {} -> {}", change.attribute, change.expected, change.live))
                .collect();
            format!("  modified {}\n{}", found.key, attributes.join("\n"))
        }
        other => format!("  {} {}", other.as_str(), found.key),
    };
    differences.iter().map(words).collect::<Vec<_>>().join("\n")
}

/// The cases of a test that `DRIFTLINE_TEST_CASE` does not leave out.
fn chosen(cases: Vec<PathBuf>) -> Vec<PathBuf> {
    let only = std::env::var("DRIFTLINE_TEST_CASE").unwrap_or_default();
    cases.into_iter().filter(|case| case.to_string_lossy().contains(&only)).collect()
}

/// Ends the test with what went wrong beside what is listed, and with what is listed and went well.
fn finish(test: &str, tried: usize, problems: BTreeMap<String, String>) {
    let listed: BTreeSet<String> = LISTED
        .lines()
        .filter_map(|line| line.strip_prefix(&format!("{test} ")))
        .filter_map(|line| line.split_once(": ").map(|(case, _)| case.to_owned()))
        .collect();
    let new: Vec<String> = problems
        .iter()
        .filter(|(case, _)| !listed.contains(case.as_str()))
        .map(|(case, problem)| format!("== {case}\n{problem}"))
        .collect();
    eprintln!("{test}: {tried} tried, {} of them listed with a reason", problems.len() - new.len());
    assert!(new.is_empty(), "{} of {tried} failed\n{}", new.len(), new.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schema_and_its_restored_dump_are_the_same() {
    let mut problems = BTreeMap::new();
    let mut tried = 0;
    for server in Server::all().await {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("mysql");
        let flavor = server.name.split('-').next().unwrap_or_default();
        let own = ["both", flavor].map(|folder| std::fs::read_dir(own.join(folder)).expect("the project's schemas"));
        let mut cases: Vec<PathBuf> = own.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        let number = cases.len();
        cases.extend(folders_of_others("schemas/mysql", 1).into_iter().map(|folder| folder.join("schema.sql")));
        for (place, case) in chosen(cases).into_iter().enumerate() {
            let name = format!("{} {}", server.name, short(&case));
            match try_restored(&server, &case).await {
                Ok(None) => tried += 1,
                Ok(Some(problem)) => {
                    tried += 1;
                    problems.insert(name, problem);
                }
                // The project's own are for every server.
                Err(reason) if place < number => {
                    problems.insert(name, format!("does not load: {reason}"));
                }
                Err(reason) => eprintln!("skipped {name}: {reason}"),
            }
        }
    }
    finish("restored", tried, problems);
}

/// Somebody's session said nothing of the encoding of what it sent, and the server kept the bytes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_of_no_encoding_are_read_and_told_apart() {
    for server in Server::all().await {
        let mut snapshots = Vec::new();
        for byte in [0xfe, 0xfd] {
            let database = server.database("bytes").await.unwrap();
            let body = b"SET NAMES binary; CREATE FUNCTION broken() RETURNS varchar(9) DETERMINISTIC RETURN '\xff";
            database.load(&[&body[..], &[byte, b'\'', b';']].concat()).unwrap();
            snapshots.push(database.read().await.unwrap());
        }
        let gaps: Vec<_> = snapshots.iter().flat_map(|snapshot| &snapshot.coverage.gaps).collect();
        assert!(gaps.is_empty(), "{}: {gaps:?}", server.name);
        let found = differences(&snapshots[0], &snapshots[1]);
        let [Difference { change: driftline_drift::Change::Modified { attributes }, .. }] = &found[..] else {
            panic!("{}: {}", server.name, in_words(&found));
        };
        assert_eq!(attributes.iter().map(|change| &*change.attribute).collect::<Vec<_>>(), ["body"], "{}", server.name);
    }
}

fn short(case: &Path) -> String {
    let parts: Vec<_> = case.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let start = parts.len().saturating_sub(3);
    parts[start..].join("/")
}

/// None where all is well; an error where the script is not for this server.
async fn try_restored(server: &Server, script: &Path) -> Result<Option<String>, String> {
    let first = server.database("first").await?;
    first.load(&std::fs::read(script).map_err(|error| error.to_string())?)?;
    let snapshot = first.read().await?;
    if let Some(gap) = snapshot.coverage.gaps.first() {
        return Ok(Some(format!("not seen: {}: {}", gap.what, gap.why)));
    }
    let second = server.database("second").await?;
    second.load(&first.dump()?)?;
    let restored = differences(&snapshot, &second.read().await?);
    if !restored.is_empty() {
        return Ok(Some(format!("the restored dump differs:\n{}", in_words(&restored))));
    }
    let third = server.database("third").await?;
    if let Err(error) = third.run(&build(&snapshot)).await {
        return Ok(Some(format!("our own script fails: {error}")));
    }
    let built = differences(&snapshot, &third.read().await?);
    Ok((!built.is_empty()).then(|| format!("what our own script builds differs:\n{}", in_words(&built))))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pairs_differ_where_their_dumps_do() {
    let mut problems = BTreeMap::new();
    let mut tried = 0;
    for server in Server::all().await {
        for case in chosen(folders_of_others("pairs/mysql", 2)) {
            let name = format!("{} {}", server.name, short(&case));
            match try_pair(&server, &case).await {
                Ok(None) => tried += 1,
                Ok(Some(problem)) => {
                    tried += 1;
                    problems.insert(name, problem);
                }
                Err(reason) => eprintln!("skipped {name}: {reason}"),
            }
        }
    }
    finish("pairs", tried, problems);
}

async fn try_pair(server: &Server, case: &Path) -> Result<Option<String>, String> {
    let script = |name: &str| std::fs::read(case.join(name)).map_err(|error| format!("{name}: {error}"));
    let (old, new) = (server.database("old").await?, server.database("new").await?);
    old.load(&script("old.sql")?)?;
    new.load(&script("new.sql")?)?;
    let (old_snapshot, new_snapshot) = (old.read().await?, new.read().await?);
    for snapshot in [&old_snapshot, &new_snapshot] {
        if let Some(gap) = snapshot.coverage.gaps.first() {
            return Ok(Some(format!("not seen: {}: {}", gap.what, gap.why)));
        }
    }
    let (old_dump, new_dump) = (old.comparable_dump()?, new.comparable_dump()?);
    let found = differences(&old_snapshot, &new_snapshot);
    if found.is_empty() != (old_dump == new_dump) {
        let what = if found.is_empty() { "missed" } else { "invented" };
        let lines = unlike(&old_dump, &new_dump);
        return Ok(Some(format!("{what}:\n{}\n{lines}", in_words(&found))));
    }
    let keys: Vec<Key> = found.iter().map(|difference| difference.key.clone()).collect();
    for (what, database, from, to) in
        [("revert", &new, &new_snapshot, &old_snapshot), ("adopt", &old, &old_snapshot, &new_snapshot)]
    {
        let script = changes(from, to, &keys);
        let left_out: Vec<String> = script.not_rendered().map(|(key, reason)| format!("{key}: {reason}")).collect();
        let text = || script.statements().collect::<Vec<_>>().join("\n");
        if let Err(error) = database.run(&script).await {
            return Ok(Some(format!("the {what} script fails: {error}\n{}", text())));
        }
        let left = differences(to, &database.read().await?);
        if !left.is_empty() && left_out.is_empty() {
            return Ok(Some(format!("after the {what} script there is left:\n{}\n{}", in_words(&left), text())));
        }
    }
    Ok(None)
}

/// The lines that only one of two dumps has.
fn unlike(left: &str, right: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
    let (left, right) = (lines(left), lines(right));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>, mark: &str| -> Vec<String> {
        one.difference(other).take(6).map(|line| format!("{mark} {line}")).collect()
    };
    [only(&left, &right, "<"), only(&right, &left, ">")].concat().join("\n")
}
