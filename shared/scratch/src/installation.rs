//! Finding PostgreSQL server binaries on this machine.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::ScratchError;

/// Names a folder with `initdb` and `postgres`. When set, no other place is searched.
pub const BINARIES_VARIABLE: &str = "DRIFTLINE_POSTGRES_BIN";

/// Older servers lack options that we pass, and have been without fixes for years.
const OLDEST_MAJOR: u32 = 12;

/// Where packagers put servers; `*` stands for any part of one path component.
const DISTRIBUTION_FOLDERS: &[&str] = &[
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql/bin",
    "/usr/local/bin",
    "/opt/bitnami/postgresql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/Library/PostgreSQL/*/bin",
];

/// A folder with a PostgreSQL server in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installation {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
    /// Fetched by us earlier, rather than installed by the user.
    pub(crate) downloaded: bool,
}

/// The places to search, taken from the environment once so that tests can give others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    pub(crate) named: Option<PathBuf>,
    pub(crate) path: Option<OsString>,
    pub(crate) distribution: Vec<PathBuf>,
    /// Our cache folder; earlier downloads are found there and new ones put there.
    pub(crate) cache: Option<PathBuf>,
}

impl Places {
    pub(crate) fn from_environment() -> Self {
        Self {
            named: std::env::var_os(BINARIES_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from),
            path: std::env::var_os("PATH"),
            distribution: DISTRIBUTION_FOLDERS.iter().map(PathBuf::from).collect(),
            cache: crate::account::cache_folder(),
        }
    }

    /// The installation to use: the named folder, else the best of everything found.
    ///
    /// "Best" is exactly `preferred` if it is there, else the smallest newer major (it reads every
    /// migration the preferred one reads, mostly), else the newest there is.
    pub(crate) fn choose(&self, preferred: Option<u32>) -> Result<Option<Installation>, ScratchError> {
        if let Some(folder) = &self.named {
            let major =
                probe(folder).map_err(|reason| ScratchError::NoServerInFolder { folder: folder.clone(), reason })?;
            let folder = resolve(folder);
            return Ok(Some(Installation { folder, major, downloaded: false }));
        }
        Ok(best(self.search(), preferred))
    }

    fn search(&self) -> Vec<Installation> {
        let on_path = self.path.iter().flat_map(std::env::split_paths);
        let packaged = self.distribution.iter().flat_map(|pattern| expand(pattern));
        let downloads = self.cache.iter().flat_map(|cache| downloaded_folders(cache));
        let candidates =
            on_path.chain(packaged).map(|folder| (folder, false)).chain(downloads.map(|folder| (folder, true)));

        let mut found: Vec<Installation> = Vec::new();
        for (candidate, downloaded) in candidates {
            if !candidate.join("postgres").is_file() {
                continue;
            }
            let folder = resolve(&candidate);
            if found.iter().any(|known| known.folder == folder) {
                continue;
            }
            match probe(&folder) {
                Ok(major) if OLDEST_MAJOR <= major => {
                    found.push(Installation { folder, major, downloaded });
                }
                Ok(major) => tracing::debug!(folder = %folder.display(), major, "server too old"),
                Err(reason) => {
                    tracing::debug!(folder = %folder.display(), reason, "server not usable");
                }
            }
        }
        found
    }

    /// The places as one phrase, for the message that nothing was found.
    pub(crate) fn describe(&self) -> String {
        let mut places = vec!["looked in every folder of PATH".to_owned()];
        places.extend(
            self.distribution.iter().take(1).map(|first| format!("in {} and the other usual folders", first.display())),
        );
        places.extend(self.cache.iter().map(|cache| format!("in {}", cache.display())));
        places.join(", ")
    }
}

/// The folders of earlier downloads: `<cache>/postgresql/<major>/<version>/bin`.
fn downloaded_folders(cache: &Path) -> Vec<PathBuf> {
    expand(&cache.join("postgresql/*/*/bin"))
}

fn best(mut found: Vec<Installation>, preferred: Option<u32>) -> Option<Installation> {
    // Stable: of the same major, the one found first stays first.
    found.sort_by_key(|installation| installation.major);
    let position = match preferred {
        Some(wanted) => found.iter().position(|installation| wanted <= installation.major),
        None => None,
    };
    let position = position.or_else(|| {
        let newest = found.last()?.major;
        found.iter().position(|installation| installation.major == newest)
    })?;
    Some(found.swap_remove(position))
}

/// The folder in which `postgres` really is; distributions link it into `/usr/bin` and the like.
fn resolve(folder: &Path) -> PathBuf {
    let real = fs::canonicalize(folder.join("postgres"))
        .ok()
        .and_then(|binary| binary.parent().map(Path::to_path_buf))
        .filter(|parent| parent.join("initdb").is_file());
    real.or_else(|| fs::canonicalize(folder).ok()).unwrap_or_else(|| folder.to_path_buf())
}

/// The major version of the server in this folder, or why there is none.
fn probe(folder: &Path) -> Result<u32, String> {
    for name in ["initdb", "postgres"] {
        if !folder.join(name).is_file() {
            return Err(format!("there is no `{name}` in it"));
        }
    }
    let binary = folder.join("postgres");
    let mut command = Command::new(&binary);
    crate::account::clean_environment(&mut command);
    let output = command
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{} --version` did not run: {error}", binary.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    parse_major(&text).ok_or_else(|| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        format!("`postgres --version` answered \"{}{}\"", text.trim(), complaint.trim())
    })
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, also `18beta2` and `19devel`.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL)")?.1.trim_start();
    let digits = number.split(|character: char| !character.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// The existing folders that a pattern with `*` inside components matches, in order of name.
pub(crate) fn expand(pattern: &Path) -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::new()];
    for component in pattern.components() {
        let text = component.as_os_str().to_string_lossy();
        folders = match text.split_once('*') {
            None => folders.into_iter().map(|folder| folder.join(component)).collect(),
            Some((start, end)) => folders.iter().flat_map(|folder| matching_entries(folder, start, end)).collect(),
        };
    }
    folders.retain(|folder| folder.is_dir());
    folders
}

fn matching_entries(folder: &Path, start: &str, end: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut matching: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // A leading dot is an unpacking that has not ended.
            !name.starts_with('.')
                && start.len() + end.len() <= name.len()
                && name.starts_with(start)
                && name.ends_with(end)
        })
        .map(|entry| entry.path())
        .collect();
    matching.sort();
    matching
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installations(majors: &[u32]) -> Vec<Installation> {
        let installation =
            |(index, &major)| Installation { folder: PathBuf::from(format!("/{index}")), major, downloaded: false };
        majors.iter().enumerate().map(installation).collect()
    }

    #[test]
    fn the_preferred_major_wins_then_the_next_newer_then_the_newest() {
        for (there, preferred, expected) in [
            (vec![15, 16, 17], Some(16), Some(16)),
            (vec![18, 15, 17], Some(16), Some(17)),
            (vec![13, 14], Some(16), Some(14)),
            (vec![13, 17, 14], None, Some(17)),
            (vec![], Some(16), None),
        ] {
            let chosen = best(installations(&there), preferred).map(|chosen| chosen.major);
            assert_eq!(chosen, expected, "of {there:?}, preferring {preferred:?}");
        }
    }

    #[test]
    fn of_one_major_the_place_searched_first_wins() {
        let chosen = best(installations(&[17, 15, 17]), None).expect("one of three");
        assert_eq!(chosen.folder, Path::new("/0"));
        let chosen = best(installations(&[17, 15, 15]), Some(15)).expect("one of three");
        assert_eq!(chosen.folder, Path::new("/1"));
    }

    #[test]
    fn versions_are_read_as_distributions_print_them() {
        for (text, major) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", Some(15)),
            ("postgres (PostgreSQL) 9.6.24\n", Some(9)),
            ("postgres (PostgreSQL) 18beta2\n", Some(18)),
            ("postgres (PostgreSQL) 19devel\n", Some(19)),
            ("busybox\n", None),
        ] {
            assert_eq!(parse_major(text), major, "{text}");
        }
    }

    /// Only `--version` works in it, and more is not asked for when choosing.
    fn pretend(folder: &Path, version: &str) {
        fs::create_dir_all(folder).expect("a folder");
        for name in ["initdb", "postgres"] {
            let body = format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
            fs::write(folder.join(name), body).expect("a file");
            let runnable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            fs::set_permissions(folder.join(name), runnable).expect("its mode");
        }
    }

    #[test]
    fn every_place_is_searched_links_are_followed_and_old_servers_are_passed_over() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let root = fs::canonicalize(root.path()).expect("it exists");
        for (folder, version) in [("lib/14/bin", "14.9"), ("lib/9.6/bin", "9.6.24"), ("own", "16.4")] {
            pretend(&root.join(folder), version);
        }
        pretend(&root.join("cache/postgresql/17/17.2.0/bin"), "17.2");
        fs::create_dir(root.join("linked")).expect("a folder");
        for name in ["initdb", "postgres"] {
            let target = root.join("lib/14/bin").join(name);
            std::os::unix::fs::symlink(target, root.join("linked").join(name)).expect("a link");
        }
        let path = ["/nonexistent".into(), root.join("linked"), root.join("own")];
        let places = Places {
            named: None,
            path: Some(std::env::join_paths(path).expect("a path")),
            distribution: vec![root.join("lib/*/bin")],
            cache: Some(root.join("cache")),
        };
        let found: Vec<_> = places.search().into_iter().map(|one| (one.folder, one.major, one.downloaded)).collect();
        let expected = [("lib/14/bin", 14, false), ("own", 16, false), ("cache/postgresql/17/17.2.0/bin", 17, true)];
        assert_eq!(found, expected.map(|(folder, major, downloaded)| (root.join(folder), major, downloaded)));
        assert_eq!(places.choose(Some(15)).expect("no named folder").expect("found").major, 16);
        let named = Places { named: Some(root.join("linked")), ..places };
        let chosen = named.choose(Some(17)).expect("a server").expect("found");
        assert_eq!((chosen.folder, chosen.major), (root.join("lib/14/bin"), 14));
    }

    #[test]
    fn patterns_match_inside_one_component() {
        let root = tempfile::tempdir().expect("a temporary folder");
        for folder in ["pgsql-16/bin", "pgsql-15/bin", "pgsql/bin", "pgsql-17"] {
            fs::create_dir_all(root.path().join(folder)).expect("a folder");
        }
        let found = expand(&root.path().join("pgsql-*/bin"));
        let expected = ["pgsql-15/bin", "pgsql-16/bin"].map(|folder| root.path().join(folder));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_named_folder_without_a_server_is_an_error_and_not_passed_over() {
        let places = Places { named: Some("/nonexistent/bin".into()), ..Places::default() };
        let error = places.choose(None).expect_err("there is nothing");
        insta::assert_snapshot!(error, @"the folder /nonexistent/bin that DRIFTLINE_POSTGRES_BIN names has no usable `initdb` and `postgres`: there is no `initdb` in it; correct the variable or unset it");
    }
}
