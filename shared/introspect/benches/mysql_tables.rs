//! What inspecting a large database of MySQL or MariaDB costs, as ratios of one run.
//!
//! ```text
//! DRIFTLINE_TEST_MYSQL_SERVERS=$(scripts/mysql-servers) cargo bench -p driftline-introspect --bench mysql_tables
//! ```
//!
//! Every table has ten columns, a primary key, two further indexes and a foreign key. Held against the server's own
//! `mysqldump --no-data`; `DRIFTLINE_BENCH_TABLES` says how many tables.

#![allow(clippy::print_stdout, reason = "a benchmark's output is its result")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use driftline_catalog::{Engine, Snapshot};
use driftline_drift::{CompareOptions, compare};
use driftline_introspect::mysql::{Limits, ReadOnlySession, inspect};
use driftline_scratch::mysql::{Options, Server};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

#[tokio::main]
async fn main() {
    // `cargo test --benches` runs benchmarks too, to see that they work.
    let is_trial = !std::env::args().any(|argument| argument == "--bench");
    let asked = std::env::var("DRIFTLINE_BENCH_TABLES").ok().and_then(|tables| tables.parse().ok());
    let tables: usize = asked.unwrap_or(if is_trial { 20 } else { 1_000 });
    let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") else {
        println!(
            "skipped: DRIFTLINE_TEST_MYSQL_SERVERS names no folder with servers (scripts/mysql-servers makes one)"
        );
        return;
    };
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.join("usr/sbin").is_dir()) {
        measure(folder, tables).await;
    }
}

async fn measure(folder: &Path, tables: usize) {
    let is_mariadb = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("mariadb"));
    let engine = if is_mariadb { Engine::Mariadb } else { Engine::Mysql };
    let options = Options { binaries: Some(folder.join("usr/sbin")), ..Options::new(engine) };
    let server = Server::start(&options).await.expect("a server");
    let options = server.connect_options();
    let mut connection = options.connect().await.expect("a connection");
    run(&mut connection, "CREATE DATABASE large").await;
    let options = options.database("large");
    let mut connection = options.connect().await.expect("a connection");
    for table in 0..tables {
        let sql = format!(
            "CREATE TABLE t{table} (id bigint NOT NULL PRIMARY KEY, a int NOT NULL, b varchar(100) DEFAULT 'x', c decimal(10,2), \
             d datetime DEFAULT CURRENT_TIMESTAMP, e tinyint(1), f varchar(40), g text, h date, other bigint, KEY a (a, b), \
             KEY d (d DESC), CONSTRAINT other_{table} FOREIGN KEY (other) REFERENCES t{table} (id))"
        );
        run(&mut connection, &sql).await;
    }
    drop(connection);

    // Once for warm caches, as on a server that is in use.
    let first = look(&options).await;
    let started = Instant::now();
    let second = look(&options).await;
    let inspection = started.elapsed();
    let dump = dump(folder, engine, &server);
    let started = Instant::now();
    let comparison = compare(&first, &second, &CompareOptions::default());
    let comparing = started.elapsed();
    assert!(comparison.differences.is_empty(), "the same is the same");
    assert!(second.coverage.gaps.is_empty(), "{:?}", second.coverage.gaps);

    println!("{tables} tables, {} objects, {}", second.objects.len(), engine.series(server.series()));
    println!("one inspection                          {:>8.3} s", inspection.as_secs_f64());
    println!("comparing two snapshots                 {:>8.3} s", comparing.as_secs_f64());
    println!("mysqldump --no-data                     {:>8.3} s", dump.as_secs_f64());
    println!("inspection / mysqldump                  {:>8.2}", inspection.as_secs_f64() / dump.as_secs_f64());
    server.stop().expect("the server stops");
}

async fn run(connection: &mut MySqlConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect("SQL that runs");
}

async fn look(options: &MySqlConnectOptions) -> Snapshot {
    let mut connection = options.connect().await.expect("a connection");
    let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.expect("a session");
    inspect(&mut session).await.expect("an inspection").snapshot
}

fn dump(folder: &Path, engine: Engine, server: &Server) -> Duration {
    let program = if engine == Engine::Mariadb { "mariadb-dump" } else { "mysqldump" };
    let socket = server.folder().expect("a server of our own").join("s");
    let mut command = Command::new(folder.join("usr/bin").join(program));
    command.args(["--no-defaults", "--no-data", "--routines", "--events", "--triggers", "--user=root"]);
    command.arg(format!("--socket={}", socket.display()));
    if engine == Engine::Mysql {
        command.arg("--set-gtid-purged=OFF");
    }
    let started = Instant::now();
    let status = command.arg("large").stdout(Stdio::null()).status().expect("the dump");
    assert!(status.success(), "the dump fails");
    started.elapsed()
}
