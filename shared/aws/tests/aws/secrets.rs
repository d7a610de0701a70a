use driftline_aws::{Configuration, SecretsManager};
use driftline_secrets::{AwsSecret, DotPath, ExposeSecret, SecretError, SecretReference, SecretSource};
use serde_json::{Value, json};

use crate::moto::Moto;
use crate::{REGION, account, authorization, dead_endpoint, nobody, silent_endpoint};

fn reference(secret: &str, path: Option<&str>, region: Option<&str>) -> SecretReference {
    SecretReference::SecretsManager(AwsSecret {
        path: path.map(|path| DotPath::parse(path).unwrap()),
        region: region.map(str::to_owned),
        ..AwsSecret::named(secret)
    })
}

fn version(secret: &str, stage: &str) -> SecretReference {
    SecretReference::SecretsManager(AwsSecret { version_stage: Some(stage.to_owned()), ..AwsSecret::named(secret) })
}

pub(crate) fn call(server: &Moto, region: &str, operation: &str, body: &Value) -> Value {
    let (target, authorization) = (format!("secretsmanager.{operation}"), authorization("secretsmanager", region));
    let headers = [
        ("X-Amz-Target", target.as_str()),
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Authorization", authorization.as_str()),
    ];
    let answer = server.request("POST", "/", &headers, &body.to_string());
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

async fn error(aws: &Configuration, reference: &SecretReference) -> SecretError {
    let error = SecretsManager::new(aws).fetch(reference).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    error
}

pub(crate) async fn run(server: &Moto) {
    let aws = account(server.endpoint()).await;
    let source = SecretsManager::new(&aws);
    let fetch = async |reference: &SecretReference| source.fetch(reference).await.unwrap().expose_secret().to_owned();

    let text = json!({"url": "https://hooks.example.com/hunter2", "nested": {"password": "hunter2"}}).to_string();
    let made = call(server, REGION, "CreateSecret", &json!({"Name": "driftline/slack", "SecretString": text}));
    let arn = made["ARN"].as_str().unwrap();
    assert_eq!(fetch(&reference("driftline/slack", None, None)).await, text);
    assert_eq!(fetch(&reference("driftline/slack", Some(".nested.password"), None)).await, "hunter2");
    assert_eq!(fetch(&reference(arn, Some("url"), None)).await, "https://hooks.example.com/hunter2");

    // As RDS keeps the password of a server's master user.
    let managed = json!({"username": "postgres", "password": "hunter2"}).to_string();
    let made = call(server, REGION, "CreateSecret", &json!({"Name": "rds!db-6c1f", "SecretString": managed}));
    for name in ["rds!db-6c1f", made["ARN"].as_str().unwrap()] {
        assert_eq!(fetch(&reference(name, Some("password"), None)).await, "hunter2");
    }

    // After a rotation the current version counts.
    call(server, REGION, "PutSecretValue", &json!({"SecretId": "driftline/slack", "SecretString": "rotated"}));
    assert_eq!(fetch(&reference("driftline/slack", None, None)).await, "rotated");
    assert_eq!(fetch(&version("driftline/slack", "AWSCURRENT")).await, "rotated");
    assert_eq!(fetch(&version("driftline/slack", "AWSPREVIOUS")).await, text);

    // Another region, named by the reference or by the ARN.
    let made = call(server, "us-west-2", "CreateSecret", &json!({"Name": "elsewhere", "SecretString": "far away"}));
    assert_eq!(fetch(&reference("elsewhere", None, Some("us-west-2"))).await, "far away");
    assert_eq!(fetch(&reference(made["ARN"].as_str().unwrap(), None, None)).await, "far away");

    call(server, REGION, "CreateSecret", &json!({"Name": "binary", "SecretBinary": "aHVudGVyMg=="}));
    call(server, REGION, "CreateSecret", &json!({"Name": "plain", "SecretString": "hunter2"}));
    call(server, REGION, "CreateSecret", &json!({"Name": "deleted", "SecretString": "hunter2"}));
    call(server, REGION, "DeleteSecret", &json!({"SecretId": "deleted"}));
    let messages = [
        error(&aws, &reference("no/such", None, None)).await,
        error(&aws, &reference("elsewhere", None, None)).await,
        error(&aws, &version("driftline/slack", "AWSPENDING")).await,
        error(&aws, &reference("binary", None, None)).await,
        error(&aws, &reference("plain", Some(".password"), None)).await,
        error(&aws, &reference("deleted", None, None)).await,
        error(&nobody(server.endpoint()).await, &reference("plain", None, None)).await,
        error(&aws, &SecretReference::EnvironmentVariable("HOOK".to_owned())).await,
    ]
    .map(|error| error.to_string())
    .join("\n");
    insta::assert_snapshot!(messages, @r#"
    there is no secret `no/such` in AWS Secrets Manager in eu-central-1; check its name and the region, or create it
    there is no secret `elsewhere` in AWS Secrets Manager in eu-central-1; check its name and the region, or create it
    there is no version `AWSPENDING` of a secret `driftline/slack` in AWS Secrets Manager in eu-central-1; check its name, version-stage and the region, or leave version-stage out for the version in force
    the secret `binary` is binary; driftline reads secrets that are text or JSON text
    the secret `plain` was read, but it is not JSON text (line 1, column 1), so `.password` cannot be taken from it; where all of it is meant, write path = "."
    could not fetch the secret `deleted` from AWS Secrets Manager in eu-central-1: InvalidRequestException: An error occurred (InvalidRequestException) when calling the GetSecretValue operation: You tried to perform the operation on a secret that's currently marked deleted
    may not read the secret `plain` in AWS Secrets Manager in eu-central-1: no AWS credentials: the credential provider was not enabled: no providers in chain provided credentials; give driftline AWS credentials: a role, a profile, or the usual variables
    AWS Secrets Manager cannot fetch the environment variable HOOK; this is a mistake in driftline, please report it
    "#);

    let unreachable = error(&account(dead_endpoint()).await, &reference("plain", None, None)).await;
    assert!(matches!(unreachable, SecretError::NoWay { .. }), "{unreachable:?}");
    assert!(unreachable.to_string().contains("Connection refused"), "{unreachable}");

    // In a network without a way to AWS nothing answers at all.
    let started = std::time::Instant::now();
    let (endpoint, _silence) = silent_endpoint().await;
    let silent = error(&account(endpoint).await, &reference("plain", None, None)).await.to_string();
    assert!(silent.contains("interface endpoint com.amazonaws.eu-central-1.secretsmanager"), "{silent}");
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

pub(crate) async fn refused(server: &Moto) {
    let denied = error(&account(server.endpoint()).await, &reference("plain", None, None)).await;
    assert!(matches!(denied, SecretError::AccessDenied { .. }), "{denied:?}");
    assert!(denied.to_string().contains("allow secretsmanager:GetSecretValue"), "{denied}");
}
