//! The Lambda function `expect`.

use std::sync::Arc;

use driftline_connect::ConfiguredConnector;
use driftline_expect::{Adapters, ScratchServers, StoredFiles};
use driftline_secrets::{SecretSource, Sources};

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    let aws = driftline_aws::lambda_configuration();
    driftline_lambda::run(move |context, message| {
        let aws = aws.with_profiles(&context.config.profiles);
        // Asked only where a password is kept there, of another database or of the scratch server.
        let secrets: Arc<dyn SecretSource> =
            Arc::new(Sources::new().with_aws(Arc::new(driftline_aws::SecretsManager::new(&aws))));
        let tokens = Arc::new(driftline_aws::RdsTokenSigner::new(&aws));
        // Migrations are replayed on servers of AWS only.
        let cloud_sql = Arc::new(driftline_connect::NoTokens);
        let connector = ConfiguredConnector { secrets: secrets.clone(), tokens, cloud_sql };
        async move {
            let scratch = &context.config.scratch;
            let servers = match (&scratch.url, scratch.servers.as_slice()) {
                (Some(url), _) => ScratchServers::referenced(url.clone(), secrets),
                (None, []) => ScratchServers::none(),
                (None, servers) => ScratchServers::configured(servers.to_vec(), connector.clone()),
            };
            let files = StoredFiles(context.store.clone());
            let adapters = Adapters { files: &files, servers: &servers, connector: &connector };
            let answer = driftline_expect::handle(&context, adapters, message).await;
            servers.stop().await;
            answer
        }
    })
    .await
}
