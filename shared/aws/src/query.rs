//! Calls of services that take a form and answer XML: EC2 and CloudFormation.
//!
//! Their SDK crates are among the largest there are, minutes of compiling each, and six calls that only read are needed.

use std::error::Error;
use std::fmt;

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::causes::chain;

/// A service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// As it is called in host names and signatures.
    pub(crate) name: &'static str,
    /// The version of its interface.
    pub(crate) version: &'static str,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nothing names a region.
    #[error("no region is set; set AWS_REGION, or name it in the profile")]
    NoRegion,
    /// Nothing to sign with.
    #[error("no AWS credentials: {0}; give driftline a role, a profile, or the usual variables")]
    NoCredentials(String),
    /// The service says no.
    #[error("{action} was refused: {code}: {message}")]
    Refused {
        /// The action, as permissions name it.
        action: String,
        /// The service's word for it.
        code: String,
        /// The service's sentence.
        message: String,
    },
    /// The service could not be reached, or its answer not be understood.
    #[error("{action} failed: {reason}")]
    Failed {
        /// The action, as permissions name it.
        action: String,
        /// The causes.
        reason: String,
    },
}

/// What a service says instead of an answer.
#[derive(Clone, Debug)]
struct Refusal {
    code: String,
    message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

impl Error for Refusal {}

/// Asks and reads the answer.
pub(crate) async fn call<T: DeserializeOwned>(
    aws: &SdkConfig,
    service: Service,
    action: &str,
    parameters: &[(&str, &str)],
) -> Result<T, CallError> {
    let asked = || format!("{}:{action}", service.name);
    let failed = |reason: String| CallError::Failed { action: asked(), reason };
    let region = aws.region().ok_or(CallError::NoRegion)?.as_ref().to_owned();
    let source =
        aws.credentials_provider().ok_or_else(|| CallError::NoCredentials("none are configured".to_owned()))?;
    let credentials = source.provide_credentials().await.map_err(|error| CallError::NoCredentials(chain(&error)))?;
    let endpoint = match aws.endpoint_url() {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => {
            let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
            format!("https://{}.{region}.{domain}", service.name)
        }
    };
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("Action", action)
        .append_pair("Version", service.version)
        .extend_pairs(parameters)
        .finish();
    let (client, time) = (aws.http_client(), aws.time_source());
    let (Some(client), Some(time)) = (client, time) else { return Err(failed("no HTTP client".to_owned())) };
    let (url, now) = (format!("{endpoint}/"), time.now());
    let serialize = move |body: String| -> Result<HttpRequest, Box<dyn Error + Send + Sync>> {
        let identity = credentials.clone().into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&region)
            .name(service.name)
            .time(now)
            .settings(SigningSettings::default())
            .build()?
            .into();
        let content_type = ("content-type", "application/x-www-form-urlencoded");
        let signable =
            SignableRequest::new("POST", &url, [content_type].into_iter(), SignableBody::Bytes(body.as_bytes()))?;
        let (instructions, _) = sign(signable, &parameters)?.into_parts();
        let mut request =
            http::Request::builder().method("POST").uri(&url).header(content_type.0, content_type.1).body(body)?;
        instructions.apply_to_request_http1x(&mut request);
        Ok(request.map(SdkBody::from).try_into()?)
    };
    let mut operation = Operation::builder()
        .service_name(service.name)
        .operation_name(action.to_owned())
        .http_client(client)
        .endpoint_url(&endpoint)
        .no_auth()
        .standard_retry(&RetryConfig::standard())
        .time_source(time);
    if let Some(sleep) = aws.sleep_impl() {
        operation = operation.sleep_impl(sleep);
    }
    if let Some(timeouts) = aws.timeout_config() {
        operation = operation.timeout_config(timeouts.clone());
    }
    let operation = operation.serializer(serialize).deserializer(read).build();
    let answer = operation.invoke(body).await.map_err(|error| match error.as_service_error() {
        Some(Refusal { code, message }) => {
            CallError::Refused { action: asked(), code: code.clone(), message: message.clone() }
        }
        None => failed(chain(&error)),
    })?;
    quick_xml::de::from_str(&answer).map_err(|error| failed(format!("its answer cannot be read: {error}")))
}

fn read(response: &HttpResponse) -> Result<String, OrchestratorError<Refusal>> {
    let text = String::from_utf8_lossy(response.body().bytes().unwrap_or_default()).into_owned();
    if response.status().is_success() {
        return Ok(text);
    }
    /// Both shapes that there are: `<ErrorResponse><Error>` and `<Response><Errors><Error>`.
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "Error")]
        error: Option<Said>,
        #[serde(rename = "Errors")]
        errors: Option<Errors>,
    }
    #[derive(Deserialize)]
    struct Errors {
        #[serde(rename = "Error")]
        error: Said,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Said {
        code: String,
        message: String,
    }
    let answer = quick_xml::de::from_str::<Answer>(&text).ok();
    let said = answer.and_then(|answer| answer.error.or(answer.errors.map(|errors| errors.error)));
    Err(OrchestratorError::operation(match said {
        Some(Said { code, message }) => {
            Refusal { code, message: message.split_whitespace().collect::<Vec<_>>().join(" ") }
        }
        None => Refusal { code: response.status().as_u16().to_string(), message: "without a reason".to_owned() },
    }))
}
