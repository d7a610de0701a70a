//! However the process ends, it leaves neither server nor folder behind.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

struct Holder {
    process: Child,
    folder: PathBuf,
    server: i32,
}

fn holder(ending: &str, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scratch-holder"));
    command.arg(ending).envs(environment.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn hold(ending: &str, environment: &[(&str, &str)]) -> Holder {
    let mut process = holder(ending, environment).spawn().expect("the holder runs");
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
    if line.is_empty() {
        let mut complaint = String::new();
        process.stderr.as_mut().expect("piped").read_to_string(&mut complaint).expect("text");
        panic!("the holder holds nothing: {complaint}");
    }
    let folder = PathBuf::from(line.trim());
    // The endings that come at once may have removed it already.
    let pid_file = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    let server = pid_file.lines().next().and_then(|pid| pid.parse().ok()).unwrap_or(0);
    Holder { process, folder, server }
}

fn runs(process: i32) -> bool {
    process != 0 && kill(Pid::from_raw(process), None).is_ok()
}

/// The watcher of a process that is gone works on its own, so this waits a little.
fn assert_nothing_left(folder: &Path, server: i32) {
    let start = Instant::now();
    while folder.exists() || runs(server) || !mentioning(folder).is_empty() {
        let processes = mentioning(folder);
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "left: folder {}, server {}, processes {processes:?}",
            folder.exists(),
            runs(server)
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Processes with the folder in their command line, where `/proc` tells.
fn mentioning(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let lines = entries.flatten().filter_map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).ok());
    lines.filter(|line| line.contains(&*folder.to_string_lossy())).collect()
}

#[test]
fn signals_that_are_handled() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let mut holder = hold("wait", &[]);
        assert!(runs(holder.server), "the server runs before {signal}");
        assert!(!mentioning(&holder.folder).is_empty() || !Path::new("/proc").exists());
        kill(Pid::from_raw(holder.process.id().cast_signed()), signal).expect("it runs");
        let status = holder.process.wait().expect("it ends");
        assert_eq!(status.code(), Some(130), "{signal}");
        // Synchronous: gone when the process is, not some time later.
        assert!(!holder.folder.exists(), "{signal}");
        assert!(!runs(holder.server), "{signal}");
        assert_nothing_left(&holder.folder, holder.server);
    }
}

#[test]
fn a_signal_to_the_whole_group_as_a_terminal_sends_it() {
    use std::os::unix::process::CommandExt;
    let mut process = holder("wait", &[]).process_group(0).spawn().expect("the holder runs");
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
    let folder = PathBuf::from(line.trim());
    nix::sys::signal::killpg(Pid::from_raw(process.id().cast_signed()), Signal::SIGINT).expect("it runs");
    assert_eq!(process.wait().expect("it ends").code(), Some(130));
    assert!(!folder.exists());
    assert_nothing_left(&folder, 0);
}

#[test]
fn kill_minus_nine() {
    let mut holder = hold("wait", &[]);
    assert!(runs(holder.server));
    holder.process.kill().expect("it runs");
    holder.process.wait().expect("it ends");
    assert_nothing_left(&holder.folder, holder.server);
}

#[test]
fn kill_minus_nine_during_initdb() {
    // A place of its own, so that no other test's server is taken for this one.
    let place = tempfile::tempdir_in("/tmp").expect("a temporary folder");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(place.path(), open).expect("its mode");
    let environment = [("TMPDIR", place.path().to_str().expect("text"))];
    let mut process = holder("wait", &environment).spawn().expect("the holder runs");
    let start = Instant::now();
    let folder = loop {
        let entries = std::fs::read_dir(place.path()).expect("it exists").flatten();
        let filling = entries.map(|entry| entry.path()).find(|folder| folder.join("data/base").exists());
        match filling {
            Some(folder) => break folder,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
        assert!(start.elapsed() < Duration::from_secs(30), "initdb has not begun");
    };
    assert!(!folder.join("data/postmaster.pid").exists(), "too late: the server runs already");
    process.kill().expect("it runs");
    process.wait().expect("it ends");
    assert_nothing_left(&folder, 0);
}

#[test]
fn panic_exit_and_drop() {
    for (ending, code) in [("panic", 101), ("exit", 3), ("drop", 0)] {
        let mut holder = hold(ending, &[]);
        let status = holder.process.wait().expect("it ends");
        assert_eq!(status.code(), Some(code), "{ending}");
        assert_nothing_left(&holder.folder, holder.server);
    }
}

#[test]
fn the_environment_of_other_clients_changes_nothing() {
    let environment = [
        ("PGHOST", "nowhere.invalid"),
        ("PGHOSTADDR", "192.0.2.1"),
        ("PGPORT", "1"),
        ("PGUSER", "stranger"),
        ("PGDATABASE", "elsewhere"),
        ("PGPASSWORD", "secret"),
        ("PGSSLMODE", "verify-full"),
        ("PGDATA", "/nonexistent"),
        ("LC_ALL", "xx_XX.UTF-8"),
    ];
    let mut holder = hold("drop", &environment);
    assert!(holder.process.wait().expect("it ends").success());
    assert_nothing_left(&holder.folder, holder.server);
}

fn complaint(environment: &[(&str, &str)]) -> String {
    let output = holder("drop", environment).output().expect("the holder runs");
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn session_options_in_the_environment_are_refused() {
    insta::assert_snapshot!(complaint(&[("PGOPTIONS", "-c search_path=elsewhere")]), @"the environment variable PGOPTIONS is set and would change how migrations run; unset it and try again");
}

/// A folder with a server that cannot start, which is what a broken installation looks like.
fn broken(initdb: &str, postgres: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open.clone()).expect("its mode");
    for (name, body) in [("initdb", initdb), ("postgres", postgres)] {
        let version = r#"[ "$1" = --version ] && { echo "postgres (PostgreSQL) 16.9"; exit; }"#;
        let file = folder.path().join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{version}\n{body}\n")).expect("a file");
        std::fs::set_permissions(&file, open.clone()).expect("its mode");
    }
    folder
}

fn complaint_of(folder: &tempfile::TempDir) -> String {
    let path = folder.path().to_str().expect("text");
    complaint(&[("DRIFTLINE_POSTGRES_BIN", path)]).replace(path, "[folder]")
}

#[test]
fn a_server_that_does_not_start_shows_its_last_words() {
    let initdb_fails = broken("echo 'cannot create a thing'; exit 1", "exit 1");
    insta::assert_snapshot!(complaint_of(&initdb_fails), @r"
    `initdb` of [folder] could not prepare a database cluster (exit status: 1); its last words:
    cannot create a thing
    ");
    let server_fails = broken("exit 0", "echo 'FATAL:  no space left on device' >&2; exit 1");
    insta::assert_snapshot!(complaint_of(&server_fails), @r"
    the throwaway PostgreSQL server of [folder] did not start (it ended: exit status: 1); the end of its log:
    FATAL:  no space left on device
    ");
}

/// On a server that is not ours, Ctrl-C drops the database that was lent.
#[test]
fn an_interrupted_borrower_of_an_offered_server() {
    let mut server = hold("wait", &[]);
    let socket = server.folder.display().to_string().replace('/', "%2F");
    let url = format!("postgres://postgres@{socket}:5432/held");
    let before = databases(&server.folder);
    let mut borrower = hold("wait", &[("HOLDER_DEV_URL", &url)]);
    assert_eq!(databases(&server.folder), before + 1);
    kill(Pid::from_raw(borrower.process.id().cast_signed()), Signal::SIGINT).expect("it runs");
    assert_eq!(borrower.process.wait().expect("it ends").code(), Some(130));
    assert_eq!(databases(&server.folder), before);
    assert!(runs(server.server), "the offered server is not ours to end");
    kill(Pid::from_raw(server.process.id().cast_signed()), Signal::SIGTERM).expect("it runs");
    server.process.wait().expect("it ends");
}

/// Every database is a folder in `base`.
fn databases(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder.join("data/base")).expect("a cluster").flatten();
    entries.filter(|entry| entry.path().join("PG_VERSION").exists()).count()
}
