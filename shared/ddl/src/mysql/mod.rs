//! SQL of MySQL and MariaDB: one file per family of objects, named as in the catalog.
//!
//! Every statement commits by itself there, so a script that stops half-way stays half-way.

mod alteration;
mod catalog;
mod code;
mod column;
mod constraint;
mod grant;
mod identifier;
mod index;
mod plan;
mod role;
mod sequence;
mod table;

use std::collections::BTreeSet;

use driftline_catalog::mysql::{ConstraintType, Objects};
use driftline_catalog::{Key, Kind, Snapshot};

use crate::script::Dialect;
use crate::{Rendered, Script};
use catalog::{Catalog, Item};

/// What a script's session needs: no mode that reads texts in another way or shortens values in silence, and the time
/// zone in which defaults of `TIMESTAMP` columns were printed.
const SETTINGS: &[&str] =
    &["SET NAMES utf8mb4;", "SET sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00';"];

/// What a change is rendered in: both sides, and the objects it is about.
struct Context<'a> {
    before: &'a Catalog<'a>,
    after: &'a Catalog<'a>,
    selected: BTreeSet<Key>,
}

impl Context<'_> {
    fn selects(&self, key: &Key) -> bool {
        self.selected.contains(key)
    }

    fn loses_table(&self, name: &str) -> bool {
        let key = Key::in_schema(Kind::Table, "", name);
        self.selects(&key) && self.after.get(&key).is_none()
    }
}

pub(crate) fn create(snapshot: &Snapshot, objects: &Objects, key: &Key) -> Rendered {
    let (nothing, after) = (Objects::default(), Catalog::new(snapshot, objects));
    let before = Catalog::new(snapshot, &nothing);
    let context = Context { before: &before, after: &after, selected: BTreeSet::from([key.clone()]) };
    let statements = match after.get(key) {
        Some(Item::Column(column)) => {
            vec![format!(
                "ALTER TABLE {} ADD COLUMN {};",
                identifier::quote(&column.table),
                column::declaration(column, after.engine)
            )]
        }
        Some(Item::Index(new)) => {
            vec![format!(
                "ALTER TABLE {} ADD {};",
                identifier::quote(&new.table),
                index::declaration(new, after.engine)
            )]
        }
        Some(Item::Constraint(new)) if new.constraint_type == ConstraintType::ForeignKey => {
            constraint::add_foreign_key(new, &after)
        }
        Some(Item::Constraint(new)) => {
            vec![format!("ALTER TABLE {} ADD {};", identifier::quote(&new.table), constraint::declaration(new))]
        }
        Some(item) => plan::create_statements(&context, item),
        None => return Rendered::NotRendered { reason: "the snapshot does not hold it".to_owned() },
    };
    Rendered::Statements { statements, hazards: Vec::new() }
}

pub(crate) fn describe(snapshot: &Snapshot, objects: &Objects, keys: &[Key]) -> Vec<Option<String>> {
    let catalog = Catalog::new(snapshot, objects);
    let text = |item: Item<'_>| match item {
        Item::Database(database) => sequence::database(false, database, catalog.engine).join("\n"),
        Item::Sequence(new) => sequence::create(new),
        Item::Table(table) => table::create(table, &catalog).join("\n"),
        Item::Column(column) => column::declaration(column, catalog.engine),
        Item::Constraint(one) => constraint::declaration(one),
        Item::Index(one) => index::declaration(one, catalog.engine),
        Item::View(view) => code::view(view),
        Item::Function(function) => code::function(function),
        Item::Procedure(procedure) => code::procedure(procedure),
        Item::Package(package) => code::package(package),
        Item::PackageBody(body) => code::package_body(body),
        Item::Trigger(trigger) => code::trigger(trigger, None),
        Item::Event(event) => code::event(event),
        Item::Grant(one) => grant::create(one).join("\n"),
        Item::Role(one) => role::changes(None, Some(one), catalog.engine).0.join("\n"),
    };
    keys.iter().map(|key| Some(text(catalog.get(key)?).trim_end_matches(';').to_owned())).collect()
}

pub(crate) fn build(snapshot: &Snapshot, objects: &Objects) -> Script {
    let after = Catalog::new(snapshot, objects);
    let with_its_table = |key: &&Key| matches!(key.kind, Kind::Column | Kind::Index | Kind::Constraint);
    let selected = after.keys().filter(|key| !with_its_table(key)).cloned().collect();
    build_selected(snapshot, &after, selected)
}

/// What somebody names, with everything that could be needed for it: nothing in a text of this engine says what it uses.
pub(crate) fn build_only(snapshot: &Snapshot, objects: &Objects, _: &BTreeSet<Key>) -> Script {
    build(snapshot, objects)
}

fn build_selected(snapshot: &Snapshot, after: &Catalog<'_>, selected: BTreeSet<Key>) -> Script {
    let nothing = Objects::default();
    let before = Catalog::new(snapshot, &nothing);
    script(plan::steps(&Context { before: &before, after, selected }))
}

pub(crate) fn changes(from: &Snapshot, before: &Objects, to: &Snapshot, after: &Objects, keys: &[Key]) -> Script {
    let before = Catalog::new(from, before);
    let after = Catalog::new(to, after);
    let mut selected: BTreeSet<Key> = keys.iter().cloned().collect();
    // A table that is created takes its triggers along, as it does when it is dropped.
    for key in keys.iter().filter(|key| key.kind == Kind::Table && before.get(key).is_none()) {
        selected.extend(after.triggers(&key.name).map(driftline_catalog::Object::key));
    }
    // A package that is replaced takes its body along.
    for key in keys.iter().filter(|key| key.kind == Kind::Package && after.get(key).is_some()) {
        let body = Key { kind: Kind::PackageBody, ..key.clone() };
        selected.extend(after.get(&body).map(|_| body));
    }
    let mut context = Context { before: &before, after: &after, selected };
    // What is made takes its grants along.
    context.selected.extend(grant::of_made(&context));
    script(plan::steps(&context))
}

fn script(steps: Vec<crate::Step>) -> Script {
    let settings = SETTINGS.iter().map(|&setting| setting.to_owned()).collect();
    Script { dialect: Dialect::Mysql, settings, steps }
}
