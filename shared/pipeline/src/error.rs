//! The errors a step may end with, by the names the state machine knows.
//!
//! What goes wrong with one database is a result of that database and no error: an error means that the step itself
//! could not do its work. A test holds the names against `infra/statemachine.asl.json`.

use driftline_store::StoreError;

macro_rules! step_errors {
    ($($(#[$documentation:meta])* $name:ident,)*) => {
        /// Why a step could not do its work. Messages hold no schema text and no secret.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum StepError {
            $($(#[$documentation])* #[error("{0}")] $name(String),)*
        }

        impl StepError {
            /// The names that `Retry` and `Catch` may use.
            pub const TYPES: &[&str] = &[$(stringify!($name),)*];

            /// The name that Step Functions matches in `ErrorEquals`.
            pub fn error_type(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($name),)* }
            }
        }
    };
}

step_errors! {
    /// The same call may succeed in a moment.
    Retryable,
    /// Too many calls; the same one may succeed later.
    Throttled,
    /// Something the step needs cannot be reached.
    Unreachable,
    /// The function's role lacks a permission.
    AccessDenied,
    /// The config, or what it points to, has to be changed.
    InvalidConfig,
    /// A fault of ours.
    Internal,
}

impl From<StoreError> for StepError {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            error if error.is_transient() => Self::Retryable(message),
            StoreError::AccessDenied { .. } => Self::AccessDenied(message),
            StoreError::InvalidUrl { .. } | StoreError::BuiltWithoutAws { .. } | StoreError::NotFound { .. } => {
                Self::InvalidConfig(message)
            }
            _ => Self::Internal(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A name in `Retry` or `Catch` that no error has would never match, and nobody would notice.
    #[test]
    fn the_state_machine_names_only_errors_that_exist() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/statemachine.asl.json");
        let text = std::fs::read_to_string(path).unwrap();
        let machine: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut names = BTreeSet::new();
        collect(&machine, &mut names);
        assert!(names.contains("Retryable"), "{names:?}");
        for name in names {
            let known =
                name.starts_with("Lambda.") || name.starts_with("States.") || StepError::TYPES.contains(&name.as_str());
            assert!(known, "`{name}` in {path} is no error of a step");
        }
    }

    fn collect(value: &serde_json::Value, names: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                for (field, value) in fields {
                    if field == "ErrorEquals" {
                        names.extend(value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()));
                    }
                    collect(value, names);
                }
            }
            serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, names)),
            _ => {}
        }
    }
}
