//! What inspecting and comparing a large database costs, as ratios of one run.
//!
//! ```text
//! cargo bench -p driftline-introspect
//! DRIFTLINE_BENCH_TABLES=1000 cargo bench -p driftline-introspect
//! ```
//!
//! Every table has ten columns, a primary key, two further indexes and two foreign keys; then the same again where one of
//! these indexes is partial: to print its condition the server has to open every table, which takes it as long as all else.
//! Held against each other are the time the server itself needs for our queries (`EXPLAIN (ANALYZE)`),
//! `pg_dump --schema-only`, one inspection, two at the same time, and comparing two snapshots.

#![allow(clippy::print_stdout, reason = "a benchmark's output is its result")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use driftline_catalog::Snapshot;
use driftline_drift::{CompareOptions, compare};
use driftline_introspect::postgres::{Limits, ReadOnlySession, inspect, queries};
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, Row as _};

/// Tables made in one transaction: each takes locks until its end.
const BATCH: usize = 100;

#[tokio::main]
async fn main() {
    // `cargo test --benches` runs benchmarks too, to see that they work.
    let is_trial = !std::env::args().any(|argument| argument == "--bench");
    let asked = std::env::var("DRIFTLINE_BENCH_TABLES").ok().and_then(|tables| tables.parse().ok());
    let tables = asked.unwrap_or(if is_trial { 100 } else { 10_000 });

    let scratch = Scratch::start(&ScratchOptions::default()).await.expect("a server");
    println!("{tables} tables, PostgreSQL {}", scratch.version());
    for (name, condition) in [("plain indexes", ""), ("one index of three partial", "WHERE e")] {
        println!("\n{name}");
        measure(&scratch, tables, condition).await;
    }
}

async fn measure(scratch: &Scratch, tables: usize, condition: &str) {
    let request = DatabaseRequest { name: "large".into(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.expect("a database");
    let options = database.connect_options().clone();
    let mut connection = options.connect().await.expect("a connection");
    fill(&mut connection, tables, condition).await;
    drop(connection);
    let mut maintenance = options.clone().database("postgres").connect().await.expect("a connection");
    run(&mut maintenance, "CREATE DATABASE larger TEMPLATE large").await;
    let twin = options.clone().database("larger");

    // Once for warm caches, as on a server that is in use.
    forget_peak_memory();
    let snapshot = look(&options).await;
    let memory = peak_memory();
    let server = time_of_server(&options).await;
    let inspection = timed(look(&options)).await.1;
    let dump = dump(&options);
    let (one, other) = (options.clone(), twin.clone());
    let parallel = timed(async {
        let looks = (tokio::spawn(async move { look(&one).await }), tokio::spawn(async move { look(&other).await }));
        (looks.0.await.expect("an inspection"), looks.1.await.expect("an inspection"))
    })
    .await;
    let (first, second) = parallel.0;
    let started = Instant::now();
    let comparison = compare(&first, &second, &CompareOptions::default());
    let comparing = started.elapsed();
    assert!(comparison.differences.is_empty() && snapshot.objects == first.objects, "a copy is the same");

    let ratio = |part: Duration, whole: Duration| part.as_secs_f64() / whole.as_secs_f64();
    println!("objects                                 {:>8}", snapshot.objects.len());
    println!("the server's own time for the queries   {:>8.3} s", server.as_secs_f64());
    println!("one inspection                          {:>8.3} s", inspection.as_secs_f64());
    println!("two inspections in parallel             {:>8.3} s", parallel.1.as_secs_f64());
    println!("comparing two snapshots                 {:>8.3} s", comparing.as_secs_f64());
    println!("peak memory after one inspection        {memory:>8} MiB");
    println!("inspection / server                     {:>8.2}", ratio(inspection, server));
    match dump {
        Some(dump) => {
            println!("pg_dump --schema-only                   {:>8.3} s", dump.as_secs_f64());
            println!("inspection / pg_dump                    {:>8.2}", ratio(inspection, dump));
            println!("two in parallel / pg_dump               {:>8.2}", ratio(parallel.1, dump));
        }
        None => println!("pg_dump of this server's version is not on this machine"),
    }

    run(&mut maintenance, "DROP DATABASE larger WITH (FORCE)").await;
    drop(maintenance);
    database.finish().await.expect("the database is dropped");
}

async fn fill(connection: &mut PgConnection, tables: usize, condition: &str) {
    run(connection, "CREATE SCHEMA shop").await;
    for start in (0..tables).step_by(BATCH) {
        let end = (start + BATCH).min(tables);
        let sql = format!(
            "DO $do$ BEGIN FOR i IN {start}..{end} - 1 LOOP
                 EXECUTE format('CREATE TABLE shop.t%s (id bigint PRIMARY KEY, a integer NOT NULL, b text DEFAULT ''x'',
                     c numeric(10,2), d timestamptz DEFAULT now(), e boolean, f varchar(40), g jsonb, h date,
                     other bigint)', i);
                 EXECUTE format('CREATE INDEX t%s_a ON shop.t%s (a, b)', i, i);
                 EXECUTE format('CREATE INDEX t%s_d ON shop.t%s (d DESC) {condition}', i, i);
                 EXECUTE format('ALTER TABLE shop.t%s ADD FOREIGN KEY (other) REFERENCES shop.t%s', i, i);
                 EXECUTE format('ALTER TABLE shop.t%s ADD FOREIGN KEY (id) REFERENCES shop.t%s', i, {start});
             END LOOP; END $do$"
        );
        run(connection, &sql).await;
    }
    run(connection, "VACUUM ANALYZE").await;
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect("SQL that runs");
}

async fn look(options: &PgConnectOptions) -> Snapshot {
    let mut connection = options.connect().await.expect("a connection");
    let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.expect("a session");
    let inspection = inspect(&mut session).await.expect("an inspection");
    session.end().await.expect("an end");
    inspection.snapshot
}

async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let started = Instant::now();
    let result = work.await;
    (result, started.elapsed())
}

/// Planning and execution of every query, as the server measures them.
async fn time_of_server(options: &PgConnectOptions) -> Duration {
    let mut connection = options.connect().await.expect("a connection");
    let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.expect("a session");
    let mut total = Duration::ZERO;
    let mut slowest: Vec<(Duration, &str)> = Vec::new();
    for (name, query) in queries(session.major()) {
        let explain = format!("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON) {query}");
        let rows =
            sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(session.connection()).await.expect("a plan that runs");
        let milliseconds: f64 = rows
            .iter()
            .filter_map(|row| {
                let line: String = row.get(0);
                let time = line.strip_prefix("Planning Time: ").or(line.strip_prefix("Execution Time: "))?;
                time.trim_end_matches(" ms").parse::<f64>().ok()
            })
            .sum();
        let time = Duration::from_secs_f64(milliseconds / 1000.0);
        slowest.push((time, name));
        total += time;
    }
    slowest.sort();
    for (time, name) in slowest.iter().rev().take(6) {
        println!("    {name:<36}{:>8.3} s", time.as_secs_f64());
    }
    total
}

/// `pg_dump` beside the server's binaries, if it is there.
fn dump(options: &PgConnectOptions) -> Option<Duration> {
    let folders =
        std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin/pg_dump"));
    let program = folders.filter(|path| path.is_file()).max()?;
    let socket = options.get_socket().map(|path| path.as_path()).unwrap_or(Path::new(options.get_host()));
    let started = Instant::now();
    let status = Command::new(program)
        .args(["--schema-only", "--dbname=large", "--username", options.get_username()])
        .arg("--host")
        .arg(socket)
        .args(["--port", &options.get_port().to_string()])
        .stdout(Stdio::null())
        .status()
        .ok()?;
    status.success().then(|| started.elapsed())
}

/// Forgets the most memory that this process had (`clear_refs` in `man 5 proc`).
fn forget_peak_memory() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory this process had since, in MiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}
