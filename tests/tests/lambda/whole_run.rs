//! Whole runs of the deployed state machine, over real databases.

use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Encryption, Server};
use serde_json::{Value, json};

use crate::MIGRATIONS;
use crate::mariadb::Mariadb;
use crate::receiver::{Received, Receiver};
use crate::site::{Changes, Site};

const HOST: &str = "orders.abc123.eu-central-1.rds.amazonaws.com";
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// RDS in front of a real server: TLS, a token that is checked, and the session behind it.
pub(crate) fn rds(authority: &Authority, server: &Server) -> Rds {
    Rds::start(authority, Settings::of(HOST, Protocol::Postgres, server.port()))
}

/// A database of RDS under its migrations, and two subscribers.
pub(crate) fn rds_config(rds: &Rds, authority: &Authority) -> String {
    format!(
        r#"
[scratch]
url = {{ secrets-manager = "driftline/scratch", path = ".url" }}

[[database]]
name     = "orders"
engine   = "postgres"
endpoint = "{HOST}:5432"
dial     = "127.0.0.1:{}"
database = "orders"
user     = "driftline"
auth     = {{ method = "rds-iam" }}
ca-file  = "{}"
source   = {{ migrations = "sources/orders" }}

[[subscriber]]
name   = "pager"
kind   = "webhook"
url    = {{ secrets-manager = "driftline/pager", path = ".url" }}
secret = {{ secrets-manager = "driftline/pager", path = ".key" }}

[[subscriber]]
name  = "everybody"
kind  = "sns"
topic = "arn:aws:sns:eu-central-1:123456789012:driftline-DriftTopic"
"#,
        rds.port(),
        authority.file().display()
    )
}

/// The same with two databases of MariaDB that should be equal.
fn config(rds: &Rds, authority: &Authority, mariadb: Option<&Mariadb>) -> String {
    let mut text = rds_config(rds, authority);
    for (name, other) in mariadb.iter().flat_map(|_| [("shop", "reference"), ("reference", "shop")]) {
        let port = mariadb.map_or(0, Mariadb::port);
        text.push_str(&format!(
            r#"
[[database]]
name     = "{name}"
engine   = "mariadb"
endpoint = "localhost:{port}"
database = "{name}"
user     = "reader"
auth     = {{ method = "none" }}
source   = {{ database = "{other}" }}
"#
        ));
    }
    text
}

/// The data of each signed message.
fn verified(received: &[Received]) -> Vec<Value> {
    let verifier = standardwebhooks::Webhook::new(SECRET).expect("a secret");
    let read = |request: &Received| {
        verifier.verify(&request.body, &request.headers).expect("it is signed");
        serde_json::from_slice(&request.body).expect("JSON")
    };
    received.iter().map(read).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_is_told_once_and_its_end_once() {
    let (live, scratch) = (Server::start(Encryption::Off), Server::start(Encryption::Off));
    live.run("postgres", "CREATE ROLE rds_iam; CREATE ROLE driftline LOGIN; GRANT rds_iam TO driftline").await;
    live.database("orders", "postgres").await;
    live.deploy("postgres", "orders", &MIGRATIONS).await;
    live.run("orders", "GRANT SELECT ON schema_migrations TO driftline").await;
    let mariadb = Mariadb::start().await;
    if let Some(mariadb) = &mariadb {
        for database in ["shop", "reference"] {
            mariadb
                .run(&format!("CREATE DATABASE {database}; CREATE TABLE {database}.users (id int PRIMARY KEY)"))
                .await;
        }
        mariadb
            .run("CREATE USER reader@localhost; GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO reader@localhost")
            .await;
    }

    let authority = Authority::new();
    let rds = rds(&authority, &live);
    let receiver = Receiver::start();
    let Some(site) = Site::deploy(&config(&rds, &authority, mariadb.as_ref()), Changes::default()) else { return };
    for (file, text) in MIGRATIONS {
        site.put(&format!("sources/orders/{file}"), text);
    }
    site.cloud.create_secret("driftline/scratch", &json!({ "url": scratch.url("postgres") }));
    site.cloud.create_secret("driftline/pager", &json!({ "url": receiver.url("/hook"), "key": SECRET }));
    let databases = if mariadb.is_some() { 3 } else { 1 };

    // Everything is as it should be, and nobody hears of it.
    let calm = site.run("2026-11-20T06:00:00Z");
    assert_eq!(calm.len(), databases);
    assert!(calm.values().all(|line| line["verdict"] == "in_sync"), "{calm:?}\n{}", site.logs());
    assert_eq!((site.told().len(), receiver.take("/hook").len()), (0, 0));
    assert_eq!(rds.heard(), ["driftline was let in"]);

    // Somebody changes something by hand.
    live.run("orders", "ALTER TABLE orders ADD COLUMN vip boolean").await;
    if let Some(mariadb) = &mariadb {
        mariadb.run("ALTER TABLE shop.users ADD COLUMN email varchar(50)").await;
    }
    let drifted = site.run("2026-11-20T18:00:00Z");
    assert!(drifted.values().all(|line| line["verdict"] == "drifted"), "{drifted:?}\n{}", site.logs());
    let report = site.object("reports/orders/2026-11-20T18:00:00Z/report.json").expect("a report");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{report}");
    assert_eq!(report["findings"][0]["difference"]["name"], "vip", "{report}");
    let (told, called) = (site.told(), verified(&receiver.take("/hook")));
    assert_eq!((told.len(), called.len()), (databases, databases), "{told:?} {called:?}");
    let of_orders = called.iter().find(|message| message["data"]["database"] == "orders").expect("a message");
    assert_eq!(of_orders["type"], "drift.detected", "{of_orders}");
    assert!(of_orders.to_string().contains("public.orders.vip"), "{of_orders}");
    assert!(
        told.iter().any(|message| message["Message"].as_str().is_some_and(|text| text.contains("vip"))),
        "{told:?}"
    );

    // It is still there: nothing new to say.
    assert_eq!(site.run("2026-11-21T06:00:00Z")["orders"]["verdict"], "drifted");
    assert_eq!((site.told().len(), receiver.take("/hook").len()), (0, 0));

    // It is taken back.
    live.run("orders", "ALTER TABLE orders DROP COLUMN vip").await;
    if let Some(mariadb) = &mariadb {
        mariadb.run("ALTER TABLE shop.users DROP COLUMN email").await;
    }
    let resolved = site.run("2026-11-21T18:00:00Z");
    assert!(resolved.values().all(|line| line["verdict"] == "in_sync"), "{resolved:?}\n{}", site.logs());
    let called = verified(&receiver.take("/hook"));
    assert!(called.iter().all(|message| message["type"] == "drift.resolved"), "{called:?}");
    assert_eq!((site.told().len(), called.len()), (databases, databases));

    // The state of the workflow said nothing of the schema, nor did the logs; and no token is anywhere.
    let said: String = site.lambda.invocations().iter().map(|(_, event, _)| event.to_string()).collect();
    for text in [&said, &site.logs()] {
        assert!(!text.contains("vip") && !text.contains("X-Amz-Signature") && !text.contains(SECRET), "{text}");
    }
    // Operations have nothing to do.
    assert_eq!(site.operations(), [""; 0]);
    let metrics = site.lambda.log("driftline-SummarizeFunction");
    let metrics: Vec<Value> = metrics
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line.get("_aws").is_some())
        .collect();
    let counted: Vec<_> = metrics.iter().map(|line| (&line["DatabasesDrifted"], &line["WholeRuns"])).collect();
    let (none, all, one) = (json!(0), json!(databases), json!(1));
    assert_eq!(counted, [(&none, &one), (&all, &one), (&all, &one), (&none, &one)].to_vec(), "{metrics:?}");
}
