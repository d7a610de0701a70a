//! As whom the server runs, with which environment, and in which folder.
//!
//! PostgreSQL refuses to run as root. Inside containers Driftline often does, so the server is then
//! handed to `postgres` or `nobody`, which must be able to reach its folder.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::unistd::{Uid, User};

use crate::ScratchError;

/// A Unix socket's path has at most 107 bytes on Linux and 103 on macOS (`sockaddr_un.sun_path`).
const LONGEST_SOCKET_PATH: usize = 103;
/// What is put behind the base folder: `/driftline-XXXXXXXX/.s.PGSQL.5432`.
const SOCKET_PATH_TAIL: usize = 33;

/// The user that runs the server, when it is not ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// `None` when the server can run as ourselves.
    pub(crate) fn for_server() -> Result<Option<Self>, ScratchError> {
        if !Uid::effective().is_root() {
            return Ok(None);
        }
        // `initdb` looks its user up, so a number without a passwd entry would not do.
        let account = ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .ok_or(ScratchError::NoAccount)?;
        Ok(Some(Self { user: account.uid.as_raw(), group: account.gid.as_raw() }))
    }

    pub(crate) fn own(self, path: &Path) -> Result<(), ScratchError> {
        std::os::unix::fs::chown(path, Some(self.user), Some(self.group)).map_err(|source| ScratchError::File {
            action: "change the owner of",
            path: path.to_path_buf(),
            source,
        })
    }

    /// Makes the command run as this user. The standard library drops root's other groups with it.
    pub(crate) fn run(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }
}

/// Leaves a command only what it needs to be found and linked: no `PG*`, no locale, no time zone.
pub(crate) fn clean_environment(command: &mut Command) {
    command.env_clear().env("LC_ALL", "C");
    for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
}

/// Creates the private folder (mode 0700) that holds data, socket and log of one server.
pub(crate) fn create_folder(account: Option<Account>) -> Result<PathBuf, ScratchError> {
    let base = temporary_base(&[std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")], account)?;
    let folder = tempfile::Builder::new()
        .prefix("driftline-")
        .rand_bytes(8)
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(&base)
        .map_err(|source| ScratchError::File { action: "create a folder in", path: base, source })?;
    if let Some(account) = account {
        account.own(folder.path())?;
    }
    Ok(folder.keep())
}

/// The first folder for temporary files whose socket path is short enough and that the server's user can enter.
fn temporary_base(candidates: &[PathBuf], account: Option<Account>) -> Result<PathBuf, ScratchError> {
    let mut tried = Vec::new();
    for candidate in candidates {
        let base = match fs::canonicalize(candidate) {
            Ok(base) => base,
            Err(error) => {
                tried.push(format!("{}: {error}", candidate.display()));
                continue;
            }
        };
        let text = base.as_os_str().as_encoded_bytes();
        let reason = if LONGEST_SOCKET_PATH < text.len() + SOCKET_PATH_TAIL {
            "too long for a socket"
        } else if text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\'' | b'\\')) {
            // `unix_socket_directories` is a list and gives these a meaning.
            "has a comma, a quote or a backslash"
        } else if account.is_some() && !(open_to_all(&base, 0o003) && reachable_by_all(&base)) {
            "closed to other users"
        } else {
            return Ok(base);
        };
        tried.push(format!("{}: {reason}", candidate.display()));
    }
    Err(ScratchError::NoTemporaryFolder { tried: tried.join(", ") })
}

fn open_to_all(folder: &Path, bits: u32) -> bool {
    fs::metadata(folder).is_ok_and(|metadata| metadata.mode() & bits == bits)
}

fn reachable_by_all(folder: &Path) -> bool {
    folder.ancestors().all(|ancestor| open_to_all(ancestor, 0o001))
}

/// Where fetched servers, and data folders for the next server, are kept between runs.
///
/// The user's cache folder. Root's is usually closed to the user that then runs the server, so root gets `/var/cache`.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_CACHE_HOME").or_else(|| {
        let in_home = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        absolute("HOME").map(|home| home.join(in_home))
    });
    if Uid::effective().is_root() {
        let reachable = |base: &PathBuf| {
            let existing = base.ancestors().find(|ancestor| ancestor.exists());
            existing.is_some_and(reachable_by_all)
        };
        let base = base.filter(reachable).unwrap_or_else(|| PathBuf::from("/var/cache"));
        return Some(base.join("driftline"));
    }
    base.map(|base| base.join("driftline"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_that_is_too_long_or_odd_is_passed_over() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let long = root.path().join("l".repeat(80));
        let odd = root.path().join("a,b");
        for folder in [&long, &odd] {
            fs::create_dir(folder).expect("a folder");
        }
        let tmp = fs::canonicalize("/tmp").expect("/tmp exists");
        let chosen = temporary_base(&[long.clone(), odd, "/nonexistent".into(), "/tmp".into()], None);
        assert_eq!(chosen.expect("the last"), tmp);
        let error = temporary_base(&[long], None).expect_err("too long");
        assert!(error.to_string().contains("too long for a socket"), "{error}");
    }

    #[test]
    fn another_user_needs_an_open_base() {
        let root = tempfile::tempdir_in("/tmp").expect("a temporary folder");
        let account = Some(Account { user: 65534, group: 65534 });
        let error = temporary_base(&[root.path().to_path_buf()], account).expect_err("mode 0700");
        assert!(error.to_string().contains("closed to other users"), "{error}");
        temporary_base(&[root.path().to_path_buf()], None).expect("our own");
    }

    #[test]
    fn a_created_folder_is_private() {
        let folder = create_folder(None).expect("a folder");
        let mode = fs::metadata(&folder).expect("it exists").mode();
        fs::remove_dir(&folder).expect("it is empty");
        assert_eq!(mode & 0o777, 0o700);
        let name = folder.file_name().expect("a name").len();
        assert_eq!(1 + name + "/.s.PGSQL.5432".len(), SOCKET_PATH_TAIL);
    }
}
