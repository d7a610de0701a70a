//! The Lambda function `summarize`.

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    driftline_lambda::run(async |context, request| driftline_summarize::handle(&context, request).await).await
}
