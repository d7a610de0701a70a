//! Servers that are watched whole: asked for their databases first, each of which is then looked at.

use driftline_tests::{Encryption, Server};

use crate::site::{Changes, Site};

fn server(name: &str, port: u16) -> String {
    format!(
        "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{port}\"\ndatabases = \"*\"\n\
         user = \"postgres\"\nauth = {{ method = \"none\" }}\nsource = {{ database = \"{name}--reference\" }}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_asked_for_its_databases_before_they_are_looked_at() {
    let live = Server::start(Encryption::Off);
    for (database, sql) in [("reference", "CREATE TABLE a (id int)"), ("tenant", "CREATE TABLE a (id bigint)")] {
        live.run("postgres", &format!("CREATE DATABASE {database}")).await;
        live.run(database, sql).await;
    }
    let subscriber = "[[subscriber]]\nname = \"everybody\"\nkind = \"sns\"\n\
                      topic = \"arn:aws:sns:eu-central-1:123456789012:driftline-DriftTopic\"\n";
    let config = format!("{}{}{subscriber}", server("shared", live.port()), server("dead", 9));
    let Some(site) = Site::deploy(&config, Changes::default()) else { return };
    let found = site.run("2026-11-20T06:00:00Z");
    let verdicts: Vec<(&str, &str)> =
        found.iter().map(|(name, line)| (name.as_str(), line["verdict"].as_str().unwrap_or_default())).collect();
    let expected = [("dead", "unreachable"), ("shared--reference", "in_sync"), ("shared--tenant", "drifted")];
    assert_eq!(verdicts, expected, "{found:?}\n{}", site.logs());
    // One result, which is told as well.
    let told = site.told();
    let is_of =
        |name: &str| told.iter().any(|message| message["Message"].as_str().is_some_and(|text| text.contains(name)));
    assert!(is_of("dead") && is_of("shared--tenant") && !is_of("shared--reference"), "{told:?}");
    // Nothing of the schema went through the workflow, and the second run finds a database that came meanwhile.
    live.run("postgres", "CREATE DATABASE newcomer").await;
    let again = site.run("2026-11-20T18:00:00Z");
    assert_eq!(again["shared--newcomer"]["verdict"], "drifted", "{again:?}");
    assert_eq!(site.operations(), [""; 0]);
}
