//! Directories and schemas of public projects, when they are at hand beside the repository.
//!
//! The oracle is `psql`: what it builds from a file, `run_script` must build too. All of it takes
//! minutes and runs when `DRIFTLINE_TEST_FULL` is set; otherwise a sample does.

use std::path::{Path, PathBuf};
use std::process::Command;

use driftline_migrations::{
    Directory, DirectoryOptions, Format, History, HistoryState, TableName, TransactionMode, detect, history_ddl,
    plan_all, read_files, replay, run_script,
};

use crate::support::{run, server};

#[expect(clippy::print_stderr, reason = "a test that skips has to say so")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn corpora(part: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora").join(part);
    if !folder.is_dir() {
        say(&format!("skipped: there is no {}", folder.display()));
        return None;
    }
    Some(folder)
}

fn is_full() -> bool {
    std::env::var_os("DRIFTLINE_TEST_FULL").is_some()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("readable")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn json(path: &Path) -> serde_json::Value {
    std::fs::read_to_string(path).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn usual_history(format: Format) -> History {
    let name = match format {
        Format::Atlas => "atlas_schema_revisions",
        Format::Flyway => "flyway_schema_history",
        Format::GolangMigrate => "schema_migrations",
        Format::Sqlx => "_sqlx_migrations",
    };
    History {
        format,
        table: TableName { schema: "public".to_owned(), name: name.to_owned() },
        owner: "postgres".to_owned(),
        state: HistoryState::Applied(Vec::new()),
    }
}

#[tokio::test]
async fn directories_of_public_projects_replay() {
    let Some(projects) = corpora("migrations/pg") else { return };
    let mut replayed = 0;
    for project in folders(&projects) {
        let about = json(&project.join("format.json"));
        let Some(format) = about["format"].as_str().and_then(|name| name.parse::<Format>().ok()) else {
            continue;
        };
        let label = project.file_name().expect("name").to_string_lossy().into_owned();
        let mut files = read_files(&project).expect("readable");
        if about["recursive"] == false {
            files.retain(|file| !file.path.contains('/'));
        }
        if !detect(&files).contains(&format) {
            // The notes of the collection lie beside the files.
            panic!("{label} is not detected as {format}");
        }
        let mut options = DirectoryOptions::default();
        for pair in about["rewrite"].as_array().into_iter().flatten() {
            let placeholder = pair[0].as_str().unwrap_or_default();
            let name = placeholder.trim_start_matches("${").trim_end_matches('}');
            options.flyway.placeholders.insert(name.to_owned(), pair[1].as_str().unwrap_or_default().to_owned());
        }
        let directory = Directory::parse(files, format, &options).unwrap_or_else(|error| panic!("{label}: {error}"));
        if json(&project.join("replay.json"))["ok"] != true {
            continue;
        }
        let (name, mut connection) = server().database().await;
        // Some migrations change the history of their own migrator.
        run(&mut connection, &history_ddl(&usual_history(format))).await;
        let migrations = plan_all(&directory).migrations;
        if let Err(error) = replay(&mut connection, &migrations).await {
            panic!("{label}: {error}");
        }
        drop(connection);
        server().drop_database(&name).await;
        replayed += 1;
    }
    assert!(replayed >= 10, "only {replayed} projects");
}

/// Builds a database with `psql`; false when `psql` fails.
fn build_with_psql(database: &str, file: &Path) -> bool {
    Command::new(server().bin.join("psql"))
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-f"])
        .arg(file)
        .arg("-h")
        .arg(&server().socket)
        .env("PGOPTIONS", "-c client_min_messages=error")
        .output()
        .expect("psql runs")
        .status
        .success()
}

#[tokio::test]
async fn scripts_build_what_psql_builds() {
    let (Some(schemas), Some(pairs)) = (corpora("schemas/pg"), corpora("pairs/pg")) else { return };
    let mut scripts: Vec<PathBuf> = folders(&schemas).iter().map(|folder| folder.join("schema.sql")).collect();
    let all: Vec<PathBuf> = folders(&pairs)
        .iter()
        .flat_map(|source| folders(source))
        .map(|case| case.join("old.sql"))
        .filter(|script| script.exists())
        .collect();
    let step = if is_full() { 8 } else { 150 };
    scripts.extend(all.into_iter().step_by(step));
    if !is_full() {
        scripts.retain(|script| std::fs::metadata(script).is_ok_and(|about| about.len() < 60_000));
    }
    let mut compared = 0;
    let mut wrong = Vec::new();
    for script in scripts {
        let Ok(sql) = std::fs::read_to_string(&script) else {
            continue;
        };
        // A database with a subscription cannot be dropped.
        if sql.to_ascii_uppercase().contains("CREATE SUBSCRIPTION") {
            continue;
        }
        let mut roles = Vec::new();
        let about = json(&script.with_file_name("loads.json"));
        for role in about["roles"].as_array().into_iter().flatten() {
            roles.extend(role.as_str().map(str::to_owned));
        }
        let mut admin = server().connect("postgres", "postgres").await;
        for role in &roles {
            run(&mut admin, &format!("DROP ROLE IF EXISTS \"{role}\"; CREATE ROLE \"{role}\"")).await;
        }
        let (by_psql, connection) = server().database().await;
        drop(connection);
        let expected = build_with_psql(&by_psql, &script).then(|| server().dump(&by_psql));
        server().drop_database(&by_psql).await;
        if let Some(expected) = expected {
            // A script that creates roles leaves them behind, which would fail the second run.
            drop_foreign_roles(&roles).await;
            let (name, mut connection) = server().database().await;
            let result = run_script(&mut connection, "script", &sql, TransactionMode::Unwrapped).await;
            drop(connection);
            match result {
                Err(error) => wrong.push(format!("{}: {error}", script.display())),
                Ok(()) if server().dump(&name) != expected => {
                    wrong.push(format!("{}: another schema", script.display()));
                }
                Ok(()) => compared += 1,
            }
            server().drop_database(&name).await;
        }
        drop_foreign_roles(&[]).await;
    }
    assert!(wrong.is_empty(), "{compared} are equal, but:\n{}", wrong.join("\n"));
    say(&format!("{compared} scripts built what psql builds"));
    assert!(compared >= 10, "only {compared} scripts");
}

/// Drops every role that the scripts of this test brought, except `kept`.
async fn drop_foreign_roles(kept: &[String]) {
    use sqlx::Row;
    let mut admin = server().connect("postgres", "postgres").await;
    let rows = sqlx::raw_sql(
        "SELECT rolname::text, quote_ident(rolname) FROM pg_roles WHERE oid > 16383 AND rolname NOT IN ('Watch man', 'other_migrator', 'taken', 'Taken \"role')",
    )
    .fetch_all(&mut admin)
    .await
    .expect("roles");
    for row in rows {
        if !kept.contains(&row.get::<String, _>(0)) {
            let _ = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP ROLE {}", row.get::<String, _>(1))))
                .execute(&mut admin)
                .await;
        }
    }
}
