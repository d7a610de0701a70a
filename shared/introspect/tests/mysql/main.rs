//! Every kind of object of MySQL and MariaDB and every attribute: one change, and the exact findings it has to give.
//!
//! The cases are the files in `cases/`, in the form that PostgreSQL's have (`tests/mutations/case.rs`), with the release
//! series in place of the major version (1011 is 10.11) and with `-- only mysql` and `-- only mariadb`. Each is tried both
//! ways, its revert script is run on the changed database and its adopt script on the base, and all reading is done by
//! the account that sees every definition and no row.
//!
//! `DRIFTLINE_TEST_CASE=column` runs one file, `DRIFTLINE_TEST_CASE=column/default` the cases of it whose title holds
//! the second part; `DRIFTLINE_TEST_SERVER=mysql` takes the servers whose name begins so.

mod asked;
mod bad_input;
#[path = "../mutations/case.rs"]
mod case;
#[path = "../mutations/check.rs"]
mod check;
mod coverage;
mod server;
mod visibility;
mod whole_server;

use std::collections::BTreeMap;
use std::path::PathBuf;

use case::Case;
use check::Base;
use futures::StreamExt as _;
use server::Server;

/// Reads all case files.
fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mysql/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the cases").map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let name = file.file_stem().and_then(|name| name.to_str()).expect("a file's name");
            let text = std::fs::read_to_string(file).expect("a case file");
            Case::read(name, &text).unwrap_or_else(|problem| panic!("{problem}"))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_gives_exactly_its_findings() {
    let only = std::env::var("DRIFTLINE_TEST_CASE").unwrap_or_default();
    let (file, title) = only.split_once('/').unwrap_or((&only, ""));
    let mut failures = Vec::new();
    // What cases do to roles, others would see.
    for of_roles in [false, true] {
        let is_of_roles = |case: &Case| (case.file == "role") == of_roles;
        if !file.is_empty() && (file == "role") != of_roles {
            continue;
        }
        let servers = if of_roles { Server::all_for_roles().await } else { Server::all().await };
        for server in servers {
            failures.extend(try_on(&server, is_of_roles, file, title).await);
        }
    }
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n\n"));
}

/// Tries the cases for a server, and says what is wrong with those that failed.
async fn try_on(server: &Server, is_wanted: impl Fn(&Case) -> bool, file: &str, title: &str) -> Vec<String> {
    let (engine, series) = (server.engine(), server.series());
    let mut by_base: BTreeMap<(String, String), Vec<Case>> = BTreeMap::new();
    for case in cases().into_iter().filter(is_wanted) {
        if case.is_for(engine.as_str(), series) && (file.is_empty() || case.file == file) && case.title.contains(title)
        {
            by_base.entry((case.file.clone(), case.base.clone())).or_default().push(case);
        }
    }
    let outcomes: Vec<Vec<(Case, String)>> = futures::stream::iter(by_base)
        .map(|((_, script), cases)| try_all(server, script, cases))
        .buffer_unordered(if server.reads_roles { 1 } else { 3 })
        .collect()
        .await;
    let product = engine.series(series);
    let outcomes = outcomes.into_iter().flatten();
    outcomes.map(|(case, problem)| format!("== {} ({product}): {}\n{problem}", case.file, case.title)).collect()
}

/// Tries the cases of one base, and gives those that failed.
async fn try_all(server: &Server, script: String, cases: Vec<Case>) -> Vec<(Case, String)> {
    let base = match Base::load(server, &script).await {
        Ok(base) => base,
        Err(problem) => return cases.into_iter().map(|case| (case, problem.clone())).collect(),
    };
    let mut failed = Vec::new();
    for case in cases {
        if let Err(problem) = check::check(&base, &case).await {
            failed.push((case, problem));
        }
    }
    base.drop().await.expect("the base is dropped");
    failed
}
