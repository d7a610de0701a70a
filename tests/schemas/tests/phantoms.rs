//! The same schema made in several ways: from its script, from its dump, from its dump in another order, and from
//! driftline's own script. All are the same, and what could not be seen of any is listed.

#![expect(clippy::print_stderr, reason = "what was tried and what was skipped has to be seen")]

use std::collections::BTreeSet;

use driftline_catalog::Snapshot;
use driftline_drift::{Change, CompareOptions, compare};
use driftline_schema_tests::{
    Case, Exceptions, Judgement, Server, binaries, cases_of_others, for_version, full, in_words, load_in_another_order,
    on_servers, torture,
};

/// What is known, each with the reason.
const LISTED: &str = include_str!("../listed/phantoms.txt");

/// Any will do; a failure is to be the same the next time.
const ORDER: u64 = 20_260_101;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schema_made_in_several_ways_is_the_same() {
    let mut judgement = Judgement::default();
    let others = cases_of_others("schemas/pg", 1, &["schema.sql"]);
    for binaries in binaries() {
        let mut cases = torture();
        let own: BTreeSet<String> = cases.iter().map(|case| case.name.clone()).collect();
        if full() {
            cases.extend(others.clone());
        } else if binaries.is_none() {
            // Small ones, so that a usual run tries some.
            cases.extend(others.iter().filter(|case| case.sources[0].sql.len() < 8_000).cloned());
        }
        let tried = on_servers(binaries, cases, async |server, case| {
            let problems = problems(server, &case).await;
            (case.name, server.major(), problems)
        })
        .await;
        for (case, major, problems) in tried {
            match problems {
                Ok(problems) => judgement.tried(&case, (major, major), problems),
                // The project's own have to load everywhere; what needs a newer version says so.
                Err(error) if own.contains(&case) => {
                    judgement.tried(&case, (major, major), [format!("does not load: {error}")]);
                }
                Err(error) => judgement.skipped(&case, major, &error),
            }
        }
    }
    judgement.finish("phantoms", &Exceptions::read(LISTED));
}

/// How the ways differ; an error where the script itself does not load.
async fn problems(server: &Server, case: &Case) -> Result<Vec<String>, String> {
    let source = &case.sources[0];
    let script = for_version(&source.sql, server.major(), server.major());
    let database = server.load(&script, &source.roles).await?;
    let first = database.read().await;
    let dump = if server.can_dump() { Some(database.dump().await?) } else { None };
    database.finish().await;

    let gaps = first.snapshot.coverage.gaps.iter();
    let mut problems: Vec<String> = gaps
        .map(|gap| format!("gap: {}", gap.what.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ' ')))
        .collect();
    let mut compare_with = |how: &str, outcome: Result<Snapshot, String>| match outcome {
        Ok(snapshot) => problems.extend(differences(&first.snapshot, &snapshot).map(|what| format!("{how}: {what}"))),
        Err(error) => problems.extend(error.lines().take(20).map(|line| format!("{how}: {line}"))),
    };
    if let Some(dump) = dump {
        let database = server.database(&first.roles).await;
        let outcome = database.run(&dump).await;
        let snapshot = database.read().await.snapshot;
        database.finish().await;
        compare_with("from its dump", outcome.map(|()| snapshot));

        let database = server.database(&first.roles).await;
        let outcome = load_in_another_order(&database, &dump, ORDER).await;
        let snapshot = database.read().await.snapshot;
        database.finish().await;
        compare_with("in another order", outcome.map(|()| snapshot));
    } else {
        eprintln!("{}: there is no pg_dump to make it again with", case.name);
    }

    let build = driftline_ddl::build(&first.snapshot);
    let not_rendered: Vec<String> =
        build.not_rendered().map(|(key, reason)| format!("not rendered: {key}: {reason}")).collect();
    compare_with(
        "built",
        if not_rendered.is_empty() {
            let database = server.database(&first.roles).await;
            let outcome = database.run_statements(build.statements()).await;
            let snapshot = database.read().await.snapshot;
            database.finish().await;
            outcome.map(|()| snapshot).map_err(|error| error.replace('\n', " "))
        } else {
            Err(not_rendered.join("\n"))
        },
    );
    Ok(problems)
}

fn differences(one: &Snapshot, other: &Snapshot) -> impl Iterator<Item = String> {
    let options = CompareOptions { column_order: true, ..CompareOptions::default() };
    let differences = compare(one, other, &options).differences;
    let coverage = (one.coverage != other.coverage).then(|| "the coverage is another".to_owned());
    differences
        .into_iter()
        .filter(|difference| !is_not_in_a_dump(&difference.change))
        .map(|difference| format!("{} {}", difference.key, in_words(&difference.change)))
        .chain(coverage)
}

/// `pg_dump --schema-only` writes `WITH NO DATA`, and so does nobody know whether a materialised view held rows.
fn is_not_in_a_dump(change: &Change) -> bool {
    matches!(change, Change::Modified { attributes } if attributes.iter().all(|change| change.attribute == "populated"))
}
