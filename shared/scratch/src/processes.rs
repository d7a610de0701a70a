//! Keeping the server's processes and files from outliving us, however we end.
//!
//! A shell waits at the end of a pipe that only we hold. When the pipe closes, because we close it or
//! because we are gone (even by `kill -9`), it ends the whole process group, which is its own and holds
//! `initdb` and the server, and removes their folder. Being in a group of their own also keeps a
//! terminal's Ctrl-C from reaching them before we have decided what to do.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use sqlx::ConnectOptions;

use crate::ScratchError;
use crate::account::{Account, clean_environment};

/// SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, but shared memory is given back, which
/// SIGKILL would leave behind. `postmaster.pid` disappears after that.
const WATCHER: &str = r#"
trap '' HUP INT QUIT TERM
while read -r _; do :; done
kill -QUIT 0
turn=0
while [ -e "$1/data/postmaster.pid" ] && [ "$turn" -lt 100 ]; do sleep 0.05; turn=$((turn + 1)); done
turn=0
while [ -e "$1" ] && [ "$turn" -lt 100 ]; do rm -rf -- "$1"; [ -e "$1" ] && sleep 0.05; turn=$((turn + 1)); done
kill -KILL 0
"#;

/// The watcher needs at most ten seconds; afterwards we do its work ourselves.
const WATCHER_LIMIT: Duration = Duration::from_secs(12);

/// Where a server's output goes, in the folder.
pub(crate) const SERVER_LOG: &str = "log";

/// MariaDB's installer ends with much good advice; what went wrong stands above it.
const LOG_LINES: usize = 60;

static RUNNING: Mutex<Vec<Weak<Mutex<Option<Group>>>>> = Mutex::new(Vec::new());

/// Ends every throwaway server that this process started and removes its files, before returning.
///
/// For a command's handler of SIGINT and SIGTERM, which ends the process right afterwards. Takes about a
/// tenth of a second per server. Databases borrowed on a `--dev-url` server are dropped too, if that
/// server answers within five seconds.
pub fn stop_all_now() {
    let running = std::mem::take(&mut *lock(&RUNNING));
    for group in running.iter().filter_map(Weak::upgrade) {
        let group = lock(&group).take();
        if let Some(Err(error)) = group.map(Group::end) {
            tracing::warn!(%error, "a throwaway server was not removed");
        }
    }
    crate::cleanup::drop_all_leftovers();
    crate::mysql::drop_all_leftovers();
}

/// The processes of one server and the folder they work in. Dropping it ends and removes both.
#[derive(Debug)]
pub(crate) struct Processes {
    group: Arc<Mutex<Option<Group>>>,
    folder: PathBuf,
    account: Option<Account>,
}

/// A program of ours ended otherwise than it should, or not in time.
#[derive(Debug, thiserror::Error)]
#[error("{outcome}")]
pub(crate) struct Unsuccessful {
    /// How it ended.
    pub(crate) outcome: String,
    /// The last lines it printed.
    pub(crate) log: String,
}

impl From<io::Error> for Unsuccessful {
    fn from(error: io::Error) -> Self {
        Self { outcome: error.to_string(), log: String::new() }
    }
}

#[derive(Debug)]
struct Group {
    watcher: Child,
    children: Vec<Child>,
    folder: PathBuf,
}

impl Processes {
    /// Starts to watch over this folder; from here on nothing is left behind.
    pub(crate) fn watch(folder: PathBuf, account: Option<Account>) -> Result<Self, ScratchError> {
        let mut command = Command::new("/bin/sh");
        clean_environment(&mut command);
        if let Some(account) = account {
            account.run(&mut command);
        }
        let watcher = command
            .args(["-c", WATCHER, "driftline-watcher"])
            .arg(&folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        let watcher = match watcher {
            Ok(watcher) => watcher,
            Err(source) => {
                // Nothing runs in it yet; if it stays, it is empty.
                let _ = fs::remove_dir(&folder);
                return Err(ScratchError::File { action: "run", path: "/bin/sh".into(), source });
            }
        };
        let group = Group { watcher, children: Vec::new(), folder: folder.clone() };
        let group = Arc::new(Mutex::new(Some(group)));
        let mut running = lock(&RUNNING);
        running.retain(|known| known.strong_count() != 0);
        running.push(Arc::downgrade(&group));
        drop(running);
        Ok(Self { group, folder, account })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs a program in the group, its output going to the file `log` in the folder.
    pub(crate) fn launch(&self, program: &Path, arguments: &[String], log: &str) -> Result<(), ScratchError> {
        let path = self.folder.join(log);
        let failed = |action, path: &Path| {
            let path = path.to_path_buf();
            move |source| ScratchError::File { action, path, source }
        };
        let output = File::create(&path).map_err(failed("create", &path))?;
        let errors = output.try_clone().map_err(failed("open", &path))?;
        let mut group = lock(&self.group);
        let Some(group) = group.as_mut() else {
            return Err(failed("run", program)(io::Error::other("everything is being stopped")));
        };
        // A process group exists as long as its leader has not been waited for.
        let leader = i32::try_from(group.watcher.id()).map_err(io::Error::other);
        let leader = leader.map_err(failed("run", program))?;
        let mut command = Command::new(program);
        clean_environment(&mut command);
        if let Some(account) = self.account {
            account.run(&mut command);
        }
        let child = command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(leader)
            .spawn()
            .map_err(failed("run", program))?;
        group.children.push(child);
        Ok(())
    }

    /// Runs a program as [`launch`](Self::launch) does, and waits until it has ended well.
    pub(crate) async fn launch_to_end(
        &self,
        program: &Path,
        arguments: &[String],
        log: &str,
        limit: Duration,
    ) -> Result<(), Unsuccessful> {
        self.launch(program, arguments, log)
            .map_err(|error| Unsuccessful { outcome: error.to_string(), log: String::new() })?;
        let start = Instant::now();
        let outcome = loop {
            match self.ended() {
                Some(success) if success.is_empty() => return Ok(()),
                Some(failure) => break failure,
                None if limit < start.elapsed() => break format!("not done after {} seconds", limit.as_secs()),
                None => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        };
        Err(Unsuccessful { outcome, log: self.last_words(log) })
    }

    /// Tries to connect to the server that was launched last, until it answers, ends, or the limit is over.
    pub(crate) async fn first_connection<O: ConnectOptions<Connection: Sized>>(
        &self,
        limit: Duration,
        options: &O,
    ) -> Result<O::Connection, Unsuccessful> {
        let start = Instant::now();
        let outcome = loop {
            // Seen before connecting, so that a server which ended is not waited for.
            let ended = self.ended();
            let attempt = tokio::time::timeout(Duration::from_secs(5), options.connect()).await;
            match (attempt, ended) {
                (Ok(Ok(connection)), _) => return Ok(connection),
                (_, Some(outcome)) => break format!("it ended: {outcome}"),
                (Ok(Err(error)), None) if limit < start.elapsed() => break error.to_string(),
                (Err(_), None) if limit < start.elapsed() => break "no answer".to_owned(),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        };
        Err(Unsuccessful { outcome, log: self.last_words(SERVER_LOG) })
    }

    fn last_words(&self, log: &str) -> String {
        let text = fs::read(self.folder.join(log)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
    }

    /// How the program launched last has ended, or `None` while it runs.
    pub(crate) fn ended(&self) -> Option<String> {
        let mut group = lock(&self.group);
        let Some(child) = group.as_mut().and_then(|group| group.children.last_mut()) else {
            return Some("it was stopped".to_owned());
        };
        match child.try_wait() {
            Ok(None) => None,
            Ok(Some(status)) if status.success() => Some(String::new()),
            Ok(Some(status)) => Some(status.to_string()),
            Err(error) => Some(error.to_string()),
        }
    }

    /// Ends the processes and removes the folder. Blocks for about a tenth of a second.
    pub(crate) fn end(&self) -> Result<(), ScratchError> {
        lock(&self.group).take().map_or(Ok(()), Group::end)
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!(%error, "a throwaway server was not removed");
        }
    }
}

impl Group {
    fn end(mut self) -> Result<(), ScratchError> {
        drop(self.watcher.stdin.take());
        if wait(&mut self.watcher, WATCHER_LIMIT).is_none() {
            let _ = self.watcher.kill();
            let _ = self.watcher.wait();
        }
        // Normally gone by now; this is for a watcher that somebody killed.
        for child in &mut self.children {
            if wait(child, Duration::ZERO).is_none() {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(ScratchError::Stop { folder: self.folder, reason: error.to_string() })
            }
            _ => Ok(()),
        }
    }
}

fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if start.elapsed() < limit => std::thread::sleep(Duration::from_millis(5)),
            _ => return None,
        }
    }
}

/// A panic while holding the lock leaves the list usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
