//! `driftline demo`: what it shows, and that nothing of it stays.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use driftline_tests::{Driftline, folder_with};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

const FINDINGS: [&str; 6] = [
    "public.customers.vip",
    "public.order_lines.order_lines_take_from_stock",
    "public.order_total(bigint)",
    "public.orders.note",
    "public.orders.orders_placed_at_idx",
    "public.products.products_stock_check",
];

/// A folder for temporary files that the throwaway server's user may enter too.
fn open_folder() -> TempDir {
    let folder = folder_with(&[]);
    fs::set_permissions(folder.path(), Permissions::from_mode(0o1777)).expect("it is ours");
    folder
}

/// What is left of a run whose temporary files went here.
fn leftovers(folder: &Path) -> Vec<String> {
    let text = folder.display().to_string();
    let files = fs::read_dir(folder).expect("it is there").flatten().map(|entry| entry.path().display().to_string());
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|process| {
        let command = fs::read(process.path().join("cmdline")).ok()?;
        let command = String::from_utf8_lossy(&command).replace('\0', " ");
        command.contains(&text).then_some(command)
    });
    files.chain(processes).collect()
}

#[test]
fn it_finds_the_six_changes_and_leaves_nothing_but_the_reports() {
    let (temporary, folder) = (open_folder(), folder_with(&[]));
    let outcome = Driftline::new(["demo"]).env("TMPDIR", temporary.path()).in_folder(folder.path()).run().exits(2);
    assert_eq!(leftovers(temporary.path()), [""; 0]);
    for finding in FINDINGS {
        assert!(outcome.stdout.contains(finding), "{finding}\n{outcome}");
    }
    let runs: Vec<_> =
        fs::read_dir(folder.path().join("driftline-demo/reports/shop")).expect("reports").flatten().collect();
    let [run] = &runs[..] else { panic!("one run: {runs:?}") };
    for file in ["report.html", "report.md", "report.json", "revert.sql", "adopt.sql"] {
        assert!(run.path().join(file).is_file(), "{file}");
    }
    let report = fs::read_to_string(run.path().join("report.json")).expect("readable");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(FINDINGS.len()), "{outcome}");
    // It says where to look.
    let page = run.path().join("report.html");
    let page = page.strip_prefix(folder.path()).expect("below");
    assert!(outcome.stdout.contains(page.to_str().expect("UTF-8")), "{outcome}");
}

#[test]
fn an_interrupted_one_leaves_nothing_either() {
    for (last_words, signal, code) in [("PostgreSQL ", Signal::SIGINT, 130), ("Looking at it", Signal::SIGTERM, 143)] {
        let (temporary, folder) = (open_folder(), folder_with(&[]));
        let demo = Driftline::new(["demo"]).env("TMPDIR", temporary.path()).in_folder(folder.path());
        let (mut command, _home) = demo.into_parts();
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the command starts");
        let said = BufReader::new(process.stderr.take().expect("it is piped"));
        let mut lines = said.lines().map_while(Result::ok);
        assert!(lines.any(|line| line.starts_with(last_words)), "it never said {last_words}");
        assert!(!leftovers(temporary.path()).is_empty(), "a server runs by now");
        kill(Pid::from_raw(process.id().cast_signed()), signal).expect("it runs");
        let started = Instant::now();
        let status = process.wait().expect("it ends");
        assert!(started.elapsed() < Duration::from_secs(30), "somebody waits for it");
        assert_eq!(status.code(), Some(code));
        assert_eq!(leftovers(temporary.path()), [""; 0], "{last_words}");
    }
}
