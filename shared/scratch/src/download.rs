//! Fetching server binaries where this machine has none.
//!
//! The archives are the ones of zonkyio/embedded-postgres-binaries on Maven Central: about 20 MB, every
//! major version, checked against the checksum published beside them.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use postgresql_embedded::{PostgreSQL, Settings, VersionReq};

use crate::ScratchError;

/// `postgresql_embedded` chooses its repository by this address.
const ZONKY: &str = "https://github.com/zonkyio/embedded-postgres-binaries";

/// Fetched when nobody prefers a version: widely deployed, and supported until November 2029.
const DEFAULT_MAJOR: u32 = 17;

/// Fetches the newest release of a major version into the cache and returns its folder of binaries.
pub(crate) async fn install(preferred: Option<u32>, cache: &Path) -> Result<PathBuf, ScratchError> {
    let major = preferred.unwrap_or(DEFAULT_MAJOR);
    let version = VersionReq::parse(&format!("={major}")).map_err(failed)?;
    let root = cache.join("postgresql").join(major.to_string());
    fs::create_dir_all(&root).map_err(|source| ScratchError::File { action: "create", path: root.clone(), source })?;

    // `setup` also runs `initdb`, as ourselves and with its own options, unless a cluster seems to
    // be there. We want only the binaries.
    let pretended = tempfile::tempdir().map_err(failed)?;
    fs::write(pretended.path().join("postgresql.conf"), "").map_err(failed)?;

    tracing::info!(major, folder = %root.display(), "downloading PostgreSQL server binaries");
    let mut server = PostgreSQL::new(Settings {
        releases_url: ZONKY.to_owned(),
        version,
        installation_dir: root.clone(),
        password_file: pretended.path().join("password"),
        data_dir: pretended.path().to_path_buf(),
        host: String::new(),
        port: 0,
        username: String::new(),
        password: String::new(),
        temporary: false,
        timeout: Some(Duration::from_secs(300)),
        configuration: HashMap::new(),
        trust_installation_dir: false,
        socket_dir: None,
    });
    server.setup().await.map_err(failed)?;

    let installed = server.settings().installation_dir.clone();
    // Unpacked as 0700, but the server may run as another user than the one who downloads.
    for folder in installed.ancestors().take_while(|folder| folder.starts_with(cache)) {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).map_err(|source| ScratchError::File {
            action: "change the mode of",
            path: folder.to_path_buf(),
            source,
        })?;
    }
    Ok(installed.join("bin"))
}

fn failed(error: impl std::fmt::Display) -> ScratchError {
    ScratchError::Download { reason: error.to_string() }
}
