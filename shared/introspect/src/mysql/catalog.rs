//! What `information_schema` says of the database, its routines, triggers, events and views.

use std::collections::BTreeMap;

use driftline_catalog::Engine;
use driftline_catalog::mysql::{
    Account, Database, Event, Function, Objects, Package, PackageBody, Procedure, Trigger, View,
};
use sqlx::mysql::MySqlRow;

use super::row;
use super::session::Release;
use super::text::Charsets;

/// What a kind's query file is, by flavor and release.
pub(super) struct Queries {
    pub(super) database: &'static str,
    /// Only where `SHOW CREATE TABLE` leaves them out.
    pub(super) spatial: Option<&'static str>,
}

const MYSQL: Queries = Queries { database: include_str!("queries/database_mysql.sql"), spatial: None };
/// Before a database could be read only.
const MYSQL_BEFORE_8_0_22: Queries =
    Queries { database: include_str!("queries/database_mysql_before_8_0_22.sql"), spatial: None };
pub(super) const MARIADB: Queries = Queries {
    database: include_str!("queries/database_mariadb.sql"),
    spatial: Some(include_str!("queries/spatial_mariadb.sql")),
};

impl Queries {
    /// Those of a server.
    pub(super) fn of(engine: Engine, release: Release) -> &'static Self {
        match engine {
            Engine::Mariadb => &MARIADB,
            _ if release < [8, 0, 22] => &MYSQL_BEFORE_8_0_22,
            _ => &MYSQL,
        }
    }
}

pub(super) const CHARSETS: &str = include_str!("queries/charset.sql");
pub(super) const ROUTINES: &str = include_str!("queries/routine.sql");
pub(super) const TRIGGERS: &str = include_str!("queries/trigger.sql");
pub(super) const EVENTS: &str = include_str!("queries/event.sql");
pub(super) const VIEWS: &str = include_str!("queries/view.sql");

/// A value of a row that is a text; empty for null.
fn text(row: &MySqlRow, name: &str) -> String {
    row::text(row, name).unwrap_or_default()
}

/// A character set or collation by the name that it has today.
fn charset(row: &MySqlRow, name: &str) -> String {
    Charsets::current(&text(row, name))
}

/// What a routine, trigger or event does. Some clients send the semicolon behind a statement along, and the server keeps it.
fn body(row: &MySqlRow) -> String {
    let text = text(row, "body");
    text.trim_end_matches(|end: char| end == ';' || end.is_whitespace()).to_owned()
}

/// A text that says nothing where it is empty.
fn optional(row: &MySqlRow, name: &str) -> Option<String> {
    row::text(row, name).filter(|text| !text.is_empty())
}

/// A definer as `` `user`@`host` ``.
fn definer(row: &MySqlRow) -> String {
    Account::of_plain(&text(row, "definer")).quoted()
}

pub(super) fn charsets(rows: &[MySqlRow]) -> Charsets {
    let mut charsets = Charsets::default();
    for row in rows {
        charsets.insert(&text(row, "charset"), &text(row, "collation"), text(row, "sort") == "default");
    }
    charsets
}

pub(super) fn database(row: &MySqlRow) -> Database {
    Database {
        name: Database::NAME.to_owned(),
        charset: charset(row, "charset"),
        collation: charset(row, "collation"),
        encryption: text(row, "encryption") == "YES",
        read_only: text(row, "options").contains("READ ONLY=1"),
        comment: optional(row, "comment"),
        ..Database::default()
    }
}

/// Puts a routine into its list; its parameters come later. False for a sort that nobody knows.
pub(super) fn routine(row: &MySqlRow, objects: &mut Objects) -> bool {
    let language = optional(row, "language").unwrap_or_else(|| "SQL".to_owned());
    let deterministic = text(row, "deterministic") == "YES";
    macro_rules! common {
        ($object:ident { $($field:ident: $value:expr),* $(,)? }) => {
            $object {
                name: text(row, "name"),
                security: text(row, "security"),
                body: body(row),
                definer: definer(row),
                sql_mode: text(row, "sql_mode"),
                charset_client: charset(row, "charset_client"),
                collation_connection: charset(row, "collation_connection"),
                database_collation: charset(row, "database_collation"),
                comment: optional(row, "comment"),
                $($field: $value,)*
                ..$object::default()
            }
        };
    }
    match text(row, "sort").as_str() {
        "FUNCTION" => {
            let mut returns = text(row, "data_type");
            for (name, words) in [("charset", "CHARACTER SET"), ("collation", "COLLATE")] {
                returns.extend(optional(row, name).map(|value| format!(" {words} {}", Charsets::current(&value))));
            }
            let data_access = text(row, "data_access");
            objects.functions.push(common!(Function {
                language: language,
                deterministic: deterministic,
                data_access: data_access,
                returns: returns
            }));
        }
        "PROCEDURE" => {
            let data_access = text(row, "data_access");
            objects.procedures.push(common!(Procedure {
                language: language,
                deterministic: deterministic,
                data_access: data_access
            }));
        }
        "PACKAGE" => objects.packages.push(common!(Package {})),
        "PACKAGE BODY" => objects.package_bodies.push(common!(PackageBody {})),
        _ => return false,
    }
    true
}

/// Triggers, which arrive in the order in which they run.
pub(super) fn triggers(rows: &[MySqlRow]) -> Vec<Trigger> {
    let mut before: BTreeMap<(String, String, String), String> = BTreeMap::new();
    rows.iter()
        .map(|row| {
            let (table, timing, event) = (text(row, "table"), text(row, "timing"), text(row, "event"));
            let name = text(row, "name");
            let follows = before.insert((table.clone(), timing.clone(), event.clone()), name.clone());
            Trigger {
                table,
                name,
                timing,
                event,
                follows,
                body: body(row),
                definer: definer(row),
                sql_mode: text(row, "sql_mode"),
                charset_client: charset(row, "charset_client"),
                collation_connection: charset(row, "collation_connection"),
                database_collation: charset(row, "database_collation"),
                ..Trigger::default()
            }
        })
        .collect()
}

pub(super) fn event(row: &MySqlRow) -> Event {
    let schedule = match row::text(row, "execute_at") {
        Some(at) => format!("AT '{at}'"),
        None => {
            let (value, field) = (text(row, "interval_value"), text(row, "interval_field"));
            let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
            let value = if is_number { value } else { format!("'{}'", value.trim_matches('\'')) };
            format!("EVERY {value} {field}")
        }
    };
    // Written down by the server when the event was made, give or take the second in which that happened.
    let is_when_made =
        row::text(row, "starts_after_creation").is_some_and(|seconds| matches!(seconds.as_str(), "0" | "1"));
    Event {
        name: text(row, "name"),
        schedule,
        starts: row::text(row, "starts").filter(|_| !is_when_made),
        ends: row::text(row, "ends"),
        time_zone: text(row, "time_zone"),
        preserved: text(row, "on_completion") == "PRESERVE",
        // Before 8.4 and in MariaDB it is called SLAVESIDE_DISABLED.
        status: text(row, "status").replace("SLAVESIDE", "REPLICA_SIDE"),
        body: body(row),
        definer: definer(row),
        sql_mode: text(row, "sql_mode"),
        charset_client: charset(row, "charset_client"),
        collation_connection: charset(row, "collation_connection"),
        database_collation: charset(row, "database_collation"),
        comment: optional(row, "comment"),
        ..Event::default()
    }
}

/// A view without its query.
pub(super) fn view(row: &MySqlRow) -> View {
    View {
        name: text(row, "name"),
        security: text(row, "security"),
        definer: definer(row),
        charset_client: charset(row, "charset_client"),
        collation_connection: charset(row, "collation_connection"),
        ..View::default()
    }
}
