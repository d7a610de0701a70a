//! The servers that the cases run on, and the databases that are made there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use driftline_catalog::mysql::quote;
use driftline_catalog::{Engine, Snapshot};
use driftline_config::Auth;
use driftline_introspect::mysql::{Limits, ReadOnlySession, Release, inspect};
use driftline_scratch::ScratchError;
use driftline_scratch::mysql::{Options, Server as Scratch};
use driftline_setup::{Facts, Histories, Reader, Step, steps};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};
use tokio::sync::OnceCell;

/// Who reads: the account that `driftline setup` makes.
const READER: &str = "driftline_reader";

/// Tests run side by side on one server.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A server.
pub(crate) struct Server {
    /// What PostgreSQL's suite asks of its servers.
    pub(crate) reads_roles: bool,
    options: MySqlConnectOptions,
    engine: Engine,
    series: u32,
    release: Release,
    /// Where nobody else uses it.
    own: Option<Scratch>,
    /// By database, what it was made from.
    scripts: Mutex<BTreeMap<String, String>>,
}

impl Server {
    /// Every server that is there: those of `DRIFTLINE_TEST_MYSQL_URL`, else those in the folders below
    /// `DRIFTLINE_TEST_MYSQL_SERVERS`, else this machine's own.
    pub(crate) async fn all() -> Vec<Self> {
        let chosen = std::env::var("DRIFTLINE_TEST_SERVER").unwrap_or_default();
        let mut servers = Vec::new();
        for options in addresses().await {
            let server = Self::at(options).await;
            if server.engine.as_str().starts_with(&chosen) || chosen == server.engine.series(server.series) {
                servers.push(server);
            }
        }
        servers
    }

    /// Servers for cases of what is the whole server's, which other cases would see; a server of somebody else's has to do
    /// for both.
    pub(crate) async fn all_for_roles() -> Vec<Self> {
        let mut servers = Self::apart(&[Engine::Mariadb, Engine::Mysql], "SELECT 1").await;
        if servers.is_empty() {
            servers = Self::all().await;
        }
        for server in &mut servers {
            server.reads_roles = true;
        }
        servers
    }

    /// Servers of some engines that nobody else uses, for what is the whole server's, each set up by some statements.
    ///
    /// There are none where a server of somebody else's is tried.
    pub(crate) async fn apart(engines: &[Engine], sql: &str) -> Vec<Self> {
        Self::apart_with(engines, 0, sql).await
    }

    /// The same, with a `lower_case_table_names`.
    pub(crate) async fn apart_with(engines: &[Engine], lower_case_table_names: u32, sql: &str) -> Vec<Self> {
        let mut servers = Vec::new();
        if std::env::var_os("DRIFTLINE_TEST_MYSQL_URL").is_none() {
            for scratch in start(engines, lower_case_table_names).await {
                let mut server = Self::at(scratch.connect_options().username("root")).await;
                server.own = Some(scratch);
                let mut root = server.options.connect().await.expect("a server that answers");
                execute(&mut root, sql).await.expect("the statements");
                servers.push(server);
            }
        }
        servers
    }

    async fn at(options: MySqlConnectOptions) -> Self {
        let options = options
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .timezone(Some(String::from("+00:00")))
            .collation("utf8mb4_general_ci");
        let mut root = options.clone().database("mysql").connect().await.expect("a server that answers");
        let (engine, series, release) = {
            let session = ReadOnlySession::begin(&mut root, Limits::default()).await.expect("a session");
            (session.engine(), session.series(), session.release())
        };
        let mut root = options.connect().await.expect("a server that answers");
        // Cases name the reader before it reads for the first time.
        execute(
            &mut root,
            &format!(
                "CREATE USER IF NOT EXISTS {READER}@'%'; \
                 CREATE USER IF NOT EXISTS app@'%'; CREATE USER IF NOT EXISTS other@localhost"
            ),
        )
        .await
        .expect("accounts");
        Self { reads_roles: false, options, engine, series, release, own: None, scripts: Mutex::default() }
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn series(&self) -> u32 {
        self.series
    }

    /// A database that a script made.
    pub(crate) async fn database(&self, script: &str) -> Result<Database<'_>, String> {
        let name = format!("m_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        self.named(&name, script).await
    }

    /// A database of this name that a script made.
    pub(crate) async fn named(&self, name: &str, script: &str) -> Result<Database<'_>, String> {
        let name = name.to_owned();
        self.scripts.lock().expect("a lock").insert(name.clone(), script.to_owned());
        let mut root = self.options.connect().await.map_err(|error| error.to_string())?;
        execute(
            &mut root,
            &format!("CREATE DATABASE {} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", quote(&name)),
        )
        .await?;
        let database = Database { server: self, name };
        database.run(script).await?;
        Ok(database)
    }

    /// Another database that the same script made.
    pub(crate) async fn copy(&self, name: &str) -> Result<Database<'_>, String> {
        let script = self.scripts.lock().expect("a lock").get(name).cloned().unwrap_or_default();
        self.database(&script).await
    }
}

/// A database.
pub(crate) struct Database<'s> {
    pub(crate) server: &'s Server,
    pub(crate) name: String,
}

/// Started once for all tests; what watches over them ends them with this process.
static STARTED: OnceCell<Vec<Scratch>> = OnceCell::const_new();

async fn addresses() -> Vec<MySqlConnectOptions> {
    if let Ok(urls) = std::env::var("DRIFTLINE_TEST_MYSQL_URL") {
        return urls.split(',').map(|url| url.parse().expect("a URL of MySQL")).collect();
    }
    let started = STARTED.get_or_init(|| start(&[Engine::Mariadb, Engine::Mysql], 0)).await;
    started.iter().map(|server| server.connect_options().username("root")).collect()
}

#[expect(clippy::print_stderr, reason = "what was skipped has to be seen")]
async fn start(engines: &[Engine], lower_case_table_names: u32) -> Vec<Scratch> {
    let mut binaries: Vec<Option<PathBuf>> = vec![None];
    if let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") {
        let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
        let folders = entries.map(|entry| entry.path().join("usr/sbin")).filter(|folder| folder.is_dir());
        binaries = folders.map(Some).collect();
        binaries.sort();
    }
    let mut servers = Vec::new();
    for binaries in binaries {
        for &engine in engines {
            let options = Options { binaries: binaries.clone(), lower_case_table_names, ..Options::new(engine) };
            match Scratch::start(&options).await {
                Ok(server) => servers.push(server),
                // A folder has a server of one engine.
                Err(ScratchError::NoMysqlServer { .. }) if binaries.is_some() => {}
                Err(error @ ScratchError::NoMysqlServer { .. }) => eprintln!("skipped: {error}"),
                Err(error) => panic!("{error}"),
            }
        }
    }
    servers
}

impl Database<'_> {
    /// How the administrator connects to it.
    pub(crate) fn options(&self) -> MySqlConnectOptions {
        self.server.options.clone().database(&self.name)
    }

    /// How an account without a password connects to it.
    pub(crate) fn options_of(&self, account: &str) -> MySqlConnectOptions {
        without_password(&self.server.options).username(account).database(&self.name)
    }

    /// The folder that holds its files, where that is on this machine and may be written.
    pub(crate) async fn folder(&self) -> Option<PathBuf> {
        let mut root = self.options().connect().await.ok()?;
        let folder =
            sqlx::query_scalar::<_, String>("SELECT @@datadir").persistent(false).fetch_one(&mut root).await.ok()?;
        let folder = PathBuf::from(folder).join(&self.name);
        folder.is_dir().then_some(folder)
    }

    /// The rows of a query of the administrator, each as one text.
    pub(crate) async fn rows(&self, sql: &str) -> Result<Vec<String>, String> {
        let mut root = self.options().connect().await.map_err(|error| error.to_string())?;
        let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(&mut root).await;
        let text = |row: &MySqlRow, place: usize| {
            let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(place).ok().flatten().unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let line = |row: &MySqlRow| (0..row.len()).map(|place| text(row, place)).collect::<Vec<_>>().join(" ");
        rows.map(|rows| rows.iter().map(line).collect()).map_err(|error| error.to_string())
    }

    /// Runs statements as the administrator.
    pub(crate) async fn run(&self, sql: &str) -> Result<(), String> {
        let options = self.server.options.clone().database(&self.name);
        let mut root = options.connect().await.map_err(|error| error.to_string())?;
        execute(&mut root, &sql.replace(":database", &quote(&self.name))).await
    }

    /// What `driftline setup` would do, but that servers of tests are reached from anywhere.
    async fn make_reader(&self, root: &mut MySqlConnection, views: Vec<String>) -> Result<(), String> {
        let Server { engine, series, release, .. } = *self.server;
        let reader =
            Reader { engine, database: &self.name, user: READER, auth: &Auth::None, is_local: true, roles: true };
        let facts = Facts { series: Some(series), release: Some(release), views: Some(views), ..Facts::default() };
        let steps = steps(&reader, &facts, &Histories::None);
        let statements: Vec<&str> = steps.iter().filter_map(Step::sql).collect();
        execute(root, &statements.join("; ").replace("@`localhost`", "@`%`")).await
    }

    /// Reads it as the account that `driftline setup` makes.
    pub(crate) async fn read(&self) -> Result<Snapshot, String> {
        let failed = |error: sqlx::Error| error.to_string();
        let mut root = self.server.options.clone().database(&self.name).connect().await.map_err(failed)?;
        let views: Vec<String> = sqlx::query_scalar::<_, Vec<u8>>(
            "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()",
        )
        .persistent(false)
        .fetch_all(&mut root)
        .await
        .map_err(failed)?
        .into_iter()
        .map(|name| String::from_utf8(name).expect("a name in UTF-8"))
        .collect();
        self.make_reader(&mut root, views).await?;
        let options = self.options_of(READER);
        let mut connection = options.connect().await.map_err(failed)?;
        let session =
            ReadOnlySession::begin(&mut connection, Limits::default()).await.map_err(|error| error.to_string())?;
        let mut session = session.with_roles(true);
        let inspection = inspect(&mut session).await.map_err(|error| error.to_string())?;
        if let Some(gap) = inspection.snapshot.coverage.gaps.first() {
            return Err(format!("not seen: {}: {}", gap.what, gap.why));
        }
        Ok(inspection.snapshot)
    }

    pub(crate) async fn drop(self) -> Result<(), String> {
        let mut root = self.server.options.connect().await.map_err(|error| error.to_string())?;
        if self.server.engine == Engine::Mysql {
            execute(&mut root, &format!("ALTER DATABASE {} READ ONLY = 0", quote(&self.name))).await?;
        }
        execute(&mut root, &format!("DROP DATABASE {}", quote(&self.name))).await?;
        // What was granted on a database outlives it.
        let pattern = quote(&self.name).replace('_', "\\_").replace('%', "\\%");
        let _ = execute(&mut root, &format!("REVOKE ALL PRIVILEGES ON {pattern}.* FROM {READER}@'%'")).await;
        Ok(())
    }
}

/// The same server, for an account that has no password.
fn without_password(options: &MySqlConnectOptions) -> MySqlConnectOptions {
    let other = MySqlConnectOptions::new().ssl_mode(options.get_ssl_mode());
    let other = other.pipes_as_concat(false).no_engine_substitution(false).timezone(Some(String::from("+00:00")));
    let other = other.collation("utf8mb4_general_ci");
    match options.get_socket() {
        Some(socket) => other.host("localhost").socket(socket),
        None => other.host(options.get_host()).port(options.get_port()),
    }
}

async fn execute(connection: &mut MySqlConnection, sql: &str) -> Result<(), String> {
    if sql.trim().is_empty() {
        return Ok(());
    }
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(|error| error.to_string())
}
