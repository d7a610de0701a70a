//! Inspecting a real server.

use driftline_introspect::postgres::{Inspection, Limits, ReadOnlySession, inspect};
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::{ConnectOptions as _, PgConnection};

const SHOP: &str = include_str!("cases/shop.sql");

async fn look(connection: &mut PgConnection) -> (Inspection, u32) {
    let mut session = ReadOnlySession::begin(connection, Limits::default()).await.unwrap();
    let inspection = inspect(&mut session).await.unwrap();
    let round_trips = session.round_trips();
    session.end().await.unwrap();
    (inspection, round_trips)
}

async fn with_shop(check: impl AsyncFnOnce(&mut PgConnection)) {
    let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
    let request =
        DatabaseRequest { name: "shop".into(), owner: Some("shop_owner".into()), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    let mut connection = database.connect_options().connect().await.unwrap();
    sqlx::raw_sql("SET SESSION AUTHORIZATION shop_owner").execute(&mut connection).await.unwrap();
    sqlx::raw_sql(SHOP).execute(&mut connection).await.unwrap();
    check(&mut connection).await;
    drop(connection);
    database.finish().await.unwrap();
    scratch.stop().await.unwrap();
}

#[tokio::test]
async fn a_shop_is_read_whole() {
    with_shop(async |connection| {
        let (inspection, round_trips) = look(connection).await;
        let mut snapshot = inspection.snapshot;
        snapshot.server.version = "15".into();
        snapshot.read.clear();
        insta::assert_json_snapshot!(snapshot);
        assert!(round_trips <= 25, "{round_trips} round trips");
        assert_eq!(inspection.surroundings.database, "shop");
        assert_eq!(inspection.surroundings.database_owner, "shop_owner");
    })
    .await;
}

#[tokio::test]
async fn reading_twice_gives_the_same_bytes_and_leaves_nothing_behind() {
    with_shop(async |connection| {
        let first = look(connection).await.0.snapshot.to_json();
        let second = look(connection).await.0.snapshot.to_json();
        assert_eq!(first, second);
        let locks: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384",
        )
        .fetch_one(&mut *connection)
        .await
        .unwrap();
        assert_eq!(locks, 0);
    })
    .await;
}

#[tokio::test]
async fn a_session_refuses_to_write() {
    with_shop(async |connection| {
        let mut session = ReadOnlySession::begin(connection, Limits::default()).await.unwrap();
        let refused = sqlx::raw_sql("CREATE TABLE public.x ()").execute(session.connection()).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "25006");
    })
    .await;
}

/// Even a role that is shown everything keeps nothing that may be a secret.
#[tokio::test]
async fn no_secret_of_foreign_data_is_kept() {
    const FOREIGN: &str = "
        CREATE FOREIGN DATA WRAPPER far OPTIONS (password 'hidden', host 'postgres://me:hidden@there');
        CREATE SERVER there FOREIGN DATA WRAPPER far OPTIONS (\"user\" 'hidden', \"Host\" 'hidden', host 'seen');
        CREATE USER MAPPING FOR PUBLIC SERVER there OPTIONS (password 'hidden');
        CREATE USER MAPPING FOR CURRENT_USER SERVER there OPTIONS (password 'hidden');
        CREATE FOREIGN TABLE public.rows (id integer OPTIONS (key 'hidden')) SERVER there OPTIONS (token 'hidden');
        CREATE SUBSCRIPTION of_far CONNECTION 'host=there password=hidden' PUBLICATION one
            WITH (connect = false, slot_name = NONE);";
    let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
    let request = DatabaseRequest { name: "foreign".into(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    let mut connection = database.connect_options().connect().await.unwrap();
    sqlx::raw_sql(FOREIGN).execute(&mut connection).await.unwrap();

    let inspection = look(&mut connection).await.0;
    let text = String::from_utf8(inspection.snapshot.to_json()).unwrap();
    assert!(text.contains("host=seen"));
    assert!(!text.contains("hidden"), "{text}");
    assert!(inspection.snapshot.coverage.is_complete(), "{:?}", inspection.snapshot.coverage.gaps);

    sqlx::raw_sql("DROP SUBSCRIPTION of_far").execute(&mut connection).await.unwrap();
    drop(connection);
    database.finish().await.unwrap();
    scratch.stop().await.unwrap();
}
