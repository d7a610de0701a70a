//! Which object is created, altered or dropped, and in which order.
//!
//! First what runs by itself or reads tables is dropped (events, triggers, views), then foreign keys and checks let go,
//! then tables and what is inside them change, then foreign keys come back, and at last everything that is written in SQL
//! is made again.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::mysql::{ConstraintType, Package, PackageBody, Trigger, View};
use driftline_catalog::{Key, Kind, Object};

use super::alteration::{Alteration, alteration, freed};
use super::catalog::Item;
use super::identifier::quote;
use super::{Context, code, constraint, grant, role, sequence, table};
use crate::{Action, Hazard, Rendered, Step};

/// The order in which things are made; they are dropped the other way round.
const ORDER: &[Kind] = &[
    Kind::Database,
    Kind::Sequence,
    Kind::Table,
    Kind::Function,
    Kind::Procedure,
    Kind::Package,
    Kind::PackageBody,
    Kind::View,
    Kind::Trigger,
    Kind::Event,
];

/// The steps that turn `before` into `after` for the selected objects.
pub(super) fn steps(context: &Context<'_>) -> Vec<Step> {
    let mut steps = drops(context);
    let tables = alterations(context);
    for (table, alteration) in &tables {
        let first = alteration.first.clone();
        steps.extend(step(table, Action::Alter, first, BTreeSet::new()));
    }
    steps.extend(dropped(context, &[Kind::Table, Kind::Sequence]));
    for kind in [Kind::Database, Kind::Sequence, Kind::Table] {
        steps.extend(made(context, kind));
    }
    for (table, alteration) in &tables {
        let hazards = alteration.hazards.clone();
        steps.extend(step(table, Action::Alter, alteration.statements.clone(), hazards));
        steps.extend(alteration.refusals.iter().map(|reason| Step {
            key: table.clone(),
            action: Action::Alter,
            commits_alone: false,
            outcome: Rendered::NotRendered { reason: reason.clone() },
        }));
    }
    for (table, alteration) in &tables {
        steps.extend(step(table, Action::Finish, alteration.last.clone(), BTreeSet::new()));
    }
    steps.extend(foreign_keys_of_new_tables(context));
    for kind in &ORDER[3..] {
        steps.extend(made(context, *kind));
    }
    steps.extend(granted(context));
    steps.extend(role::steps(context));
    steps.extend(covered(context, &tables));
    steps
}

/// What is dropped before any table changes.
fn drops(context: &Context<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    for kind in ORDER[3..].iter().rev() {
        steps.extend(dropped(context, &[*kind]));
    }
    // Tables that refer to each other let go first.
    let going = |key: &&Key| key.kind == Kind::Table && context.after.get(key).is_none();
    for key in context.selected.iter().filter(going) {
        let held = context.before.constraints(&key.name);
        let held = held.filter(|one| one.constraint_type == ConstraintType::ForeignKey);
        let statements = held
            .map(|one| format!("ALTER TABLE {} {};", quote(&key.name), constraint::drop(one, context.before.engine)))
            .collect();
        steps.extend(step(key, Action::Alter, statements, BTreeSet::new()));
    }
    steps
}

/// What only the side before has.
fn dropped(context: &Context<'_>, kinds: &[Kind]) -> Vec<Step> {
    let goes = |key: &&Key| kinds.contains(&key.kind) && context.after.get(key).is_none();
    context
        .selected
        .iter()
        .filter(goes)
        .filter_map(|key| {
            // A table takes its triggers along.
            let with_table = key.kind == Kind::Trigger && context.loses_table(&key.parent);
            let item = context.before.get(key).filter(|_| !with_table)?;
            let mut statements = vec![drop_statement(item)?];
            // Older servers know packages only in this mode.
            if let Item::Package(Package { sql_mode, .. }) | Item::PackageBody(PackageBody { sql_mode, .. }) = item {
                let remembered = remembered(context, Some(sql_mode), "", "", "");
                statements = remembered.around(statements);
            }
            let hazards = if key.kind == Kind::Table { BTreeSet::from([Hazard::DeletesData]) } else { BTreeSet::new() };
            step(key, Action::Drop, statements, hazards)
        })
        .collect()
}

fn drop_statement(item: Item<'_>) -> Option<String> {
    let (what, name) = match item {
        Item::Table(table) => ("TABLE", &table.name),
        Item::Sequence(sequence) => ("SEQUENCE", &sequence.name),
        Item::View(view) => ("VIEW", &view.name),
        Item::Function(function) => ("FUNCTION", &function.name),
        Item::Procedure(procedure) => ("PROCEDURE", &procedure.name),
        Item::Package(package) => ("PACKAGE", &package.name),
        Item::PackageBody(body) => ("PACKAGE BODY", &body.name),
        Item::Trigger(trigger) => ("TRIGGER", &trigger.name),
        Item::Event(event) => ("EVENT", &event.name),
        Item::Database(_) | Item::Column(_) | Item::Index(_) | Item::Constraint(_) | Item::Grant(_) | Item::Role(_) => {
            return None;
        }
    };
    Some(format!("DROP {what} {};", quote(name)))
}

/// What is made or replaced of one kind, in an order that works.
fn made(context: &Context<'_>, kind: Kind) -> Vec<Step> {
    let mut keys: Vec<&Key> =
        context.selected.iter().filter(|key| key.kind == kind && context.after.get(key).is_some()).collect();
    match kind {
        Kind::View => order_views(context, &mut keys),
        Kind::Trigger => keys.sort_by_key(|key| place_of_trigger(context, key)),
        _ => {}
    }
    let mut steps = Vec::new();
    for key in keys {
        let Some(item) = context.after.get(key) else { continue };
        let before = context.before.get(key);
        if matches!(item, Item::View(View { query, .. }) if query.is_empty()) {
            let action = if before.is_some() { Action::Alter } else { Action::Create };
            let reason = "its query was not read; the report's gaps say why".to_owned();
            let outcome = Rendered::NotRendered { reason };
            steps.push(Step { key: key.clone(), action, commits_alone: false, outcome });
            continue;
        }
        let (action, mut statements) = match (before, item) {
            // A table that both have is altered, not made.
            (Some(_), Item::Table(_)) => continue,
            (Some(Item::Sequence(old)), Item::Sequence(new)) => (Action::Alter, sequence::alter(old, new)),
            // One sort of view is not replaced by the other.
            (Some(old @ Item::View(View { duality, .. })), Item::View(new)) if *duality != new.duality => {
                (Action::Alter, drop_statement(old).into_iter().collect())
            }
            (Some(_), Item::Database(_) | Item::View(_) | Item::Package(_) | Item::PackageBody(_)) => {
                (Action::Alter, Vec::new())
            }
            (Some(old), _) => (Action::Alter, drop_statement(old).into_iter().collect()),
            (None, _) => (Action::Create, Vec::new()),
        };
        if !(before.is_some() && matches!(item, Item::Sequence(_))) {
            statements.extend(create_statements(context, item));
        }
        let reason = left_out(item, &statements);
        steps.extend(step(key, action, statements, BTreeSet::new()));
        steps.extend(reason.map(|reason| Step {
            key: key.clone(),
            action,
            commits_alone: false,
            outcome: Rendered::NotRendered { reason },
        }));
    }
    steps
}

/// What the statements that make something leave out.
fn left_out(item: Item<'_>, statements: &[String]) -> Option<String> {
    let client = match item {
        Item::Table(table) => {
            let unread = table.options.iter().any(|option| !table::is_option(option));
            return unread.then(|| table::UNREAD.to_owned());
        }
        Item::View(view) => &view.charset_client,
        Item::Function(function) => &function.charset_client,
        Item::Procedure(procedure) => &procedure.charset_client,
        Item::Package(package) => &package.charset_client,
        Item::PackageBody(body) => &body.charset_client,
        Item::Trigger(trigger) => &trigger.charset_client,
        Item::Event(event) => &event.charset_client,
        _ => return None,
    };
    (!code::can_be_said(client, statements)).then(|| {
        format!(
            "not all of its text is ASCII, so a script in UTF-8 cannot say it in {client}; it remembers utf8mb4 then"
        )
    })
}

/// SQL that creates one object; none for what is created with its table.
pub(super) fn create_statements(context: &Context<'_>, item: Item<'_>) -> Vec<String> {
    let catalog = context.after;
    macro_rules! remembering {
        ($object:expr, $statement:expr) => {
            remembered(
                context,
                Some(&$object.sql_mode),
                &$object.charset_client,
                &$object.collation_connection,
                &$object.database_collation,
            )
            .around(vec![$statement])
        };
    }
    match item {
        Item::Database(database) => {
            let was_read_only = context.before.objects.databases.first().is_some_and(|before| before.read_only);
            sequence::database(was_read_only, database, catalog.engine)
        }
        Item::Sequence(new) => vec![sequence::create(new)],
        Item::Table(new) => table::create(new, catalog),
        Item::View(view) => remembered(context, None, &view.charset_client, &view.collation_connection, "")
            .around(vec![code::view(view)]),
        Item::Function(function) => remembering!(function, code::function(function)),
        Item::Procedure(procedure) => remembering!(procedure, code::procedure(procedure)),
        Item::Package(package) => remembering!(package, code::package(package)),
        Item::PackageBody(body) => remembering!(body, code::package_body(body)),
        Item::Trigger(trigger) => {
            let statement = code::trigger(trigger, precedes(context, trigger).as_deref());
            remembering!(trigger, statement)
        }
        Item::Event(event) => {
            let mut statements =
                vec![format!("SET @driftline_time_zone = @@time_zone, time_zone = '{}';", event.time_zone)];
            statements.extend(remembering!(event, code::event(event)));
            statements.push("SET time_zone = @driftline_time_zone;".to_owned());
            statements
        }
        Item::Grant(one) => grant::create(one),
        Item::Role(one) => role::changes(None, Some(one), catalog.engine).0,
        Item::Column(_) | Item::Index(_) | Item::Constraint(_) => Vec::new(),
    }
}

/// The session that an object was made by, beside what the database is when the script comes to it.
fn remembered<'a>(
    context: &'a Context<'_>,
    sql_mode: Option<&'a str>,
    charset_client: &'a str,
    collation_connection: &'a str,
    database_collation: &'a str,
) -> code::Remembered<'a> {
    let side = |catalog: &'a super::Catalog<'_>| catalog.objects.databases.first();
    let is_changed = side(context.after).is_some_and(|database| context.selects(&database.key()));
    let database = if is_changed { side(context.after) } else { side(context.before).or(side(context.after)) };
    let current_collation = database.map(|database| database.collation.as_str()).unwrap_or_default();
    let other =
        !database_collation.is_empty() && !current_collation.is_empty() && database_collation != current_collation;
    code::Remembered {
        sql_mode,
        charset_client,
        collation_connection,
        database_collation: other.then_some(database_collation),
        current_collation,
    }
}

/// The trigger that a first one has to be put before, where that one stays while this one is made.
fn precedes(context: &Context<'_>, trigger: &Trigger) -> Option<String> {
    if trigger.follows.is_some() {
        return None;
    }
    let next = context.after.triggers(&trigger.table).find(|other| {
        (&other.timing, &other.event) == (&trigger.timing, &trigger.event)
            && other.follows.as_ref() == Some(&trigger.name)
    })?;
    let stays = context.before.get(&next.key()).is_some() && !context.selects(&next.key());
    stays.then(|| next.name.clone())
}

/// How many triggers run before one.
fn place_of_trigger(context: &Context<'_>, key: &Key) -> (String, usize) {
    let mut place = 0;
    let mut name = key.name.clone();
    while let Some(Item::Trigger(trigger)) = context.after.get(&Key { name: name.clone(), ..key.clone() })
        && let Some(before) = &trigger.follows
        // A circle can only come from a damaged file.
        && place < 1_000
    {
        name.clone_from(before);
        place += 1;
    }
    (key.parent.clone(), place)
}

/// Views after the views that they read.
fn order_views(context: &Context<'_>, keys: &mut Vec<&Key>) {
    let view = |key: &Key| -> Option<&View> {
        match context.after.get(key) {
            Some(Item::View(view)) => Some(view),
            _ => None,
        }
    };
    let mut waiting: Vec<&Key> = std::mem::take(keys);
    while !waiting.is_empty() {
        let reads_one_of = |key: &Key, others: &[&Key]| {
            let query = view(key).map(|view| view.query.as_str()).unwrap_or_default();
            others.iter().any(|other| other.name != key.name && reads(query, &quote(&other.name)))
        };
        let (ready, rest): (Vec<&Key>, Vec<&Key>) = waiting.iter().partition(|key| !reads_one_of(key, &waiting));
        if ready.is_empty() {
            // A circle can only come from a damaged file: then any order is as good.
            keys.extend(rest);
            return;
        }
        keys.extend(ready);
        waiting = rest;
    }
}

/// Whether a query names this table or view, and not only a column or an alias that is called so: those are printed behind
/// a dot, behind `AS` or behind the name that they stand for.
fn reads(query: &str, quoted: &str) -> bool {
    query.match_indices(quoted).any(|(place, _)| {
        let (before, after) = (&query[..place], &query[place + quoted.len()..]);
        let is_other = ["`", ".", " AS ", " as ", "` "].iter().any(|end| before.ends_with(end));
        !is_other && !after.starts_with(['.', '`'])
    })
}

/// What becomes of the tables that both sides have and of which anything is selected.
fn alterations(context: &Context<'_>) -> BTreeMap<Key, Alteration> {
    let freed = freed(context);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for key in context.selected.iter().chain(&freed) {
        match key.kind {
            Kind::Table => names.insert(&key.name),
            Kind::Column | Kind::Index | Kind::Constraint => names.insert(&key.parent),
            _ => false,
        };
    }
    names
        .into_iter()
        .filter_map(|name| {
            let (from, to) = (context.before.table(name)?, context.after.table(name)?);
            Some((to.key(), alteration(from, to, context, &freed)))
        })
        .collect()
}

/// Who may do what, at last: on what there is then.
fn granted(context: &Context<'_>) -> Vec<Step> {
    let grants = context.selected.iter().filter(|key| key.kind == Kind::Grant);
    grants
        .filter_map(|key| {
            let (from, to) = (grant::before(context, key), context.after.get(key));
            let to = if let Some(Item::Grant(to)) = to { Some(to) } else { None };
            let (action, statements) = match (from, to) {
                (Some(from), None) if grant::loses_target(context, from) => return None,
                (Some(_), None) => (Action::Drop, grant::changes(from, to)),
                (Some(_), Some(_)) => (Action::Alter, grant::changes(from, to)),
                (None, _) => (Action::Create, grant::changes(from, to)),
            };
            step(key, action, statements, BTreeSet::new())
        })
        .collect()
}

/// Tables are created without their foreign keys, which come when every table is there.
fn foreign_keys_of_new_tables(context: &Context<'_>) -> Vec<Step> {
    let new = context.selected.iter().filter(|key| key.kind == Kind::Table && context.before.get(key).is_none());
    new.filter_map(|key| {
        let held = context.after.constraints(&key.name);
        let held = held.filter(|one| one.constraint_type == ConstraintType::ForeignKey);
        let statements = held.flat_map(|one| constraint::add_foreign_key(one, context.after)).collect();
        step(key, Action::Finish, statements, BTreeSet::new())
    })
    .collect()
}

/// What the statement of a table does by the way, and what neither side has.
fn covered(context: &Context<'_>, tables: &BTreeMap<Key, Alteration>) -> Vec<Step> {
    context
        .selected
        .iter()
        .filter_map(|key| {
            let is_there = context.before.get(key).is_some() || context.after.get(key).is_some();
            let action = match (context.before.get(key).is_some(), context.after.get(key).is_some()) {
                (true, false) => Action::Drop,
                (false, _) => Action::Create,
                (true, true) => Action::Alter,
            };
            let outcome = match key.kind {
                _ if !is_there => Rendered::NotRendered { reason: "neither side holds it".to_owned() },
                Kind::Column | Kind::Index | Kind::Constraint => {
                    let by = Key::in_schema(Kind::Table, "", &key.parent);
                    if !tables.contains_key(&by) && !context.selected.contains(&by) {
                        Rendered::NotRendered { reason: "its table is not on both sides".to_owned() }
                    } else {
                        Rendered::Covered { by }
                    }
                }
                _ => return None,
            };
            Some(Step { key: key.clone(), action, commits_alone: false, outcome })
        })
        .collect()
}

/// A step, unless there is nothing in it.
pub(super) fn step(key: &Key, action: Action, statements: Vec<String>, hazards: BTreeSet<Hazard>) -> Option<Step> {
    let hazards = hazards.into_iter().collect();
    (!statements.is_empty()).then(|| Step {
        key: key.clone(),
        action,
        commits_alone: false,
        outcome: Rendered::Statements { statements, hazards },
    })
}
