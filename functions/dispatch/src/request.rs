//! What starts a run.

use aws_lambda_events::eventbridge::EventBridgeEvent;
use driftline_pipeline::{RunId, StepError};
use serde::Deserialize;
use serde_json::Value;

/// What starts a run, whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The scheduled time, when there is one: the run's name.
    pub scheduled: Option<RunId>,
    /// The databases asked for; none means all.
    pub databases: Option<Vec<String>>,
    /// The execution of the state machine, so that its retry is not taken for a second run.
    pub execution: Option<String>,
}

/// What `{"databases": [...]}` may hold, at the top or in the `detail` of an EventBridge event.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnDemand {
    databases: Option<Vec<String>>,
    execution: Option<String>,
}

impl Request {
    /// Reads any of the events that start a run.
    ///
    /// # Errors
    ///
    /// When it is none of them.
    pub fn read(event: Value) -> Result<Self, StepError> {
        let refuse = |reason: String| {
            StepError::InvalidConfig(format!(
                "cannot understand what started this run: {reason}; send a scheduled event or {{\"databases\": [\"name\"]}}"
            ))
        };
        if event.get("detail-type").is_none() {
            let OnDemand { databases, execution } =
                serde_json::from_value(event).map_err(|error| refuse(error.to_string()))?;
            return Ok(Self { scheduled: None, databases, execution });
        }
        let execution = event.get("execution").and_then(Value::as_str).map(str::to_owned);
        let event: EventBridgeEvent<Value> =
            serde_json::from_value(event).map_err(|error| refuse(error.to_string()))?;
        let time = event.time.ok_or_else(|| refuse("the event has no `time`".to_owned()))?;
        let scheduled = RunId::try_from(time.to_rfc3339()).map_err(|error| refuse(error.to_string()))?;
        // Events of other senders keep what they like in `detail`; only our own word counts.
        let databases = match event.detail.get("databases") {
            None => None,
            Some(names) => Some(serde_json::from_value(names.clone()).map_err(|error| refuse(error.to_string()))?),
        };
        Ok(Self { scheduled: Some(scheduled), databases, execution })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_event_that_starts_a_run_is_understood() {
        let bridge = json!({
            "version": "0", "id": "1", "detail-type": "driftline.check", "source": "ci", "account": "1",
            "time": "2026-11-20T06:00:00Z", "region": "eu-central-1", "resources": [],
            "detail": {"databases": ["orders"]}, "execution": "arn:x"
        });
        let request = Request::read(bridge.clone()).unwrap();
        assert_eq!(request.scheduled.unwrap().as_str(), "2026-11-20T06:00:00Z");
        assert_eq!(request.databases.unwrap(), ["orders"]);
        assert_eq!(request.execution.as_deref(), Some("arn:x"));

        let mut scheduled = bridge;
        scheduled["detail"] = json!({});
        assert_eq!(Request::read(scheduled).unwrap().databases, None);

        let plain = Request::read(json!({"databases": ["orders"]})).unwrap();
        assert_eq!((plain.scheduled, plain.databases), (None, Some(vec!["orders".to_owned()])));
        assert_eq!(Request::read(json!({})).unwrap().databases, None);

        for wrong in [json!({"databases": "orders"}), json!({"database": ["orders"]}), json!(["orders"])] {
            assert_eq!(Request::read(wrong).unwrap_err().error_type(), "InvalidConfig");
        }
    }
}
