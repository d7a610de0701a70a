//! The same with Cloud SQL and Google Secret Manager, from AWS.

use std::path::Path;

use driftline_tests::google::{Google, KEY_ID};
use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Driftline, Encryption, Server, folder_with};

use crate::Shows::{Nothing, Schema, Token};
use crate::{BY_HAND, MIGRATION, verdicts, watched};

const HOST: &str = "3f1a.2bc.europe-west3.sql.goog";
const SECRET: &str = "projects/shop/secrets/orders";

/// A database by token and two by password, of which one is wrong.
fn config(instance: &Rds, server: &Server, authority: &Path) -> String {
    let database = |name: &str, reach: &str| {
        format!(
            "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\n{reach}\ndatabase = \"shop\"\n\
             source = {{ migrations = \"migrations\" }}\n"
        )
    };
    let token = |user: &str| {
        format!(
            "endpoint = \"{HOST}\"\ndial = \"127.0.0.1:{}\"\nca-file = \"{}\"\nuser = \"{user}\"\n\
             auth = {{ method = \"gcp-iam\" }}",
            instance.port(),
            authority.display()
        )
    };
    let secret = |path: &str| {
        format!(
            "endpoint = \"127.0.0.1:{}\"\nuser = \"watcher\"\n\
             auth = {{ method = \"gcp-secret-manager\", secret = \"{SECRET}\", path = \"{path}\" }}",
            server.port()
        )
    };
    [
        database("token", &token("watcher@shop.iam")),
        database("refused", &token("somebody@shop.iam")),
        database("secret", &secret("right")),
        database("wrong", &secret("wrong")),
        database("nowhere", &secret("nowhere")),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_out_nowhere_and_schemas_only_where_they_belong() {
    let server = Server::start(Encryption::Off);
    let roles = "CREATE ROLE rds_iam; CREATE ROLE \"watcher@shop.iam\" LOGIN; GRANT rds_iam TO \"watcher@shop.iam\"; \
                 CREATE ROLE watcher LOGIN PASSWORD 'canaryofgoogle'";
    server.run("postgres", roles).await;
    server.database("shop", "postgres").await;
    server.deploy("postgres", "shop", &[("1_a.up.sql", MIGRATION)]).await;
    server.run("shop", BY_HAND).await;
    server.run("shop", "GRANT SELECT ON schema_migrations TO \"watcher@shop.iam\", watcher").await;
    let (google, authority) = (Google::start(), Authority::new());
    let secret = br#"{"right": "canaryofgoogle", "wrong": "canaryofgoogleandmore"}"#;
    google.behaviour.lock().expect("nobody panicked").secrets =
        [(format!("{SECRET}/versions/latest"), secret.to_vec())].into();
    let settings =
        Settings { tokens: Some(google.tokens.clone()), ..Settings::of(HOST, Protocol::Postgres, server.port()) };
    let instance = Rds::start(&authority, settings);
    let folder = folder_with(&[
        ("migrations/1_a.up.sql", MIGRATION),
        ("federation.json", &google.configuration()),
        ("driftline.toml", &config(&instance, &server, &authority.file())),
    ]);
    // The key that the double of Google's side trusts is another one than those that are looked for.
    let run = |arguments: &[&str], code, shows| {
        let command = Driftline::new(arguments)
            .env("AWS_ACCESS_KEY_ID", KEY_ID)
            .env("AWS_SECRET_ACCESS_KEY", driftline_tests::google::KEY_SECRET)
            .env("AWS_SESSION_TOKEN", "canaryofawssession")
            .env("AWS_REGION", "eu-central-1")
            .env("GOOGLE_APPLICATION_CREDENTIALS", "federation.json")
            .env("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER", google.address())
            .in_folder(folder.path());
        let outcome = watched(command, arguments, code, shows);
        assert!(!outcome.to_string().contains(driftline_tests::google::KEY_SECRET), "{outcome}");
        outcome
    };
    let first = run(&["run", "--format", "json"], 2, Schema);
    let expected =
        ["token drifted", "refused unreachable", "secret drifted", "wrong unreachable", "nowhere unreachable"];
    assert_eq!(verdicts(&first), expected, "{first}");
    run(&["connect", "test"], 3, Nothing);
    let token = run(&["token", "token"], 0, Token);
    assert!(token.stdout.contains("hunter2"), "{token}");
    run(&["setup", "token", "--print"], 0, Nothing);
    let behave = |change: fn(&mut driftline_tests::google::Behaviour)| {
        change(&mut google.behaviour.lock().expect("nobody panicked"));
    };
    behave(|it| it.damages = true);
    run(&["connect", "test"], 3, Nothing);
    behave(|it| (it.denies_secrets, it.denies_account) = (true, true));
    run(&["connect", "test"], 3, Nothing);
    run(&["token", "token"], 1, Nothing);
}
