//! A standby of the test's own, made from a base copy of a scratch server.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use driftline_scratch::Origin;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};

const PORT: u16 = 5433;

/// What a standby must have as much of as its primary, for recovery goes on to be possible.
const AS_MUCH_AS_THE_PRIMARY: [&str; 4] =
    ["max_connections", "max_wal_senders", "max_worker_processes", "max_locks_per_transaction"];

/// A running standby in a folder of its own. Dropping it ends it.
pub(crate) struct Standby {
    process: Child,
    folder: tempfile::TempDir,
}

impl Standby {
    /// Copies the primary, and starts the copy with further settings. It may not take connections yet.
    pub(crate) async fn of(primary: &PgConnectOptions, origin: &Origin, settings: &[&str]) -> Self {
        let socket = primary.get_socket().expect("the primary's socket");
        let binaries = match origin {
            Origin::Installed(folder) | Origin::Downloaded(folder) => folder.clone(),
            other => panic!("no binaries: {other}"),
        };
        let folder = tempfile::Builder::new().prefix("standby-").tempdir_in("/tmp").expect("a folder");
        // The server refuses to run as root, and the primary's socket is open to its own user alone.
        let owner = std::fs::metadata(socket).expect("the primary's folder");
        std::os::unix::fs::chown(folder.path(), Some(owner.uid()), Some(owner.gid())).expect("the folder given away");
        let log = std::fs::File::create(folder.path().join("log")).expect("the log");
        let run = |program: PathBuf| {
            let mut command = Command::new(program);
            if Uid::effective().is_root() {
                command.uid(owner.uid()).gid(owner.gid());
            }
            command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null());
            command.stderr(log.try_clone().expect("the log"));
            command
        };
        let data = folder.path().join("data");
        let copied = run(basebackup(&binaries))
            .arg("--host")
            .arg(socket)
            .args(["--port", &primary.get_port().to_string(), "--username", primary.get_username()])
            .arg("--pgdata")
            .arg(&data)
            .args(["--wal-method=stream", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"])
            .status()
            .expect("pg_basebackup runs");
        assert!(copied.success(), "{}", read(&folder.path().join("log")));

        let mut server = run(binaries.join("postgres"));
        server.arg("-D").arg(&data).args(["-p", &PORT.to_string(), "-c", "listen_addresses=", "-c", "fsync=off"]);
        server.arg("-c").arg(format!("unix_socket_directories={}", folder.path().display()));
        let mut connection = primary.connect().await.expect("the primary");
        for name in AS_MUCH_AS_THE_PRIMARY {
            let value: String = sqlx::raw_sql(AssertSqlSafe(format!("SHOW {name}")))
                .fetch_one(&mut connection)
                .await
                .expect("a setting")
                .get(0);
            server.arg("-c").arg(format!("{name}={value}"));
        }
        for setting in settings {
            server.args(["-c", setting]);
        }
        let process = server.spawn().expect("the standby starts");
        Self { process, folder }
    }

    /// The same database, on the standby.
    pub(crate) fn options(&self, primary: &PgConnectOptions) -> PgConnectOptions {
        primary.clone().socket(self.folder.path()).port(PORT)
    }

    /// Waits until it has everything that the primary has now.
    pub(crate) async fn catch_up(&self, primary: &PgConnectOptions) {
        let mut connection = primary.connect().await.expect("the primary");
        // Sends off what nobody has committed, too.
        let position: String =
            sqlx::raw_sql("SELECT pg_switch_wal()::text").fetch_one(&mut connection).await.unwrap().get(0);
        let sql = format!("SELECT (pg_last_wal_replay_lsn() >= '{position}')::text");
        let started = Instant::now();
        loop {
            if let Ok(mut standby) = self.options(primary).connect().await {
                let row = sqlx::raw_sql(AssertSqlSafe(sql.clone())).fetch_one(&mut standby).await;
                if row.is_ok_and(|row| row.get::<String, _>(0) == "true") {
                    return;
                }
            }
            assert!(started.elapsed() < Duration::from_secs(60), "{}", read(&self.folder.path().join("log")));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until its log says so.
    pub(crate) async fn says(&self, words: &str) {
        let started = Instant::now();
        while !read(&self.folder.path().join("log")).contains(words) {
            assert!(started.elapsed() < Duration::from_secs(60), "{}", read(&self.folder.path().join("log")));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        // Gives shared memory back, which killing does not.
        let _ = kill(Pid::from_raw(self.process.id().cast_signed()), Signal::SIGQUIT);
        let _ = self.process.wait();
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// Of the same version as the server where that has one, else the one of PATH.
fn basebackup(binaries: &Path) -> PathBuf {
    let beside = binaries.join("pg_basebackup");
    if beside.exists() { beside } else { PathBuf::from("pg_basebackup") }
}
