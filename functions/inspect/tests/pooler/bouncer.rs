//! A PgBouncer of the test's own.

use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;

const PORT: u16 = 6432;

/// A running PgBouncer in a folder of its own. Dropping it ends it.
pub(crate) struct Bouncer {
    process: Child,
    folder: tempfile::TempDir,
}

impl Bouncer {
    /// Starts one before the databases of this server, with further lines of its settings.
    pub(crate) fn before(server: &PgConnectOptions, settings: &[&str]) -> Self {
        let socket = server.get_socket().expect("the server's socket");
        let folder = tempfile::Builder::new().prefix("pooler-").tempdir_in("/tmp").expect("a folder");
        // It refuses to run as root, and the server's socket is open to the server's own user alone.
        let server_folder = std::fs::metadata(socket).expect("the server's folder");
        let (user, group) = (server_folder.uid(), server_folder.gid());
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("users.txt"), "\"postgres\" \"\"\n").expect("the list of users");
        let mut ini = format!(
            "[databases]\n* = host={} port={}\n[pgbouncer]\nlisten_port = {PORT}\nlisten_addr =\nunix_socket_dir = {}\n\
             auth_type = trust\nauth_file = {}\npool_mode = transaction\n",
            socket.display(),
            server.get_port(),
            folder.path().display(),
            path("users.txt"),
        );
        for setting in settings {
            let _ = writeln!(ini, "{setting}");
        }
        std::fs::write(path("pgbouncer.ini"), ini).expect("the settings");
        std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).expect("the folder given away");
        let log = std::fs::File::create(path("log")).expect("the log");
        let mut command = Command::new(program());
        if nix::unistd::Uid::effective().is_root() {
            command.uid(user).gid(group);
        }
        command.arg(path("pgbouncer.ini")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut bouncer = Self { process: command.spawn().expect("pgbouncer starts"), folder };
        bouncer.wait();
        bouncer
    }

    fn wait(&mut self) {
        let started = Instant::now();
        while !self.folder.path().join(format!(".s.PGSQL.{PORT}")).exists() {
            let ended = self.process.try_wait().expect("its state");
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(ended.is_none() && started.elapsed() < Duration::from_secs(20), "pgbouncer does not start: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The same database, through it.
    pub(crate) fn through(&self, options: &PgConnectOptions) -> PgConnectOptions {
        options.clone().socket(self.folder.path()).port(PORT)
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Debian puts it where only root looks.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join("pgbouncer"))
        .find(|program| Path::new(program).exists())
        .expect("pgbouncer, which scripts/test installs (Debian package `pgbouncer`)")
}
