//! The Lambda function `notify`.

use std::sync::Arc;

use driftline_notify::Adapters;
use driftline_secrets::Sources;

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    let aws = driftline_aws::lambda_configuration();
    driftline_lambda::run(move |context, delivery| {
        let aws = aws.with_profiles(&context.config.profiles);
        let adapters = Adapters {
            secrets: Arc::new(Sources::new().with_aws(Arc::new(driftline_aws::SecretsManager::new(&aws)))),
            sns: Some(Arc::new(driftline_aws::SnsTopics::new(&aws))),
        };
        async move { driftline_notify::handle(&context, &adapters, delivery).await }
    })
    .await
}
