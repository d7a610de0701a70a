//! What crashed runs left on servers that are not ours.
//!
//! A process that was killed drops nothing. So a database on such a server says in its name when it was made, a role says it
//! in its comment, and the next to come drops what is too old to be in use.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::Row as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use crate::cleanup::{drop_database, drop_roles_that_own_nothing, execute};
use crate::database::random;
use crate::quote::{identifier, literal};

/// No replay takes as long: a function ends after fifteen minutes, and a command is waited for at most ten.
const IN_USE_AT_MOST: Duration = Duration::from_secs(2 * 60 * 60);

const DATABASE: &str = "driftline_";
const ROLE: &str = "made by driftline for a replay at ";

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A name that nobody else has, which says when it was given.
pub(crate) fn name() -> String {
    format!("{DATABASE}{}_{:016x}", now(), random())
}

/// Whether a name or comment was given so long ago that whoever gave it is gone. Others' names never were.
pub(crate) fn is_left_over(text: &str) -> bool {
    let made = match (text.strip_prefix(ROLE), text.strip_prefix(DATABASE).and_then(|rest| rest.split_once('_'))) {
        (Some(seconds), _) => seconds.parse::<u64>().ok(),
        (None, Some((seconds, random))) => {
            let is_random = random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_random.then(|| seconds.parse().ok()).flatten()
        }
        (None, None) => None,
    };
    made.is_some_and(|made| IN_USE_AT_MOST.as_secs() < now().saturating_sub(made))
}

/// Says of a role that was made here when it was made.
pub(crate) async fn mark(connection: &mut PgConnection, role: &str) {
    let sql = format!("COMMENT ON ROLE {} IS {}", identifier(role), literal(&format!("{ROLE}{}", now())));
    if let Err(error) = execute(connection, sql).await {
        tracing::debug!(role, %error, "the role could not be marked");
    }
}

/// Drops what is left over. What cannot be dropped is no reason not to go on.
pub(crate) async fn remove(connection: &mut PgConnection, options: &PgConnectOptions, major: u32) {
    let rows = sqlx::raw_sql(
        "SELECT 'database' AS kind, datname::text AS name, datname::text AS made FROM pg_catalog.pg_database \
         UNION ALL SELECT 'role', rolname::text, pg_catalog.shobj_description(oid, 'pg_authid') FROM pg_catalog.pg_roles",
    );
    let rows = match rows.fetch_all(&mut *connection).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "what crashed runs left on the scratch server cannot be listed");
            return;
        }
    };
    let left_over = |kind: &str| {
        let mut names = Vec::new();
        for row in &rows {
            let made: Option<String> = row.get("made");
            if row.get::<String, _>("kind") == kind && made.as_deref().is_some_and(is_left_over) {
                names.push(row.get::<String, _>("name"));
            }
        }
        names
    };
    for database in left_over("database") {
        match drop_database(connection, options, major, &database).await {
            Ok(()) => tracing::info!(database, "dropped what a crashed run had left"),
            Err(error) => tracing::warn!(database, %error, "what a crashed run left was not dropped"),
        }
    }
    let roles = left_over("role");
    if !roles.is_empty() {
        drop_roles_that_own_nothing(connection, roles).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ours_and_old_is_left_over() {
        let hour = 60 * 60;
        let random = "0123456789abcdef";
        for (text, expected) in [
            (format!("driftline_{}_{random}", now() - 3 * hour), true),
            (format!("driftline_{}_{random}", now() - hour), false),
            (format!("driftline_{}_{random}", now() + 3 * hour), false),
            (name(), false),
            ("driftline_1_reports".to_owned(), false),
            (format!("driftline_{random}"), false),
            (format!("orders_1_{random}"), false),
            (format!("{ROLE}{}", now() - 3 * hour), true),
            (format!("{ROLE}{}", now() - hour), false),
            ("made by driftline for a replay at noon".to_owned(), false),
        ] {
            assert_eq!(is_left_over(&text), expected, "{text}");
        }
    }
}
