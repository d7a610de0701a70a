//! The Lambda function `dispatch`.

use driftline_lambda::Metrics;
use driftline_pipeline::message::Dispatched;

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    driftline_lambda::run(async |context, start| {
        let dispatched = driftline_dispatch::handle(&context, start, jiff::Timestamp::now()).await;
        if let Ok(Dispatched::Begins(begun)) = &dispatched {
            Metrics::new().count("Undelivered", begun.undelivered.count).print();
        }
        dispatched
    })
    .await
}
