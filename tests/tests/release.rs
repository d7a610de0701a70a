//! What a release is made of: the parts of `scripts/release` that need no build, and the workflow that calls them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use driftline_tests::functions::FUNCTIONS;
use serde_json::Value;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the workspace")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Runs a part of `scripts/release`; what it printed, and the folder of what it made.
fn release(arguments: &[&str]) -> (String, PathBuf) {
    let target = tempfile::tempdir().expect("a temporary folder can be made").keep();
    let output = Command::new(workspace().join("scripts/release"))
        .args(arguments)
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("GITHUB_REF_TYPE")
        .output()
        .expect("bash runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).expect("UTF-8"), target.join("release-files"))
}

#[test]
fn the_packaged_template_has_built_functions_for_one_processor() {
    let source = read("infra/template.yaml");
    for processor in ["arm64", "x86_64"] {
        let (template, folder) = release(&["template", processor]);
        for function in FUNCTIONS {
            assert!(template.contains(&format!("CodeUri: {function}.zip\n")), "{function}");
        }
        assert!(!template.contains("BuildMethod") && !template.contains("../functions"), "{template}");
        assert!(template.contains(&format!("AllowedValues: [{processor}]\n")));
        assert!(template.contains(&format!("    Default: {processor}\n")));
        // Everything else is as it is.
        let lines = |text: &str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
        let only_here: Vec<String> = lines(&template).difference(&lines(&source)).cloned().collect();
        assert!(only_here.len() <= FUNCTIONS.len() + 3, "{only_here:#?}");
        let _ = std::fs::remove_dir_all(folder.parent().expect("a folder"));
    }
}

#[test]
fn the_bill_of_materials_names_what_programs_are_made_of_and_no_more() {
    let (_, folder) = release(&["sbom"]);
    let version = env!("CARGO_PKG_VERSION");
    let text = std::fs::read_to_string(folder.join(format!("driftline-{version}.cdx.json"))).expect("a file");
    let bill: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
    let components = bill["components"].as_array().expect("components");
    let names: BTreeSet<&str> = components.iter().filter_map(|component| component["name"].as_str()).collect();
    for name in ["driftline", "driftline-inspect", "sqlx", "rustls", "lambda_runtime", "zstd-sys"] {
        assert!(names.contains(name), "{name}");
    }
    // What only tests need, and what other systems need.
    for name in ["insta", "driftline-tests", "assert_cmd", "windows-sys"] {
        assert!(!names.contains(name), "{name}");
    }
    for component in components {
        let is_ours = component["name"].as_str().is_some_and(|name| name.starts_with("driftline"));
        assert!(is_ours || component["licenses"][0]["expression"].is_string(), "{component}");
        assert_eq!(component.get("purl").is_none(), is_ours, "{component}");
    }
    let _ = std::fs::remove_dir_all(folder.parent().expect("a folder"));
}

#[test]
fn the_changelog_has_something_to_say() {
    let (_, folder) = release(&["notes"]);
    let notes = std::fs::read_to_string(folder.join("notes.md")).expect("a file");
    assert!(notes.lines().any(|line| line.starts_with("- ")) && !notes.contains("## "), "{notes}");
    let _ = std::fs::remove_dir_all(folder.parent().expect("a folder"));
}

/// A step that is more than a script cannot be tried anywhere else.
#[test]
fn the_workflow_only_calls_scripts() {
    let workflow = read(".github/workflows/release.yml");
    let steps: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("run: ")).collect();
    let help = release(&["--help"]).0;
    let mut parts = 0;
    for step in &steps {
        let mut words = step.split(' ');
        match words.next() {
            Some("scripts/release") => {
                let part = words.next().unwrap_or_default();
                assert!(help.contains(&format!("scripts/release {part} ")), "{step}");
                parts += 1;
            }
            Some(script) if script.starts_with("scripts/") => assert!(workspace().join(script).is_file(), "{step}"),
            // What machines lack, and the last step of all.
            Some("pip" | "brew" | "gh") => {}
            _ => panic!("{step}"),
        }
    }
    assert_eq!(parts, 6, "{steps:?}");
    assert!(!workflow.contains("run: |"), "one script each");
}
