//! The roles of the server, where somebody asked to compare them.
//!
//! Most roles are made by people and not by migrations. So the scratch server's roles are given all that live's have before
//! the first migration, as the database itself is: what no migration touches is equal then. A role that a migration makes is
//! left to it, so everything about such a role has to come from migrations.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::postgres::{self, Role};
use driftline_catalog::{Coverage, Key, Kind, Object as _, Objects, Server, Snapshot};
use driftline_ddl::changes;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

/// Since then a membership says more than whether it can be passed on.
const MEMBERSHIP_OPTIONS_SINCE: u32 = 16;

/// The roles of a snapshot; none where nobody asked for them.
pub fn roles_of(snapshot: &Snapshot) -> Option<&[Role]> {
    let Objects::Postgres(objects) = &snapshot.objects else { return None };
    snapshot.has_read_kind(Kind::Role).then_some(&objects.roles)
}

/// Where roles are imitated, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stage<'a> {
    /// Whether the server is our own: on somebody else's no role is given rights.
    pub(crate) own_server: bool,
    pub(crate) scratch_major: u32,
    pub(crate) live_major: u32,
    /// The migrating role, which is a superuser here whatever it is on the live server.
    pub(crate) migrating: &'a str,
}

/// What was there before the first migration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imitated {
    live: BTreeMap<String, Role>,
    /// The roles that no migration made.
    before: BTreeSet<String>,
    /// The superuser of a server of our own.
    superuser: String,
    migrating: String,
    compares_memberships: bool,
    /// Why roles are not compared, if they are not.
    pub(crate) problem: Option<String>,
}

/// Gives the roles of the scratch server what live's have.
///
/// # Errors
///
/// When the server goes away.
pub(crate) async fn imitate(
    connection: &mut PgConnection,
    live: &[Role],
    stage: Stage<'_>,
) -> Result<Imitated, sqlx::Error> {
    let knows_options = |major| MEMBERSHIP_OPTIONS_SINCE <= major;
    let mut imitated = Imitated {
        live: live.iter().map(|role| (role.name.clone(), role.clone())).collect(),
        migrating: stage.migrating.to_owned(),
        compares_memberships: knows_options(stage.scratch_major) == knows_options(stage.live_major),
        ..Imitated::default()
    };
    if !stage.own_server {
        imitated.problem = Some("no role is given rights on a server given for replays".to_owned());
        return Ok(imitated);
    }
    let rows = sqlx::raw_sql(
        "SELECT rolname::text AS name, pg_catalog.quote_ident(rolname) AS quoted, (oid = 10)::text AS is_first
         FROM pg_catalog.pg_roles",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut spelled = BTreeSet::new();
    for row in &rows {
        let name: String = row.try_get("name")?;
        if row.try_get::<String, _>("is_first")? == "true" {
            imitated.superuser.clone_from(&name);
        }
        spelled.insert(row.try_get::<String, _>("quoted")?);
        imitated.before.insert(name);
    }
    let script = {
        let there: Vec<&Role> = live
            .iter()
            .filter(|role| imitated.before.contains(&role.name) && role.name != imitated.superuser)
            .collect();
        let made = there.iter().map(|role| Role {
            name: role.name.clone(),
            inherit: true,
            connection_limit: -1,
            superuser: role.name == stage.migrating,
            ..Role::default()
        });
        let wanted = there.iter().map(|role| Role {
            superuser: role.superuser || role.name == stage.migrating,
            member_of: role.member_of.iter().filter(|entry| is_of_one_of(entry, &spelled)).cloned().collect(),
            ..(*role).clone()
        });
        let keys: Vec<Key> = there.iter().map(|role| role.key()).collect();
        let snapshot = |roles| {
            let server = Server { major: stage.scratch_major, ..Server::default() };
            Snapshot::postgres(server, postgres::Objects { roles, ..Default::default() }, Coverage::default())
        };
        changes(&snapshot(made.collect()), &snapshot(wanted.collect()), &keys)
    };
    for statement in script.statements().skip(script.settings.len()) {
        match sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut *connection).await {
            Ok(_) => {}
            Err(error) => match error.as_database_error() {
                Some(said) => imitated.problem = Some(format!("the throwaway server says: {}", said.message())),
                None => return Err(error),
            },
        }
    }
    Ok(imitated)
}

/// Whether a membership is one in a role that is there.
fn is_of_one_of(entry: &str, spelled: &BTreeSet<String>) -> bool {
    let is_of =
        |name: &String| entry.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "));
    spelled.iter().any(is_of)
}

impl Imitated {
    /// Takes out of a snapshot what is only so because it was read on a throwaway server.
    pub(crate) fn settle(&self, snapshot: &mut Snapshot) {
        let kind = Kind::Role.as_str();
        let Objects::Postgres(objects) = &mut snapshot.objects else { return };
        if self.problem.is_some() {
            objects.roles.clear();
            snapshot.read.remove(kind);
            return;
        }
        // Made for the replay, or the throwaway server's own.
        objects.roles.retain(|role| !self.before.contains(&role.name) || self.live.contains_key(&role.name));
        for role in &mut objects.roles {
            let Some(live) = self.live.get(&role.name) else { continue };
            if role.name == self.superuser {
                *role = live.clone();
            } else if role.name == self.migrating {
                role.superuser = live.superuser;
            }
        }
        if !self.compares_memberships
            && let Some(read) = snapshot.read.get_mut(kind)
        {
            read.retain(|path| path != "member_of");
        }
    }
}
