//! Who may do what with the database and its objects.
//!
//! `information_schema` shows other accounts' grants only to those who may read all of the database `mysql`, password
//! hashes included, and knows none on routines. The tables of `mysql` that hold grants hold nothing else, and a reader
//! can be given them one by one.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::Gap;
use driftline_catalog::mysql::{Account, Grant, Objects};
use sqlx::mysql::MySqlRow;
use sqlx::{Column as _, Row as _};

use super::system_tables::{self, Question};
use super::{ReadOnlySession, row};
use crate::InspectError;

/// Each table that holds grants, and what is asked of it.
pub(super) const QUESTIONS: [Question; 4] = [
    Question { privilege: "SELECT ON mysql.db", query: include_str!("queries/grant_database.sql") },
    Question { privilege: "SELECT ON mysql.tables_priv", query: include_str!("queries/grant_table.sql") },
    Question { privilege: "SELECT ON mysql.columns_priv", query: include_str!("queries/grant_column.sql") },
    Question { privilege: "SELECT ON mysql.procs_priv", query: include_str!("queries/grant_routine.sql") },
];

/// What whoever makes a routine is given with it.
const OF_MAKER: &[&str] = &["ALTER ROUTINE", "EXECUTE"];

/// By what it is on and by name.
type Grants = BTreeMap<(String, String), Grant>;

/// Reads every grant; or says which `GRANT` would show them.
///
/// A server that takes names of databases in grants literally knows no patterns, and no backslashes either.
pub(super) async fn read(
    session: &mut ReadOnlySession<'_>,
    takes_names_literally: bool,
    objects: &mut Objects,
) -> Result<Option<Gap>, InspectError> {
    let mut grants = Grants::new();
    let gap = system_tables::read(session, "grants", &QUESTIONS, &mut |place, row| {
        if !(takes_names_literally && row::text(&row, "spelled").is_some()) {
            take(place, &row, &mut grants);
        }
    })
    .await?;
    if gap.is_some() {
        return Ok(gap);
    }
    let targets = Targets::of(objects);
    objects.grants = grants.into_values().filter(|grant| targets.has(grant)).collect();
    Ok(None)
}

/// Puts a row of the query at a place with what is known of the same account and thing.
fn take(place: usize, row: &MySqlRow, grants: &mut Grants) {
    let text = |name: &str| row::text(row, name);
    let (user, host) = (text("user").unwrap_or_default(), text("host").unwrap_or_default());
    let Some(account) = system_tables::account(&user, &host) else { return };
    let on = text("on").unwrap_or_default();
    let pattern = text("pattern");
    let name = match &pattern {
        Some(pattern) => Grant::name_of_pattern(&account, pattern),
        None => Grant::name_of(&account, text("sort").as_deref()),
    };
    let grant = grants.entry((on.clone(), name.clone())).or_insert_with(|| Grant { on, name, ..Grant::default() });
    let privileges = if place == 0 { of_database(row) } else { of_set(&text("privileges").unwrap_or_default()) };
    if let Some(column) = text("column") {
        if !privileges.is_empty() {
            let privileges: Vec<String> = privileges.into_iter().collect();
            grant.column_privileges.push(format!("{column}: {}", privileges.join(", ")));
            grant.column_privileges.sort();
        }
        return;
    }
    grant.spelled = text("spelled").filter(|_| pattern.is_none());
    let mut all: BTreeSet<String> = grant.privileges.drain(..).chain(privileges).collect();
    grant.grantable |= all.remove("GRANT");
    grant.privileges = all.into_iter().collect();
}

/// The privileges of a `SET` column, as `GRANT` spells them.
fn of_set(text: &str) -> BTreeSet<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(spelled).collect()
}

/// The privileges of a row that has a column for each, `Create_view_priv`.
fn of_database(row: &MySqlRow) -> BTreeSet<String> {
    let columns = row.columns().iter().enumerate();
    columns
        .filter(|&(place, _)| row::at(row, place).as_deref() == Some("Y"))
        .filter_map(|(_, column)| column.name().strip_suffix("_priv").map(spelled))
        .collect()
}

fn spelled(privilege: &str) -> String {
    match privilege.replace('_', " ").to_ascii_uppercase().as_str() {
        "CREATE TMP TABLE" => "CREATE TEMPORARY TABLES".to_owned(),
        "DELETE VERSIONING ROWS" => "DELETE HISTORY".to_owned(),
        other => other.to_owned(),
    }
}

/// What a grant can be on, by sort; a routine with its definer.
struct Targets<'a> {
    routines: BTreeMap<(&'static str, String), &'a str>,
    relations: BTreeSet<&'a str>,
}

impl<'a> Targets<'a> {
    fn of(objects: &'a Objects) -> Self {
        let mut routines = BTreeMap::new();
        macro_rules! insert {
            ($($list:ident: $sort:literal),*) => {
                $(routines.extend(
                    objects.$list.iter().map(|one| (($sort, one.name.to_lowercase()), one.definer.as_str())),
                );)*
            };
        }
        insert!(functions: "function", procedures: "procedure", packages: "package", package_bodies: "package body");
        let tables = objects.tables.iter().map(|table| table.name.as_str());
        let views = objects.views.iter().map(|view| view.name.as_str());
        let sequences = objects.sequences.iter().map(|sequence| sequence.name.as_str());
        Self { routines, relations: tables.chain(views).chain(sequences).collect() }
    }

    /// Whether a grant says something of the schema: the server keeps those of tables that are gone, and gives one to
    /// whoever makes a routine.
    fn has(&self, grant: &Grant) -> bool {
        if grant.privileges.is_empty() && grant.column_privileges.is_empty() && !grant.grantable {
            return false;
        }
        let (account, sort) = Grant::parts(&grant.name);
        let Some(sort) = sort else { return grant.on.is_empty() || self.relations.contains(grant.on.as_str()) };
        let is_of_maker = |definer: &str| {
            !grant.grantable && grant.privileges == OF_MAKER && definer == Account::of_plain(account).quoted()
        };
        self.routines.get(&(sort, grant.on.to_lowercase())).is_some_and(|definer| !is_of_maker(definer))
    }
}
