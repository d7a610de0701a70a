//! The administrator of a server, who looks first and then makes the user.

use anyhow::{Context as _, bail};
use driftline_catalog::Engine;
use driftline_config::{Database, Login};
use driftline_connect::{Connection, Target};
use driftline_inspect::history_choice;
use driftline_introspect::{mysql, postgres};
use driftline_migrations::{read_histories, read_mysql_histories};
use driftline_setup::{Facts, Histories, Step};
use sqlx::{AssertSqlSafe, MySqlConnection, PgConnection, Row as _};

/// Somebody who may make users and grant.
pub(crate) struct Administrator(Target);

impl Administrator {
    /// Reads the URL, which has to be of the database: grants are made inside it.
    pub(crate) fn of(url: &str, database: &Database, login: &Login) -> anyhow::Result<Self> {
        let target = Target::parse(url)?;
        if (target.engine() == Engine::Postgres) != (database.engine == Engine::Postgres) {
            bail!("{} is a database of {}, and the URL is of another engine", database.name, database.engine.product());
        }
        if target.database() != login.database {
            bail!(
                "the URL is of the database {}, and {} is the database {}; grants are made inside it",
                target.database(),
                database.name,
                login.database
            );
        }
        Ok(Self(target))
    }

    /// Looks at the server, in a read-only session.
    pub(crate) async fn look(&self, database: &Database, login: &Login) -> anyhow::Result<(Facts, Histories)> {
        match self.0.connect().await? {
            Connection::Postgres(mut connection) => look_at_postgres(&mut connection, database, login).await,
            Connection::Mysql(mut connection) => look_at_mysql(&mut connection, database).await,
        }
    }

    /// Takes the steps; on PostgreSQL all or none.
    pub(crate) async fn take(&self, steps: &[Step]) -> anyhow::Result<usize> {
        let statements: Vec<&str> = steps.iter().filter_map(Step::sql).collect();
        match self.0.connect().await? {
            Connection::Postgres(mut connection) => {
                let whole = ["BEGIN"].iter().chain(&statements).chain(&["COMMIT"]);
                for sql in whole {
                    let run = sqlx::raw_sql(AssertSqlSafe((*sql).to_owned())).execute(&mut *connection);
                    run.await.with_context(|| format!("nothing was changed: the server refuses `{sql}`"))?;
                }
            }
            Connection::Mysql(mut connection) => {
                for (place, sql) in statements.iter().enumerate() {
                    let run = sqlx::raw_sql(AssertSqlSafe((*sql).to_owned())).execute(&mut *connection);
                    run.await.with_context(|| {
                        format!("{place} of {} statements were run: the server refuses `{sql}`", statements.len())
                    })?;
                }
            }
        }
        Ok(statements.len())
    }
}

async fn look_at_postgres(
    connection: &mut PgConnection,
    database: &Database,
    login: &Login,
) -> anyhow::Result<(Facts, Histories)> {
    let mut session = postgres::ReadOnlySession::begin(connection, postgres::Limits::default()).await?;
    let role = sqlx::query("SELECT FROM pg_catalog.pg_roles WHERE rolname::text = $1").bind(&login.user);
    let has_role = role.fetch_optional(session.connection()).await.context("cannot look for the role")?.is_some();
    let histories = if database.source.needs_history() {
        read_histories(session.connection(), &history_choice(database)).await?
    } else {
        Vec::new()
    };
    session.end().await?;
    let histories = histories.into_iter().map(|history| history.table).collect();
    Ok((Facts { has_role, ..Facts::default() }, Histories::Found(histories)))
}

async fn look_at_mysql(connection: &mut MySqlConnection, database: &Database) -> anyhow::Result<(Facts, Histories)> {
    let mut session = mysql::ReadOnlySession::begin(connection, mysql::Limits::default()).await?;
    if session.engine() != database.engine {
        let (is, said) = (session.engine().product(), database.engine);
        bail!("the server is {is}, and the config says engine = \"{said}\"");
    }
    let (engine, series, release) = (session.engine(), session.series(), session.release());
    let histories = if database.source.needs_history() {
        read_mysql_histories(session.connection(), &history_choice(database)).await?
    } else {
        Vec::new()
    };
    let views = "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME";
    let rows = sqlx::raw_sql(views).fetch_all(session.connection()).await.context("cannot list the views")?;
    let views: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get_unchecked(0)).collect();
    let takes_names_literally = engine == Engine::Mysql && {
        let row = sqlx::raw_sql("SELECT CAST(@@global.partial_revokes AS CHAR)").fetch_one(session.connection());
        let row = row.await.context("cannot ask how grants are read")?;
        row.try_get_unchecked::<String, _>(0).is_ok_and(|text| text == "1")
    };
    let histories = histories.into_iter().map(|history| history.table).collect();
    let facts = Facts {
        series: Some(series),
        release: Some(release),
        has_role: false,
        takes_names_literally,
        views: Some(views.context("cannot read the names of the views")?),
    };
    Ok((facts, Histories::Found(histories)))
}
