//! Data folders are initialised once and copied from then on, and one that is damaged does no harm.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Starts a server that keeps data folders in this cache, ends it, and says how often its own was initialised and copied.
fn start(cache: &Path) -> (bool, bool) {
    let mut holder = Command::new(env!("CARGO_BIN_EXE_scratch-holder"))
        .arg("wait")
        .env("XDG_CACHE_HOME", cache)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the holder runs");
    let mut line = String::new();
    BufReader::new(holder.stdout.as_mut().expect("piped")).read_line(&mut line).expect("a line");
    let folder = Path::new(line.trim());
    assert!(folder.join("data/postmaster.pid").exists(), "a server runs in `{}`", folder.display());
    let done = (folder.join("initialise.log").exists(), folder.join("copy.log").exists());
    holder.kill().expect("it runs");
    holder.wait().expect("it ends");
    done
}

fn kept(cache: &Path) -> Vec<PathBuf> {
    let ways = fs::read_dir(cache.join("driftline/prepared")).into_iter().flatten().flatten();
    let folders = ways.flat_map(|way| fs::read_dir(way.path()).expect("a folder").flatten());
    folders.map(|folder| folder.path()).collect()
}

#[test]
fn a_data_folder_is_initialised_once() {
    let cache = tempfile::tempdir_in("/tmp").expect("a folder");
    // Root's servers are another user's, who has to get there.
    fs::set_permissions(cache.path(), Permissions::from_mode(0o755)).expect("our own folder");

    assert_eq!(start(cache.path()), (true, true), "initialised, and a copy kept");
    let [folder] = kept(cache.path()).try_into().expect("one is kept");
    assert!(folder.join("PG_VERSION").is_file());
    assert_eq!(start(cache.path()), (false, true), "copied");

    // What a full disk or a careless hand can leave.
    fs::remove_file(folder.join("global/pg_control")).expect("a cluster has it");
    assert_eq!(start(cache.path()), (true, true), "the server did not start on the copy, so initialised again");
    assert!(folder.join("global/pg_control").is_file(), "and kept again");

    // Another build of the server has folders of its own, and the old ones are dropped.
    let older = folder.with_file_name("0123456789abcdef");
    fs::rename(&folder, &older).expect("our own folder");
    assert_eq!(start(cache.path()), (true, true));
    assert_eq!(kept(cache.path()), [folder]);
}
