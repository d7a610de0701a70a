//! The Lambda function `compare`.

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    driftline_lambda::run(async |context, message| driftline_compare::handle(&context, message).await).await
}
