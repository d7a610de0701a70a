//! The built command.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// Where the `driftline` command is, built from the sources as they are now.
///
/// Cargo hands a test only the binaries of its own package, so it is asked once per test process. The package of the tests
/// is selected too, so that both agree on the features of what they share. `DRIFTLINE_TEST_COMMAND` names another one to
/// test, such as a release.
///
/// # Panics
///
/// When it does not compile.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("DRIFTLINE_TEST_COMMAND").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the workspace");
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--package", "driftline", "--package", "driftline-tests", "--bin", "driftline"])
        .args(["--all-features", "--message-format=json-render-diagnostics"])
        .current_dir(workspace)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo build: {}", output.status);
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo says where the command is")
}
