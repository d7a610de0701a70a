//! The same with MySQL and MariaDB, where tokens go as passwords in plain text.

use std::path::{Path, PathBuf};

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server};
use driftline_tests::canary::{files, holds, may_hold_schema};
use driftline_tests::mysql::{folders, port_to};
use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Driftline, folder_with};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use crate::Shows::{Nothing, Schema, Token};
use crate::{HOST, SCHEMA, SECRETS, verdicts, watched};

const MIGRATION: &str = "\
CREATE TABLE orders (id int PRIMARY KEY, note varchar(40) DEFAULT 'canaryindefault', CHECK (note <> 'canaryincheck'))
  COMMENT 'canaryincomment';
CREATE FUNCTION greet() RETURNS varchar(40) DETERMINISTIC RETURN 'canaryinbody';
CREATE VIEW v AS SELECT id FROM orders WHERE note <> 'canaryinview';
";
const BY_HAND: &str = "\
ALTER TABLE orders ALTER note SET DEFAULT 'canarybyhand1', ADD COLUMN extra varchar(40) DEFAULT 'canarybyhand2';
ALTER TABLE orders COMMENT 'canarybyhand3'";
/// The server repeats what it was told.
const BROKEN: &str = "CREATE TABLE broken (id int DEFAULT 1); INSERT INTO broken VALUES ('canaryinbroken');";
const SYNTAX: &str = "CREATE TABLE a (id int DEFAULT 1 'canaryinsyntax');";
const RAISING: &str = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'canaryinexception';";

const SETTING_UP: &str = "\
CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
INSERT INTO schema_migrations VALUES (1, 0);
CREATE USER watcher IDENTIFIED BY 'canaryofpassword'; CREATE USER by_token;
CREATE USER administrator IDENTIFIED BY 'canaryofadministrator';
GRANT ALL ON *.* TO administrator WITH GRANT OPTION";

const FOR_TOKEN: &str = "\
GRANT REFERENCES, TRIGGER, EVENT ON shop.* TO by_token; GRANT SHOW_ROUTINE ON *.* TO by_token;
GRANT SELECT, SHOW VIEW ON shop.v TO by_token; GRANT SELECT ON shop.schema_migrations TO by_token";

/// The same database by token and by password, each right and wrong, and with migrations that fail.
fn config(engine: Engine, port: u16, rds: &[Rds; 2], authority: &Path) -> String {
    let database = |name: &str, reach: &str, migrations: &str| {
        format!(
            "[[database]]\nname = \"{name}\"\nengine = \"{engine}\"\n{reach}\ndatabase = \"shop\"\n\
             source = {{ migrations = \"{migrations}\" }}\n"
        )
    };
    let token = |rds: &Rds| {
        let (port, authority) = (rds.port(), authority.display());
        format!(
            "endpoint = \"{HOST}\"\ndial = \"127.0.0.1:{port}\"\nuser = \"by_token\"\nauth = {{ method = \"rds-iam\" }}\n\
             ca-file = \"{authority}\""
        )
    };
    let password = |variable: &str| {
        format!(
            "endpoint = \"127.0.0.1:{port}\"\nuser = \"watcher\"\nauth = {{ method = \"env\", variable = \"{variable}\" }}"
        )
    };
    let failing = ["broken", "syntax", "raising"].map(|name| database(name, &password("SHOP_PASSWORD"), name));
    [
        database("token", &token(&rds[0]), "migrations"),
        database("refused", &token(&rds[1]), "migrations"),
        database("password", &password("SHOP_PASSWORD"), "migrations"),
        database("wrong", &password("WRONG_PASSWORD"), "migrations"),
    ]
    .concat()
        + &failing.concat()
}

async fn run_at(server: &Server, sql: &str) {
    let options = server.connect_options().database("shop");
    let mut connection = options.connect().await.expect("the server");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("the statements");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_out_nowhere_and_schemas_only_where_they_belong() {
    for (engine, prefix) in [(Engine::Mysql, "mysql-"), (Engine::Mariadb, "mariadb-")] {
        let is_of_engine = |folder: &PathBuf| folder.to_string_lossy().contains(prefix);
        let Some(binaries) = folders().into_iter().rfind(is_of_engine) else { continue };
        let options = Options { binaries: Some(binaries.clone()), ..Options::new(engine) };
        let server = Server::start(&options).await.expect("a server");
        let root = server.connect_options();
        let mut connection = root.connect().await.expect("the server");
        sqlx::raw_sql("CREATE DATABASE shop").execute(&mut connection).await.expect("a database");
        for sql in [MIGRATION, BY_HAND, SETTING_UP] {
            run_at(&server, sql).await;
        }
        let port = port_to(&server.folder().expect("a server of our own").join("s"));
        let authority = Authority::new();
        let rds = ["canaryofawskey", "another"].map(|key| {
            let mut settings = Settings::of(HOST, Protocol::Mysql, port);
            key.clone_into(&mut settings.expected.key_secret);
            Rds::start(&authority, settings)
        });
        let folder = folder_with(&[
            ("migrations/1_a.up.sql", MIGRATION),
            ("broken/1_a.up.sql", BROKEN),
            ("syntax/1_a.up.sql", SYNTAX),
            ("raising/1_a.up.sql", RAISING),
            ("driftline.toml", &config(engine, port, &rds, &authority.file())),
        ]);
        let run = |arguments: &[&str], code, shows| {
            let command = Driftline::new(arguments)
                .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
                .env("AWS_SECRET_ACCESS_KEY", "canaryofawskey")
                .env("AWS_SESSION_TOKEN", "canaryofawssession")
                .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
                .env("AWS_MAX_ATTEMPTS", "1")
                .env("SHOP_PASSWORD", "canaryofpassword")
                .env("WRONG_PASSWORD", "canaryofwrongpassword")
                .env("DRIFTLINE_MYSQL_BIN", &binaries)
                .in_folder(folder.path());
            watched(command, arguments, code, shows)
        };
        let url = |user: &str| format!("mysql://{user}@127.0.0.1:{port}/shop");
        let administrator = url("administrator:canaryofadministrator");
        for name in ["token", "password"] {
            run(&["setup", name, "--print"], 0, Nothing);
        }
        run(&["setup", "password", "--apply-sql", &administrator], 0, Nothing);
        // MySQL asks for the plugin, which only RDS has, where the account is there already, too.
        if engine == Engine::Mysql {
            run(&["setup", "token", "--apply-sql", &administrator], 1, Nothing);
            run_at(&server, FOR_TOKEN).await;
        } else {
            run(&["setup", "token", "--apply-sql", &administrator], 0, Nothing);
        }
        run(&["setup", "password", "--apply-sql", &url("nobody:canaryofwrongpassword")], 1, Nothing);

        let first = run(&["run", "--format", "json"], 2, Schema);
        let expected = [
            "token drifted",
            "refused unreachable",
            "password drifted",
            "wrong unreachable",
            "broken unknown",
            "syntax unknown",
            "raising unknown",
        ];
        assert_eq!(verdicts(&first), expected, "{first}");
        assert_eq!((rds[0].heard(), rds[1].heard().len()), (vec!["by_token was let in".to_owned()], 1));
        for text in ["canaryindefault", "canaryincomment", "canarybyhand"] {
            assert!(holds(first.stdout.as_bytes(), text), "{text} is in no report\n{first}");
        }
        let live = url("watcher:canaryofpassword");
        let inspected = run(&["inspect", &live], 0, Schema);
        for text in ["canaryincheck", "canaryinbody", "canaryinview", "canarybyhand"] {
            assert!(holds(inspected.stdout.as_bytes(), text), "{text} is not there\n{inspected}");
        }
        run(&["inspect", &url("watcher:canaryofwrongpassword")], 1, Nothing);
        run(&["diff", "migrations", &live], 2, Schema);
        run(&["check", "--live", &live, "--migrations", "broken"], 3, Schema);
        run(&["connect", "test"], 3, Nothing);
        let token = run(&["token", "token"], 0, Token);
        assert!(token.stdout.contains("X-Amz-Signature"), "{token}");

        for (name, content) in files(folder.path()) {
            let is_given =
                ["migrations/", "broken/", "syntax/", "raising/"].iter().any(|place| name.starts_with(place));
            let is_of_schemas = is_given || name.strip_prefix("driftline-store/").is_some_and(may_hold_schema);
            let schema = SCHEMA.iter().filter(|_| !is_of_schemas);
            let marks = SECRETS.iter().chain(schema).filter(|mark| holds(&content, mark));
            assert_eq!(marks.copied().collect::<Vec<_>>(), [""; 0], "{name}: {}", String::from_utf8_lossy(&content));
        }
    }
}
