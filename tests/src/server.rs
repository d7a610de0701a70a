//! A PostgreSQL server as production has it: on TCP, with passwords, with TLS, and with roles that may not do everything.

use std::fs::{self, Permissions};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::unistd::{Uid, User};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use tempfile::TempDir;

/// How long the server may take to start on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who may log in how. The tests' own superuser and the owners need no password; whoever watches needs one, unless its
/// token was checked before.
const HBA: &str = "\
host all +rds_iam  127.0.0.1/32 trust
host all postgres  127.0.0.1/32 trust
host all app_owner 127.0.0.1/32 trust
host all as_it_is  127.0.0.1/32 password
host all all       127.0.0.1/32 scram-sha-256
";

const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=60",
    "lc_messages=C",
];

/// Waits for the end of its input, however that comes about, then stops the server and removes its folder.
const KEEPER: &str = r#"
trap '' HUP INT TERM
folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
cat >/dev/null
kill -QUIT $!; wait $!
rm -rf -- "$folder"
"#;

/// Whether the server speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// It does not.
    Off,
    /// It does, and nothing else. Its certificate is for `localhost`.
    On,
}

/// A user that is not root.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    user: u32,
    group: u32,
}

/// A running server. It ends when this is dropped, or when this process ends.
#[derive(Debug)]
pub struct Server {
    port: u16,
    binaries: PathBuf,
    keeper: Child,
    certificates: Option<TempDir>,
}

impl Account {
    /// Of the first of these users that there is; none when we are not root and so nobody else.
    pub fn of(names: &[&str]) -> Option<Self> {
        let known = || names.iter().find_map(|name| User::from_name(name).ok().flatten());
        let user = Uid::effective().is_root().then(known).flatten()?;
        Some(Self { user: user.uid.as_raw(), group: user.gid.as_raw() })
    }

    /// Makes a command run as this user.
    pub fn run(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }

    /// Gives this user a file or folder.
    ///
    /// # Panics
    ///
    /// When we may not.
    pub fn own(self, path: &Path) {
        chown(path, Some(self.user), Some(self.group)).expect("root may change owners");
    }
}

impl Server {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// When this machine has none, or it does not start.
    pub fn start(encryption: Encryption) -> Self {
        let binaries = find_binaries();
        let account = Account::of(&["postgres", "nobody"]);
        let folder =
            tempfile::Builder::new().prefix("driftline-e2e-").tempdir_in("/tmp").expect("/tmp is writable").keep();
        let program = |name: &str| {
            let mut command = Command::new(binaries.join(name));
            command.env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin").current_dir("/").stdin(Stdio::null());
            command
        };
        let own = |path: &Path| {
            if let Some(account) = account {
                account.own(path);
            }
        };
        own(&folder);
        let data = folder.join("data");
        let mut initdb = program("initdb");
        initdb
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data);
        if let Some(account) = account {
            account.run(&mut initdb);
        }
        let made = initdb.output().expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

        let certificates = (encryption == Encryption::On).then(make_certificates);
        if let Some(certificates) = &certificates {
            for name in ["server.crt", "server.key"] {
                fs::copy(certificates.path().join(name), data.join(name)).expect("a certificate can be copied");
                fs::set_permissions(data.join(name), Permissions::from_mode(0o600)).expect("it is ours");
                own(&data.join(name));
            }
        }
        let hba = match encryption {
            Encryption::Off => HBA.to_owned(),
            Encryption::On => HBA.replace("host ", "hostssl "),
        };
        fs::write(data.join("pg_hba.conf"), hba).expect("the server's folder can be written");

        let port = free_port();
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(&folder).arg(binaries.join("postgres")).arg("-D").arg(&data);
        for setting in SETTINGS {
            keeper.args(["-c", setting]);
        }
        keeper.args(["-c", &format!("port={port}")]);
        keeper.args(["-c", if encryption == Encryption::On { "ssl=on" } else { "ssl=off" }]);
        if let Some(account) = account {
            account.run(&mut keeper);
        }
        keeper.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C").current_dir("/").process_group(0);
        keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let keeper = keeper.spawn().expect("/bin/sh runs");
        let server = Self { port, binaries, keeper, certificates };
        server.wait_until_it_answers(&folder.join("log"));
        server
    }

    fn wait_until_it_answers(&self, log: &Path) {
        let started = Instant::now();
        loop {
            let mut probe = Command::new(self.binaries.join("pg_isready"));
            probe.env_clear().args(["--quiet", "--host=127.0.0.1", "--port", &self.port.to_string()]);
            if probe.status().is_ok_and(|status| status.success()) {
                return;
            }
            let said = || fs::read_to_string(log).unwrap_or_default();
            assert!(started.elapsed() < PATIENCE, "the server does not answer:\n{}", said());
            sleep(Duration::from_millis(50));
        }
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL of a database for the tests' superuser.
    pub fn url(&self, database: &str) -> String {
        self.url_as("postgres", database)
    }

    /// The URL of a database for a user, or for `user:password`.
    pub fn url_as(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }

    /// The file of the authority that signed the server's certificate, and that of one that did not.
    ///
    /// # Panics
    ///
    /// When the server speaks no TLS.
    pub fn authorities(&self) -> (PathBuf, PathBuf) {
        let folder = self.certificates.as_ref().expect("this server speaks TLS").path();
        (folder.join("ca.crt"), folder.join("other.crt"))
    }

    /// A connection as a user without a password.
    ///
    /// # Panics
    ///
    /// When there is none to be had.
    pub async fn connect(&self, user: &str, database: &str) -> PgConnection {
        let options = PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .username(user)
            .database(database)
            .ssl_mode(PgSslMode::Prefer)
            .disable_statement_logging();
        options.connect().await.unwrap_or_else(|error| panic!("{user} at {database}: {error}"))
    }

    /// Runs statements as the superuser in a database.
    ///
    /// # Panics
    ///
    /// When one of them fails.
    pub async fn run(&self, database: &str, sql: &str) {
        self.run_as("postgres", database, sql).await;
    }

    /// Runs statements as a user without a password.
    ///
    /// # Panics
    ///
    /// When one of them fails.
    pub async fn run_as(&self, user: &str, database: &str, sql: &str) {
        let mut connection = self.connect(user, database).await;
        run(&mut connection, sql).await;
        connection.close().await.expect("the connection can be closed");
    }

    /// A new and empty database that belongs to this role, and its name.
    ///
    /// # Panics
    ///
    /// When it cannot be made.
    pub async fn database(&self, name: &str, owner: &str) {
        self.run("postgres", &format!("CREATE DATABASE \"{name}\" OWNER \"{owner}\" TEMPLATE template0")).await;
    }

    /// Deploys migrations as golang-migrate does: as this user, each a simple query, the version noted at the end.
    ///
    /// # Panics
    ///
    /// When one of them fails.
    pub async fn deploy(&self, user: &str, database: &str, migrations: &[(&str, &str)]) {
        let mut connection = self.connect(user, database).await;
        for (_, sql) in migrations {
            run(&mut connection, sql).await;
        }
        let version =
            migrations.last().and_then(|(file, _)| file.split_once('_')).expect("a migration with a version").0;
        let history = format!(
            "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
             INSERT INTO schema_migrations VALUES ({version}, false)"
        );
        run(&mut connection, &history).await;
        connection.close().await.expect("the connection can be closed");
    }

    /// What `psql` answers to a statement, given a URL.
    ///
    /// # Panics
    ///
    /// When it does not run.
    pub fn psql_by_url(&self, url: &str, sql: &str) -> String {
        let output = Command::new(self.binaries.join("psql"))
            .env_clear()
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", sql, url])
            .output()
            .expect("psql runs");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).trim().to_owned()
    }

    /// Runs a script with `psql`, as a person would.
    ///
    /// # Panics
    ///
    /// When a statement of it fails.
    pub fn psql(&self, database: &str, file: &Path) {
        let output = Command::new(self.binaries.join("psql"))
            .env_clear()
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", &self.url(database), "--file"])
            .arg(file)
            .output()
            .expect("psql runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of its input tells the keeper to stop the server.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Runs statements.
///
/// # Panics
///
/// When one of them fails.
pub async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback interface has a free port");
    listener.local_addr().expect("it listens").port()
}

/// The newest server that this machine has.
fn find_binaries() -> PathBuf {
    if let Some(folder) = std::env::var_os("DRIFTLINE_POSTGRES_BIN") {
        return folder.into();
    }
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        installed.map(|entry| entry.path().join("bin")).filter(|folder| folder.join("initdb").is_file()).collect();
    folders.sort();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    folders.splice(0..0, std::env::split_paths(&on_path).filter(|folder| folder.join("initdb").is_file()));
    folders.pop().expect("PostgreSQL is installed; otherwise set DRIFTLINE_POSTGRES_BIN")
}

/// A certificate for `localhost` with its authority, and another authority that signed nothing.
fn make_certificates() -> TempDir {
    let authority = |name: &str| {
        let mut parameters = CertificateParams::new(Vec::new()).expect("no names are valid names");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
        CertifiedIssuer::self_signed(parameters, KeyPair::generate().expect("random numbers")).expect("a certificate")
    };
    let (ours, other) = (authority("the tests' authority"), authority("somebody else's authority"));
    let key = KeyPair::generate().expect("random numbers");
    let parameters = CertificateParams::new(vec!["localhost".to_owned()]).expect("a valid name");
    let certificate = parameters.signed_by(&key, &ours).expect("a certificate");
    // Messages name the file in it, and lines break by length.
    let folder = tempfile::tempdir_in("/tmp").expect("a temporary folder can be made");
    for (name, text) in [
        ("ca.crt", ours.pem()),
        ("other.crt", other.pem()),
        ("server.crt", certificate.pem()),
        ("server.key", key.serialize_pem()),
    ] {
        fs::write(folder.path().join(name), text).expect("a temporary folder can be written");
    }
    folder
}
