//! `[[discover]]`: databases that nobody wrote into the config.

use std::collections::BTreeMap;

use driftline_tests::{Driftline, Outcome, folder_with};

use crate::looking_up::ask;
use crate::moto::Moto;

const CONFIG: &str = r#"
[[discover]]
name      = "prod"
region    = "eu-central-1"
ignore    = ["*-old"]
with-tags = { environment = "prod" }

[discover.database]
user   = "driftline"
auth   = { method = "rds-iam" }
source = { schema = "schemas/{identifier}.sql" }
tags   = { team = "shop" }
"#;

const WRITTEN: &str = r#"
[[database]]
name     = "written"
engine   = "postgres"
endpoint = "127.0.0.1:9"
database = "written"
user     = "driftline"
auth     = { method = "none" }
source   = { schema = "written.sql" }
"#;

/// Each database of a run with its verdict, and the reasons.
fn results(outcome: &Outcome) -> BTreeMap<String, (String, String)> {
    let json = outcome.json();
    let lines = json["summary"]["databases"].as_array().unwrap_or_else(|| panic!("no summary\n{outcome}")).clone();
    let word = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    lines.iter().map(|line| (word(line, "database"), (word(line, "verdict"), word(line, "reason")))).collect()
}

struct Account {
    cloud: Moto,
    folder: tempfile::TempDir,
}

impl Account {
    fn instance(&self, name: &str, engine: &str, more: &str) {
        let create = format!(
            "Action=CreateDBInstance&DBInstanceClass=db.t3.micro&MasterUsername=root&MasterUserPassword=password1\
             &AllocatedStorage=20&DBInstanceIdentifier={name}&Engine={engine}{more}"
        );
        ask(&self.cloud, "rds", &create);
    }

    fn driftline(&self, arguments: &[&str]) -> Driftline {
        Driftline::new(arguments)
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
            .env("AWS_ENDPOINT_URL", self.cloud.endpoint())
            .in_folder(self.folder.path())
    }

    fn run(&self, more: &[&str]) -> Outcome {
        self.driftline(&[&["run", "--format", "json"], more].concat()).run().exits(3)
    }
}

fn names(outcome: &Outcome) -> Vec<String> {
    results(outcome).into_keys().collect()
}

#[test]
fn instances_and_clusters_are_found_and_lost() {
    let Some(cloud) = Moto::start("instances and clusters that are found") else { return };
    let account = Account { cloud, folder: folder_with(&[("driftline.toml", &format!("{CONFIG}{WRITTEN}"))]) };
    let prod =
        "&Tags.member.1.Key=environment&Tags.member.1.Value=prod&Tags.Tag.1.Key=environment&Tags.Tag.1.Value=prod";
    account.instance("orders", "postgres", &format!("{prod}&DBName=orders"));
    account.instance("carts", "mysql", &format!("{prod}&DBName=carts"));
    account.instance("nameless", "postgres", prod);
    // Neither of these: by pattern, by tag, by engine, a replica, and what is in a cluster.
    account.instance("orders-old", "postgres", &format!("{prod}&DBName=orders"));
    account.instance("test", "postgres", "&DBName=test");
    account.instance("ledger", "oracle-se2", prod);
    let replica =
        "Action=CreateDBInstanceReadReplica&SourceDBInstanceIdentifier=orders&DBInstanceIdentifier=orders-replica";
    ask(&account.cloud, "rds", &format!("{replica}{prod}"));
    let cluster = "Action=CreateDBCluster&Engine=aurora-postgresql&MasterUsername=root&MasterUserPassword=password1\
                   &DatabaseName=shop&DBClusterIdentifier=shop";
    ask(&account.cloud, "rds", &format!("{cluster}{prod}"));
    account.instance("shop-1", "aurora-postgresql", &format!("{prod}&DBClusterIdentifier=shop"));
    // Two of one name, of which only one has to go by itself.
    account.instance("shop", "postgres", &format!("{prod}&DBName=kiosk"));

    let check = account.driftline(&["config", "check"]).run().exits(3);
    for said in [
        "1 database besides those that are found",
        "prod--orders, postgres at orders.",
        "prod--carts, mysql at carts.",
        "prod--shop_cluster, postgres at shop.cluster-",
        "prod--shop_instance, postgres at shop.",
        "`nameless`: no database was made with it; write `database`",
    ] {
        assert!(check.stdout.contains(said), "{said}\n{check}");
    }
    assert_eq!(check.stdout.matches("discover prod").count(), 5, "{check}");

    let first = account.run(&[]);
    let found = ["prod", "prod--carts", "prod--orders", "prod--shop_cluster", "prod--shop_instance", "written"];
    assert_eq!(names(&first), found, "{first}");
    let (verdict, reason) = &results(&first)["prod"];
    assert!(verdict == "unknown" && reason.contains("`nameless`: no database was made with it"), "{first}");
    // By name: what is known from the run before, and all that a block finds.
    assert_eq!(names(&account.run(&["--database", "prod--orders"])), ["prod--orders"]);
    assert_eq!(names(&account.run(&["--database", "prod"])), found[..5]);
    let tested = account.driftline(&["connect", "test", "prod--orders"]).run().exits(3);
    assert!(tested.stdout.starts_with("prod--orders: not ok") && !tested.stdout.contains("no database `"), "{tested}");

    // What is gone is told once, and so is one that is new; what is none any more by the config is not told.
    for gone in ["orders", "nameless"] {
        ask(
            &account.cloud,
            "rds",
            &format!("Action=DeleteDBInstance&DBInstanceIdentifier={gone}&SkipFinalSnapshot=true"),
        );
    }
    account.instance("billing", "postgres", &format!("{prod}&DBName=billing"));
    let second = account.run(&[]);
    let found =
        ["prod--billing", "prod--carts", "prod--orders", "prod--shop_cluster", "prod--shop_instance", "written"];
    assert_eq!(names(&second), found, "{second}");
    let (verdict, reason) = &results(&second)["prod--orders"];
    assert!(verdict == "unreachable" && reason.contains("it was there in an earlier run, and is no more"), "{second}");
    assert_eq!(second.stdout.matches("this database is new").count(), 1, "{second}");
    let doctor = account.driftline(&["doctor"]).run().exits(0);
    assert!(doctor.stdout.contains("prod--billing, postgres at billing."), "{doctor}");
    // The cluster has its name for itself again, under which it is new.
    let delete = "Action=DeleteDBInstance&DBInstanceIdentifier=shop&SkipFinalSnapshot=true";
    ask(&account.cloud, "rds", delete);
    let third = account.run(&[]);
    let found = ["prod--billing", "prod--carts", "prod--shop", "prod--shop_cluster", "prod--shop_instance", "written"];
    assert_eq!(names(&third), found, "{third}");
    let fourth = account.run(&[]);
    assert_eq!(names(&fourth), ["prod--billing", "prod--carts", "prod--shop", "written"], "{fourth}");
    let unknown = account.driftline(&["run", "--database", "prod--orders"]).run();
    assert!(unknown.exits(1).stderr.contains("there is no database `prod--orders`"));

    // Nobody may look any more: that is one result, and what was found before is looked at all the same.
    account.cloud.request("POST", "/moto-api/reset-auth", &[], "0");
    let denied = account.run(&[]);
    assert_eq!(names(&denied), ["prod", "prod--billing", "prod--carts", "prod--shop", "written"], "{denied}");
    let (verdict, reason) = &results(&denied)["prod"];
    assert!(verdict == "unknown" && reason.contains("allow rds:DescribeDBClusters in eu-central-1"), "{denied}");
    let check = account.driftline(&["config", "check"]).run().exits(3);
    assert!(check.stdout.contains("not ok  discover prod  ") && check.stdout.contains("allow rds:Describe"), "{check}");
}
