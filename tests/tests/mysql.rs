//! MySQL and MariaDB through the built command: checked against migrations, and taken back with the script it gives.

use std::path::Path;

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server};
use driftline_tests::mysql::{folders, port_to};
use driftline_tests::{Driftline, folder_with};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _};

const INIT: &str = "CREATE TABLE users (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, email varchar(100) NOT NULL, UNIQUE KEY email (email));\n\
     CREATE VIEW emails AS SELECT email FROM users;\n";
const MORE: &str = "ALTER TABLE users ADD COLUMN name varchar(50);\n\
     CREATE TRIGGER lowered BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.name = 'x'; SET NEW.email = lower(NEW.email); END;\n";
const HISTORY: &str = "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); \
     INSERT INTO schema_migrations VALUES (2, 0)";

fn config(engine: Engine, port: u16) -> String {
    format!(
        "[[database]]\nname = \"shop\"\nengine = \"{engine}\"\nendpoint = \"localhost:{port}\"\ndatabase = \"shop\"\n\
         user = \"reader\"\nauth = {{ method = \"none\" }}\nsource = {{ migrations = \"migrations\" }}\n"
    )
}

async fn run(options: &MySqlConnectOptions, sql: &str) {
    let mut connection = options.connect().await.expect("the server");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("the statements");
}

fn config_of_published(engine: Engine, port: u16, migrations: &Path) -> String {
    let source = format!("{{ published = true, migrations = \"{}\" }}", migrations.display());
    config(engine, port).replace("{ migrations = \"migrations\" }", &source)
}

/// What is published in one place is what a run in another expects, definers that no migration names included.
fn published_is_in_sync(config: &str, binaries: &Path) {
    let site = folder_with(&[("driftline.toml", config)]);
    let run = || {
        let arguments = ["run", "--format", "json"];
        Driftline::new(arguments).in_folder(site.path()).env("DRIFTLINE_MYSQL_BIN", "/var/empty").run()
    };
    let publish = || {
        let command = Driftline::new(["publish", "shop"]).in_folder(site.path());
        command.env("DRIFTLINE_MYSQL_BIN", binaries.to_str().expect("UTF-8")).run()
    };
    // What surrounds the database is learnt from a run.
    publish().exits(1);
    let unknown = run().exits(3);
    assert!(unknown.stdout.contains("driftline publish shop --version 2"), "{unknown}");
    publish().exits(0);
    let untouched = run().exits(0);
    let report = &untouched.json()["reports"][0];
    assert_eq!((&report["verdict"], &report["findings"]), (&"in_sync".into(), &serde_json::json!([])), "{untouched}");
    assert_eq!(report["notes"], serde_json::json!([]), "{untouched}");
    let again = publish().exits(0);
    assert!(again.stdout.contains("with the same content"), "{again}");
}

/// Starts a server of a folder.
async fn start(binaries: &Path) -> (Engine, Server) {
    let is_mariadb = binaries.to_string_lossy().contains("mariadb-");
    let engine = if is_mariadb { Engine::Mariadb } else { Engine::Mysql };
    let options = Options { binaries: Some(binaries.to_owned()), ..Options::new(engine) };
    (engine, Server::start(&options).await.expect("a server"))
}

/// The script as a server takes it: DELIMITER is for the client.
fn plain(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.starts_with("DELIMITER"));
    lines.map(|line| line.replace(";;", ";") + "\n").collect()
}

#[tokio::test]
async fn drift_is_found_and_taken_back() {
    for binaries in folders() {
        let (engine, server) = start(&binaries).await;
        let root = server.connect_options();
        run(
            &root,
            "CREATE DATABASE shop COLLATE utf8mb4_unicode_ci; CREATE USER migrator@'%'; GRANT ALL ON *.* TO migrator@'%'",
        )
        .await;
        let migrator = root.clone().username("migrator").database("shop");
        for sql in [INIT, MORE, HISTORY] {
            run(&migrator, &format!("SET sql_mode = @@global.sql_mode; {sql}")).await;
        }
        let folder = folder_with(&[("000001_init.up.sql", INIT), ("000002_more.up.sql", MORE)]);
        let socket = server.folder().expect("a server of our own").join("s");
        // The account that reads is the one that the command makes.
        let config = folder_with(&[("driftline.toml", &config(engine, port_to(&socket)))]);
        let administrator = format!("mysql://{}@localhost/shop?socket={}", root.get_username(), socket.display());
        let setup = ["setup", "shop", "--apply-sql", &administrator];
        let made = Driftline::new(setup).in_folder(config.path()).run().exits(0);
        assert!(made.stdout.contains("ON `shop`.`emails`") && made.stdout.contains("schema_migrations"), "{made}");
        let seen = Driftline::new(["connect", "test"]).in_folder(config.path()).run().exits(0);
        for line in ["session   read only", "all there are", "schema_migrations of golang-migrate, 1 row"] {
            assert!(seen.stdout.contains(line), "{seen}");
        }
        run(&root, "REVOKE EVENT ON shop.* FROM reader@localhost").await;
        let hidden = Driftline::new(["connect", "test"]).in_folder(config.path()).run().exits(3);
        assert!(hidden.stdout.contains("GRANT EVENT ON `shop`.* TO `reader`@`localhost`"), "{hidden}");
        run(&root, "GRANT EVENT ON shop.* TO reader@localhost").await;

        let url = format!("mysql://reader@localhost/shop?socket={}", socket.display());
        let check = |output: &Path| {
            let (migrations, output) = (folder.path().to_str().unwrap(), output.to_str().unwrap());
            let arguments =
                ["check", "--live", &url, "--migrations", migrations, "--output", output, "--format", "json"];
            Driftline::new(arguments).env("DRIFTLINE_MYSQL_BIN", binaries.to_str().unwrap()).run()
        };
        let output = folder_with(&[]);
        let untouched = check(output.path()).exits(0);
        assert_eq!(untouched.json()["verdict"], "in_sync", "{untouched}");
        assert_eq!(untouched.json()["notes"], serde_json::json!([]), "{untouched}");

        published_is_in_sync(&config_of_published(engine, port_to(&socket), folder.path()), &binaries);

        run(
            &migrator,
            "ALTER TABLE users ADD phone varchar(20), MODIFY name varchar(80); DROP TRIGGER lowered; \
             CREATE PROCEDURE by_hand() BEGIN SELECT 1; SELECT 2; END",
        )
        .await;
        let touched = check(output.path()).exits(2);
        assert_eq!(
            touched.findings(),
            [
                "extra column users.phone",
                "extra procedure by_hand",
                "missing trigger users.lowered",
                "modified column users.name"
            ],
            "{touched}"
        );
        // The script is for the client, which knows DELIMITER.
        let script = std::fs::read_to_string(output.path().join("revert.sql")).expect("the script");
        assert!(script.contains("DELIMITER ;;"), "{script}");
        run(&migrator, &plain(&script)).await;
        assert_eq!(check(output.path()).exits(0).findings(), [""; 0]);
    }
}

/// What a definition makes where it leaves something out is the server's choice, and a replay makes the same choice.
#[tokio::test]
async fn a_replay_has_the_variables_that_decide_what_a_definition_makes() {
    const SCRIPT: &str = "CREATE TABLE a (t timestamp, u timestamp NULL, v varchar(10) CHARACTER SET utf8mb4);\n\
         CREATE TABLE b (id int, w varchar(10)) DEFAULT CHARACTER SET utf8;\n";
    for binaries in folders() {
        let (engine, server) = start(&binaries).await;
        let root = server.connect_options();
        let file = folder_with(&[("schema.sql", SCRIPT)]);
        let file = file.path().join("schema.sql");
        let socket = server.folder().expect("a server of our own").join("s");
        let of_flavor = match engine {
            Engine::Mariadb if server.series() < 1102 => "SET GLOBAL old_mode = ''",
            Engine::Mariadb => "SET GLOBAL old_mode = '', character_set_collations = 'utf8mb4=utf8mb4_general_ci'",
            _ => {
                "SET GLOBAL sql_generate_invisible_primary_key = ON, default_collation_for_utf8mb4 = utf8mb4_general_ci"
            }
        };
        run(&root, &format!("{of_flavor}; SET GLOBAL explicit_defaults_for_timestamp = OFF; CREATE DATABASE shop"))
            .await;
        run(&root.clone().database("shop"), &format!("SET sql_mode = @@global.sql_mode; {SCRIPT}")).await;
        let url = format!("mysql://{}@localhost/shop?socket={}", root.get_username(), socket.display());
        let arguments = ["diff", file.to_str().unwrap(), &url, "--format", "json"];
        let same = Driftline::new(arguments).env("DRIFTLINE_MYSQL_BIN", binaries.to_str().unwrap()).run().exits(0);
        assert_eq!(same.json()["verdict"], "in_sync", "{same}");
        assert_eq!(same.json()["notes"], serde_json::json!([]), "{same}");
    }
}

/// What a migration grants is compared where somebody asks for it; what somebody else gave the accounts is as it is live.
#[tokio::test]
async fn who_may_do_what_is_compared_when_asked() {
    const GRANTS: &str = "CREATE ROLE staff;\nGRANT UPDATE ON users TO staff;\nGRANT SELECT, INSERT ON users TO app@'%';\n\
                          GRANT staff TO app@'%';\n";
    for binaries in folders() {
        let (engine, server) = start(&binaries).await;
        let root = server.connect_options();
        run(
            &root,
            "CREATE DATABASE shop COLLATE utf8mb4_unicode_ci; CREATE USER migrator@'%'; \
             GRANT ALL ON *.* TO migrator@'%' WITH GRANT OPTION; CREATE USER app@'%'; CREATE USER bob@'%'",
        )
        .await;
        let migrator = root.clone().username("migrator").database("shop");
        run(
            &migrator,
            "CREATE ROLE clerks; GRANT SELECT ON shop.* TO clerks; GRANT clerks TO bob@'%'; \
             GRANT EXECUTE ON `sho%`.* TO bob@'%'",
        )
        .await;
        for sql in [INIT, GRANTS, HISTORY] {
            run(&migrator, &format!("SET sql_mode = @@global.sql_mode; {sql}")).await;
        }
        let folder = folder_with(&[("000001_init.up.sql", INIT), ("000002_grants.up.sql", GRANTS)]);
        let socket = server.folder().expect("a server of our own").join("s");
        let config = config(engine, port_to(&socket)) + "roles = true\n";
        let config = folder_with(&[("driftline.toml", &config)]);
        let administrator = format!("mysql://{}@localhost/shop?socket={}", root.get_username(), socket.display());
        let made =
            Driftline::new(["setup", "shop", "--apply-sql", &administrator]).in_folder(config.path()).run().exits(0);
        assert!(
            made.stdout.contains("GRANT SELECT (User, Host, ") && !made.stdout.contains("SELECT ON mysql.user"),
            "{made}"
        );

        let url = format!("mysql://reader@localhost/shop?socket={}", socket.display());
        let output = folder_with(&[]);
        let check = |asked: &[&str]| {
            let (migrations, output) = (folder.path().to_str().unwrap(), output.path().to_str().unwrap());
            let arguments =
                ["check", "--live", &url, "--migrations", migrations, "--output", output, "--format", "json"];
            let arguments = arguments.iter().chain(asked).copied();
            Driftline::new(arguments).env("DRIFTLINE_MYSQL_BIN", binaries.to_str().unwrap()).run()
        };
        let untouched = check(&["--roles"]).exits(0);
        assert_eq!(untouched.json()["verdict"], "in_sync", "{untouched}");
        assert_eq!(untouched.json()["notes"], serde_json::json!([]), "{untouched}");

        run(
            &migrator,
            "GRANT DELETE ON shop.users TO app@'%'; REVOKE INSERT ON shop.users FROM app@'%'; REVOKE staff FROM app@'%'; \
             GRANT SELECT ON shop.emails TO bob@'%'; GRANT SELECT ON shop.* TO app@'%'; GRANT clerks TO app@'%'",
        )
        .await;
        assert_eq!(check(&[]).exits(0).findings(), [""; 0], "nobody asked");
        let touched = check(&["--roles"]).exits(2);
        // What was given on all of the database, and the membership of a role that no migration made, are as they are live.
        assert_eq!(
            touched.findings(),
            ["extra grant emails.bob@%", "modified account app@%", "modified grant users.app@%"],
            "{touched}"
        );
        let script = std::fs::read_to_string(output.path().join("revert.sql")).expect("the script");
        run(&migrator, &plain(&script)).await;
        assert_eq!(check(&["--roles"]).exits(0).findings(), [""; 0], "{script}");
    }
}
