//! A secret that says where a database is and how to log in.

use driftline_tests::Outcome;
use driftline_tests::rds::Rds;
use serde_json::json;

use super::moto::Moto;
use super::{HOST, Place, World};

/// The config of a database that this secret describes.
fn write_config(place: &Place, rds: &Rds, connector: &str) {
    let text = format!(
        "[[database]]\nname = \"shop\"\nengine = \"postgres\"\nconnector = {{ {connector} }}\ndial = \"127.0.0.1:{}\"\n\
         ca-file = \"{}\"\nsource = {{ migrations = \"migrations\" }}\n",
        rds.port(),
        place.authority.file().display()
    );
    std::fs::write(place.folder.path().join("driftline.toml"), text).expect("writable");
}

/// A report wraps its lines.
fn on_one_line(outcome: &Outcome) -> String {
    outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_secret_says_how_to_reach_a_database() {
    let world = World::new().await;
    let place = &world.place;
    let rds = place.rds(|_| {});

    let manifest = place.folder.path().join("shop.yaml");
    let write = |database: &str| {
        let text = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{ name: shop }}\nstringData:\n  endpoint: {HOST}\n  port: \"5432\"\n  \
             user: watcher\n  type: postgres\n  identityProvider: aws\n{database}"
        );
        std::fs::write(&manifest, text).expect("writable");
    };
    write_config(place, &rds, "manifest = \"shop.yaml\"");
    write("  database: shop\n");
    place.driftline(&["config", "check"]).run().exits(0);
    place.driftline(&["run"]).run().exits(0);
    place.driftline(&["connect", "test"]).run().exits(0);
    let setup = place.driftline(&["setup", "shop", "--print"]).env("AWS_ENDPOINT_URL", "http://127.0.0.1:9").run();
    assert!(setup.exits(0).stdout.contains("GRANT rds_iam TO \"watcher\";"));
    assert_eq!(rds.heard(), ["watcher was let in", "watcher was let in"]);

    write("");
    let missing = place.driftline(&["connect", "test"]).run().exits(3);
    let said = "the manifest shop.yaml does not say how to reach the database: it has no `database`";
    assert!(missing.stdout.contains(said), "{missing}");
    let missing = place.driftline(&["run"]).run().exits(3);
    assert!(on_one_line(&missing).contains(said), "{missing}");
    std::fs::remove_file(&manifest).expect("it was there");
    let missing = place.driftline(&["connect", "test"]).run().exits(3);
    assert!(missing.stdout.contains("the manifest shop.yaml cannot be read: No such file"), "{missing}");

    let Some(cloud) = Moto::start("a connector in Secrets Manager") else { return };
    let secret = json!({"endpoint": HOST, "port": 5432, "user": "watcher", "type": "postgres", "identityProvider": "aws",
        "database": "shop"});
    let body = json!({"Name": "platform/shop", "SecretString": secret.to_string()}).to_string();
    let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-central-1/secretsmanager/aws4_request, \
                         SignedHeaders=host, Signature=0";
    let headers = [
        ("X-Amz-Target", "secretsmanager.CreateSecret"),
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Authorization", authorization),
    ];
    cloud.request("POST", "/", &headers, &body);
    let run = || {
        let command = place.driftline(&["run"]).env("AWS_ENDPOINT_URL", cloud.endpoint());
        command.env("AWS_REGION", "eu-central-1").run()
    };
    write_config(place, &rds, "secrets-manager = \"platform/shop\"");
    run().exits(0);
    assert_eq!(rds.heard(), ["watcher was let in"]);
    write_config(place, &rds, "secrets-manager = \"platform/shops\"");
    let nothing = run().exits(3);
    assert!(on_one_line(&nothing).contains("there is no secret `platform/shops` in AWS Secrets Manager"), "{nothing}");
}
