//! One execution environment: a process of its own, asked one thing at a time through a Runtime API of its own.

use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use super::http::{Answer, Request, serve};
use super::{Fault, Function, FunctionError};

/// What a function is asked, under the id of its request.
struct Invocation {
    id: String,
    event: Vec<u8>,
    deadline: u128,
}

/// What passes between the Runtime API and whoever invokes.
struct Shared {
    invocations: Mutex<Receiver<Invocation>>,
    answers: Sender<Result<Vec<u8>, Vec<u8>>>,
    arn: String,
}

pub(super) struct Instance {
    process: Child,
    invocations: Sender<Invocation>,
    answers: Receiver<Result<Vec<u8>, Vec<u8>>>,
    time_limit: Duration,
    asked: usize,
}

impl Instance {
    pub(super) fn start(function: &Function, log: std::fs::File) -> Self {
        let (invocations, receive) = channel();
        let (send, answers) = channel();
        let arn = format!("arn:aws:lambda:eu-central-1:123456789012:function:{}", function.name);
        let shared = Arc::new(Shared { invocations: Mutex::new(receive), answers: send, arn });
        let address = serve(move |request| runtime_api(&shared, &request));
        let process = function
            .program
            .command()
            .env_clear()
            // Nothing of this machine helps it.
            .env("PATH", "/var/empty")
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", &function.name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory.to_string())
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .env("AWS_REGION", "eu-central-1")
            .envs(&function.environment)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle can be copied"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", function.program.path.display()));
        Self { process, invocations, answers, time_limit: function.time_limit, asked: 0 }
    }

    pub(super) fn is_alive(&mut self) -> bool {
        self.process.try_wait().is_ok_and(|status| status.is_none())
    }

    /// Asks and waits, as long as Lambda would. What stops a function from outside has the names that Lambda gives it.
    pub(super) fn invoke(&mut self, event: &Value, fault: Option<Fault>) -> Result<Value, FunctionError> {
        let error = |error_type: &str, error_message: String| {
            Err(FunctionError { error_type: error_type.to_owned(), error_message })
        };
        self.asked += 1;
        let id = format!("00000000-0000-4000-8000-{:012}", u64::from(self.process.id()) * 1000 + self.asked as u64);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
        let deadline = (now + self.time_limit).as_millis();
        match fault {
            Some(Fault::Crash) => self.end(),
            Some(Fault::Hang) => self.stand_still(),
            _ => {}
        }
        let _ = self.invocations.send(Invocation { id: id.clone(), event: event.to_string().into_bytes(), deadline });
        let started = Instant::now();
        loop {
            if let Ok(answer) = self.answers.recv_timeout(Duration::from_millis(20)) {
                return match answer {
                    Ok(body) => Ok(serde_json::from_slice(&body).expect("a function answers JSON")),
                    Err(body) => Err(serde_json::from_slice(&body).expect("a function fails with JSON")),
                };
            }
            if !self.is_alive() {
                return error("Runtime.ExitError", format!("RequestId: {id} Error: Runtime exited with error"));
            }
            if self.time_limit < started.elapsed() {
                self.end();
                let seconds = self.time_limit.as_secs_f64();
                return error(
                    "Sandbox.Timedout",
                    format!("RequestId: {id} Error: Task timed out after {seconds:.2} seconds"),
                );
            }
        }
    }

    pub(super) fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.process.id()).expect("a process id"))
    }

    /// The most memory that it had so far, in KiB; zero of one that is over.
    pub(super) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }

    /// What Lambda does when it needs the room: asks to end. How the process ended.
    pub(super) fn shut_down(mut self) -> Option<i32> {
        let _ = kill(self.pid(), Signal::SIGTERM);
        let started = Instant::now();
        while self.is_alive() && started.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.process.try_wait().ok().flatten().and_then(|status| status.code())
    }

    /// It is there, and does nothing any more: not even what it is about to.
    fn stand_still(&mut self) {
        let _ = kill(self.pid(), Signal::SIGSTOP);
        let status = format!("/proc/{}/stat", self.process.id());
        let is_still = || {
            let status = std::fs::read_to_string(&status).expect("it is there");
            status.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T'))
        };
        while !is_still() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn end(&mut self) {
        // One that ended already cannot be killed, and that is as well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.end();
    }
}

fn runtime_api(shared: &Shared, request: &Request) -> Option<Answer> {
    let path = request.path.as_str();
    if path.ends_with("/invocation/next") {
        // Closed when the instance is over.
        let Invocation { id, event, deadline } = shared.invocations.lock().ok()?.recv().ok()?;
        let answer = Answer::new(200, event)
            .header("Lambda-Runtime-Aws-Request-Id", id)
            .header("Lambda-Runtime-Deadline-Ms", deadline.to_string())
            .header("Lambda-Runtime-Invoked-Function-Arn", shared.arn.clone())
            .header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0");
        return Some(answer);
    }
    if path.ends_with("/extension/register") {
        let answer =
            Answer::new(200, json!({ "functionName": "f", "functionVersion": "1", "handler": "h" }).to_string());
        return Some(answer.header("Lambda-Extension-Identifier", "00000000-0000-4000-8000-000000000000"));
    }
    if path.ends_with("/extension/event/next") {
        // It subscribed to nothing, so it waits until its process ends.
        loop {
            std::thread::park();
        }
    }
    if path.ends_with("/response") {
        let _ = shared.answers.send(Ok(request.body.clone()));
    } else if path.ends_with("/error") {
        let _ = shared.answers.send(Err(request.body.clone()));
    }
    Some(Answer::new(202, r#"{"status":"OK"}"#))
}
