//! What a database is given from outside its migrations.
//!
//! Who owns a database, who may connect to it and how many at a time is most often said by whoever made it. So the scratch
//! database is given all that the live one has before the first migration: what no migration touches is equal then, and
//! what one sets has to be what live has.

use driftline_catalog::postgres::{Surroundings, quote};
use driftline_catalog::{Objects, Snapshot};
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

/// What a note says of a database that could not be made like the live one.
pub(crate) const NOT_COMPARED: &str =
    "who owns the database, who may do what with it, its limit of connections or its comment is not compared";

/// What of the database was imitated, and so can be compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imitated {
    attributes: Vec<&'static str>,
    /// Why something was not.
    pub(crate) problem: Option<String>,
}

/// Gives the database of this connection what the live one has.
///
/// Only where the migrating role is a superuser: it may not have to rely on owning the database. What the server refuses is
/// not compared afterwards.
///
/// # Errors
///
/// When the server goes away.
pub(crate) async fn imitate(
    connection: &mut PgConnection,
    live: &Surroundings,
    owner: &str,
) -> Result<Imitated, sqlx::Error> {
    let mut imitated = Imitated::default();
    if live.database.is_empty() {
        return Ok(imitated);
    }
    let row = sqlx::raw_sql(AssertSqlSafe(format!(
        "SELECT pg_catalog.quote_ident(pg_catalog.current_database()) AS name,
                coalesce((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = {}), false)::text AS is_superuser",
        literal(owner)
    )))
    .fetch_one(&mut *connection)
    .await?;
    if row.try_get::<String, _>("is_superuser")? != "true" {
        imitated.problem = Some(format!("{owner} is no superuser on the throwaway server"));
        return Ok(imitated);
    }
    let name: String = row.try_get("name")?;
    let comment = live.database_comment.as_deref().map_or_else(|| "NULL".to_owned(), literal);
    for (attribute, sql) in [
        ("owner", format!("ALTER DATABASE {name} OWNER TO {}", quote(&live.database_owner))),
        ("connection_limit", format!("ALTER DATABASE {name} CONNECTION LIMIT {}", live.connection_limit)),
        ("template", format!("ALTER DATABASE {name} IS_TEMPLATE {}", live.template)),
        ("comment", format!("COMMENT ON DATABASE {name} IS {comment}")),
        ("privileges", grants(live)),
    ] {
        match sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await {
            Ok(_) => imitated.attributes.push(attribute),
            Err(error) => match error.as_database_error() {
                Some(said) => imitated.problem = Some(format!("the throwaway server says: {}", said.message())),
                None => return Err(error),
            },
        }
    }
    // Grants are told apart by who owns the database.
    if !imitated.attributes.contains(&"owner") {
        imitated.attributes.retain(|attribute| *attribute != "privileges");
    }
    Ok(imitated)
}

/// The list as the live server keeps it, with who granted what. A role that only a migration makes can have nothing yet.
fn grants(live: &Surroundings) -> String {
    let Some(grants) = &live.database_grants else {
        return "UPDATE pg_catalog.pg_database SET datacl = NULL WHERE datname = pg_catalog.current_database()"
            .to_owned();
    };
    let rows: Vec<String> = grants
        .iter()
        .map(|grant| {
            let [entry, grantee, grantor] = [&grant.entry, &grant.grantee, &grant.grantor].map(|text| literal(text));
            format!("({entry}, {grantee}, {grantor})")
        })
        .collect();
    let rows = if rows.is_empty() { "(NULL, '', '')".to_owned() } else { rows.join(", ") };
    format!(
        "UPDATE pg_catalog.pg_database SET datacl = ARRAY(
             SELECT g.entry::pg_catalog.aclitem FROM (
                 SELECT * FROM (VALUES {rows}) g (entry, grantee, grantor)
                 WHERE entry IS NOT NULL
                   AND (grantee = '' OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = grantee))
                   AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = grantor)
                 OFFSET 0) g)
         WHERE datname = pg_catalog.current_database()"
    )
}

impl Imitated {
    /// Marks as not read what could not be imitated.
    pub(crate) fn limit(&self, snapshot: &mut Snapshot) {
        let kind = driftline_catalog::Kind::Database.as_str();
        if self.attributes.is_empty() {
            // What a throwaway database is like is of no interest to anybody.
            snapshot.read.remove(kind);
            if let Objects::Postgres(objects) = &mut snapshot.objects {
                objects.databases.clear();
            }
        } else if let Some(read) = snapshot.read.get_mut(kind) {
            read.retain(|path| self.attributes.contains(&path.as_str()));
        }
    }
}

/// A text in an `E` string, which means the same whatever `standard_conforming_strings` is.
fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
