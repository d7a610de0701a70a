//! What is set on the indexes that a partition has for those of its parent.
//!
//! The server makes such an index by itself and names it, so a script finds it by what it is attached to.

use std::collections::BTreeSet;

use driftline_catalog::postgres::{AttachedIndex, Table};
use driftline_catalog::{Key, Kind, Object as _};

use super::alteration::Alteration;
use super::catalog::{Catalog, Item};
use super::identifier::{literal, literal_or_null, option_name, options, qualified, quote};

/// Names and settings for the indexes of a partition that the server has just made.
pub(super) fn create(table: &Table, catalog: &Catalog<'_>) -> Vec<String> {
    create_for(table, &table.attached_indexes, catalog)
}

/// Names and settings for what partitions have for one index of a table above them, after that was made again.
pub(super) fn create_again(index: &Key, catalog: &Catalog<'_>) -> Vec<(Key, Vec<String>)> {
    let of = qualified(&index.schema, &index.name);
    let Some(table) = catalog.any_table(&index.schema, &index.parent) else { return Vec::new() };
    let partitions = catalog.below(table).into_iter().filter_map(|below| catalog.table(below.schema, below.name));
    partitions
        .filter_map(|table| {
            let attached = table.attached_indexes.iter().find(|attached| attached.of == of)?;
            Some((table.key(), create_for(table, std::slice::from_ref(attached), catalog)))
        })
        .collect()
}

fn create_for(table: &Table, attached: &[AttachedIndex], catalog: &Catalog<'_>) -> Vec<String> {
    let is_named = attached.iter().any(|attached| attached.name.is_some());
    let mut statements: Vec<String> = is_named.then(|| names(table)).into_iter().collect();
    for attached in attached {
        let made = AttachedIndex { of: attached.of.clone(), ..AttachedIndex::default() };
        // What has no SQL is told where the two are compared.
        statements.extend(settings(table, &made, attached, catalog).into_iter().filter_map(Result::ok));
    }
    statements
}

pub(super) fn alter(from: &Table, to: &Table, after: &Catalog<'_>, alteration: &mut Alteration) {
    if !alteration.take("attached_indexes") {
        return;
    }
    let of = |table: &Table| table.attached_indexes.iter().map(|attached| attached.of.clone()).collect::<BTreeSet<_>>();
    let find = |table: &Table, of: &String| {
        let attached = table.attached_indexes.iter().find(|attached| attached.of == *of);
        attached.cloned().unwrap_or_else(|| AttachedIndex { of: of.clone(), ..AttachedIndex::default() })
    };
    let all: BTreeSet<String> = of(from).union(&of(to)).cloned().collect();
    // What there is no index for goes with that.
    let pairs: Vec<_> =
        all.iter().filter(|of| whole(to, of, after).is_some()).map(|of| (find(from, of), find(to, of))).collect();
    if pairs.iter().any(|(from, to)| from.name != to.name) {
        alteration.finish.push(names(to));
    }
    for (from, wanted) in &pairs {
        for part in settings(to, from, wanted, after) {
            match part {
                Ok(statement) => alteration.finish.push(statement),
                Err(reason) => alteration.refuse(reason),
            }
        }
    }
}

/// The index or constraint, of a table above the partition, that one of its indexes is a part of.
fn whole<'a>(table: &Table, of: &str, catalog: &Catalog<'a>) -> Option<Item<'a>> {
    let is_it =
        |key: &&Key| matches!(key.kind, Kind::Index | Kind::Constraint) && qualified(&key.schema, &key.name) == of;
    let above = catalog.partitioned_above(&table.schema, &table.name).into_iter();
    above
        .filter_map(|above| catalog.children(above.schema, above.name).iter().find(is_it))
        .find_map(|key| catalog.get(key))
}

/// Gives the indexes of a partition their names, or those that the server would give: first those that are in the way
/// of another get out of it.
fn names(table: &Table) -> String {
    let name = |attached: &AttachedIndex| attached.name.as_deref().map_or("NULL".to_owned(), literal);
    let of = |attached: &AttachedIndex| format!("pg_catalog.to_regclass({})", literal(&attached.of));
    let wanted = table.attached_indexes.iter().map(|attached| format!("({}, {})", of(attached), name(attached)));
    let wanted: Vec<String> = std::iter::once("(NULL::pg_catalog.regclass, NULL)".to_owned()).chain(wanted).collect();
    block(&format!(
        "DECLARE turn integer; one record; BEGIN
    FOR turn IN 1..2 LOOP
        FOR one IN
            SELECT i.indexrelid::pg_catalog.regclass AS old
                 , CASE turn WHEN 1 THEN 'driftline_' || i.indexrelid ELSE names.wanted END AS new
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
            JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
            LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
            LEFT JOIN (VALUES {}) AS given (whole, name) ON given.whole = pg_catalog.pg_partition_root(i.indexrelid)
            CROSS JOIN LATERAL (
                SELECT coalesce(given.name, c.relname || CASE k.contype
                           WHEN 'p' THEN '_pkey'
                           WHEN 'u' THEN '_' || pg_catalog.string_agg(a.attname, '_' ORDER BY a.attnum) || '_key'
                           WHEN 'x' THEN '_' || pg_catalog.string_agg(a.attname, '_' ORDER BY a.attnum) || '_excl'
                           ELSE '_' || pg_catalog.string_agg(a.attname, '_' ORDER BY a.attnum) || '_idx' END) AS wanted
                FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid) names
            WHERE i.indrelid = {}::pg_catalog.regclass AND ic.relispartition AND ic.relname <> names.wanted
        LOOP
            EXECUTE pg_catalog.format('ALTER INDEX %s RENAME TO %I', one.old, one.new);
        END LOOP;
    END LOOP;
END",
        wanted.join(", "),
        literal(&qualified(&table.schema, &table.name)),
    ))
}

/// What leads from one state of an index to another, besides its name: statements, or the reason why there is none.
fn settings(
    table: &Table,
    from: &AttachedIndex,
    to: &AttachedIndex,
    catalog: &Catalog<'_>,
) -> Vec<Result<String, String>> {
    let name = qualified(&table.schema, &table.name);
    let parent = whole(table, &to.of, catalog);
    let mut statements = Vec::new();
    let mut on = |statement: &str| statements.push(Ok(on_index(&name, to, statement)));
    if from.options != to.options {
        let of_parent = || match parent {
            Some(Item::Index(index)) => index.options.clone(),
            Some(Item::Constraint(constraint)) => constraint.index_options.clone(),
            _ => Vec::new(),
        };
        let before = from.options.clone().unwrap_or_else(of_parent);
        let after = to.options.clone().unwrap_or_else(of_parent);
        let names: Vec<_> = after.iter().map(|option| option_name(option)).collect();
        let gone: Vec<_> =
            before.iter().map(|option| option_name(option)).filter(|name| !names.contains(name)).collect();
        if !gone.is_empty() {
            on(&format!("ALTER INDEX %1$s RESET ({})", gone.join(", ").replace('%', "%%")));
        }
        let set: Vec<_> = after.iter().filter(|option| !before.contains(option)).cloned().collect();
        if !set.is_empty() {
            on(&format!("ALTER INDEX %1$s SET ({})", options(&set).replace('%', "%%")));
        }
    }
    for (number, target) in targets(&from.statistics_targets, &to.statistics_targets) {
        on(&format!("ALTER INDEX %1$s ALTER COLUMN {number} SET STATISTICS {target}"));
    }
    if from.clustered != to.clustered {
        let escaped = name.replace('%', "%%");
        on(&if to.clustered {
            format!("ALTER TABLE {escaped} CLUSTER ON %2$I")
        } else {
            format!("ALTER TABLE {escaped} SET WITHOUT CLUSTER")
        });
    }
    if from.comment != to.comment {
        on(&format!("COMMENT ON INDEX %1$s IS {}", literal_or_null(to.comment.as_deref()).replace('%', "%%")));
    }
    if from.constraint_comment != to.constraint_comment {
        let (text, table) = (literal_or_null(to.constraint_comment.as_deref()), name.replace('%', "%%"));
        on(&format!("COMMENT ON CONSTRAINT %2$I ON {table} IS {}", text.replace('%', "%%")));
    }
    if from.invalid && !to.invalid {
        on("REINDEX INDEX %1$s");
    }
    if from.tablespace != to.tablespace {
        let of_parent = match parent {
            Some(Item::Index(index)) => index.tablespace.clone(),
            Some(Item::Constraint(constraint)) => constraint.tablespace.clone(),
            _ => None,
        };
        match to.tablespace.clone().or(of_parent).filter(|tablespace| !tablespace.is_empty()) {
            Some(tablespace) => {
                on(&format!("ALTER INDEX %1$s SET TABLESPACE {}", quote(&tablespace).replace('%', "%%")));
            }
            None => statements.push(Err(format!(
                "the index of {name} for {} is in another tablespace, and the name of the database's own tablespace is not \
                 part of a snapshot",
                to.of
            ))),
        }
    }
    if to.invalid && !from.invalid {
        statements.push(Err(format!("the index of {name} for {} is not valid, which nobody makes on purpose", to.of)));
    }
    statements
}

fn targets(from: &[String], to: &[String]) -> Vec<(String, String)> {
    let split = |entry: &String| {
        let (number, target) = entry.split_once(": ").unwrap_or((entry, "-1"));
        (number.to_owned(), target.to_owned())
    };
    let kept: Vec<String> = to.iter().map(|entry| split(entry).0).collect();
    let gone = from.iter().map(split).filter(|(number, _)| !kept.contains(number));
    gone.map(|(number, _)| (number, "-1".to_owned()))
        .chain(to.iter().filter(|entry| !from.contains(entry)).map(split))
        .collect()
}

/// A statement with the index as `%1$s` and its bare name as `%2$I`.
fn on_index(table: &str, index: &AttachedIndex, statement: &str) -> String {
    block(&format!(
        "DECLARE statement text; BEGIN
    SELECT pg_catalog.format({}, i.indexrelid::pg_catalog.regclass, c.relname) INTO STRICT statement
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE pg_catalog.pg_partition_root(i.indexrelid) = {}::pg_catalog.regclass AND i.indrelid = {}::pg_catalog.regclass;
    EXECUTE statement;
END",
        literal(statement),
        literal(&index.of),
        literal(table),
    ))
}

/// An anonymous block, in quotes that nothing in it ends.
fn block(text: &str) -> String {
    let mut tag = "do".to_owned();
    while text.contains(&format!("${tag}$")) {
        tag.push('o');
    }
    format!("DO ${tag}$ {text} ${tag}$;")
}
