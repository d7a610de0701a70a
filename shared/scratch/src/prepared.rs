//! Data folders as the server's own program initialises them, kept in the user's cache for the next server.
//!
//! Initialising is most of what a throwaway server costs; copying what it made takes a tenth of that. What was kept is
//! whole or not there (it is copied beside and renamed), belongs to one program as it is now, and is only ever copied.
//! The cache is a help and nothing else: whatever fails here, the server's folder is initialised anew.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::ScratchError;
use crate::account::{Account, cache_folder};
use crate::processes::{Processes, Unsuccessful};

const COPY_LIMIT: Duration = Duration::from_secs(60);
/// What a process that was killed while it kept something left is dropped by the next one after this time.
const ABANDONED: Duration = Duration::from_secs(3600);
/// Beginning of a copy that is being made.
const UNFINISHED: &str = "unfinished-";

/// How a data folder is made. The program is run with these arguments, which name the folder of the [`Processes`].
#[derive(Debug)]
pub(crate) struct Initialisation<'a> {
    /// What initialises: `initdb`, `mysqld`, MariaDB's installer.
    pub(crate) program: &'a Path,
    pub(crate) arguments: &'a [String],
    /// What will run on the folder. When this file changes, what was kept is of no use.
    pub(crate) server: &'a Path,
    pub(crate) limit: Duration,
}

/// Where a data folder came from, for [`Kept::discard`] when no server starts on it.
#[derive(Debug)]
pub(crate) struct Kept(PathBuf);

impl Kept {
    /// Drops what was kept, so that the next folder is initialised.
    pub(crate) fn discard(self) {
        tracing::debug!(folder = %self.0.display(), "no server starts on what was kept; dropping it");
        let _ = fs::remove_dir_all(self.0);
    }
}

/// No server is running, and where its data folder was a copy, of what.
#[derive(Debug)]
pub(crate) struct NotStarted {
    pub(crate) error: ScratchError,
    pub(crate) kept: Option<Kept>,
}

impl From<ScratchError> for NotStarted {
    fn from(error: ScratchError) -> Self {
        Self { error, kept: None }
    }
}

/// Makes `data` in the folder of these processes. The answer says whether it is a copy of what was kept.
pub(crate) async fn prepare(
    processes: &Processes,
    account: Option<Account>,
    initialisation: &Initialisation<'_>,
) -> Result<Option<Kept>, Unsuccessful> {
    let data = processes.folder().join("data");
    let place = Place::of(processes.folder(), account, initialisation);
    if let Some(kept) = place.as_ref().map(Place::folder).filter(|folder| folder.is_dir()) {
        match copy(processes, &kept, &data).await {
            Ok(()) => return Ok(Some(Kept(kept))),
            Err(error) => {
                tracing::debug!(%error, "what was kept cannot be copied");
                let _ = fs::remove_dir_all(&data);
            }
        }
    }
    processes
        .launch_to_end(initialisation.program, initialisation.arguments, "initialise.log", initialisation.limit)
        .await?;
    if let Some(place) = place
        && let Err(error) = place.keep(processes, &data).await
    {
        tracing::debug!(%error, "the data folder is not kept for the next server");
    }
    Ok(None)
}

/// Without the zeros, of which a server's logs are full, where `cp` knows how: MySQL's 190 MB become 60.
const COPY: &str =
    r#"cp -Rp --sparse=always -- "$1" "$2" 2>/dev/null || { rm -rf -- "$2"; exec cp -Rp -- "$1" "$2"; }"#;

/// By the server's own user, whose the files then are.
async fn copy(processes: &Processes, from: &Path, to: &Path) -> Result<(), Unsuccessful> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let arguments = ["-c".to_owned(), COPY.to_owned(), "driftline-copy".to_owned(), text(from), text(to)];
    processes.launch_to_end(Path::new("/bin/sh"), &arguments, "copy.log", COPY_LIMIT).await
}

/// Where something is kept: one folder for each way to initialise, and in it one for the program as it is now.
#[derive(Debug)]
struct Place {
    way: PathBuf,
    program: String,
    account: Option<Account>,
}

impl Place {
    /// None where there is no cache, or the program cannot be looked at.
    fn of(folder: &Path, account: Option<Account>, initialisation: &Initialisation<'_>) -> Option<Self> {
        let folder = folder.to_string_lossy();
        let arguments: Vec<String> =
            initialisation.arguments.iter().map(|argument| argument.replace(&*folder, "")).collect();
        let way = hash(&(initialisation.program, initialisation.server, arguments, account));
        let server = fs::metadata(initialisation.server).ok()?;
        let program = hash(&(server.len(), server.mtime(), server.mtime_nsec()));
        Some(Self { way: cache_folder()?.join("prepared").join(way), program, account })
    }

    fn folder(&self) -> PathBuf {
        self.way.join(&self.program)
    }

    /// Another process that does the same at the same time is no harm: one of them renames first.
    async fn keep(&self, processes: &Processes, data: &Path) -> Result<(), Unsuccessful> {
        fs::create_dir_all(&self.way)?;
        // Nobody else has anything to see in it, and only the server's user writes to it.
        fs::set_permissions(&self.way, fs::Permissions::from_mode(0o700))?;
        if let Some(account) = self.account {
            account.own(&self.way).map_err(|error| Unsuccessful { outcome: error.to_string(), log: String::new() })?;
        }
        self.drop_what_is_of_no_use();
        let own = processes.folder().file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let unfinished = self.way.join(format!("{UNFINISHED}{own}"));
        let kept = match copy(processes, data, &unfinished).await {
            Ok(()) => fs::rename(&unfinished, self.folder()).map_err(Unsuccessful::from),
            Err(error) => Err(error),
        };
        if kept.is_err() {
            let _ = fs::remove_dir_all(&unfinished);
        }
        kept
    }

    /// What an earlier build of the program made, and copies that nobody is making any more.
    fn drop_what_is_of_no_use(&self) {
        let is_fresh = |path: &Path| {
            let changed = fs::metadata(path).and_then(|metadata| metadata.modified());
            changed.is_ok_and(|changed| SystemTime::now().duration_since(changed).is_ok_and(|age| age < ABANDONED))
        };
        for entry in fs::read_dir(&self.way).into_iter().flatten().flatten() {
            let (name, path) = (entry.file_name(), entry.path());
            let is_unfinished = name.to_string_lossy().starts_with(UNFINISHED);
            if name != OsStr::new(&self.program) && !(is_unfinished && is_fresh(&path)) {
                let _ = fs::remove_dir_all(path);
            }
        }
    }
}

/// Differs between builds of this program at worst, which costs one initialisation.
fn hash(of: &impl std::hash::Hash) -> String {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
