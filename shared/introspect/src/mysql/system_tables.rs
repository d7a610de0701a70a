//! Reading tables of the database `mysql`, which a reader is granted one by one, or by single columns.

use driftline_catalog::Gap;
use driftline_catalog::mysql::Account;
use sqlx::mysql::MySqlRow;

use super::ReadOnlySession;
use super::session::Outcome;
use crate::InspectError;

/// Accounts and roles of the server itself and of those who run it.
const SYSTEM: &[&str] = &["mysql.", "mariadb.", "rds", "aws_", "AWS_"];

/// What is asked of a table.
pub(super) struct Question {
    /// What has to be granted for it: `SELECT ON mysql.db`.
    pub(super) privilege: &'static str,
    pub(super) query: &'static str,
}

/// Hands over every row with the place of its question; or says what is in the way, and which `GRANT` would help.
pub(super) async fn read(
    session: &mut ReadOnlySession<'_>,
    what: &str,
    questions: &[Question],
    take: &mut (dyn FnMut(usize, MySqlRow) + Send),
) -> Result<Option<Gap>, InspectError> {
    session.wait_for_locks(true).await?;
    let queries: Vec<String> = questions.iter().map(|question| question.query.trim().to_owned()).collect();
    let outcomes = session
        .read::<InspectError>(&queries, &mut |place, row| {
            take(place, row);
            Ok(())
        })
        .await?;
    let account = Account::of_plain(session.user()).quoted();
    let (mut lacking, mut problems) = (Vec::new(), Vec::new());
    for (Question { privilege, .. }, outcome) in questions.iter().zip(outcomes) {
        let table = privilege.rsplit(' ').next().unwrap_or_default();
        match outcome {
            Outcome::Read => {}
            Outcome::Failed(error) if is_denied(&error) => lacking.push(format!("GRANT {privilege} TO {account}")),
            Outcome::Failed(error) => problems.push(format!("{table} could not be read: {error}")),
            Outcome::Locked => problems.push(format!("somebody holds {table}; run again later")),
        }
    }
    if !lacking.is_empty() {
        problems.push(format!("{} may not see those of others; {}", session.user(), lacking.join("; ")));
    }
    Ok((!problems.is_empty()).then(|| Gap { what: what.to_owned(), why: problems.join("; ") }))
}

/// Whether the server refused the table to the account.
fn is_denied(error: &sqlx::Error) -> bool {
    const REFUSED: &[u16] = &[1044, 1142, 1143, 1227];
    super::session::number(error).is_some_and(|number| REFUSED.contains(&number))
}

/// An account as everything here names it, `app@%`, a role of MariaDB without a host; none for one of the server's own.
pub(super) fn account(user: &str, host: &str) -> Option<String> {
    if SYSTEM.iter().any(|beginning| user.starts_with(beginning)) {
        return None;
    }
    Some(if host.is_empty() { user.to_owned() } else { format!("{user}@{host}") })
}
