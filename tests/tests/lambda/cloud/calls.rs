//! What functions called of AWS, in the words of its permissions.

use driftline_tests::template::{ACCOUNT, REGION};
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    /// The function, as the template's resources are named after it.
    pub(crate) by: String,
    /// What a role has to allow for it.
    pub(crate) action: String,
    /// The ARN of what it was about.
    pub(crate) resource: String,
}

/// What `interpreter.py` tells of a call.
#[derive(Deserialize)]
struct Told {
    by: String,
    method: String,
    path: String,
    query: String,
    target: String,
    #[serde(default)]
    body: String,
}

/// The calls in a log.
pub(super) fn read(log: &str) -> Vec<Call> {
    let told = log.lines().filter_map(|line| line.strip_prefix("CALL "));
    told.map(|line| call(serde_json::from_str(line).expect("the interpreter tells JSON"))).collect()
}

/// The permission that a call needs. What nobody thought of has an action that no role allows.
fn call(told: Told) -> Call {
    let Told { by, method, path, query, target, body } = told;
    let unknown = || (format!("{method} {target}"), path.clone());
    let (action, resource) = match (method.as_str(), target.as_str()) {
        ("POST", "secretsmanager.GetSecretValue") => {
            let asked: Value = serde_json::from_str(&body).expect("JSON");
            let name = asked["SecretId"].as_str().expect("the name of a secret");
            let arn = format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-AbCdEf");
            ("secretsmanager:GetSecretValue".to_owned(), arn)
        }
        ("POST", "") => {
            let form: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            let field = |name: &str| form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
            match (field("Action"), field("TopicArn")) {
                (Some("Publish"), Some(topic)) => ("sns:Publish".to_owned(), topic.to_owned()),
                // Each lists all of its kind, and any of them stands for all.
                (Some(action @ ("DescribeDBClusters" | "DescribeDBInstances")), None) => {
                    let kind = if action == "DescribeDBClusters" { "cluster" } else { "db" };
                    (format!("rds:{action}"), format!("arn:aws:rds:{REGION}:{ACCOUNT}:{kind}:any"))
                }
                _ => unknown(),
            }
        }
        ("GET" | "PUT" | "HEAD", "") => {
            let on_bucket = query.contains("list-type=2");
            let action = match method.as_str() {
                "GET" if on_bucket => "s3:ListBucket",
                "PUT" => "s3:PutObject",
                _ => "s3:GetObject",
            };
            (action.to_owned(), format!("arn:aws:s3:::{}", path.trim_matches('/')))
        }
        _ => unknown(),
    };
    Call { by, action, resource }
}
