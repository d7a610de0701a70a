//! The Lambda function `inspect`.

use std::sync::Arc;

use driftline_connect::ConfiguredConnector;
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

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    let aws = driftline_aws::configuration().await;
    driftline_lambda::run(move |context, message| {
        let aws = aws.with_profiles(&context.config.profiles);
        let connector = ConfiguredConnector {
            // Asked only for databases without IAM authentication, through the interface endpoint the template can make.
            secrets: Arc::new(Sources::new().with_aws(Arc::new(driftline_aws::SecretsManager::new(&aws)))),
            tokens: Arc::new(driftline_aws::RdsTokenSigner::new(&aws)),
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
