use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::causes::{causes, chain};
use crate::profiles::ProfileError;

/// What to do where there are none.
pub(crate) const GIVE_CREDENTIALS: &str = "give driftline AWS credentials: a role, a profile, or the usual variables";

/// What an AWS service, or the way to it, said.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    /// The service's code and message, or the chain of causes. Never a request or an answer: these hold secrets.
    pub(crate) reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing to sign requests with.
    NoCredentials,
    /// Nobody is who the profile says. The reason says what to do.
    Profile {
        may_pass: bool,
    },
    /// No permission, or credentials that the service does not accept.
    AccessDenied,
    NotFound,
    /// No connection: nothing answers, or not in time.
    Unreachable,
    /// Later it may work.
    Transient,
    Other,
}

impl Failure {
    pub(crate) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        if let Some(error) = ProfileError::among(error) {
            return error.into();
        }
        let no_credentials = causes(error).find_map(|cause| cause.downcast_ref::<CredentialsError>());
        if let Some(missing) = no_credentials {
            let kind = match missing {
                CredentialsError::ProviderTimedOut(_) => Kind::Transient,
                _ => Kind::NoCredentials,
            };
            return Self { kind, reason: format!("no AWS credentials: {}", chain(missing)) };
        }
        match error {
            SdkError::ServiceError(answer) => {
                let (code, message) = (answer.err().code(), answer.err().message());
                let status = answer.raw().status().as_u16();
                let reason = match (code, message) {
                    (Some(code), Some(message)) => format!("{code}: {}", message.trim_end_matches('.')),
                    (Some(code), None) => code.to_owned(),
                    (None, Some(message)) => message.to_owned(),
                    (None, None) => format!("status {status}"),
                };
                // Some messages are wrapped over lines.
                let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
                Self { kind: kind_of(code.unwrap_or_default(), status), reason }
            }
            SdkError::TimeoutError(_) | SdkError::ResponseError(_) => {
                Self { kind: Kind::Transient, reason: chain(error) }
            }
            SdkError::DispatchFailure(failure) => {
                let kind = match failure.as_connector_error() {
                    Some(error) if error.is_user() => Kind::Other,
                    // Requests and answers have limits of their own, so it is the connection that took too long.
                    Some(error) if error.is_io() || error.is_timeout() => Kind::Unreachable,
                    _ => Kind::Transient,
                };
                Self { kind, reason: chain(error) }
            }
            _ => Self { kind: Kind::Other, reason: chain(error) },
        }
    }
}

impl From<&ProfileError> for Failure {
    fn from(error: &ProfileError) -> Self {
        Self { kind: Kind::Profile { may_pass: error.may_pass }, reason: error.to_string() }
    }
}

/// Services write their codes with and without `Exception`.
fn kind_of(code: &str, status: u16) -> Kind {
    match code.trim_end_matches("Exception") {
        "AccessDenied"
        | "AuthorizationError"
        | "KMSAccessDenied"
        | "InvalidSecurity"
        | "UnrecognizedClient"
        | "InvalidClientTokenId"
        | "ExpiredToken"
        | "InvalidSignature"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "NotAuthorized"
        | "OptInRequired" => Kind::AccessDenied,
        code if code.trim_end_matches("Fault").ends_with("NotFound") => Kind::NotFound,
        "Throttling"
        | "Throttled"
        | "TooManyRequests"
        | "RequestLimitExceeded"
        | "KMSThrottling"
        | "InternalError"
        | "InternalService"
        | "InternalServiceError"
        | "InternalFailure"
        | "ServiceUnavailable"
        | "RequestTimeout" => Kind::Transient,
        _ => match status {
            401 | 403 => Kind::AccessDenied,
            429 | 500.. => Kind::Transient,
            _ => Kind::Other,
        },
    }
}
