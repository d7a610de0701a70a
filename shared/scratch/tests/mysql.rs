//! Throwaway servers of MySQL and MariaDB: those below `DRIFTLINE_TEST_MYSQL_SERVERS`, else this machine's own.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use driftline_catalog::Engine;
use driftline_scratch::mysql::{DatabaseRequest, Options, Server};
use driftline_scratch::{Offered, ScratchError};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};

/// The folder of each server's program, and its engine.
fn installations() -> Vec<(Option<PathBuf>, Engine)> {
    let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") else {
        return vec![(None, Engine::Mariadb)];
    };
    let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
    let engine = |name: &str| if name.starts_with("mysql") { Engine::Mysql } else { Engine::Mariadb };
    let mut found: Vec<_> = entries
        .map(|entry| (Some(entry.path().join("usr/sbin")), engine(&entry.file_name().to_string_lossy())))
        .filter(|(folder, _)| folder.as_ref().is_some_and(|folder| folder.is_dir()))
        .collect();
    found.sort();
    found
}

#[expect(clippy::print_stderr, reason = "a test that skips has to say so")]
async fn start(binaries: Option<PathBuf>, engine: Engine) -> Option<Server> {
    let may_skip = binaries.is_none();
    match Server::start(&Options { binaries, ..Options::new(engine) }).await {
        Ok(server) => Some(server),
        Err(error @ ScratchError::NoMysqlServer { .. }) if may_skip => {
            eprintln!("skipped: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// The first column of the first row.
async fn ask(options: &MySqlConnectOptions, sql: &str) -> String {
    let mut connection = options.connect().await.expect("it accepts connections");
    let row = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_one(&mut connection).await;
    let row = row.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(0).expect("a column").unwrap_or_default();
    String::from_utf8(bytes).expect("text")
}

async fn run(options: &MySqlConnectOptions, sql: &str) {
    let mut connection = options.connect().await.expect("it accepts connections");
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

const ACCOUNTS: &str = "SELECT GROUP_CONCAT(CONCAT(User, '@', Host) ORDER BY User, Host) FROM mysql.user \
                        WHERE User NOT LIKE 'mysql.%' AND User NOT LIKE 'mariadb.%' AND User NOT IN ('root', 'PUBLIC')";

#[tokio::test]
async fn what_migrations_do_to_the_server_is_gone_for_the_next() {
    for (binaries, engine) in installations() {
        let Some(server) = start(binaries, engine).await else { continue };
        let folder = server.folder().expect("our own").to_owned();
        let request = DatabaseRequest {
            name: "shop `1`".to_owned(),
            charset: "latin1".to_owned(),
            collation: "latin1_bin".to_owned(),
            accounts: vec![("app".to_owned(), "%".to_owned()), ("app".to_owned(), "%".to_owned())],
        };
        for round in ["first", "second"] {
            let database = server.database(&request).await.unwrap_or_else(|error| panic!("{round}: {error}"));
            let options = database.connect_options();
            assert_eq!(database.notes(), [""; 0]);
            assert_eq!(ask(&options, "SELECT DATABASE()").await, "shop `1`");
            assert_eq!(ask(&options, "SELECT @@collation_database").await, "latin1_bin");
            assert_eq!(ask(&options, ACCOUNTS).await, "app@%,driftline_scratch@localhost", "{round}");
            assert_eq!(ask(&options, "SELECT @@global.sql_mode LIKE '%ANSI%'").await, "0", "{round}");
            assert_eq!(ask(&options, "SELECT @@global.max_connections").await, "40", "{round}");
            run(
                &options,
                "CREATE USER other@localhost; CREATE ROLE team; GRANT team TO other@localhost; CREATE DATABASE second; \
                 SET GLOBAL sql_mode = 'ANSI'; SET GLOBAL max_connections = 41; CREATE TABLE t (id int)",
            )
            .await;
            if round == "first" {
                // Borrowed and not given back.
                drop(database);
            } else {
                database.finish().await.expect("dropped");
            }
        }
        server.stop().expect("stopped");
        assert!(!folder.exists());
    }
}

#[tokio::test]
async fn on_an_offered_server_the_database_goes_and_nothing_else() {
    for (binaries, engine) in installations() {
        let Some(own) = start(binaries, engine).await else { continue };
        let admin = own.connect_options();
        run(&admin, "CREATE DATABASE kept; CREATE USER kept@localhost").await;
        let socket = own.folder().expect("our own").join("s").display().to_string();
        let url = format!("mysql://{}@localhost/?socket={socket}", driftline_scratch::mysql::ACCOUNT);
        let options = url.parse::<MySqlConnectOptions>().expect("it is a URL");
        let offered = Some(Offered { options, server: socket, way: None });
        let options = Options { offered, ..Options::new(engine) };
        let offered = Server::start(&options).await.expect("it is there");
        assert_eq!((offered.engine(), offered.series()), (own.engine(), own.series()));
        let request = DatabaseRequest { name: "kept".to_owned(), ..DatabaseRequest::default() };
        let count = "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'driftline\\_%' OR SCHEMA_NAME = 'kept'";
        for finishes in [true, false] {
            let database = offered.database(&request).await.expect("a database");
            assert!(database.name().starts_with("driftline_"), "{}", database.name());
            assert!(database.notes()[0].contains("not `kept`"), "{:?}", database.notes());
            assert_eq!(ask(&admin, count).await, "2");
            if finishes {
                database.finish().await.expect("dropped");
            } else {
                // An early return, a cancelled task.
                drop(database);
            }
            assert_eq!(ask(&admin, count).await, "1", "finishes: {finishes}");
        }
        offered.stop().expect("left alone");
        assert_eq!(ask(&admin, "SELECT COUNT(*) FROM mysql.user WHERE User = 'kept'").await, "1");
        own.stop().expect("stopped");
    }
}

fn hold(binaries: Option<&Path>, engine: Engine, dev_url: Option<&str>) -> (Child, PathBuf) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scratch-holder"));
    command.arg("wait").env("HOLDER_ENGINE", engine.as_str()).stdout(Stdio::piped());
    if let Some(binaries) = binaries {
        command.env("DRIFTLINE_MYSQL_BIN", binaries);
    }
    if let Some(url) = dev_url {
        command.env("HOLDER_DEV_URL", url);
    }
    let mut process = command.spawn().expect("the holder runs");
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
    assert!(!line.is_empty(), "the holder holds nothing");
    (process, PathBuf::from(line.trim()))
}

/// Processes with the folder in their command line, where `/proc` tells.
fn mentioning(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = entries.filter_map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).ok());
    lines.filter(|line| line.contains(&*folder.to_string_lossy())).collect()
}

#[tokio::test]
async fn however_the_process_ends_nothing_is_left() {
    for (binaries, engine) in installations() {
        if start(binaries.clone(), engine).await.is_none() {
            continue;
        }
        for signal in [Signal::SIGTERM, Signal::SIGKILL] {
            let (mut process, folder) = hold(binaries.as_deref(), engine, None);
            assert!(folder.join("data").exists());
            kill(Pid::from_raw(process.id().cast_signed()), signal).expect("it runs");
            process.wait().expect("it ends");
            // After SIGKILL the watcher is alone.
            let start = Instant::now();
            while folder.exists() || !mentioning(&folder).is_empty() {
                let left = mentioning(&folder);
                assert!(start.elapsed() < Duration::from_secs(15), "{signal}: folder {}, {left:?}", folder.exists());
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

#[tokio::test]
async fn an_interrupted_borrower_of_an_offered_server_drops_its_database() {
    for (binaries, engine) in installations() {
        let Some(own) = start(binaries.clone(), engine).await else { continue };
        let socket = own.folder().expect("our own").join("s").display().to_string();
        let url = format!("mysql://{}@localhost/?socket={socket}", driftline_scratch::mysql::ACCOUNT);
        let (mut process, _) = hold(None, engine, Some(&url));
        let count = "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'driftline\\_%'";
        assert_eq!(ask(&own.connect_options(), count).await, "1");
        kill(Pid::from_raw(process.id().cast_signed()), Signal::SIGINT).expect("it runs");
        assert_eq!(process.wait().expect("it ends").code(), Some(130));
        assert_eq!(ask(&own.connect_options(), count).await, "0");
        own.stop().expect("stopped");
    }
}

/// MariaDB, when it starts, drops temporary tables that an earlier one seems to have left where they are kept. In a folder
/// that others use too, those may be of a server that runs.
#[tokio::test]
async fn a_start_leaves_the_temporary_tables_of_other_servers_alone() {
    for (binaries, engine) in installations() {
        let Some(first) = start(binaries.clone(), engine).await else { continue };
        let folder = first.folder().expect("a server of our own");
        // As if it were the first one's, which a second server may drop.
        let left = std::env::temp_dir().join(format!("#sql-temptable-driftline-{}.MAI", std::process::id()));
        std::fs::write(&left, b"").expect("a file");
        let owner = std::fs::metadata(folder).expect("the folder").uid();
        std::os::unix::fs::chown(&left, Some(owner), None).expect("its owner");
        let second = start(binaries, engine).await;
        assert!(left.exists(), "a server of {engine} dropped what was not its own");
        std::fs::remove_file(&left).expect("the file");
        assert_eq!(Path::new(&ask(&first.connect_options(), "SELECT @@tmpdir").await), folder);
        drop(second);
    }
}
