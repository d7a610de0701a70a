//! Databases on real servers of MySQL and MariaDB, and the server's own dump of them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use driftline_catalog::{Engine, Snapshot};
use driftline_config::Auth;
use driftline_ddl::Script;
use driftline_introspect::mysql::{Limits, ReadOnlySession, Release, inspect};
use driftline_scratch::mysql::{Options, Server as Scratch};
use driftline_setup::{Facts, Histories, Reader, Step, steps};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use tokio::sync::OnceCell;

/// Who reads: the account that `driftline setup` makes.
const READER: &str = "driftline_reads_schemas";

/// A server.
pub struct Server {
    /// `mariadb-10.11`.
    pub name: String,
    options: MySqlConnectOptions,
    engine: Engine,
    series: u32,
    release: Release,
    /// Where its clients are; none where they are those of the machine.
    programs: Option<PathBuf>,
}

impl Server {
    /// Every server that is there.
    ///
    /// # Panics
    ///
    /// When one does not answer.
    pub async fn all() -> Vec<Self> {
        let chosen = std::env::var("DRIFTLINE_TEST_SERVER").unwrap_or_default();
        let mut servers = Vec::new();
        for options in addresses().await {
            let server = Self::at(options).await;
            if server.name.starts_with(&chosen) {
                servers.push(server);
            }
        }
        servers
    }

    async fn at(options: MySqlConnectOptions) -> Self {
        let options = options.pipes_as_concat(false).no_engine_substitution(false).timezone(None);
        let mut root = options.clone().database("mysql").connect().await.expect("a server that answers");
        let session = ReadOnlySession::begin(&mut root, Limits::default()).await.expect("a session");
        let (engine, series, release) = (session.engine(), session.series(), session.release());
        let name = format!("{engine}-{}.{}", series / 100, series % 100);
        let folder = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS").map(|folder| PathBuf::from(folder).join(&name));
        let programs = folder.map(|folder| folder.join("usr/bin")).filter(|folder| folder.exists());
        Self { name, options, engine, series, release, programs }
    }

    /// An empty database of this name, whatever was there before.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub async fn database(&self, name: &str) -> Result<Database<'_>, String> {
        let mut root = self.options.connect().await.map_err(|error| error.to_string())?;
        execute(&mut root, format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}")).await?;
        Ok(Database { server: self, name: name.to_owned() })
    }

    fn program(&self, name: &str) -> Command {
        let name = match (self.engine, name) {
            (Engine::Mariadb, "client") => "mariadb",
            (Engine::Mariadb, _) => "mariadb-dump",
            (_, "client") => "mysql",
            _ => "mysqldump",
        };
        let path = self.programs.as_ref().map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
        let mut command = Command::new(path);
        command.arg("--no-defaults").arg("--default-character-set=utf8mb4");
        command.arg(format!("--user={}", self.options.get_username()));
        match self.options.get_socket() {
            Some(socket) => command.arg(format!("--socket={}", socket.display())),
            None => command.args([
                format!("--host={}", self.options.get_host()),
                format!("--port={}", self.options.get_port()),
                "--protocol=tcp".to_owned(),
            ]),
        };
        command
    }
}

/// Started once for all tests; what watches over them ends them with this process.
static STARTED: OnceCell<Vec<Scratch>> = OnceCell::const_new();

/// The servers of `DRIFTLINE_TEST_MYSQL_URL`, else those in the folders below `DRIFTLINE_TEST_MYSQL_SERVERS`.
async fn addresses() -> Vec<MySqlConnectOptions> {
    if let Ok(urls) = std::env::var("DRIFTLINE_TEST_MYSQL_URL") {
        return urls.split(',').map(|url| url.parse().expect("a URL of MySQL")).collect();
    }
    let started = STARTED.get_or_init(start).await;
    started.iter().map(|server| server.connect_options().username("root")).collect()
}

async fn start() -> Vec<Scratch> {
    let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") else {
        eprintln!(
            "skipped: DRIFTLINE_TEST_MYSQL_SERVERS names no folder with servers (scripts/mysql-servers makes one)"
        );
        return Vec::new();
    };
    let mut servers = Vec::new();
    for folder in subfolders(Path::new(&folder)) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let engine = if name.starts_with("mariadb") { Engine::Mariadb } else { Engine::Mysql };
        if name.starts_with('.') {
            continue;
        }
        let options = Options { binaries: Some(folder.join("usr/sbin")), ..Options::new(engine) };
        servers.push(Scratch::start(&options).await.unwrap_or_else(|error| panic!("{error}")));
    }
    servers
}

/// A database.
pub struct Database<'s> {
    server: &'s Server,
    name: String,
}

impl Database<'_> {
    /// Loads a script with the server's own client, which knows `DELIMITER`. Lines that would leave the database are left
    /// out.
    ///
    /// # Errors
    ///
    /// What the client says.
    pub fn load(&self, script: &[u8]) -> Result<(), String> {
        let text = String::from_utf8_lossy(script);
        let leaves = |line: &&[u8]| {
            let line = String::from_utf8_lossy(line.trim_ascii_start()).to_ascii_uppercase();
            ["USE ", "CREATE DATABASE", "CREATE SCHEMA", "DROP DATABASE", "DROP SCHEMA", "SOURCE "]
                .iter()
                .any(|start| line.starts_with(start))
        };
        // Some scripts spell the name of the database that they are for.
        let own = text.lines().find_map(|line| line.trim().strip_prefix("USE ").or(line.trim().strip_prefix("use ")));
        let own = own.map(|name| format!("{}.", name.trim_end_matches(';').trim().trim_matches('`')));
        let own = own.map(|own| text.replace(&format!(" {own}"), " "));
        // But for these, every byte is as it was.
        let script = own.as_deref().map_or(script, str::as_bytes);
        let kept: Vec<&[u8]> = script.split(|byte| *byte == b'\n').filter(|line| !leaves(line)).collect();
        let mut client = self.server.program("client");
        let mut child = client
            .arg(&self.name)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut input = child.stdin.take().expect("a pipe");
        // A client that stops at an error closes the pipe; what it says is read below.
        let _ = input.write_all(&kept.join(&b'\n'));
        drop(input);
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(said.lines().last().unwrap_or_default().to_owned()) }
    }

    /// Runs a script of ours.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub async fn run(&self, script: &Script) -> Result<(), String> {
        let text = script.statements().collect::<Vec<_>>().join("\n");
        execute(&mut self.root().await?, text).await
    }

    async fn root(&self) -> Result<MySqlConnection, String> {
        let options = self.server.options.clone().database(&self.name);
        options.connect().await.map_err(|error| error.to_string())
    }

    /// Reads it as the account that `driftline setup` makes.
    ///
    /// # Errors
    ///
    /// What the inspection says.
    pub async fn read(&self) -> Result<Snapshot, String> {
        let mut root = self.root().await?;
        let views = "SELECT CAST(TABLE_NAME AS BINARY) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()";
        let views = sqlx::query_scalar::<_, Vec<u8>>(views).persistent(false).fetch_all(&mut root).await;
        let views = views.map_err(|error| error.to_string())?;
        let views = views.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        self.make_reader(&mut root, views).await?;
        let options = without_password(&self.server.options).username(READER).database(&self.name);
        let mut connection = options.connect().await.map_err(|error| error.to_string())?;
        let mut session =
            ReadOnlySession::begin(&mut connection, Limits::default()).await.map_err(|error| error.to_string())?;
        inspect(&mut session).await.map(|inspection| inspection.snapshot).map_err(|error| error.to_string())
    }

    /// What `driftline setup` would do, but that servers of tests are reached from anywhere.
    async fn make_reader(&self, root: &mut MySqlConnection, views: Vec<String>) -> Result<(), String> {
        let engine = self.server.engine;
        let reader =
            Reader { engine, database: &self.name, user: READER, auth: &Auth::None, is_local: true, roles: false };
        let facts = Facts {
            series: Some(self.server.series),
            release: Some(self.server.release),
            views: Some(views),
            ..Facts::default()
        };
        let steps = steps(&reader, &facts, &Histories::None);
        for sql in steps.iter().filter_map(Step::sql) {
            execute(root, sql.replace("@`localhost`", "@`%`")).await?;
        }
        Ok(())
    }

    /// The server's own dump of the schema.
    ///
    /// # Errors
    ///
    /// What the dump says.
    pub fn dump(&self) -> Result<Vec<u8>, String> {
        let mut dump = self.server.program("dump");
        dump.args(["--no-data", "--routines", "--events", "--triggers", "--skip-comments", "--skip-dump-date"]);
        if self.server.engine == Engine::Mysql {
            dump.arg("--set-gtid-purged=OFF");
        }
        let output = dump.arg(&self.name).output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(format!("the dump fails: {}", String::from_utf8_lossy(&output.stderr)))
        }
    }

    /// The dump without what is no part of a schema.
    ///
    /// # Errors
    ///
    /// What the dump says.
    pub fn comparable_dump(&self) -> Result<String, String> {
        let text = String::from_utf8_lossy(&self.dump()?).into_owned();
        let text = text.replace(&format!("`{}`", self.name), "`database`");
        let lines = text.lines().map(|line| match line.split_once(" AUTO_INCREMENT=") {
            Some((before, after)) if line.starts_with(')') => {
                let after = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
                format!("{before}{after}")
            }
            _ => line.to_owned(),
        });
        Ok(lines.collect::<Vec<_>>().join("\n"))
    }
}

/// The same server, for an account that has no password.
fn without_password(options: &MySqlConnectOptions) -> MySqlConnectOptions {
    let other = MySqlConnectOptions::new().ssl_mode(options.get_ssl_mode());
    let other = other.pipes_as_concat(false).no_engine_substitution(false).timezone(None);
    match options.get_socket() {
        Some(socket) => other.host("localhost").socket(socket),
        None => other.host(options.get_host()).port(options.get_port()),
    }
}

async fn execute(connection: &mut MySqlConnection, sql: String) -> Result<(), String> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(|_| ()).map_err(|error| error.to_string())
}

/// The folders of other people's schemas, so many levels down; none, and a word about it, where they are not there.
/// `DRIFTLINE_TEST_CORPORA` names another folder of the same layout.
pub fn folders_of_others(path: &str, levels: usize) -> Vec<PathBuf> {
    if !crate::full() {
        return Vec::new();
    }
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let root = std::env::var_os("DRIFTLINE_TEST_CORPORA").map_or_else(usual, PathBuf::from).join(path);
    if !root.exists() {
        eprintln!("skipped {path}: other people's schemas are not here");
        return Vec::new();
    }
    let mut folders = vec![root];
    for _ in 0..levels {
        folders = folders.iter().flat_map(|folder| subfolders(folder)).collect();
    }
    folders
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
