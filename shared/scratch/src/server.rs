//! Preparing and starting a server of our own.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, PgConnection};

use crate::ScratchError;
use crate::account::{Account, create_folder};
use crate::installation::Installation;
use crate::processes::Processes;

/// Two seconds on an idle laptop; a loaded CI machine can be thirty times slower.
const INITDB_LIMIT: Duration = Duration::from_secs(120);
const START_LIMIT: Duration = Duration::from_secs(60);
const LOG_LINES: usize = 20;

/// The bootstrap superuser of our own servers.
pub(crate) const SUPERUSER: &str = "postgres";

/// What the server is told, and why where it is not plain speed.
const SERVER_SETTINGS: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "port=5432",
    // Nothing in it is worth keeping.
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "checkpoint_timeout=1h",
    "jit=off",
    "shared_buffers=32MB",
    "max_connections=20",
    // A migration may touch thousands of tables in one transaction, and so does reading them.
    "max_locks_per_transaction=1024",
    // Migrations that create publications and slots work without warnings; subscriptions never dial out.
    "wal_level=logical",
    "max_wal_senders=4",
    "max_replication_slots=10",
    "max_logical_replication_workers=0",
    // The same on every machine.
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    "logging_collector=off",
    "log_destination=stderr",
];

/// Prepares a cluster in a private folder, starts the server on it, and opens the first connection.
pub(crate) async fn start(
    installation: &Installation,
) -> Result<(Processes, PgConnectOptions, PgConnection), ScratchError> {
    let account = Account::for_server()?;
    let processes = Processes::watch(create_folder(account)?, account)?;
    initdb(installation, &processes).await?;

    let mut arguments = vec!["-D".to_owned(), path_text(&processes.folder().join("data"))];
    let socket = format!("unix_socket_directories={}", path_text(processes.folder()));
    for setting in SERVER_SETTINGS.iter().copied().chain([socket.as_str()]) {
        arguments.extend(["-c".to_owned(), setting.to_owned()]);
    }
    processes.launch(&installation.folder.join("postgres"), &arguments, "log")?;

    let options = connect_options(processes.folder());
    let connection = first_connection(installation, &processes, &options).await?;
    Ok((processes, options, connection))
}

/// `--locale=C` because it exists everywhere and keeps messages and number formats the same on every
/// machine; each database is given its own encoding and locale from `template0`.
async fn initdb(installation: &Installation, processes: &Processes) -> Result<(), ScratchError> {
    let data = path_text(&processes.folder().join("data"));
    let arguments = ["-D", &data, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    let arguments = arguments.map(str::to_owned);
    processes.launch(&installation.folder.join("initdb"), &arguments, "initdb.log")?;
    let start = Instant::now();
    let outcome = loop {
        match processes.ended() {
            Some(success) if success.is_empty() => return Ok(()),
            Some(failure) => break failure,
            None if INITDB_LIMIT < start.elapsed() => {
                break format!("not done after {} seconds", INITDB_LIMIT.as_secs());
            }
            None => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    let log = last_lines(&processes.folder().join("initdb.log"));
    Err(ScratchError::Initdb { folder: installation.folder.clone(), outcome, log })
}

async fn first_connection(
    installation: &Installation,
    processes: &Processes,
    options: &PgConnectOptions,
) -> Result<PgConnection, ScratchError> {
    let start = Instant::now();
    let outcome = loop {
        // Seen before connecting, so that a server which ended is not waited for.
        let ended = processes.ended();
        let attempt = tokio::time::timeout(Duration::from_secs(5), options.connect()).await;
        match (attempt, ended) {
            (Ok(Ok(connection)), _) => return Ok(connection),
            (_, Some(outcome)) => break format!("it ended: {outcome}"),
            (Ok(Err(error)), None) if START_LIMIT < start.elapsed() => break error.to_string(),
            (Err(_), None) if START_LIMIT < start.elapsed() => break "no answer".to_owned(),
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    let log = last_lines(&processes.folder().join("log"));
    Err(ScratchError::Start { folder: installation.folder.clone(), outcome, log })
}

/// Everything the `PG*` variables could say is overridden; `PGOPTIONS`, which cannot be, was refused before.
fn connect_options(folder: &Path) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("localhost")
        .socket(folder)
        .port(5432)
        .username(SUPERUSER)
        .password("")
        .database(SUPERUSER)
        .ssl_mode(PgSslMode::Disable)
        .application_name("driftline")
}

fn last_lines(path: &Path) -> String {
    let text = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
