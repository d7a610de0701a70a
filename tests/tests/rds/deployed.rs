//! `deploy check`: a stack in which everything works, and then one thing after the other that does not.

use driftline_tests::{Driftline, Outcome, folder_with};
use url::form_urlencoded;

use crate::looking_up::{ask, inside};
use crate::moto::Moto;

/// What of a stack is looked at: its parameters and outputs.
const TEMPLATE: &str = r#"{
    "Parameters": {
        "VpcId": {"Type": "String"}, "PrivateSubnetIds": {"Type": "String"}, "DatabaseUser": {"Type": "String"},
        "AssumableRoleArns": {"Type": "String", "Default": ""}, "ScratchUser": {"Type": "String", "Default": ""}, "SecretPrefix": {"Type": "String", "Default": "driftline/"},
        "Group": {"Type": "String"}
    },
    "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
    "Outputs": {
        "StoreBucket": {"Value": "driftline-store"}, "VpcFunctionSecurityGroupId": {"Value": {"Ref": "Group"}}
    }
}"#;

struct Account {
    cloud: Moto,
    vpc: String,
    group: String,
    tables: Vec<String>,
    subnets: Vec<String>,
}

impl Account {
    /// A VPC with two private subnets, and a stack in it.
    fn start() -> Option<Self> {
        let cloud = Moto::start("what would not work in a stack")?;
        let mut account =
            Self { cloud, vpc: String::new(), group: String::new(), tables: Vec::new(), subnets: Vec::new() };
        account.vpc = account.vpc("10.0.0.0/16");
        account.group = account.group("functions", &account.vpc);
        for block in ["10.0.1.0/24", "10.0.2.0/24"] {
            let subnet = account.ec2(&[("Action", "CreateSubnet"), ("VpcId", &account.vpc), ("CidrBlock", block)]);
            let subnet = inside(&subnet, "subnetId").to_owned();
            let table = account.ec2(&[("Action", "CreateRouteTable"), ("VpcId", &account.vpc)]);
            let table = inside(&table, "routeTableId").to_owned();
            account.ec2(&[("Action", "AssociateRouteTable"), ("RouteTableId", &table), ("SubnetId", &subnet)]);
            account.subnets.push(subnet);
            account.tables.push(table);
        }
        account.stack("driftline", TEMPLATE);
        account.object("PUT", "/driftline-store", "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>");
        Some(account)
    }

    fn stack(&self, name: &str, template: &str) {
        let subnets = self.subnets.join(",");
        self.ask(
            "cloudformation",
            &[
                ("Action", "CreateStack"),
                ("StackName", name),
                ("TemplateBody", template),
                ("Parameters.member.1.ParameterKey", "VpcId"),
                ("Parameters.member.1.ParameterValue", &self.vpc),
                ("Parameters.member.2.ParameterKey", "PrivateSubnetIds"),
                ("Parameters.member.2.ParameterValue", &subnets),
                ("Parameters.member.3.ParameterKey", "DatabaseUser"),
                ("Parameters.member.3.ParameterValue", "driftline"),
                ("Parameters.member.4.ParameterKey", "Group"),
                ("Parameters.member.4.ParameterValue", &self.group),
            ],
        );
    }

    fn ask(&self, service: &str, form: &[(&str, &str)]) -> String {
        ask(&self.cloud, service, &form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish())
    }

    fn ec2(&self, form: &[(&str, &str)]) -> String {
        self.ask("ec2", &[form, &[("Version", "2016-11-15")]].concat())
    }

    fn vpc(&self, block: &str) -> String {
        inside(&self.ec2(&[("Action", "CreateVpc"), ("CidrBlock", block)]), "vpcId").to_owned()
    }

    fn group(&self, name: &str, vpc: &str) -> String {
        let form = [("Action", "CreateSecurityGroup"), ("GroupName", name), ("GroupDescription", name), ("VpcId", vpc)];
        inside(&self.ec2(&form), "groupId").to_owned()
    }

    fn object(&self, method: &str, path: &str, body: &str) {
        let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        self.cloud.request(method, path, &[("Authorization", authorization)], body);
    }

    /// A gateway endpoint for S3 that these route tables lead to.
    fn gateway(&self, tables: &[String]) -> String {
        let mut form = vec![
            ("Action".to_owned(), "CreateVpcEndpoint".to_owned()),
            ("VpcEndpointType".to_owned(), "Gateway".to_owned()),
            ("ServiceName".to_owned(), "com.amazonaws.eu-central-1.s3".to_owned()),
            ("VpcId".to_owned(), self.vpc.clone()),
        ];
        form.extend(tables.iter().zip(1..).map(|(table, number)| (format!("RouteTableId.{number}"), table.clone())));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        inside(&self.ec2(&form), "vpcEndpointId").to_owned()
    }

    /// An interface endpoint of a service.
    fn endpoint(&self, service: &str) {
        self.ec2(&[
            ("Action", "CreateVpcEndpoint"),
            ("VpcEndpointType", "Interface"),
            ("ServiceName", &format!("com.amazonaws.eu-central-1.{service}")),
            ("VpcId", &self.vpc),
            ("PrivateDnsEnabled", "true"),
            ("SubnetId.1", &self.subnets[0]),
        ]);
    }

    /// An instance behind a security group; its host.
    fn instance(&self, name: &str, group: &str, takes_tokens: &str) -> String {
        let instance = self.ask(
            "rds",
            &[
                ("Action", "CreateDBInstance"),
                ("DBInstanceIdentifier", name),
                ("AllocatedStorage", "20"),
                ("DBInstanceClass", "db.t3.micro"),
                ("Engine", "postgres"),
                ("MasterUsername", "root"),
                ("MasterUserPassword", "password1"),
                ("EnableIAMDatabaseAuthentication", takes_tokens),
                ("VpcSecurityGroupIds.VpcSecurityGroupId.1", group),
            ],
        );
        inside(&instance, "Address").to_owned()
    }

    fn lets_in(&self, group: &str, other: &str) {
        self.ec2(&[
            ("Action", "AuthorizeSecurityGroupIngress"),
            ("GroupId", group),
            ("IpPermissions.1.IpProtocol", "tcp"),
            ("IpPermissions.1.FromPort", "5432"),
            ("IpPermissions.1.ToPort", "5432"),
            ("IpPermissions.1.Groups.1.GroupId", other),
        ]);
    }

    /// The check of a config that is in the bucket too.
    fn check(&self, config: &str) -> Outcome {
        self.object("PUT", "/driftline-store/config/driftline.toml", config);
        self.check_only(config, "driftline")
    }

    fn check_only(&self, config: &str, stack: &str) -> Outcome {
        let folder = folder_with(&[("driftline.toml", config)]);
        Driftline::new(["deploy", "check", "--stack", stack])
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ENDPOINT_URL", self.cloud.endpoint())
            .in_folder(folder.path())
            .run()
    }
}

fn database(name: &str, host: &str, more: &str) -> String {
    let more = if more.is_empty() { "user = \"driftline\"\nauth = { method = \"rds-iam\" }" } else { more };
    format!(
        "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"{host}:5432\"\ndatabase = \"shop\"\n{more}\n\
         source = {{ published = true }}\n"
    )
}

/// The lines that say what is wrong.
fn wrong(outcome: &Outcome) -> Vec<String> {
    let lines = outcome.stdout.lines().filter_map(|line| line.strip_prefix("not ok"));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn what_would_not_work_is_said() {
    let Some(account) = Account::start() else { return };
    let own = account.group("databases", &account.vpc);
    account.lets_in(&own, &account.group);
    let host = account.instance("orders", &own, "true");
    let gateway = account.gateway(&account.tables);

    let fine = account.check(&database("orders", &host, "")).exits(0);
    for line in ["way to S3 from", "can be reached as far as", "the same as driftline.toml", "CREATE_COMPLETE"] {
        assert!(fine.stdout.contains(line), "{line}\n{fine}");
    }

    // One thing wrong at a time; each is named alone, with what to do.
    let one = |config: &str, words: &[&str]| {
        let outcome = account.check(config).exits(3);
        let [line] = wrong(&outcome).try_into().unwrap_or_else(|lines| panic!("{lines:#?}\n{outcome}"));
        assert!(words.iter().all(|word| line.contains(word)), "{line}\n{outcome}");
    };
    let secret = |name: &str| format!("user = \"x\"\nauth = {{ method = \"secrets-manager\", secret = \"{name}\" }}");
    one(
        &database("orders", &host, "user = \"watcher\"\nauth = { method = \"rds-iam\" }"),
        &["database orders", "as `driftline`", "DatabaseUser=watcher"],
    );
    one(
        &database("orders", &host, "user = \"x\"\nauth = { method = \"env\", variable = \"ORDERS\" }"),
        &["environment variable ORDERS", "Secrets Manager"],
    );
    one(&database("orders", &host, &secret("driftline/orders")), &["CreateSecretsManagerEndpoint=yes"]);
    one(
        &format!("[store]\nurl = \"s3://another\"\n{}", database("orders", &host, "")),
        &["store", "s3://another", "s3://driftline-store"],
    );
    one(
        &database("orders", &host, "").replace("published = true", "migrations = \"sources/orders\""),
        &["source of orders", "[[scratch.server]]", "driftline publish orders"],
    );
    one(&database("orders", "nobody.abc123.eu-central-1.rds.amazonaws.com", ""), &["there is no `nobody`"]);
    // A server that is watched whole is looked at like a database.
    let whole = |user: &str| {
        let more = format!("user = \"{user}\"\nauth = {{ method = \"rds-iam\" }}");
        database("shared", &host, &more).replace("database = \"shop\"", "databases = \"*\"")
    };
    let checked = account.check(&whole("driftline")).exits(0);
    assert!(checked.stdout.contains("server shared") && checked.stdout.contains("can be reached as far"), "{checked}");
    one(&whole("watcher"), &["server shared", "as `driftline`", "DatabaseUser=watcher"]);
    one(
        &whole("driftline").replace("published = true", "migrations = \"sources/{database}\""),
        &["source of shared", "[[scratch.server]]", "driftline publish shared--<database>"],
    );
    let closed = account.group("closed", &account.vpc);
    one(
        &database("closed", &account.instance("closed", &closed, "true"), ""),
        &["authorize-security-group-ingress", &closed, &account.group, "5432"],
    );
    one(&database("tokenless", &account.instance("tokenless", &own, "false"), ""), &["IAM authentication is off"]);

    // A profile: the functions have to be let become it, and need a way to STS.
    let with_profile = |profile: &str| {
        let more = "user = \"shop\"\nauth = { method = \"rds-iam\" }\nprofile = \"shop\"";
        format!("[profile.shop]\n{profile}\n{}", database("orders", &host, more))
    };
    let role = "role = \"arn:aws:iam::123456789012:role/shop\"";
    let lines = wrong(&account.check(&with_profile(role)).exits(3));
    let [becomes, way] = lines.as_slice() else { panic!("{lines:#?}") };
    assert!(becomes.contains("deploy with AssumableRoleArns=arn:aws:iam::123456789012:role/shop"), "{becomes}");
    assert!(
        way.contains("AssumeRole needs a way out or the endpoint of STS") && way.contains("CreateStsEndpoint=yes"),
        "{way}"
    );
    account.endpoint("sts");
    let lines = wrong(&account.check(&with_profile(role)).exits(3));
    assert!(lines.len() == 1 && lines[0].contains("AssumableRoleArns"), "{lines:#?}");
    let key =
        "access-key-id = { env = \"AWS_ACCESS_KEY_ID\" }\nsecret-access-key = { env = \"AWS_SECRET_ACCESS_KEY\" }";
    one(&with_profile(key), &["profile shop", "the environment variable AWS_ACCESS_KEY_ID", "name a role"]);

    // One to look as, outside of the VPC: nothing is found, and the role is named all the same.
    let block = format!(
        "[profile.shop]\n{}\n[[discover]]\nname = \"prod\"\nprofile = \"shop\"\n[discover.database]\nuser = \"driftline\"\n\
         auth = {{ method = \"rds-iam\" }}\nsource = {{ published = true }}\n",
        role.replace("shop", "looker")
    );
    one(&format!("{block}{}", database("orders", &host, "")), &["profile shop", "AssumableRoleArns=", "role/looker"]);

    // Google's crates are in a function for which the stack says so, and which needs a way out.
    let google = database(
        "sql",
        "3f1a.2bc.europe-west3.sql.goog",
        "user = \"watcher@shop.iam\"\nauth = { method = \"gcp-iam\" }\nca-file = \"/opt/sql.pem\"",
    );
    one(&google, &["method gcp-iam is for the command", "no output GoogleCloud"]);
    account.stack(
        "with-google",
        &TEMPLATE.replace("\"Outputs\": {", "\"Outputs\": {\"GoogleCloud\": {\"Value\": \"yes\"},"),
    );
    let lines = wrong(&account.check_only(&google, "with-google").exits(3));
    let [way] = lines.as_slice() else { panic!("{lines:#?}") };
    assert!(way.contains("way to Google") && way.contains("a NAT gateway"), "{way}");

    // A name of a secret that the functions may not read, besides the missing way to it.
    let outcome = account.check(&database("orders", &host, &secret("orders/password"))).exits(3);
    assert!(wrong(&outcome).iter().any(|line| line.contains("starts with `driftline/`")), "{outcome}");

    // Another VPC: without a route from either subnet, then with one.
    let other = account.vpc("10.9.0.0/16");
    let there = account.group("there", &other);
    account.ec2(&[
        ("Action", "AuthorizeSecurityGroupIngress"),
        ("GroupId", &there),
        ("IpPermissions.1.IpProtocol", "-1"),
        ("IpPermissions.1.IpRanges.1.CidrIp", "10.0.0.0/8"),
    ]);
    let config = database("there", &account.instance("there", &there, "true"), "");
    let lines = wrong(&account.check(&config).exits(3));
    assert!(lines.len() == 2 && lines.iter().all(|line| line.contains("has no route to it")), "{lines:#?}");
    let peering =
        account.ec2(&[("Action", "CreateVpcPeeringConnection"), ("VpcId", &account.vpc), ("PeerVpcId", &other)]);
    let peering = inside(&peering, "vpcPeeringConnectionId").to_owned();
    for table in &account.tables {
        account.ec2(&[
            ("Action", "CreateRoute"),
            ("RouteTableId", table),
            ("DestinationCidrBlock", "10.9.0.0/16"),
            ("VpcPeeringConnectionId", &peering),
        ]);
    }
    account.check(&config).exits(0);

    // An endpoint that one of the subnets has no way to, and none at all.
    account.ec2(&[("Action", "DeleteVpcEndpoints"), ("VpcEndpointId.1", &gateway)]);
    let gateway = account.gateway(&account.tables[..1]);
    let table = account.tables[1].as_str();
    one(
        &database("orders", &host, ""),
        &["way to S3 from", &account.subnets[1], table, "add the table to the endpoint"],
    );
    account.ec2(&[("Action", "DeleteVpcEndpoints"), ("VpcEndpointId.1", &gateway)]);
    let lines = wrong(&account.check(&database("orders", &host, "")).exits(3));
    assert!(lines.len() == 2 && lines[1].contains("CreateS3GatewayEndpoint=yes and RouteTableIds="), "{lines:#?}");

    // The functions read another config than the one that was looked at; and a stack that is not there.
    let outcome = account
        .check_only(
            &database("orders", &host, "column-order = true\nuser = \"driftline\"\nauth = { method = \"rds-iam\" }"),
            "driftline",
        )
        .exits(3);
    assert!(wrong(&outcome).iter().any(|line| line.contains("another one than driftline.toml")), "{outcome}");
    let outcome = account.check_only(&database("orders", &host, ""), "nothing").exits(1);
    assert!(
        outcome.stderr.contains("cannot look at the stack `nothing`") && outcome.stderr.contains("--stack"),
        "{outcome}"
    );
}
