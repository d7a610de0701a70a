//! Query files: choosing the lines for a server version, and reading cells.
//!
//! # Macros
//!
//! What every file needs is written once, here, and called as `:name(argument, ...)`:
//!
//! - `:watched(schema)`: whether a schema is one that people fill. Not those of the system, and not what RDS, Aurora and
//!   DMS put into a database.
//! - `:member(catalog, oid)`: whether an object belongs to an extension, and so comes and goes with it.
//! - `:function(oid)`: the qualified name of a function, where its arguments go without saying; null for none.
//! - `:signature(oid)`: the same with the types of its arguments. Both name `pg_catalog` too: what the server would leave
//!   out depends on what else a version has of that name.
//! - `:operator(oid)`: the qualified name of an operator.
//! - `:operator_members()`: the operators and support functions of operator families that somebody made, each with the
//!   class it belongs to, or none where it is the family's own.
//! - `:unlocked(catalog, oid)`: whether printing an object waits for nobody. True for everything until somebody turns out
//!   to hold a relation so that it cannot be read; then false for that relation and for all that is printed from it.
//! - `:privileges(acl, kind, owner)`: who may do what, as a JSON list of `grantee: PRIVILEGE, PRIVILEGE`, or null where
//!   nothing was ever granted. `kind` is the letter that `acldefault` takes. What an owner may anyway is left out whether
//!   it is spelled out or not, and what PUBLIC may without any grant (`EXECUTE` on functions) is there whether it is
//!   spelled out or not.
//! - `:foreign_options(options)`: options for foreign data as a JSON list of `name=value`, or of `name` alone where the
//!   value may be a secret, which then never leaves the server; null for none.

use std::borrow::Cow;

use sqlx::{Row as _, ValueRef as _, postgres::PgRow};

use crate::readable::readable;

/// The text of a query file for a major version, with its macros expanded.
///
/// A line that ends in `-- since 14` is for servers from 14 on, one that ends in `-- before 14` for older ones.
/// Whatever else is a comment stays in the file. `locked` are the OIDs of relations to leave alone.
pub(crate) fn for_version(file: &str, major: u32, locked: &[String]) -> String {
    let lines = file
        .lines()
        .filter(|line| match line.rsplit_once("-- since ") {
            Some((_, version)) => version.trim().parse().is_ok_and(|version: u32| version <= major),
            None => true,
        })
        .filter(|line| match line.rsplit_once("-- before ") {
            Some((_, version)) => version.trim().parse().is_ok_and(|version: u32| major < version),
            None => true,
        });
    let text = MACROS.iter().fold(without_comments(lines), |text, (name, expand)| replace_calls(&text, name, expand));
    replace_calls(&text, ":unlocked", &|arguments| unlocked(arguments, locked))
}

fn without_comments<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines
        .map(|line| line.split("--").next().unwrap_or_default().trim_end())
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Makes SQL of the arguments of a macro.
type Expand = fn(&[&str]) -> String;

const MACROS: &[(&str, Expand)] = &[
    (":operator_members", operator_members),
    (":watched", watched),
    (":member", member),
    (":privileges", privileges),
    (":function", function),
    (":signature", signature),
    (":operator", operator),
    (":foreign_options", foreign_options),
];

/// Options for foreign data whose values hold no secret: where the data is, what it looks like, how to plan for it.
///
/// Users and passwords are not among them, nor keys, certificates and programs, which are run as they are written.
const HARMLESS_OPTIONS: &[&str] = &[
    // Where.
    "host",
    "hostaddr",
    "port",
    "dbname",
    "service",
    "database",
    "schema",
    "schema_name",
    "table",
    "table_name",
    "column_name",
    "filename",
    // How to connect.
    "application_name",
    "client_encoding",
    "connect_timeout",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "keep_connections",
    "load_balance_hosts",
    "password_required",
    "sslmode",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "target_session_attrs",
    "tcp_user_timeout",
    "use_scram_passthrough",
    // How to plan and run.
    "analyze_sampling",
    "async_capable",
    "batch_size",
    "extensions",
    "fdw_startup_cost",
    "fdw_tuple_cost",
    "fetch_size",
    "parallel_abort",
    "parallel_commit",
    "readonly",
    "truncatable",
    "updatable",
    "use_remote_estimate",
    // What the data looks like.
    "default",
    "delimiter",
    "encoding",
    "escape",
    "force_not_null",
    "force_null",
    "format",
    "header",
    "log_verbosity",
    "null",
    "on_error",
    "quote",
    "reject_limit",
];

/// A harmless option can still be abused, so a value that reads like an address with a password in it is none.
fn foreign_options(arguments: &[&str]) -> String {
    let [options] = arguments else { panic!(":foreign_options(options)") };
    let names = HARMLESS_OPTIONS.join("|");
    format!(
        "CASE WHEN {options} IS NOT NULL THEN (SELECT json_agg(entry ORDER BY entry COLLATE \"C\") FROM (
             SELECT CASE WHEN o ~ '^({names})=' AND substr(o, strpos(o, '=')) !~* '(://|password *=|passwd *=|pwd *=)' THEN o ELSE split_part(o, '=', 1) END AS entry
             FROM unnest({options}) o) entries)::text END"
    )
}

/// Schemas of the system, of RDS and Aurora (`rdsadmin`, `rds_*`, `aws_*`) and of DMS (`awsdms_*`).
fn watched(arguments: &[&str]) -> String {
    let [schema] = arguments else { panic!(":watched(schema)") };
    format!("({schema} !~ '^(pg_|rds_|aws_|awsdms_)' AND {schema} NOT IN ('information_schema', 'rdsadmin'))")
}

/// What is printed from a parse tree opens the relations in it (`set_relation_column_names` and `AcquireRewriteLocks` in
/// src/backend), which are the ones it depends on; a view depends on them through its rule.
fn unlocked(arguments: &[&str], locked: &[String]) -> String {
    let [catalog, oid] = arguments else { panic!(":unlocked(catalog, oid)") };
    if locked.is_empty() {
        return "true".to_owned();
    }
    let locked = locked.join(", ");
    let depends = |catalog: &str, oid: &str| {
        format!(
            "{oid} NOT IN (SELECT objid FROM pg_depend WHERE classid = '{catalog}'::regclass \
             AND refclassid = 'pg_class'::regclass AND refobjid IN ({locked}))"
        )
    };
    let of_rules = format!(
        "{oid} NOT IN (SELECT r.ev_class FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass \
         AND d.objid = r.oid WHERE r.rulename = '_RETURN' AND d.refclassid = 'pg_class'::regclass AND d.refobjid IN ({locked}))"
    );
    match *catalog {
        // It depends on nothing; its list of tables does.
        "pg_publication" => {
            format!("({oid} NOT IN (SELECT prpubid FROM pg_publication_rel WHERE prrelid IN ({locked})))")
        }
        "pg_class" => format!("({oid} NOT IN ({locked}) AND {of_rules} AND {})", depends(catalog, oid)),
        _ => format!("({})", depends(catalog, oid)),
    }
}

fn member(arguments: &[&str]) -> String {
    let [catalog, oid] = arguments else { panic!(":member(catalog, oid)") };
    // By what is depended on, not by what depends: of the members of extensions there are few, of dependencies many.
    format!(
        "({oid} IN (SELECT objid FROM pg_depend WHERE classid = '{catalog}'::regclass \
         AND refclassid = 'pg_extension'::regclass AND deptype = 'e'))"
    )
}

fn operator_members(_: &[&str]) -> String {
    format!("({})", without_comments(include_str!("queries/operator_members.sql").lines()))
}

fn function(arguments: &[&str]) -> String {
    let [oid] = arguments else { panic!(":function(oid)") };
    format!(
        "(SELECT quote_ident(fn.nspname) || '.' || quote_ident(f.proname) \
         FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = {oid})"
    )
}

fn signature(arguments: &[&str]) -> String {
    let [oid] = arguments else { panic!(":signature(oid)") };
    format!(
        "(SELECT quote_ident(fn.nspname) || '.' || quote_ident(f.proname) || '(' || oidvectortypes(f.proargtypes) || ')' \
         FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = {oid})"
    )
}

fn operator(arguments: &[&str]) -> String {
    let [oid] = arguments else { panic!(":operator(oid)") };
    format!(
        "(SELECT quote_ident(op.nspname) || '.' || x.oprname \
         FROM pg_operator x JOIN pg_namespace op ON op.oid = x.oprnamespace WHERE x.oid = {oid})"
    )
}

/// An empty ACL is not the same as none: there the owner has lost what is his.
fn privileges(arguments: &[&str]) -> String {
    let [acl, kind, owner] = arguments else { panic!(":privileges(acl, kind, owner)") };
    // Only these have privileges that nobody gave (`acldefault` in src/backend/utils/adt/acl.c).
    let has_defaults = matches!(*kind, "'f'" | "'T'" | "'l'" | "'d'");
    let is_column = *kind == "'c'";
    let without_acl = if has_defaults { String::new() } else { format!("CASE WHEN {acl} IS NOT NULL THEN ") };
    let end = if has_defaults { "" } else { " END" };
    let of_owner = if is_column {
        // A table's owner may everything with its columns, whatever was granted.
        String::new()
    } else {
        format!(
            "UNION ALL
             SELECT '(owner): ' || coalesce((SELECT string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type)
                                             FROM (SELECT DISTINCT privilege_type FROM aclexplode({acl})
                                                   WHERE grantee = {owner}) g), 'none')
             WHERE {acl} IS NOT NULL
               AND EXISTS (SELECT privilege_type FROM aclexplode(acldefault({kind}, {owner})) WHERE grantee = {owner}
                           EXCEPT SELECT privilege_type FROM aclexplode({acl}) WHERE grantee = {owner})"
        )
    };
    format!(
        "{without_acl}coalesce((SELECT json_agg(entry ORDER BY entry COLLATE \"C\") FROM (
             SELECT CASE g.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(g.grantee)) END || ': '
                    || string_agg(g.privilege_type || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
                                  ', ' ORDER BY g.privilege_type)
                    || CASE WHEN g.grantor <> {owner}
                            THEN ' (granted by ' || quote_ident(pg_get_userbyid(g.grantor)) || ')' ELSE '' END AS entry
             FROM aclexplode(coalesce({acl}, acldefault({kind}, {owner}))) g
             WHERE g.grantee <> {owner}
             GROUP BY g.grantee, g.grantor
             {of_owner}) entries)::text, '[]'){end}"
    )
}

/// Replaces every `name(argument, ...)`; arguments may hold brackets.
fn replace_calls(text: &str, name: &str, expand: &dyn Fn(&[&str]) -> String) -> String {
    let call = format!("{name}(");
    let (mut result, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(place) = rest.find(&call) {
        let inside = &rest[place + call.len()..];
        let (mut depth, mut start, mut arguments, mut end) = (0_usize, 0, Vec::new(), inside.len());
        for (place, character) in inside.char_indices() {
            match character {
                ')' if depth == 0 => {
                    end = place;
                    break;
                }
                '(' => depth += 1,
                ')' => depth -= 1,
                ',' if depth == 0 => {
                    arguments.push(inside[start..place].trim());
                    start = place + 1;
                }
                _ => {}
            }
        }
        arguments.push(inside[start..end].trim());
        result.push_str(&rest[..place]);
        result.push_str(&expand(&arguments));
        rest = &inside[(end + 1).min(inside.len())..];
    }
    result.push_str(rest);
    result
}

/// A cell of a row of the simple protocol, where every value is text; none for null or when there is no such column.
pub(crate) fn text<'r>(row: &'r PgRow, column: &str) -> Option<Cow<'r, str>> {
    let value = row.try_get_raw(column).ok()?;
    if value.is_null() { None } else { value.as_bytes().ok().map(readable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_chosen_by_version() {
        let file = "SELECT a\n, b -- since 14\n, c -- before 14\n-- why\nFROM t -- here";
        assert_eq!(for_version(file, 13, &[]), "SELECT a\n, c\nFROM t");
        assert_eq!(for_version(file, 14, &[]), "SELECT a\n, b\nFROM t");
    }

    #[test]
    fn macros_are_replaced_with_their_arguments() {
        assert_eq!(
            for_version("WHERE NOT :member(pg_class, coalesce(a, b)) AND :member(pg_type, t.oid)", 15, &[]),
            "WHERE NOT (coalesce(a, b) IN (SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass \
             AND refclassid = 'pg_extension'::regclass AND deptype = 'e')) \
             AND (t.oid IN (SELECT objid FROM pg_depend WHERE classid = 'pg_type'::regclass \
             AND refclassid = 'pg_extension'::regclass AND deptype = 'e'))"
        );
    }
}
