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
    driftline_lambda::run(async |context, message| match message {
        Message::Gather(message) => driftline_dispatch::gather(&context, message).await.map(Answer::Gathered),
        Message::Start(start) => {
            let dispatched = driftline_dispatch::handle(&context, start, jiff::Timestamp::now()).await;
            if let Ok(Dispatched::Begins(begun)) = &dispatched {
                Metrics::new().count("Undelivered", begun.undelivered.count).print();
            }
            dispatched.map(Answer::Dispatched)
        }
    })
    .await
}
