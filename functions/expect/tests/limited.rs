//! Replaying on a server that somebody offers, with a role that may make databases and roles and is no superuser.

use std::path::PathBuf;

use driftline_drift::{CompareOptions, compare};
use driftline_expect::{Rebuild, Steps, rebuild};
use driftline_inspect::look_at;
use driftline_migrations::HistoryChoice;
use driftline_scratch::{DatabaseRequest, Offered, Scratch, ScratchOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};

const SCRIPT: &str = "CREATE SCHEMA app;
    CREATE TABLE app.orders (id serial PRIMARY KEY, note text);
    CREATE TABLE plain (id int);
    CREATE VIEW app.noted AS SELECT id FROM app.orders WHERE note IS NOT NULL;
    GRANT USAGE, CREATE ON SCHEMA app TO reporting;
    CREATE TABLE app.handed_over (id int);
    ALTER TABLE app.handed_over OWNER TO reporting;
    SET ROLE reporting; RESET ROLE;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reporting;
    CREATE FUNCTION whoever() RETURNS text LANGUAGE sql AS 'SELECT current_user::text';";

const EVERYTHING: &str = "SELECT string_agg(name, ' ' ORDER BY name) FROM (
    SELECT datname::text FROM pg_database UNION ALL SELECT rolname::text FROM pg_roles) all_of (name)";

/// Every server of the tests' script, and the one of this machine.
fn servers() -> Vec<Option<PathBuf>> {
    let folder = std::env::var_os("DRIFTLINE_TEST_POSTGRES_SERVERS").map(PathBuf::from);
    let others = folder.into_iter().flat_map(|folder| {
        let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
        entries.map(|entry| Some(entry.path().join("bin"))).collect::<Vec<_>>()
    });
    std::iter::once(None).chain(others).collect()
}

#[tokio::test]
async fn a_role_that_may_make_databases_and_roles_is_enough() {
    for binaries in servers() {
        let own = ScratchOptions { binaries: binaries.clone(), ..ScratchOptions::default() };
        let production = Scratch::start(&own).await.expect("a server");
        let offered = Scratch::start(&own).await.expect("a server");
        let major = offered.major();

        // The live database: whoever migrates is no superuser, and may hand over to a role that it is a member of.
        let request = DatabaseRequest {
            name: "shop".into(),
            roles: vec!["reporting".into()],
            owner: Some("app_owner".into()),
            ..DatabaseRequest::default()
        };
        let live = production.database(&request).await.expect("a database");
        let mut connection = live.connect_options().connect().await.expect("it accepts connections");
        let deploy = format!(
            "ALTER ROLE app_owner NOSUPERUSER; GRANT reporting TO app_owner;
             SET SESSION AUTHORIZATION app_owner; {SCRIPT} RESET SESSION AUTHORIZATION"
        );
        sqlx::raw_sql(AssertSqlSafe(deploy)).execute(&mut connection).await.expect("deployed");
        let look = look_at(&mut connection, &HistoryChoice::Auto).await.expect("it can be seen");
        drop(connection);

        let base = offered.database(&DatabaseRequest { name: "base".into(), ..Default::default() }).await.unwrap();
        let mut administrator = base.connect_options().connect().await.unwrap();
        sqlx::raw_sql("CREATE ROLE limited LOGIN CREATEDB CREATEROLE").execute(&mut administrator).await.unwrap();
        let before: String = sqlx::raw_sql(EVERYTHING).fetch_one(&mut administrator).await.unwrap().get(0);
        let options = base.connect_options().clone().username("limited");
        let offered = Offered { options, server: "the server that is offered".to_owned(), way: None };
        let options = ScratchOptions { offered: Some(offered), ..ScratchOptions::default() };
        let limited = Scratch::start(&options).await.expect("it may log in");
        let request = |sql| Rebuild {
            steps: Steps::Script { file: "schema.sql", sql },
            surroundings: look.surroundings.postgres().unwrap(),
            roles: None,
            live_major: major,
            owner: Some("app_owner"),
            histories: &[],
        };
        let expected = rebuild(&limited, request(SCRIPT)).await.unwrap_or_else(|error| panic!("{major}: {error}"));
        let found = compare(&expected.snapshot, &look.snapshot, &CompareOptions::default());
        let keys: Vec<String> =
            found.differences.iter().map(|difference| format!("{} {:?}", difference.key, difference.change)).collect();
        assert_eq!(keys, [""; 0], "{major}");
        assert!(expected.snapshot.coverage.is_complete(), "{major}: {:?}", expected.snapshot.coverage);
        rebuild(&limited, request("CREATE TABLE one (); SELECT 1 / 0")).await.expect_err("it fails");
        limited.stop().await.expect("nothing to stop");
        let after: String = sqlx::raw_sql(EVERYTHING).fetch_one(&mut administrator).await.unwrap().get(0);
        assert_eq!(after, before, "{major}");
    }
}
