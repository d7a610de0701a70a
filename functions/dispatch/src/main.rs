//! The Lambda function `dispatch`.

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    driftline_lambda::run(async |context, event| {
        driftline_dispatch::handle(&context, event, jiff::Timestamp::now()).await
    })
    .await
}
