//! One deployed stack: the template's functions with its environment, memory and time limits, its state machine with its
//! substitutions, its bucket and topics. What fires is exactly what the schedule would send.

use std::collections::BTreeMap;
use std::time::Duration;

use driftline_tests::template::{ACCOUNT, REGION, Stack};
use serde_json::Value;

use crate::cloud::{Cloud, Ended};
use crate::emulator::{self, Emulator, Function};

/// What differs from the template.
#[derive(Default)]
pub(crate) struct Changes<'a> {
    /// More in the environment: the name of a function or none for all, the variable, its value.
    pub(crate) environment: Vec<(Option<&'a str>, &'a str, String)>,
    /// A shorter time limit of a function, in seconds.
    pub(crate) time_limits: Vec<(&'a str, u64)>,
    /// Whether the bucket was deleted.
    pub(crate) has_no_bucket: bool,
}

pub(crate) struct Site {
    pub(crate) cloud: Cloud,
    pub(crate) lambda: Emulator,
    bucket: String,
    machine: String,
    schedule: String,
    drift: String,
    operations: String,
}

impl Site {
    /// Deploys it with this config in the bucket; `None` where there is no moto.
    pub(crate) fn deploy(config: &str, changes: Changes<'_>) -> Option<Self> {
        let port = Cloud::reserve()?;
        let stack = Stack::new(&[]);
        let functions = stack.of_type("AWS::Serverless::Function").into_iter();
        let lambda = Emulator::start(functions.map(|name| function(&stack, name, port, &changes)).collect());
        let cloud = Cloud::start(port, &lambda.endpoint());

        let reference = |name: &str| {
            let reference = stack.resolve(&serde_json::json!({ "Ref": name })).expect("a reference");
            reference.as_str().expect("text").to_owned()
        };
        let (bucket, machine) = (reference("Store"), reference("RunStateMachine"));
        if !changes.has_no_bucket {
            cloud.create_bucket(&bucket);
            cloud.put_object(&bucket, "config/driftline.toml", config.as_bytes());
        }
        let properties = stack.properties("RunStateMachine");
        cloud.create_state_machine(&machine, &definition(&properties), properties["Role"].as_str().expect("a role"));
        let (drift, operations) =
            (cloud.create_topic(&reference("DriftTopic")), cloud.create_topic(&reference("OperationsTopic")));
        let schedule = properties["Events"]["TwiceADay"]["Properties"]["Input"].as_str().expect("an input").to_owned();
        Some(Self { cloud, lambda, bucket, machine, schedule, drift, operations })
    }

    /// Puts a file into the bucket.
    pub(crate) fn put(&self, key: &str, content: impl AsRef<[u8]>) {
        self.cloud.put_object(&self.bucket, key, content.as_ref());
    }

    /// A JSON file from the bucket.
    pub(crate) fn object(&self, key: &str) -> Option<Value> {
        self.cloud.object(&self.bucket, key)
    }

    /// A file from the bucket that is there.
    pub(crate) fn content(&self, key: &str) -> Vec<u8> {
        self.cloud.content(&self.bucket, key).unwrap_or_else(|| panic!("{key} is not there"))
    }

    /// The files of the bucket below a prefix.
    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        self.cloud.keys(&self.bucket, prefix)
    }

    /// What the functions asked the bucket for so far: written or listed, and read. S3 has a price for each kind.
    pub(crate) fn bucket_requests(&self) -> (usize, usize) {
        let calls = self.cloud.calls();
        let of = |action: &str| calls.iter().filter(|call| call.action == action).count();
        (of("s3:PutObject") + of("s3:ListBucket"), of("s3:GetObject"))
    }

    /// Has the schedule of this time fire, and gives the execution. A second one of the same time is a second delivery.
    pub(crate) fn fire(&self, time: &str) -> String {
        let number = self.lambda.next_number();
        let input = self
            .schedule
            .replace("<aws.scheduler.scheduled-time>", time)
            .replace("<aws.scheduler.execution-id>", &format!("execution-{number}"))
            .replace("<aws.scheduler.schedule-arn>", &format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/x/y"));
        assert!(!input.contains('<'), "a placeholder is left: {input}");
        self.cloud.start_execution(&self.machine, &format!("started-{number}"), &input)
    }

    /// Starts a run with an input of somebody's own.
    pub(crate) fn start(&self, input: &Value) -> String {
        let number = self.lambda.next_number();
        self.cloud.start_execution(&self.machine, &format!("started-{number}"), &input.to_string())
    }

    pub(crate) fn wait(&self, execution: &str) -> Ended {
        self.cloud.wait(execution)
    }

    /// Everything that the history of a whole run holds, which has to succeed.
    pub(crate) fn history_of_a_run(&self, time: &str) -> String {
        let execution = self.fire(time);
        let ended = self.wait(&execution);
        assert_eq!(ended.status, "SUCCEEDED", "{ended:?}\n{}", self.logs());
        self.cloud.history(&execution)
    }

    /// A whole run that has to succeed: its summary, by database.
    pub(crate) fn run(&self, time: &str) -> BTreeMap<String, Value> {
        let ended = self.wait(&self.fire(time));
        assert_eq!(ended.status, "SUCCEEDED", "{ended:?}\n{}", self.logs());
        self.summary(time)
    }

    /// The lines of a run's summary, by database.
    pub(crate) fn summary(&self, run: &str) -> BTreeMap<String, Value> {
        let summary = self.object(&format!("runs/{run}/summary.json")).unwrap_or_else(|| panic!("{run}: no summary"));
        let databases = summary["databases"].as_array().expect("databases").clone();
        databases.into_iter().map(|line| (line["database"].as_str().expect("a name").to_owned(), line)).collect()
    }

    /// What the topic for drift told since this was last asked.
    pub(crate) fn told(&self) -> Vec<Value> {
        self.cloud.receive(&self.drift)
    }

    /// What the topic for operations told since this was last asked.
    pub(crate) fn operations(&self) -> Vec<String> {
        let messages = self.cloud.receive(&self.operations).into_iter();
        messages.map(|message| message["Message"].as_str().expect("text").to_owned()).collect()
    }

    /// Everything that the functions logged.
    pub(crate) fn logs(&self) -> String {
        let names = ["Dispatch", "Inspect", "Expect", "Compare", "Notify", "Summarize"];
        names
            .iter()
            .map(|name| format!("--- {name}\n{}", self.lambda.log(&format!("driftline-{name}Function"))))
            .collect()
    }
}

fn function(stack: &Stack, name: &str, port: u16, changes: &Changes<'_>) -> Function {
    let properties = stack.properties(name);
    let short = name.trim_end_matches("Function");
    let variables = properties["Environment"]["Variables"].as_object().expect("an environment").iter();
    let mut environment: BTreeMap<String, String> =
        variables.map(|(name, value)| (name.clone(), value.as_str().expect("text").to_owned())).collect();
    // What Lambda sets, and where AWS is instead.
    for (variable, value) in [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI".to_owned()),
        ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}/called-by/{short}")),
    ] {
        environment.insert(variable.to_owned(), value);
    }
    for (whose, variable, value) in &changes.environment {
        if whose.is_none_or(|whose| whose == short) {
            environment.insert((*variable).to_owned(), value.clone());
        }
    }
    let limit = properties["Timeout"].as_u64().expect("a time limit");
    let limit = changes.time_limits.iter().find(|(whose, _)| *whose == short).map_or(limit, |(_, limit)| *limit);
    Function {
        name: format!("driftline-{name}"),
        program: emulator::program(&short.to_lowercase()),
        environment,
        memory: properties["MemorySize"].as_u64().expect("a size"),
        time_limit: Duration::from_secs(limit),
    }
}

/// The definition as it is deployed.
fn definition(properties: &Value) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/statemachine.asl.json");
    let mut definition = std::fs::read_to_string(path).expect("readable");
    for (name, value) in properties["DefinitionSubstitutions"].as_object().expect("substitutions") {
        definition = definition.replace(&format!("${{{name}}}"), value.as_str().expect("text"));
    }
    assert!(!definition.contains("${"), "a substitution is missing");
    definition
}
