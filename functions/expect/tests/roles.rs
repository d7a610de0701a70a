//! Roles that people made are no drift, and what a migration says of a role is compared.

use std::path::PathBuf;

use driftline_drift::{Change, CompareOptions, compare};
use driftline_expect::{Rebuild, Steps, rebuild, roles_of};
use driftline_inspect::{Look, look_at_with};
use driftline_migrations::HistoryChoice;
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

/// What people did with roles, on a server whose superuser is called as that of every throwaway server.
const PEOPLE: &str = r#"
    ALTER ROLE migrator NOSUPERUSER LOGIN CREATEROLE CREATEDB;
    CREATE ROLE app LOGIN PASSWORD 'hidden' CONNECTION LIMIT 9 VALID UNTIL '2031-01-01';
    CREATE ROLE "The Office" NOINHERIT; CREATE ROLE auditor SUPERUSER REPLICATION BYPASSRLS;
    GRANT "The Office", pg_monitor TO app; GRANT app TO migrator WITH ADMIN OPTION;
    ALTER ROLE app SET search_path TO app, public; ALTER ROLE app SET app.api_token TO 'hidden';
    ALTER ROLE postgres SET work_mem TO '7MB';
    COMMENT ON ROLE app IS 'what sells';"#;

async fn server(major: Option<u32>) -> Option<Scratch> {
    let binaries = match major {
        Some(major) => {
            let folder = std::env::var_os("DRIFTLINE_TEST_POSTGRES_SERVERS").map(PathBuf::from)?;
            Some(folder.join(major.to_string()).join("bin"))
        }
        None => None,
    };
    Some(Scratch::start(&ScratchOptions { binaries, ..ScratchOptions::default() }).await.expect("a server"))
}

/// The live database after these statements.
async fn live(scratch: &Scratch, sql: &str) -> Look {
    let request = DatabaseRequest { name: "shop".into(), owner: Some("migrator".into()), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.unwrap();
    let mut connection = database.connect_options().connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    let look = look_at_with(&mut connection, &HistoryChoice::Auto, true).await.unwrap();
    drop(connection);
    database.finish().await.unwrap();
    assert!(!String::from_utf8(look.snapshot.to_json()).unwrap().contains("hidden"));
    look
}

/// What differs in roles after a script was run where these roles are imitated.
async fn differences(scratch: &Scratch, script: &str, live: &Look) -> Vec<String> {
    let request = Rebuild {
        steps: Steps::Script { file: "schema.sql", sql: script },
        surroundings: live.surroundings.postgres().unwrap(),
        roles: roles_of(&live.snapshot),
        live_major: live.snapshot.server.major,
        owner: Some("migrator"),
        histories: &[],
    };
    let expected = rebuild(scratch, request).await.unwrap();
    assert!(!expected.notes.iter().any(|note| note.contains("not compared")), "{:?}", expected.notes);
    assert!(roles_of(&expected.snapshot).is_some());
    let found = compare(&expected.snapshot, &live.snapshot, &CompareOptions::default());
    let of_roles = found.differences.into_iter().filter(|difference| difference.label == "role");
    let words = of_roles.flat_map(|difference| match difference.change {
        Change::Modified { attributes } => attributes
            .into_iter()
            .map(|change| format!("{}.{}: {} -> {}", difference.key, change.attribute, change.expected, change.live))
            .collect(),
        other => vec![format!("{} {}", other.as_str(), difference.key)],
    });
    words.collect()
}

#[tokio::test]
async fn roles_that_people_made_are_no_drift() {
    for (of_live, of_scratch) in [(None, None), (None, Some(18)), (Some(18), Some(18)), (Some(18), None)] {
        let (Some(on), Some(scratch)) = (server(of_live).await, server(of_scratch).await) else { continue };
        let live = live(&on, PEOPLE).await;
        let found = differences(&scratch, "SELECT 1", &live).await;
        assert_eq!(found, [""; 0], "{of_live:?} on {of_scratch:?}");
    }
}

#[tokio::test]
async fn what_a_migration_says_of_a_role_has_to_be_so() {
    let on = server(None).await.unwrap();
    let live = live(&on, &format!("{PEOPLE} CREATE ROLE newcomer; GRANT app TO newcomer; CREATE ROLE guest;")).await;
    let scratch = server(None).await.unwrap();
    for (script, found) in [
        ("ALTER ROLE app NOLOGIN", vec!["role app.login: false -> true"]),
        ("ALTER ROLE app LOGIN CONNECTION LIMIT 9", vec![]),
        (
            "REVOKE pg_monitor FROM app",
            vec![r#"role app.member_of: ["\"The Office\""] -> ["\"The Office\"","pg_monitor"]"#],
        ),
        ("ALTER ROLE app RESET search_path", vec![r#"role app.settings: [] -> ["search_path=app, public"]"#]),
        // It makes it itself, so all that is said of it comes from migrations.
        ("CREATE ROLE newcomer; GRANT app TO newcomer", vec![]),
        (
            "CREATE ROLE newcomer LOGIN",
            vec!["role newcomer.login: true -> false", r#"role newcomer.member_of: [] -> ["app"]"#],
        ),
        ("CREATE ROLE gone", vec!["missing role gone"]),
        ("DROP ROLE guest", vec!["extra role guest"]),
        // Somebody who is not there any more owned it.
        ("CREATE TABLE public.one (); ALTER TABLE public.one OWNER TO somebody_else", vec![]),
        (
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app; END IF; END $$",
            vec![],
        ),
    ] {
        assert_eq!(differences(&scratch, script, &live).await, found, "{script}");
    }
}

/// From version 16 on, whoever makes a role without being a superuser becomes its member.
#[tokio::test]
async fn what_comes_with_making_a_role_is_no_drift() {
    const MIGRATION: &str = "CREATE ROLE newcomer LOGIN; GRANT newcomer TO app";
    let (Some(on), Some(scratch)) = (server(Some(18)).await, server(Some(18)).await) else { return };
    let live =
        live(&on, &format!("{PEOPLE} SET SESSION AUTHORIZATION migrator; {MIGRATION}; RESET SESSION AUTHORIZATION"))
            .await;
    assert_eq!(differences(&scratch, MIGRATION, &live).await, [""; 0]);
}
