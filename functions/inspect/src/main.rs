//! The Lambda function `inspect`.

use std::sync::Arc;

use driftline_connect::ConfiguredConnector;
use driftline_secrets::Sources;

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    let aws = driftline_aws::configuration().await;
    let connector = Arc::new(ConfiguredConnector {
        // Asked only for databases without IAM authentication, through the interface endpoint the template can make.
        secrets: Arc::new(Sources::new().with_aws(Arc::new(driftline_aws::SecretsManager::new(&aws)))),
        tokens: Arc::new(driftline_aws::RdsTokenSigner::new(&aws)),
    });
    driftline_lambda::run(move |context, job| {
        let connector = connector.clone();
        async move { driftline_inspect::handle(&context, &*connector, job).await }
    })
    .await
}
