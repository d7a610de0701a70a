//! Logging in to RDS with a token, at a double of RDS's side in front of a real server.

mod assuming;
mod connecting;
mod connector;
mod deployed;
mod discovering;
mod looking_up;
#[path = "../../../shared/store/tests/support/moto.rs"]
mod moto;
mod mysql;
mod replaying;
mod setting_up;
mod tokens;

use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};
use tempfile::TempDir;

const HOST: &str = "orders.abc123.eu-central-1.rds.amazonaws.com";
const MIGRATIONS: &[(&str, &str)] = &[("1_a.up.sql", "CREATE TABLE a (id int);")];

/// What is in front of a server: RDS with its authority, and a folder with a config.
struct Place {
    engine: &'static str,
    server: u16,
    authority: Authority,
    folder: TempDir,
}

/// The database, RDS in front of it, and somebody who may log in.
struct World {
    place: Place,
    server: Server,
}

impl World {
    async fn new() -> Self {
        let server = Server::start(Encryption::Off);
        server.run("postgres", "CREATE ROLE rds_iam; CREATE ROLE watcher LOGIN; GRANT rds_iam TO watcher").await;
        server.run("postgres", "CREATE ROLE stranger LOGIN PASSWORD 'strange'").await;
        server.database("shop", "postgres").await;
        server.deploy("postgres", "shop", MIGRATIONS).await;
        server.run("shop", "GRANT SELECT ON schema_migrations TO watcher").await;
        Self { place: Place::new("postgres", server.port()), server }
    }
}

impl Place {
    /// In front of the server of this port, with these migrations beside the config.
    fn new(engine: &'static str, server: u16) -> Self {
        let folder = folder_with(&[("migrations/1_a.up.sql", MIGRATIONS[0].1)]);
        Self { engine, server, authority: Authority::new(), folder }
    }

    fn port(&self) -> u16 {
        if self.engine == "postgres" { 5432 } else { 3306 }
    }

    fn settings(&self) -> Settings {
        let protocol = if self.engine == "postgres" { Protocol::Postgres } else { Protocol::Mysql };
        Settings::of(HOST, protocol, self.server)
    }

    /// The config of a database behind this front, with one line changed.
    fn write_config(&self, rds: &Rds, from: &str, to: &str) {
        let text = format!(
            r#"
[[database]]
name     = "shop"
engine   = "{}"
endpoint = "{HOST}:{}"
dial     = "127.0.0.1:{}"
database = "shop"
user     = "watcher"
auth     = {{ method = "rds-iam" }}
ca-file  = "{}"
source   = {{ migrations = "migrations" }}
"#,
            self.engine,
            self.port(),
            rds.port(),
            self.authority.file().display()
        );
        assert!(text.contains(from), "{from}");
        std::fs::write(self.folder.path().join("driftline.toml"), text.replacen(from, to, 1)).expect("writable");
    }

    fn driftline(&self, arguments: &[&str]) -> Driftline {
        Driftline::new(arguments)
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
            .in_folder(self.folder.path())
    }

    /// RDS, with something changed.
    fn rds(&self, change: impl FnOnce(&mut Settings)) -> Rds {
        let mut settings = self.settings();
        change(&mut settings);
        Rds::start(&self.authority, settings)
    }

    /// What a run says of the database's one reason, and what RDS says of the session.
    fn refusal(&self, rds: &Rds, from: &str, to: &str) -> String {
        self.write_config(rds, from, to);
        let outcome = self.driftline(&["run", "--format", "json"]).run().exits(3);
        assert!(!outcome.to_string().contains("X-Amz"), "a token was printed\n{outcome}");
        format!("driftline: {}\nRDS: {}\n", reason(&outcome, rds), rds.heard().join(", "))
    }
}

fn reason(outcome: &Outcome, rds: &Rds) -> String {
    fn find(value: &serde_json::Value) -> Option<&str> {
        match value {
            serde_json::Value::Object(map) => {
                map.get("reason").and_then(serde_json::Value::as_str).or_else(|| map.values().find_map(find))
            }
            serde_json::Value::Array(values) => values.iter().find_map(find),
            _ => None,
        }
    }
    let json = outcome.json();
    let reason = find(&json).unwrap_or_else(|| panic!("no reason\n{outcome}"));
    reason.replace(&rds.port().to_string(), "[port]")
}

#[tokio::test]
async fn a_token_logs_in_and_nothing_else_does() {
    let world = World::new().await;
    let rds = world.place.rds(|_| {});
    world.place.write_config(&rds, "", "");
    world.place.driftline(&["run"]).run().exits(0);
    assert_eq!(rds.heard(), ["watcher was let in"]);
    // A session's credentials are three words, and the third is signed too.
    world.place.driftline(&["run"]).env("AWS_SESSION_TOKEN", "a/session+token=").run().exits(0);
    assert_eq!(rds.heard(), ["watcher was let in"]);

    let mut told = String::new();
    let mut tell = |case: &str, text: String| told.push_str(&format!("{case}\n{text}\n"));
    let unchanged = ("", "");
    for (case, rds, (from, to)) in [
        ("another secret", world.place.rds(|it| it.expected.key_secret = "another".into()), unchanged),
        ("another key", world.place.rds(|it| it.expected.key_id = "AKIDOTHER".into()), unchanged),
        ("a token of twenty minutes ago", world.place.rds(|it| it.expected.now += 1200), unchanged),
        ("a clock that goes before", world.place.rds(|it| it.expected.now -= 1200), unchanged),
        (
            "a token for another host",
            world.place.rds(|it| it.expected.endpoint = "other.abc123.eu-central-1.rds.amazonaws.com:5432".into()),
            unchanged,
        ),
        ("a token for another port", world.place.rds(|it| it.expected.endpoint = format!("{HOST}:5433")), unchanged),
        ("a token for another region", world.place.rds(|_| {}), ("\"rds-iam\"", "\"rds-iam\", region = \"eu-west-1\"")),
        ("a user without rds_iam", world.place.rds(|_| {}), ("\"watcher\"", "\"stranger\"")),
        ("a user that there is not", world.place.rds(|_| {}), ("\"watcher\"", "\"nobody\"")),
        ("no TLS", world.place.rds(|it| it.speaks_tls = false), unchanged),
        (
            "a certificate for another name",
            world.place.rds(|it| it.certificate_name = "db.example.com".into()),
            unchanged,
        ),
        ("a certificate that has run out", world.place.rds(|it| it.certificate_years = (2020, 2021)), unchanged),
        ("a certificate of the future", world.place.rds(|it| it.certificate_years = (2090, 2120)), unchanged),
        ("an unknown authority", world.place.rds(|_| {}), ("ca-file ", "#ca-file ")),
    ] {
        tell(case, world.place.refusal(&rds, from, to));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("rds_refusals", told));

    // A token is for one user: somebody else who may log in with tokens cannot use it.
    world.place.write_config(&rds, "", "");
    let token = world.place.driftline(&["token", "shop"]).run().exits(0);
    world.server.run("postgres", "CREATE ROLE other LOGIN; GRANT rds_iam TO other").await;
    world.place.write_config(
        &rds,
        "\"watcher\"\nauth     = { method = \"rds-iam\" }",
        "\"other\"\nauth     = { method = \"env\", variable = \"TOKEN\" }",
    );
    world.place.driftline(&["run"]).env("TOKEN", token.stdout.trim()).run().exits(3);
    assert_eq!(rds.heard(), ["a token was refused: it is for the user watcher"]);
}

/// Another identity than the process's own signs, and only that one is let in.
#[tokio::test]
async fn a_profile_signs_the_token() {
    let world = World::new().await;
    let rds = world.place.rds(|it| {
        it.expected.key_id = "AKIDOTHER".into();
        it.expected.key_secret = "another".into();
    });
    world.place.write_config(&rds, "", "");
    world.place.driftline(&["run"]).run().exits(3);
    assert_eq!(rds.heard().len(), 1, "its own key is refused");

    world.place.write_config(&rds, "source ", "profile = \"shop\"\nsource ");
    let unknown = world.place.driftline(&["config", "check"]).run().exits(1);
    assert!(unknown.stderr.contains("there is no [profile.shop]; this config has none"), "{unknown}");
    let file = world.place.folder.path().join("driftline.toml");
    let text = std::fs::read_to_string(&file).expect("readable");
    let key = "[profile.shop]\naccess-key-id = { env = \"SHOP_KEY\" }\nsecret-access-key = { env = \"SHOP_SECRET\" }\n";
    std::fs::write(&file, format!("{key}{text}")).expect("writable");
    let command = || world.place.driftline(&["run"]).env("SHOP_KEY", "AKIDOTHER");
    command().env("SHOP_SECRET", "another").run().exits(0);
    assert_eq!(rds.heard(), ["watcher was let in"]);
    let missing = command().run().exits(3);
    let said = missing.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("profile `shop`: the environment variable SHOP_SECRET is not set"), "{missing}");
}

/// An address of IPv6 is a name that a certificate can be for, and is written in brackets.
#[tokio::test]
async fn an_address_of_ipv6_is_verified() {
    let world = World::new().await;
    let token = {
        let rds = world.place.rds(|_| {});
        world.place.write_config(&rds, "", "");
        world.place.driftline(&["token", "shop"]).run().exits(0).stdout
    };
    let test = |certificate: &str| {
        let rds = world.place.rds(|it| it.certificate_name = certificate.into());
        world.place.write_config(&rds, &format!("\"{HOST}:5432\""), "\"[2001:db8::7]\"");
        let file = world.place.folder.path().join("driftline.toml");
        let text = std::fs::read_to_string(&file).expect("readable");
        let text = text.replace("\"rds-iam\"", "\"env\", variable = \"TOKEN\"");
        std::fs::write(&file, text).expect("writable");
        world.place.driftline(&["connect", "test"]).env("TOKEN", token.trim()).run()
    };
    let outcome = test("2001:db8::7").exits(0);
    assert!(outcome.stdout.contains("with 2001:db8::7"), "{outcome}");
    let other = test("2001:db8::8").exits(3);
    assert!(other.stdout.contains("2001:db8::8"), "{other}");
}

/// A password for RDS goes the same verified way, to a server that has no token to check.
#[tokio::test]
async fn an_alias_is_verified_and_signed_as_the_real_host() {
    let world = World::new().await;
    let rds = world.place.rds(|_| {});
    world.place.write_config(&rds, &format!("endpoint = \"{HOST}:5432\""), "endpoint = \"orders.example.com:5432\"");
    let refused = world.place.driftline(&["config", "check"]).run().exits(1);
    assert!(refused.stderr.contains("a token is bound to the server's real host name"), "{refused}");

    let alias = format!("sign-for = \"{HOST}\"");
    let file = world.place.folder.path().join("driftline.toml");
    let text =
        std::fs::read_to_string(&file).expect("readable").replace("\"rds-iam\"", &format!("\"rds-iam\", {alias}"));
    std::fs::write(&file, text).expect("writable");
    world.place.driftline(&["run"]).run().exits(0);
    assert_eq!(rds.heard(), ["watcher was let in"]);
}
