//! Logging in to Cloud SQL with a token, and with a password that Google Secret Manager keeps, from AWS, at a double of
//! Google's side in front of a real server.

mod mysql;

use std::fmt::Write as _;

use driftline_tests::google::{ACCOUNT, Behaviour, Google, KEY_ID, KEY_SECRET};
use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};
use tempfile::TempDir;

/// What an instance with a DNS name is called.
const HOST: &str = "3f1a.2bc.europe-west3.sql.goog";
const USER: &str = "watcher@shop.iam";
const SECRET: &str = "projects/shop/secrets/orders";
const TOKEN: &str = r#"{ method = "gcp-iam" }"#;
const MIGRATIONS: &[(&str, &str)] = &[("1_a.up.sql", "CREATE TABLE a (id int);")];

struct World {
    google: Google,
    instance: Rds,
    authority: Authority,
    folder: TempDir,
    engine: &'static str,
}

impl World {
    /// The server, and Google's side in front of it.
    async fn new() -> (Server, Self) {
        let server = Server::start(Encryption::Off);
        // Cloud SQL makes the role of an account itself, without a password.
        let roles =
            "CREATE ROLE rds_iam; CREATE ROLE \"watcher@shop.iam\" LOGIN; GRANT rds_iam TO \"watcher@shop.iam\"";
        server.run("postgres", roles).await;
        server.database("shop", "postgres").await;
        server.deploy("postgres", "shop", MIGRATIONS).await;
        server.run("shop", "GRANT SELECT ON schema_migrations TO \"watcher@shop.iam\"").await;
        let world = Self::in_front_of(server.port(), "postgres");
        (server, world)
    }

    fn in_front_of(server: u16, engine: &'static str) -> Self {
        let (google, authority) = (Google::start(), Authority::new());
        let protocol = if engine == "postgres" { Protocol::Postgres } else { Protocol::Mysql };
        let settings = Settings { tokens: Some(google.tokens.clone()), ..Settings::of(HOST, protocol, server) };
        let instance = Rds::start(&authority, settings);
        let folder = folder_with(&[
            ("migrations/1_a.up.sql", MIGRATIONS[0].1),
            ("federation.json", &google.configuration()),
            ("broken.json", "{ \"private_key\": hunter2"),
            ("key.json", r#"{"type": "service_account", "private_key": "hunter2"}"#),
        ]);
        Self { google, instance, authority, folder, engine }
    }

    /// The config of a database that logs in as this user, this way.
    fn write_config(&self, user: &str, auth: &str) {
        let text = format!(
            "[[database]]\nname = \"shop\"\nengine = \"{}\"\nendpoint = \"{HOST}:{}\"\ndial = \"127.0.0.1:{}\"\n\
             database = \"shop\"\nuser = \"{user}\"\nauth = {auth}\nca-file = \"{}\"\nsource = {{ migrations = \"migrations\" }}\n",
            self.engine,
            if self.engine == "postgres" { 5432 } else { 3306 },
            self.instance.port(),
            self.authority.file().display()
        );
        std::fs::write(self.folder.path().join("driftline.toml"), text).expect("writable");
    }

    /// As a function of AWS runs: its credentials in the environment, and no metadata service.
    fn driftline(&self, arguments: &[&str]) -> Driftline {
        Driftline::new(arguments)
            .env("AWS_ACCESS_KEY_ID", KEY_ID)
            .env("AWS_SECRET_ACCESS_KEY", KEY_SECRET)
            .env("AWS_SESSION_TOKEN", "a/session+token=")
            .env("AWS_REGION", "eu-central-1")
            .env("GOOGLE_APPLICATION_CREDENTIALS", "federation.json")
            .env("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER", self.google.address())
            .in_folder(self.folder.path())
    }

    fn test(&self) -> Driftline {
        self.driftline(&["connect", "test"])
    }

    fn heard(&self) -> Vec<String> {
        self.instance.heard()
    }

    fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.google.behaviour.lock().expect("nobody panicked"));
    }

    /// What was said, the same on every machine and day, and never a secret.
    fn words(&self, outcome: &Outcome) -> String {
        let said = outcome.to_string();
        for secret in ["hunter2", "a/session+token=", KEY_SECRET] {
            assert!(!said.contains(secret), "{secret} was printed\n{outcome}");
        }
        let (google, port) = (self.google.address(), self.instance.port().to_string());
        let authority = self.authority.file().display().to_string();
        let replacements = [
            (google.trim_start_matches("http://"), "[google]"),
            (port.as_str(), "[port]"),
            (authority.as_str(), "[ca.pem]"),
        ];
        outcome.transcript(&replacements)
    }
}

fn snapshot(name: &str, words: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.add_filter(r"PostgreSQL \d+\S*.*", "PostgreSQL [version]");
    settings.bind(|| insta::assert_snapshot!(name, words));
}

#[tokio::test]
async fn a_token_of_google_logs_in_and_nothing_else_does() {
    let (server, mut world) = World::new().await;
    world.write_config(USER, TOKEN);
    let mut told = world.words(&world.test().run().exits(0));
    assert_eq!(world.heard(), [format!("{USER} was let in")]);
    world.driftline(&["run"]).run().exits(0);
    assert_eq!(world.heard(), [format!("{USER} was let in")]);

    let token = world.driftline(&["token", "shop"]).run().exits(0);
    let login = "https://www.googleapis.com/auth/sqlservice.login";
    assert_eq!(world.google.tokens.holder(token.stdout.trim(), login).as_deref(), Some(ACCOUNT), "{token}");
    // One that has run out.
    world.google.tokens.expire();
    world.write_config(USER, r#"{ method = "env", variable = "TOKEN" }"#);
    world.test().env("TOKEN", token.stdout.trim()).run().exits(3);
    assert_eq!(world.heard(), ["a token was refused: it is no token for logging in, or has run out"]);

    let mut tell = |case: &str, outcome: Outcome| write!(told, "\n# {case}\n{}", world.words(&outcome)).expect("text");
    world.write_config("somebody@shop.iam", TOKEN);
    tell("another user", world.test().run().exits(3));
    assert_eq!(world.heard(), [format!("a token was refused: it is that of {ACCOUNT}")]);
    world.write_config(USER, TOKEN);
    tell("a key that AWS does not know", world.test().env("AWS_ACCESS_KEY_ID", "AKIDOTHER").run().exits(3));
    tell("another secret", world.test().env("AWS_SECRET_ACCESS_KEY", "another").run().exits(3));
    world.behave(|it| it.denies_account = true);
    tell("a workload that may not be the account", world.test().run().exits(3));
    world.behave(|it| it.denies_account = false);
    for (case, file) in [("no file", "none.json"), ("no JSON", "broken.json"), ("a key file", "key.json")] {
        tell(case, world.test().env("GOOGLE_APPLICATION_CREDENTIALS", file).run().exits(3));
    }
    let elsewhere = Driftline::new(["connect", "test"])
        .env("GOOGLE_APPLICATION_CREDENTIALS", "federation.json")
        .env("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials")
        .in_folder(world.folder.path());
    tell("credentials of AWS in another place", elsewhere.run().exits(3));
    // The certificates of the older mode.
    let settings = Settings {
        tokens: Some(world.google.tokens.clone()),
        certificate_name: "shop:orders".to_owned(),
        ..Settings::of(HOST, Protocol::Postgres, server.port())
    };
    world.instance = Rds::start(&world.authority, settings);
    world.write_config(USER, TOKEN);
    let outcome = world.test().run().exits(3);
    write!(told, "\n# a certificate for PROJECT:INSTANCE\n{}", world.words(&outcome)).expect("text");
    snapshot("gcp_token", &told);
}

#[tokio::test]
async fn a_password_in_secret_manager_logs_in() {
    let (server, world) = World::new().await;
    let auth = |rest: &str| format!("{{ method = \"gcp-secret-manager\", secret = \"{SECRET}\"{rest} }}");
    world.behave(|it| {
        let secrets =
            [("latest", &br#"{"nested": {"password": "hunter2"}}"#[..]), ("1", b"hunter2"), ("2", b"\xff\xfe")];
        it.secrets = secrets.map(|(version, data)| (format!("{SECRET}/versions/{version}"), data.to_vec())).into();
    });
    // The double takes tokens: that the password arrives is what it complains about.
    world.write_config(USER, &auth(", path = \".nested.password\""));
    world.test().run().exits(3);
    assert_eq!(world.heard(), ["a token was refused: it is no token for logging in, or has run out"]);
    world.write_config(USER, &auth(", version = \"1\""));
    world.test().run().exits(3);
    assert_eq!(world.heard(), ["a token was refused: it is no token for logging in, or has run out"]);

    // A server that takes passwords, on this machine, lets in with it; with another one not, having asked once more.
    server.run("postgres", "CREATE ROLE by_password LOGIN PASSWORD 'hunter2'").await;
    server.run("shop", "GRANT SELECT ON schema_migrations TO by_password").await;
    let direct = format!(
        "[[database]]\nname = \"shop\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{}\"\ndatabase = \"shop\"\n\
         user = \"by_password\"\nauth = {}\nsource = {{ migrations = \"migrations\" }}\n",
        server.port(),
        auth(", path = \".nested.password\"")
    );
    std::fs::write(world.folder.path().join("driftline.toml"), direct).expect("writable");
    world.driftline(&["run"]).run().exits(0);
    server.run("postgres", "ALTER ROLE by_password PASSWORD 'hunter3'").await;
    let refused = world.driftline(&["run"]).run().exits(3);
    assert!(refused.stdout.contains("password authentication failed"), "{refused}");

    let mut told = String::new();
    let mut tell = |case: &str, outcome: Outcome| write!(told, "# {case}\n{}\n", world.words(&outcome)).expect("text");
    for (case, rest) in [
        ("no such path", ", path = \".password\""),
        ("no JSON", ", version = \"1\", path = \".password\""),
        ("no text", ", version = \"2\""),
        ("no such version", ", version = \"3\""),
    ] {
        world.write_config(USER, &auth(rest));
        tell(case, world.test().run().exits(3));
    }
    world.write_config(USER, &auth(""));
    world.behave(|it| it.damages = true);
    tell("another checksum", world.test().run().exits(3));
    world.behave(|it| it.denies_secrets = true);
    tell("an account that may not", world.test().run().exits(3));
    let nowhere = "http://127.0.0.1:9";
    let dead = world.test().env("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER", nowhere).run().exits(3);
    tell("nobody at the endpoint", dead);
    snapshot("gcp_secret", &told);
}
