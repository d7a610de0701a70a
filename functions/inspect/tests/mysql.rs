//! Servers of MySQL and MariaDB that let nobody in, or not yet: words that say so.
//!
//! `DRIFTLINE_TEST_MYSQL_SERVERS` names the folder with the servers.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use driftline_catalog::Engine;
use driftline_connect::connect_mysql;
use driftline_scratch::mysql::{Options, Server};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _};

#[expect(clippy::print_stderr, reason = "a test that skips has to say so")]
async fn servers() -> Vec<(PathBuf, Server)> {
    let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") else {
        eprintln!("skipped: DRIFTLINE_TEST_MYSQL_SERVERS is not set; scripts/test sets it");
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.path().join("usr/sbin")).filter(|path| path.is_dir()).collect();
    folders.sort();
    let mut servers = Vec::new();
    for binaries in folders {
        let is_mysql = binaries.to_string_lossy().contains("mysql-");
        let engine = if is_mysql { Engine::Mysql } else { Engine::Mariadb };
        let options = Options { binaries: Some(binaries.clone()), ..Options::new(engine) };
        let program = binaries.join(if is_mysql { "mysqld" } else { "mariadbd" });
        servers.push((program, Server::start(&options).await.expect("a server")));
    }
    servers
}

async fn run(options: &MySqlConnectOptions, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = options.connect().await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.map(|_| ())
}

/// Ends what it started.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server of a folder once more, on a socket of its own.
fn start_again(program: &Path, folder: &Path) -> Running {
    let of = |option: &str, name: &str| format!("--{option}={}", folder.join(name).display());
    let mut command = Command::new(program);
    command.args(["--no-defaults", "--user=root", "--skip-networking", "--innodb-buffer-pool-size=64M"]);
    command.args([of("datadir", "data"), of("tmpdir", ""), of("socket", "again"), of("pid-file", "again.pid")]);
    if program.ends_with("mysqld") {
        command.args(["--mysqlx=OFF", "--skip-log-bin", "--secure-file-priv=NULL"]);
    }
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    Running(child.expect("the server's program"))
}

#[tokio::test]
async fn a_server_that_is_still_starting_does_not_answer_yet() {
    for (program, server) in servers().await {
        let options = server.connect_options();
        // MariaDB ends when it is told to before it has said so.
        let _ = run(&options, "SHUTDOWN").await;
        let folder = server.folder().expect("a server of our own");
        let started = Instant::now();
        while run(&options, "SELECT 1").await.is_ok() || folder.join("pid").exists() {
            assert!(started.elapsed() < Duration::from_secs(60), "it does not end");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let again = options.clone().socket(folder.join("again"));
        let _running = start_again(&program, folder);
        let (started, mut words) = (Instant::now(), Vec::new());
        while let Err(error) = connect_mysql(&again).await {
            words.push(error.to_string());
            assert!(started.elapsed() < Duration::from_secs(90), "it does not start: {words:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        words.dedup();
        assert!(!words.is_empty(), "it was there at once");
        for word in &words {
            assert!(word.starts_with("nothing answers at") && word.contains("check"), "{words:?}");
        }
    }
}

#[tokio::test]
async fn who_is_kept_out_is_told_why() {
    for (_, server) in servers().await {
        let root = server.connect_options();
        run(
            &root,
            "CREATE DATABASE shop; CREATE USER locked ACCOUNT LOCK; CREATE USER open; GRANT SELECT ON shop.* TO open",
        )
        .await
        .expect("accounts");
        let refused = async |user: &str| {
            let options = root.clone().username(user).database("shop");
            connect_mysql(&options).await.map(|_| ()).expect_err("it is refused").to_string()
        };
        let words = refused("locked").await;
        assert!(words.contains("ALTER USER") && words.contains("ACCOUNT UNLOCK"), "{words}");
        if server.engine() == Engine::Mysql {
            run(&root, "SET GLOBAL offline_mode = ON").await.expect("offline");
            let words = refused("open").await;
            assert!(words.contains("maintenance"), "{words}");
        }
    }
}
