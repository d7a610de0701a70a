//! `token`, for other tools, at RDS as it is from outside.

use std::process::Command;

use driftline_tests::binary;
use driftline_tests::rds::check;

use super::World;

#[tokio::test]
async fn a_token_is_for_other_tools_and_for_no_terminal() {
    let world = World::new().await;
    let rds = world.place.rds(|_| {});
    world.place.write_config(&rds, "", "");
    let token = world.place.driftline(&["token", "shop"]).run().exits(0);
    assert_eq!(check(token.stdout.trim(), "watcher", &world.place.settings().expected), Ok(()));
    assert_eq!(token.stderr, "");

    // PostgreSQL's own client takes the URL, and verifies the server.
    let url = world.place.driftline(&["token", "shop", "--url"]).run().exits(0);
    let answer = world.server.psql_by_url(url.stdout.trim(), "SELECT session_user");
    assert_eq!(answer, "watcher", "{:?}", rds.heard());

    let on_terminal = |arguments: &str| {
        let mut script = Command::new("script");
        let line = format!("'{}' token shop {arguments}", binary().display());
        script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).current_dir(world.place.folder.path());
        script.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI");
        let output = script.output().expect("`script` of util-linux runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = on_terminal("");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("--reveal") && !said.contains("X-Amz"), "{said}");
    let (code, said) = on_terminal("--reveal");
    assert!(code == Some(0) && said.contains("X-Amz-Signature"), "{said}");

    world.place.write_config(&rds, "\"rds-iam\"", "\"env\", variable = \"SHOP_PASSWORD\"");
    let refused = world.place.driftline(&["token", "shop"]).run().exits(1);
    assert!(refused.stderr.contains("SHOP_PASSWORD; tokens are for method = \"rds-iam\""), "{refused}");
}
