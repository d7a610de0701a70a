//! How one table becomes another: the parts of its `ALTER TABLE` statements.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::mysql::{Column, Constraint, ConstraintType, Index, IndexType, Table};
use driftline_catalog::{Engine, Key, Kind, Object};

use super::Context;
use super::catalog::{Catalog, Item};
use super::identifier::quote;
use super::{column, constraint, index, table};
use crate::Hazard;

/// The statements for one table, in the order in which they are run.
#[derive(Debug, Default)]
pub(super) struct Alteration {
    /// Frees columns and other tables: drops of foreign keys and checks.
    pub(super) first: Vec<String>,
    /// The change itself.
    pub(super) statements: Vec<String>,
    /// Foreign keys, when every table is as it is to be.
    pub(super) last: Vec<String>,
    pub(super) hazards: BTreeSet<Hazard>,
    pub(super) refusals: Vec<String>,
}

/// What the table's part of the change is.
pub(super) fn alteration(from: &Table, to: &Table, context: &Context<'_>, freed: &BTreeSet<Key>) -> Alteration {
    let mut result = Alteration::default();
    let name = quote(&to.name);
    let replaced = replaced_columns(from, to, context);
    let mut clauses = Vec::new();
    result.constraints(to, context, freed, &mut clauses);
    result.indexes(from, to, context, &replaced, &mut clauses);
    result.columns(from, to, context, &replaced, &mut clauses);
    if context.selects(&to.key()) {
        result.options(from, to, context, &mut clauses);
    }
    if !clauses.is_empty() {
        result.statements.insert(0, format!("ALTER TABLE {name}\n  {};", clauses.join(",\n  ")));
        if from.system_versioning {
            // Rows of the past keep what they were, as far as the new columns have room for it.
            result.statements.insert(0, "SET SESSION system_versioning_alter_history = KEEP;".to_owned());
        }
    }
    result
}

impl Alteration {
    fn constraints(&mut self, to: &Table, context: &Context<'_>, freed: &BTreeSet<Key>, clauses: &mut Vec<String>) {
        let name = quote(&to.name);
        let selected = |one: &&Constraint| context.selects(&one.key()) || freed.contains(&one.key());
        for old in context.before.constraints(&to.name).filter(selected) {
            self.first.push(format!("ALTER TABLE {name} {};", constraint::drop(old, context.before.engine)));
        }
        for new in context.after.constraints(&to.name).filter(selected) {
            self.hazards.insert(Hazard::MayFail { why: "rows break the constraint" });
            match new.constraint_type {
                ConstraintType::ForeignKey => self.last.extend(constraint::add_foreign_key(new, context.after)),
                ConstraintType::Check => clauses.push(format!("ADD {}", constraint::declaration(new))),
            }
        }
    }

    fn indexes(
        &mut self,
        from: &Table,
        to: &Table,
        context: &Context<'_>,
        replaced: &BTreeSet<&str>,
        clauses: &mut Vec<String>,
    ) {
        // An index of MariaDB keeps the size of blocks that it had from its table.
        let keeps_size = context.after.engine == Engine::Mariadb
            && context.selects(&to.key())
            && from.key_block_size.is_some()
            && from.key_block_size != to.key_block_size;
        let stays =
            |index: &Index| context.before.get(&index.key()).is_some() && context.after.get(&index.key()).is_some();
        let uses_replaced = |index: &Index| {
            let holds = |part: &String| replaced.iter().any(|column| part.contains(&quote(column)));
            keeps_size && stays(index) || index.parts.iter().any(holds)
        };
        let selected = |index: &&Index| context.selects(&index.key()) || uses_replaced(index);
        let name = quote(&to.name);
        let engine = context.after.engine;
        let only_shown = |one: &Index, catalog: &Catalog<'_>| {
            let Some(Item::Index(other)) = catalog.get(&one.key()) else { return false };
            Index { invisible: other.invisible, ..one.clone() } == *other && !uses_replaced(one)
        };
        for old in context.before.indexes(&to.name).filter(selected).filter(|old| !only_shown(old, context.after)) {
            // A server that sees an index dropped and made in one statement keeps it where it thinks the two alike, and it
            // does not look at parsers.
            let apart = old.index_type == IndexType::Fulltext;
            if apart {
                self.first.push(format!("ALTER TABLE {name} {};", index::drop(old)));
            } else {
                clauses.push(index::drop(old));
            }
        }
        for new in context.after.indexes(&to.name).filter(selected) {
            let is_same = only_shown(new, context.before);
            if !is_same {
                self.hazards.insert(Hazard::BlocksWrites);
                clauses.push(format!("ADD {}", index::declaration(new, engine)));
            }
            // Nor at whether queries use it.
            if let Some(Item::Index(old)) = context.before.get(&new.key())
                && old.invisible != new.invisible
            {
                let shown = index::visibility(new, engine);
                self.statements.push(format!("ALTER TABLE {name} ALTER INDEX {} {shown};", quote(&new.name)));
            }
        }
    }

    fn columns(
        &mut self,
        from: &Table,
        to: &Table,
        context: &Context<'_>,
        replaced: &BTreeSet<&str>,
        clauses: &mut Vec<String>,
    ) {
        let engine = context.after.engine;
        let reorders = context.selects(&to.key()) && order_differs(from, to);
        let by_name = |columns: Vec<&'_ Column>| -> BTreeMap<String, Column> {
            columns.into_iter().map(|column| (column.name.clone(), column.clone())).collect()
        };
        let old = by_name(context.before.columns(from));
        let new = context.after.columns(to);
        for column in old.values() {
            let goes = context.selects(&column.key()) && !new.iter().any(|other| other.name == column.name);
            if goes || replaced.contains(column.name.as_str()) {
                self.hazards.insert(Hazard::DeletesData);
                clauses.push(format!("DROP COLUMN {}", quote(&column.name)));
            }
        }
        let mut previous: Option<&str> = None;
        for column in new {
            let is_old = old.contains_key(&column.name);
            let is_replaced = replaced.contains(column.name.as_str());
            let selected = context.selects(&column.key());
            let place = previous.map_or("FIRST".to_owned(), |name| format!("AFTER {}", quote(name)));
            let declaration = column::declaration(column, engine);
            if is_replaced || !is_old && selected {
                clauses.push(format!("ADD COLUMN {declaration} {place}"));
            } else if is_old && reorders {
                clauses.push(format!("MODIFY COLUMN {declaration} {place}"));
            } else if is_old && selected {
                self.hazards.insert(Hazard::LocksTable);
                self.hazards.insert(Hazard::ChangesValues);
                clauses.push(format!("MODIFY COLUMN {declaration}"));
            }
            if is_old || selected {
                previous = Some(&column.name);
            }
        }
    }

    fn options(&mut self, from: &Table, to: &Table, context: &Context<'_>, clauses: &mut Vec<String>) {
        let name = quote(&to.name);
        let engine = context.after.engine;
        let start = clauses.len();
        if from.engine != to.engine {
            clauses.push(format!("ENGINE={}", to.engine));
        }
        if (&from.charset, &from.collation) != (&to.charset, &to.collation) {
            clauses.push(table::charset(to));
        }
        let mut set = |differs: bool, words: String| clauses.extend(differs.then_some(words));
        let or = |value: &Option<String>, otherwise: &str| value.clone().unwrap_or_else(|| otherwise.to_owned());
        set(from.row_format != to.row_format, format!("ROW_FORMAT={}", or(&to.row_format, "DEFAULT")));
        set(from.key_block_size != to.key_block_size, format!("KEY_BLOCK_SIZE={}", or(&to.key_block_size, "0")));
        set(
            from.compression != to.compression,
            format!("COMPRESSION={}", super::identifier::literal(&or(&to.compression, ""))),
        );
        let unencrypted = if engine == Engine::Mariadb { "DEFAULT" } else { "N" };
        set(from.encryption != to.encryption, table::encryption(&or(&to.encryption, unencrypted), engine));
        set(
            from.tablespace != to.tablespace,
            format!("TABLESPACE {}", quote(&or(&to.tablespace, "innodb_file_per_table"))),
        );
        set(from.comment != to.comment, format!("COMMENT={}", super::identifier::literal(&or(&to.comment, ""))));
        let uncounted = |table: &Table| Table { auto_increment: None, ..table.clone() };
        // Nobody names a table that differs in its counter alone unless counters were asked for.
        let is_asked = from.auto_increment != to.auto_increment && uncounted(from) == uncounted(to);
        set(is_asked, format!("AUTO_INCREMENT={}", or(&to.auto_increment, "1")));
        for option in to.options.iter().filter(|option| !from.options.contains(option)) {
            match table::refusal(option) {
                None => clauses.push(option.clone()),
                Some(reason) => self.refusals.push(reason.to_owned()),
            }
        }
        let mut left_over = Vec::new();
        for option in &from.options {
            let Some((option_name, _)) = option.split_once('=') else { continue };
            if to.options.iter().any(|other| other.split('=').next() == Some(option_name)) {
                continue;
            }
            if let Some(reason) = table::refusal(option) {
                self.refusals.push(reason.to_owned());
                continue;
            }
            let unset = format!("{option_name}={}", unset(option_name));
            // A table that leaves Aria takes it along, whatever the same statement says.
            if option_name == "PAGE_CHECKSUM" && from.engine != to.engine {
                left_over.push(format!("ALTER TABLE {name} {unset};"));
            } else {
                clauses.push(unset);
            }
        }
        self.statements.extend(left_over);
        if start < clauses.len() && (from.engine != to.engine || from.row_format != to.row_format) {
            self.hazards.insert(Hazard::LocksTable);
        }
        for period in from.periods.iter().filter(|period| !to.periods.contains(period)) {
            clauses.push(format!("DROP PERIOD FOR {}", period.split(" (").next().unwrap_or(period)));
        }
        for period in to.periods.iter().filter(|period| !from.periods.contains(period)) {
            clauses.push(format!("ADD PERIOD FOR {period}"));
        }
        let versioning = match (from.system_versioning, to.system_versioning) {
            (false, true) => Some("ADD SYSTEM VERSIONING"),
            (true, false) => {
                self.hazards.insert(Hazard::DeletesData);
                Some("DROP SYSTEM VERSIONING")
            }
            _ => None,
        };
        // Columns that say when a row was there come and go with the versioning, and only all at once.
        let has_columns = |table: &Table| table.periods.iter().any(|period| period.starts_with("SYSTEM_TIME "));
        if has_columns(from) || has_columns(to) {
            clauses.extend(versioning.map(str::to_owned));
        } else {
            self.statements.extend(versioning.map(|versioning| format!("ALTER TABLE {name} {versioning};")));
        }
        if (&from.partition_by, &from.partitions) != (&to.partition_by, &to.partitions) {
            self.hazards.insert(Hazard::LocksTable);
            if let Some((gone, new)) = of_history(from, to) {
                if !gone.is_empty() {
                    self.hazards.insert(Hazard::DeletesData);
                    self.statements.push(format!("ALTER TABLE {name} DROP PARTITION {};", gone.join(", ")));
                }
                let new = new.iter().map(|partition| format!("PARTITION {partition}")).collect::<Vec<_>>().join(", ");
                self.statements.extend((!new.is_empty()).then(|| format!("ALTER TABLE {name} ADD PARTITION ({new});")));
                return;
            }
            self.hazards.insert(Hazard::MayFail { why: "a row fits no partition" });
            // What partitions are made by cannot be dropped, and every unique key has to hold it.
            let is_inside = |key: &Key| matches!(key.kind, Kind::Column | Kind::Index) && key.parent == to.name;
            let held = from.partition_by.is_some() && from.partition_by != to.partition_by;
            // Nor can history be dropped that is kept in partitions.
            let loses_history = from.system_versioning && !to.system_versioning;
            let unpartitioned = held && (loses_history || context.selected.iter().any(is_inside));
            if unpartitioned {
                self.first.push(format!("ALTER TABLE {name} REMOVE PARTITIONING;"));
            }
            let remove = || (!unpartitioned).then(|| "REMOVE PARTITIONING".to_owned());
            let Some(how) = table::partition_by(to).or_else(remove) else { return };
            self.statements.push(format!("ALTER TABLE {name} {how};"));
        }
    }
}

/// The names of the partitions of history that go, and those that come: where nothing says when the next one begins,
/// MariaDB takes one at a time only.
fn of_history<'a>(from: &'a Table, to: &'a Table) -> Option<(Vec<&'a str>, Vec<&'a str>)> {
    fn only<'a>(table: &'a Table, other: &Table) -> Vec<&'a str> {
        let partitions = table.partitions.iter().filter(|partition| !other.partitions.contains(partition));
        partitions.map(String::as_str).collect()
    }
    if from.partition_by != to.partition_by || to.partition_by.as_deref() != Some("SYSTEM_TIME") {
        return None;
    }
    let name = |partition: &'a str| partition.strip_suffix(" HISTORY");
    let new = only(to, from);
    let gone = only(from, to).into_iter().map(name).collect::<Option<Vec<_>>>()?;
    new.iter().all(|partition| name(partition).is_some()).then_some((gone, new))
}

/// What takes an option away again.
fn unset(name: &str) -> &'static str {
    match name {
        "SECONDARY_ENGINE" => "NULL",
        "ENGINE_ATTRIBUTE" | "SECONDARY_ENGINE_ATTRIBUTE" => "''",
        "MAX_ROWS" | "MIN_ROWS" | "AVG_ROW_LENGTH" | "CHECKSUM" | "DELAY_KEY_WRITE" | "AUTOEXTEND_SIZE"
        | "TABLE_CHECKSUM" => "0",
        "INSERT_METHOD" => "NO",
        _ => "DEFAULT",
    }
}

/// Whether the columns that both have stand in another order.
fn order_differs(from: &Table, to: &Table) -> bool {
    let shared = |table: &Table, other: &Table| -> Vec<String> {
        table.column_order.iter().filter(|name| other.column_order.contains(name)).cloned().collect()
    };
    shared(from, to) != shared(to, from)
}

/// Columns that cannot be changed in place: what is computed becomes stored or plain, or the other way round. What is computed
/// from them goes and comes with them.
fn replaced_columns<'a>(from: &'a Table, to: &'a Table, context: &'a Context<'_>) -> BTreeSet<&'a str> {
    let old: BTreeMap<&str, &Column> =
        context.before.columns(from).into_iter().map(|column| (column.name.as_str(), column)).collect();
    let new = context.after.columns(to);
    let sort = |column: &Column| (column.generated.is_some(), column.generation.clone());
    let changes = |new: &Column| old.get(new.name.as_str()).is_some_and(|old| sort(old) != sort(new));
    let selected = new.iter().filter(|new| context.selects(&new.key()));
    let mut replaced: BTreeSet<&str> = selected.filter(|new| changes(new)).map(|new| new.name.as_str()).collect();
    let reads = |column: &Column, replaced: &BTreeSet<&str>| {
        let expression = column.generated.as_deref().unwrap_or_default();
        replaced.iter().any(|name| expression.contains(&quote(name)))
    };
    loop {
        let further = new.iter().filter(|new| {
            let old = old.get(new.name.as_str());
            old.is_some_and(|old| reads(old, &replaced) || reads(new, &replaced))
        });
        let further: BTreeSet<&str> = further.map(|new| new.name.as_str()).collect();
        if further.is_subset(&replaced) {
            return replaced;
        }
        replaced.extend(further);
    }
}

/// The foreign keys and checks that hold columns which change: they are dropped and made again.
pub(super) fn freed(context: &Context<'_>) -> BTreeSet<Key> {
    let on_both = |key: &&Key| context.before.get(key).is_some() && context.after.get(key).is_some();
    let selected: Vec<&Key> = context.selected.iter().filter(|key| key.kind == Kind::Column).filter(on_both).collect();
    let mut changed: BTreeSet<(&str, &str)> =
        selected.iter().map(|key| (key.parent.as_str(), key.name.as_str())).collect();
    // What is computed cannot change under a check.
    let is_computed = |key: &Key| {
        [context.before, context.after]
            .iter()
            .any(|catalog| matches!(catalog.get(key), Some(Item::Column(column)) if column.generated.is_some()))
    };
    let mut computed: BTreeSet<(&str, &str)> =
        selected.iter().filter(|key| is_computed(key)).map(|key| (key.parent.as_str(), key.name.as_str())).collect();
    let tables: BTreeSet<&str> = computed.iter().map(|(table, _)| *table).collect();
    for name in tables {
        if let (Some(from), Some(to)) = (context.before.table(name), context.after.table(name)) {
            let replaced = replaced_columns(from, to, context).into_iter().map(|column| (to.name.as_str(), column));
            computed.extend(replaced);
        }
    }
    changed.extend(&computed);
    let holds = |one: &&Constraint| match one.constraint_type {
        ConstraintType::ForeignKey => {
            let referenced = one.referenced_table.as_deref().filter(|_| one.referenced_database.is_none());
            let here = one.columns.iter().any(|column| changed.contains(&(one.table.as_str(), column.as_str())));
            let there = |table| one.referenced_columns.iter().any(|column| changed.contains(&(table, column.as_str())));
            here || referenced.is_some_and(there)
        }
        ConstraintType::Check => {
            let expression = one.expression.as_deref().unwrap_or_default();
            computed.iter().any(|(table, column)| *table == one.table && expression.contains(&quote(column)))
        }
    };
    context.before.objects.constraints.iter().filter(holds).map(Object::key).filter(|key| on_both(&key)).collect()
}
