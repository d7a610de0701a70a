//! Every command in the README is run, as it stands there, in a folder that has what the README says.

use std::fs;
use std::path::Path;

use driftline_tests::{Driftline, Encryption, Server};

const README: &str = include_str!("../../README.md");

/// The lines of the blocks marked with a language.
fn blocks(language: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in README.lines() {
        if let Some(info) = line.strip_prefix("```") {
            inside = !inside && info == language;
        } else if inside {
            lines.push(line.to_owned());
        }
    }
    lines
}

fn fill(folder: &Path, server: &Server) {
    for directory in ["migrations", "migrations/orders"] {
        fs::create_dir_all(folder.join(directory)).expect("a folder can be made");
        fs::write(folder.join(directory).join("1_orders.up.sql"), ORDERS).expect("a file can be written");
    }
    fs::write(folder.join("schema.sql"), ORDERS).expect("a file can be written");
    let config = blocks("toml").join("\n");
    assert!(config.contains("localhost:5432"), "the README's config names a server");
    let config = config.replace("localhost:5432", &format!("127.0.0.1:{}", server.port()));
    fs::write(folder.join("driftline.toml"), config).expect("a file can be written");
}

const ORDERS: &str = "CREATE TABLE orders (id bigint PRIMARY KEY);";

#[tokio::test]
async fn every_command_of_the_readme_does_what_it_says() {
    let server = Server::start(Encryption::Off);
    server.run("postgres", "CREATE ROLE driftline LOGIN SUPERUSER PASSWORD 'of the readme'").await;
    server.run("postgres", "CREATE DATABASE orders OWNER driftline").await;
    server.run("orders", ORDERS).await;
    server.run("orders", "ALTER TABLE orders OWNER TO driftline").await;
    server
        .run(
            "orders",
            "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
             INSERT INTO schema_migrations VALUES (1, false);
             ALTER TABLE schema_migrations OWNER TO driftline",
        )
        .await;
    let url = format!("postgres://driftline:of%20the%20readme@127.0.0.1:{}/orders", server.port());
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fill(folder.path(), &server);

    let commands: Vec<String> =
        blocks("sh").into_iter().filter(|line| !line.is_empty() && line != "scripts/test").collect();
    assert!(5 < commands.len(), "{commands:?}");
    for command in commands {
        let words = command.strip_prefix("cargo run -- ").unwrap_or_else(|| panic!("not run by this test: {command}"));
        let arguments = words.split(' ').map(|word| if word == "\"$DATABASE_URL\"" { url.as_str() } else { word });
        let outcome = Driftline::new(arguments)
            .in_folder(folder.path())
            .env("ORDERS_PASSWORD", "of the readme")
            .env("HOOK_URL", "http://127.0.0.1:9/hook")
            .env("HOOK_SECRET", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
            .run();
        // The demo drifts; a file without the owner's surroundings may differ from a database; nothing fails.
        let expected = match words {
            "demo" => 2,
            _ => 0,
        };
        let outcome = outcome.exits(expected);
        if words == "demo" {
            shows_what_the_readme_shows(&outcome.stdout);
        }
    }
    assert!(README.contains("scripts/test"), "the test command");
}

/// The lines of the README's example stand in the output, in their order; a server's version may be another.
fn shows_what_the_readme_shows(output: &str) {
    let mut lines = output.lines();
    let shown = blocks("text");
    assert!(10 < shown.len(), "the README shows what the demo prints");
    for line in shown.iter().skip(1).filter(|line| *line != "...") {
        let wanted = line.split(", server ").next().unwrap_or(line);
        assert!(lines.any(|line| line.starts_with(wanted)), "the README shows what the demo does not print: {line}");
    }
}
