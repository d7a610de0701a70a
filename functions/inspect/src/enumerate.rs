//! Which databases a server has, before they are looked at one by one.

use driftline_catalog::Engine;
use driftline_config::Database;
use driftline_connect::{Connection, Connector};
use driftline_drift::Verdict;
use driftline_introspect::{InspectError, mysql, postgres};
use driftline_pipeline::message::{Enumerate, Enumerated};
use driftline_pipeline::record::{Enumeration, NoAnswer, enumeration_path};
use driftline_pipeline::{Context, RunId, StepError};
use sqlx::Row as _;

use crate::LookError;

/// Databases that are the server's own, or a cloud's.
const OWN: &[&str] = &[
    "postgres",
    "rdsadmin",
    "cloudsqladmin",
    "mysql",
    "sys",
    "information_schema",
    "performance_schema",
    "innodb",
    "tmp",
];

const OF_POSTGRES: &str =
    "SELECT datname::text FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname";
const OF_MYSQL: &str = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME";

/// Asks a server which databases it has and keeps those that are to be looked at.
///
/// # Errors
///
/// When the config lacks the server or the store fails. A server that gives no answer is a result, not an error.
pub async fn enumerate(
    context: &Context,
    connector: &dyn Connector,
    message: Enumerate,
) -> Result<Enumerated, StepError> {
    let Enumerate { run, enumerate: name } = message;
    let server = context.database(&name)?;
    let found = match databases_of(connector, &server).await {
        Ok(databases) => enumeration(&server, &databases),
        Err(error) => {
            tracing::warn!(server = %name, verdict = %error.verdict(), "the server did not say which databases it has");
            Enumeration {
                databases: Vec::new(),
                problem: Some(NoAnswer { verdict: error.verdict(), reason: error.to_string() }),
            }
        }
    };
    context.store.put_json(&enumeration_path(&run, &name), &found).await?;
    Ok(Enumerated { run, enumerate: name, databases: found.databases.len() })
}

/// Every database of a server that is no system's, in the server's order.
///
/// # Errors
///
/// Why it gave no answer.
pub async fn databases_of(connector: &dyn Connector, server: &Database) -> Result<Vec<String>, LookError> {
    let mut connection = connector.connect(server).await.map_err(LookError::Connect)?;
    let listed = list(&mut connection).await.map_err(LookError::Inspect)?;
    Ok(listed.into_iter().filter(|name| !OWN.contains(&name.as_str())).collect())
}

async fn list(connection: &mut Connection) -> Result<Vec<String>, InspectError> {
    let failed = |source| InspectError::Server { doing: "list the databases", source };
    let names: Result<Vec<String>, sqlx::Error> = match connection {
        Connection::Postgres(connection) => {
            let mut session = postgres::ReadOnlySession::begin(connection, postgres::Limits::default()).await?;
            let rows = sqlx::raw_sql(OF_POSTGRES).fetch_all(session.connection()).await.map_err(failed)?;
            session.end().await?;
            rows.iter().map(|row| row.try_get(0)).collect()
        }
        Connection::Mysql(connection) => {
            let mut session = mysql::ReadOnlySession::begin(connection, mysql::Limits::default()).await?;
            let rows = sqlx::raw_sql(OF_MYSQL).fetch_all(session.connection()).await.map_err(failed)?;
            rows.iter().map(|row| row.try_get_unchecked(0)).collect()
        }
    };
    names.map_err(failed)
}

/// Those that the config means, as databases of their own, and why that is not all that it means.
pub fn members_of(server: &Database, databases: &[String]) -> (Vec<Database>, Vec<String>) {
    let is_meant = |name: &&String| server.members.as_ref().is_some_and(|members| members.cover(name));
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for database in databases.iter().filter(is_meant) {
        match server.member_of(database) {
            Ok(member) => found.push(member),
            Err(problem) => problems.push(problem),
        }
    }
    if found.is_empty() && problems.is_empty() {
        let hint = match server.engine {
            Engine::Postgres => "",
            Engine::Mysql | Engine::Mariadb => "; an account only sees those that it has a privilege on",
        };
        problems.push(format!(
            "the server shows {} databases besides its own, and `databases` covers none of them{hint}",
            databases.len()
        ));
    }
    (found, problems)
}

fn enumeration(server: &Database, databases: &[String]) -> Enumeration {
    let (members, problems) = members_of(server, databases);
    let reason = problems.join("; ");
    Enumeration {
        databases: members.into_iter().map(|member| member.name).collect(),
        problem: (!reason.is_empty()).then_some(NoAnswer { verdict: Verdict::Unknown, reason }),
    }
}

/// Why a server is looked at itself: it did not say which databases it has.
pub(crate) async fn problem_of(context: &Context, run: &RunId, server: &Database) -> Result<NoAnswer, StepError> {
    let found: Option<Enumeration> = context.store.get_json_if_exists(&enumeration_path(run, &server.name)).await?;
    Ok(found.and_then(|found| found.problem).unwrap_or_else(|| NoAnswer {
        verdict: Verdict::Unknown,
        reason: "which databases there are was not found out: that step did not finish; the logs of this run say why"
            .to_owned(),
    }))
}
