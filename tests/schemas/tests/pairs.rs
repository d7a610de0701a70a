//! Two schemas differ where their dumps do, and taking the differences back gives the dump there was before.
//!
//! A table is one entry of a dump, so one difference in it that is found could hide another that is not. The second
//! half closes that hole: the new schema is reverted with what was found, and its dump has to be the old one's.

#![expect(clippy::print_stderr, reason = "what was tried and what was skipped has to be seen")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use driftline_catalog::Key;
use driftline_ddl::changes;
use driftline_drift::{CompareOptions, compare};
use driftline_schema_tests::{
    Case, Database, Exceptions, Judgement, Server, Side, Source, binaries, cases_of_others, entries, for_version, full,
    in_words, mutations, on_servers, pairs_of_the_project, problems, unlike,
};

/// What is known, each with the reason.
const LISTED: &str = include_str!("../listed/pairs.txt");

type Sides = RefCell<BTreeMap<Source, Result<Rc<Side>, String>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pairs_differ_where_their_dumps_do() {
    let mut judgement = Judgement::default();
    let (mut whole, mut partly) = (0, BTreeMap::<String, usize>::new());
    let servers = binaries();
    let count = servers.len();
    for (place, binaries) in servers.into_iter().enumerate() {
        let mut cases = pairs_of_the_project();
        // These are many; the newest version, which knows most, says what there is to say.
        let many = full() || std::env::var_os("DRIFTLINE_TEST_CASE").is_some();
        if many && place + 1 == count {
            cases.extend(cases_of_others("pairs/pg", 2, &["old.sql", "new.sql"]));
            let server = Server::start(binaries.clone()).await;
            cases.extend(mutations(server.major()));
            server.stop().await;
        }
        // A script that is the old side of one pair and the new side of another is loaded once.
        let sides = Sides::default();
        let tried = on_servers(binaries, cases, async |server, case| {
            let outcome = if server.can_dump() {
                try_pair(server, &case, &sides).await
            } else {
                Err("there is no pg_dump to hold the answers against".to_owned())
            };
            (case.name, server.major(), outcome)
        })
        .await;
        for (case, major, outcome) in tried {
            match outcome {
                Ok(Outcome { problems, not_rendered }) => {
                    whole += usize::from(not_rendered.is_empty());
                    not_rendered.into_iter().for_each(|why| *partly.entry(why).or_default() += 1);
                    judgement.tried(&case, (major, major), problems);
                }
                Err(error) => judgement.skipped(&case, major, &error),
            }
        }
    }
    eprintln!("pairs: {whole} with a whole script; left out of the others:");
    partly.iter().for_each(|(why, count)| eprintln!("  {count} x {why}"));
    judgement.finish("pairs", &Exceptions::read(LISTED));
}

struct Outcome {
    problems: Vec<String>,
    /// What the scripts left out: the kind of object, and why.
    not_rendered: BTreeSet<String>,
}

async fn try_pair(server: &Server, case: &Case, sides: &Sides) -> Result<Outcome, String> {
    let [old_source, new_source] = case.sources.as_slice() else { return Err("a pair has two sides".to_owned()) };
    let old = side(server, old_source, sides).await?;
    let new = side(server, new_source, sides).await?;
    let mut outcome = Outcome { problems: problems(&old, &new), not_rendered: BTreeSet::new() };
    // A script may give something to a role that only the other schema knows.
    let roles: Vec<String> = old.roles.iter().chain(&new.roles).cloned().collect();
    for (what, source, from, to) in [("revert", new_source, &new, &old), ("adopt", old_source, &old, &new)] {
        if compare(&to.snapshot, &from.snapshot, &CompareOptions::default()).differences.is_empty() {
            continue;
        }
        let database = load(server, &Source { roles: roles.clone(), ..source.clone() }).await?;
        change(&database, what, from, to, &mut outcome).await;
        database.finish().await;
    }
    Ok(outcome)
}

/// What a script makes: loaded once, whichever pairs it is a side of.
async fn side(server: &Server, source: &Source, sides: &Sides) -> Result<Rc<Side>, String> {
    let known = sides.borrow().get(source).cloned();
    if let Some(side) = known {
        return side;
    }
    let side = match load(server, source).await {
        Ok(database) => {
            let side = look(&database).await.map(Rc::new);
            database.finish().await;
            side
        }
        Err(error) => Err(error),
    };
    sides.borrow_mut().insert(source.clone(), side.clone());
    side
}

async fn load<'s>(server: &'s Server, source: &Source) -> Result<Database<'s>, String> {
    let script = for_version(&source.sql, server.major(), server.major());
    server.load(&script, &source.roles).await
}

async fn look(database: &Database<'_>) -> Result<Side, String> {
    let entries = entries(&database.dump().await?);
    let read = database.read().await;
    Ok(Side { snapshot: read.snapshot, roles: read.roles, entries })
}

/// Runs the script that turns `from` into `to` and looks at what has become of it.
async fn change(database: &Database<'_>, what: &str, from: &Side, to: &Side, outcome: &mut Outcome) {
    let asked_for = std::env::var_os("DRIFTLINE_TEST_CASE").is_some();
    let found = compare(&to.snapshot, &from.snapshot, &CompareOptions::default()).differences;
    let keys: Vec<Key> = found.iter().map(|difference| difference.key.clone()).collect();
    let script = changes(&from.snapshot, &to.snapshot, &keys);
    let stays: BTreeSet<&Key> = script.not_rendered().map(|(key, _)| key).collect();
    outcome.not_rendered.extend(script.not_rendered().map(|(key, reason)| format!("{}: {reason}", key.kind)));
    if let Err(error) = database.run_statements(script.statements()).await {
        if asked_for {
            eprintln!("{error}\n{}", script.statements().collect::<Vec<_>>().join("\n"));
        }
        let error = error.lines().next().unwrap_or_default();
        outcome.problems.push(format!("the {what} script fails: {error}"));
        return;
    }
    let changed = match look(database).await {
        Ok(changed) => changed,
        Err(error) => {
            outcome.problems.push(format!("after the {what} script: {error}"));
            return;
        }
    };
    let mut left = compare(&to.snapshot, &changed.snapshot, &CompareOptions::default()).differences;
    left.retain(|difference| !stays.contains(&difference.key));
    if left.is_empty() {
        let stays: Vec<_> = found.into_iter().filter(|difference| stays.contains(&difference.key)).collect();
        let hidden = unlike(to, &changed, &stays);
        if asked_for {
            hidden.iter().for_each(|entry| eprintln!("hidden from {what}: {entry}\n{}", entry.text));
        }
        outcome.problems.extend(hidden.iter().map(|entry| format!("hidden from {what}: {entry}")));
    } else {
        if asked_for {
            left.iter().for_each(|left| eprintln!("left by {what}: {left:?}"));
        }
        let left = left.iter().map(|left| format!("left by {what}: {} {}", left.key, in_words(&left.change)));
        outcome.problems.extend(left);
    }
}
