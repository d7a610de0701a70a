//! Good configs become what they say; bad ones name the line and what to write instead.

use driftline_config::{Auth, Source, SubscriberKind, parse};

const GOOD: &str = r#"
[store]
url = "s3://acme-driftline"

[defaults]
ignore = ["*.awsdms_*", "partman.*"]

[[database]]
name     = "orders-prod"
engine   = "postgres"
endpoint = "orders.abc123.eu-central-1.rds.amazonaws.com:5432"
database = "orders"
user     = "driftline"
auth     = { method = "rds-iam" }
source   = { migrations = "sources/orders", history = "auto" }
ignore   = ["public.audit_*[type=table]"]
notify   = ["dba-slack"]
tags     = { team = "checkout" }
partitions = [{ of = "public.events", policy = "shape" }]

[[subscriber]]
name = "dba-slack"
kind = "slack"
url  = { secrets-manager = "driftline/slack", path = ".url" }
on   = ["new", "changed", "resolved", "no-answer"]
minimum-severity = "warning"
"#;

#[test]
fn the_example_of_the_documentation_is_read() {
    let config = parse("driftline.toml", GOOD).unwrap();
    let database = config.database("orders-prod").unwrap();
    assert_eq!(database.auth, Auth::RdsIam { region: None });
    assert_eq!(database.endpoint.port, 5432);
    assert_eq!(database.ignore, ["*.awsdms_*", "partman.*", "public.audit_*[type=table]"]);
    assert!(
        matches!(&database.source, Source::Migrations(source) if source.directory == "sources/orders" && source.history.is_none())
    );
    assert_eq!(database.partitions.len(), 1);
    assert!(matches!(config.subscriber("dba-slack").unwrap().kind, SubscriberKind::Slack { .. }));
}

fn problems(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    parse("driftline.toml", &GOOD.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn problems_name_the_line_and_what_to_write_instead() {
    let second = GOOD[GOOD.find("[[database]]").unwrap()..GOOD.find("[[subscriber]]").unwrap()].to_owned();
    let all = [
        problems("endpoint =", "endpont ="),
        problems("url = \"s3", "uri = \"s3"),
        problems("[defaults]", "[default]"),
        problems("tags ", "colour "),
        problems("s3://acme", "ftp://acme"),
        problems("\"postgres\"", "\"oracle\""),
        problems("\"postgres\"", "\"oracle\""),
        problems(":5432", ":x"),
        problems("\"rds-iam\"", "\"password\""),
        problems("\"rds-iam\"", "\"env\""),
        problems("\"rds-iam\"", "\"env\", variable = \"hunter 2\""),
        problems("\"rds-iam\"", "\"none\""),
        problems("method = \"rds-iam\"", "method = \"rds-iam\", secret = \"x\""),
        problems("history = \"auto\"", "schema = \"a.sql\""),
        problems("{ migrations = \"sources/orders\", history = \"auto\" }", "{ database = \"staging\" }"),
        problems("[type=table]", "[type=tabel]"),
        problems("\"shape\"", "\"lax\""),
        problems("\"public.events\"", "\"a.b.c.d\""),
        problems("[\"dba-slack\"]", "[\"dba-slak\"]"),
        problems("\"orders-prod\"", "\"Orders Prod\""),
        problems("[[subscriber]]", &format!("{second}[[subscriber]]")),
        problems("\"warning\"", "\"loud\""),
        problems("\"new\",", "\"fresh\","),
        problems("kind = \"slack\"", "kind = \"webhook\""),
        problems("[store]", "[store"),
        parse("driftline.toml", "").unwrap_err().to_string(),
        problems("user     = \"driftline\"\n", ""),
        problems(
            "{ secrets-manager = \"driftline/slack\", path = \".url\" }",
            "\"https://hooks.example.com/very-secret\"",
        ),
    ]
    .join("\n");
    insta::assert_snapshot!(all);
}
