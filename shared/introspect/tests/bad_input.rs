//! Databases that are locked, broken or going away: a clear answer, and no hang.

use std::time::{Duration, Instant};

use driftline_catalog::{Objects, Snapshot, postgres};
use driftline_introspect::postgres::{InspectError, Limits, ReadOnlySession, inspect};
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection};

const SHOP: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.orders (id bigint PRIMARY KEY, state text DEFAULT lower('NEW'), CHECK (state <> ''));
    CREATE INDEX orders_state ON app.orders (lower(state));
    CREATE TABLE app.customers (id bigint PRIMARY KEY, order_id bigint REFERENCES app.orders, CHECK (id > 0));
    CREATE VIEW app.open_orders AS SELECT id FROM app.orders WHERE state = 'open';
    CREATE VIEW app.known_customers AS SELECT id FROM app.customers;
    CREATE RULE cleared AS ON DELETE TO app.customers DO ALSO DELETE FROM app.orders WHERE orders.id = old.order_id;
    CREATE STATISTICS app.of_orders ON id, state FROM app.orders;
    CREATE STATISTICS app.of_customers ON id, order_id FROM app.customers;
    CREATE PUBLICATION of_orders FOR TABLE app.orders;
    CREATE PUBLICATION of_customers FOR TABLE app.customers;
";

/// Quick to give up, so that the tests are.
const LIMITS: Limits = Limits {
    statement: Duration::from_secs(20),
    lock: Duration::from_millis(200),
    first_answer: Duration::from_secs(10),
};

async fn with_database(encoding: Option<&str>, check: impl AsyncFnOnce(PgConnectOptions)) {
    let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
    let request =
        DatabaseRequest { name: "shop".into(), encoding: encoding.map(str::to_owned), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    check(database.connect_options().clone()).await;
    database.finish().await.unwrap();
    scratch.stop().await.unwrap();
}

async fn connect(options: &PgConnectOptions) -> PgConnection {
    options.connect().await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

async fn look(connection: &mut PgConnection) -> Result<Snapshot, InspectError> {
    let mut session = ReadOnlySession::begin(connection, LIMITS).await?;
    let inspection = inspect(&mut session).await?;
    assert!(session.round_trips() <= 25, "{} round trips", session.round_trips());
    session.end().await?;
    Ok(inspection.snapshot)
}

fn objects(snapshot: &Snapshot) -> &postgres::Objects {
    let Objects::Postgres(objects) = &snapshot.objects else { panic!("of another engine") };
    objects
}

#[tokio::test]
async fn a_locked_table_is_named_and_the_rest_is_read() {
    with_database(None, async |options| {
        let (mut holder, mut reader) = (connect(&options).await, connect(&options).await);
        run(&mut holder, SHOP).await;
        let whole = look(&mut reader).await.unwrap();
        assert!(whole.coverage.is_complete(), "{:?}", whole.coverage.gaps);
        run(&mut holder, "BEGIN; LOCK TABLE app.orders IN ACCESS EXCLUSIVE MODE").await;

        let started = Instant::now();
        let part = look(&mut reader).await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(5), "waited {:?}", started.elapsed());

        let named: Vec<_> = part.coverage.gaps.iter().map(|gap| gap.what.as_str()).collect();
        assert!(named.contains(&"table app.orders"), "{named:?}");
        for what in
            ["view app.open_orders", "rule app.customers.cleared", "statistics app.of_orders", "publication of_orders"]
        {
            assert!(named.contains(&what), "{what} is not in {named:?}");
        }
        assert!(!named.iter().any(|what| what.contains("known_customers")), "{named:?}");
        assert!(!named.iter().any(|what| what.contains("of_customers")), "{named:?}");
        assert_eq!(objects(&part).statistics.len(), 1);
        assert_eq!(objects(&part).publications.len(), 1);
        let seen: Vec<_> = objects(&part).views.iter().map(|view| view.name.as_str()).collect();
        assert_eq!(seen, ["known_customers"]);
        assert!(objects(&part).constraints.iter().any(|constraint| constraint.name == "customers_id_check"));

        // Neither missing nor extra: nothing is said of what could not be seen.
        for (expected, live) in [(&whole, &part), (&part, &whole)] {
            let found = driftline_drift::compare(expected, live, &driftline_drift::CompareOptions::default());
            assert_eq!(found.differences, []);
        }
        insta::assert_snapshot!(part.coverage.gaps[0].why);
    })
    .await;
}

/// Whoever waits for `ACCESS EXCLUSIVE` stands before us in the queue.
#[tokio::test]
async fn a_table_that_somebody_waits_to_lock_is_named_too() {
    with_database(None, async |options| {
        let (mut holder, mut reader) = (connect(&options).await, connect(&options).await);
        run(&mut holder, SHOP).await;
        run(&mut holder, "BEGIN; LOCK TABLE app.orders IN ACCESS SHARE MODE").await;
        let mut waiter = connect(&options).await;
        let waiting = tokio::spawn(async move {
            run(&mut waiter, "BEGIN; LOCK TABLE app.orders IN ACCESS EXCLUSIVE MODE; ROLLBACK").await;
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        let part = look(&mut reader).await.unwrap();
        assert!(part.coverage.gaps.iter().any(|gap| gap.what == "table app.orders"), "{:?}", part.coverage.gaps);
        run(&mut holder, "ROLLBACK").await;
        waiting.await.unwrap();
        assert!(look(&mut reader).await.unwrap().coverage.is_complete());
    })
    .await;
}

#[tokio::test]
async fn bytes_of_no_encoding_are_read_and_told_apart() {
    with_database(Some("SQL_ASCII"), async |options| {
        let mut connection = connect(&options).await;
        let body = |byte: &str| {
            format!(
                "SET client_encoding = 'SQL_ASCII';
                 CREATE SCHEMA IF NOT EXISTS app;
                 DO $do$ BEGIN EXECUTE convert_from(E'CREATE OR REPLACE FUNCTION app.cafe() RETURNS text LANGUAGE sql AS
                     $body$ SELECT ''caf{byte}''::text $body$'::bytea, 'SQL_ASCII'); END $do$;
                 RESET client_encoding"
            )
        };
        run(&mut connection, &body("\\351")).await;
        let first = look(&mut connection).await.unwrap();
        assert_eq!(objects(&first).functions[0].body.trim(), r"SELECT 'caf\xe9'::text");
        run(&mut connection, &body("\\350")).await;
        let second = look(&mut connection).await.unwrap();
        assert_ne!(objects(&first).functions, objects(&second).functions);
    })
    .await;
}

#[tokio::test]
async fn an_index_left_invalid_is_seen_as_that() {
    with_database(None, async |options| {
        let mut connection = connect(&options).await;
        run(&mut connection, SHOP).await;
        run(&mut connection, "INSERT INTO app.orders VALUES (1, 'a'), (2, 'a')").await;
        let failed = sqlx::raw_sql("CREATE UNIQUE INDEX CONCURRENTLY twice ON app.orders (state)");
        assert!(failed.execute(&mut connection).await.is_err());
        let snapshot = look(&mut connection).await.unwrap();
        let index = objects(&snapshot).indexes.iter().find(|index| index.name == "twice").unwrap();
        assert!(!index.valid);
    })
    .await;
}

#[tokio::test]
async fn a_view_over_a_dropped_column_is_read() {
    with_database(None, async |options| {
        let mut connection = connect(&options).await;
        // The row of a function's result type keeps a hole where its column was.
        run(
            &mut connection,
            "CREATE TABLE public.pair (a integer, b integer);
             CREATE FUNCTION public.pairs() RETURNS SETOF public.pair LANGUAGE sql AS 'SELECT * FROM public.pair';
             CREATE VIEW public.firsts AS SELECT p.a FROM public.pairs() p;
             ALTER TABLE public.pair DROP COLUMN b",
        )
        .await;
        let snapshot = look(&mut connection).await.unwrap();
        assert!(snapshot.coverage.is_complete(), "{:?}", snapshot.coverage.gaps);
        assert!(objects(&snapshot).views[0].query.contains("pairs()"));
    })
    .await;
}

#[tokio::test]
async fn a_role_without_any_rights_sees_everything() {
    with_database(None, async |options| {
        let (mut owner, mut reader) = (connect(&options).await, connect(&options).await);
        run(&mut owner, SHOP).await;
        run(&mut owner, "REVOKE ALL ON SCHEMA app, public FROM PUBLIC; CREATE ROLE nobody_special").await;
        let whole = look(&mut owner).await.unwrap();
        run(&mut reader, "SET SESSION AUTHORIZATION nobody_special").await;
        let seen = look(&mut reader).await.unwrap();
        assert!(seen.objects == whole.objects && seen.coverage == whole.coverage);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_goes_away_is_an_error_that_says_so() {
    with_database(None, async |options| {
        let (mut other, mut reader) = (connect(&options).await, connect(&options).await);
        run(&mut other, SHOP).await;
        run(&mut other, "BEGIN; LOCK TABLE app.orders IN ACCESS EXCLUSIVE MODE").await;
        let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut reader).await.unwrap();
        let limits = Limits { lock: Duration::from_secs(10), ..LIMITS };
        let mut session = ReadOnlySession::begin(&mut reader, limits).await.unwrap();
        let kill = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            run(&mut other, &format!("SELECT pg_terminate_backend({pid})")).await;
        };
        let (outcome, ()) = tokio::join!(inspect(&mut session), kill);
        insta::assert_snapshot!(outcome.unwrap_err());
    })
    .await;
}
