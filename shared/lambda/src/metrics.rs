//! Metrics, as lines of the log: CloudWatch reads them from there (the embedded metric format), so a function in a
//! network without a way to CloudWatch has metrics too.

use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

/// The environment variable with the name of the stack, the one dimension of every metric.
pub const STACK_VARIABLE: &str = "DRIFTLINE_STACK";
/// The environment variable that is `yes` where databases are to have metrics of their own. CloudWatch charges for each.
pub const DATABASE_METRICS_VARIABLE: &str = "DRIFTLINE_DATABASE_METRICS";

const NAMESPACE: &str = "Driftline";

/// Counts that belong together.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    database: Option<String>,
    counts: Vec<(&'static str, usize)>,
}

impl Metrics {
    /// Of the whole stack.
    pub fn new() -> Self {
        Self::default()
    }

    /// Of one database; nothing comes of it unless somebody asked for such metrics.
    pub fn of_database(name: &str) -> Self {
        Self { database: Some(name.to_owned()), counts: Vec::new() }
    }

    /// With a count.
    #[must_use]
    pub fn count(mut self, name: &'static str, value: usize) -> Self {
        self.counts.push((name, value));
        self
    }

    /// Writes the line past the log, whose own form would hide it. Outside of a deployed stack there is nothing to write.
    pub fn print(&self) {
        let Ok(stack) = std::env::var(STACK_VARIABLE) else { return };
        if self.database.is_some() && std::env::var(DATABASE_METRICS_VARIABLE).as_deref() != Ok("yes") {
            return;
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let line = self.line(&stack, u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
        // A metric that cannot be written is no reason to fail: the alarm on its absence goes off.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }

    fn line(&self, stack: &str, milliseconds: u64) -> Value {
        let mut fields = Map::new();
        let mut dimensions = vec!["Stack"];
        fields.insert("Stack".to_owned(), json!(stack));
        if let Some(database) = &self.database {
            dimensions.push("Database");
            fields.insert("Database".to_owned(), json!(database));
        }
        let metrics: Vec<Value> =
            self.counts.iter().map(|(name, _)| json!({ "Name": name, "Unit": "Count" })).collect();
        let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": metrics });
        fields.insert("_aws".to_owned(), json!({ "Timestamp": milliseconds, "CloudWatchMetrics": [directive] }));
        fields.extend(self.counts.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
        Value::Object(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_in_the_embedded_metric_format() {
        let line = Metrics::new().count("DatabasesInspected", 3).count("Findings", 0).line("driftline-prod", 7);
        assert_eq!(
            line,
            json!({
                "_aws": {
                    "Timestamp": 7,
                    "CloudWatchMetrics": [{
                        "Namespace": "Driftline",
                        "Dimensions": [["Stack"]],
                        "Metrics": [
                            { "Name": "DatabasesInspected", "Unit": "Count" },
                            { "Name": "Findings", "Unit": "Count" },
                        ],
                    }],
                },
                "Stack": "driftline-prod",
                "DatabasesInspected": 3,
                "Findings": 0,
            })
        );
        let of_one = Metrics::of_database("orders").count("Findings", 1).line("driftline-prod", 7);
        assert_eq!(of_one["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Stack", "Database"]]));
        assert_eq!(of_one["Database"], "orders");
    }
}
