//! The same with MySQL: there a user is called what is before the `@` of the account, and the token goes as a password in plain
//! text, which only a verified server may see.

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server};
use driftline_tests::mysql::{folders, port_to};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use super::{TOKEN, World};

const SETTING_UP: &str = "CREATE DATABASE shop; USE shop; CREATE TABLE a (id int); \
     CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); \
     INSERT INTO schema_migrations VALUES (1, 0); \
     CREATE USER watcher; GRANT REFERENCES, TRIGGER, EVENT ON shop.* TO watcher; GRANT SHOW_ROUTINE ON *.* TO watcher; \
     GRANT SELECT ON shop.schema_migrations TO watcher";

#[tokio::test]
async fn a_token_of_google_logs_in_to_mysql() {
    // Cloud SQL has no MariaDB.
    for binaries in folders().into_iter().filter(|folder| folder.to_string_lossy().contains("mysql-")) {
        let options = Options { binaries: Some(binaries.clone()), ..Options::new(Engine::Mysql) };
        let server = Server::start(&options).await.expect("a server");
        let mut connection = server.connect_options().connect().await.expect("the server");
        sqlx::raw_sql(AssertSqlSafe(SETTING_UP)).execute(&mut connection).await.expect("the statements");
        let world = World::in_front_of(port_to(&server.folder().expect("a server of our own").join("s")), "mysql");

        world.write_config("watcher", TOKEN);
        world.test().run().exits(0);
        assert_eq!(world.heard(), ["watcher was let in"]);
        let run = world.driftline(&["run"]).env("DRIFTLINE_MYSQL_BIN", &binaries).run().exits(0);
        assert!(run.stdout.contains("In sync"), "{run}");
        assert_eq!(world.heard(), ["watcher was let in"]);
        // Somebody else's name with our token.
        world.write_config("somebody", TOKEN);
        let refused = world.test().run().exits(3);
        assert!(refused.stdout.contains("Access denied for user 'somebody'"), "{refused}");
        world.write_config("watcher@shop.iam", TOKEN);
        let spelled = world.driftline(&["config", "check"]).run().exits(1);
        assert!(spelled.stderr.contains('@'), "{spelled}");
    }
}
