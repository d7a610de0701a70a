//! Building a schema on a scratch database of MySQL or MariaDB that imitates the live one.
//!
//! The scratch database gets the live one's name, character set and collation; the session gets its modes, and what the
//! live database's routines and triggers remember of the session that made most of them, and the server's variables that
//! decide what a definition makes. Whatever then belongs to whoever replayed belongs to whoever migrates: to the definer of
//! most of what is live.
//!
//! Where privileges are compared, the scratch database starts with what live's accounts may do with all of it, and with the
//! roles that they have there: whoever made it gave them that, and a difference is one to what a migration sets.

use driftline_catalog::mysql::{self, Account, Grant, Role, Surroundings, quote};
use driftline_catalog::{Coverage, Engine, Objects, Snapshot};
use driftline_inspect::look_at_mysql;
use driftline_migrations::{History, HistoryChoice, ReplayError, mysql_history_ddl, replay_mysql, run_mysql_script};
use driftline_pipeline::migrator;
use driftline_scratch::mysql::{ACCOUNT, DatabaseRequest, Server};
use sqlx::{AssertSqlSafe, ConnectOptions as _, MySqlConnection, Row as _};

use crate::rebuild::Steps;
use crate::{RebuildError, Rebuilt};

/// Builds it and inspects what comes out.
///
/// # Errors
///
/// When there is no database to build on, or a migration fails: file, line, statement and the server's words.
pub(crate) async fn rebuild(
    server: &Server,
    steps: Steps<'_>,
    surroundings: &Surroundings,
    live: Option<(driftline_catalog::Engine, u32)>,
    histories: &[History],
) -> Result<Rebuilt, RebuildError> {
    let definers = surroundings.definers.iter().map(|account| (account.user.clone(), account.host.clone()));
    let mut accounts: Vec<(String, String)> = definers.collect();
    let roles = surroundings.roles.iter().flatten().map(|role| Account::of_plain(&role.name));
    for Account { user, host } in surroundings.grants.iter().flatten().map(account_of).chain(roles) {
        if is_made(&user, &host) && !accounts.contains(&(user.clone(), host.clone())) {
            accounts.push((user, host));
        }
    }
    loop {
        match attempt(server, steps, surroundings, live, histories, &accounts).await {
            Err(RebuildError::Replay(error)) if server.is_own() => {
                if !learn_from(&error, &mut accounts) {
                    return Err(error.into());
                }
            }
            other => return other,
        }
    }
}

/// What a failed attempt taught about the accounts that have to be there before the first migration; false where it
/// taught nothing new.
fn learn_from(error: &ReplayError, accounts: &mut Vec<(String, String)>) -> bool {
    let before = accounts.len();
    if let Some(existing) = error.existing_account() {
        // The migrations create it: let them.
        accounts.retain(|(user, host)| existing != format!("'{user}'@'{host}'") && existing != format!("'{user}'"));
    } else {
        for missing in error.missing_accounts() {
            if !accounts.contains(&missing) {
                accounts.push(missing);
            }
        }
    }
    accounts.len() != before
}

async fn attempt(
    server: &Server,
    steps: Steps<'_>,
    surroundings: &Surroundings,
    live: Option<(driftline_catalog::Engine, u32)>,
    histories: &[History],
    accounts: &[(String, String)],
) -> Result<Rebuilt, RebuildError> {
    let name = if surroundings.database.is_empty() { "driftline" } else { &surroundings.database };
    let database = server
        .database(&DatabaseRequest {
            name: name.to_owned(),
            charset: surroundings.charset.clone(),
            collation: surroundings.collation.clone(),
            accounts: accounts.to_vec(),
        })
        .await?;
    let mut notes = database.notes().to_vec();
    if let Some((engine, series)) = live
        && (engine, series) != (server.engine(), server.series())
    {
        let (here, there) = (server.engine().series(server.series()), engine.series(series));
        notes.push(format!(
            "replayed on {here} where the live server is {there}; have {there} on this machine, or name such a server with \
             --dev-url, to compare every text"
        ));
    }
    let reads_grants = surroundings.grants.is_some() && server.is_own();
    if surroundings.grants.is_some() && !reads_grants {
        notes.push(
            "grants and roles are not compared: no account is made, nor given anything, on the server given for replays"
                .to_owned(),
        );
    }
    let given = reads_grants.then(|| given(server.engine(), surroundings, accounts));
    let built = build(&database.connect_options(), steps, surroundings, histories, given.as_deref(), &mut notes).await;
    if let Err(error) = database.finish().await {
        notes.push(error.to_string());
    }
    built.map(|snapshot| Rebuilt { snapshot, notes })
}

async fn build(
    options: &sqlx::mysql::MySqlConnectOptions,
    steps: Steps<'_>,
    surroundings: &Surroundings,
    histories: &[History],
    given: Option<&[String]>,
    notes: &mut Vec<String>,
) -> Result<Snapshot, RebuildError> {
    let mut connection = options.connect().await.map_err(RebuildError::Prepare)?;
    imitate(&mut connection, surroundings, notes).await.map_err(RebuildError::Prepare)?;
    for statement in given.into_iter().flatten() {
        execute(&mut connection, statement).await.map_err(RebuildError::Prepare)?;
    }
    for statement in session(surroundings).into_iter().chain(histories.iter().map(mysql_history_ddl)) {
        execute(&mut connection, &statement).await.map_err(RebuildError::Prepare)?;
    }
    match steps {
        Steps::Migrations(migrations) => replay_mysql(&mut connection, migrations).await?,
        Steps::Script { file, sql } => run_mysql_script(&mut connection, file, sql).await?,
    }
    // Whatever the scripts left set must not change what the inspection sees.
    drop(connection);
    let mut connection = options.connect().await.map_err(RebuildError::Prepare)?;
    let look = look_at_mysql(&mut connection, &HistoryChoice::Auto, given.is_some()).await;
    let look = look.map_err(RebuildError::Look)?;
    let mut snapshot = look.snapshot;
    migrator::remove_its_objects(&mut snapshot, histories);
    give_roles(&mut snapshot, surroundings);
    if let Some(account) = surroundings.definers.first() {
        give_to(&mut snapshot, account);
    }
    Ok(snapshot)
}

fn account_of(grant: &Grant) -> Account {
    Account::of_plain(Grant::parts(&grant.name).0)
}

/// Whether it is an account like any other, and neither an anonymous one nor everybody.
fn is_made(user: &str, host: &str) -> bool {
    !user.is_empty() && (user, host) != ("PUBLIC", "")
}

/// The statements that give the accounts that are there from the beginning what live's may do with the database.
fn given(engine: Engine, surroundings: &Surroundings, accounts: &[(String, String)]) -> Vec<String> {
    let is_there = |grant: &&Grant| {
        let Account { user, host } = account_of(grant);
        !is_made(&user, &host) || accounts.contains(&(user, host))
    };
    let grants = surroundings.grants.iter().flatten().filter(is_there).cloned().collect();
    let is_there = |name: &str| {
        let Account { user, host } = Account::of_plain(name);
        accounts.contains(&(user, host))
    };
    let mut roles: Vec<Role> =
        surroundings.roles.iter().flatten().filter(|role| is_there(&role.name)).cloned().collect();
    for role in &mut roles {
        role.member_of.retain(|entry| is_there(Role::parts(entry).0));
        role.default_roles.retain(|name| is_there(name));
    }
    let objects = Box::new(mysql::Objects { grants, roles, ..mysql::Objects::default() });
    let objects = match engine {
        Engine::Mariadb => Objects::Mariadb(objects),
        _ => Objects::Mysql(objects),
    };
    let script =
        driftline_ddl::build(&Snapshot::of(driftline_catalog::Server::default(), objects, Coverage::default()));
    let mut statements: Vec<String> = script.statements().skip(script.settings.len()).map(ToOwned::to_owned).collect();
    if engine == Engine::Mariadb {
        // Whoever makes a role there is its first member.
        let roles = accounts.iter().filter(|(_, host)| host.is_empty());
        statements.extend(roles.map(|(role, _)| format!("REVOKE {} FROM {ACCOUNT}@localhost", quote(role))));
    }
    statements
}

/// Sets what decides what a definition makes, and says what cannot be set on this server.
async fn imitate(
    connection: &mut MySqlConnection,
    surroundings: &Surroundings,
    notes: &mut Vec<String>,
) -> Result<(), sqlx::Error> {
    for (name, value) in &surroundings.settings {
        let row = sqlx::raw_sql(AssertSqlSafe(format!("SHOW SESSION VARIABLES LIKE {}", literal(name))))
            .fetch_optional(&mut *connection)
            .await?;
        let here = row.and_then(|row| row.try_get_unchecked::<String, _>(1).ok());
        // What a server does not know it does not do.
        if here.as_deref().unwrap_or_default() == value || here.is_none() && value == "OFF" {
            continue;
        }
        match execute(connection, &format!("SET SESSION {name} = {}", literal(value))).await {
            Ok(()) => {}
            Err(sqlx::Error::Database(error)) => notes.push(format!(
                "replayed without the live server's {name} = {}: {}",
                literal(value),
                error.message()
            )),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// The session that whoever migrates would have.
fn session(surroundings: &Surroundings) -> Vec<String> {
    // The driver asks for a mode of its own.
    let mut statements = vec!["SET sql_mode = @@global.sql_mode".to_owned(), "SET NAMES utf8mb4".to_owned()];
    if surroundings.database.is_empty() {
        return statements;
    }
    let remembered = surroundings.session.as_ref();
    let sql_mode = remembered.map_or(&surroundings.sql_mode, |session| &session.sql_mode);
    statements.push(format!("SET sql_mode = {}", literal(sql_mode)));
    // The scripts are sent as UTF-8; a session of another character set would read them as something else.
    if let Some(session) = remembered.filter(|session| matches!(session.charset_client.as_str(), "utf8mb4" | "utf8mb3"))
    {
        statements.push(format!(
            "SET character_set_client = {}, collation_connection = {}",
            session.charset_client, session.collation_connection
        ));
    }
    if !surroundings.default_storage_engine.is_empty() {
        statements.push(format!("SET default_storage_engine = {}", surroundings.default_storage_engine));
    }
    if !matches!(surroundings.time_zone.as_str(), "" | "SYSTEM") {
        statements.push(format!("SET time_zone = {}", literal(&surroundings.time_zone)));
    }
    statements
}

/// Gives the roles that migrations made to whoever may hand them on live: MariaDB gives a role to whoever makes it.
fn give_roles(snapshot: &mut Snapshot, surroundings: &Surroundings) {
    let reader = snapshot.server.reader.clone();
    let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &mut snapshot.objects else { return };
    let Some(place) = objects.roles.iter().position(|role| role.name == reader) else { return };
    let made = objects.roles.remove(place).member_of;
    let migrates = surroundings.definers.first().map(|account| format!("{}@{}", account.user, account.host));
    for entry in made {
        let live: Vec<&Role> =
            surroundings.roles.iter().flatten().filter(|role| role.member_of.contains(&entry)).collect();
        let owner = match live.as_slice() {
            [one] => *one,
            several => match several.iter().find(|role| Some(&role.name) == migrates.as_ref()) {
                Some(owner) => *owner,
                None => continue,
            },
        };
        match objects.roles.iter_mut().find(|role| role.name == owner.name) {
            Some(role) => {
                role.member_of.push(entry);
                role.member_of.sort();
            }
            None => objects.roles.push(Role { member_of: vec![entry], ..owner.clone() }),
        }
    }
    objects.roles.sort_by(|left, right| left.name.cmp(&right.name));
}

/// Gives what belongs to whoever replayed to another account.
pub(crate) fn give_to(snapshot: &mut Snapshot, account: &Account) {
    let (from, to) = (Account::of_plain(&snapshot.server.reader).quoted(), account.quoted());
    let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &mut snapshot.objects else { return };
    macro_rules! give {
        ($($list:ident),*) => {
            $(for object in &mut objects.$list {
                if object.definer == from {
                    object.definer.clone_from(&to);
                }
            })*
        };
    }
    give!(views, functions, procedures, packages, package_bodies, triggers, events);
}

async fn execute(connection: &mut MySqlConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|_| ())
}
