//! Instances that nobody wrote into the config, and of which RDS says something before a run has found them.

use serde_json::json;

use crate::event;
use crate::site::{Changes, Site};

const CONFIG: &str = r#"
[[discover]]
name   = "prod"
region = "eu-central-1"
ignore = ["*-old"]

[discover.database]
user   = "driftline"
auth   = { method = "rds-iam" }
source = { published = true }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_rds_made_is_found_by_its_event_and_checked_alone() {
    let Some(site) = Site::deploy(CONFIG, Changes::default()) else { return };
    site.cloud.create_instance("carts");
    let whole = |time: &str| site.run(time).into_keys().collect::<Vec<_>>();
    assert_eq!(whole("2026-11-20T06:00:00Z"), ["prod--carts"]);

    for name in ["orders", "orders-old"] {
        site.cloud.create_instance(name);
    }
    let created = |instance: &str| {
        let detail = json!({ "EventCategories": ["creation"], "SourceIdentifier": instance });
        let ended = site.wait(&site.start(&event("RDS DB Instance Event", &detail)));
        assert_eq!(ended.status, "SUCCEEDED", "{ended:?}\n{}", site.logs());
        ended.output
    };
    let answer = created("orders");
    let run = answer["run"].as_str().unwrap_or_else(|| panic!("no run in {answer}"));
    let found = site.summary(run);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["prod--orders"], "{found:?}");
    // Nothing is where RDS says it is, and that was found out by going there.
    assert_eq!(found["prod--orders"]["verdict"], "unreachable", "{found:?}\n{}", site.logs());

    // Known from now on: its next event finds it in the config, and it was looked at already.
    let again = created("orders");
    assert!(again["reason"].as_str().is_some_and(|reason| reason.contains("ten minutes")), "{again}");
    for other in ["orders-old", "somebody-elses"] {
        let skipped = created(other);
        let words = format!("no database of the config is on `{other}`, and no [[discover]] means it");
        assert!(skipped["reason"].as_str().is_some_and(|reason| reason.contains(&words)), "{skipped}");
        assert!(site.lambda.log("driftline-DispatchFunction").contains(&words));
    }
    assert_eq!(whole("2026-11-20T18:00:00Z"), ["prod--carts", "prod--orders"]);
}
