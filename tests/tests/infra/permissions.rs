//! Who may do what.

use std::collections::BTreeSet;

use driftline_tests::template::{Stack, Statement};
use serde_json::{Value, json};

use super::{FUNCTIONS, with_everything};

/// Every resource with a wildcard that a permission may have, and why. Actions have none.
const WILDCARDS: &[(&str, &str)] = &[
    ("StoreRead", "a prefix of the bucket"),
    ("StoreWrite", "a prefix of the bucket"),
    ("Lists", "a prefix of the bucket"),
    ("ConnectDatabase", "any database, but one user: a new database needs no new deployment"),
    ("ConnectScratch", "any scratch server, but one user"),
    ("DatabasePasswords", "secrets by the start of their name; AWS ends each with random letters"),
    ("SubscriberSecrets", "secrets by the start of their name; AWS ends each with random letters"),
    ("DiscoverClusters", "whichever clusters there are: finding them is what it is for"),
    ("DiscoverInstances", "whichever instances there are: finding them is what it is for"),
    ("JoinNetwork", "Lambda makes network interfaces whose names nobody knows before"),
    ("Trace", "X-Ray has no resources to name"),
    ("Log", "the streams of one log group"),
    ("FollowChildren", "the executions of one state machine"),
];

#[test]
fn wildcards_are_a_closed_list_with_reasons() {
    let mut seen = Vec::new();
    for Statement { owner, sid, actions, resources } in with_everything().statements() {
        for action in actions {
            assert!(!action.contains('*'), "{owner}: {sid} allows {action}");
        }
        for resource in resources {
            if resource.contains('*') {
                assert!(WILDCARDS.iter().any(|(known, _)| *known == sid), "{owner}: {sid} is on {resource}");
                seen.push(sid.clone());
            }
            // Everything at all, only where AWS has nothing narrower.
            let is_alone = resource == "*";
            assert!(!is_alone || matches!(sid.as_str(), "JoinNetwork" | "Trace"), "{owner}: {sid} is on everything");
        }
    }
    for (known, reason) in WILDCARDS {
        assert!(seen.iter().any(|sid| sid == known), "nobody needs {known} ({reason}) any more");
    }
}

/// Which actions each function needs besides reading and writing its part of the bucket, its log and its traces.
#[test]
fn each_role_has_what_its_function_uses() {
    const ALWAYS: [&str; 8] = [
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        // Only with a key of the customer's.
        "kms:Decrypt",
    ];
    let cases: [(&str, &[&str]); 6] = [
        ("Dispatch", &["rds", "sts"]),
        ("Inspect", &["ec2", "rds-db", "secretsmanager", "sts"]),
        ("Expect", &["ec2", "rds-db", "secretsmanager", "sts"]),
        ("Compare", &[]),
        ("Notify", &["secretsmanager", "sns", "sts"]),
        ("Summarize", &[]),
    ];
    let statements = with_everything().statements();
    for (name, services) in cases {
        let role = format!("{name}Role");
        let own = statements.iter().filter(|statement| statement.owner == role);
        let own: Vec<&str> = own.flat_map(|statement| &statement.actions).map(String::as_str).collect();
        for action in ALWAYS {
            assert!(own.contains(&action), "{role} lacks {action}");
        }
        let mut others: Vec<&str> = own
            .iter()
            .filter(|action| !ALWAYS.contains(action) && **action != "kms:GenerateDataKey")
            .filter_map(|action| action.split(':').next())
            .collect();
        others.sort_unstable();
        others.dedup();
        assert_eq!(others, services, "{role}");
    }
}

/// Nobody can delete anything in the bucket, and schemas leave it only towards those who compare them.
#[test]
fn nobody_deletes_and_notify_sees_no_schema() {
    for Statement { owner, actions, resources, .. } in with_everything().statements() {
        for action in actions {
            assert!(!action.contains("Delete") || action == "ec2:DeleteNetworkInterface", "{owner}: {action}");
        }
        if owner == "NotifyRole" {
            for resource in resources {
                assert!(!resource.contains("/snapshots/") && !resource.contains("/expected/"), "{resource}");
            }
        }
    }
}

/// Other roles only where the operator named them, and exactly these.
#[test]
fn nobody_becomes_somebody_else_unless_asked_for() {
    let assuming = |stack: &Stack| -> Vec<Statement> {
        let all = stack.statements().into_iter();
        all.filter(|statement| statement.actions.iter().any(|action| action.starts_with("sts:"))).collect()
    };
    assert!(assuming(&Stack::new(&[])).is_empty());
    let roles = ["arn:aws:iam::210987654321:role/driftline", "arn:aws:iam::210987654322:role/driftline"];
    for Statement { owner, actions, resources, .. } in assuming(&Stack::new(&[("AssumableRoleArns", &roles.join(","))]))
    {
        assert_eq!(
            (actions.as_slice(), resources.as_slice()),
            (&["sts:AssumeRole".to_owned()][..], &roles.map(str::to_owned)[..]),
            "{owner}"
        );
    }
}

#[test]
fn every_role_takes_the_boundary_and_trusts_one_service() {
    let (bounded, free) = (with_everything(), Stack::new(&[]));
    let roles = bounded.of_type("AWS::IAM::Role");
    assert_eq!(roles.len(), FUNCTIONS.len() + 3, "the functions, the state machine, the schedule, the rules");
    for role in roles {
        let boundary = "arn:aws:iam::123456789012:policy/boundary";
        assert_eq!(bounded.properties(role)["PermissionsBoundary"], boundary, "{role}");
        assert_eq!(free.properties(role).get("PermissionsBoundary"), None, "{role}");
        let trust = &bounded.properties(role)["AssumeRolePolicyDocument"]["Statement"];
        let [statement] = trust.as_array().expect("statements").as_slice() else { panic!("{role}: {trust}") };
        assert!(statement["Principal"]["Service"].is_string(), "{role}: {trust}");
    }
    let schedule = bounded.properties("RunStateMachine")["Events"]["TwiceADay"]["Properties"].clone();
    assert!(
        schedule["RoleArn"].as_str().is_some_and(|role| role.ends_with("ScheduleRole")),
        "SAM makes none of its own"
    );
}

/// Who writes to a queue or topic, or reads the bucket, under a key of the customer's has to be let use the key as well.
#[test]
fn whoever_uses_what_a_key_encrypts_may_use_the_key() {
    let statements = with_everything().statements();
    let owners = |action: &str| -> BTreeSet<&str> {
        let allowed = statements.iter().filter(|it| it.actions.iter().any(|allowed| allowed == action));
        allowed.map(|it| it.owner.as_str()).collect()
    };
    let with_key = owners("kms:GenerateDataKey");
    assert_eq!(with_key, owners("kms:Decrypt"));
    for action in ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "sns:Publish"] {
        let users = owners(action);
        assert!(!users.is_empty() && users.is_subset(&with_key), "{action}: {users:?}");
    }
}

/// The network needs no way out but to databases and AWS.
#[test]
fn nobody_comes_in_from_the_network() {
    let stack = Stack::new(&[]);
    let group = stack.properties("VpcFunctionSecurityGroup");
    assert_eq!(group.get("SecurityGroupIngress"), None);
    let ports: Vec<Value> = group["SecurityGroupEgress"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|rule| json!([rule["FromPort"], rule["ToPort"]]))
        .collect();
    assert_eq!(ports, [json!([443, 443]), json!([1024, 65535])]);
}
