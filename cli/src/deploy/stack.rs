//! The stack itself, and what the functions are told by it instead of by the config.

use driftline_aws::Deployment;
use driftline_config::{Config, Database, Source};

use crate::finding::Finding;

/// Whether the last deployment worked.
pub(super) fn state(name: &str, deployed: &Deployment) -> Finding {
    let (about, status) = (format!("stack {name}"), deployed.status.as_str());
    match status {
        "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" => Finding::fine(about, status),
        _ if status.ends_with("IN_PROGRESS") => Finding::wrong(about, format!("{status}; look again when it is done")),
        "UPDATE_ROLLBACK_COMPLETE" => {
            Finding::wrong(about, format!("{status}: what was there before is there still; its events say what failed"))
        }
        _ => Finding::wrong(about, format!("{status}; its events in CloudFormation say what failed")),
    }
}

/// The functions take the store from the stack, and refuse a config that names another.
pub(super) fn store(config: &Config, deployed: &Deployment) -> Option<Finding> {
    let about = "store";
    let Some(bucket) = deployed.outputs.get("StoreBucket") else {
        return Some(Finding::wrong(about, "the stack has no output StoreBucket; is it one of driftline's template?"));
    };
    let of_stack = format!("s3://{bucket}");
    match config.store.as_deref().map(|url| url.trim_end_matches('/')) {
        Some(url) if url != of_stack => Some(Finding::wrong(
            about,
            format!("the config says {url}, and the functions refuse any but {of_stack}; name that, or none"),
        )),
        _ => Some(Finding::fine(about, of_stack)),
    }
}

/// Whether the functions can know what a database should be.
pub(super) fn expected(config: &Config, database: &Database) -> Option<Finding> {
    let has_server =
        config.scratch.url.is_some() || config.scratch.servers.iter().any(|server| server.engine == database.engine);
    let needs_server = matches!(database.source, Source::Migrations(_) | Source::Schema(_));
    // Of a server that is watched whole, each database is published by itself.
    let each = if database.members.is_some() { "--<database>" } else { "" };
    (needs_server && !has_server).then(|| {
        Finding::wrong(
            format!("source of {}", database.name),
            format!(
                "the functions have no server to build it on, so the verdict would be unknown; add a [[scratch.server]] \
                 for {}, or publish from CI with `published = true` and `driftline publish {}{each}`",
                database.engine, database.name
            ),
        )
    })
}
