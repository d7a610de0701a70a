//! What a month costs, as `docs/cost.md` says it: list prices, and counts that the end-to-end tests hold the functions to.

/// Writing to S3 and listing it, for each database of a run over many. An end-to-end test allows no more.
pub const WRITES_AND_LISTINGS: f64 = 12.0;
/// Reading from S3, for each database of a run over many. An end-to-end test allows no more.
pub const READS: f64 = 16.0;

/// Two a day.
const RUNS: f64 = 2.0 * 30.4;
/// Each of the metrics is charged in the hours in which it is written.
const METRICS: f64 = 6.0;
const ALARMS: f64 = 6.0;
/// Gigabyte-seconds for each database, over all its steps: 2.5 seconds at 512 MB.
const GIGABYTE_SECONDS: f64 = 1.25;
/// Inspect, expect and compare.
const INVOCATIONS: f64 = 3.0;
const LOG_BYTES: f64 = 3000.0;

/// The rows of the table, in dollars.
#[derive(Clone, Copy, Debug)]
pub struct Month {
    /// State transitions of Step Functions.
    pub transitions: f64,
    /// Requests to S3 that write or list.
    pub writing: f64,
    /// Requests to S3 that read.
    pub reading: f64,
    /// Time of Lambda.
    pub time: f64,
    /// Invocations of Lambda.
    pub invocations: f64,
    /// Logs.
    pub logs: f64,
    /// Metrics, and the alarms that there are by default.
    pub watching: f64,
}

impl Month {
    /// With so many databases, each of which makes so many transitions, as does the run itself; with or without the free
    /// tier that never ends.
    pub fn new(databases: f64, transitions_each: usize, transitions_of_run: usize, is_free: bool) -> Self {
        let beyond = |used: f64, free: f64| if is_free { (used - free).max(0.0) } else { used };
        let jobs = RUNS * databases;
        let transitions = jobs * transitions_each as f64 + RUNS * transitions_of_run as f64;
        Self {
            transitions: beyond(transitions, 4000.0) * 25e-6,
            writing: jobs * WRITES_AND_LISTINGS * 5e-6,
            reading: jobs * READS * 0.4e-6,
            time: beyond(jobs * GIGABYTE_SECONDS, 400_000.0) * 0.000_013_333_4,
            invocations: beyond(jobs * INVOCATIONS, 1e6) * 0.2e-6,
            logs: beyond(jobs * LOG_BYTES / 1e9, 5.0) * 0.5,
            // Two runs write in two hours of a day.
            watching: beyond(METRICS, 10.0) * 0.3 * 2.0 / 24.0 + beyond(ALARMS, 10.0) * 0.1,
        }
    }

    /// All of it.
    pub fn total(&self) -> f64 {
        let Self { transitions, writing, reading, time, invocations, logs, watching } = self;
        transitions + writing + reading + time + invocations + logs + watching
    }
}
