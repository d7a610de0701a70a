//! `connect test`, at RDS as it is from outside.

use driftline_tests::Outcome;
use driftline_tests::rds::Rds;

use super::{Place, World};

/// What was said, the same on every machine and day.
pub(super) fn snapshot(name: &str, outcome: &Outcome, place: &Place, rds: &Rds) {
    assert!(!outcome.to_string().contains("X-Amz"), "a token was printed\n{outcome}");
    let authority = place.authority.file();
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.add_filter(r"(PostgreSQL|MySQL|MariaDB) \d+\S*.*", "$1 [version]");
    let replacements = [
        (format!("127.0.0.1:{}", rds.port()), "127.0.0.1:[port]"),
        (format!("port {}", rds.port()), "port [port]"),
        (authority.display().to_string(), "[ca.pem]"),
    ];
    let replacements: Vec<_> = replacements.iter().map(|(from, to)| (from.as_str(), *to)).collect();
    settings.bind(|| insta::assert_snapshot!(format!("connect_{name}"), outcome.transcript(&replacements)));
}

#[tokio::test]
async fn connect_test_says_what_is_seen_and_what_is_wrong() {
    let world = World::new().await;
    let test = || world.place.driftline(&["connect", "test"]).run();
    let rds = world.place.rds(|_| {});
    world.place.write_config(&rds, "", "");
    snapshot("ok", &test().exits(0), &world.place, &rds);

    let refusing = world.place.rds(|it| it.expected.key_secret = "another".into());
    world.place.write_config(&refusing, "", "");
    snapshot("token_refused", &test().exits(3), &world.place, &refusing);
    world.place.write_config(&rds, "\"rds-iam\"", "\"rds-iam\", region = \"eu-west-1\"");
    snapshot("another_region", &test().exits(3), &world.place, &rds);
    world.place.write_config(&rds, "\"watcher\"", "\"stranger\"");
    snapshot("no_rds_iam", &test().exits(3), &world.place, &rds);
    let other = world.place.rds(|it| it.certificate_name = "db.example.com".into());
    world.place.write_config(&other, "", "");
    snapshot("another_name", &test().exits(3), &world.place, &other);

    // The double takes as much as a small pooler, and then ends the connection without a word.
    world.place.write_config(&rds, "", "");
    let tags =
        world.place.driftline(&["connect", "test"]).env("AWS_SESSION_TOKEN", "tags".repeat(3_000)).run().exits(3);
    let said = "ended the connection when it was given a token of 12";
    assert!(tags.stdout.contains(said) && tags.stdout.contains("without session tags"), "{tags}");

    world.server.run("shop", "REVOKE SELECT ON schema_migrations FROM watcher").await;
    world.place.write_config(&rds, "", "");
    snapshot("history_not_readable", &test().exits(3), &world.place, &rds);
    let unknown = world.place.driftline(&["connect", "test", "shp"]).run().exits(1);
    assert!(unknown.stderr.contains("no database `shp`; it has shop"), "{unknown}");
}
