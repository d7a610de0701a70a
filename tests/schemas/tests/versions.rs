//! The same script on every major version gives the same schema.
//!
//! A script is loaded on two versions with what the older one knows, and the two are compared both ways. What the
//! versions themselves do differently is listed; texts that are printed differently are counted.

#![expect(clippy::print_stderr, reason = "what was tried and what was skipped has to be seen")]

use std::collections::BTreeMap;
use std::rc::Rc;

use driftline_catalog::Snapshot;
use driftline_drift::compare;
use driftline_schema_tests::{
    Case, Exceptions, Judgement, Read, Server, binaries, cases_of_others, for_version, full, in_words, on_servers,
    strict, torture,
};

/// What is known, each with the reason.
const LISTED: &str = include_str!("../listed/versions.txt");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_script_gives_the_same_schema_on_every_version() {
    check("versions", async |_, older| older.snapshot.clone()).await;
}

/// What a case made on a version with what that knows, where it loads there.
type Own = BTreeMap<(String, u32), Rc<Read>>;

/// What came of a case on a version.
struct Tried {
    case: String,
    own: Result<Read, String>,
    compared: Vec<Compared>,
}

/// An older version's schema beside this one's.
struct Compared {
    older: u32,
    problems: Vec<String>,
    /// The attributes that may only be printed differently.
    not_comparable: Vec<String>,
}

/// Compares every version with every newer one.
///
/// `normalise` stands between reading on another version and comparing: it gets a server of the newer version and what
/// was read on the older one.
async fn check(suite: &str, normalise: impl AsyncFn(&Server, &Read) -> Snapshot) {
    let servers = binaries();
    if servers.len() < 2 {
        eprintln!("skipped: a full run with the servers of several versions compares them with each other");
        return;
    }
    let mut cases = torture();
    if full() {
        cases.extend(cases_of_others("schemas/pg", 1, &["schema.sql"]));
    }
    let mut judgement = Judgement::default();
    let (mut own, mut majors) = (Own::new(), Vec::new());
    let mut not_comparable: BTreeMap<String, usize> = BTreeMap::new();
    for binaries in servers {
        let server = Server::start(binaries.clone()).await;
        let major = server.major();
        server.stop().await;
        let tried = on_servers(binaries, cases.clone(), async |server, case| {
            try_case(server, &case, &majors, &own, &normalise).await
        })
        .await;
        for Tried { case, own: read, compared } in tried {
            for Compared { older, problems, not_comparable: texts } in compared {
                judgement.tried(&case, (older, major), problems);
                texts.into_iter().for_each(|text| *not_comparable.entry(text).or_default() += 1);
            }
            match read {
                Ok(read) => {
                    own.insert((case, major), Rc::new(read));
                }
                Err(error) => judgement.skipped(&case, major, &error),
            }
        }
        majors.push(major);
    }
    eprintln!("{suite}: texts that may only be printed differently: {not_comparable:?}");
    judgement.finish(suite, &Exceptions::read(LISTED));
}

async fn try_case(
    server: &Server,
    case: &Case,
    older: &[u32],
    own: &Own,
    normalise: &impl AsyncFn(&Server, &Read) -> Snapshot,
) -> Tried {
    // What two versions know is often the same.
    let mut read: BTreeMap<String, Rc<Read>> = BTreeMap::new();
    let mut compared = Vec::new();
    for &older in older {
        let Some(before) = own.get(&(case.name.clone(), older)) else { continue };
        let script = script(case, older, server.major());
        let now = match read.get(&script) {
            Some(now) => Rc::clone(now),
            None => match load(server, case, &script).await {
                Ok(now) => Rc::clone(read.entry(script).or_insert_with(|| Rc::new(now))),
                Err(error) => {
                    let problems = vec![format!("does not load as on the older version: {error}")];
                    compared.push(Compared { older, problems, not_comparable: Vec::new() });
                    continue;
                }
            },
        };
        let before = normalise(server, before).await;
        compared.push(beside(older, &before, &now.snapshot));
    }
    let own = load(server, case, &script(case, server.major(), server.major())).await;
    Tried { case: case.name.clone(), own, compared }
}

fn script(case: &Case, level: u32, major: u32) -> String {
    for_version(&case.sources[0].sql, level, major)
}

async fn load(server: &Server, case: &Case, script: &str) -> Result<Read, String> {
    let database = server.load(script, &case.sources[0].roles).await?;
    let read = database.read().await;
    database.finish().await;
    Ok(read)
}

fn beside(older: u32, before: &Snapshot, now: &Snapshot) -> Compared {
    let comparison = compare(before, now, &strict(false));
    let backwards = compare(now, before, &strict(false));
    let differences = comparison.differences.iter();
    let mut problems: Vec<String> =
        differences.map(|difference| format!("{} {}", difference.key, in_words(&difference.change))).collect();
    if comparison.differences.len() != backwards.differences.len() {
        problems.push("not the same backwards".to_owned());
    }
    let texts = comparison.not_comparable.iter();
    let not_comparable = texts.map(|gap| gap.what.split(" of ").next().unwrap_or_default().to_owned()).collect();
    Compared { older, problems, not_comparable }
}
