//! A server for replays at RDS: it is verified and logged in to with a token as a database is, and as often as a replay needs.

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server as MysqlServer};
use driftline_tests::mysql::{folders, port_to};
use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Encryption, Outcome, Server};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use super::{Place, World, reason};

const SCRATCH_HOST: &str = "scratch.abc123.eu-central-1.rds.amazonaws.com";
/// What there is on a server besides what a new one has.
const EVERYTHING: &str = "SELECT string_agg(name, ' ' ORDER BY name) FROM (
    SELECT datname::text FROM pg_database UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname !~ '^pg_') all_of (name)";

/// Another server of the engine, behind another name.
fn front(place: &Place, server: u16, change: impl FnOnce(&mut Settings)) -> Rds {
    let protocol = if place.engine == "postgres" { Protocol::Postgres } else { Protocol::Mysql };
    let mut settings = Settings::of(SCRATCH_HOST, protocol, server);
    change(&mut settings);
    Rds::start(&place.authority, settings)
}

/// A run without any server binaries, that replays behind this front.
fn run(place: &Place, rds: &Rds, scratch: &Rds, authority: &Authority) -> Outcome {
    place.write_config(rds, "", "");
    let file = place.folder.path().join("driftline.toml");
    let text = std::fs::read_to_string(&file).expect("readable");
    let server = format!(
        "[[scratch.server]]\nengine = \"{}\"\nendpoint = \"{SCRATCH_HOST}:{}\"\ndial = \"127.0.0.1:{}\"\n\
         user = \"replays\"\nauth = {{ method = \"rds-iam\" }}\nca-file = \"{}\"\n{text}",
        place.engine,
        place.port(),
        scratch.port(),
        authority.file().display()
    );
    std::fs::write(file, server).expect("writable");
    let command = place.driftline(&["run", "--format", "json"]);
    let outcome = command.env("DRIFTLINE_POSTGRES_BIN", "/var/empty").env("DRIFTLINE_MYSQL_BIN", "/var/empty").run();
    assert!(!outcome.to_string().contains("X-Amz"), "a token was printed\n{outcome}");
    outcome
}

/// What is said where the server proves nothing, or does not want the token, and that nothing was sent to it before.
fn refusals(place: &Place, rds: &Rds, server: u16) -> String {
    let mut told = String::new();
    let unchanged = |_: &mut Settings| {};
    let other = Authority::new();
    for (case, scratch, authority) in [
        ("another secret", front(place, server, |it| it.expected.key_secret = "another".into()), &place.authority),
        (
            "a certificate for another name",
            front(place, server, |it| it.certificate_name = "db.example.com".into()),
            &place.authority,
        ),
        ("an unknown authority", front(place, server, unchanged), &other),
        ("no TLS", front(place, server, |it| it.speaks_tls = false), &place.authority),
    ] {
        let outcome = run(place, rds, &scratch, authority).exits(3);
        let said = reason(&outcome, &scratch).replace(&authority.file().display().to_string(), "[ca.pem]");
        let mut heard = scratch.heard();
        heard.dedup();
        told.push_str(&format!("{case}\ndriftline: {said}\nRDS: {}\n\n", heard.join(", ")));
    }
    told
}

fn snapshot(name: &str, told: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, told));
}

#[tokio::test]
async fn postgres_is_replayed_on_behind_a_token() {
    let world = World::new().await;
    let place = &world.place;
    let rds = place.rds(|_| {});
    let server = Server::start(Encryption::Off);
    let roles = "CREATE ROLE rds_iam; CREATE ROLE replays LOGIN SUPERUSER; GRANT rds_iam TO replays";
    server.run("postgres", roles).await;
    let everything = || server.psql_by_url(&server.url("postgres"), EVERYTHING);
    let before = everything();

    let scratch = front(place, server.port(), |_| {});
    run(place, &rds, &scratch, &place.authority).exits(0);
    let heard = scratch.heard();
    assert!(1 < heard.len() && heard.iter().all(|said| said == "replays was let in"), "{heard:?}");
    assert_eq!(everything(), before);
    snapshot("rds_scratch_refusals", &refusals(place, &rds, server.port()));
}

#[tokio::test]
async fn mysql_and_mariadb_are_replayed_on_behind_a_token() {
    for binaries in folders() {
        let engine = if binaries.to_string_lossy().contains("mariadb-") { Engine::Mariadb } else { Engine::Mysql };
        let world = super::mysql::World::new(&binaries).await;
        let place = &world.place;
        let rds = place.rds(|_| {});
        let options = Options { binaries: Some(binaries.clone()), ..Options::new(engine) };
        let server = MysqlServer::start(&options).await.expect("a server");
        let mut connection = server.connect_options().connect().await.expect("the server");
        let account = "CREATE USER replays; GRANT ALL PRIVILEGES ON *.* TO replays";
        sqlx::raw_sql(AssertSqlSafe(account)).execute(&mut connection).await.expect("the statements");
        let port = port_to(&server.folder().expect("a server of our own").join("s"));

        let scratch = front(place, port, |_| {});
        run(place, &rds, &scratch, &place.authority).exits(0);
        let heard = scratch.heard();
        assert!(1 < heard.len() && heard.iter().all(|said| said == "replays was let in"), "{heard:?}");
        let left = "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'driftline%'";
        let left: i64 = sqlx::query_scalar(AssertSqlSafe(left)).fetch_one(&mut connection).await.expect("an answer");
        assert_eq!(left, 0);
        snapshot("rds_scratch_refusals_mysql", &refusals(place, &rds, port));
    }
}
