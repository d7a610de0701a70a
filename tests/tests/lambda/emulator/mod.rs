//! Lambda on this machine: the built functions, each in execution environments of its own, as many as are asked at the
//! same time. They have nothing in their environment but what Lambda and the template set.

mod http;
mod instance;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use driftline_tests::functions::Function as Program;
use http::{Answer, Request, serve};
use instance::Instance;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a function reports instead of an answer, as Step Functions sees it in `Retry` and `Catch`.
#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FunctionError {
    pub(crate) error_type: String,
    pub(crate) error_message: String,
}

/// What happens to a function from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Its process ends.
    Crash,
    /// Its process stands still.
    Hang,
    /// Lambda has no room for it.
    Throttle,
}

/// A function as it is deployed.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    /// Its name in AWS.
    pub(crate) name: String,
    pub(crate) program: Program,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) memory: u64,
    pub(crate) time_limit: Duration,
}

/// Decides what happens to an invocation: by the function's name and the event.
pub(crate) type Faults = Box<dyn Fn(&str, &Value) -> Option<Fault> + Send + Sync>;

/// What an invocation took.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "for the benchmark")]
pub(crate) struct Spent {
    pub(crate) function: String,
    /// From the start of the process where it is its first, else from the question; to the answer.
    pub(crate) time: Duration,
    pub(crate) is_first: bool,
    /// The most memory that the process had so far, in KiB.
    pub(crate) peak_memory: u64,
}

struct Running {
    function: Function,
    idle: Mutex<Vec<Instance>>,
    /// Processes that were asked something and did not answer yet.
    at_work: Mutex<Vec<Pid>>,
}

struct Shared {
    functions: BTreeMap<String, Running>,
    logs: TempDir,
    faults: Mutex<Option<Faults>>,
    /// Every invocation: the function, what it was asked, and whether it answered.
    invocations: Mutex<Vec<(String, Value, bool)>>,
    spent: Mutex<Vec<Spent>>,
    is_over: AtomicBool,
    numbers: AtomicUsize,
}

/// Functions that answer invocations; everything ends when this is dropped.
pub(crate) struct Emulator {
    address: SocketAddr,
    shared: Arc<Shared>,
}

static PROGRAMS: OnceLock<BTreeMap<String, Program>> = OnceLock::new();

/// Takes these programs for the functions, before one is asked for.
#[allow(dead_code, reason = "for the benchmark")]
pub(crate) fn use_programs(programs: BTreeMap<String, Program>) {
    assert!(PROGRAMS.set(programs).is_ok(), "they were chosen already");
}

/// A function's program; they are built once for all tests.
pub(crate) fn program(name: &str) -> Program {
    let programs = PROGRAMS.get_or_init(driftline_tests::functions::functions);
    programs.get(name).unwrap_or_else(|| panic!("no package builds a binary named {name}")).clone()
}

/// An S3 that refuses everything, as for a role without permissions; its endpoint.
pub(crate) fn deny_everything() -> String {
    let body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    format!("http://{}", serve(move |_| Some(Answer::new(403, body))))
}

impl Emulator {
    pub(crate) fn start(functions: Vec<Function>) -> Self {
        let running = |function: Function| {
            (function.name.clone(), Running { function, idle: Mutex::default(), at_work: Mutex::default() })
        };
        let shared = Arc::new(Shared {
            functions: functions.into_iter().map(running).collect(),
            logs: tempfile::tempdir().expect("a temporary folder can be made"),
            faults: Mutex::default(),
            invocations: Mutex::default(),
            spent: Mutex::default(),
            is_over: AtomicBool::new(false),
            numbers: AtomicUsize::new(1),
        });
        let served = Arc::clone(&shared);
        let address = serve(move |request| Some(invoke_api(&served, &request)));
        Self { address, shared }
    }

    /// Where the Invoke API is.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// One, two, three.
    pub(crate) fn next_number(&self) -> usize {
        self.shared.numbers.fetch_add(1, Ordering::SeqCst)
    }

    /// From now on, this happens to invocations.
    pub(crate) fn set_faults(&self, faults: impl Fn(&str, &Value) -> Option<Fault> + Send + Sync + 'static) {
        *self.shared.faults.lock().expect("nobody panicked") = Some(Box::new(faults));
    }

    /// Invokes a function and waits for its answer.
    pub(crate) fn invoke(&self, function: &str, event: &Value) -> Result<Value, FunctionError> {
        self.shared.invoke(function, event).unwrap_or_else(|| panic!("{function} was throttled"))
    }

    /// What was invoked since this was last asked, and whether it answered.
    pub(crate) fn invocations(&self) -> Vec<(String, Value, bool)> {
        std::mem::take(&mut *self.shared.invocations.lock().expect("nobody panicked"))
    }

    /// What the invocations took since this was last asked.
    #[allow(dead_code, reason = "for the benchmark")]
    pub(crate) fn spent(&self) -> Vec<Spent> {
        std::mem::take(&mut *self.shared.spent.lock().expect("nobody panicked"))
    }

    /// What ends the environments of a function that are at work when it is called, in the middle of it.
    #[allow(dead_code, reason = "the benchmark has no use for it")]
    pub(crate) fn crash(&self, function: &'static str) -> impl Fn() + Send + Sync + 'static {
        let shared = Arc::clone(&self.shared);
        move || {
            for pid in shared.functions[function].at_work.lock().expect("nobody panicked").iter() {
                kill(*pid, Signal::SIGKILL).expect("it is at work");
            }
        }
    }

    /// Everything a function printed so far.
    pub(crate) fn log(&self, function: &str) -> String {
        std::fs::read_to_string(self.shared.logs.path().join(format!("{function}.log"))).unwrap_or_default()
    }

    /// Ends the idle environments of a function as Lambda does, and tells their exit codes.
    pub(crate) fn shut_down(&self, function: &str) -> Vec<Option<i32>> {
        let idle = std::mem::take(&mut *self.shared.functions[function].idle.lock().expect("nobody panicked"));
        idle.into_iter().map(Instance::shut_down).collect()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        for running in self.shared.functions.values() {
            if let Ok(mut idle) = running.idle.lock() {
                idle.clear();
            }
        }
    }
}

impl Shared {
    /// None when there was no room.
    fn invoke(&self, name: &str, event: &Value) -> Option<Result<Value, FunctionError>> {
        let running = &self.functions[name];
        let fault = self.faults.lock().expect("nobody panicked").as_ref().and_then(|faults| faults(name, event));
        if fault == Some(Fault::Throttle) {
            self.invocations.lock().expect("nobody panicked").push((name.to_owned(), event.clone(), false));
            return None;
        }
        let idle = running.idle.lock().expect("nobody panicked").pop();
        let (started, is_first) = (Instant::now(), idle.is_none());
        let mut instance = idle.unwrap_or_else(|| Instance::start(&running.function, self.log(name)));
        let pid = instance.pid();
        running.at_work.lock().expect("nobody panicked").push(pid);
        let answer = instance.invoke(event, fault);
        running.at_work.lock().expect("nobody panicked").retain(|other| *other != pid);
        let (time, peak_memory) = (started.elapsed(), instance.peak_memory());
        let spent = Spent { function: name.to_owned(), time, is_first, peak_memory };
        self.spent.lock().expect("nobody panicked").push(spent);
        if instance.is_alive() && !self.is_over.load(Ordering::SeqCst) {
            running.idle.lock().expect("nobody panicked").push(instance);
        }
        self.invocations.lock().expect("nobody panicked").push((name.to_owned(), event.clone(), answer.is_ok()));
        Some(answer)
    }

    fn log(&self, name: &str) -> File {
        let path = self.logs.path().join(format!("{name}.log"));
        OpenOptions::new().create(true).append(true).open(path).expect("a log file can be made")
    }
}

/// `POST /2015-03-31/functions/<name or ARN>/invocations`
fn invoke_api(shared: &Shared, request: &Request) -> Answer {
    let refuse = |status, kind: &str, message: String| {
        let body = json!({ "Type": "User", "Message": message }).to_string();
        Answer::new(status, body).header("x-amzn-errortype", kind)
    };
    let path = request.path.replace("%3A", ":").replace("%3a", ":");
    let named = path.strip_prefix("/2015-03-31/functions/").and_then(|rest| rest.strip_suffix("/invocations"));
    let name = named.map_or("", |named| named.rsplit(':').next().unwrap_or(named));
    let answer = if request.method != "POST" || !shared.functions.contains_key(name) {
        refuse(404, "ResourceNotFoundException", format!("Function not found: {path}"))
    } else {
        let event = serde_json::from_slice(&request.body).unwrap_or_default();
        match shared.invoke(name, &event) {
            None => refuse(429, "TooManyRequestsException", "Rate Exceeded.".to_owned()),
            Some(Ok(answer)) => Answer::new(200, answer.to_string()),
            // Lambda answers 200 where a function failed, and says so beside it.
            Some(Err(FunctionError { error_type, error_message })) => {
                let body = json!({ "errorType": error_type, "errorMessage": error_message });
                Answer::new(200, body.to_string()).header("X-Amz-Function-Error", "Unhandled")
            }
        }
    };
    answer.header("x-amzn-RequestId", "00000000-0000-4000-8000-000000000001")
}
