//! What has to be absent: of crates, of lints, of sources, of the README.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use driftline_tests::Driftline;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the workspace")
}

/// The crates that end up in a build of this package alone, without its dev-dependencies.
fn crates_in(package: &str, features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["tree", "--package", package, "--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .args(features)
        .current_dir(workspace())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// Those of the crates whose name is or begins with one of these.
fn among(crates: &BTreeSet<String>, names: &[&str]) -> Vec<String> {
    let is_meant = |found: &str| {
        names.iter().any(|name| name.strip_suffix('*').map_or(found == *name, |start| found.starts_with(start)))
    };
    crates.iter().filter(|found| is_meant(found)).cloned().collect()
}

/// Everything that talks to the world.
const WORLD: &[&str] = &["tokio*", "sqlx*", "aws*", "object_store", "reqwest*", "hyper*", "lambda*", "rustls*"];

#[test]
fn the_pure_crates_talk_to_nobody() {
    for package in ["catalog", "catalog-derive", "drift", "ddl", "report"] {
        let crates = crates_in(&format!("driftline-{package}"), &[]);
        assert_eq!(among(&crates, WORLD), [""; 0], "{package}");
    }
    // The list means something: a crate that does talk has them.
    assert!(!among(&crates_in("driftline-connect", &[]), WORLD).is_empty());
}

#[test]
fn the_command_has_the_clouds_only_when_asked() {
    let aws = ["aws-*", "driftline-aws", "google-cloud-*", "driftline-gcp", "lambda*"];
    assert_eq!(among(&crates_in("driftline", &[]), &aws), [""; 0]);
    assert!(!among(&crates_in("driftline", &["--all-features"]), &aws).is_empty());
}

/// One library of cryptography does TLS, whatever else is there.
#[test]
fn the_clouds_bring_no_second_library_of_cryptography() {
    let crates = crates_in("driftline", &["--all-features"]);
    assert!(!among(&crates, &["google-cloud-auth"]).is_empty());
    assert_eq!(among(&crates, &["aws-lc*", "openssl", "openssl-sys", "native-tls"]), [""; 0]);
    let functions = crates_in("driftline-inspect", &["--all-features"]);
    assert_eq!(among(&functions, &["aws-lc*", "openssl", "openssl-sys", "native-tls"]), [""; 0]);
}

/// What heavy crates each function carries, and so which ones it must not.
#[test]
fn each_function_carries_only_what_it_uses() {
    // `reqwest` is not among them: reaching S3 takes it, and every function does.
    const HEAVY: &[&str] = &[
        "aws-sdk-rds",
        "aws-sdk-secretsmanager",
        "aws-sdk-sns",
        "clap",
        "google-cloud-auth",
        "postgresql_embedded",
        "sqlx",
        "standardwebhooks",
    ];
    let cases: [(&str, &[&str]); 6] = [
        ("dispatch", &["aws-sdk-rds"]),
        ("inspect", &["aws-sdk-rds", "aws-sdk-secretsmanager", "sqlx"]),
        ("expect", &["aws-sdk-rds", "aws-sdk-secretsmanager", "sqlx"]),
        ("compare", &[]),
        ("notify", &["aws-sdk-secretsmanager", "aws-sdk-sns", "standardwebhooks"]),
        ("summarize", &[]),
    ];
    let mut wrong = Vec::new();
    for (function, carries) in cases {
        let found = among(&crates_in(&format!("driftline-{function}"), &[]), HEAVY);
        if found != carries {
            wrong.push(format!("{function} carries {found:?} and should carry {carries:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // Whatever is light today: `inspect` asks AWS for nothing but tokens, secrets and, for a profile, a role. The last of
    // these `aws-config` brings anyway.
    let services = |package: &str| among(&crates_in(package, &[]), &["aws-sdk-*"]);
    let of_config = services("aws-config");
    let own = services("driftline-inspect").into_iter().filter(|service| !of_config.contains(service));
    assert_eq!(own.collect::<Vec<_>>(), ["aws-sdk-rds", "aws-sdk-secretsmanager"], "and {of_config:?}");
}

/// Every file below the folders of the project with this ending.
fn files(ending: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["cli", "functions", "shared", "tests"].map(|name| workspace().join(name)).into();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty());
    files
}

#[test]
fn every_crate_obeys_the_lints_of_the_house() {
    for manifest in files("Cargo.toml") {
        let text = fs::read_to_string(&manifest).expect("readable");
        let parsed: toml::Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", manifest.display()));
        let inherits = parsed.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(inherits, Some(true), "{}", manifest.display());
    }
}

#[test]
fn nothing_is_left_undone_or_switched_off() {
    // Put together here, so that this file does not hold what it looks for.
    let forbidden = [["todo", "!("].concat(), ["unimplemented", "!("].concat(), ["#[", "ignore"].concat()];
    for source in files(".rs") {
        let text = fs::read_to_string(&source).expect("readable");
        for word in &forbidden {
            assert!(!text.contains(word), "{word} in {}", source.display());
        }
    }
}

/// The commands that the README shows, of this project and of its scripts.
#[test]
fn what_the_readme_tells_people_to_run_is_there() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("readable");
    let commands: Vec<&str> =
        readme.lines().filter_map(|line| line.trim_start_matches("$ ").strip_prefix("cargo run -- ")).collect();
    assert!(2 <= commands.len(), "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        let named = words.iter().take_while(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()));
        let subcommand: Vec<&str> = named.copied().collect();
        let help = Driftline::new(subcommand.iter().copied().chain(["--help"])).run().exits(0);
        for option in words.iter().filter(|word| word.starts_with("--")) {
            assert!(help.stdout.contains(option), "`{command}`: there is no {option}\n{help}");
        }
    }
    for line in readme.lines().filter(|line| line.starts_with("scripts/")) {
        let script = line.split(' ').next().unwrap_or(line);
        assert!(workspace().join(script).is_file(), "{script}");
    }
    // Every file it points to.
    for link in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !link.contains("://") && !link.starts_with('#') {
            let path = link.split('#').next().unwrap_or(link);
            assert!(workspace().join(path).exists(), "{path}");
        }
    }
}
