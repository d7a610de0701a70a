//! The project's own rules for `infra/`: what no validator of AWS knows.

mod cost;
mod parameters;
mod permissions;
mod state_machine;
mod watching;

use driftline_tests::template::Stack;
use serde_json::Value;

/// The six functions, as resources are named after them.
const FUNCTIONS: [&str; 6] = ["Dispatch", "Inspect", "Expect", "Compare", "Notify", "Summarize"];

/// A stack with everything that can be asked for.
fn with_everything() -> Stack {
    Stack::new(&[
        ("CreateS3GatewayEndpoint", "yes"),
        ("RouteTableIds", "rtb-1"),
        ("CreateSecretsManagerEndpoint", "yes"),
        ("CreateStsEndpoint", "yes"),
        ("AssumableRoleArns", "arn:aws:iam::210987654321:role/driftline"),
        ("ScratchUser", "scratch"),
        ("PermissionsBoundary", "arn:aws:iam::123456789012:policy/boundary"),
        ("KmsKeyArn", "arn:aws:kms:eu-central-1:123456789012:key/1"),
        ("AlarmEmail", "operations@example.com"),
        ("Alarms", "full"),
        ("Dashboard", "yes"),
        ("DatabaseMetrics", "yes"),
    ])
}

/// A value as a list: policies write one action or several.
fn list(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    }
}

#[test]
fn every_function_has_a_role_a_log_and_a_time_limit_of_its_own() {
    let stack = with_everything();
    let mut functions = stack.of_type("AWS::Serverless::Function");
    functions.sort_unstable();
    let mut expected = FUNCTIONS.map(|name| format!("{name}Function"));
    expected.sort_unstable();
    assert_eq!(functions, expected);
    for name in FUNCTIONS {
        let function = stack.properties(&format!("{name}Function"));
        let role = function["Role"].as_str().expect("a role");
        assert!(role.ends_with(&format!("driftline-{name}Role")), "{name}: {role}");
        let log = format!("/aws/lambda/driftline-{}", name.to_lowercase());
        assert_eq!(function["LoggingConfig"]["LogGroup"], log.as_str(), "{name}");
        assert_eq!(function["LoggingConfig"]["LogFormat"], "JSON", "{name}");
        let group = stack.properties(&format!("{name}LogGroup"));
        assert_eq!((&group["LogGroupName"], &group["RetentionInDays"]), (&log.into(), &"30".into()), "{name}");
        assert!(function["Timeout"].as_u64().is_some_and(|seconds| (1..=900).contains(&seconds)), "{name}");
        assert!(
            function["MemorySize"].as_u64().is_some_and(|size| 256 <= size),
            "{name}: TLS takes a second at 128 MB"
        );
        assert_eq!(function["Tracing"], "Active", "{name}");
        // Only what reaches databases is where databases are.
        assert_eq!(function.get("VpcConfig").is_some(), matches!(name, "Inspect" | "Expect"), "{name}");
    }
}

#[test]
fn nothing_costs_money_while_idle_unless_asked_for() {
    let stack = Stack::new(&[]);
    let kinds: Vec<&str> = stack.resources().filter_map(|(_, resource)| resource["Type"].as_str()).collect();
    for costly in
        ["AWS::EC2::VPCEndpoint", "AWS::EC2::NatGateway", "AWS::DynamoDB::Table", "AWS::CloudWatch::Dashboard"]
    {
        assert!(!kinds.contains(&costly), "{costly}");
    }
    // The list is no accident: what can be asked for does appear when it is.
    let all = with_everything();
    assert_eq!(all.of_type("AWS::EC2::VPCEndpoint"), ["S3GatewayEndpoint", "SecretsManagerEndpoint", "StsEndpoint"]);
    assert_eq!(all.of_type("AWS::CloudWatch::Dashboard").len(), 1);
}

#[test]
fn everything_that_can_be_encrypted_is_with_the_key_that_is_given() {
    let stack = with_everything();
    let key = "arn:aws:kms:eu-central-1:123456789012:key/1";
    let mut seen = 0;
    for (name, resource) in stack.resources() {
        let property = match resource["Type"].as_str() {
            Some("AWS::Serverless::Function") => "KmsKeyArn",
            Some("AWS::Logs::LogGroup") => "KmsKeyId",
            Some("AWS::SNS::Topic" | "AWS::SQS::Queue") => "KmsMasterKeyId",
            Some("AWS::S3::Bucket") => {
                assert!(stack.properties(name)["BucketEncryption"].to_string().contains(key), "{name}");
                continue;
            }
            _ => continue,
        };
        assert_eq!(stack.properties(name)[property], key, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 6 + 6 + 2 + 1, "functions, their logs, topics and the queue");
}

#[test]
fn the_bucket_is_private_and_outlives_the_stack() {
    let stack = Stack::new(&[]);
    let bucket = &stack.section("Resources")["Store"];
    assert_eq!((&bucket["DeletionPolicy"], &bucket["UpdateReplacePolicy"]), (&"Retain".into(), &"Retain".into()));
    let properties = stack.properties("Store");
    let access = properties["PublicAccessBlockConfiguration"].as_object().expect("a block of public access");
    assert!(access.len() == 4 && access.values().all(|blocked| *blocked == true), "{access:?}");
    assert_eq!(properties["VersioningConfiguration"]["Status"], "Enabled");
    let policy = stack.properties("StorePolicy").to_string();
    assert!(policy.contains(r#""aws:SecureTransport":"false""#), "{policy}");
    // What is remembered and what people approved never expires.
    for rule in properties["LifecycleConfiguration"]["Rules"].as_array().expect("rules") {
        let prefix = rule["Prefix"].as_str();
        if rule.get("ExpirationInDays").is_some() {
            assert!(matches!(prefix, Some("runs/" | "reports/" | "outbox/" | "events/")), "{rule}");
        }
    }
}
