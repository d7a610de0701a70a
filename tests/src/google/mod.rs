//! Google Cloud as it is from outside, as far as driftline asks it: tokens for a workload of AWS, and Secret Manager. Cloud
//! SQL, which takes the tokens, is `rds::Rds` with `Settings::tokens`.

mod http;
mod subject;
mod tokens;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

pub use tokens::Tokens;

use http::Request;

/// The account that a workload becomes.
pub const ACCOUNT: &str = "watcher@shop.iam.gserviceaccount.com";
/// The provider of AWS in the pool of workload identities.
pub const AUDIENCE: &str =
    "//iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/aws/providers/functions";
/// The one key of AWS that is trusted.
pub const KEY_ID: &str = "AKIDEXAMPLE";
/// And its secret.
pub const KEY_SECRET: &str = "wJalrXUtnFEMI";

/// What it does, which a test may change at any time.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// The secrets: by the name of the version, what it holds.
    pub secrets: BTreeMap<String, Vec<u8>>,
    /// Whether the account may read them.
    pub denies_secrets: bool,
    /// Whether the workload may be the account.
    pub denies_account: bool,
    /// Whether answers arrive with a wrong checksum.
    pub damages: bool,
}

/// Google, for as long as the test runs.
pub struct Google {
    port: u16,
    /// What it does.
    pub behaviour: Arc<Mutex<Behaviour>>,
    /// The tokens that it made.
    pub tokens: Tokens,
}

impl Google {
    /// Starts it.
    ///
    /// # Panics
    ///
    /// When the loopback interface has no free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        let google = Self { port, behaviour: Arc::default(), tokens: Tokens::default() };
        let (behaviour, tokens) = (Arc::clone(&google.behaviour), google.tokens.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (behaviour, tokens) = (Arc::clone(&behaviour), tokens.clone());
                thread::spawn(move || {
                    let behaviour = behaviour.lock().expect("nobody panicked").clone();
                    http::serve(stream, |request| answer(request, &behaviour, &tokens));
                });
            }
        });
        google
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What `gcloud iam workload-identity-pools create-cred-config --aws` writes, with these addresses.
    pub fn configuration(&self) -> String {
        let address = self.address();
        json!({
            "type": "external_account",
            "audience": AUDIENCE,
            "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
            "token_url": format!("{address}/v1/token"),
            "service_account_impersonation_url":
                format!("{address}/v1/projects/-/serviceAccounts/{ACCOUNT}:generateAccessToken"),
            "credential_source": {
                "environment_id": "aws1",
                "region_url": "http://169.254.169.254/latest/meta-data/placement/availability-zone",
                "url": "http://169.254.169.254/latest/meta-data/iam/security-credentials",
                "imdsv2_session_token_url": "http://169.254.169.254/latest/api/token",
                "regional_cred_verification_url":
                    "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
            }
        })
        .to_string()
    }
}

fn refuse(code: u16, status: &str, message: &str) -> (u16, Value) {
    (code, json!({"error": {"code": code, "status": status, "message": message}}))
}

fn answer(request: &Request, behaviour: &Behaviour, tokens: &Tokens) -> (u16, Value) {
    let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    if request.path == "/v1/token" {
        return match subject::check(request) {
            Ok(()) => {
                let token = tokens.make("the workload", request.form("scope"));
                let kind = "urn:ietf:params:oauth:token-type:access_token";
                (
                    200,
                    json!({"access_token": token, "issued_token_type": kind, "token_type": "Bearer", "expires_in": 3600}),
                )
            }
            Err(reason) => (400, json!({"error": "invalid_grant", "error_description": reason})),
        };
    }
    if request.path.ends_with(":generateAccessToken") {
        if tokens.holder(bearer, "https://www.googleapis.com/auth/iam") != Some("the workload".to_owned()) {
            return refuse(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        }
        if behaviour.denies_account {
            let message = "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).";
            return refuse(403, "PERMISSION_DENIED", message);
        }
        let wanted: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let scope = wanted["scope"][0].as_str().unwrap_or_default();
        return (200, json!({"accessToken": tokens.make(ACCOUNT, scope), "expireTime": "2120-01-01T00:00:00Z"}));
    }
    let Some(name) = request.path.strip_prefix("/v1/").and_then(|path| path.strip_suffix(":access")) else {
        return refuse(404, "NOT_FOUND", "there is nothing");
    };
    if tokens.holder(bearer, "https://www.googleapis.com/auth/cloud-platform").is_none() {
        return refuse(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    }
    if behaviour.denies_secrets {
        let message =
            format!("Permission 'secretmanager.versions.access' denied for resource '{name}' (or it may not exist).");
        return refuse(403, "PERMISSION_DENIED", &message);
    }
    match behaviour.secrets.get(name) {
        Some(data) => (200, payload(name, data, behaviour.damages)),
        None => refuse(404, "NOT_FOUND", &format!("Secret Version [{name}] not found.")),
    }
}

fn payload(name: &str, data: &[u8], is_damaged: bool) -> Value {
    use base64::Engine as _;
    let sum = if is_damaged { 1 } else { crc32c::crc32c(data) };
    let data = base64::prelude::BASE64_STANDARD.encode(data);
    json!({"name": name, "payload": {"data": data, "dataCrc32c": sum.to_string()}})
}
