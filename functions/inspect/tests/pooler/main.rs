//! A real PgBouncer in between, which hands out another session of the server for every transaction.

mod bouncer;

use std::time::{Duration, Instant};

use bouncer::Bouncer;
use driftline_connect::connect;
use driftline_inspect::{Look, LookError, look_at};
use driftline_introspect::postgres::{Limits, ReadOnlySession};
use driftline_migrations::HistoryChoice;
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};

const SHOP: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.orders (id bigint PRIMARY KEY, price double precision DEFAULT 0.1, CHECK (price > 0.3::float8));
    CREATE VIEW app.dear AS SELECT id FROM app.orders WHERE price > 1e3;
    CREATE FUNCTION app.one() RETURNS integer LANGUAGE sql RETURN 1;
    CREATE TABLE public.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
    INSERT INTO public.schema_migrations VALUES (7, false)";

async fn with_shop(check: impl AsyncFnOnce(PgConnectOptions)) {
    let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
    let request = DatabaseRequest { name: "shop".into(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    let options = database.connect_options().clone();
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(SHOP)).execute(&mut connection).await.unwrap();
    drop(connection);
    check(options).await;
    database.finish().await.unwrap();
    scratch.stop().await.unwrap();
}

async fn look(options: &PgConnectOptions) -> Result<Look, LookError> {
    let mut connection = connect(options).await.map_err(LookError::Connect)?;
    look_at(&mut connection, &HistoryChoice::Auto).await
}

/// One answer or the other, and soon.
async fn refusal(options: &PgConnectOptions) -> String {
    let started = Instant::now();
    let error = look(options).await.expect_err("a refusal");
    assert!(started.elapsed() < Duration::from_secs(10), "waited {:?}", started.elapsed());
    error.to_string()
}

#[tokio::test]
async fn a_database_reads_the_same_through_a_pooler() {
    with_shop(async |options| {
        let direct = look(&options).await.unwrap();
        assert_eq!(direct.histories.len(), 1);
        for mode in ["pool_mode = transaction", "pool_mode = session"] {
            let bouncer = Bouncer::before(&options, &[mode]);
            // Twice over one connection, on sessions that somebody else used in between.
            let mut connection = connect(&bouncer.through(&options)).await.unwrap();
            for _ in 0..2 {
                let pooled = look_at(&mut connection, &HistoryChoice::Auto).await.unwrap();
                assert_eq!(pooled.snapshot, direct.snapshot, "{mode}");
                assert_eq!(pooled.histories, direct.histories, "{mode}");
                assert_eq!(pooled.surroundings, direct.surroundings, "{mode}");
                if mode.ends_with("transaction") {
                    look(&bouncer.through(&options)).await.unwrap();
                }
            }
        }
    })
    .await;
}

/// Nothing that an inspection sets stays behind in a session that others get next.
#[tokio::test]
async fn the_next_user_of_the_session_finds_it_as_it_was() {
    with_shop(async |options| {
        let bouncer = Bouncer::before(&options, &["default_pool_size = 1"]);
        let settings = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) AS settings,
                               pg_backend_pid()::text AS pid
                        FROM pg_settings WHERE source = 'session' AND name <> 'application_name'";
        let mut other = connect(&bouncer.through(&options)).await.unwrap();
        let mut state = async || {
            let row = sqlx::raw_sql(settings).fetch_one(&mut other).await.unwrap();
            (row.get::<Option<String>, _>("settings"), row.get::<String, _>("pid"))
        };
        let before = state().await;
        look(&bouncer.through(&options)).await.unwrap();
        assert_eq!(state().await, before);
    })
    .await;
}

#[tokio::test]
async fn what_a_pooler_cannot_do_is_said() {
    with_shop(async |options| {
        let bouncer = Bouncer::before(&options, &[]);
        let through = bouncer.through(&options);
        let mut said = vec![
            ("a setting at the start", refusal(&through.clone().options([("work_mem", "1MB")])).await),
            ("a user it does not know", refusal(&through.clone().username("stranger")).await),
            ("a database the server does not have", refusal(&through.clone().database("nowhere")).await),
        ];
        let statements = Bouncer::before(&options, &["pool_mode = statement"]);
        said.push(("no transactions", refusal(&statements.through(&options)).await));
        let plain = Bouncer::before(&options, &["auth_type = plain"]);
        let token = "t".repeat(5000);
        said.push(("more to log in with than it takes", refusal(&plain.through(&options).password(&token)).await));
        let nowhere = Bouncer::before(&options, &["query_wait_timeout = 2", "[databases]", "shop = host=/nonexistent"]);
        said.push(("a server it does not reach", refusal(&nowhere.through(&options)).await));
        let said: Vec<_> = said.into_iter().map(|(what, message)| format!("{what}:\n{message}\n")).collect();
        // The poolers' folders are called otherwise each time.
        insta::with_settings!({ filters => vec![(r"/tmp/pooler-[^ ]*", "[pooler]")] }, {
            insta::assert_snapshot!(said.join("\n"));
        });
    })
    .await;
}

/// A pooler may keep somebody waiting for two minutes who has logged in already.
#[tokio::test]
async fn a_pool_without_a_session_to_spare_is_not_waited_for() {
    with_shop(async |options| {
        let bouncer = Bouncer::before(&options, &["default_pool_size = 1"]);
        let mut holder = connect(&bouncer.through(&options)).await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut holder).await.unwrap();
        let mut connection = connect(&bouncer.through(&options)).await.unwrap();
        let limits = Limits { first_answer: Duration::from_secs(1), ..Limits::default() };
        let started = Instant::now();
        let error = ReadOnlySession::begin(&mut connection, limits).await.expect_err("no session");
        assert!(started.elapsed() < Duration::from_secs(5), "waited {:?}", started.elapsed());
        insta::assert_snapshot!(
            error,
            @"there is a connection, and no session within 1 seconds; a pooler in between has none to spare or does not reach the server"
        );
    })
    .await;
}
