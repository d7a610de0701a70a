//! Finding server binaries of MySQL and MariaDB on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use driftline_catalog::Engine;

use crate::ScratchError;

/// Names a folder with `mariadbd` or `mysqld`. When set, no other place is searched.
pub const BINARIES_VARIABLE: &str = "DRIFTLINE_MYSQL_BIN";

/// Where packagers put servers, besides the folders of `PATH`; `*` stands for any part of one path component.
const DISTRIBUTION_FOLDERS: &[&str] = &[
    "/usr/sbin",
    "/usr/libexec",
    "/usr/local/sbin",
    "/usr/local/mysql/bin",
    "/opt/homebrew/opt/mariadb*/bin",
    "/opt/homebrew/opt/mysql*/bin",
    "/usr/local/opt/mariadb*/bin",
    "/usr/local/opt/mysql*/bin",
];

/// A server's program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installation {
    pub(super) program: PathBuf,
    pub(super) engine: Engine,
    /// The release series: 1011 is 10.11.
    pub(super) series: u32,
}

impl Installation {
    /// What the server calls its base: the folder that holds `bin`, `sbin` and `share`.
    pub(super) fn base(&self) -> PathBuf {
        self.program.parent().and_then(Path::parent).map_or_else(|| PathBuf::from("/usr"), Path::to_path_buf)
    }

    /// The program that makes MariaDB's first data folder.
    pub(super) fn installer(&self) -> PathBuf {
        let names = ["bin/mariadb-install-db", "bin/mysql_install_db", "scripts/mariadb-install-db"];
        let paths = names.map(|name| self.base().join(name));
        paths.iter().find(|path| path.is_file()).unwrap_or(&paths[0]).clone()
    }
}

/// The installation to use: of the same engine, of this series if it is there, else of the next newer one, else the newest.
pub(super) fn choose(engine: Engine, series: Option<u32>, named: Option<&Path>) -> Result<Installation, ScratchError> {
    let named = named.map(Path::to_path_buf).or_else(|| std::env::var_os(BINARIES_VARIABLE).map(PathBuf::from));
    let folders: Vec<PathBuf> = match named {
        Some(folder) => vec![folder],
        None => {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let packaged =
                DISTRIBUTION_FOLDERS.iter().flat_map(|pattern| crate::installation::expand(Path::new(pattern)));
            let fetched = crate::account::cache_folder()
                .into_iter()
                .flat_map(|cache| crate::installation::expand(&cache.join("mysql/*/usr/sbin")));
            std::env::split_paths(&path).chain(packaged).chain(fetched).collect()
        }
    };
    let mut found: Vec<Installation> = Vec::new();
    for folder in &folders {
        for name in ["mariadbd", "mysqld"] {
            let Ok(program) = fs::canonicalize(folder.join(name)) else { continue };
            if found.iter().all(|known| known.program != program) {
                found.extend(probe(&program));
            }
        }
    }
    found.retain(|installation| installation.engine == engine);
    // Stable: of the same series, the one found first stays first.
    found.sort_by_key(|installation| installation.series);
    let place = series.and_then(|wanted| found.iter().position(|one| wanted <= one.series));
    let place = place.or_else(|| {
        let newest = found.last()?.series;
        found.iter().position(|one| one.series == newest)
    });
    place.map(|place| found.swap_remove(place)).ok_or(ScratchError::NoMysqlServer {
        product: engine.product(),
        package: if engine == Engine::Mariadb { "mariadb-server" } else { "mysql-server" },
    })
}

fn probe(program: &Path) -> Option<Installation> {
    let mut command = Command::new(program);
    crate::account::clean_environment(&mut command);
    let output = command.arg("--no-defaults").arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (engine, series) = parse(&text)?;
    Some(Installation { program: program.to_path_buf(), engine, series })
}

/// Reads `mariadbd  Ver 10.11.18-MariaDB-0+deb12u1 for debian-linux-gnu` and `mysqld  Ver 9.7.4-2 for Linux on x86_64`.
fn parse(version: &str) -> Option<(Engine, u32)> {
    let number = version.split_once("Ver ")?.1;
    let mut parts = number.split(|character: char| !character.is_ascii_digit()).map(|part| part.parse::<u32>().ok());
    let series = parts.next()?? * 100 + parts.next()??.min(99);
    let engine = if version.contains("MariaDB") { Engine::Mariadb } else { Engine::Mysql };
    Some((engine, series))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_servers_print_them() {
        for (text, expected) in [
            (
                "mariadbd  Ver 10.11.18-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)",
                Some((Engine::Mariadb, 1011)),
            ),
            ("/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))", Some((Engine::Mysql, 907))),
            ("mysqld  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)", Some((Engine::Mysql, 800))),
            ("busybox", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
