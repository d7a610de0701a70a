//! The servers that the tests run on: those in the folders below `DRIFTLINE_TEST_MYSQL_SERVERS`, else this machine's own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use driftline_catalog::Engine;
use driftline_scratch::ScratchError;
use driftline_scratch::mysql::{Options, Server as Scratch};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};
use tokio::sync::OnceCell;

/// A running server.
pub(crate) struct Server {
    scratch: Scratch,
    /// The folder of the clients that came with it.
    clients: PathBuf,
}

/// Every server that is there. Started once; what watches over them ends them with this process.
pub(crate) async fn servers() -> &'static [Server] {
    static SERVERS: OnceCell<Vec<Server>> = OnceCell::const_new();
    SERVERS.get_or_init(start).await
}

async fn start() -> Vec<Server> {
    let mut folders: Vec<Option<PathBuf>> = vec![None];
    if let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") {
        let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
        folders = entries.map(|entry| entry.path().join("usr")).filter(|folder| folder.is_dir()).map(Some).collect();
        folders.sort();
    }
    let mut servers = Vec::new();
    for folder in folders {
        for engine in [Engine::Mariadb, Engine::Mysql] {
            let binaries = folder.as_ref().map(|folder| folder.join("sbin"));
            match Scratch::start(&Options { binaries, ..Options::new(engine) }).await {
                Ok(scratch) => {
                    let clients = folder.as_deref().unwrap_or(Path::new("/usr")).join("bin");
                    servers.push(Server { scratch, clients });
                }
                // A folder has a server of one engine.
                Err(ScratchError::NoMysqlServer { .. }) if folder.is_some() => {}
                Err(error @ ScratchError::NoMysqlServer { .. }) => say(&format!("skipped: {error}")),
                Err(error) => panic!("{error}"),
            }
        }
    }
    servers
}

#[expect(clippy::print_stderr, reason = "a test that skips has to say so")]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

impl Server {
    /// What it is, for messages.
    pub(crate) fn name(&self) -> String {
        self.scratch.engine().series(self.scratch.series())
    }

    pub(crate) fn engine(&self) -> Engine {
        self.scratch.engine()
    }

    pub(crate) fn options(&self) -> MySqlConnectOptions {
        self.scratch.connect_options()
    }

    /// Connects to a database as somebody.
    pub(crate) async fn connect(&self, database: &str, user: &str) -> MySqlConnection {
        let options = self.options().database(database).username(user);
        let mut connection = options.connect().await.unwrap_or_else(|error| panic!("{user} at {database}: {error}"));
        // The driver asks for a mode of its own.
        run(&mut connection, "SET sql_mode = @@global.sql_mode").await;
        connection
    }

    /// A new database, empty, and a connection to it of whoever may do everything.
    pub(crate) async fn database(&self) -> (String, MySqlConnection) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.create_database(&name).await;
        let connection = self.connect(&name, driftline_scratch::mysql::ACCOUNT).await;
        (name, connection)
    }

    pub(crate) async fn create_database(&self, name: &str) {
        let mut admin = self.options().connect().await.expect("connected");
        run(&mut admin, &format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} CHARACTER SET utf8mb4")).await;
    }

    pub(crate) async fn drop_database(&self, name: &str) {
        let mut admin = self.options().connect().await.expect("connected");
        run(&mut admin, &format!("DROP DATABASE {name}")).await;
    }

    fn client(&self, names: [&str; 2]) -> Command {
        let paths = names.map(|name| self.clients.join(name));
        let mut command = Command::new(paths.iter().find(|path| path.exists()).expect("the server's own client"));
        let socket = self.options().get_socket().expect("reached by a socket").clone();
        command.arg("--no-defaults").arg(format!("--socket={}", socket.display()));
        command.arg(format!("--user={}", driftline_scratch::mysql::ACCOUNT)).arg("--default-character-set=utf8mb4");
        command
    }

    /// Builds a database with the command-line client; false when that fails.
    pub(crate) fn build(&self, database: &str, script: &Path) -> bool {
        let script = std::fs::File::open(script).expect("readable");
        let mut client = self.client(["mariadb", "mysql"]);
        // Left to itself, MariaDB's client takes the comments out of bodies, which is no migrator's way.
        let status =
            client.args(["--comments", database]).stdin(script).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.expect("the client runs").success()
    }

    /// The schema of a database as the server's own tool dumps it; none where that fails, as for a view whose table is gone.
    pub(crate) fn dump(&self, database: &str) -> Option<String> {
        let mut dump = self.client(["mariadb-dump", "mysqldump"]);
        dump.args([
            "--no-data",
            "--routines",
            "--events",
            "--triggers",
            "--skip-comments",
            "--skip-opt",
            "--create-options",
        ]);
        if self.engine() == Engine::Mysql {
            dump.args(["--no-tablespaces", "--set-gtid-purged=OFF", "--column-statistics=0"]);
        }
        let output = dump.arg(database).output().expect("it runs");
        output.status.success().then(|| without_starts(&String::from_utf8_lossy(&output.stdout)))
    }
}

/// Runs statements that must succeed.
pub(crate) async fn run(connection: &mut MySqlConnection, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await;
    done.unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

/// The first column of every row.
pub(crate) async fn ask(connection: &mut MySqlConnection, sql: &str) -> Vec<String> {
    let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let text = |row: &sqlx::mysql::MySqlRow| {
        let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(0).expect("a column").unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    rows.iter().map(text).collect()
}

/// Without the time when an event was made, where nobody said another one.
fn without_starts(dump: &str) -> String {
    let mut parts = dump.split(" STARTS '");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('\'').map_or(part, |(_, rest)| rest))
}
