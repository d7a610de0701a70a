//! What a database is given from outside its migrations is no drift, and what a migration gives it is compared.

use std::path::PathBuf;

use driftline_catalog::postgres::Surroundings;
use driftline_drift::{Change, CompareOptions, compare};
use driftline_expect::{Rebuild, Steps, rebuild};
use driftline_inspect::{Look, look_at};
use driftline_migrations::HistoryChoice;
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

/// Somebody else than the migrating role owns the database, and gave it what no migration speaks of.
const OUTSIDE: &str = r#"
    CREATE ROLE "My Keeper"; CREATE ROLE app; CREATE ROLE "o'Neil";
    ALTER DATABASE "My Shop" OWNER TO "My Keeper";
    ALTER DATABASE "My Shop" CONNECTION LIMIT 9;
    COMMENT ON DATABASE "My Shop" IS E'from \\ outside''s';
    REVOKE TEMPORARY ON DATABASE "My Shop" FROM PUBLIC;
    GRANT CONNECT ON DATABASE "My Shop" TO app WITH GRANT OPTION;
    SET ROLE app; GRANT CONNECT ON DATABASE "My Shop" TO "o'Neil"; RESET ROLE;"#;

async fn server(binaries: Option<PathBuf>) -> Scratch {
    Scratch::start(&ScratchOptions { binaries, ..ScratchOptions::default() }).await.expect("a server")
}

/// The live database after these statements.
async fn live(sql: &str) -> Look {
    let scratch = server(None).await;
    let request =
        DatabaseRequest { name: "My Shop".into(), owner: Some("migrator".into()), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    let mut connection = database.connect_options().connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    let look = look_at(&mut connection, &HistoryChoice::Auto).await.unwrap();
    drop(connection);
    database.finish().await.unwrap();
    look
}

/// What differs after a script was run on a database that imitates this one.
async fn differences(scratch: &Scratch, script: &str, live: &Look) -> Vec<String> {
    let request = Rebuild {
        steps: Steps::Script { file: "schema.sql", sql: script },
        surroundings: live.surroundings.postgres().unwrap(),
        roles: None,
        live_major: live.snapshot.server.major,
        owner: Some("migrator"),
        histories: &[],
    };
    let expected = rebuild(scratch, request).await.unwrap();
    let found = compare(&expected.snapshot, &live.snapshot, &CompareOptions::default());
    assert!(!found.not_compared.iter().any(|what| what.starts_with("database")), "{:?}", found.not_compared);
    let words = found.differences.into_iter().flat_map(|difference| match difference.change {
        Change::Modified { attributes } => attributes
            .into_iter()
            .map(|change| format!("{}.{}: {} -> {}", difference.key, change.attribute, change.expected, change.live))
            .collect(),
        other => vec![format!("{} {}", other.as_str(), difference.key)],
    });
    words.collect()
}

#[tokio::test]
async fn what_no_migration_gave_is_no_drift() {
    let live = live(OUTSIDE).await;
    let folder = std::env::var_os("DRIFTLINE_TEST_POSTGRES_SERVERS").map(PathBuf::from);
    let others = folder.into_iter().flat_map(|folder| ["16", "18"].map(|major| Some(folder.join(major).join("bin"))));
    for binaries in std::iter::once(None).chain(others) {
        let scratch = server(binaries).await;
        let found = differences(&scratch, "CREATE SCHEMA IF NOT EXISTS public", &live).await;
        assert_eq!(found.iter().filter(|words| words.starts_with("database")).count(), 0, "{found:?}");
    }
}

#[tokio::test]
async fn what_a_migration_gives_has_to_be_there() {
    let live = live(OUTSIDE).await;
    let scratch = server(None).await;
    for (script, found) in [
        (r#"COMMENT ON DATABASE "My Shop" IS E'from \\ outside''s'"#, vec![]),
        (
            r#"COMMENT ON DATABASE "My Shop" IS 'ours'"#,
            vec![r#"database current.comment: "ours" -> "from \\ outside's""#],
        ),
        (r#"ALTER DATABASE "My Shop" CONNECTION LIMIT 3"#, vec!["database current.connection_limit: 3 -> 9"]),
        (r#"ALTER DATABASE "My Shop" OWNER TO migrator"#, vec![r#"database current.owner: "migrator" -> "My Keeper""#]),
        (
            r#"REVOKE CONNECT ON DATABASE "My Shop" FROM PUBLIC"#,
            vec![
                r#"database current.privileges: ["\"o'Neil\": CONNECT (granted by app)","app: CONNECT WITH GRANT OPTION"] -> ["\"o'Neil\": CONNECT (granted by app)","app: CONNECT WITH GRANT OPTION","public: CONNECT"]"#,
            ],
        ),
    ] {
        assert_eq!(differences(&scratch, script, &live).await, found, "{script}");
    }
}

/// A role that a migration makes has nothing before that.
#[tokio::test]
async fn a_role_of_the_migrations_is_given_its_rights_by_them() {
    const MIGRATION: &str = r#"CREATE ROLE newcomer; GRANT CREATE ON DATABASE "My Shop" TO newcomer; GRANT CONNECT ON DATABASE "My Shop" TO app"#;
    let live = live(&format!("CREATE ROLE app; {MIGRATION}")).await;
    let scratch = server(None).await;
    assert_eq!(differences(&scratch, MIGRATION, &live).await, [""; 0]);
    let found = differences(&scratch, "CREATE ROLE newcomer", &live).await;
    assert_eq!(
        found,
        [
            r#"database current.privileges: ["app: CONNECT","public: CONNECT, TEMPORARY"] -> ["app: CONNECT","newcomer: CREATE","public: CONNECT, TEMPORARY"]"#
        ]
    );
}

/// Without a live database there is nothing to be like.
#[tokio::test]
async fn a_throwaway_database_is_not_compared_for_itself() {
    let scratch = server(None).await;
    let request = Rebuild {
        steps: Steps::Script { file: "schema.sql", sql: "CREATE TABLE one ()" },
        surroundings: &Surroundings::default(),
        roles: None,
        live_major: scratch.major(),
        owner: None,
        histories: &[],
    };
    let built = rebuild(&scratch, request).await.unwrap();
    assert!(!built.snapshot.read.contains_key("database"));
}
