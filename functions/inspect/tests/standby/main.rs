//! A real standby: it reads the same as its primary, or says what is in the way.

mod replica;

use std::time::{Duration, Instant};

use driftline_connect::connect;
use driftline_inspect::{Look, LookError, look_at};
use driftline_introspect::postgres::{Limits, ReadOnlySession, inspect};
use driftline_migrations::HistoryChoice;
use driftline_scratch::{DatabaseRequest, Origin, Scratch, ScratchOptions};
use replica::Standby;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection};

const SHOP: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state text, CHECK (state <> ''));
    CREATE INDEX orders_state ON app.orders (lower(state));
    CREATE VIEW app.open_orders AS SELECT id FROM app.orders WHERE state = 'open';
    CREATE UNLOGGED TABLE app.visits (id bigserial PRIMARY KEY, at timestamptz DEFAULT now());
    CREATE VIEW app.last_visit AS SELECT max(at) FROM app.visits;
    CREATE PUBLICATION of_orders FOR TABLE app.orders;
    CREATE TABLE public.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
    INSERT INTO public.schema_migrations VALUES (7, false)";

async fn with_shop(check: impl AsyncFnOnce(PgConnectOptions, &Origin)) {
    let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
    let request = DatabaseRequest { name: "shop".into(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    let options = database.connect_options().clone();
    run(&options, SHOP).await;
    check(options, scratch.origin()).await;
    database.finish().await.unwrap();
    scratch.stop().await.unwrap();
}

async fn run(options: &PgConnectOptions, sql: &str) {
    run_on(&mut options.connect().await.unwrap(), sql).await;
}

async fn run_on(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

async fn look(options: &PgConnectOptions) -> Result<Look, LookError> {
    let mut connection = connect(options).await.map_err(LookError::Connect)?;
    look_at(&mut connection, &HistoryChoice::Auto).await
}

#[tokio::test]
async fn a_standby_reads_the_same_as_its_primary() {
    with_shop(async |primary, origin| {
        let standby = Standby::of(&primary, origin, &[]).await;
        run(&primary, "ALTER TABLE app.orders ADD note text; CREATE UNLOGGED TABLE app.later (id bigint)").await;
        standby.catch_up(&primary).await;
        let expected = look(&primary).await.unwrap();
        assert!(expected.snapshot.coverage.is_complete(), "{:?}", expected.snapshot.coverage.gaps);
        let seen = look(&standby.options(&primary)).await.unwrap();
        assert_eq!(seen.snapshot, expected.snapshot);
        assert_eq!(seen.histories, expected.histories);
        assert_eq!(seen.surroundings, expected.surroundings);

        // Whoever locks a table on the primary holds it on the standby too.
        let mut holder = primary.connect().await.unwrap();
        run_on(&mut holder, "BEGIN; LOCK TABLE app.orders IN ACCESS EXCLUSIVE MODE").await;
        standby.catch_up(&primary).await;
        let started = Instant::now();
        let part = look(&standby.options(&primary)).await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(10), "waited {:?}", started.elapsed());
        let named: Vec<_> = part.snapshot.coverage.gaps.iter().map(|gap| gap.what.as_str()).collect();
        assert!(named.contains(&"table app.orders"), "{named:?}");
        assert!(!named.iter().any(|what| what.contains("visits")), "{named:?}");
    })
    .await;
}

#[tokio::test]
async fn a_history_that_only_the_primary_can_read_is_named() {
    with_shop(async |primary, origin| {
        run(&primary, "ALTER TABLE public.schema_migrations SET UNLOGGED").await;
        let standby = Standby::of(&primary, origin, &[]).await;
        standby.catch_up(&primary).await;
        let error = look(&standby.options(&primary)).await.map(|_| ()).expect_err("an unlogged history");
        insta::assert_snapshot!(
            error,
            @"this server is a standby and cannot read the migration history: public.schema_migrations is unlogged, and only the primary has its rows; name the primary, or run ALTER TABLE ... SET LOGGED on it there"
        );
    })
    .await;
}

#[tokio::test]
async fn recovery_that_needs_what_is_being_read_is_an_error_that_says_so() {
    with_shop(async |primary, origin| {
        let standby = Standby::of(&primary, origin, &["max_standby_streaming_delay=1s"]).await;
        // What locks a table on the primary does so on the standby: the reading waits there.
        let mut holder = primary.connect().await.unwrap();
        run_on(&mut holder, "BEGIN; LOCK TABLE app.orders IN ACCESS EXCLUSIVE MODE").await;
        standby.catch_up(&primary).await;
        let mut reader = connect(&standby.options(&primary)).await.unwrap();
        let limits = Limits { lock: Duration::from_secs(30), ..Limits::default() };
        let mut session = ReadOnlySession::begin(&mut reader, limits).await.unwrap();
        let change = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            // Rows that the reading may still look at go away.
            run(&primary, "DROP TABLE app.visits CASCADE").await;
            run(&primary, "VACUUM pg_class, pg_attribute").await;
            standby.catch_up(&primary).await;
        };
        let (outcome, ()) = tokio::join!(inspect(&mut session), change);
        // Which of several conflicts it is says the detail, and chance.
        insta::with_settings!({ filters => vec![("User [^;]*", "[detail]")] }, {
            insta::assert_snapshot!(
                outcome.map(|_| ()).expect_err("a conflict"),
                @"could not read the catalogs: terminating connection due to conflict with recovery (40001); detail: [detail]; run again, or give readings more time on this standby: hot_standby_feedback = on, or a longer max_standby_streaming_delay"
            );
        });
        let gone = inspect(&mut session).await.map(|_| ()).expect_err("the session is over").to_string();
        assert!(gone.contains("something in between ended the session; run again"), "{gone}");
    })
    .await;
}

#[tokio::test]
async fn a_standby_that_lets_nobody_read_says_so() {
    with_shop(async |primary, origin| {
        let standby = Standby::of(&primary, origin, &["hot_standby=off"]).await;
        standby.says("started streaming").await;
        let error = look(&standby.options(&primary)).await.map(|_| ()).expect_err("nobody is let in");
        insta::with_settings!({ filters => vec![(r"/tmp/standby-[^ ]*", "[standby]")] }, {
            insta::assert_snapshot!(
                error,
                @"[standby] refuses user `postgres`: the database system is not accepting connections (57P03); the server is starting or stopping, or is a standby that lets nobody read (hot_standby = off); try again in a minute, or name the primary"
            );
        });
    })
    .await;
}
