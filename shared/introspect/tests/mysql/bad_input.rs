//! What can be wrong with a database of MySQL or MariaDB, and with who reads it: a clear word each time, and no hang.

use std::time::{Duration, Instant};

use driftline_catalog::{Engine, Objects, Snapshot};
use driftline_ddl::build;
use driftline_drift::{CompareOptions, compare};
use driftline_introspect::mysql::{Limits, ReadOnlySession, inspect};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::server::{Database, Server};

/// Reads a database as somebody.
pub(crate) async fn read_as(database: &Database<'_>, user: &str) -> Result<Snapshot, String> {
    let options = database.options_of(user);
    let mut connection = options.connect().await.map_err(|error| error.to_string())?;
    let mut session =
        ReadOnlySession::begin(&mut connection, Limits::default()).await.map_err(|error| error.to_string())?;
    inspect(&mut session).await.map(|inspection| inspection.snapshot).map_err(|error| error.to_string())
}

pub(crate) fn gaps(snapshot: &Snapshot) -> Vec<String> {
    snapshot.coverage.gaps.iter().map(|gap| format!("{}: {}", gap.what, gap.why)).collect()
}

#[tokio::test]
async fn what_an_account_may_not_see_is_never_called_missing() {
    for server in Server::all().await {
        let script = "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE VIEW v AS SELECT id FROM a; \
                      CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @n = 1; CREATE PROCEDURE p() SELECT 1; \
                      CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1";
        let database = server.database(script).await.unwrap();
        database
            .run("DROP USER IF EXISTS driftline_blind; CREATE USER driftline_blind; GRANT SELECT ON a TO driftline_blind")
            .await
            .unwrap();
        let whole = read_as(&database, "root").await.unwrap();
        let seen = read_as(&database, "driftline_blind").await.unwrap();
        let comparison = compare(&whole, &seen, &CompareOptions::default());
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        let gaps = gaps(&seen).join("\n");
        for grant in ["GRANT REFERENCES ON", "GRANT TRIGGER ON", "GRANT EVENT ON"] {
            assert!(gaps.contains(grant), "{grant}\n{gaps}");
        }
        let routines = match server.engine() {
            Engine::Mariadb if server.series() < 1103 => "GRANT SELECT ON mysql.proc TO `driftline_blind`@`%`",
            Engine::Mariadb => "GRANT SHOW CREATE ROUTINE ON",
            _ => "GRANT SHOW_ROUTINE ON *.* TO `driftline_blind`@`%`",
        };
        assert!(gaps.contains(routines), "{gaps}");
        // The query of a view needs a grant on that view.
        database.run("GRANT REFERENCES ON :database.* TO driftline_blind").await.unwrap();
        let seen = read_as(&database, "driftline_blind").await.unwrap();
        let words = self::gaps(&seen).join("\n");
        assert!(words.contains("GRANT SELECT, SHOW VIEW ON") && words.contains("`v` TO"), "{words}");
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn grants_that_the_reader_may_not_see_are_a_gap_with_what_would_show_them() {
    for server in Server::all().await {
        let database = server.database("CREATE TABLE a (id int); CREATE TABLE b (id int)").await.unwrap();
        let account = "driftline_unaware";
        database
            .run(&format!(
                "DROP USER IF EXISTS {account}; CREATE USER {account}; GRANT REFERENCES ON :database.* TO {account}; \
                 GRANT INSERT ON a TO app@'%'; GRANT SELECT ON mysql.db TO {account}"
            ))
            .await
            .unwrap();
        let read = async |user: &str| {
            let mut connection = database.options_of(user).connect().await.unwrap();
            let session = ReadOnlySession::begin(&mut connection, Limits::default()).await.unwrap();
            inspect(&mut session.with_roles(true)).await.unwrap().snapshot
        };
        let (whole, seen) = (read("root").await, read(account).await);
        let comparison = compare(&whole, &seen, &CompareOptions::default());
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        let words = gaps(&seen).join("\n");
        assert!(!words.contains("ON mysql.db"), "{words}");
        for table in ["tables_priv", "columns_priv", "procs_priv"] {
            let grant = format!("GRANT SELECT ON mysql.{table} TO `{account}`@`%`");
            assert!(words.contains(&grant), "{grant}\n{words}");
            database.run(&grant).await.unwrap();
        }
        let seen = read(account).await;
        assert!(!gaps(&seen).iter().any(|gap| gap.starts_with("grants")), "{:?}", gaps(&seen));
        // Of tables that it cannot see there may be grants.
        database
            .run(&format!("REVOKE REFERENCES ON :database.* FROM {account}; GRANT SELECT ON :database.b TO {account}"))
            .await
            .unwrap();
        let comparison = compare(&whole, &read(account).await, &CompareOptions::default());
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        // One that sees everything sees the grants too.
        database.run(&format!("GRANT ALL ON *.* TO {account}")).await.unwrap();
        let seen = read(account).await;
        assert!(seen.has_read_kind(driftline_catalog::Kind::Grant));
        let only_grants =
            |difference: &driftline_drift::Difference| difference.key.kind == driftline_catalog::Kind::Grant;
        let comparison = compare(&whole, &seen, &CompareOptions::default());
        assert!(!comparison.differences.iter().any(only_grants), "{:?}", comparison.differences);
        // Nobody asked: nothing is read, and the report says so.
        let seen = read_as(&database, account).await.unwrap();
        assert!(seen.coverage.not_compared.iter().any(|what| what.contains("privileges")));
        assert!(!seen.has_read_kind(driftline_catalog::Kind::Grant));
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn an_account_without_any_right_is_refused_in_words() {
    for server in Server::all().await {
        let database = server.database("CREATE TABLE a (id int)").await.unwrap();
        database.run("DROP USER IF EXISTS driftline_none; CREATE USER driftline_none").await.unwrap();
        let error = read_as(&database, "driftline_none").await.unwrap_err();
        assert!(error.contains("1044") && error.contains("driftline_none"), "{error}");
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn a_view_whose_table_is_gone_is_named() {
    for server in Server::all().await {
        let script =
            "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE VIEW v AS SELECT id FROM a; DROP TABLE a";
        let database = server.database(script).await.unwrap();
        let snapshot = read_as(&database, "root").await.unwrap();
        // Some servers still print it, which is as good.
        let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &snapshot.objects else {
            panic!("of another engine")
        };
        let is_read = objects.views.iter().any(|view| view.query.contains("`a`"));
        let words = gaps(&snapshot).join("\n");
        assert!(is_read || words.contains("view v"), "{words}");
        assert_eq!(objects.tables.len(), 1);
        let script = build(&snapshot);
        let is_left_out = script.not_rendered().any(|(key, _)| key.name == "v");
        assert!(is_read != is_left_out, "{:?}", script.statements().collect::<Vec<_>>());
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn a_table_whose_files_are_gone_is_named_and_the_others_are_read() {
    for server in Server::all().await {
        let database =
            server.database("CREATE TABLE broken (id int) ENGINE = MyISAM; CREATE TABLE sound (id int)").await.unwrap();
        let Some(folder) = database.folder().await else {
            continue;
        };
        database.run("FLUSH TABLES").await.unwrap();
        std::fs::remove_file(folder.join("broken.MYI")).unwrap();
        let snapshot = read_as(&database, "root").await.unwrap();
        let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &snapshot.objects else {
            panic!("of another engine")
        };
        assert!(objects.tables.iter().any(|table| table.name == "sound"));
        let words = gaps(&snapshot).join("\n");
        let is_read = objects.tables.iter().any(|table| table.name == "broken");
        assert!(is_read || words.contains("table broken"), "{words}");
        database.run("DROP TABLE IF EXISTS broken").await.ok();
        database.drop().await.ok();
    }
}

#[tokio::test]
async fn names_can_hold_anything() {
    for server in Server::all().await {
        let name = "m_we`ird.na-me 'x'";
        let quoted = driftline_catalog::mysql::quote(name);
        let script = format!(
            "CREATE TABLE `a.b``c` (`x y` int, `K'ey` int, KEY `i.``j` (`x y`), CONSTRAINT `c\"k` CHECK (`x y` > 0)); \
             CREATE VIEW `v.1` AS SELECT `x y` FROM {quoted}.`a.b``c`; CREATE PROCEDURE `p(1)`(`a b` int) SELECT 1"
        );
        let database = server.named(name, &script).await.unwrap();
        let snapshot = read_as(&database, "root").await.unwrap();
        assert_eq!(gaps(&snapshot), [""; 0]);
        let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &snapshot.objects else {
            panic!("of another engine")
        };
        assert_eq!(objects.tables[0].name, "a.b`c");
        assert_eq!(objects.procedures[0].parameters, "`a b` int");
        assert!(!objects.views[0].query.contains("m_we"), "{}", objects.views[0].query);
        // The same under a plain name is the same.
        let plain = server.database(&script.replace(&format!("{quoted}."), "")).await.unwrap();
        let comparison = compare(&snapshot, &read_as(&plain, "root").await.unwrap(), &CompareOptions::default());
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        plain.drop().await.unwrap();
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn modes_of_the_session_change_nothing() {
    for server in Server::all().await {
        let database = server.database("CREATE TABLE a (id int DEFAULT 1, s varchar(5) DEFAULT 'x')").await.unwrap();
        let before = read_as(&database, "root").await.unwrap();
        let mut connection = database.options().connect().await.unwrap();
        let modes = "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT', time_zone = '+05:00'";
        sqlx::raw_sql(modes).execute(&mut connection).await.unwrap();
        let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.unwrap();
        assert_eq!(before.objects, inspect(&mut session).await.unwrap().snapshot.objects);
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn a_table_that_somebody_holds_is_named_and_not_waited_for() {
    for server in Server::all().await {
        let database = server.database("CREATE TABLE a (id int)").await.unwrap();
        let options = database.options();
        let busy = tokio::spawn(async move {
            let mut connection = options.connect().await.unwrap();
            let slow = "CREATE TABLE slow AS SELECT SLEEP(20) AS n";
            sqlx::raw_sql(slow).execute(&mut connection).await.map(|_| ()).map_err(|error| error.to_string())
        });
        tokio::time::sleep(Duration::from_millis(700)).await;
        let started = Instant::now();
        let snapshot = read_as(&database, "root").await.unwrap();
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &snapshot.objects else {
            panic!("of another engine")
        };
        assert!(objects.tables.iter().any(|table| table.name == "a"));
        // A server that already lists the new table says who is in the way; one that does not has nothing to say.
        let is_listed = gaps(&snapshot).iter().any(|gap| gap.starts_with("table slow: another session"));
        assert!(is_listed || gaps(&snapshot).is_empty(), "{:?}", gaps(&snapshot));
        busy.abort();
        database.drop().await.unwrap();
    }
}

/// MariaDB keeps routines and events in tables, which whoever makes one in any database holds for a moment.
#[tokio::test]
async fn what_the_server_keeps_in_tables_of_its_own_is_waited_for() {
    for server in Server::all().await.into_iter().filter(|server| server.engine() == Engine::Mariadb) {
        let script = "CREATE FUNCTION f() RETURNS int RETURN 1; \
                      CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1";
        let database = server.database(script).await.unwrap();
        for table in ["mysql.proc", "mysql.event"] {
            let mut holder = database.options().connect().await.unwrap();
            let lock = format!("LOCK TABLES {table} WRITE");
            sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut holder).await.unwrap();
            let moment = tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(300)).await;
                holder.close().await.ok();
            });
            let snapshot = read_as(&database, "root").await.unwrap();
            moment.await.unwrap();
            let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &snapshot.objects else {
                panic!("of another engine")
            };
            assert_eq!((objects.functions.len(), objects.events.len()), (1, 1), "{table}");
            assert!(gaps(&snapshot).is_empty(), "{table}: {:?}", gaps(&snapshot));
        }
        database.drop().await.unwrap();
    }
}

/// Other sessions make tables, triggers and routines in another database all the time, and open those of this one.
#[tokio::test]
async fn what_others_do_elsewhere_changes_nothing() {
    for server in Server::all().await {
        let script = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int, FOREIGN KEY (id) REFERENCES a (id)); \
                      CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @n = 1; CREATE VIEW v AS SELECT id FROM a; \
                      CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1; \
                      CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1";
        let database = server.database(script).await.unwrap();
        let elsewhere = server.database("").await.unwrap();
        let options = elsewhere.options();
        let busy = tokio::spawn(async move {
            let mut connection = options.connect().await.unwrap();
            let work = "CREATE PROCEDURE p() SELECT 1; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1; \
                        CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int, FOREIGN KEY (id) REFERENCES a (id)); \
                        CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @n = 1; DROP TABLE b, a; DROP EVENT e; \
                        DROP PROCEDURE p; CREATE USER IF NOT EXISTS driftline_elsewhere; \
                        GRANT SELECT ON *.* TO driftline_elsewhere; FLUSH PRIVILEGES";
            loop {
                sqlx::raw_sql(work).execute(&mut connection).await.unwrap();
            }
        });
        let whole = read_as(&database, "root").await.unwrap();
        for _ in 0..60 {
            let seen = read_as(&database, "root").await.unwrap();
            assert!(gaps(&seen).is_empty(), "{:?}", gaps(&seen));
            assert!(seen == whole, "{:?}", compare(&whole, &seen, &CompareOptions::default()).differences);
        }
        busy.abort();
        elsewhere.drop().await.unwrap();
        database.drop().await.unwrap();
    }
}

/// MariaDB lists no trigger of a table that somebody renames or drops.
#[tokio::test]
async fn triggers_of_a_table_that_somebody_holds_are_not_missing() {
    for server in Server::all().await {
        let script = "CREATE TABLE a (id int); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @n = 1; \
                      CREATE TABLE z (id int)";
        let database = server.database(script).await.unwrap();
        let whole = read_as(&database, "root").await.unwrap();
        let mut reader = database.options().connect().await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT * FROM z").execute(&mut reader).await.unwrap();
        let options = database.options();
        let renaming = tokio::spawn(async move {
            // Holds `a` while it waits for `z`.
            let mut connection = options.connect().await.unwrap();
            sqlx::raw_sql("RENAME TABLE a TO a2, z TO z2").execute(&mut connection).await.unwrap();
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        let seen = read_as(&database, "root").await.unwrap();
        let comparison = compare(&whole, &seen, &CompareOptions::default());
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        assert!(gaps(&seen).iter().any(|gap| gap.starts_with("table a: another session")), "{:?}", gaps(&seen));
        reader.close().await.ok();
        renaming.await.unwrap();
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn the_session_writes_nothing() {
    for server in Server::all().await {
        let database = server.database("CREATE TABLE a (id int)").await.unwrap();
        let mut connection = database.options().connect().await.unwrap();
        let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.unwrap();
        for statement in ["INSERT INTO a VALUES (1)", "CREATE TABLE b (id int)", "DROP TABLE a"] {
            let error = sqlx::raw_sql(statement).execute(session.connection()).await.unwrap_err().to_string();
            assert!(error.contains("1792"), "{statement}: {error}");
        }
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn a_view_that_writes_is_named_and_so_is_why_it_is_not_read() {
    for server in Server::all().await {
        let script = "CREATE TABLE log (a int); CREATE FUNCTION note() RETURNS int MODIFIES SQL DATA BEGIN \
                      INSERT INTO log VALUES (1); RETURN 1; END; CREATE VIEW noted AS SELECT note() AS a; \
                      CREATE VIEW plain AS SELECT a FROM log";
        let database = server.database(script).await.unwrap();
        let mut connection = database.options().connect().await.unwrap();
        let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.unwrap();
        let snapshot = inspect(&mut session).await.unwrap().snapshot;
        let gaps: Vec<String> = snapshot.coverage.gaps.iter().map(|gap| format!("{}: {}", gap.what, gap.why)).collect();
        let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
        assert!(gap.starts_with("view noted: the server could not print it: it calls a function that writes"), "{gap}");
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn what_no_kind_is_for_is_a_gap() {
    for server in Server::all().await.into_iter().filter(|server| server.engine() == Engine::Mysql) {
        if server.series() < 902 {
            continue;
        }
        let script = "CREATE LIBRARY helpers LANGUAGE JAVASCRIPT AS $$ export function f() { return 1 } $$";
        let database = server.database(script).await.unwrap();
        assert_eq!(
            database.read().await.unwrap_err(),
            "not seen: library helpers: this version knows nothing of the sort"
        );
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn a_primary_key_that_the_server_made_is_read_though_it_is_hidden() {
    for server in
        Server::apart(&[Engine::Mysql], "SET GLOBAL show_gipk_in_create_table_and_information_schema = OFF").await
    {
        let script = "SET SESSION sql_generate_invisible_primary_key = ON; CREATE TABLE a (id int)";
        let database = server.database(script).await.unwrap();
        let snapshot = database.read().await.unwrap();
        let Objects::Mysql(objects) = &snapshot.objects else { panic!("of another engine") };
        let names: Vec<&str> = objects.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "my_row_id"]);
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_goes_away_is_an_error_that_says_so() {
    for server in Server::all().await {
        let database = server.database("CREATE TABLE a (id int)").await.unwrap();
        let mut connection = database.options().connect().await.unwrap();
        let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.unwrap();
        let id = connection_id(&mut session).await;
        database.run(&format!("KILL {id}")).await.unwrap();
        let error = inspect(&mut session).await.unwrap_err().to_string();
        assert!(error.starts_with("could not"), "{error}");
        database.drop().await.unwrap();
    }
}

async fn connection_id(session: &mut ReadOnlySession<'_>) -> u64 {
    let id: u64 = sqlx::query_scalar("SELECT CONNECTION_ID()")
        .persistent(false)
        .fetch_one(session.connection())
        .await
        .expect("the number of the connection");
    id
}
