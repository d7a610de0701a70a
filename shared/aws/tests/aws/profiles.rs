//! Being somebody else: a role of another account, a key of the environment.

use std::io::{Read as _, Write as _};

use driftline_aws::{Configuration, RdsTokenSigner, SecretsManager};
use driftline_config::Profile;
use driftline_connect::{TokenRequest, TokenSigner as _};
use driftline_secrets::{AwsSecret, ExposeSecret as _, SecretReference, SecretSource as _};
use serde_json::json;

use crate::moto::Moto;
use crate::{account, authorization, dead_endpoint, nobody, secrets};

const OTHER: &str = "210987654321";

/// The profile `other`.
fn profile(lines: &str) -> Vec<Profile> {
    let text = format!(
        "[profile.other]\n{lines}\n[[database]]\nname = \"a\"\nengine = \"postgres\"\nendpoint = \"localhost\"\n\
         database = \"a\"\nuser = \"a\"\nauth = {{ method = \"none\" }}\nsource = {{ schema = \"a.sql\" }}\n"
    );
    driftline_config::parse("driftline.toml", &text).unwrap().profiles
}

fn role(more: &str) -> Vec<Profile> {
    profile(&format!("role = \"arn:aws:iam::{OTHER}:role/driftline\"\n{more}"))
}

/// Variables that are there wherever tests run, as setting one would need unsafe code.
const KEY: &str = "access-key-id = { env = \"CARGO_PKG_NAME\" }\nsecret-access-key = { env = \"CARGO_PKG_VERSION\" }\n";

fn password(profile: Option<&str>) -> SecretReference {
    SecretReference::SecretsManager(AwsSecret {
        profile: profile.map(str::to_owned),
        ..AwsSecret::named("orders/password")
    })
}

async fn refusal(aws: &Configuration, profiles: &[Profile]) -> String {
    let source = SecretsManager::new(&aws.with_profiles(profiles));
    source.fetch(&password(Some("other"))).await.unwrap_err().to_string()
}

async fn token(aws: &Configuration) -> Result<String, String> {
    let host = "orders.abc123.eu-central-1.rds.amazonaws.com";
    let request = TokenRequest { host, port: 5432, user: "watcher", region: "eu-central-1", profile: Some("other") };
    let token = RdsTokenSigner::new(aws).token(request).await;
    token.map(|token| token.expose_secret().to_owned()).map_err(|error| error.to_string())
}

/// The key that signed a token.
fn signer(token: &str) -> &str {
    token.split_once("X-Amz-Credential=").unwrap().1.split_once("%2F").unwrap().0
}

/// What STS is asked for a profile, by somebody who listens and answers nothing that can be understood.
async fn asked(profiles: &[Profile]) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&heard).contains("Action=") {
            let count = stream.read(&mut piece).unwrap();
            assert_ne!(count, 0, "the request ends without an action");
            heard.extend_from_slice(&piece[..count]);
        }
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        String::from_utf8(heard).unwrap()
    });
    let refusal = refusal(&account(endpoint).await, profiles).await;
    assert!(refusal.contains("could not be assumed"), "{refusal}");
    heard.join().unwrap()
}

pub(crate) async fn run(server: &Moto) {
    let aws = account(server.endpoint()).await;
    // The other account's own secret of the same name as one of this account.
    secrets::call(
        server,
        crate::REGION,
        "CreateSecret",
        &json!({"Name": "orders/password", "SecretString": "of this"}),
    );
    let assume = format!(
        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=test&RoleArn=arn:aws:iam::{OTHER}:role/driftline"
    );
    let authorization = authorization("sts", crate::REGION);
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", authorization.as_str())];
    let assumed = server.request("POST", "/", &headers, &assume);
    let key = assumed.split_once("<AccessKeyId>").unwrap().1.split_once('<').unwrap().0;
    let other = authorization.replace("sts", "secretsmanager").replace("AKIAIOSFODNN7EXAMPLE", key);
    let headers = [
        ("X-Amz-Target", "secretsmanager.CreateSecret"),
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Authorization", other.as_str()),
    ];
    server.request("POST", "/", &headers, &json!({"Name": "orders/password", "SecretString": "of other"}).to_string());

    let with_role = aws.with_profiles(&role(&format!("account = \"{OTHER}\"\nexternal-id = \"driftline-prod\"")));
    let source = SecretsManager::new(&with_role);
    for (profile, text) in [(None, "of this"), (Some("other"), "of other")] {
        assert_eq!(source.fetch(&password(profile)).await.unwrap().expose_secret(), text, "{profile:?}");
    }

    // One session for all, and a token that says which.
    let first = token(&with_role).await.unwrap();
    assert_ne!(signer(&first), "AKIAIOSFODNN7EXAMPLE", "the process's own");
    assert!(first.contains("X-Amz-Security-Token="));
    assert_eq!(signer(&token(&with_role).await.unwrap()), signer(&first));
    // The next invocation of a function reads the same config again, or another one.
    let again = with_role.with_profiles(&role(&format!("account = \"{OTHER}\"\nexternal-id = \"driftline-prod\"")));
    assert_eq!(signer(&token(&again).await.unwrap()), signer(&first));
    let changed = with_role.with_profiles(&role("external-id = \"another\""));
    assert_ne!(signer(&token(&changed).await.unwrap()), signer(&first), "another profile is somebody else");

    // A key without an account is taken as it is; with one it is asked whose it is.
    let with_key = aws.with_profiles(&profile(KEY));
    assert_eq!(signer(&token(&with_key).await.unwrap()), env!("CARGO_PKG_NAME"));
    let own = aws.with_profiles(&profile(&format!("account = \"123456789012\"\n{KEY}")));
    assert_eq!(signer(&token(&own).await.unwrap()), env!("CARGO_PKG_NAME"));

    let wrong = aws.with_profiles(&profile(&format!("account = \"{OTHER}\"\n{KEY}")));
    let missing = KEY.replace("CARGO_PKG_NAME", "DRIFTLINE_TEST_NEVER_SET");
    let messages = [
        token(&wrong).await.unwrap_err(),
        refusal(&aws, &profile(&format!("account = \"{OTHER}\"\n{KEY}"))).await,
        refusal(&aws, &profile(&missing)).await,
        refusal(&aws, &[]).await,
        refusal(&nobody(server.endpoint()).await, &role("")).await,
    ];
    insta::assert_snapshot!(messages.join("\n"));

    let asked = asked(&role("external-id = \"driftline-prod\"\nsession-name = \"watcher@ci\"")).await;
    for words in [
        "Action=AssumeRole&",
        "RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fdriftline",
        "ExternalId=driftline-prod",
        "RoleSessionName=watcher%40ci",
    ] {
        assert!(asked.contains(words), "{words}: {asked}");
    }

    let dead = dead_endpoint();
    let unreachable = refusal(&account(dead.clone()).await, &role("")).await;
    for words in
        ["profile `other`: the role arn:aws:iam::210987654321:role/driftline", "com.amazonaws.eu-central-1.sts"]
    {
        assert!(unreachable.contains(words), "{unreachable}");
    }
}

pub(crate) async fn refused(server: &Moto) {
    let aws = account(server.endpoint()).await;
    let denied = refusal(&aws, &role("")).await;
    assert!(denied.contains("allow them sts:AssumeRole on it"), "{denied}");
    let denied = refusal(&aws, &profile(&format!("account = \"{OTHER}\"\n{KEY}"))).await;
    assert!(denied.contains("the account of its key could not be asked for"), "{denied}");
}
