//! `setup`: what it prints for each engine, and that the role it makes can read what is to be read, and nothing else.

use driftline_tests::{Driftline, folder_with};

use super::{MIGRATIONS, World};

const CONFIG: &str = r#"
[[database]]
name     = "instance"
engine   = "postgres"
endpoint = "orders.abc123.eu-central-1.rds.amazonaws.com:5432"
database = "shop"
user     = "watcher"
auth     = { method = "rds-iam" }
source   = { migrations = "migrations", format = "golang-migrate" }

[[database]]
name     = "proxy"
engine   = "postgres"
endpoint = "pool.proxy-abc123.eu-central-1.rds.amazonaws.com:5432"
database = "shop"
user     = "watcher"
auth     = { method = "rds-iam" }
source   = { schema = "schema.sql" }

[[database]]
name     = "cluster"
engine   = "mysql"
endpoint = "carts.cluster-abc123.us-east-1.rds.amazonaws.com:3306"
database = "my_carts"
user     = "watcher"
auth     = { method = "rds-iam" }
source   = { migrations = "migrations", history = "versions" }

[[database]]
name     = "elsewhere"
engine   = "mariadb"
endpoint = "db.example.com:3306"
database = "carts"
user     = "watcher"
auth     = { method = "env", variable = "CARTS_PASSWORD" }
source   = { migrations = "nowhere" }
"#;

#[test]
fn what_is_printed_is_the_whole_of_what_is_needed() {
    let folder = folder_with(&[("driftline.toml", CONFIG), ("migrations/1_a.up.sql", MIGRATIONS[0].1)]);
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    for name in ["instance", "proxy", "cluster", "elsewhere"] {
        let printed = Driftline::new(["setup", name, "--print"]).in_folder(folder.path()).run().exits(0);
        settings.bind(|| insta::assert_snapshot!(format!("setup_{name}"), printed.stdout));
    }
    let neither = Driftline::new(["setup", "instance"]).in_folder(folder.path()).run().exits(2);
    assert!(neither.stderr.contains("--print"), "{neither}");
}

#[tokio::test]
async fn the_role_reads_what_is_needed_and_nothing_else() {
    let world = World::new().await;
    let rds = world.place.rds(|_| {});
    world.place.write_config(&rds, "\"watcher\"", "\"new \\\"reader\"");
    world.place.driftline(&["connect", "test"]).run().exits(3);
    let administrator = world.server.url("shop");
    let setup = || world.place.driftline(&["setup", "shop", "--apply-sql", &administrator]).run();
    let first = setup().exits(0);
    assert!(first.stdout.contains("CREATE ROLE \"new \"\"reader\" LOGIN;"), "{first}");
    // Once more changes nothing.
    let second = setup().exits(0);
    assert!(!second.stdout.contains("CREATE ROLE"), "{second}");

    world.place.driftline(&["connect", "test"]).run().exits(0);
    world.place.driftline(&["run"]).run().exits(0);
    let url = world.place.driftline(&["token", "shop", "--url"]).run().exits(0).stdout;
    let ask = |sql: &str| world.server.psql_by_url(url.trim(), sql);
    assert_eq!(ask("SELECT version FROM schema_migrations"), "1");
    for sql in ["SELECT * FROM a", "INSERT INTO a VALUES (1)", "DELETE FROM schema_migrations", "DROP TABLE a"] {
        let said = ask(sql);
        assert!(said.contains("permission denied") || said.contains("must be owner"), "{sql}: {said}");
    }

    let wrong = world.place.driftline(&["setup", "shop", "--apply-sql", &world.server.url("postgres")]).run().exits(1);
    assert!(wrong.stderr.contains("the URL is of the database postgres"), "{wrong}");
    // Whoever may not grant changes nothing, and hears which statement it was.
    world.server.run("postgres", "DROP ROLE IF EXISTS app_owner; CREATE ROLE app_owner LOGIN CREATEROLE").await;
    world.place.write_config(&rds, "\"watcher\"", "\"third\"");
    let url = world.server.url_as("app_owner", "shop");
    let refused = world.place.driftline(&["setup", "shop", "--apply-sql", &url]).run().exits(1);
    assert!(refused.stderr.contains("nothing was changed: the server refuses `GRANT"), "{refused}");
    assert_eq!(world.server.psql_by_url(&administrator, "SELECT count(*) FROM pg_roles WHERE rolname = 'third'"), "0");
}
