//! Preparing and starting a server of our own.

use std::path::Path;
use std::time::Duration;

use sqlx::PgConnection;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::ScratchError;
use crate::account::{Account, create_folder};
use crate::installation::Installation;
use crate::prepared::{self, Initialisation, Kept, NotStarted};
use crate::processes::{Processes, SERVER_LOG, Unsuccessful};

/// Two seconds on an idle laptop; a loaded CI machine can be thirty times slower.
const INITDB_LIMIT: Duration = Duration::from_secs(120);
const START_LIMIT: Duration = Duration::from_secs(60);

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
pub(crate) async fn start(installation: &Installation) -> Result<Started, ScratchError> {
    let launched = match launch(installation).await {
        Err(NotStarted { kept: Some(kept), .. }) => {
            kept.discard();
            launch(installation).await
        }
        launched => launched,
    };
    launched.map_err(|not_started| not_started.error)
}

type Started = (Processes, PgConnectOptions, PgConnection);

async fn launch(installation: &Installation) -> Result<Started, NotStarted> {
    let account = Account::for_server()?;
    let processes = Processes::watch(create_folder(account)?, account)?;
    let kept = initdb(installation, &processes, account).await?;

    let mut arguments = vec!["-D".to_owned(), path_text(&processes.folder().join("data"))];
    let socket = format!("unix_socket_directories={}", path_text(processes.folder()));
    for setting in SERVER_SETTINGS.iter().copied().chain([socket.as_str()]) {
        arguments.extend(["-c".to_owned(), setting.to_owned()]);
    }
    processes.launch(&installation.folder.join("postgres"), &arguments, SERVER_LOG)?;

    let options = connect_options(processes.folder());
    match processes.first_connection(START_LIMIT, &options).await {
        Ok(connection) => Ok((processes, options, connection)),
        Err(Unsuccessful { outcome, log }) => {
            let error = ScratchError::Start { folder: installation.folder.clone(), outcome, log };
            Err(NotStarted { error, kept })
        }
    }
}

/// `--locale=C` because it exists everywhere and keeps messages and number formats the same on every
/// machine; each database is given its own encoding and locale from `template0`.
async fn initdb(
    installation: &Installation,
    processes: &Processes,
    account: Option<Account>,
) -> Result<Option<Kept>, ScratchError> {
    let data = path_text(&processes.folder().join("data"));
    let arguments = ["-D", &data, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    let arguments = arguments.map(str::to_owned);
    let initialisation = Initialisation {
        program: &installation.folder.join("initdb"),
        arguments: &arguments,
        server: &installation.folder.join("postgres"),
        limit: INITDB_LIMIT,
    };
    prepared::prepare(processes, account, &initialisation).await.map_err(|Unsuccessful { outcome, log }| {
        ScratchError::Initdb { folder: installation.folder.clone(), outcome, log }
    })
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

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
