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
    in_words, on_servers, pairs_of_the_project, problems, unlike,
};

/// What is known, each with the reason.
const LISTED: &str = include_str!("../listed/pairs.txt");

type Sides = RefCell<BTreeMap<Source, Result<Rc<Side>, String>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pairs_differ_where_their_dumps_do() {
    let mut judgement = Judgement::default();
    let (mut whole, mut partly) = (0, BTreeMap::<String, usize>::new());
    for (place, binaries) in binaries().into_iter().enumerate() {
        let mut cases = pairs_of_the_project();
        // Others' pairs are many; one version says what there is to say.
        if place == 0 && (full() || std::env::var_os("DRIFTLINE_TEST_CASE").is_some()) {
            cases.extend(cases_of_others("pairs/pg", 2, &["old.sql", "new.sql"]));
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
    let [old, new] = case.sources.as_slice() else { return Err("a pair has two sides".to_owned()) };
    let known = sides.borrow().get(old).cloned();
    let old = match known {
        Some(side) => side?,
        None => {
            let side = match load(server, old).await {
                Ok(database) => {
                    let side = look(&database).await.map(Rc::new);
                    database.finish().await;
                    side
                }
                Err(error) => Err(error),
            };
            sides.borrow_mut().insert(old.clone(), side.clone());
            side?
        }
    };
    // Reverting may give something to a role that only the old schema knows.
    let roles = old.roles.iter().chain(&new.roles).cloned().collect();
    let database = match load(server, &Source { roles, ..new.clone() }).await {
        Ok(database) => database,
        Err(error) => {
            sides.borrow_mut().insert(new.clone(), Err(error.clone()));
            return Err(error);
        }
    };
    let side = look(&database).await.map(Rc::new);
    sides.borrow_mut().insert(new.clone(), side.clone());
    let outcome = match side {
        Ok(new) => Ok(judge(&database, &old, &new).await),
        Err(error) => Err(error),
    };
    database.finish().await;
    outcome
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

async fn judge(database: &Database<'_>, old: &Side, new: &Side) -> Outcome {
    let mut problems = problems(old, new);
    let found = compare(&old.snapshot, &new.snapshot, &CompareOptions::default()).differences;
    let keys: Vec<Key> = found.iter().map(|difference| difference.key.clone()).collect();
    let script = changes(&new.snapshot, &old.snapshot, &keys);
    let stays: BTreeSet<&Key> = script.not_rendered().map(|(key, _)| key).collect();
    let not_rendered: BTreeSet<String> =
        script.not_rendered().map(|(key, reason)| format!("{}: {reason}", key.kind)).collect();
    if let Err(error) = database.run_statements(script.statements()).await {
        if std::env::var_os("DRIFTLINE_TEST_CASE").is_some() {
            eprintln!("{error}\n{}", script.statements().collect::<Vec<_>>().join("\n"));
        }
        problems.push(format!("the revert script fails: {}", error.lines().next().unwrap_or_default()));
        return Outcome { problems, not_rendered };
    }
    match look(database).await {
        Ok(reverted) => {
            let left = compare(&old.snapshot, &reverted.snapshot, &CompareOptions::default()).differences;
            let left: Vec<_> = left.into_iter().filter(|difference| !stays.contains(&difference.key)).collect();
            if left.is_empty() {
                let stays: Vec<_> = found.into_iter().filter(|difference| stays.contains(&difference.key)).collect();
                let hidden = unlike(old, &reverted, &stays);
                if std::env::var_os("DRIFTLINE_TEST_CASE").is_some() {
                    hidden.iter().for_each(|entry| eprintln!("hidden: {entry}\n{}", entry.text));
                }
                problems.extend(hidden.iter().map(|entry| format!("hidden: {entry}")));
            } else {
                if std::env::var_os("DRIFTLINE_TEST_CASE").is_some() {
                    left.iter().for_each(|left| eprintln!("left: {left:?}"));
                }
                let left = left.iter().map(|left| format!("left: {} {}", left.key, in_words(&left.change)));
                problems.extend(left);
            }
        }
        Err(error) => problems.push(format!("after reverting: {error}")),
    }
    Outcome { problems, not_rendered }
}
