//! S3, SNS, SQS, Secrets Manager and Step Functions on this machine: moto, with a little beside it.

mod calls;

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use driftline_tests::template::{ACCOUNT, REGION};
use serde_json::{Value, json};

pub(crate) use calls::Call;

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// What retries are sped up by: a minute's wait becomes half a second.
const HASTE: &str = "0.01";

/// An emulated account. It ends with this value.
pub(crate) struct Cloud {
    port: u16,
    process: Child,
    log: tempfile::NamedTempFile,
}

/// How an execution of a state machine ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: String,
    pub(crate) error: String,
    pub(crate) cause: String,
    /// Its output, where it succeeded.
    pub(crate) output: Value,
}

/// The Python that has moto, or a word that the test is skipped.
fn python() -> Option<PathBuf> {
    let Some(program) = std::env::var_os("DRIFTLINE_TEST_MOTO").filter(|program| !program.is_empty()) else {
        // Past the test harness, which shows the output of a passing test to nobody.
        let _ = writeln!(std::io::stderr(), "SKIPPED: DRIFTLINE_TEST_MOTO names no moto_server; scripts/test sets it");
        return None;
    };
    Some(Path::new(&program).with_file_name("python"))
}

impl Cloud {
    /// A port for an account that will start; `None` where there is no moto.
    pub(crate) fn reserve() -> Option<u16> {
        python()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback interface has a free port");
        Some(listener.local_addr().expect("it listens").port())
    }

    /// Starts an account on a reserved port, whose state machines find functions at `lambda`.
    pub(crate) fn start(port: u16, lambda: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lambda/cloud/interpreter.py");
        let log = tempfile::NamedTempFile::new().expect("a temporary file can be made");
        let output = log.reopen().expect("it can be opened again");
        let process = Command::new(python().expect("it was there when the port was reserved"))
            .arg(script)
            .args([&port.to_string(), lambda, HASTE])
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a file handle can be copied"))
            .stderr(output)
            .spawn()
            .expect("Python runs");
        let mut cloud = Self { port, process, log };
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let is_running = cloud.process.try_wait().is_ok_and(|status| status.is_none());
            assert!(is_running && started.elapsed() < PATIENCE, "moto does not start:\n{}", cloud.log());
            std::thread::sleep(Duration::from_millis(100));
        }
        cloud
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap_or_default()
    }

    /// What the functions called so far, in this order.
    pub(crate) fn calls(&self) -> Vec<Call> {
        calls::read(&self.log())
    }

    fn send(&self, service: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, Vec<u8>) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .proxy(None)
            .build()
            .into();
        let mut request =
            http::Request::builder().method(method).uri(format!("http://127.0.0.1:{}{path}", self.port)).header(
                "Authorization",
                format!(
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/{REGION}/{service}/aws4_request, \
                     SignedHeaders=host, Signature=0"
                ),
            );
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_vec()).expect("a request");
        let mut response = agent.run(request).unwrap_or_else(|error| panic!("{path}: {error}\n{}", self.log()));
        (response.status().as_u16(), response.body_mut().read_to_vec().expect("a body"))
    }

    /// A call of one of the services that speak JSON.
    fn call(&self, service: &str, target: &str, body: &Value) -> Value {
        let headers = [("X-Amz-Target", target), ("Content-Type", "application/x-amz-json-1.0")];
        let (status, answer) = self.send(service, "POST", "/", &headers, body.to_string().as_bytes());
        let text = String::from_utf8_lossy(&answer);
        assert!(status == 200, "{target} {body}: {status} {text}");
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") }
    }

    pub(crate) fn create_bucket(&self, bucket: &str) {
        let location = format!(
            "<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint></CreateBucketConfiguration>"
        );
        let (status, answer) = self.send("s3", "PUT", &format!("/{bucket}"), &[], location.as_bytes());
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    }

    pub(crate) fn put_object(&self, bucket: &str, key: &str, content: &[u8]) {
        let (status, answer) = self.send("s3", "PUT", &format!("/{bucket}/{key}"), &[], content);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    }

    /// The bytes of an object; none when there is none.
    pub(crate) fn content(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        let (status, content) = self.send("s3", "GET", &format!("/{bucket}/{key}"), &[], &[]);
        (status == 200).then_some(content)
    }

    /// An object that is JSON; none when there is none.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> Option<Value> {
        let content = self.content(bucket, key)?;
        Some(serde_json::from_slice(&content).unwrap_or_else(|error| panic!("{key}: {error}")))
    }

    /// The keys of a bucket that begin so.
    pub(crate) fn keys(&self, bucket: &str, prefix: &str) -> Vec<String> {
        let path = format!("/{bucket}?list-type=2&max-keys=1000&prefix={prefix}");
        let (_, listing) = self.send("s3", "GET", &path, &[], &[]);
        let listing = String::from_utf8_lossy(&listing).into_owned();
        listing.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()).map(str::to_owned).collect()
    }

    pub(crate) fn create_secret(&self, name: &str, value: &Value) {
        let secret = json!({ "Name": name, "SecretString": value.to_string(), "ClientRequestToken": "0".repeat(32) });
        self.call("secretsmanager", "secretsmanager.CreateSecret", &secret);
    }

    /// An instance of PostgreSQL that RDS describes, and where nothing is.
    pub(crate) fn create_instance(&self, name: &str) {
        let form = format!(
            "Action=CreateDBInstance&Version=2014-10-31&DBInstanceIdentifier={name}&DBInstanceClass=db.t3.micro&Engine=postgres\
             &AllocatedStorage=20&MasterUsername=root&MasterUserPassword=password1&DBName=shop"
        );
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let (status, answer) = self.send("rds", "POST", "/", &headers, form.as_bytes());
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    }

    /// A topic and a queue that hears everything it is told.
    pub(crate) fn create_topic(&self, arn: &str) -> String {
        let name = arn.rsplit(':').next().expect("an ARN");
        let url = self.call("sqs", "AmazonSQS.CreateQueue", &json!({ "QueueName": name }));
        let queue = format!("arn%3Aaws%3Asqs%3A{REGION}%3A{ACCOUNT}%3A{name}");
        let topic = arn.replace(':', "%3A");
        for form in [
            format!("Action=CreateTopic&Version=2010-03-31&Name={name}"),
            format!("Action=Subscribe&Version=2010-03-31&TopicArn={topic}&Protocol=sqs&Endpoint={queue}"),
        ] {
            let headers = [("Content-Type", "application/x-www-form-urlencoded")];
            let (status, answer) = self.send("sns", "POST", "/", &headers, form.as_bytes());
            assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
        }
        url["QueueUrl"].as_str().expect("a URL").to_owned()
    }

    /// What came to a queue since this was last asked: what SNS wraps each message in.
    pub(crate) fn receive(&self, queue: &str) -> Vec<Value> {
        let mut received = Vec::new();
        loop {
            let ask = json!({ "QueueUrl": queue, "MaxNumberOfMessages": 10 });
            let answer = self.call("sqs", "AmazonSQS.ReceiveMessage", &ask);
            let Some(messages) = answer["Messages"].as_array().filter(|messages| !messages.is_empty()) else {
                return received;
            };
            for message in messages {
                let handle = json!({ "QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"] });
                self.call("sqs", "AmazonSQS.DeleteMessage", &handle);
                received.push(serde_json::from_str(message["Body"].as_str().expect("a body")).expect("JSON"));
            }
        }
    }

    pub(crate) fn create_state_machine(&self, arn: &str, definition: &str, role: &str) {
        let name = arn.rsplit(':').next().expect("an ARN");
        let machine = json!({ "name": name, "definition": definition, "roleArn": role });
        let answer = self.call("states", "AWSStepFunctions.CreateStateMachine", &machine);
        assert_eq!(answer["stateMachineArn"], arn);
    }

    /// Starts an execution and gives its ARN.
    pub(crate) fn start_execution(&self, machine: &str, name: &str, input: &str) -> String {
        let execution = json!({ "stateMachineArn": machine, "name": name, "input": input });
        let answer = self.call("states", "AWSStepFunctions.StartExecution", &execution);
        answer["executionArn"].as_str().expect("an ARN").to_owned()
    }

    /// All that the history of an execution and of those of its maps says, as JSON.
    pub(crate) fn history(&self, execution: &str) -> String {
        let ask = json!({ "executionArn": execution, "maxResults": 1000 });
        self.call("states", "AWSStepFunctions.GetExecutionHistory", &ask).to_string()
    }

    /// Waits for the end of an execution.
    pub(crate) fn wait(&self, execution: &str) -> Ended {
        let started = Instant::now();
        loop {
            let ask = json!({ "executionArn": execution });
            let answer = self.call("states", "AWSStepFunctions.DescribeExecution", &ask);
            let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
            if text("status") != "RUNNING" {
                let output = serde_json::from_str(&text("output")).unwrap_or_default();
                return Ended { status: text("status"), error: text("error"), cause: text("cause"), output };
            }
            assert!(started.elapsed() < PATIENCE, "the execution does not end:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        // Both fail only when it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
