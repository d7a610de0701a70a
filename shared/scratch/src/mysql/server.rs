//! Preparing and starting a server of our own, or coming to one that is offered.

use std::path::{Path, PathBuf};
use std::time::Duration;

use driftline_catalog::Engine;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};
use tokio::sync::Mutex;

use super::before::Before;
use super::installation::{self, Installation};
use crate::account::{Account, create_folder};
use crate::prepared::{self, Initialisation, Kept, NotStarted};
use crate::processes::{Processes, SERVER_LOG, Unsuccessful};
use crate::{Offered, ScratchError, Way};

const INITIALISE_LIMIT: Duration = Duration::from_secs(180);
const START_LIMIT: Duration = Duration::from_secs(90);

/// Who replays on a server of our own. Nobody else is called so: what has this definer says that it names none.
pub const ACCOUNT: &str = "driftline_scratch";

/// What every server is told, and why where it is not plain speed.
const SETTINGS: &[&str] = &[
    "--skip-networking",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=64M",
    "--max-connections=40",
    // Nothing runs by itself, and functions need no word on what they read.
    "--event-scheduler=OFF",
    "--log-bin-trust-function-creators=1",
    "--default-time-zone=+00:00",
    "--character-set-server=utf8mb4",
];
const SETTINGS_OF_MYSQL: &[&str] =
    &["--mysqlx=OFF", "--skip-log-bin", "--secure-file-priv=NULL", "--log-error-verbosity=1"];

/// How to come by a server.
#[derive(Clone, Debug)]
pub struct Options {
    /// A server that somebody offers. Databases `driftline_<random>` are created on it and dropped again.
    pub offered: Option<Offered<MySqlConnectOptions>>,
    /// Which of the two.
    pub engine: Engine,
    /// The live server's release series; migrations are best replayed on the same.
    pub preferred_series: Option<u32>,
    /// The live server's `lower_case_table_names`.
    pub lower_case_table_names: u32,
    /// A folder with the server's program, where the choice is made already.
    pub binaries: Option<PathBuf>,
}

impl Options {
    /// A server of this engine.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self { offered: None, engine, preferred_series: None, lower_case_table_names: 0, binaries: None }
    }
}

/// A running server, ours or the one the user offers. Dropping it stops and removes a server of our own.
#[derive(Debug)]
pub struct Server {
    /// None for a server that is not ours.
    processes: Option<Processes>,
    options: MySqlConnectOptions,
    /// What has to be kept for the options to lead there.
    pub(super) way: Option<Way>,
    engine: Engine,
    series: u32,
    /// What one of our own was like before the first migration.
    pub(super) before: Option<Before>,
    /// Whoever holds it has the server to himself.
    pub(super) borrowed: Mutex<()>,
}

impl Server {
    /// Finds or starts a server.
    ///
    /// # Errors
    ///
    /// When there is no server to be had or it does not start; the error ends with the server's last words.
    pub async fn start(options: &Options) -> Result<Self, ScratchError> {
        let (processes, connect, server, way) = match &options.offered {
            Some(Offered { options, server, way }) => (None, plain(options.clone()), server.clone(), way.clone()),
            None => {
                let installation =
                    installation::choose(options.engine, options.preferred_series, options.binaries.as_deref())?;
                // On a machine that is out of breath a first start can fail by itself; a second tells.
                let launched = match launch(&installation, options.lower_case_table_names).await {
                    Err(NotStarted { error: ScratchError::Start { outcome, .. }, kept }) => {
                        tracing::warn!(outcome, "a throwaway server did not start; trying once more");
                        kept.into_iter().for_each(Kept::discard);
                        launch(&installation, options.lower_case_table_names).await
                    }
                    launched => launched,
                };
                let (processes, connect) = launched.map_err(|not_started| not_started.error)?;
                let server = processes.folder().display().to_string();
                (Some(processes), connect, server, None)
            }
        };
        let failed = |source| ScratchError::DevServer { server: server.clone(), source };
        let mut connection = connect.connect().await.map_err(failed)?;
        let row = sqlx::raw_sql("SELECT VERSION() AS version").fetch_one(&mut connection).await.map_err(failed)?;
        let version: String = row.try_get_unchecked("version").map_err(failed)?;
        let engine = if version.contains("MariaDB") { Engine::Mariadb } else { Engine::Mysql };
        let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
        let series = numbers.next().unwrap_or_default() * 100 + numbers.next().unwrap_or_default().min(99);
        let before = match &processes {
            Some(_) => Some(Before::read(&mut connection).await.map_err(failed)?),
            None => None,
        };
        Ok(Self { processes, options: connect, way, engine, series, before, borrowed: Mutex::new(()) })
    }

    /// Which of the two it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The release series: 1011 is 10.11.
    #[must_use]
    pub fn series(&self) -> u32 {
        self.series
    }

    /// Whether it is one of our own.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.processes.is_some()
    }

    /// Connects as whoever may do everything, to no database.
    #[must_use]
    pub fn connect_options(&self) -> MySqlConnectOptions {
        self.options.clone()
    }

    /// The folder of a server of our own, with its socket `s`.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.processes.as_ref().map(Processes::folder)
    }

    pub(super) async fn connection(&self) -> Result<MySqlConnection, ScratchError> {
        self.options.connect().await.map_err(ScratchError::statement("connect"))
    }

    /// Stops and removes a server of our own.
    ///
    /// # Errors
    ///
    /// When something of it remains.
    pub fn stop(self) -> Result<(), ScratchError> {
        self.processes.as_ref().map_or(Ok(()), Processes::end)
    }
}

pub(super) async fn execute(connection: &mut MySqlConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|_| ())
}

/// The driver would add modes, a time zone and a collation of its own.
fn plain(options: MySqlConnectOptions) -> MySqlConnectOptions {
    options.pipes_as_concat(false).no_engine_substitution(false).timezone(None).disable_statement_logging()
}

type Started = (Processes, MySqlConnectOptions);

async fn launch(installation: &Installation, lower_case_table_names: u32) -> Result<Started, NotStarted> {
    let account = Account::for_server()?;
    let processes = Processes::watch(create_folder(account)?, account)?;
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let data = format!("--datadir={}", text(&processes.folder().join("data")));
    let cases = format!("--lower-case-table-names={lower_case_table_names}");
    // MariaDB drops what looks like an earlier server's temporary tables when it starts. Where other servers keep theirs
    // too, it takes them from under a running one, which may crash.
    let temporary = format!("--tmpdir={}", text(processes.folder()));
    let (program, arguments) = match installation.engine {
        Engine::Mariadb => {
            let base = format!("--basedir={}", text(&installation.base()));
            let others = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"];
            let others = others.map(str::to_owned);
            let all =
                ["--no-defaults".to_owned(), base, data.clone(), temporary.clone()].into_iter().chain(others).collect();
            (installation.installer(), all)
        }
        _ => {
            let all = vec![
                "--no-defaults".to_owned(),
                "--initialize-insecure".to_owned(),
                data.clone(),
                cases.clone(),
                temporary.clone(),
            ];
            (installation.program.clone(), all)
        }
    };
    let arguments: Vec<String> = arguments;
    let failed =
        |Unsuccessful { outcome, log }| ScratchError::Start { folder: installation.program.clone(), outcome, log };
    let initialisation = Initialisation {
        program: &program,
        arguments: &arguments,
        server: &installation.program,
        limit: INITIALISE_LIMIT,
    };
    let kept = prepared::prepare(&processes, account, &initialisation).await.map_err(failed)?;

    let mut arguments = vec![
        "--no-defaults".to_owned(),
        data,
        cases,
        temporary,
        format!("--socket={}", text(&processes.folder().join("s"))),
        format!("--pid-file={}", text(&processes.folder().join("pid"))),
    ];
    let of_mysql = if installation.engine == Engine::Mysql { SETTINGS_OF_MYSQL } else { &[] };
    arguments.extend(SETTINGS.iter().chain(of_mysql).map(|&setting| setting.to_owned()));
    processes.launch(&installation.program, &arguments, SERVER_LOG)?;
    let root = plain(MySqlConnectOptions::new())
        .host("localhost")
        .socket(processes.folder().join("s"))
        .username("root")
        .ssl_mode(MySqlSslMode::Disabled);
    let mut connection = match processes.first_connection(START_LIMIT, &root).await {
        Ok(connection) => connection,
        Err(error) => return Err(NotStarted { error: failed(error), kept }),
    };
    let sql = format!("CREATE USER {ACCOUNT}@localhost; GRANT ALL ON *.* TO {ACCOUNT}@localhost WITH GRANT OPTION");
    execute(&mut connection, &sql).await.map_err(ScratchError::statement("create an account"))?;
    Ok((processes, root.username(ACCOUNT)))
}
