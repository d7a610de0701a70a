use aws_config::Region;
use aws_sdk_rds::auth_token::{AuthTokenGenerator, Config};
use driftline_connect::{TokenError, TokenRequest, TokenSigner};
use driftline_secrets::SecretString;

use crate::Configuration;
use crate::causes::chain;
use crate::profiles::ProfileError;

/// The longest that RDS accepts. A token is needed for logging in only, an open session lives on.
const LIFETIME_SECONDS: u64 = 900;

/// Signs login tokens for RDS and Aurora. Signing is local: it needs credentials and makes no call to AWS.
#[derive(Clone)]
pub struct RdsTokenSigner {
    aws: Configuration,
}

impl RdsTokenSigner {
    /// Signs with the credentials of this process, or of the profile that a database names.
    #[must_use]
    pub fn new(aws: &Configuration) -> Self {
        Self { aws: aws.clone() }
    }
}

#[async_trait::async_trait]
impl TokenSigner for RdsTokenSigner {
    async fn token(&self, request: TokenRequest<'_>) -> Result<SecretString, TokenError> {
        let TokenRequest { host, port, user, region, profile } = request;
        // The generator puts host and user into an address as they are, and panics when that is none.
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        if host.is_empty() || !host.bytes().all(is_host) {
            return Err(TokenError(format!("cannot sign a token for `{host}`, which is no host name that RDS gives")));
        }
        if region.is_empty() {
            return Err(TokenError(format!("cannot sign a token for {host} without knowing its region")));
        }
        let failed = |error: &(dyn std::error::Error + Send + Sync + 'static)| {
            let cannot = format!("cannot sign a login token for {user} at {host}");
            TokenError(match ProfileError::among(error) {
                Some(error) => format!("{cannot}: {error}"),
                None => format!("{cannot}: {}; give driftline AWS credentials", chain(error)),
            })
        };
        let aws = self.aws.of(profile).map_err(|error| failed(&error))?;
        let config = Config::builder()
            .hostname(host)
            .port(u64::from(port))
            .username(escaped(user))
            .region(Region::new(region.to_owned()))
            .expires_in(LIFETIME_SECONDS)
            .build()
            .map_err(|error| failed(&*error))?;
        let token = AuthTokenGenerator::new(config).auth_token(&aws).await.map_err(|error| failed(&*error))?;
        Ok(SecretString::from(token.as_str()))
    }
}

/// The user in a query, as RFC 3986 and the other SDKs escape it.
fn escaped(user: &str) -> String {
    let mut text = String::with_capacity(user.len());
    for byte in user.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use aws_config::SdkConfig;
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use aws_smithy_async::test_util::ManualTimeSource;
    use driftline_secrets::ExposeSecret;

    use super::*;

    fn request<'a>(host: &'a str, port: u16, user: &'a str, region: &'a str) -> TokenRequest<'a> {
        TokenRequest { host, port, user, region, profile: None }
    }

    fn signer(token: Option<&str>) -> RdsTokenSigner {
        let credentials = Credentials::new("akid", "secret", token.map(str::to_owned), None, "test");
        let config = SdkConfig::builder()
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            // Another one than the database's: this one must never be used.
            .region(Region::new("eu-central-1"))
            .time_source(ManualTimeSource::new(UNIX_EPOCH + Duration::from_secs(1_724_709_600)))
            .build();
        RdsTokenSigner::new(&Configuration::new(&config))
    }

    /// The fixed vector of the SDK: its signature was made by another implementation.
    #[tokio::test]
    async fn signs_as_rds_expects_it() {
        let host = "prod-instance.us-east-1.rds.amazonaws.com";
        let token = signer(None).token(request(host, 3306, "peccy", "us-east-1")).await.unwrap();
        let expected = "prod-instance.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=peccy\
             &X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=akid%2F20240826%2Fus-east-1%2Frds-db%2Faws4_request\
             &X-Amz-Date=20240826T220000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=dd0cba843009474347af724090233265628ace491ea17ce3eb3da098b983ad89";
        assert_eq!(token.expose_secret(), expected);
        assert!(!format!("{token:?}").contains("X-Amz"), "a token must not print itself");
    }

    /// The signature is the one that botocore makes of the same, which writes the last two parameters in the other order.
    #[tokio::test]
    async fn user_region_and_session_are_signed() {
        let host = "db.abc.cn-north-1.rds.amazonaws.com.cn";
        let token =
            signer(Some("session")).token(request(host, 5432, "drift reader+1@x&y=z", "cn-north-1")).await.unwrap();
        let expected = "db.abc.cn-north-1.rds.amazonaws.com.cn:5432/?Action=connect\
             &DBUser=drift%20reader%2B1%40x%26y%3Dz\
             &X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=akid%2F20240826%2Fcn-north-1%2Frds-db%2Faws4_request\
             &X-Amz-Date=20240826T220000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=68430beeabceba8afd0f8436a933cdb5b6d165ee873ead80f7b8af67121620a5\
             &X-Amz-Security-Token=session";
        assert_eq!(token.expose_secret(), expected);
    }

    #[tokio::test]
    async fn says_what_is_missing() {
        for host in ["", "a b", "a/b", "user@host", "::1"] {
            assert!(signer(None).token(request(host, 5432, "u", "eu-central-1")).await.is_err(), "{host}");
        }
        let nobody = RdsTokenSigner::new(&Configuration::new(&SdkConfig::builder().build()));
        let host = "db.abc.eu-central-1.rds.amazonaws.com";
        let error = nobody.token(request(host, 5432, "reader", "eu-central-1")).await.unwrap_err();
        insta::assert_snapshot!(error, @"cannot sign a login token for reader at db.abc.eu-central-1.rds.amazonaws.com: credentials are required to create a signed URL for RDS; give driftline AWS credentials");
    }
}
