//! The roles of a server are compared where somebody asks for it, and nowhere else.

use driftline_tests::{Driftline, Encryption, Server, folder_with};

const MIGRATION: &str = "CREATE ROLE reporting LOGIN; CREATE TABLE orders (id bigint PRIMARY KEY);\n\
     GRANT SELECT ON orders TO reporting;\n";

fn config(live: &Server, other: &Server, roles: bool) -> String {
    let database = |name: &str, server: &Server, source: &str| {
        format!(
            "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{}\"\ndatabase = \"shop\"\n\
             user = \"postgres\"\nauth = {{ method = \"none\" }}\nroles = {roles}\nsource = {source}\n",
            server.port()
        )
    };
    [
        database("production", live, "{ migrations = \"migrations\" }"),
        database("staging", other, "{ database = \"production\" }"),
    ]
    .join("\n")
}

#[tokio::test]
async fn roles_are_compared_where_somebody_asks() {
    let (live, other) = (Server::start(Encryption::Off), Server::start(Encryption::Off));
    for server in [&live, &other] {
        server.run("postgres", "CREATE ROLE app_owner LOGIN CREATEROLE").await;
        server.database("shop", "app_owner").await;
        server.deploy("app_owner", "shop", &[("1_orders.up.sql", MIGRATION)]).await;
    }
    // By hand, on both, and so no drift of one from the other; and one thing on each.
    for server in [&live, &other] {
        server.run("postgres", "CREATE ROLE by_hand LOGIN").await;
    }
    live.run("postgres", "ALTER ROLE reporting CREATEDB").await;
    other.run("postgres", "GRANT by_hand TO app_owner").await;
    let folder = folder_with(&[
        ("migrations/1_orders.up.sql", MIGRATION),
        ("without.toml", &config(&live, &other, false)),
        ("with.toml", &config(&live, &other, true)),
    ]);

    let (url, other_url) = (live.url("shop"), other.url("shop"));
    let diff = |more: &[&str]| {
        let mut arguments = vec!["diff", &other_url, &url, "--format", "json"];
        arguments.extend(more);
        Driftline::new(arguments).run()
    };
    assert_eq!(diff(&[]).exits(0).findings(), [""; 0]);
    assert_eq!(diff(&["--roles"]).exits(2).findings(), ["modified role app_owner", "modified role reporting"]);

    let check = |more: &[&str]| {
        let mut arguments = vec!["check", "--live", &url, "--migrations", "migrations", "--format", "json"];
        arguments.extend(more);
        Driftline::new(arguments).in_folder(folder.path()).run()
    };
    assert_eq!(check(&[]).exits(0).findings(), [""; 0]);
    let found = check(&["--roles"]).exits(2);
    assert_eq!(found.findings(), ["modified role reporting"], "{found}");
    assert_eq!(found.json()["findings"][0]["severity"], "critical", "{found}");

    let run =
        |config: &str| Driftline::new(["run", "--format", "json", "--config", config]).in_folder(folder.path()).run();
    run("without.toml").exits(0);
    let reports = run("with.toml").exits(2).json()["reports"].clone();
    let verdicts: Vec<_> =
        reports.as_array().expect("reports").iter().map(|report| report["findings"].to_string()).collect();
    assert!(verdicts[0].contains("reporting") && !verdicts[0].contains("by_hand"), "{verdicts:?}");
    assert!(verdicts[1].contains("reporting") && verdicts[1].contains("by_hand"), "{verdicts:?}");
}
