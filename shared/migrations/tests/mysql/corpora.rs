//! Directories and schemas of public projects, when they are at hand beside the repository.
//!
//! The oracle is the command-line client: what it builds from a file, `run_mysql_script` must build too. All of it takes
//! minutes and runs when `DRIFTLINE_TEST_FULL` is set; otherwise a sample does.

use std::path::{Path, PathBuf};

use driftline_catalog::Engine;
use driftline_migrations::{
    Directory, DirectoryOptions, Format, detect, plan_all, read_files, replay_mysql, run_mysql_script,
};

use crate::support::{say, servers};

fn corpora(part: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora").join(part);
    if !folder.is_dir() {
        say(&format!("skipped: there is no {}", folder.display()));
        return None;
    }
    Some(folder)
}

fn json(path: &Path) -> serde_json::Value {
    std::fs::read_to_string(path).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            found.push(path);
        }
    }
}

#[tokio::test]
async fn directories_of_public_projects_replay() {
    let Some(projects) = corpora("migrations/mysql") else { return };
    for server in servers().await {
        // The collection was tried on MariaDB, and some of it is for it alone.
        if server.engine() != Engine::Mariadb {
            continue;
        }
        let mut replayed = 0;
        for project in folders(&projects) {
            let about = json(&project.join("format.json"));
            let Some(format) = about["format"].as_str().and_then(|name| name.parse::<Format>().ok()) else { continue };
            let label = project.file_name().expect("name").to_string_lossy().into_owned();
            let files = read_files(&project).expect("readable");
            assert!(detect(&files).contains(&format), "{label} is not detected as {format}");
            let directory = Directory::parse(files, format, &DirectoryOptions::default());
            let directory = directory.unwrap_or_else(|error| panic!("{label}: {error}"));
            if json(&project.join("replay.json"))["ok"] != true {
                continue;
            }
            let (name, mut connection) = server.database().await;
            let migrations = plan_all(&directory).migrations;
            if let Err(error) = replay_mysql(&mut connection, &migrations).await {
                panic!("{label} on {}: {error}", server.name());
            }
            server.drop_database(&name).await;
            replayed += 1;
        }
        assert!(3 <= replayed, "only {replayed} projects");
    }
}

#[tokio::test]
async fn scripts_build_what_the_client_builds() {
    let Some(schemas) = corpora("schemas/mysql") else { return };
    let mut all = Vec::new();
    scripts(&schemas, &mut all);
    if let Some(pairs) = corpora("pairs/mysql") {
        scripts(&pairs, &mut all);
    }
    all.sort();
    let is_full = std::env::var_os("DRIFTLINE_TEST_FULL").is_some();
    let step = if is_full { 1 } else { (all.len() / 20).max(1) };
    for server in servers().await {
        let (mut compared, mut wrong) = (0, Vec::new());
        for script in all.iter().step_by(step) {
            let Ok(sql) = std::fs::read_to_string(script) else { continue };
            if !is_full && 200_000 < sql.len() || chooses_database(&sql) {
                continue;
            }
            server.create_database("by_client").await;
            if !server.build("by_client", script) {
                continue;
            }
            let Some(expected) = server.dump("by_client") else { continue };
            // The same name again, since some texts hold it.
            server.create_database("by_client").await;
            let mut connection = server.connect("by_client", driftline_scratch::mysql::ACCOUNT).await;
            match run_mysql_script(&mut connection, "script", &sql).await {
                Err(error) => wrong.push(format!("{}: {error}", script.display())),
                Ok(()) if server.dump("by_client").as_deref() != Some(&expected) => {
                    wrong.push(format!("{}: another schema", script.display()));
                }
                Ok(()) => compared += 1,
            }
        }
        assert!(wrong.is_empty(), "{}: {compared} are equal, but:\n{}", server.name(), wrong.join("\n"));
        say(&format!("{}: {compared} scripts built what the client builds", server.name()));
        assert!(8 <= compared, "only {compared} scripts");
    }
}

/// A script that goes to a database of its own would leave it there, for the second time to fail.
fn chooses_database(sql: &str) -> bool {
    sql.lines().map(|line| line.trim_start().to_ascii_uppercase()).any(|line| {
        ["USE ", "CREATE DATABASE", "CREATE SCHEMA", "CREATE USER", "CREATE ROLE"]
            .iter()
            .any(|word| line.starts_with(word))
    })
}
