//! `setup --print` looks up what stands in the policy.

use driftline_tests::{Driftline, Outcome, folder_with};

use crate::moto::Moto;

/// One request of the kind that RDS and EC2 take, as words of a form.
pub(crate) fn ask(cloud: &Moto, service: &str, form: &str) -> String {
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-central-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    );
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    cloud.request("POST", "/", &headers, form)
}

/// What stands between the first two of these tags.
pub(crate) fn inside<'a>(answer: &'a str, tag: &str) -> &'a str {
    let inside = answer.split_once(&format!("<{tag}>")).and_then(|(_, rest)| rest.split_once("</"));
    inside.unwrap_or_else(|| panic!("no {tag} in {answer}")).0
}

fn setup(cloud: &Moto, host: &str) -> Outcome {
    let config = format!(
        "[[database]]\nname = \"shop\"\nengine = \"postgres\"\nendpoint = \"{host}:5432\"\ndatabase = \"shop\"\n\
         user = \"watcher\"\nauth = {{ method = \"rds-iam\" }}\nsource = {{ schema = \"schema.sql\" }}\n"
    );
    let folder = folder_with(&[("driftline.toml", &config)]);
    Driftline::new(["setup", "shop", "--print"])
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
        .env("AWS_ENDPOINT_URL", cloud.endpoint())
        .in_folder(folder.path())
        .run()
        .exits(0)
}

/// The ARN in the policy, and what is said below.
fn found(outcome: &Outcome) -> (String, String) {
    let (_, policy) = outcome.stdout.split_once("\"Resource\": \"").unwrap_or_else(|| panic!("no policy\n{outcome}"));
    let (arn, rest) = policy.split_once('"').expect("it ends");
    let below =
        rest.split_once("}\n\n").and_then(|(_, rest)| rest.split_once("\n\nSecurity group")).expect("something").0;
    (arn.to_owned(), below.to_owned())
}

#[test]
fn the_policy_names_the_resource() {
    let Some(cloud) = Moto::start("the ids of instances, clusters and proxies") else { return };
    let create = "Action=CreateDBInstance&AllocatedStorage=20&DBInstanceClass=db.t3.micro&Engine=postgres&MasterUsername=root\
                  &MasterUserPassword=password1&DBInstanceIdentifier=";
    let instance = ask(&cloud, "rds", &format!("{create}orders&EnableIAMDatabaseAuthentication=true"));
    let host = inside(&instance, "Address");
    let arn = |id: &str| format!("arn:aws:rds-db:eu-central-1:123456789012:dbuser:{id}/watcher");
    let id = inside(&instance, "DbiResourceId");
    assert_eq!(found(&setup(&cloud, host)), (arn(id), format!("IAM authentication is on at {id}.")));

    ask(&cloud, "rds", &format!("{create}carts"));
    let off = found(&setup(&cloud, &host.replace("orders", "carts"))).1;
    assert!(off.contains("IAM authentication is off at db-"), "{off}");

    // An instance of that name which is another one.
    let elsewhere = found(&setup(&cloud, "orders.another.eu-central-1.rds.amazonaws.com")).1;
    let doubt = format!(
        "Look twice: {id} has this name in the account 123456789012 of these credentials, and other endpoints ({host})."
    );
    assert!(elsewhere.ends_with(&doubt), "{elsewhere}");

    let cluster = "Action=CreateDBCluster&Engine=aurora-postgresql&MasterUsername=root&MasterUserPassword=password1\
                   &EnableIAMDatabaseAuthentication=true&DBClusterIdentifier=shop";
    let cluster = ask(&cloud, "rds", cluster);
    let id = inside(&cluster, "DbClusterResourceId");
    for tag in ["Endpoint", "ReaderEndpoint"] {
        let (resource, below) = found(&setup(&cloud, inside(&cluster, tag)));
        assert_eq!(resource, arn(id));
        assert!(below.starts_with(&format!("IAM authentication is on at {id}.")), "{below}");
    }
    // Of an instance in a cluster it is the cluster too.
    let create = "Action=CreateDBInstance&DBInstanceClass=db.t3.medium&Engine=aurora-postgresql&DBClusterIdentifier=shop\
                  &DBInstanceIdentifier=shop-1";
    let member = ask(&cloud, "rds", create);
    assert_eq!(
        found(&setup(&cloud, inside(&member, "Address"))),
        (arn(id), format!("IAM authentication is on at {id}."))
    );

    let subnet = inside(&ask(&cloud, "ec2", "Action=DescribeSubnets&Version=2016-11-15"), "subnetId").to_owned();
    let proxy = format!(
        "Action=CreateDBProxy&DBProxyName=pool&EngineFamily=POSTGRESQL&RoleArn=arn:aws:iam::123456789012:role/pool\
         &Auth.member.1.IAMAuth=REQUIRED&VpcSubnetIds.member.1={subnet}"
    );
    let proxy = ask(&cloud, "rds", &proxy);
    let id = inside(&proxy, "DBProxyArn").rsplit(':').next().expect("an id");
    assert!(id.starts_with("prx-"), "{id}");
    assert_eq!(found(&setup(&cloud, "pool.proxy-abc123.eu-central-1.rds.amazonaws.com")).0, arn(id));

    let unknown = setup(&cloud, "nobody.abc123.eu-central-1.rds.amazonaws.com");
    let (resource, below) = found(&unknown);
    assert_eq!(resource, "arn:aws:rds-db:eu-central-1:ACCOUNT:dbuser:RESOURCE-ID/watcher");
    let why = "ACCOUNT and RESOURCE-ID could not be looked up: there is no `nobody` in eu-central-1 in the account of these credentials";
    assert!(below.starts_with(why), "{below}");

    // From here on the server checks who asks, and knows nobody.
    cloud.request("POST", "/moto-api/reset-auth", &[], "0");
    let denied = found(&setup(&cloud, host)).1;
    assert!(denied.contains("allow these credentials rds:DescribeDBInstances"), "{denied}");
}
