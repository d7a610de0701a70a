//! Two major versions of PostgreSQL, and one schema that they print in two ways.
//!
//! `DRIFTLINE_TEST_POSTGRES_SERVERS` names the folder with servers of all major versions.

#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::PathBuf;

use driftline_catalog::{Objects, Snapshot};
use driftline_drift::{Change, CompareOptions, compare};
use driftline_expect::normalise;
use driftline_inspect::look_at;
use driftline_migrations::HistoryChoice;
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

const SHOP: &str = "
    CREATE ROLE keeper;
    CREATE SCHEMA app;
    CREATE TYPE app.state AS ENUM ('new', 'paid');
    CREATE TABLE app.orders (id bigint PRIMARY KEY, code varchar(9), state app.state, at date,
                             CONSTRAINT known CHECK (code IN ('a', 'b')));
    CREATE INDEX recent ON app.orders (at) WHERE code IN ('a', 'b');
    CREATE VIEW app.open_orders AS SELECT id, upper(code) AS code FROM app.orders WHERE state = 'new' ORDER BY at;
    ALTER VIEW app.open_orders OWNER TO keeper;
    CREATE VIEW app.counted AS SELECT o.*, count(*) OVER () FROM app.orders o GROUP BY id;
";

async fn server(major: u32) -> Option<Scratch> {
    let Some(folder) = std::env::var_os("DRIFTLINE_TEST_POSTGRES_SERVERS").map(PathBuf::from) else {
        eprintln!("skipped: DRIFTLINE_TEST_POSTGRES_SERVERS is not set; scripts/test sets it");
        return None;
    };
    let binaries = Some(folder.join(major.to_string()).join("bin"));
    Some(Scratch::start(&ScratchOptions { binaries, ..ScratchOptions::default() }).await.expect("the server starts"))
}

async fn read_after(scratch: &Scratch, sql: &str) -> Snapshot {
    let request = DatabaseRequest { name: "shop".into(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    let mut connection = database.connect_options().connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    drop(connection);
    let mut connection = database.connect_options().connect().await.unwrap();
    let look = look_at(&mut connection, &HistoryChoice::Auto).await.unwrap();
    drop(connection);
    database.finish().await.unwrap();
    look.snapshot
}

/// What is left to say of two schemas, and how many texts could not be compared.
fn outcome(expected: &Snapshot, live: &Snapshot) -> (Vec<String>, usize) {
    let comparison = compare(expected, live, &CompareOptions::default());
    let words = comparison.differences.iter().map(|difference| match &difference.change {
        Change::Modified { attributes } => {
            let names: Vec<_> = attributes.iter().map(|change| change.attribute.as_str()).collect();
            format!("{}: {}", difference.key, names.join(", "))
        }
        other => format!("{} {}", difference.key, other.as_str()),
    });
    (words.collect(), comparison.not_comparable.len())
}

#[tokio::test]
async fn texts_of_two_versions_are_compared_as_one_prints_them() {
    let (Some(old), Some(new)) = (server(15).await, server(17).await) else { return };
    let expected = read_after(&old, SHOP).await;
    let live = read_after(&new, SHOP).await;
    let changed = SHOP.replace("upper(code)", "lower(code)");
    let drifted = read_after(&new, &changed).await;

    let (differences, not_comparable) = outcome(&expected, &live);
    assert_eq!(differences, [""; 0]);
    assert!(not_comparable > 0, "the two versions print alike, so this proves nothing");

    for scratch in [&old, &new] {
        let (expected_again, live_again) = normalise(scratch, &expected, &live).await.unwrap().unwrap();
        assert_eq!(outcome(&expected_again, &live_again), (Vec::new(), 0));
        let (expected_again, drifted_again) = normalise(scratch, &expected, &drifted).await.unwrap().unwrap();
        assert_eq!(outcome(&expected_again, &drifted_again), (vec!["view app.open_orders: query".to_owned()], 0));
    }
}

/// Newer servers spell the locale of an ICU collation as a language tag; older ones keep what they were given.
#[tokio::test]
async fn a_locale_is_compared_where_one_version_spells_it() {
    const COLLATION: &str = "CREATE SCHEMA app; DROP SCHEMA public;
        CREATE COLLATION app.numbers (PROVIDER = icu, LOCALE = '@colNumeric=yes');";
    let (Some(old), Some(new)) = (server(15).await, server(17).await) else { return };
    let expected = read_after(&old, COLLATION).await;
    let live = read_after(&new, COLLATION).await;
    let drifted = read_after(&new, &COLLATION.replace("colNumeric", "colBackwards")).await;

    let (expected_again, live_again) = normalise(&new, &expected, &live).await.unwrap().unwrap();
    assert_eq!(outcome(&expected_again, &live_again), (Vec::new(), 0));
    let (expected_again, drifted_again) = normalise(&new, &expected, &drifted).await.unwrap().unwrap();
    assert_eq!(outcome(&expected_again, &drifted_again), (vec!["collation app.numbers: locale".to_owned()], 0));
    let (expected_again, live_again) = normalise(&old, &expected, &live).await.unwrap().unwrap();
    assert_eq!(outcome(&expected_again, &live_again), (Vec::new(), 1));
}

/// A constant without a name in the second arm of a union is printed with one once the server has read its own text.
#[tokio::test]
async fn a_text_that_was_read_back_says_the_same() {
    let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
    let table = "CREATE TABLE public.t (a integer, b integer);";
    let union = "CREATE VIEW public.v AS
        SELECT a, b FROM (SELECT a, b FROM public.t UNION ALL SELECT a, NULL FROM public.t) q;";
    let expected = read_after(&scratch, &format!("{table}{union}")).await;
    let Objects::Postgres(objects) = &expected.objects else { panic!("of another engine") };
    let restored = format!("CREATE VIEW public.v AS {}", objects.views[0].query);
    let live = read_after(&scratch, &format!("{table}{restored}")).await;
    assert_eq!(outcome(&expected, &live), (vec!["view public.v: query".to_owned()], 0));
    let (expected, live) = normalise(&scratch, &expected, &live).await.unwrap().unwrap();
    assert_eq!(outcome(&expected, &live), (Vec::new(), 0));
}

/// What the scratch server cannot build is neither different nor equal.
#[tokio::test]
async fn what_an_older_server_cannot_build_stays_not_comparable() {
    let (Some(old), Some(new)) = (server(14).await, server(17).await) else { return };
    // Schema `public` belongs to somebody else before version 15.
    let table = "CREATE SCHEMA app; CREATE TABLE app.t (a integer, b integer); DROP SCHEMA public;";
    let view = "CREATE VIEW app.v AS SELECT a, b FROM app.t WHERE a > 0;";
    let expected = read_after(&old, &format!("{table}{view}")).await;
    let merged = "CREATE VIEW app.v AS SELECT t.a, t.b FROM app.t WHERE JSON_EXISTS('{}'::jsonb, '$.a');";
    let live = read_after(&new, &format!("{table}{merged}")).await;
    let (expected, live) = normalise(&old, &expected, &live).await.unwrap().unwrap();
    assert_eq!(outcome(&expected, &live), (Vec::new(), 1));
}
