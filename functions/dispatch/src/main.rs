//! The Lambda function `dispatch`.

use driftline_lambda::Metrics;
use driftline_pipeline::message::{Dispatched, Gather, Gathered, Start};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Gather(Gather),
    Start(Start),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Gathered(Gathered),
    Dispatched(Dispatched),
}

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    let aws = driftline_aws::lambda_configuration();
    driftline_lambda::run(move |context, message| {
        let discovery = driftline_aws::RdsDiscovery::new(&aws.with_profiles(&context.config.profiles));
        async move {
            match message {
                Message::Gather(message) => driftline_dispatch::gather(&context, message).await.map(Answer::Gathered),
                Message::Start(start) => {
                    let now = jiff::Timestamp::now();
                    let dispatched = driftline_dispatch::handle(&context, &discovery, start, now).await;
                    if let Ok(Dispatched::Begins(begun)) = &dispatched {
                        Metrics::new().count("Undelivered", begun.undelivered.count).print();
                    }
                    dispatched.map(Answer::Dispatched)
                }
            }
        }
    })
    .await
}
