//! Every kind of object and every attribute: one change, and the exact findings it has to give.
//!
//! The cases are the files in `cases/`, in the form that [`case`] describes; adding one takes no Rust.
//! Each is tried both ways, its revert script is run on the changed database and its adopt script on the base, and all
//! reading is done by a role that may do nothing but log in.
//!
//! `DRIFTLINE_TEST_CASE=column` runs one file, `DRIFTLINE_TEST_CASE=column/default` the cases of it whose title holds
//! the second part. `DRIFTLINE_TEST_POSTGRES_SERVERS` names the folder with servers of all major versions, and then a
//! full run (`DRIFTLINE_TEST_FULL=1`) takes them all.

mod case;
mod check;
mod coverage;
mod server;

use std::collections::BTreeMap;
use std::path::PathBuf;

use case::Case;
use check::Base;
use futures::StreamExt as _;
use server::Server;

/// Reads all case files.
fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mutations/cases");
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

/// The servers to run on: this machine's own, or in a full run one of each major version.
fn servers() -> Vec<Option<PathBuf>> {
    let chosen = std::env::var("DRIFTLINE_TEST_MAJOR").ok();
    let folder = std::env::var_os("DRIFTLINE_TEST_POSTGRES_SERVERS").map(PathBuf::from);
    let full = std::env::var_os("DRIFTLINE_TEST_FULL").is_some();
    match folder {
        Some(folder) if full || chosen.is_some() => {
            let mut majors: Vec<_> = std::fs::read_dir(&folder)
                .expect("the folder with the servers")
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|major| !major.starts_with('.'))
                .filter(|major| chosen.as_ref().is_none_or(|chosen| chosen.split(',').any(|one| one == major)))
                .collect();
            majors.sort();
            majors.iter().map(|major| Some(folder.join(major).join("bin"))).collect()
        }
        _ => vec![None],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_gives_exactly_its_findings() {
    let only = std::env::var("DRIFTLINE_TEST_CASE").unwrap_or_default();
    let (file, title) = only.split_once('/').unwrap_or((&only, ""));
    let mut failures = Vec::new();
    for binaries in servers() {
        let mut found = false;
        // What cases do to roles, others would see.
        for of_roles in [false, true] {
            let server = Server::start(binaries.clone(), of_roles).await;
            let major = server.major();
            let mut by_base: BTreeMap<(String, String), Vec<Case>> = BTreeMap::new();
            for case in cases() {
                if (case.file == "role") == of_roles
                    && case.is_for("postgres", major)
                    && (file.is_empty() || case.file == file)
                    && case.title.contains(title)
                {
                    by_base.entry((case.file.clone(), case.base.clone())).or_default().push(case);
                }
            }
            found |= !by_base.is_empty();
            let server = &server;
            let outcomes: Vec<Vec<(Case, String)>> = futures::stream::iter(by_base)
                .map(|((_, script), cases)| try_all(server, script, cases))
                .buffer_unordered(if of_roles { 1 } else { 3 })
                .collect()
                .await;
            failures.extend(
                outcomes
                    .into_iter()
                    .flatten()
                    .map(|(case, problem)| format!("== {} (PostgreSQL {major}): {}\n{problem}", case.file, case.title)),
            );
        }
        assert!(found, "no case is called like `{only}`");
    }
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n\n"));
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
