//! Other people's schemas, with `pg_dump` as the oracle: what it prints differently we find, and what it prints alike
//! we do not.
//!
//! The schemas lie outside the repository; without them the tests say so and skip. Usually a part of them is tried;
//! `DRIFTLINE_TEST_FULL` takes all, and `DRIFTLINE_TEST_CASE` those whose path holds one of its texts, which are
//! separated by commas. `DRIFTLINE_TEST_LIST` names a file to write the problems to.

mod dump;
mod load;
mod oracle;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use load::Source;

/// Where the oracle and driftline differ on purpose: `case: problem  # reason`.
const EXCEPTIONS: &str = include_str!("exceptions.txt");

struct Case {
    name: String,
    sources: Vec<Source>,
}

fn corpora() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora")
}

/// The cases below a folder, with the scripts of each.
fn cases(folder: &Path, files: &[&str], depth: usize) -> Vec<Case> {
    let mut folders = vec![folder.to_owned()];
    for _ in 0..depth {
        folders = folders
            .iter()
            .flat_map(|folder| fs::read_dir(folder).unwrap())
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect();
    }
    folders.sort();
    let only = std::env::var("DRIFTLINE_TEST_CASE").ok();
    let case = |path: PathBuf| {
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        let loads: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(path.join("loads.json")).unwrap()).unwrap();
        let roles: Vec<String> = serde_json::from_value(loads["roles"].clone()).unwrap_or_default();
        let source = |(place, file): (usize, &&str)| {
            let sql = fs::read(path.join(file)).unwrap();
            Source { sql: String::from_utf8_lossy(&sql).into_owned(), roles: roles.clone(), twice: place == 0 }
        };
        Case { name, sources: files.iter().enumerate().map(source).collect() }
    };
    let cases = folders.into_iter().map(case);
    cases.filter(|case| only.as_ref().is_none_or(|only| only.split(',').any(|only| case.name.contains(only)))).collect()
}

fn full() -> bool {
    std::env::var_os("DRIFTLINE_TEST_FULL").is_some() || std::env::var_os("DRIFTLINE_TEST_CASE").is_some()
}

/// Loads what the cases need, judges each, and fails with everything that is wrong and not listed.
#[expect(clippy::print_stderr, reason = "what was tried and what was skipped has to be seen")]
async fn check(what: &str, cases: Vec<Case>, judge: impl Fn(&[&load::Loaded]) -> Vec<String>) {
    let scratch = driftline_scratch::Scratch::start(&driftline_scratch::ScratchOptions::default()).await.unwrap();
    let has_oracle = load::pg_dump(&scratch).is_some();
    scratch.stop().await.unwrap();
    if !has_oracle {
        eprintln!("skipped: there is no pg_dump beside the server to hold the answers against");
        return;
    }
    let sources: BTreeSet<Source> = cases.iter().flat_map(|case| case.sources.iter().cloned()).collect();
    // A script that is the old side of one case and the new side of another is loaded once.
    let sources: BTreeSet<Source> = sources
        .iter()
        .filter(|source| source.twice || !sources.contains(&Source { twice: true, ..(*source).clone() }))
        .cloned()
        .collect();
    let scripts = sources.len();
    let loaded = load::load_all(sources.into_iter().collect()).await;

    let (mut compared, mut skipped, mut stale) = (0, 0, Vec::new());
    let mut found = BTreeSet::new();
    for case in &cases {
        let sides: Result<Vec<_>, _> = case
            .sources
            .iter()
            .map(|source| {
                loaded.get(source).unwrap_or_else(|| &loaded[&Source { twice: true, ..source.clone() }]).as_ref()
            })
            .collect();
        match sides {
            Err(error) => {
                eprintln!("skipped {}: it does not load here: {}", case.name, error.lines().next().unwrap_or_default());
                skipped += 1;
            }
            Ok(sides) => {
                compared += 1;
                let problems = judge(&sides).into_iter().chain(sides.iter().flat_map(|side| side.phantoms.clone()));
                found.extend(problems.map(|problem| format!("{}: {problem}", case.name)));
                // A reason that is no longer needed would hide the next problem of the same name.
                let of_case = exceptions().filter(|(exception, _)| exception.starts_with(&format!("{}: ", case.name)));
                stale.extend(of_case.map(|(exception, _)| exception));
            }
        }
    }
    stale.retain(|exception| !found.contains(*exception));
    assert!(stale.is_empty(), "listed as exceptions and not found any more:\n{stale:#?}");
    let (listed, unlisted): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|problem| exceptions().any(|(exception, _)| exception == problem));
    eprintln!(
        "{what}: {compared} compared, {skipped} skipped, {scripts} scripts, {} problems, {} exceptions",
        unlisted.len(),
        listed.len()
    );
    if let Some(file) = std::env::var_os("DRIFTLINE_TEST_LIST") {
        fs::write(file, unlisted.join("\n")).unwrap();
    }
    assert!(0 < compared || cases.is_empty(), "not one case could be tried");
    assert!(unlisted.is_empty(), "{} problems:\n{}", unlisted.len(), unlisted.join("\n"));
}

fn exceptions() -> impl Iterator<Item = (&'static str, &'static str)> {
    EXCEPTIONS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once("  # ").expect("an exception has a reason"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stderr, reason = "a skipped test has to be seen")]
async fn pairs_differ_where_their_dumps_do() {
    let folder = corpora().join("pairs/pg");
    if !folder.is_dir() {
        eprintln!("skipped: there are no pairs to try at {}", folder.display());
        return;
    }
    let mut cases = cases(&folder, &["old.sql", "new.sql"], 2);
    if !full() {
        cases.retain(|case| case.sources.iter().all(|source| source.sql.len() < 20_000));
        cases = cases.into_iter().step_by(90).collect();
    }
    check("pairs", cases, |sides| oracle::problems(sides[0], sides[1])).await;
}

/// `cases/*.sql`: what the schemas of others do not hold.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rare_properties_differ_where_their_dumps_do() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let case = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let (old, new) = text.split_once("\n-- new\n").expect("a case has `-- old` and `-- new`");
        let source = |sql: &str| Source { sql: sql.to_owned(), roles: Vec::new(), twice: true };
        Case { name: path.file_stem().unwrap().display().to_string(), sources: vec![source(old), source(new)] }
    };
    check("cases", files.into_iter().map(case).collect(), |sides| oracle::problems(sides[0], sides[1])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stderr, reason = "a skipped test has to be seen")]
async fn a_schema_loaded_twice_is_the_same() {
    let folder = corpora().join("schemas/pg");
    if !folder.is_dir() {
        eprintln!("skipped: there are no schemas to try at {}", folder.display());
        return;
    }
    let mut cases = cases(&folder, &["schema.sql"], 1);
    if !full() {
        cases.retain(|case| case.sources.iter().all(|source| source.sql.len() < 8_000));
    }
    check("schemas", cases, |_| Vec::new()).await;
}
