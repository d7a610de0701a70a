//! Good configs become what they say; bad ones name the line and what to write instead.

use std::collections::BTreeMap;

use driftline_catalog::Engine;
use driftline_config::{
    Access, Auth, Endpoint, FoundServer, HistoryTable, Identity, PublishedOf, Source, SubscriberKind, parse,
};
use driftline_secrets::SecretReference;

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
    let login = database.written_login().unwrap();
    let Auth::RdsIam { sign_for, region, .. } = &login.auth else { panic!("{:?}", login.auth) };
    assert_eq!((sign_for, region.as_str()), (&login.endpoint, "eu-central-1"));
    assert_eq!(login.endpoint.port, 5432);
    assert_eq!(database.ignore, ["*.awsdms_*", "partman.*", "public.audit_*[type=table]"]);
    assert!(
        matches!(&database.source, Source::Migrations(source) if source.directory == "sources/orders" && source.history.is_none())
    );
    assert_eq!(database.partitions.len(), 1);
    assert!(matches!(config.subscriber("dba-slack").unwrap().kind, SubscriberKind::Slack { .. }));
}

/// The source of the example with other words for it.
fn source(words: &str) -> Source {
    let text = GOOD.replacen("migrations = \"sources/orders\", history = \"auto\"", words, 1);
    parse("driftline.toml", &text).unwrap_or_else(|error| panic!("{error}")).databases.remove(0).source
}

#[test]
fn what_is_published_may_say_of_what_it_is_made() {
    let of = |words: &str| match source(words) {
        Source::Published(source) => source,
        other => panic!("{other:?}"),
    };
    assert_eq!(of("published = true").of, PublishedOf::Unsaid);
    assert_eq!(of("published = true, schema = \"a.sql\"").of, PublishedOf::Schema("a.sql".to_owned()));
    let made = of("published = true, migrations = \"db\", format = \"sqlx\", history = \"app.done\"");
    let PublishedOf::Migrations(migrations) = &made.of else { panic!("{made:?}") };
    assert_eq!((migrations.directory.as_str(), migrations.format.as_deref()), ("db", Some("sqlx")));
    let history = HistoryTable { schema: Some("app".to_owned()), name: "done".to_owned() };
    assert_eq!((&migrations.history, &made.history), (&Some(history.clone()), &Some(history)));
    assert!(matches!(source("published = false, migrations = \"db\""), Source::Migrations(_)));
}

/// The example with these servers for replays, and the line of its endpoint.
fn with_scratch(server: &str) -> Result<driftline_config::Config, driftline_config::ConfigError> {
    parse("driftline.toml", &GOOD.replacen("[[database]]", &format!("{server}[[database]]"), 1))
}

const SCRATCH: &str = r#"[[scratch.server]]
engine   = "postgres"
endpoint = "scratch.abc123.eu-central-1.rds.amazonaws.com"
user     = "driftline_scratch"
auth     = { method = "rds-iam" }

"#;

#[test]
fn a_server_for_replays_is_none_that_is_watched() {
    let config = with_scratch(SCRATCH).unwrap();
    let [server] = &config.scratch.servers[..] else { panic!("{:?}", config.scratch) };
    assert_eq!((server.login.endpoint.port, server.login.database.as_str()), (5432, "postgres"));
    let refused = |from: &str, to: &str| {
        assert!(SCRATCH.contains(from), "{from}");
        with_scratch(&SCRATCH.replacen(from, to, 1)).unwrap_err().to_string()
    };
    let problems = [
        refused("scratch.abc123", "Orders.abc123"),
        refused("scratch.abc123.eu-central-1.rds.amazonaws.com", "scratch.example.com"),
        refused("{ method", "{ sign-for = \"orders.abc123.eu-central-1.rds.amazonaws.com\", method"),
        refused("\nuser ", "\ndial = \"orders.abc123.eu-central-1.rds.amazonaws.com\"\nuser "),
        refused("\"postgres\"", "\"oracle\""),
        refused("[[scratch.server]]", "[scratch]\nurl = { env = \"URL\" }\n[[scratch.server]]"),
        with_scratch(&SCRATCH.repeat(2)).unwrap_err().to_string(),
    ];
    insta::assert_snapshot!(problems.join("\n"));

    // Names of one server.
    for (watched, scratch, is_same) in [
        ("shop.cluster-ro-abc.eu-central-1.rds", "shop.cluster-abc.eu-central-1.rds", true),
        ("shop.cluster-abc.eu-central-1.rds", "shop.cluster-abd.eu-central-1.rds", false),
        ("shop.abc.eu-central-1.rds", "shop2.abc.eu-central-1.rds", false),
    ] {
        let text = GOOD.replacen("orders.abc123.eu-central-1.rds", watched, 1);
        let server = SCRATCH.replacen("scratch.abc123.eu-central-1.rds", scratch, 1);
        let config = parse("driftline.toml", &text.replacen("[[database]]", &format!("{server}[[database]]"), 1));
        assert_eq!(config.is_err(), is_same, "{watched} {scratch}");
    }
}

fn problems(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    parse("driftline.toml", &GOOD.replacen(from, to, 1)).unwrap_err().to_string()
}

/// With a password and other lines for the endpoint.
fn with_password(endpoint: &str) -> String {
    let text = GOOD.replacen("\"rds-iam\"", "\"env\", variable = \"PASSWORD\"", 1);
    let line = text.lines().find(|line| line.starts_with("endpoint")).unwrap();
    parse("driftline.toml", &text.replacen(line, endpoint, 1)).unwrap_err().to_string()
}

/// The database of the example with other lines for endpoint and ways to log in.
fn reached(endpoint: &str, auth: &str) -> driftline_config::Login {
    let line = |start: &str| GOOD.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    let text = GOOD.replacen(&line("endpoint"), endpoint, 1).replacen(&line("auth"), auth, 1);
    let config = parse("driftline.toml", &text).unwrap_or_else(|error| panic!("{error}"));
    config.databases[0].written_login().unwrap().clone()
}

#[test]
fn what_is_dialled_verified_and_signed_for_are_three_things() {
    let real = "orders.abc.eu-central-1.rds.amazonaws.com";
    let cases = [
        // An endpoint as RDS shows it.
        (format!("endpoint = \"{real}\""), "method = \"rds-iam\"", format!("{real}:5432 {real} {real}:5432")),
        // A tunnel.
        (
            format!("endpoint = \"{real}\"\ndial = \"127.0.0.1:15432\""),
            "method = \"rds-iam\"",
            format!("127.0.0.1:15432 {real} {real}:5432"),
        ),
        // An alias.
        (
            "endpoint = \"orders.example.com:6432\"".to_owned(),
            "method = \"rds-iam\", sign-for = \"orders.abc.eu-central-1.rds.amazonaws.com\"",
            format!("orders.example.com:6432 {real} {real}:6432"),
        ),
        // An alias over a tunnel, at another port.
        (
            "endpoint = \"orders.example.com\"\ndial = \"[::1]:15432\"".to_owned(),
            "method = \"rds-iam\", sign-for = \"orders.abc.eu-central-1.rds.amazonaws.com:5433\"",
            format!("[::1]:15432 {real} {real}:5433"),
        ),
        (
            "endpoint = \"orders.example.com\"\ndial = \"10.0.0.5\"".to_owned(),
            "method = \"env\", variable = \"A\"",
            "10.0.0.5:5432 orders.example.com".to_owned(),
        ),
    ];
    for (endpoint, auth, expected) in cases {
        let database = reached(&endpoint, &format!("auth = {{ {auth} }}"));
        let mut names = format!("{} {}", database.dialled(), database.verified_name());
        if let Auth::RdsIam { sign_for, .. } = &database.auth {
            names.push_str(&format!(" {sign_for}"));
        }
        assert_eq!(names, expected, "{endpoint} {auth}");
        assert!(!database.is_local(), "{endpoint} {auth}");
    }
    let local = reached("endpoint = \"localhost\"\ndial = \"127.0.0.1:1\"", "auth = { method = \"none\" }");
    assert!(local.is_local());
}

#[test]
fn a_secret_can_say_how_to_reach_a_database() {
    let lines =
        GOOD.lines().filter(|line| !["endpoint", "database ", "user", "auth"].iter().any(|key| line.starts_with(key)));
    let with = |more: &str| {
        let text = lines.clone().collect::<Vec<_>>().join("\n").replacen(
            "[[database]]\n",
            &format!("[[database]]\n{more}\n"),
            1,
        );
        parse("driftline.toml", &text)
    };
    let config =
        with("connector = { manifest = \"orders.yaml\" }\ndial = \"127.0.0.1\"\ndatabase = \"orders\"").unwrap();
    let Access::Connector(secret) = &config.databases[0].access else { panic!("{config:?}") };
    assert_eq!(secret.secret.to_string(), "the manifest orders.yaml");
    assert_eq!(secret.dial.as_ref().unwrap().to_string(), "127.0.0.1:5432");
    assert_eq!(secret.database.as_deref(), Some("orders"));
    let problems = [
        with("connector = { secrets-manager = \"orders\" }\nuser = \"driftline\"\nendpoint = \"localhost\""),
        with("connector = { secrets-manager = \"orders\", path = \".connector\" }"),
        with("connector = { env = \"ORDERS\" }"),
        with("connector = \"orders\""),
        with("endpoint = \"localhost\"\nuser = \"driftline\""),
        with(""),
    ]
    .map(|config| config.unwrap_err().to_string());
    insta::assert_snapshot!(problems.join("\n"));
}

#[test]
fn the_region_of_a_token_can_be_said() {
    let region = |endpoint: &str, auth: &str| match reached(endpoint, auth).auth {
        Auth::RdsIam { region, .. } => region,
        other => panic!("{other:?}"),
    };
    let real = "endpoint = \"orders.abc.eu-central-1.rds.amazonaws.com\"";
    assert_eq!(region(real, "auth = { method = \"rds-iam\", region = \"eu-west-1\" }"), "eu-west-1");
    let alias = "endpoint = \"orders.example.com\"";
    let signed = "auth = { method = \"rds-iam\", sign-for = \"orders.abc.xx-north-1.rds.example.cloud\", region = \"xx-north-1\" }";
    assert_eq!(region(alias, signed), "xx-north-1");
}

#[test]
fn the_version_of_a_password_can_be_said() {
    let endpoint = "endpoint = \"orders.example.com\"";
    let auth = "auth = { method = \"secrets-manager\", secret = \"orders\", version-stage = \"AWSPREVIOUS\" }";
    let Auth::Password(SecretReference::SecretsManager(secret)) = reached(endpoint, auth).auth else { panic!() };
    assert_eq!((secret.secret.as_str(), secret.version_stage.as_deref()), ("orders", Some("AWSPREVIOUS")));
}

#[test]
fn a_password_is_a_part_of_a_secret_or_all_of_it() {
    let endpoint = "endpoint = \"orders.example.com\"";
    let path = |method: &str, secret: &str, more: &str| {
        let auth = format!("auth = {{ method = \"{method}\", secret = \"{secret}\"{more} }}");
        let Auth::Password(reference) = reached(endpoint, &auth).auth else { panic!("{auth}") };
        reference.path().map(ToString::to_string)
    };
    let (aws, google) = ("secrets-manager", "gcp-secret-manager");
    assert_eq!(path(aws, "rds!db-6c1f", "").as_deref(), Some(".password"), "as RDS keeps it");
    assert_eq!(path(aws, "orders", ", path = \".\""), None);
    assert_eq!(path(aws, "orders", ", path = 'a.\"b.c\"[0]'").as_deref(), Some(".a.\"b.c\"[0]"));
    assert_eq!(path(google, "projects/p/secrets/s", ""), None);
    assert_eq!(path(google, "projects/p/secrets/s", ", path = \".\""), None);
}

#[test]
fn files_are_where_somebody_says() {
    let ca_file =
        |text: &str, before: &str, file: &str| text.replacen(before, &format!("ca-file = \"{file}\"\n{before}"), 1);
    let webhook =
        "kind = \"webhook\"\nsecret = { manifest = \"/etc/key.yaml\" }\nurl = { manifest = \"hook.yaml\" }\n#";
    let connector = "[[database]]\nname = \"b\"\nengine = \"postgres\"\nconnector = { manifest = \"b.yaml\" }\n\
                     ca-file = \"/etc/b.pem\"\nsource = { schema = \"b.sql\" }\n[[subscriber]]";
    let good = ca_file(GOOD, "auth  ", "a.pem").replacen("[[subscriber]]", connector, 1);
    let good = good.replacen("kind = \"slack\"\n", webhook, 1);
    let found = ca_file(DISCOVER, "user  ", "found.pem");
    let text = format!("{}{found}{good}", ca_file(SCRATCH, "user  ", "scratch.pem"));
    let config = parse("driftline.toml", &text).unwrap_or_else(|error| panic!("{error}"));
    let files = |config: &driftline_config::Config| {
        let found = format!("{config:?}");
        let files = found.split('"').filter(|word| word.ends_with(".pem") || word.ends_with(".yaml"));
        files.map(str::to_owned).collect::<Vec<_>>()
    };
    let named = files(&config);
    assert_eq!(files(&config.clone().with_files_in("".as_ref())), named);
    let moved: Vec<_> = named
        .iter()
        .map(|file| if file.starts_with('/') { file.clone() } else { format!("sites/eu/{file}") })
        .collect();
    assert_eq!(files(&config.with_files_in("sites/eu".as_ref())), moved);
    for file in ["a.pem", "/etc/b.pem", "b.yaml", "found.pem", "scratch.pem", "hook.yaml", "/etc/key.yaml"] {
        assert!(named.iter().any(|found| found == file), "{file} {named:?}");
    }
}

#[test]
fn certificates_that_are_named_are_not_missing() {
    let database = reached(
        "endpoint = \"orders.abc.rds.cn-north-1.amazonaws.com.cn\"\nca-file = \"cn-north-1.pem\"",
        "auth = { method = \"rds-iam\" }",
    );
    assert!(matches!(database.auth, Auth::RdsIam { region, .. } if region == "cn-north-1"));
}

const PROFILE: &str = r#"[profile.shop]
account     = "210987654321"
region      = "eu-west-1"
role        = "arn:aws:iam::210987654321:role/driftline"
external-id = "driftline-prod"

[profile.ci]
access-key-id     = { env = "CI_KEY" }
secret-access-key = { env = "CI_SECRET" }

"#;

/// The example with profiles, as one of which its database logs in, and something changed.
fn with_profile(from: &str, to: &str) -> Result<driftline_config::Config, driftline_config::ConfigError> {
    let text = GOOD.replacen("auth     =", "profile = \"shop\"\nauth     =", 1);
    let text = format!("{PROFILE}{text}");
    assert!(text.contains(from), "{from}");
    parse("driftline.toml", &text.replacen(from, to, 1))
}

#[test]
fn a_database_and_its_secrets_name_profiles() {
    let config = with_profile("\"driftline/slack\"", "\"driftline/slack\", profile = \"ci\"").unwrap();
    let Identity::Role { arn, external_id, session_name } = &config.profiles[1].identity else { panic!("{config:?}") };
    assert_eq!(
        (arn.as_str(), external_id.as_deref(), session_name.as_str()),
        ("arn:aws:iam::210987654321:role/driftline", Some("driftline-prod"), "driftline")
    );
    assert!(matches!(&config.profiles[0].identity, Identity::Key { session_token: None, .. }));
    let Auth::RdsIam { profile, region, .. } = &config.databases[0].written_login().unwrap().auth else { panic!() };
    assert_eq!(profile.as_ref().unwrap().as_str(), "shop");
    assert_eq!(region, "eu-central-1", "the host's own region is nearer than the profile's");
    let SubscriberKind::Slack { url: SecretReference::SecretsManager(url) } = &config.subscribers[0].kind else {
        panic!()
    };
    assert_eq!(url.profile.as_deref(), Some("ci"));

    // What a database says counts for its secrets, unless they say something else.
    let profile = |from: &str, to: &str| {
        let mut config = with_profile(from, to).unwrap();
        match config.databases.remove(0).access {
            Access::Written(login) => match login.auth {
                Auth::Password(SecretReference::SecretsManager(secret)) => (secret.profile, None),
                other => panic!("{other:?}"),
            },
            Access::Connector(connector) => match connector.secret {
                SecretReference::SecretsManager(secret) => (secret.profile, connector.profile.map(String::from)),
                other => panic!("{other:?}"),
            },
        }
    };
    let shop = || Some("shop".to_owned());
    assert_eq!(profile("\"rds-iam\"", "\"secrets-manager\", secret = \"orders\""), (shop(), None));
    let whole = "endpoint = \"orders.abc123.eu-central-1.rds.amazonaws.com:5432\"\ndatabase = \"orders\"\nuser     = \"driftline\"\n\
                 profile = \"shop\"\nauth     = { method = \"rds-iam\" }";
    let connector = |more: &str| format!("profile = \"shop\"\nconnector = {{ secrets-manager = \"orders\"{more} }}");
    assert_eq!(profile(whole, &connector("")), (shop(), shop()));
    assert_eq!(profile(whole, &connector(", profile = \"ci\"")), (Some("ci".to_owned()), shop()));

    let topic = "kind = \"sns\"\nprofile = \"shop\"\ntopic = \"arn:aws:sns:eu-central-1:210987654321:drift\"";
    let config =
        with_profile("kind = \"slack\"\nurl  = { secrets-manager = \"driftline/slack\", path = \".url\" }", topic);
    let kind = config.unwrap().subscribers.remove(0).kind;
    assert!(
        matches!(&kind, SubscriberKind::Sns { profile: Some(profile), .. } if profile.as_str() == "shop"),
        "{kind:?}"
    );
}

#[test]
fn profiles_that_cannot_be_are_refused() {
    let role = "role        = \"arn:aws:iam::210987654321:role/driftline\"";
    let problems = [
        ("profile = \"shop\"", "profile = \"shopp\""),
        ("\"driftline/slack\"", "\"driftline/slack\", profile = \"cd\""),
        ("{ method = \"rds-iam\" }", "{ method = \"env\", variable = \"A\" }"),
        ("kind = \"slack\"", "kind = \"slack\"\nprofile = \"shop\""),
        ("\"210987654321\"\n", "\"123456789012\"\n"),
        ("\"210987654321\"\n", "\"21098765432\"\n"),
        ("\"210987654321\"\n", "210987654321\n"),
        ("\"eu-west-1\"", "\"Ireland\""),
        (":role/driftline", ":user/driftline"),
        ("\"driftline-prod\"", "\"a b\""),
        ("external-id = \"driftline-prod\"", "session-name = \"x\""),
        (role, ""),
        (role, "access-key-id = { env = \"A\" }"),
        ("{ env = \"CI_SECRET\" }", "\"hunter2\""),
        ("{ env = \"CI_SECRET\" }", "{ secrets-manager = \"ci\" }"),
        ("{ env = \"CI_SECRET\" }", "{ env = \"CI_SECRET\" }\nrole = \"arn:aws:iam::210987654321:role/driftline\""),
        ("[profile.ci]", "[profile.CI]"),
        ("external-id", "externalid"),
    ]
    .map(|(from, to)| with_profile(from, to).unwrap_err().to_string());
    assert!(problems.iter().all(|problem| !problem.contains("hunter2")), "{problems:?}");
    let without =
        parse("driftline.toml", &GOOD.replacen("auth     =", "profile = \"shop\"\nauth     =", 1)).unwrap_err();
    insta::assert_snapshot!(format!("{}\n{without}", problems.join("\n")));
}

const DISCOVER: &str = r#"[profile.shop]
role = "arn:aws:iam::210987654321:role/driftline"

[[discover]]
name      = "prod"
region    = "eu-west-1"
profile   = "shop"
include   = ["orders*"]
with-tags = { environment = "prod" }

[discover.database]
user   = "driftline"
auth   = { method = "rds-iam" }
source = { migrations = "sources/{identifier}" }
notify = ["dba-slack"]

"#;

fn with_discover(from: &str, to: &str) -> Result<driftline_config::Config, driftline_config::ConfigError> {
    let text = format!("{DISCOVER}{GOOD}");
    assert!(text.contains(from), "{from}");
    parse("driftline.toml", &text.replacen(from, to, 1))
}

#[test]
fn what_is_found_becomes_a_database() {
    let found = |host: &str, engine, database: Option<&str>| FoundServer {
        identifier: "orders-1".to_owned(),
        engine,
        endpoint: Endpoint { host: host.to_owned(), port: 5433 },
        database: database.map(str::to_owned),
    };
    let host = "orders-1.abc.eu-west-1.rds.amazonaws.com";
    let block = with_discover("", "").unwrap().discover.remove(0);
    let tags = |value: &str| BTreeMap::from([("environment".to_owned(), value.to_owned())]);
    let covered = [("orders-1", "prod"), ("orders-1", "test"), ("carts", "prod")];
    assert_eq!(covered.map(|(name, value)| block.covers(name, &tags(value))), [true, false, false]);
    assert!(!block.covers("orders-1", &BTreeMap::new()));

    let database = block.database_of(&found(host, Engine::Mysql, Some("shop"))).unwrap();
    assert_eq!((database.name.as_str(), database.engine), ("prod--orders-1", Engine::Mysql));
    assert_eq!(database.source.migrations().unwrap().directory, "sources/orders-1");
    assert_eq!(database.ignore, ["*.awsdms_*", "partman.*"], "those of the defaults");
    let login = database.written_login().unwrap();
    assert_eq!((login.endpoint.to_string(), login.database.as_str()), (format!("{host}:5433"), "shop"));
    let Auth::RdsIam { sign_for, region, profile } = &login.auth else { panic!("{login:?}") };
    assert_eq!((sign_for, region.as_str(), profile.as_ref().unwrap().as_str()), (&login.endpoint, "eu-west-1", "shop"));

    // A server that is watched whole is asked in the database that its engine has for this.
    let whole =
        with_discover("[discover.database]", "[discover.database]\ndatabases = \"*\"").unwrap().discover.remove(0);
    let server = whole.database_of(&found(host, Engine::Mysql, None)).unwrap();
    assert_eq!(server.access.database(), Some("information_schema"));
    assert_eq!(server.member_of("shop").unwrap().name.as_str(), "prod--orders-1--shop");

    let problems = [
        block.database_of(&found(host, Engine::Postgres, None)).unwrap_err(),
        block
            .database_of(&found("orders-1.abc.us-gov-west-1.rds.amazonaws.com", Engine::Postgres, Some("a")))
            .unwrap_err(),
    ];
    insta::assert_snapshot!(problems.join("\n"));
}

#[test]
fn discoveries_that_cannot_be_are_refused() {
    let problems = [
        ("name      = \"prod\"", "name      = \"Prod\""),
        ("name      = \"prod\"", "name      = \"orders-prod\""),
        ("name     = \"orders-prod\"", "name     = \"prod--orders\""),
        ("\"eu-west-1\"", "\"Ireland\""),
        ("\"shop\"\n", "\"shopp\"\n"),
        ("[\"orders*\"]", "[\"a[\"]"),
        ("with-tags", "tags"),
        ("user   = \"driftline\"\n", ""),
        ("{ method = \"rds-iam\" }", "{ method = \"rds-iam\", sign-for = \"a.example.com\" }"),
        ("{ method = \"rds-iam\" }", "{ method = \"rds-iam\", region = \"eu-west-1\" }"),
        ("{ method = \"rds-iam\" }", "{ method = \"none\" }"),
        ("user   = \"driftline\"", "user   = \"driftline\"\nendpoint = \"localhost\""),
        ("[\"dba-slack\"]", "[\"nobody\"]"),
    ]
    .map(|(from, to)| with_discover(from, to).unwrap_err().to_string());
    insta::assert_snapshot!(problems.join("\n"));
    // It is enough for a config.
    let text = DISCOVER.replace("notify = [\"dba-slack\"]\n", "");
    assert_eq!(parse("driftline.toml", &text).unwrap().databases.len(), 0);
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
        problems("{ method = \"rds-iam\" }", "\"hunter2\""),
        problems("{ migrations = \"sources/orders\", history = \"auto\" }", "\"postgres://a:hunter2@db/orders\""),
        problems("\"orders.abc123", "\"postgres://a:hunter2@orders.abc123"),
        problems("\"rds-iam\"", "\"rds-iam\", sign-for = \"a:hunter2@orders\""),
        problems("\"rds-iam\"", "\"env\", variable = \"hunter 2\""),
        problems("\"rds-iam\"", "\"secrets-manager\", secret = \"hunter 2\""),
        problems("\"rds-iam\"", "\"secrets-manager\", secret = \"a\", version-stage = \"the one before\""),
        problems("\"rds-iam\"", "\"rds-iam\", version-stage = \"AWSPREVIOUS\""),
        problems("\"rds-iam\"", "\"none\""),
        problems("method = \"rds-iam\"", "method = \"rds-iam\", secret = \"x\""),
        problems("\"rds-iam\"", "\"env\", variable = \"A\", sign-for = \"x\""),
        problems("orders.abc123.eu-central-1.rds.amazonaws.com", "orders.example.com"),
        problems("orders.abc123.eu-central-1.rds.amazonaws.com", "10.0.0.5"),
        problems("\"rds-iam\"", "\"rds-iam\", sign-for = \"orders.example.com\""),
        problems("\"rds-iam\"", "\"rds-iam\", sign-for = \"postgres://orders\""),
        problems("orders.abc123.eu-central-1.rds.amazonaws.com", "orders.abc.rds.cn-north-1.amazonaws.com.cn"),
        problems("orders.abc123.eu-central-1.rds.amazonaws.com", "orders.abc.us-gov-west-1.rds.amazonaws.com"),
        with_password("endpoint = \"3f1a.2bc.europe-west3.sql.goog\""),
        problems("database = \"orders\"", "dial = \"127.0.0.1:tunnel\"\ndatabase = \"orders\""),
        with_password("endpoint = \"localhost\"\ndial = \"db.example.com\""),
        problems("history = \"auto\"", "schema = \"a.sql\""),
        problems("{ migrations = \"sources/orders\", history = \"auto\" }", "{ database = \"staging\" }"),
        problems("history = \"auto\"", "published = true, schema = \"a.sql\""),
        problems("migrations = \"sources/orders\", history = \"auto\"", "published = true, database = \"staging\""),
        problems("migrations = \"sources/orders\"", "published = true, format = \"sqlx\""),
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
    assert!(!all.contains("hunter2"), "{all}");
    insta::assert_snapshot!(all);
}

#[test]
fn a_server_stands_for_its_databases() {
    let with = |from: &str, to: &str| {
        let text = GOOD.replacen("database = \"orders\"", "databases = \"*\"", 1);
        let text = text.replacen("sources/orders", "sources/{database}", 1);
        assert!(text.contains(from), "{from}");
        parse("driftline.toml", &text.replacen(from, to, 1))
    };
    let config = with("", "").unwrap();
    let server = config.database("orders-prod").unwrap();
    assert_eq!(server.access.database(), Some("postgres"), "where the list is asked for");
    let member = config.database("orders-prod--web-2eshop").unwrap();
    assert_eq!((member.name.as_str(), member.access.database()), ("orders-prod--web-2eshop", Some("web.shop")));
    assert_eq!(member.source.migrations().unwrap().directory, "sources/web-2eshop");
    assert!(member.members.is_none() && server.member_of("web.shop").unwrap().name == member.name);
    for none in ["orders-prod--", "orders-prod--A", "orders--a", "orders-prod-a"] {
        assert!(config.database(none).is_none(), "{none}");
    }
    let problems = [
        with("\"*\"", "\"**\""),
        with("\"*\"", "{ include = [\"a[\"] }"),
        with("\"*\"", "[\"a\"]"),
        with("[[subscriber]]", "[[database]]\nname = \"orders-prod--a\"\nengine = \"postgres\"\nendpoint = \"localhost\"\n\
            database = \"a\"\nuser = \"a\"\nauth = { method = \"none\" }\nsource = { database = \"orders-prod\" }\n[[subscriber]]"),
    ]
    .map(|config| config.unwrap_err().to_string());
    insta::assert_snapshot!(problems.join("\n"));
}

/// The example, as a database of Cloud SQL with these lines.
fn cloud_sql(engine: &str, user: &str, more: &str) -> Result<driftline_config::Config, String> {
    let text = format!(
        "[[database]]\nname = \"a\"\nengine = \"{engine}\"\nendpoint = \"10.0.0.3\"\ndatabase = \"shop\"\n\
         user = \"{user}\"\nsource = {{ schema = \"a.sql\" }}\n{more}"
    );
    parse("driftline.toml", &text).map_err(|error| error.to_string())
}

#[test]
fn a_database_of_cloud_sql_says_how_its_user_is_called_and_who_vouches() {
    const TOKEN: &str = "auth = { method = \"gcp-iam\" }\nca-file = \"ca.pem\"\n";
    for (engine, user) in [("postgres", "watcher@shop.iam"), ("postgres", "ada@example.com"), ("mysql", "watcher")] {
        let config = cloud_sql(engine, user, TOKEN).unwrap();
        assert_eq!(config.databases[0].written_login().unwrap().auth, Auth::CloudSqlIam);
    }
    let secret =
        "auth = { method = \"gcp-secret-manager\", secret = \"projects/p/secrets/s\", version = \"7\", path = \".a\" }";
    let config = cloud_sql("mysql", "watcher", secret).unwrap();
    let Auth::Password(reference) = &config.databases[0].written_login().unwrap().auth else { panic!("{config:?}") };
    assert_eq!(reference.to_string(), "`.a` of the secret `projects/p/secrets/s` of Google Secret Manager");

    let refused = |engine, user, more: &str| cloud_sql(engine, user, more).unwrap_err();
    let problems = [
        refused("postgres", "watcher@shop.iam.gserviceaccount.com", TOKEN),
        refused("mysql", "watcher@shop.iam.gserviceaccount.com", TOKEN),
        refused("mariadb", "watcher", TOKEN),
        refused("postgres", "watcher@shop.iam", "auth = { method = \"gcp-iam\" }"),
        refused("postgres", "a", "ca-file = \"c\"\nauth = { method = \"gcp-iam\", region = \"eu-central-1\" }"),
        refused("postgres", "a", "auth = { method = \"gcp-secret-manager\" }"),
        refused("postgres", "a", "auth = { method = \"gcp-secret-manager\", secret = \"orders\" }"),
        refused("postgres", "a", "auth = { method = \"secrets-manager\", secret = \"orders\", version = \"7\" }"),
    ];
    insta::assert_snapshot!(problems.join("\n"));
}
