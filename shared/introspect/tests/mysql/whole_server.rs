//! What is set for a whole server, or broken in its files: each on servers that no other test uses.

use driftline_catalog::{Engine, Key, Object as _, Objects, Snapshot, mysql};
use driftline_drift::{CompareOptions, compare};

use crate::bad_input::{gaps, read_as};
use crate::server::Server;

fn objects(snapshot: &Snapshot) -> &mysql::Objects {
    match &snapshot.objects {
        Objects::Mysql(objects) | Objects::Mariadb(objects) => objects,
        Objects::Postgres(_) => panic!("of another engine"),
    }
}

const BOTH: &[Engine] = &[Engine::Mariadb, Engine::Mysql];

/// Names in both cases, which some servers keep and some do not.
const MIXED: &str = "CREATE TABLE Customers (Id int NOT NULL PRIMARY KEY, `Full Name` varchar(20)); \
                     CREATE TABLE `Orders` (id int, Customer int, CONSTRAINT ToCustomer FOREIGN KEY (Customer) REFERENCES CUSTOMERS_ (Id)); \
                     CREATE VIEW Names AS SELECT `Full Name` AS Name FROM CUSTOMERS_; \
                     CREATE TRIGGER Filled BEFORE INSERT ON `Orders` FOR EACH ROW SET NEW.id = 1; \
                     CREATE PROCEDURE Tidy() DELETE FROM `Orders`";

#[tokio::test]
async fn names_in_both_cases_are_read_as_the_server_keeps_them() {
    // On Linux no server starts with 2, which is for file systems that keep case and ignore it.
    for cases in [0, 1] {
        for server in Server::apart_with(BOTH, cases, "SELECT 1").await {
            // Where case counts, a table has to be spelled as it was made.
            let spelled = if cases == 0 { "Customers" } else { "CUSTOMERS" };
            let script = MIXED.replace("CUSTOMERS_", spelled);
            let database = server.named("m_Mixed", &script).await.unwrap();
            let snapshot = database.read().await.unwrap();
            assert_eq!(gaps(&snapshot), [""; 0]);
            let expected = if cases == 0 { ["Customers", "Orders", "Names"] } else { ["customers", "orders", "names"] };
            let of = objects(&snapshot);
            let names = of.tables.iter().map(|table| table.name.as_str());
            assert_eq!(names.chain([of.views[0].name.as_str()]).collect::<Vec<_>>(), expected);
            assert_eq!((&*of.triggers[0].table, &*of.triggers[0].name), (expected[1], "Filled"));
            let key = of.constraints.iter().find(|one| one.name == "ToCustomer").expect("the foreign key");
            assert_eq!(key.referenced_table.as_deref(), Some(expected[0]));
            assert!(!of.views[0].query.to_lowercase().contains("m_mixed"), "{}", of.views[0].query);
            // Grants are found under the name that the server gave the table.
            database.run("GRANT INSERT ON :database.`Orders` TO app@'%'").await.unwrap();
            let granted = database.read().await.unwrap();
            let differences = compare(&snapshot, &granted, &CompareOptions::default()).differences;
            let found: Vec<_> = differences.iter().map(|found| (&*found.key.parent, &*found.key.name)).collect();
            assert_eq!(found, [(expected[1], "app@%")]);
            // What is rendered from it makes the same.
            let again = server.named("m_Again", &script_of(&snapshot)).await.unwrap();
            let comparison = compare(&snapshot, &again.read().await.unwrap(), &CompareOptions::default());
            assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        }
    }
}

/// The SQL of a snapshot, for a server that is sent it at once.
fn script_of(snapshot: &Snapshot) -> String {
    let script = driftline_ddl::build(snapshot);
    assert_eq!(script.not_rendered().count(), 0);
    script.statements().collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_server_of_other_modes_is_read_and_written_alike() {
    let script = "CREATE TABLE a (id int DEFAULT 1, s varchar(9) DEFAULT 'it''s'); \
                  CREATE VIEW v AS SELECT id, concat(s, '\"') AS t FROM a";
    for (server, other) in Server::apart(BOTH, "SELECT 1").await.into_iter().zip(
        Server::apart(BOTH, "SET GLOBAL sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,IGNORE_SPACE'")
            .await,
    ) {
        let (plain, ansi) = (server.database(script).await.unwrap(), other.database(script).await.unwrap());
        let comparison = compare(&plain.read().await.unwrap(), &ansi.read().await.unwrap(), &CompareOptions::default());
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        // What such a session wrote means what it meant.
        ansi.run(
            "SET sql_mode = @@global.sql_mode; \
             CREATE PROCEDURE \"p\"(\"x\" int) SELECT \"id\" || 'a\\' FROM \"a\" WHERE \"id\" = \"x\"",
        )
        .await
        .unwrap();
        let written = ansi.read().await.unwrap();
        assert!(objects(&written).procedures[0].sql_mode.contains("ANSI_QUOTES"));
        let again = server.database(&script_of(&written)).await.unwrap();
        let comparison = compare(&written, &again.read().await.unwrap(), &CompareOptions::default());
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
        again.run("CALL p(1)").await.unwrap();
    }
}

/// As a replica is.
#[tokio::test]
async fn a_server_that_takes_no_writes_is_read() {
    for server in Server::apart(BOTH, "SELECT 1").await {
        let database = server.database("CREATE TABLE a (id int)").await.unwrap();
        let before = database.read().await.unwrap();
        let switch = if server.engine() == Engine::Mysql { "super_read_only" } else { "read_only" };
        database.run(&format!("SET GLOBAL {switch} = ON")).await.unwrap();
        let replica = read_as(&database, "driftline_reader").await.unwrap();
        assert_eq!(objects(&replica).tables, objects(&before).tables);
        assert!(gaps(&replica).is_empty(), "{:?}", gaps(&replica));
    }
}

#[tokio::test]
async fn a_table_that_crashed_is_named_and_the_others_are_read() {
    for server in Server::apart(BOTH, "SELECT 1").await {
        let script = "CREATE TABLE cut (id int, KEY (id)) ENGINE = MyISAM; INSERT INTO cut VALUES (1); \
                      CREATE TABLE marked (id int, KEY (id)) ENGINE = MyISAM; INSERT INTO marked VALUES (1); \
                      CREATE TABLE lost (id int); CREATE TABLE sound (id int)";
        let database = server.database(script).await.unwrap();
        let Some(folder) = database.folder().await else { panic!("the server is on this machine") };
        database.run("FLUSH TABLES cut, marked, lost; UNLOCK TABLES").await.unwrap();
        // The index has an end no more; rows are not where the index says; the file of a tablespace is gone.
        let index = folder.join("cut.MYI");
        let bytes = std::fs::read(&index).unwrap();
        std::fs::write(&index, &bytes[..20]).unwrap();
        std::fs::write(folder.join("marked.MYD"), b"").unwrap();
        std::fs::remove_file(folder.join("lost.ibd")).unwrap();
        let snapshot = read_as(&database, "root").await.unwrap();
        let words = gaps(&snapshot).join("\n");
        for name in ["cut", "marked", "lost", "sound"] {
            // A server that keeps definitions apart still prints them, which is as good.
            let is_read = objects(&snapshot).tables.iter().any(|table| table.name == name);
            assert!(is_read || name != "sound" && words.contains(&format!("table {name}: ")), "{name}\n{words}");
        }
        let cut = Key::in_schema(driftline_catalog::Kind::Table, "", "cut");
        let is_read = objects(&snapshot).tables.iter().any(|table| table.key() == cut);
        assert!(is_read || snapshot.coverage.unseen.contains(&cut), "{words}");
    }
}

/// MariaDB opens tables for `information_schema`, and those of every database unless a query names the one in the column
/// that it looks at. Other databases are none of ours.
#[tokio::test]
async fn no_query_opens_the_tables_of_other_databases() {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/mysql/queries");
    for server in Server::all().await.into_iter().filter(|server| server.engine() == Engine::Mariadb) {
        let database = server.database("CREATE TABLE a (id int)").await.unwrap();
        let mut explained = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let query = std::fs::read_to_string(&path).unwrap();
            if path.to_string_lossy().contains("_mysql") || !query.contains("information_schema") {
                continue;
            }
            let plan = database.rows(&format!("EXPLAIN\n{query}")).await.unwrap();
            assert!(!plan.iter().any(|line| line.contains("Scanned all databases")), "{}: {plan:?}", path.display());
            explained += plan.len();
        }
        assert!(10 < explained, "{explained} steps are too few");
        database.drop().await.unwrap();
    }
}
