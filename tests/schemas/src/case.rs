//! The schemas and pairs to try.

use std::fs;
use std::path::{Path, PathBuf};

/// A script, and the roles that have to be there first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The text.
    pub sql: String,
    /// The roles.
    pub roles: Vec<String>,
}

/// A case: one script, or an old and a new one.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name: the path below the folder of its kind.
    pub name: String,
    /// Its scripts.
    pub sources: Vec<Source>,
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn is_asked_for(case: &Case) -> bool {
    std::env::var("DRIFTLINE_TEST_CASE").map_or(true, |only| only.split(',').any(|only| case.name.contains(only)))
}

/// The files of a folder of this package, in order, each with its name.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(here().join(folder))
        .expect("the folder of cases")
        .flatten()
        .map(|entry| {
            let path = entry.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a case"))
        })
        .collect();
    files.sort();
    files
}

/// The roles that the project's own schemas may name.
pub(crate) fn roles() -> Vec<String> {
    ["app_owner", "app_reader", "app_writer"].map(str::to_owned).to_vec()
}

/// The schemas that ship with the project: every kind of object, in odd combinations.
///
/// # Panics
///
/// When they are not there.
#[must_use]
pub fn torture() -> Vec<Case> {
    files("torture")
        .into_iter()
        .map(|(name, sql)| Case { name, sources: vec![Source { sql, roles: roles() }] })
        .filter(is_asked_for)
        .collect()
}

/// The pairs that ship with the project: what the schemas of others do not hold.
///
/// # Panics
///
/// When one is no pair.
#[must_use]
pub fn pairs_of_the_project() -> Vec<Case> {
    let source = |sql: &str| Source { sql: sql.to_owned(), roles: roles() };
    files("pairs")
        .into_iter()
        .map(|(name, text)| {
            let (old, new) = text.split_once("\n-- new\n").expect("a pair has `-- old` and `-- new`");
            Case { name, sources: vec![source(old), source(new)] }
        })
        .filter(is_asked_for)
        .collect()
}

/// The cases of others: the folders `depth` below `folder`, each with these files. They lie beside the repository;
/// none where they are not, which is said.
///
/// # Panics
///
/// When one is not complete.
#[must_use]
pub fn cases_of_others(folder: &str, depth: usize, names: &[&str]) -> Vec<Case> {
    let folder = here().join("../../../shared/corpora").join(folder);
    if !folder.is_dir() {
        eprintln!("skipped: there is nothing to try at {}", folder.display());
        return Vec::new();
    }
    let mut folders = vec![folder.clone()];
    for _ in 0..depth {
        folders = folders.iter().flat_map(|folder| subfolders(folder)).collect();
    }
    folders.sort();
    folders.iter().map(|path| case(&folder, path, names)).filter(is_asked_for).collect()
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of cases").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

fn case(folder: &Path, path: &Path, names: &[&str]) -> Case {
    let loads = fs::read_to_string(path.join("loads.json")).expect("a case says how it loads");
    let loads: serde_json::Value = serde_json::from_str(&loads).expect("in JSON");
    let roles: Vec<String> = serde_json::from_value(loads["roles"].clone()).unwrap_or_default();
    let source = |name: &&str| {
        let sql = fs::read(path.join(name)).expect("a script");
        Source { sql: String::from_utf8_lossy(&sql).into_owned(), roles: roles.clone() }
    };
    let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
    Case { name, sources: names.iter().map(source).collect() }
}
