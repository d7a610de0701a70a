//! What the functions take as they are deployed, beside the least that a function can be, in one run on one machine.
//!
//! ```text
//! cargo bench -p driftline-tests --bench functions
//! ```
//!
//! The emulator of the end-to-end tests runs them, S3 and all else is moto, which is slower than AWS. Never measure under
//! qemu: the functions are built for this machine.

#![allow(clippy::print_stdout, reason = "a benchmark's output is its result")]
#![allow(dead_code, reason = "the end-to-end tests use the rest")]

#[path = "../tests/lambda/cloud/mod.rs"]
mod cloud;
#[path = "../tests/lambda/emulator/mod.rs"]
mod emulator;
#[path = "../tests/lambda/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::time::Duration;

use driftline_tests::functions::{FUNCTIONS, Function as Program};
use driftline_tests::rds::{Authority, Protocol, Rds, Settings};
use driftline_tests::{Encryption, Server, released_functions};
use emulator::{Emulator, Function, Spent};
use serde_json::{Value, json};
use site::{Changes, Site};

const HOST: &str = "orders.abc123.eu-central-1.rds.amazonaws.com";
const ROUNDS: usize = 9;
const TABLES: usize = 1000;
const MIGRATION: &str = "CREATE TABLE orders (id int PRIMARY KEY, note varchar(200));";

#[tokio::main]
async fn main() {
    // `cargo test --benches` would build everything a second time for nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let programs = released_functions(&FUNCTIONS);
    let hello = Program::read(programs["hello"].clone());
    emulator::use_programs(programs.into_iter().map(|(name, path)| (name, Program::read(path))).collect());

    let server = Server::start(Encryption::Off);
    prepare(&server).await;
    let authority = Authority::new();
    let rds = Rds::start(&authority, Settings::of(HOST, Protocol::Postgres, server.port()));
    let config = ["small", "large"].map(|name| database(name, &rds, &authority)).concat();
    let config = format!("[scratch]\nurl = {{ secrets-manager = \"scratch\", path = \".url\" }}\n{config}");
    let Some(site) = Site::deploy(&config, Changes::default()) else { return };
    site.put("sources/small/1_a.up.sql", MIGRATION);
    site.put("sources/large/1_a.up.sql", "SELECT 1");
    site.cloud.create_secret("scratch", &json!({ "url": server.url("postgres") }));

    let least = median((0..ROUNDS).map(|_| first_answer(&hello)).collect());
    println!("process start to first answer, median of {ROUNDS}, milliseconds");
    println!("  hello                    {:>7.1}", milliseconds(least));
    let begun = run(&site, "small").1;
    // Each on demand, each in a second of its own, so that none has to look for a free one.
    let dispatch = |round: usize| {
        let started = format!("2026-01-01T00:00:{round:02}Z");
        json!({ "event": { "databases": ["small"] }, "execution": format!("round-{round}"), "started": started })
    };
    let inspect = |_| json!({ "run": begun, "database": "small" });
    let summarize = |_| json!({ "run": begun });
    let asked: [(&str, &dyn Fn(usize) -> Value); 3] =
        [("Dispatch", &dispatch), ("Inspect", &inspect), ("Summarize", &summarize)];
    for (function, event) in asked {
        let name = format!("driftline-{function}Function");
        let times = (0..ROUNDS).map(|round| {
            site.lambda.shut_down(&name);
            site.lambda.spent();
            site.lambda.invoke(&name, &event(round)).unwrap_or_else(|error| panic!("{function}: {error:?}"));
            site.lambda.spent()[0].time
        });
        let time = milliseconds(median(times.collect()));
        println!("  {:<24} {time:>7.1}  hello + {:.1}", function.to_lowercase(), time - milliseconds(least));
    }

    for function in FUNCTIONS {
        let (first, rest) = function.split_at(1);
        site.lambda.shut_down(&format!("driftline-{}{rest}Function", first.to_uppercase()));
    }
    for (what, database) in
        [("every function new", "small"), ("again, all of them warm", "small"), ("a thousand tables", "large")]
    {
        let (spent, _) = run(&site, database);
        println!(
            "a run, {what}: {:.2} s billed in all",
            spent.iter().map(|it| it.time).sum::<Duration>().as_secs_f64()
        );
        for it in &spent {
            let name = it.function.trim_start_matches("driftline-").trim_end_matches("Function").to_lowercase();
            let new = if it.is_first { "new" } else { "" };
            println!("  {name:<10} {:>7.0} ms {:>5} MiB {new}", milliseconds(it.time), it.peak_memory / 1024);
        }
    }
}

/// From the start of the process to the answer, of the least that a function can be.
fn first_answer(program: &Program) -> Duration {
    let function = Function {
        name: "hello".to_owned(),
        program: program.clone(),
        environment: BTreeMap::new(),
        memory: 512,
        time_limit: Duration::from_secs(30),
    };
    let lambda = Emulator::start(vec![function]);
    lambda.invoke("hello", &json!({})).expect("it answers");
    lambda.spent()[0].time
}

/// A run over one database: what it took, and its name.
fn run(site: &Site, database: &str) -> (Vec<Spent>, String) {
    site.lambda.spent();
    let ended = site.wait(&site.start(&json!({ "databases": [database] })));
    assert_eq!(ended.status, "SUCCEEDED", "{ended:?}\n{}", site.logs());
    let run = ended.output["run"].as_str().unwrap_or_else(|| panic!("no run in {ended:?}")).to_owned();
    let verdict = site.summary(&run)[database]["verdict"].clone();
    assert!(verdict == "in_sync" || database == "large", "{verdict}\n{}", site.logs());
    (site.lambda.spent(), run)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A small database, and one of [`TABLES`] tables with ten columns, three indexes and a foreign key each.
async fn prepare(server: &Server) {
    server.run("postgres", "CREATE ROLE rds_iam; CREATE ROLE driftline LOGIN; GRANT rds_iam TO driftline").await;
    for database in ["small", "large"] {
        server.database(database, "postgres").await;
        server
            .deploy("postgres", database, &[("1_a.up.sql", if database == "small" { MIGRATION } else { "SELECT 1" })])
            .await;
        server.run(database, "GRANT SELECT ON schema_migrations TO driftline").await;
    }
    let columns: String = (1..=8).map(|number| format!(", column_{number} varchar(100) DEFAULT 'x'")).collect();
    let tables: String = (0..TABLES)
        .map(|number| {
            format!(
                "CREATE TABLE table_{number} (id bigint PRIMARY KEY, parent bigint REFERENCES table_{}{columns});
                 CREATE INDEX ON table_{number} (parent); CREATE INDEX ON table_{number} (column_1, column_2);",
                number.saturating_sub(1)
            )
        })
        .collect();
    server.run("large", &tables).await;
}

fn database(name: &str, rds: &Rds, authority: &Authority) -> String {
    format!(
        "\n[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"{HOST}:5432\"\ndial = \"127.0.0.1:{}\"\n\
         database = \"{name}\"\nuser = \"driftline\"\nauth = {{ method = \"rds-iam\" }}\nca-file = \"{}\"\n\
         source = {{ migrations = \"sources/{name}\" }}\n",
        rds.port(),
        authority.file().display()
    )
}
