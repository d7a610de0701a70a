//! While a migrator holds its lock there is no answer, and no false alarm.

use driftline_tests::{Driftline, Encryption, Server, folder_with};
use sqlx::migrate::{Migrate as _, Migrator};

#[tokio::test]
async fn a_deployment_under_way_is_no_drift() {
    let migrations = [("1_orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);")];
    let server = Server::start(Encryption::Off);
    server.run("postgres", "CREATE ROLE app_owner LOGIN").await;
    server.database("shop", "app_owner").await;
    let folder = folder_with(&migrations);
    let mut migrator = server.connect("app_owner", "shop").await;
    let deployed = Migrator::new(folder.path()).await.expect("sqlx reads the directory");
    deployed.run(&mut migrator).await.expect("sqlx migrates");
    let url = server.url_as("app_owner", "shop");
    let check = || {
        let folder = folder.path().to_str().expect("a temporary folder has a plain name");
        Driftline::new(["check", "--live", url.as_str(), "--migrations", folder, "--format", "json"]).run()
    };

    migrator.lock().await.expect("the real sqlx takes its lock");
    let outcome = check().exits(3);
    assert_eq!(outcome.json()["verdict"], "deploying", "{outcome}");

    migrator.unlock().await.expect("the real sqlx gives its lock back");
    assert_eq!(check().exits(0).json()["verdict"], "in_sync");
}
