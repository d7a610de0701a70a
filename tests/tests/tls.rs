//! A server that has to prove who it is.

use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};

const MIGRATIONS: &[(&str, &str)] = &[("1_a.up.sql", "CREATE TABLE a (id int);")];

fn config(port: u16, host: &str, ca_file: &str) -> String {
    format!(
        r#"
[[database]]
name     = "shop"
engine   = "postgres"
endpoint = "{host}:{port}"
database = "shop"
user     = "watcher"
auth     = {{ method = "env", variable = "SHOP_PASSWORD" }}
ca-file  = "{ca_file}"
source   = {{ migrations = "migrations" }}
"#
    )
}

fn snapshot(name: &str, outcome: &Outcome, port: u16) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[run]");
    settings.add_filter(r"/\S*\.tmp\w{6}", "[folder]");
    settings.bind(|| {
        insta::assert_snapshot!(format!("tls_{name}"), outcome.transcript(&[(&port.to_string(), "[port]")]));
    });
}

#[tokio::test]
async fn only_a_server_that_the_named_authority_vouches_for_gets_the_password() {
    let server = Server::start(Encryption::On);
    server.run("postgres", "CREATE ROLE watcher LOGIN PASSWORD 'watching'").await;
    server.database("shop", "postgres").await;
    server.deploy("postgres", "shop", MIGRATIONS).await;
    server.run("shop", "GRANT SELECT ON schema_migrations TO watcher").await;
    let (right, wrong) = server.authorities();
    let folder = folder_with(&[("migrations/1_a.up.sql", MIGRATIONS[0].1)]);

    let run = |host: &str, authority: &std::path::Path| {
        let text = config(server.port(), host, authority.to_str().expect("UTF-8"));
        std::fs::write(folder.path().join("driftline.toml"), text).expect("a file can be written");
        Driftline::new(["run"]).env("SHOP_PASSWORD", "watching").in_folder(folder.path()).run()
    };
    run("localhost", &right).exits(0);
    snapshot("wrong_authority", &run("localhost", &wrong).exits(3), server.port());
    // The certificate is for `localhost` and not for its address.
    snapshot("wrong_name", &run("127.0.0.1", &right).exits(3), server.port());
    snapshot("no_authority_file", &run("localhost", std::path::Path::new("/nowhere/ca.pem")).exits(3), server.port());

    // The same by URL.
    let check = |authority: &std::path::Path, mode: &str| {
        let url = format!(
            "postgres://watcher:watching@localhost:{}/shop?sslrootcert={}{mode}",
            server.port(),
            authority.display()
        );
        let migrations = folder.path().join("migrations");
        Driftline::new(["check", "--live", &url, "--migrations", migrations.to_str().expect("UTF-8")]).run()
    };
    check(&right, "").exits(0);
    check(&wrong, "").exits(3);
    // Asking for less is refused.
    check(&wrong, "&sslmode=disable").exits(1);
}
