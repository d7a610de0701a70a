//! The functions as `scripts/functions` built them: what Lambda would refuse, or start slowly.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use driftline_tests::functions::{FUNCTIONS, built_folder, functions};

/// What Amazon Linux 2023 has.
const C_LIBRARY: (u32, u32) = (2, 34);

/// What Lambda fetches before a cold start: the goal is 6 MB. `expect` carries what the others share out among them: the
/// reading of both engines, the migrators, and SQL for every kind; it has a little more.
fn most_bytes(function: &str) -> u64 {
    let megabytes = if function == "expect" { 8 } else { 6 };
    megabytes * 1024 * 1024
}

#[test]
fn what_is_deployed_is_small_and_runs_on_lambda() {
    let Some(folder) = built_folder() else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: DRIFTLINE_TEST_FUNCTIONS names no folder of scripts/functions; scripts/test --full sets it"
        );
        return;
    };
    let functions = functions();
    assert_eq!(functions.len(), FUNCTIONS.len());
    // The folder is named after the processor, and all are for that one.
    let named = folder.file_name().and_then(|name| name.to_str()).expect("a folder with a name");
    let expected = match named {
        "arm64" => object::Architecture::Aarch64,
        "x86_64" => object::Architecture::X86_64,
        other => panic!("Lambda has no processor {other}"),
    };
    let mut wrong = Vec::new();
    for (name, function) in &functions {
        if function.architecture != expected {
            wrong.push(format!("{name} is for {:?}", function.architecture));
        }
        let newest = function.c_library.last().unwrap_or_else(|| panic!("{name} names no C library"));
        if *newest > C_LIBRARY {
            wrong.push(format!("{name} needs version {newest:?} of the C library, and Lambda has {C_LIBRARY:?}"));
        }
        let zip = std::fs::metadata(folder.join(format!("{name}.zip"))).expect("a zip beside the folder").len();
        if zip > most_bytes(name) {
            wrong.push(format!("{name}.zip has {zip} bytes, and {} at most are meant", most_bytes(name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `sam build` compiles with. Where `panic` is not named, it would be "abort", and a panic would be a crash that the
/// state machine cannot tell from running out of memory.
#[test]
fn the_release_profile_is_small_quick_and_unwinds() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let manifest: toml::Table = std::fs::read_to_string(manifest).expect("readable").parse().expect("TOML");
    let mut release = manifest["profile"]["release"].as_table().expect("a profile").clone();
    release.remove("package");
    let expected = "opt-level = \"z\"\nlto = \"thin\"\ncodegen-units = 1\nstrip = true\npanic = \"unwind\"";
    let expected: toml::Table = expected.parse().expect("TOML");
    assert_eq!(release, expected);
}

/// `functions/` holds what this file and the template speak of, and nothing else.
#[test]
fn the_functions_are_those_in_their_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let found: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
        .collect();
    assert_eq!(found, FUNCTIONS.map(str::to_owned).into());
}
