//! A private server for these tests: on a socket in a temporary directory, ended with the process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// A running server.
pub(crate) struct Server {
    pub(crate) bin: PathBuf,
    pub(crate) socket: PathBuf,
    /// The server ends when this pipe closes, which it does however this process ends.
    _lifeline: Mutex<std::process::Child>,
}

/// The folder with the server's binaries, newest version first.
fn binaries() -> PathBuf {
    if let Some(folder) = std::env::var_os("DRIFTLINE_POSTGRES_BIN") {
        return folder.into();
    }
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is installed; otherwise set DRIFTLINE_POSTGRES_BIN")
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    folders.sort();
    folders.pop().expect("a folder with initdb; otherwise set DRIFTLINE_POSTGRES_BIN")
}

/// PostgreSQL refuses to run as root, so as root it runs as the distribution's own user.
fn as_server_user(program: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    let mut command = if id.stdout.trim_ascii() == b"0" {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PG")) {
        command.env_remove(name);
    }
    command.current_dir("/");
    command
}

fn start() -> Server {
    let bin = binaries();
    let folder = tempfile::Builder::new().prefix("dlm").tempdir_in("/tmp").expect("folder").keep();
    let _ = Command::new("chown").arg("postgres").arg(&folder).status();
    let data = folder.join("data");
    let made = as_server_user(&bin.join("initdb"))
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(&data)
        .output()
        .expect("initdb runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    // The shell waits for the end of its input, then stops the server and removes the folder.
    let script =
        r#"folder=$1; shift; "$@" >"$folder/log" 2>&1 & cat >/dev/null; kill -QUIT $!; wait $!; rm -rf "$folder""#;
    let child = as_server_user(Path::new("/bin/sh"))
        .args(["-c", script, "sh"])
        .arg(&folder)
        .arg(bin.join("postgres"))
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"])
        .args(["-c", "max_connections=50", "-c", "autovacuum=off", "-c", "jit=off"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_ready(&bin, &folder) {
        assert!(Instant::now() < deadline, "no server after 30 s; see {}", folder.display());
        std::thread::sleep(Duration::from_millis(50));
    }
    Server { bin, socket: folder, _lifeline: Mutex::new(child) }
}

fn is_ready(bin: &Path, socket: &Path) -> bool {
    Command::new(bin.join("pg_isready")).arg("-q").arg("-h").arg(socket).status().is_ok_and(|status| status.success())
}

/// The one server of this test process.
pub(crate) fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(start)
}

impl Server {
    pub(crate) fn options(&self, database: &str, user: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket)
            .username(user)
            .database(database)
            .disable_statement_logging()
    }

    pub(crate) async fn connect(&self, database: &str, user: &str) -> PgConnection {
        PgConnection::connect_with(&self.options(database, user)).await.expect("connected")
    }

    /// A new database, empty, and a superuser's connection to it.
    pub(crate) async fn database(&self) -> (String, PgConnection) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = self.connect("postgres", "postgres").await;
        run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
        let connection = self.connect(&name, "postgres").await;
        (name, connection)
    }

    pub(crate) async fn drop_database(&self, name: &str) {
        let mut admin = self.connect("postgres", "postgres").await;
        run(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }

    /// The schema of a database as `pg_dump` writes it, without the random key of `\restrict`.
    pub(crate) fn dump(&self, database: &str) -> String {
        let output = Command::new(self.bin.join("pg_dump"))
            .args(["--schema-only", "--username=postgres", "--dbname", database, "--host"])
            .arg(&self.socket)
            .output()
            .expect("pg_dump runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
            .map(|line| format!("{line}\n"))
            .collect()
    }
}

/// Runs statements that must succeed.
pub(crate) async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{sql}"));
}
