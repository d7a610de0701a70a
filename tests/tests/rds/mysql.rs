//! Logging in to MySQL and MariaDB at RDS, at a double of its side in front of real servers.

use std::path::Path;

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server};
use driftline_tests::mysql::{folders, port_to};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use super::Place;
use super::connecting::snapshot;

const SETTING_UP: &str = "CREATE DATABASE shop; USE shop; CREATE TABLE a (id int); \
     CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); \
     INSERT INTO schema_migrations VALUES (1, 0); \
     CREATE USER watcher; GRANT REFERENCES, TRIGGER, EVENT ON shop.* TO watcher; \
     GRANT SELECT ON shop.schema_migrations TO watcher; \
     CREATE USER stranger IDENTIFIED BY 'strange'; GRANT REFERENCES, TRIGGER, EVENT ON shop.* TO stranger; \
     GRANT SELECT ON shop.schema_migrations TO stranger";

/// The server, and RDS in front of it.
pub(crate) struct World {
    pub(crate) place: Place,
    server: Server,
}

impl World {
    pub(crate) async fn new(binaries: &Path) -> Self {
        let engine = if binaries.to_string_lossy().contains("mariadb-") { Engine::Mariadb } else { Engine::Mysql };
        let options = Options { binaries: Some(binaries.to_owned()), ..Options::new(engine) };
        let server = Server::start(&options).await.expect("a server");
        let world = Self {
            place: Place::new(engine.as_str(), port_to(&server.folder().expect("a server of our own").join("s"))),
            server,
        };
        world.run(SETTING_UP).await;
        // The bodies of routines are seen with a privilege that has other names elsewhere.
        let routines = match engine {
            Engine::Mysql => "GRANT SHOW_ROUTINE ON *.* TO watcher, stranger",
            _ if world.server.series() < 1103 => {
                "GRANT SELECT ON mysql.proc TO watcher; GRANT SELECT ON mysql.proc TO stranger"
            }
            _ => "GRANT SHOW CREATE ROUTINE ON shop.* TO watcher; GRANT SHOW CREATE ROUTINE ON shop.* TO stranger",
        };
        world.run(routines).await;
        world
    }

    async fn run(&self, sql: &str) {
        let mut connection = self.server.connect_options().connect().await.expect("the server");
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("the statements");
    }
}

#[tokio::test]
async fn a_token_logs_in_and_nothing_else_does() {
    for binaries in folders() {
        let world = World::new(&binaries).await;
        let place = &world.place;
        let rds = place.rds(|_| {});
        let run = || place.driftline(&["run"]).env("DRIFTLINE_MYSQL_BIN", &binaries);
        place.write_config(&rds, "", "");
        run().run().exits(0);
        assert_eq!(rds.heard(), ["watcher was let in"]);
        // A session's credentials are three words, and the third is signed too. Such a token is a long password.
        run().env("AWS_SESSION_TOKEN", "session+token=/".repeat(100)).run().exits(0);
        assert_eq!(rds.heard(), ["watcher was let in"]);

        let mut told = String::new();
        let unchanged = ("", "");
        for (case, rds, (from, to)) in [
            ("another secret", place.rds(|it| it.expected.key_secret = "another".into()), unchanged),
            ("a token of twenty minutes ago", place.rds(|it| it.expected.now += 1200), unchanged),
            (
                "a token for another host",
                place.rds(|it| it.expected.endpoint = "other.abc123.eu-central-1.rds.amazonaws.com:3306".into()),
                unchanged,
            ),
            ("an account with a password", place.rds(|_| {}), ("\"watcher\"", "\"stranger\"")),
            ("a user that there is not", place.rds(|_| {}), ("\"watcher\"", "\"nobody\"")),
            ("a database that there is not", place.rds(|_| {}), ("\"shop\"\nuser", "\"shops\"\nuser")),
            ("no TLS", place.rds(|it| it.speaks_tls = false), unchanged),
            (
                "a certificate for another name",
                place.rds(|it| it.certificate_name = "db.example.com".into()),
                unchanged,
            ),
            ("a certificate that has run out", place.rds(|it| it.certificate_years = (2020, 2021)), unchanged),
            ("an unknown authority", place.rds(|_| {}), ("ca-file ", "#ca-file ")),
        ] {
            told.push_str(&format!("{case}\n{}\n", place.refusal(&rds, from, to)));
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!("rds_refusals_mysql", told));
    }
}

/// The way of a password is verified too, and the server may ask for it as it is, which only TLS allows.
#[tokio::test]
async fn a_password_goes_the_same_verified_way() {
    for binaries in folders() {
        let world = World::new(&binaries).await;
        let place = &world.place;
        let rds = place.rds(|_| {});
        place.write_config(
            &rds,
            "\"watcher\"\nauth     = { method = \"rds-iam\" }",
            "\"stranger\"\nauth = { method = \"env\", variable = \"WORD\" }",
        );
        let test = |word: &str| place.driftline(&["connect", "test"]).env("WORD", word).run();
        test("strange").exits(0);
        let wrong = test("estrange").exits(3);
        assert!(wrong.stdout.contains("Access denied for user 'stranger'"), "{wrong}");
        let let_in_and_refused =
            ["stranger was let in with a password", "stranger came with a password, and was refused"];
        assert_eq!(rds.heard(), let_in_and_refused);
        place.write_config(&rds, "method = \"rds-iam\"", "method = \"env\", variable = \"WORD\"");
        // An account for tokens gets no password as it is.
        let asked = test("secret").exits(3);
        assert!(asked.stdout.contains("made with AWSAuthenticationPlugin; write method = \"rds-iam\""), "{asked}");
    }
}

#[tokio::test]
async fn connect_test_says_what_is_seen_and_what_is_wrong() {
    let Some(binaries) = folders().into_iter().find(|path| path.to_string_lossy().contains("mariadb-")) else { return };
    let world = World::new(&binaries).await;
    let place = &world.place;
    let test = || place.driftline(&["connect", "test"]).run();
    let rds = place.rds(|_| {});
    place.write_config(&rds, "", "");
    snapshot("mariadb_ok", &test().exits(0), place, &rds);
    let refusing = place.rds(|it| it.expected.key_secret = "another".into());
    place.write_config(&refusing, "", "");
    snapshot("mariadb_token_refused", &test().exits(3), place, &refusing);
    world.run("REVOKE SELECT ON shop.schema_migrations FROM watcher").await;
    place.write_config(&rds, "", "");
    snapshot("mariadb_history_not_readable", &test().exits(3), place, &rds);
}
