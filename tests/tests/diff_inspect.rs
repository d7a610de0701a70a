//! `driftline diff` and `driftline inspect`: every kind of schema against every other.

use std::fs;
use std::path::Path;

use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};
use tokio::sync::OnceCell;

const MIGRATIONS: &[(&str, &str)] = &[
    (
        "1_people.up.sql",
        "CREATE SCHEMA crm;\n\
         CREATE TYPE crm.mood AS ENUM ('glad', 'sad');\n\
         CREATE TABLE crm.people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(200) NOT NULL UNIQUE,\n\
         mood crm.mood NOT NULL DEFAULT 'glad', born date CHECK (born > '1900-01-01'));\n\
         COMMENT ON COLUMN crm.people.mood IS 'it''s complicated';\n",
    ),
    (
        "2_visits.up.sql",
        "CREATE TABLE crm.visits (person bigint REFERENCES crm.people (id) ON DELETE CASCADE, at timestamptz DEFAULT now());\n\
         CREATE INDEX visits_at_idx ON crm.visits (at DESC) WHERE person IS NOT NULL;\n\
         CREATE VIEW crm.visitors AS SELECT DISTINCT p.email FROM crm.people p JOIN crm.visits v ON v.person = p.id;\n\
         CREATE FUNCTION crm.visits_of(who bigint) RETURNS bigint LANGUAGE sql STABLE AS\n\
         $$ SELECT count(*) FROM crm.visits WHERE person = who $$;\n",
    ),
];

/// A server with the database `crm`, and one to build schemas on.
async fn servers() -> &'static (Server, Server) {
    static SERVERS: OnceCell<(Server, Server)> = OnceCell::const_new();
    let start = || async {
        let server = Server::start(Encryption::Off);
        server.database("crm", "postgres").await;
        server.deploy("postgres", "crm", MIGRATIONS).await;
        (server, Server::start(Encryption::Off))
    };
    SERVERS.get_or_init(start).await
}

fn diff(scratch: &Server, expected: &str, live: &str) -> Outcome {
    let url = scratch.url("postgres");
    Driftline::new(["diff", expected, live, "--format", "json", "--dev-url", &url]).run()
}

fn inspect(what: &str, format: &str, into: &Path) {
    let outcome = Driftline::new(["inspect", what, "--format", format]).run().exits(0);
    assert_eq!(outcome.stderr, "", "{outcome}");
    fs::write(into, outcome.stdout).expect("a file can be written");
}

// One test, because a server to build on is for one command at a time.
#[tokio::test]
async fn every_kind_of_schema_against_every_other() {
    let (server, scratch) = servers().await;
    let schema = MIGRATIONS.iter().map(|(_, sql)| *sql).collect::<String>();
    let folder = folder_with(&[
        ("migrations/1_people.up.sql", MIGRATIONS[0].1),
        ("migrations/2_visits.up.sql", MIGRATIONS[1].1),
        ("schema.sql", &schema),
    ]);
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    inspect(&server.url("crm"), "json", &folder.path().join("snapshot.json"));
    let same = [server.url("crm"), path("migrations"), path("schema.sql"), path("snapshot.json")];
    for expected in &same {
        for live in &same {
            let outcome = diff(scratch, expected, live);
            assert_eq!(outcome.findings(), [""; 0], "{expected} and {live}\n{outcome}");
            assert_eq!(outcome.code, Some(0), "{expected} and {live}\n{outcome}");
        }
    }

    // Each kind, one column later.
    server.database("crm_later", "postgres").await;
    server.deploy("postgres", "crm_later", MIGRATIONS).await;
    let change = "ALTER TABLE crm.people ADD COLUMN note text;\n";
    server.run("crm_later", change).await;
    driftline_tests::write_files(
        folder.path(),
        &[
            ("later/1_people.up.sql", MIGRATIONS[0].1),
            ("later/2_visits.up.sql", MIGRATIONS[1].1),
            ("later/3_note.up.sql", change),
            ("later.sql", &format!("{schema}{change}")),
        ],
    );
    inspect(&server.url("crm_later"), "json", &folder.path().join("later.json"));
    let later = [server.url("crm_later"), path("later"), path("later.sql"), path("later.json")];
    for (position, live) in later.iter().enumerate() {
        let expected = &same[(position + 1) % same.len()];
        let outcome = diff(scratch, expected, live).exits(2);
        assert_eq!(outcome.findings(), ["extra column crm.people.note"], "{expected} and {live}");
        let outcome = diff(scratch, live, expected).exits(2);
        assert_eq!(outcome.findings(), ["missing column crm.people.note"], "{live} and {expected}");
    }
}

#[tokio::test]
async fn the_same_two_schemas_always_give_the_same_report() {
    let (server, _) = servers().await;
    let folder = folder_with(&[]);
    let snapshots = ["one.json", "two.json"].map(|name| folder.path().join(name));
    for snapshot in &snapshots {
        inspect(&server.url("crm"), "json", snapshot);
    }
    let [one, two] = snapshots.each_ref().map(|snapshot| fs::read_to_string(snapshot).expect("readable"));
    assert_eq!(one, two);
}

#[tokio::test]
async fn sql_that_is_shown_builds_what_was_shown() {
    let (server, _) = servers().await;
    let folder = folder_with(&[]);
    let script = folder.path().join("crm.sql");
    inspect(&server.url("crm"), "sql", &script);
    server.database("crm_again", "postgres").await;
    server.psql("crm_again", &script);
    let outcome =
        Driftline::new(["diff", &server.url("crm"), &server.url("crm_again"), "--format", "json"]).run().exits(0);
    assert_eq!(outcome.findings(), [""; 0]);
}

#[test]
fn what_is_no_schema_is_refused() {
    let folder = folder_with(&[("broken.json", "{\"format\": 99}"), ("broken.sql", "CREATE TABLE a (;\n")]);
    for (name, what) in [("nothing", "nowhere.sql"), ("snapshot", "broken.json")] {
        let outcome = Driftline::new(["inspect", what]).in_folder(folder.path()).run().exits(1);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("inspect_refuses_{name}"), outcome.to_string());
        });
    }
    let outcome = Driftline::new(["inspect", "broken.sql"]).in_folder(folder.path()).run().exits(1);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("inspect_refuses_schema", outcome.to_string());
    });
}
