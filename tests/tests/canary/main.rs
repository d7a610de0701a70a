//! Every command, succeeding and failing, with the log at its loudest: secrets come out nowhere, and the text of schemas
//! only where it belongs. `lambda/canary.rs` does the same with the functions.

mod google;
mod mysql;
#[path = "../run/receiver.rs"]
mod receiver;

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use driftline_tests::canary::{files, holds, may_hold_schema};
use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};
use receiver::Receiver;

const HOST: &str = "orders.abc123.eu-central-1.rds.amazonaws.com";

/// Passwords, keys, and addresses that are as good as a password.
const SECRETS: &[&str] = &[
    "canaryofpassword",
    "canaryofurl",
    "canaryofwrongpassword",
    "canaryofconnector",
    "canaryofscratch",
    "canaryofadministrator",
    "canaryofawskey",
    "canaryofprofile",
    "canaryofawssession",
    "canaryofhook",
    "canaryofslack",
    "canaryofsigning",
    "canaryofwritten",
    "canaryofgoogle",
    // What the double of Google's side calls its tokens.
    "hunter2",
    "X-Amz-Signature",
];

/// In the schema: defaults, comments, bodies, conditions; what is there by hand, and what the migrations say.
const SCHEMA: &[&str] = &[
    "canaryindefault",
    "canaryincomment",
    "canaryinbody",
    "canaryincheck",
    "canaryinview",
    "canaryinpolicy",
    "canarybyhand",
    "canaryinbroken",
    "canaryinnotice",
    "canaryinsyntax",
    "canaryinexception",
];

const MIGRATION: &str = "\
CREATE TABLE orders (id int PRIMARY KEY, note text DEFAULT 'canaryindefault', CONSTRAINT c CHECK (note <> 'canaryincheck'));
COMMENT ON TABLE orders IS 'canaryincomment';
CREATE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'canaryinbody'; END $$;
CREATE VIEW v AS SELECT id FROM orders WHERE note <> 'canaryinview';
CREATE POLICY p ON orders USING (note <> 'canaryinpolicy');
DO $$ BEGIN RAISE NOTICE 'canaryinnotice'; RAISE WARNING 'canaryinnotice'; END $$;
";
const BY_HAND: &str = "\
ALTER TABLE orders ALTER note SET DEFAULT 'canarybyhand1', ADD COLUMN extra text DEFAULT 'canarybyhand2';
CREATE OR REPLACE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'canarybyhand3'; END $$;
CREATE OR REPLACE VIEW v AS SELECT id FROM orders WHERE note <> 'canarybyhand4';
COMMENT ON TABLE orders IS 'canarybyhand5';
";
/// It ends in a message of the server that repeats what the statement said.
const BROKEN: &str = "\
CREATE TABLE broken (id int DEFAULT 1);
ALTER TABLE broken ADD COLUMN note int DEFAULT 'canaryinbroken'::text::int;
";
const SYNTAX: &str = "CREATE TABLE a (id int DEFAULT 1 'canaryinsyntax');";
const RAISING: &str = "DO $$ BEGIN RAISE EXCEPTION 'canaryinexception'; END $$;";

/// What people write into a config that belongs elsewhere.
const WRITTEN: &str = r#"
[profile.other]
access-key-id     = { env = "PROFILE_KEY" }
secret-access-key = { env = "canaryofwritten, with a space" }

[[database]]
name     = "shop"
engine   = "postgres"
endpoint = "postgres://watcher:canaryofwritten@db.example.com/shop"
dial     = "watcher:canaryofwritten@127.0.0.1"
database = "shop"
user     = "watcher"
auth     = { method = "secrets-manager", secret = "canaryofwritten, with a space" }
source   = { migrations = "migrations" }
"#;

/// Where the text of schemas may come out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// On stdout: it is what the command is for.
    Schema,
    /// Nowhere.
    Nothing,
    /// On stdout, a token: that is what the command is for.
    Token,
}

struct World {
    server: Server,
    receiver: Receiver,
    folder: tempfile::TempDir,
    _authority: Authority,
}

impl World {
    async fn new() -> (Self, [Rds; 3]) {
        let server = Server::start(Encryption::Off);
        for sql in [
            "CREATE ROLE rds_iam",
            "CREATE ROLE watcher LOGIN PASSWORD 'canaryofpassword'",
            "CREATE ROLE by_url LOGIN PASSWORD 'canaryofurl'",
            "CREATE ROLE by_connector LOGIN PASSWORD 'canaryofconnector'",
            "CREATE ROLE by_token LOGIN; GRANT rds_iam TO by_token",
            "CREATE ROLE migrator LOGIN SUPERUSER PASSWORD 'canaryofscratch'",
            "CREATE ROLE administrator LOGIN SUPERUSER PASSWORD 'canaryofadministrator'",
        ] {
            server.run("postgres", sql).await;
        }
        server.database("shop", "postgres").await;
        server.deploy("postgres", "shop", &[("1_a.up.sql", MIGRATION)]).await;
        server.run("shop", BY_HAND).await;
        server.run("shop", "GRANT SELECT ON schema_migrations TO watcher, by_url, by_connector, by_token").await;

        let authority = Authority::new();
        let rds = ["canaryofawskey", "another", "canaryofprofile"].map(|key| front(&authority, &server, key));
        let receiver = Receiver::start();
        let folder = folder_with(&[
            ("migrations/1_a.up.sql", MIGRATION),
            ("broken/1_a.up.sql", BROKEN),
            ("syntax/1_a.up.sql", SYNTAX),
            ("raising/1_a.up.sql", RAISING),
            ("shop.yaml", &connector(server.port())),
            ("written.toml", WRITTEN),
        ]);
        let config = config(server.port(), &rds, &authority.file());
        std::fs::write(folder.path().join("driftline.toml"), config).expect("writable");
        (Self { server, receiver, folder, _authority: authority }, rds)
    }

    /// Runs a command, and looks at what it said.
    fn run(&self, arguments: &[&str], code: i32, shows: Shows) -> Outcome {
        let command = Driftline::new(arguments)
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "canaryofawskey")
            .env("AWS_SESSION_TOKEN", "canaryofawssession")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
            .env("AWS_MAX_ATTEMPTS", "1")
            .env("SHOP_PASSWORD", "canaryofpassword")
            .env("WRONG_PASSWORD", "canaryofwrongpassword")
            .env("SCRATCH_URL", self.server.url_as("migrator:canaryofscratch", "postgres"))
            .env("HOOK_URL", self.receiver.url("/canaryofhook"))
            .env("HOOK_SECRET", format!("whsec_{}", STANDARD.encode("a canaryofsigning, of twenty-four bytes")))
            .env("SLACK_URL", self.receiver.url("/canaryofslack"))
            .env("PROFILE_KEY", "AKIDEXAMPLE")
            .env("PROFILE_SECRET", "canaryofprofile")
            .in_folder(self.folder.path());
        watched(command, arguments, code, shows)
    }
}

/// Runs a command with the log at its loudest, and looks at what it said.
fn watched(command: Driftline, arguments: &[&str], code: i32, shows: Shows) -> Outcome {
    let outcome = command.env("RUST_LOG", "trace").run().exits(code);
    for secret in SECRETS {
        assert!(!holds(outcome.stderr.as_bytes(), secret), "{secret} on stderr of {arguments:?}\n{outcome}");
        let is_meant = shows == Shows::Token && ["X-Amz-Signature", "canaryofawssession", "hunter2"].contains(secret);
        assert!(is_meant || !holds(outcome.stdout.as_bytes(), secret), "{secret} of {arguments:?}\n{outcome}");
    }
    for text in SCHEMA {
        assert!(!holds(outcome.stderr.as_bytes(), text), "{text} on stderr of {arguments:?}\n{outcome}");
        let is_meant = shows == Shows::Schema;
        assert!(is_meant || !holds(outcome.stdout.as_bytes(), text), "{text} of {arguments:?}\n{outcome}");
    }
    outcome
}

/// The name and verdict of each database of a run.
fn verdicts(run: &Outcome) -> Vec<String> {
    let json = run.json();
    let lines = json["summary"]["databases"].as_array().expect("databases").iter();
    lines
        .map(|line| format!("{} {}", line["database"].as_str().unwrap_or(""), line["verdict"].as_str().unwrap_or("")))
        .collect()
}

fn front(authority: &Authority, server: &Server, key_secret: &str) -> Rds {
    let mut settings = Settings::of(HOST, Protocol::Postgres, server.port());
    settings.expected.key_secret = key_secret.to_owned();
    Rds::start(authority, settings)
}

fn connector(port: u16) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{ name: shop }}\nstringData:\n  endpoint: 127.0.0.1\n  port: \"{port}\"\n  \
         user: by_connector\n  type: postgres\n  database: shop\n  password: canaryofconnector\n"
    )
}

/// The same database reached in all ways, by some of which it is not.
fn config(port: u16, rds: &[Rds; 3], authority: &Path) -> String {
    let mut text =
        "[scratch]\nurl = { env = \"SCRATCH_URL\" }\n\n[profile.other]\naccess-key-id = { env = \"PROFILE_KEY\" }\n\
                    secret-access-key = { env = \"PROFILE_SECRET\" }\n"
            .to_owned();
    let mut database = |name: &str, reach: &str, migrations: &str| {
        text.push_str(&format!(
            "\n[[database]]\nname = \"{name}\"\nengine = \"postgres\"\n{reach}\nsource = {{ migrations = \"{migrations}\" }}\n"
        ));
    };
    let direct = |port: u16, auth: &str| {
        format!("endpoint = \"127.0.0.1:{port}\"\ndatabase = \"shop\"\nuser = \"watcher\"\nauth = {{ {auth} }}")
    };
    let password = "method = \"env\", variable = \"SHOP_PASSWORD\"";
    database("password", &direct(port, password), "migrations");
    database("wrong", &direct(port, "method = \"env\", variable = \"WRONG_PASSWORD\""), "migrations");
    database("gone", &direct(9, password), "migrations");
    database("unset", &direct(port, "method = \"env\", variable = \"NEVER_SET\""), "migrations");
    database("no-secret", &direct(port, "method = \"secrets-manager\", secret = \"s\""), "migrations");
    for broken in ["broken", "syntax", "raising"] {
        database(broken, &direct(port, password), broken);
    }
    database("connector", "connector = { manifest = \"shop.yaml\" }", "migrations");
    for (name, rds) in ["token", "refused", "profile"].iter().zip(rds) {
        let profile = if *name == "profile" { "\nprofile = \"other\"" } else { "" };
        let reach = format!(
            "endpoint = \"{HOST}:5432\"\ndial = \"127.0.0.1:{}\"\ndatabase = \"shop\"\nuser = \"by_token\"\n\
             auth = {{ method = \"rds-iam\" }}\nca-file = \"{}\"{profile}",
            rds.port(),
            authority.display()
        );
        database(name, &reach, "migrations");
    }
    text + &format!(
        "\n[[database]]\nname = \"published\"\nengine = \"postgres\"\n{}\n\
         source = {{ published = true, migrations = \"migrations\" }}\n",
        direct(port, password)
    ) + r#"
[[subscriber]]
name   = "pager"
kind   = "webhook"
url    = { env = "HOOK_URL" }
secret = { env = "HOOK_SECRET" }

[[subscriber]]
name = "dba-slack"
kind = "slack"
url  = { env = "SLACK_URL" }

[[subscriber]]
name  = "everybody"
kind  = "sns"
topic = "arn:aws:sns:eu-central-1:123456789012:everybody"
"#
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_out_nowhere_and_schemas_only_where_they_belong() {
    let (world, rds) = World::new().await;
    use Shows::{Nothing, Schema, Token};

    // What they are for works: the marks went through here.
    let run = world.run(&["run", "--format", "json"], 2, Schema);
    let expected = [
        "password drifted",
        "wrong unreachable",
        "gone unreachable",
        "unset unreachable",
        "no-secret unreachable",
        "broken unknown",
        "syntax unknown",
        "raising unknown",
        "connector drifted",
        "token drifted",
        "refused unreachable",
        "profile drifted",
        "published unknown",
    ];
    assert_eq!(verdicts(&run), expected, "{run}");
    let let_in = || vec!["by_token was let in".to_owned()];
    assert_eq!((rds[0].heard(), rds[1].heard().len(), rds[2].heard()), (let_in(), 1, let_in()));
    assert!(run.stderr.contains("DEBUG"), "the log is at its loudest\n{run}");
    for text in SCHEMA {
        assert!(
            holds(run.stdout.as_bytes(), text) || ["canaryinpolicy", "canaryinnotice"].contains(text),
            "{text} is in no report\n{run}"
        );
    }
    // Those who were told read no text of a schema.
    let told = [world.receiver.take("/canaryofhook"), world.receiver.take("/canaryofslack")].concat();
    assert!(2 <= told.len(), "{told:?}");
    for message in &told {
        let said = [format!("{:?}", message.headers).as_bytes(), &message.body].concat();
        let marks = SECRETS.iter().chain(SCHEMA).filter(|mark| holds(&said, mark));
        assert_eq!(marks.copied().collect::<Vec<_>>(), [""; 0], "{}", String::from_utf8_lossy(&message.body));
    }
    world.receiver.answers("500 Internal Server Error");
    world.server.run("shop", "COMMENT ON TABLE orders IS 'canarybyhand6'").await;
    world.run(&["run"], 2, Schema);

    let live = world.server.url_as("by_url:canaryofurl", "shop");
    let gone = "postgres://by_url:canaryofurl@127.0.0.1:9/shop";
    let nobody = world.server.url_as("by_url:canaryofwrongpassword", "shop");
    for (live, code) in [(live.as_str(), 2), (gone, 3), (&nobody, 3)] {
        world.run(&["check", "--live", live, "--migrations", "migrations", "--output", "reports"], code, Schema);
    }
    world.run(&["check", "--live", &live, "--migrations", "broken"], 3, Schema);
    let inspected = world.run(&["inspect", &live], 0, Schema);
    assert!(holds(inspected.stdout.as_bytes(), "canaryinpolicy"), "{inspected}");
    world.run(&["inspect", gone], 1, Nothing);
    world.run(&["diff", "migrations", &live], 2, Schema);
    world.run(&["diff", "migrations", &nobody], 1, Nothing);
    world.run(&["connect", "test"], 3, Nothing);
    world.run(&["doctor"], 0, Nothing);
    world.run(&["doctor", "--config", "written.toml"], 3, Nothing);
    world.run(&["config", "check"], 0, Nothing);
    world.run(&["config", "check", "--config", "written.toml"], 1, Nothing);
    world.run(&["run", "--config", "written.toml"], 1, Nothing);
    world.run(&["deploy", "check", "--stack", "driftline"], 1, Nothing);
    let token = world.run(&["token", "token"], 0, Token);
    assert!(token.stdout.contains("X-Amz-Signature"), "{token}");
    world.run(&["token", "password"], 1, Nothing);
    let administrator = world.server.url_as("administrator:canaryofadministrator", "shop");
    world.run(&["setup", "token", "--print"], 0, Nothing);
    world.run(&["setup", "token", "--apply-sql", &administrator], 0, Nothing);
    world.run(&["setup", "token", "--apply-sql", &nobody], 1, Nothing);
    world.run(&["publish", "password"], 1, Nothing);
    world.run(&["publish", "published"], 0, Nothing);
    world.run(&["run", "--database", "published"], 2, Schema);

    // On disk: no secret but in the file that is one, no text of a schema but in what is made of it.
    let kept = files(world.folder.path());
    for (name, content) in &kept {
        let given_or_asked_for = ["migrations/", "broken/", "syntax/", "raising/", "reports/"];
        let is_of_schemas = given_or_asked_for.iter().any(|place| name.starts_with(place))
            || name.strip_prefix("driftline-store/").is_some_and(may_hold_schema);
        let secrets = SECRETS.iter().filter(|_| !["shop.yaml", "written.toml"].contains(&name.as_str()));
        let marks = secrets.chain(SCHEMA.iter().filter(|_| !is_of_schemas)).filter(|mark| holds(content, mark));
        assert_eq!(marks.copied().collect::<Vec<_>>(), [""; 0], "{name}: {}", String::from_utf8_lossy(content));
    }
    for place in ["snapshots", "expected", "reports", "outbox", "runs", "state"] {
        assert!(
            kept.iter().any(|(name, _)| name.starts_with(&format!("driftline-store/{place}/"))),
            "{place} is not there"
        );
    }
}
