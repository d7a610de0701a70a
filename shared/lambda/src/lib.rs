//! Running a step as a Lambda function: logs, store, config, errors.
//!
//! Each function's `main.rs` names its handler and the adapters it needs; everything else is here.

mod metrics;

use std::sync::Arc;

use driftline_pipeline::{Context, StepError};
use driftline_store::{Store, StoreOptions, layout};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::Instrument as _;

pub use lambda_runtime::Error;
pub use metrics::{DATABASE_METRICS_VARIABLE, Metrics, STACK_VARIABLE};

/// The environment variable that names the store.
pub const STORE_VARIABLE: &str = "DRIFTLINE_STORE";

/// Answers invocations with `handler` until the environment is shut down.
///
/// The config is read anew for every invocation: a warm function must not work with yesterday's.
///
/// # Errors
///
/// When the runtime API goes away, or the store cannot be opened.
pub async fn run<Request, Answer, Handling>(
    handler: impl Fn(Context, Request) -> Handling + Clone + Send + Sync + 'static,
) -> Result<(), Error>
where
    Request: DeserializeOwned + Send,
    Answer: Serialize + Send,
    Handling: Future<Output = Result<Answer, StepError>> + Send,
{
    driftline_logging::start_for_lambda();
    let url = std::env::var(STORE_VARIABLE).map_err(|_| {
        format!("the environment variable {STORE_VARIABLE} is not set; it names the store, like s3://bucket")
    })?;
    let store = Store::open(&url, &StoreOptions::from_environment())?;
    // Nothing is kept between invocations, so there is nothing to bring home: what was asked for is done or is not.
    lambda_runtime::spawn_graceful_shutdown_handler(async || tracing::info!("Lambda ends this environment")).await;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let (store, handler) = (store.clone(), handler.clone());
        let span = span_of(&event);
        let answered = async move {
            // On the heap: with the runtime's own layers around it, the compiler would have too deep a type to work through.
            let answer = Box::pin(answer(store, handler, event.payload)).await;
            if let Err(error) = &answer {
                tracing::error!(error_type = error.error_type(), %error, "the step failed");
            }
            answer.map_err(diagnostic)
        };
        answered.instrument(span)
    }))
    .await
}

/// What every line of the log says of the invocation it belongs to.
fn span_of(event: &LambdaEvent<Value>) -> tracing::Span {
    let text = |name: &str| event.payload.get(name).and_then(Value::as_str);
    tracing::info_span!(
        "step",
        request_id = %event.context.request_id,
        run = text("run"),
        database = text("database"),
        delivery = text("delivery"),
    )
}

async fn answer<Request, Answer, Handling>(
    store: Store,
    handler: impl Fn(Context, Request) -> Handling,
    payload: Value,
) -> Result<Answer, StepError>
where
    Request: DeserializeOwned,
    Handling: Future<Output = Result<Answer, StepError>>,
{
    let request = serde_json::from_value(payload)
        .map_err(|error| StepError::Internal(format!("this is no message of this step: {error}")))?;
    let path = layout::config();
    let text = store.get(&path).await?;
    let location = store.location(&path);
    let text = std::str::from_utf8(&text)
        .map_err(|error| StepError::InvalidConfig(format!("{location} is not UTF-8: {error}")))?;
    let config =
        driftline_config::parse(&location, text).map_err(|error| StepError::InvalidConfig(error.to_string()))?;
    handler(Context { store, config: Arc::new(config) }.with_discovered().await?, request).await
}

/// The error type is what `Retry` and `Catch` of the state machine match.
fn diagnostic(error: StepError) -> Diagnostic {
    Diagnostic { error_type: error.error_type().to_owned(), error_message: error.to_string() }
}
