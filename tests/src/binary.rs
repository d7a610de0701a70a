//! The built programs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// Everything that is built for a test, and the tests themselves: always selected together, so that whatever is built, all
/// agree on the features of what they share, and it is compiled once.
const PACKAGES: &[&str] = &[
    "driftline",
    "driftline-compare",
    "driftline-dispatch",
    "driftline-expect",
    "driftline-inspect",
    "driftline-notify",
    "driftline-summarize",
    "driftline-tests",
];

/// Where the `driftline` command is, built once per test process. `DRIFTLINE_TEST_COMMAND` names another one to test, such
/// as a release.
///
/// # Panics
///
/// When it does not compile.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let build = || binaries(&["driftline"]).remove("driftline").expect("cargo says where the command is");
    BINARY.get_or_init(|| std::env::var_os("DRIFTLINE_TEST_COMMAND").map_or_else(build, PathBuf::from))
}

/// Builds these programs from the sources as they are now, and returns where each one is.
///
/// Cargo hands a test only the programs of its own package, and they could be those of yesterday.
///
/// # Panics
///
/// When they do not compile.
pub fn binaries(names: &[&str]) -> BTreeMap<String, PathBuf> {
    let targets = names.iter().flat_map(|name| ["--bin", name]);
    build(
        ["--all-features"].into_iter().chain(PACKAGES.iter().flat_map(|package| ["--package", package])).chain(targets),
    )
}

/// Builds these functions as they are deployed, and the least that one can be, under the name `hello`.
///
/// # Panics
///
/// When they do not compile.
pub fn released_functions(names: &[&str]) -> BTreeMap<String, PathBuf> {
    let packages: Vec<String> = names.iter().map(|name| format!("driftline-{name}")).collect();
    let packages = packages.iter().flat_map(|package| ["--package", package.as_str()]);
    let mut built =
        build(["--release"].into_iter().chain(packages).chain(names.iter().flat_map(|name| ["--bin", name])));
    built.extend(build(["--release", "--package", "driftline-lambda", "--example", "hello"].into_iter()));
    built
}

/// Runs `cargo build` with these arguments, and tells where each program is.
fn build<'a>(arguments: impl Iterator<Item = &'a str>) -> BTreeMap<String, PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the workspace");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What Cargo told this test of its package. Build scripts that look at these variables would run again for another
    // package's, and everything above them would be compiled anew, each time.
    for (name, _) in std::env::vars_os() {
        let is_of_the_package =
            ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];
        if name.to_str().is_some_and(|name| is_of_the_package.iter().any(|start| name.starts_with(start))) {
            cargo.env_remove(name);
        }
    }
    let output = cargo
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(arguments)
        .current_dir(workspace)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo build: {}", output.status);
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| {
            let program = PathBuf::from(message["executable"].as_str()?);
            Some((message["target"]["name"].as_str()?.to_owned(), program))
        })
        .collect()
}
