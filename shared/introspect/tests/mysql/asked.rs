//! What is compared, or not compared, only when somebody asks for it.

use driftline_ddl::changes;
use driftline_drift::{CompareOptions, Difference, compare};

use crate::server::Server;

fn lines(differences: &[Difference]) -> Vec<String> {
    let line = |found: &Difference| format!("{} {}", found.change.as_str(), found.key.qualified_name());
    differences.iter().map(line).collect()
}

#[tokio::test]
async fn counters_count_when_asked_and_are_set() {
    let asked = CompareOptions { auto_increment: true, ..CompareOptions::default() };
    for server in Server::all().await {
        let script = "CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 50; CREATE TABLE b (id int)";
        let database = server.database(script).await.unwrap();
        let expected = database.read().await.unwrap();
        database.run("ALTER TABLE a AUTO_INCREMENT = 100").await.unwrap();
        let live = database.read().await.unwrap();
        assert!(compare(&expected, &live, &CompareOptions::default()).differences.is_empty());
        let differences = compare(&expected, &live, &asked).differences;
        assert_eq!(lines(&differences), ["modified a"]);
        let keys: Vec<_> = differences.into_iter().map(|difference| difference.key).collect();
        let script = changes(&live, &expected, &keys).statements().collect::<Vec<_>>().join("\n");
        database.run(&script).await.unwrap();
        let reverted = database.read().await.unwrap();
        assert_eq!(lines(&compare(&expected, &reverted, &asked).differences), Vec::<String>::new(), "{script}");
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn definers_on_another_host_are_the_same_when_told_so() {
    let told = CompareOptions { any_definer_host: true, ..CompareOptions::default() };
    for server in Server::all().await {
        let database = server.database("CREATE DEFINER = app@'%' PROCEDURE p() SELECT 1").await.unwrap();
        let expected = database.read().await.unwrap();
        let made_by = async |definer: &str| {
            let again = format!("DROP PROCEDURE p; CREATE DEFINER = {definer} PROCEDURE p() SELECT 1");
            database.run(&again).await.unwrap();
            let live = database.read().await.unwrap();
            [&CompareOptions::default(), &told].map(|options| lines(&compare(&expected, &live, options).differences))
        };
        assert_eq!(made_by("app@localhost").await, [vec!["modified p".to_owned()], vec![]]);
        assert_eq!(made_by("other@localhost").await, [vec!["modified p".to_owned()], vec!["modified p".to_owned()]]);
        database.drop().await.unwrap();
    }
}
