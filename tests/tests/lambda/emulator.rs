//! Lambda on this machine: the control plane of `cargo lambda`, and the built functions as its execution environments.
//!
//! `cargo lambda watch` could start the functions too, but it does so through `cargo run --bin`, which looks only into the
//! workspace's default members, and it hands down this machine's whole environment. So it serves the Lambda APIs alone, and
//! every function is a child of the test with nothing in its environment but what Lambda and the template set.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// How long the control plane may take to listen, and a function to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a function reports instead of an answer, as Step Functions sees it in `Retry` and `Catch`.
#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FunctionError {
    pub(crate) error_type: String,
    pub(crate) error_message: String,
}

/// Where the functions are, built once for all tests, which all start the same ones.
static BINARIES: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();

/// Running functions that answer invocations; everything ends when this is dropped.
pub(crate) struct Emulator {
    address: SocketAddr,
    processes: Vec<Child>,
    logs: TempDir,
}

impl Emulator {
    /// Builds the functions and starts them with exactly `environment` beside what Lambda itself sets.
    ///
    /// `None`, with a line on stderr, where `cargo-lambda` is not installed. `scripts/test` installs it and names it in
    /// `DRIFTLINE_CARGO_LAMBDA`; then nothing is skipped.
    pub(crate) fn start(functions: &[&str], environment: &[(&str, &str)]) -> Option<Emulator> {
        let cargo_lambda = find_cargo_lambda()?;
        let binaries = BINARIES.get_or_init(|| driftline_tests::binaries(functions));
        let logs = tempfile::tempdir().expect("a temporary folder can be made");
        let (address, control_plane) = start_control_plane(&cargo_lambda, logs.path());
        let mut emulator = Emulator { address, processes: vec![control_plane], logs };
        for &function in functions {
            let binary =
                binaries.get(function).unwrap_or_else(|| panic!("no package builds a binary named {function}"));
            let log = File::create(emulator.log(function)).expect("a log file can be made");
            let process = Command::new(binary)
                .env_clear()
                .env("AWS_LAMBDA_RUNTIME_API", format!("http://{address}/.rt/{function}"))
                .env("AWS_LAMBDA_FUNCTION_NAME", function)
                .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
                .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
                .env("AWS_REGION", "eu-central-1")
                .envs(environment.iter().copied())
                .current_dir(emulator.logs.path())
                .stdin(Stdio::null())
                .stdout(log.try_clone().expect("a file handle can be copied"))
                .stderr(log)
                .spawn()
                .unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
            emulator.processes.push(process);
        }
        Some(emulator)
    }

    /// Invokes a function and waits for its answer.
    pub(crate) fn invoke(&self, function: &str, event: &Value) -> Result<Value, FunctionError> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .proxy(None)
            .build()
            .into();
        let answer = agent
            .post(format!("http://{}/2015-03-31/functions/{function}/invocations", self.address))
            .send(event.to_string())
            .and_then(|mut response| Ok((response.status().as_u16(), response.body_mut().read_to_string()?)));
        let log = || std::fs::read_to_string(self.log(function)).unwrap_or_default();
        let (status, body) =
            answer.unwrap_or_else(|error| panic!("{function} did not answer {event}: {error}\nit logged:\n{}", log()));
        // Lambda answers 200 and a header where a function failed; the emulator answers 500. The body is the same.
        match status {
            200 => Ok(serde_json::from_str(&body).unwrap_or_else(|error| panic!("{function}: {error} in {body}"))),
            500 => Err(serde_json::from_str(&body).unwrap_or_else(|error| panic!("{function}: {error} in {body}"))),
            _ => panic!("{function}: HTTP status {status}: {body}"),
        }
    }

    /// Everything a function printed so far.
    pub(crate) fn log(&self, function: &str) -> PathBuf {
        self.logs.path().join(format!("{function}.log"))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        for process in &mut self.processes {
            // One that ended already cannot be killed, and that is as well.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn find_cargo_lambda() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("DRIFTLINE_CARGO_LAMBDA") {
        return Some(named.into());
    }
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("cargo-lambda"))
        .find(|candidate| candidate.is_file());
    if found.is_none() {
        eprintln!("SKIPPED: cargo-lambda is not installed; scripts/test installs it");
    }
    found
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the workspace")
}

/// Another process can take the free port before the control plane does; then the next one is tried.
fn start_control_plane(cargo_lambda: &Path, logs: &Path) -> (SocketAddr, Child) {
    let path = logs.join("control-plane.log");
    for _ in 0..5 {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|listener| listener.local_addr())
            .expect("the loopback interface has a free port");
        let log = File::create(&path).expect("a log file can be made");
        let mut process = Command::new(cargo_lambda)
            .args(["lambda", "watch", "--only-lambda-apis", "--ignore-changes"])
            .args(["--invoke-address", &address.ip().to_string(), "--invoke-port", &address.port().to_string()])
            .current_dir(workspace())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle can be copied"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", cargo_lambda.display()));
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if process.try_wait().expect("a child can be waited for").is_some() {
                break;
            }
            if TcpStream::connect(address).is_ok() {
                return (address, process);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = process.kill();
        let _ = process.wait();
    }
    panic!("cargo lambda watch did not start:\n{}", std::fs::read_to_string(path).unwrap_or_default());
}
