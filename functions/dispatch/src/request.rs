//! What starts a run.

use aws_lambda_events::eventbridge::EventBridgeEvent;
use driftline_pipeline::{RunId, StepError};
use serde::Deserialize;
use serde_json::Value;

/// What starts a run, whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// The schedule. Its time is the run's name.
    Scheduled(RunId),
    /// A person, or the command: these databases; none means all.
    OnDemand(Option<Vec<String>>),
    /// An event on the bus that asks for these databases.
    Check(Vec<String>),
    /// RDS did something to an instance or cluster.
    Rds {
        /// How RDS calls it.
        identifier: String,
    },
}

/// What `{"databases": [...]}` may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnDemand {
    databases: Option<Vec<String>>,
}

/// What the `detail` of an event on the bus has to hold.
#[derive(Debug, Deserialize)]
struct Check {
    databases: Vec<String>,
}

/// What is read of an event of RDS.
#[derive(Debug, Deserialize)]
struct RdsDetail {
    #[serde(rename = "SourceIdentifier")]
    source_identifier: String,
}

impl Request {
    /// Reads any of the events that start a run.
    ///
    /// # Errors
    ///
    /// When it is none of them.
    pub fn read(event: Value) -> Result<Self, StepError> {
        if event.get("detail-type").is_none() {
            let OnDemand { databases } = serde_json::from_value(event).map_err(|error| refusal(&error.to_string()))?;
            return Ok(Self::OnDemand(databases));
        }
        let event: EventBridgeEvent<Value> =
            serde_json::from_value(event).map_err(|error| refusal(&error.to_string()))?;
        match event.detail_type.as_str() {
            "Scheduled Event" => {
                let time = event.time.ok_or_else(|| refusal("the event has no `time`"))?;
                RunId::try_from(time.to_rfc3339()).map(Self::Scheduled).map_err(|error| refusal(&error.to_string()))
            }
            "driftline.check" => match serde_json::from_value(event.detail) {
                Ok(Check { databases }) if !databases.is_empty() => Ok(Self::Check(databases)),
                Ok(_) => Err(refusal("its list of databases is empty")),
                Err(error) => Err(refusal(&format!("its detail: {error}"))),
            },
            "RDS DB Instance Event" | "RDS DB Cluster Event" => {
                let RdsDetail { source_identifier: identifier } =
                    serde_json::from_value(event.detail).map_err(|error| refusal(&format!("its detail: {error}")))?;
                Ok(Self::Rds { identifier })
            }
            other => Err(refusal(&format!("nothing is known of the detail-type `{other}`"))),
        }
    }
}

fn refusal(reason: &str) -> StepError {
    StepError::InvalidConfig(format!(
        "cannot understand what started this run: {reason}; send {{\"databases\": [\"name\"]}}, alone or as the detail of \
         an event of the detail-type driftline.check"
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(detail_type: &str, detail: Value) -> Value {
        json!({
            "version": "0", "id": "1", "detail-type": detail_type, "source": "ci", "account": "1",
            "time": "2026-11-20T06:00:00Z", "region": "eu-central-1", "resources": [], "detail": detail,
        })
    }

    #[test]
    fn every_event_that_starts_a_run_is_understood() {
        let scheduled = Request::read(event("Scheduled Event", json!({}))).unwrap();
        assert_eq!(scheduled, Request::Scheduled("2026-11-20T06:00:00Z".to_owned().try_into().unwrap()));

        let names = vec!["orders".to_owned()];
        let check = Request::read(event("driftline.check", json!({ "databases": ["orders"], "by": "ci" }))).unwrap();
        assert_eq!(check, Request::Check(names.clone()));

        let detail = json!({
            "EventCategories": ["failover"], "SourceType": "DB_INSTANCE", "SourceIdentifier": "orders",
            "SourceArn": "arn:aws:rds:eu-central-1:1:db:orders", "Message": "...", "EventID": "RDS-EVENT-0049",
        });
        let rds = Request::read(event("RDS DB Instance Event", detail)).unwrap();
        assert_eq!(rds, Request::Rds { identifier: "orders".to_owned() });

        assert_eq!(Request::read(json!({ "databases": ["orders"] })).unwrap(), Request::OnDemand(Some(names)));
        assert_eq!(Request::read(json!({})).unwrap(), Request::OnDemand(None));
    }

    #[test]
    fn what_starts_no_run_is_refused_and_never_taken_for_all_databases() {
        for wrong in [
            json!({ "databases": "orders" }),
            json!({ "database": ["orders"] }),
            json!(["orders"]),
            event("driftline.check", json!({})),
            event("driftline.check", json!({ "databases": [] })),
            event("RDS DB Instance Event", json!({})),
            event("EC2 Instance State-change Notification", json!({})),
        ] {
            assert_eq!(Request::read(wrong).unwrap_err().error_type(), "InvalidConfig");
        }
    }
}
