//! The adapters against an emulated AWS. Built with all features, as `scripts/test` does.
#![cfg(all(feature = "rds", feature = "secrets", feature = "sns", feature = "store"))]

#[path = "../../../store/tests/support/moto.rs"]
mod moto;
mod profiles;
mod secrets;
mod sns;
mod store;

use aws_config::Region;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use driftline_aws::Configuration;

use crate::moto::Moto;

const REGION: &str = "eu-central-1";

/// What a process finds that runs with a role.
async fn account(endpoint: String) -> Configuration {
    load(endpoint, Credentials::new("AKIAIOSFODNN7EXAMPLE", "hunter2", Some("hunter2".to_owned()), None, "test")).await
}

/// What a process finds that runs without one.
async fn nobody(endpoint: String) -> Configuration {
    #[derive(Debug)]
    struct Nothing;
    impl ProvideCredentials for Nothing {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let missing = provider::error::CredentialsError::not_loaded("no providers in chain provided credentials");
            future::ProvideCredentials::ready(Err(missing))
        }
    }
    load(endpoint, Nothing).await
}

async fn load(endpoint: String, credentials: impl ProvideCredentials + 'static) -> Configuration {
    let loader = driftline_aws::loader()
        .region(Region::new(REGION))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials));
    Configuration::new(&loader.load().await)
}

/// A loopback port that nobody listens on.
fn dead_endpoint() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}

/// A loopback port that says nothing to whoever connects, as its queue is full, for as long as what comes with it lives.
async fn silent_endpoint() -> (String, impl Sized) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind((std::net::Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    let patience = std::time::Duration::from_millis(300);
    while let Ok(Ok(stream)) = tokio::time::timeout(patience, tokio::net::TcpStream::connect(address)).await {
        queue.push(stream);
    }
    (format!("http://{address}"), (listener, queue))
}

/// The header by which the emulator knows the service and region of a plain request.
fn authorization(service: &str, region: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261120/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn emulated_services() {
    let Some(server) = Moto::start("adapters to AWS") else { return };
    secrets::run(&server).await;
    profiles::run(&server).await;
    sns::run(&server).await;
    store::run(&server).await;
    // From here on the server checks who asks, and knows nobody.
    server.request("POST", "/moto-api/reset-auth", &[], "0");
    secrets::refused(&server).await;
    profiles::refused(&server).await;
    sns::refused(&server).await;
}
