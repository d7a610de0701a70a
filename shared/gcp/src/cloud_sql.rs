use driftline_connect::{CloudSqlTokens, TokenError};
use driftline_secrets::SecretString;
use tokio::sync::OnceCell;

use crate::causes::chain;
use crate::credentials::{self, Found, GIVE_CREDENTIALS, Tokens};
use crate::way::{self, Silence};

/// Logging in to databases and nothing else, so that a server that is not Google's could do no more with it.
const LOGIN: &str = "https://www.googleapis.com/auth/sqlservice.login";

/// What to look at where there are credentials.
const REFUSED: &str = "look at what the credentials are: where they are of AWS, the pool of workload identities has to \
    know their account, and they need roles/iam.workloadIdentityUser on the service account";

/// Gets access tokens for logging in to Cloud SQL.
#[derive(Default)]
pub struct CloudSqlAccess {
    /// They keep a token for as long as it lasts.
    found: OnceCell<Found>,
}

impl CloudSqlAccess {
    /// With the credentials of this process, which are not looked for yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait::async_trait]
impl CloudSqlTokens for CloudSqlAccess {
    async fn token(&self) -> Result<SecretString, TokenError> {
        let failed = |reason: String, advice: &str| {
            TokenError(format!("there is no access token of Google's to be had: {reason}; {advice}"))
        };
        let found = self.found.get_or_try_init(async || credentials::find(LOGIN, Tokens::OfGoogle)).await;
        let found = found.map_err(|reason| failed(reason, GIVE_CREDENTIALS))?;
        match way::ask(&found.asked, found.credentials.access_token()).await {
            Ok(Ok(token)) => Ok(SecretString::from(token.token)),
            Ok(Err(error)) => Err(failed(chain(&error), REFUSED)),
            Err(Silence::NoWay(reason)) => Err(failed(
                format!("{reason}, and a network without a way out needs one to this address"),
                GIVE_CREDENTIALS,
            )),
            Err(Silence::TooLong(reason)) => Err(failed(reason, "try again")),
        }
    }
}
