//! An error of a step, as the state machine hands it on.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::StepError;

/// What `Catch` of Step Functions puts into the state: the error's name, and a cause that usually is JSON in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Caught {
    /// The name.
    pub error: String,
    /// What the service or the function said.
    #[serde(default)]
    pub cause: String,
}

impl Caught {
    /// What the state machine would have been handed for an error of a step.
    pub fn of(error: &StepError) -> Self {
        let cause = json!({ "errorType": error.error_type(), "errorMessage": error.to_string() });
        Self { error: error.error_type().to_owned(), cause: cause.to_string() }
    }

    /// What happened to `step`, and what to do next.
    pub fn in_words(&self, step: &str) -> String {
        let message = self.message();
        // Errors of our own say what to do themselves.
        if StepError::TYPES.contains(&self.error.as_str()) && !message.is_empty() {
            return message;
        }
        match self.error.as_str() {
            "Sandbox.Timedout" | "States.Timeout" => format!(
                "{step} did not finish within its time; if its log of this run shows no other reason, the database is \
                 slow or large, and the function needs a longer timeout in the template"
            ),
            "Lambda.TooManyRequestsException" | "Lambda.EC2ThrottledException" => format!(
                "Lambda had no room to start {step}, although it was tried several times; set a lower MaxConcurrency, or \
                 have the account's limit of concurrent executions raised"
            ),
            name if name.starts_with("Runtime.") => format!(
                "{step} ended before it answered ({name}); its log of this run says why, and if it only says that the \
                 process was killed, the function needs more memory in the template"
            ),
            name if message.is_empty() => format!("{step} failed with {name}; its log of this run says why"),
            name => format!("{step} failed with {name}: {message}"),
        }
    }

    /// The message inside the cause, or the cause where it is none of a function.
    fn message(&self) -> String {
        let parsed: Option<Value> = serde_json::from_str(&self.cause).ok();
        let message = parsed.as_ref().and_then(|cause| cause["errorMessage"].as_str());
        message.unwrap_or(&self.cause).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught(error: &str, cause: &str) -> Caught {
        serde_json::from_value(json!({ "Error": error, "Cause": cause })).unwrap()
    }

    #[test]
    fn an_error_of_ours_speaks_for_itself() {
        let error = StepError::AccessDenied("may not write s3://acme/x; give the role s3:PutObject".to_owned());
        assert_eq!(Caught::of(&error).in_words("inspect"), error.to_string());
    }

    #[test]
    fn what_stops_a_function_from_outside_is_said_with_what_to_do() {
        let killed =
            caught("Runtime.ExitError", r#"{"errorType":"Runtime.ExitError","errorMessage":"signal: killed"}"#);
        assert!(killed.in_words("inspect").contains("needs more memory"), "{}", killed.in_words("inspect"));
        for name in ["Sandbox.Timedout", "States.Timeout"] {
            assert!(caught(name, "").in_words("expect").starts_with("expect did not finish within its time"));
        }
        assert!(
            caught("Lambda.TooManyRequestsException", "Rate Exceeded.").in_words("compare").contains("MaxConcurrency")
        );
        let other = caught("Lambda.ResourceNotFoundException", "Function not found: arn:x");
        assert_eq!(
            other.in_words("inspect"),
            "inspect failed with Lambda.ResourceNotFoundException: Function not found: arn:x"
        );
        let nameless: Caught = serde_json::from_value(json!({ "Error": "States.Runtime" })).unwrap();
        assert_eq!(nameless.in_words("inspect"), "inspect failed with States.Runtime; its log of this run says why");
    }
}
