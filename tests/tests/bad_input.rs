//! What people do wrong: each gets one clear message that says what to do, and the right exit code.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use driftline_tests::{Account, Driftline, Encryption, Outcome, Server, binary, folder_with};
use tokio::sync::OnceCell;

const GOOD: &[(&str, &str)] = &[("1_a.up.sql", "CREATE TABLE a (id int);"), ("2_b.up.sql", "CREATE TABLE b (id int);")];

/// A server with one database, `shop`, that is migrated with [`GOOD`].
async fn server() -> &'static Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    let start = || async {
        let server = Server::start(Encryption::Off);
        server.run("postgres", "CREATE ROLE watcher LOGIN PASSWORD 'watching'").await;
        server.database("shop", "postgres").await;
        server.deploy("postgres", "shop", GOOD).await;
        server.run("shop", "GRANT SELECT ON schema_migrations TO watcher").await;
        server
    };
    SERVER.get_or_init(start).await
}

fn check(url: &str, migrations: &Path) -> Outcome {
    Driftline::new(["check", "--live", url, "--migrations", migrations.to_str().expect("UTF-8")]).run()
}

fn snapshot(name: &str, outcome: &Outcome, replacements: &[(&str, &str)]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.add_filter(r"lookup address information: [^;]+;", "lookup address information: [reason];");
    settings.add_filter(r"\.tmp\w{6}", "[folder]");
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[run]");
    settings.bind(|| insta::assert_snapshot!(format!("bad_input_{name}"), outcome.transcript(replacements)));
}

#[tokio::test]
async fn a_database_that_cannot_be_reached() {
    let server = server().await;
    let port = server.port().to_string();
    let folder = folder_with(GOOD);
    for (name, url) in [
        ("unreachable_port", "postgres://watcher:watching@127.0.0.1:1/shop".to_owned()),
        ("wrong_password", server.url_as("watcher:hunter2", "shop")),
        ("missing_role", server.url_as("wathcer:hunter2", "shop")),
        ("missing_database", server.url_as("watcher:watching", "shpo")),
    ] {
        let outcome = check(&url, folder.path()).exits(3);
        snapshot(name, &outcome, &[(&port, "[port]")]);
        assert!(!outcome.to_string().contains("hunter2") && !outcome.to_string().contains("watching"), "{outcome}");
    }
    // How the message breaks depends on what the resolver says.
    let mut outcome = check("postgres://watcher:hunter2@no-such-host.invalid/shop", folder.path()).exits(3);
    outcome.stdout = outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
    snapshot("wrong_host", &outcome, &[]);
}

#[test]
fn a_url_that_is_none_or_not_safe() {
    let folder = folder_with(GOOD);
    for (name, url) in [
        ("not_a_url", "db.example.com:hunter2"),
        ("other_scheme", "sqlite://watcher:hunter2@db.example.com/shop"),
        ("unverified", "postgres://watcher:hunter2@db.example.com/shop?sslmode=require"),
    ] {
        let outcome = check(url, folder.path()).exits(1);
        assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
        snapshot(name, &outcome, &[]);
    }
}

#[tokio::test]
async fn migrations_that_cannot_be_used() {
    let url = server().await.url_as("watcher:watching", "shop");

    let folder = folder_with(GOOD);
    fs::write(folder.path().join("2_b.up.sql"), b"CREATE TABLE b (id int); -- caf\xe9").expect("a file can be written");
    snapshot("not_utf8", &check(&url, folder.path()).exits(3), &[]);

    // Permissions do not bind root; a file that is not there binds everybody.
    let folder = folder_with(&GOOD[..1]);
    symlink("nowhere", folder.path().join("2_b.up.sql")).expect("a link can be made");
    snapshot("unreadable_file", &check(&url, folder.path()).exits(3), &[]);

    let folder = folder_with(&[
        GOOD[0],
        ("2_b.up.sql", "CREATE TABLE b (\n    id int\n);\n\nALTER TABLE c\n    ADD COLUMN x int;\n"),
    ]);
    snapshot("fails_on_replay", &check(&url, folder.path()).exits(3), &[]);

    snapshot("empty_directory", &check(&url, folder_with(&[]).path()).exits(3), &[]);
    snapshot("unknown_format", &check(&url, folder_with(&[("tables.txt", "a, b, c")]).path()).exits(3), &[]);
    snapshot("no_directory", &check(&url, Path::new("/tmp/there/is/nothing/here")).exits(3), &[]);
    let folder = folder_with(GOOD);
    let arguments = ["check", "--live", &url, "--migrator", "liquibase", "--migrations"];
    let outcome = Driftline::new(arguments.into_iter().chain(folder.path().to_str())).run();
    snapshot("unknown_migrator", &outcome.exits(3), &[]);
}

/// A config for the database `shop`, and whatever else it should say.
fn config(server: &Server, more: &str) -> String {
    format!(
        r#"{more}
[[database]]
name     = "shop"
engine   = "postgres"
endpoint = "127.0.0.1:{}"
database = "shop"
user     = "postgres"
auth     = {{ method = "none" }}
source   = {{ migrations = "migrations" }}
"#,
        server.port()
    )
}

#[tokio::test]
async fn a_config_that_cannot_be_used() {
    let server = server().await;
    let good = config(server, "");
    let (_, second) = good.split_once("[[database]]").expect("a database");
    for (name, text) in [
        ("misspelt_key", good.replace("endpoint =", "endpiont =")),
        ("duplicate_database", format!("{good}\n[[database]]{second}")),
        ("no_databases", String::new()),
    ] {
        let folder = folder_with(&[("driftline.toml", &text)]);
        for arguments in [&["run"][..], &["config", "check"]] {
            let outcome = Driftline::new(arguments).in_folder(folder.path()).run();
            snapshot(&format!("{name}_{}", arguments.join("_")), &outcome.exits(1), &[]);
        }
    }
    let nothing = folder_with(&[]);
    for arguments in [&["run"][..], &["config", "check", "--config", "missing.toml"]] {
        let outcome = Driftline::new(arguments).in_folder(nothing.path()).run().exits(1);
        snapshot(&format!("no_config_{}", arguments[0]), &outcome, &[]);
    }
    let folder = folder_with(&[("driftline.toml", &good)]);
    let outcome = Driftline::new(["run", "--database", "shpo"]).in_folder(folder.path()).run().exits(1);
    snapshot("no_such_database", &outcome, &[]);
}

#[tokio::test]
async fn a_store_that_refuses() {
    let server = server().await;
    let folder =
        folder_with(&[("store", "a file"), ("migrations/1_a.up.sql", GOOD[0].1), ("migrations/2_b.up.sql", GOOD[1].1)]);
    let path = folder.path().display();
    for (name, url) in [
        ("file_for_a_store", format!("file://{path}/store")),
        ("store_below_a_file", format!("file://{path}/store/below")),
        ("store_of_no_kind", "ftp://example.com/store".to_owned()),
    ] {
        let text = config(server, &format!("[store]\nurl = \"{url}\"\n"));
        fs::write(folder.path().join("driftline.toml"), text).expect("a file can be written");
        snapshot(name, &Driftline::new(["run"]).in_folder(folder.path()).run().exits(1), &[]);
    }

    // Only somebody whom permissions bind can be refused by them.
    let store = folder.path().join("read-only");
    fs::create_dir(&store).expect("a folder can be made");
    fs::set_permissions(&store, Permissions::from_mode(0o555)).expect("it is ours");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("it is ours");
    let text = config(server, &format!("[store]\nurl = \"file://{}\"\n", store.display()));
    fs::write(folder.path().join("driftline.toml"), text).expect("a file can be written");
    let program = folder.path().join("driftline");
    fs::copy(binary(), &program).expect("the command can be copied");
    let (mut command, home) = Driftline::at(&program, ["run"]).in_folder(folder.path()).into_parts();
    if let Some(nobody) = Account::of(&["nobody"]) {
        nobody.own(home.path());
        nobody.run(&mut command);
    }
    let output = command.output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("the command writes UTF-8");
    let outcome = Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) };
    snapshot("read_only_store", &outcome.exits(1), &[]);
}

/// The server says nothing when it is given more than it takes, which `as_it_is` is asked for as RDS asks for a token.
#[tokio::test]
async fn a_password_longer_than_the_server_takes() {
    let server = server().await;
    server.run("postgres", "CREATE ROLE as_it_is LOGIN PASSWORD 'short'").await;
    server.run("shop", "GRANT SELECT ON schema_migrations TO as_it_is").await;
    let auth = "\"as_it_is\"\nauth = { method = \"env\", variable = \"WORD\" }";
    let text = config(server, "").replace("\"postgres\"\nauth     = { method = \"none\" }", auth);
    let folder = folder_with(&[("driftline.toml", &text)]);
    let test = |word: &str| Driftline::new(["connect", "test"]).env("WORD", word).in_folder(folder.path()).run();
    test("short").exits(0);
    // As long as the token of a session with many tags.
    let longer = test(&"long".repeat(17_500)).exits(3);
    assert!(!longer.to_string().contains("longlong"), "{longer}");
    assert!(longer.stdout.contains("ended the connection when it was given a password of 70000 bytes"), "{longer}");
    assert!(longer.stdout.contains("pkt_buf") && longer.stdout.contains("65,535"), "{longer}");
}
