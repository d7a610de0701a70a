//! The Lambda function `inspect`.

use std::sync::Arc;

use driftline_connect::{CloudSqlTokens, ConfiguredConnector};
use driftline_pipeline::message::{Enumerate, Enumerated, Inspected, Job};
use driftline_secrets::Sources;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Enumerate(Enumerate),
    Job(Job),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Enumerated(Enumerated),
    Inspected(Inspected),
}

/// Google's part, in the builds that have it.
#[cfg(feature = "gcp")]
fn cloud_sql() -> Arc<dyn CloudSqlTokens> {
    Arc::new(driftline_gcp::CloudSqlAccess::new())
}

#[cfg(not(feature = "gcp"))]
fn cloud_sql() -> Arc<dyn CloudSqlTokens> {
    Arc::new(driftline_connect::NoTokens)
}

#[cfg(feature = "gcp")]
fn with_google(sources: Sources) -> Sources {
    sources.with_google(Arc::new(driftline_gcp::SecretManager::new()))
}

#[cfg(not(feature = "gcp"))]
fn with_google(sources: Sources) -> Sources {
    sources
}

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    let aws = driftline_aws::lambda_configuration();
    driftline_lambda::run(move |context, message| {
        let aws = aws.with_profiles(&context.config.profiles);
        let connector = ConfiguredConnector {
            // Asked only for databases without IAM authentication, through the interface endpoint the template can make.
            secrets: Arc::new(with_google(Sources::new().with_aws(Arc::new(driftline_aws::SecretsManager::new(&aws))))),
            tokens: Arc::new(driftline_aws::RdsTokenSigner::new(&aws)),
            cloud_sql: cloud_sql(),
        };
        async move {
            match message {
                Message::Enumerate(message) => {
                    driftline_inspect::enumerate(&context, &connector, message).await.map(Answer::Enumerated)
                }
                Message::Job(job) => driftline_inspect::handle(&context, &connector, job).await.map(Answer::Inspected),
            }
        }
    })
    .await
}
