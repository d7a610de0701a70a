//! Invariants of the house: mostly things that must be absent.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_owned()
}

/// The packages that a package is built from, itself included.
fn tree(package: &str, features: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", package])
        .arg("--no-default-features")
        .args(features.iter().flat_map(|feature| ["--features", feature]))
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let names: Vec<String> = text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    assert!(names.contains(&package.to_owned()), "{package} is not in its own tree");
    names
}

#[track_caller]
fn has_none_of(package: &str, features: &[&str], forbidden: &[&str]) {
    let tree = tree(package, features);
    let found: Vec<&String> =
        tree.iter().filter(|name| forbidden.iter().any(|prefix| name.starts_with(prefix))).collect();
    assert!(found.is_empty(), "{package} with {features:?} is built from {found:?}");
}

#[test]
fn the_pure_crates_do_no_input_and_output() {
    for package in ["driftline-catalog", "driftline-drift", "driftline-ddl", "driftline-report"] {
        has_none_of(
            package,
            &[],
            &["tokio", "sqlx", "aws-", "object_store", "reqwest", "hyper", "jiff", "chrono", "time"],
        );
    }
}

#[test]
fn the_command_needs_no_aws_unless_asked() {
    has_none_of("driftline", &[], &["aws-", "driftline-aws", "lambda_runtime"]);
    assert!(tree("driftline", &["aws"]).iter().any(|name| name == "aws-sdk-rds"), "the feature brings the SDK");
}

#[test]
fn each_function_carries_only_what_it_uses() {
    let driver = ["sqlx", "driftline-scratch"];
    let clients = ["aws-sdk-rds", "aws-sdk-secretsmanager", "aws-sdk-sns"];
    for function in ["dispatch", "compare", "summarize"] {
        has_none_of(&format!("driftline-{function}"), &["lambda"], &[driver.as_slice(), &clients].concat());
    }
    has_none_of("driftline-notify", &["lambda"], &["sqlx", "aws-sdk-rds", "driftline-scratch"]);
    has_none_of("driftline-inspect", &["lambda"], &["aws-sdk-secretsmanager", "aws-sdk-sns", "driftline-scratch"]);
    has_none_of("driftline-expect", &["lambda"], &["aws-sdk-secretsmanager", "aws-sdk-sns"]);
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    assert!(20 < packages.len());
    for package in packages {
        let path = package["manifest_path"].as_str().expect("a package has a manifest");
        let text = std::fs::read_to_string(path).expect("a manifest can be read");
        let manifest: toml::Table = text.parse().expect("a manifest is TOML");
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{path}");
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            assert_eq!(manifest["package"][key]["workspace"].as_bool(), Some(true), "{path}: {key}");
        }
    }
}

/// Every way from a `main.rs` of a function to an SDK goes through one crate.
#[test]
fn only_the_adapters_know_an_sdk() {
    for folder in ["shared", "functions"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("the folder is there") {
            let manifest = entry.expect("the folder can be read").path().join("Cargo.toml");
            let text = std::fs::read_to_string(&manifest).expect("a crate has a manifest");
            let may = ["shared/aws/Cargo.toml", "shared/lambda/Cargo.toml"].iter().any(|path| manifest.ends_with(path));
            let knows = text.lines().any(|line| line.starts_with("aws-") || line.starts_with("lambda_runtime"));
            assert!(may || !knows, "{}", manifest.display());
        }
    }
}
