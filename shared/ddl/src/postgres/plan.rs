//! Which object is created, altered, replaced or dropped, and in which order.
//!
//! First what frees others and what has to be committed alone, then drops against the order of dependencies, then
//! everything that is created or altered along it, then what needs all that, and at last the drops of what altered
//! objects used until then: types, sequences, functions, schemas, extensions.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::postgres::{ConstraintType, Table};
use driftline_catalog::{Key, Kind};

use super::alteration::Alteration;
use super::catalog::{Catalog, Item};
use super::dependents::{Dependents, Going};
use super::expression::reparsed_alike;
use super::identifier::{qualified, quote};
use super::order::{order, order_to_drop};
use super::{
    Context, alter_item, attached_index, column, constraint_comment, create_hazards, create_item, drop_hazards,
    drop_item, drop_refusal, finish_item, table,
};
use crate::{Action, Hazard, Rendered, Step};

/// What becomes of an object.
enum Fate {
    Create,
    Alter(Box<Alteration>),
    /// Dropped and created again.
    Replace,
    /// Created again, after the drop of another took it along.
    Recreate,
    Drop,
    Covered(Key),
    Refused(String),
}

/// The steps that turn `before` into `after` for the selected objects.
pub(super) fn steps(context: Context<'_>) -> Vec<Step> {
    let dependents = Dependents::new(context.before);
    let mut plan = Plan {
        context: &context,
        dependents,
        fates: BTreeMap::new(),
        late: BTreeSet::new(),
        supplanted: BTreeMap::new(),
    };
    plan.decide();
    plan.rebuild_dependents();
    plan.check_recreation();
    plan.steps()
}

struct Plan<'a> {
    context: &'a Context<'a>,
    dependents: Dependents<'a>,
    fates: BTreeMap<Key, Fate>,
    /// What is dropped at the end, because altered objects use it until then.
    late: BTreeSet<Key>,
    /// What cannot be dropped at the end, because something new has its name.
    supplanted: BTreeMap<Key, Key>,
}

impl Plan<'_> {
    fn decide(&mut self) {
        let (before, after) = (self.context.before, self.context.after);
        for key in &self.context.selected {
            let fate = match (before.get(key), after.get(key)) {
                (Some(from), Some(to)) => self.alter(from, to),
                (None, Some(item)) => self.creation(key, item),
                (Some(item), None) => self.removal(key, item),
                (None, None) => Fate::Refused("neither side holds it".to_owned()),
            };
            self.fates.insert(key.clone(), fate);
            let is_new = !before.contains(key) && after.contains(key);
            if is_new && key.kind.is_relation() {
                for child in after.children(&key.schema, &key.name).iter().filter(|child| child.kind != Kind::Column) {
                    if let Some(item) = after.get(child) {
                        self.fates.insert(child.clone(), self.creation(child, item));
                    }
                }
            }
        }
        self.refuse_around_partitioning();
        self.decide_late();
    }

    /// What hangs on how a table is partitioned stays as it is where that cannot be changed: its partitions, its keys and
    /// its indexes.
    fn refuse_around_partitioning(&mut self) {
        let (before, after) = (self.context.before, self.context.after);
        let of = |catalog: &Catalog<'_>, key: &Key| catalog.table(&key.schema, &key.name).cloned();
        let is_stuck = |key: &&Key| match (of(before, key), of(after, key)) {
            (Some(from), Some(to)) => key.kind == Kind::Table && from.partition_key != to.partition_key,
            _ => false,
        };
        let stuck: Vec<Key> =
            self.keys_with(|fate| matches!(fate, Fate::Refused(_))).iter().filter(is_stuck).cloned().collect();
        for table in stuck {
            let name = qualified(&table.schema, &table.name);
            // A partition that goes altogether takes nothing apart.
            let is_partition = |key: &Key| {
                let partitions = [before, after].map(|catalog| of(catalog, key));
                let mut parents = partitions.iter().flatten().map(|partition| partition.partition_of.as_ref());
                key.kind == Kind::Table && after.contains(key) && parents.any(|parent| parent == Some(&name))
            };
            let is_of_partition = |key: &Key| is_partition(&Key::in_schema(Kind::Table, &key.schema, &key.parent));
            let is_of_table = |key: &Key| (&key.schema, &key.parent) == (&table.schema, &table.name);
            let takes_nulls = |catalog: &Catalog<'_>, key: &Key| {
                catalog.column(&key.schema, &key.parent, &key.name).is_some_and(|column| !column.not_null)
            };
            let hangs_on_it = |key: &Key| match key.kind {
                Kind::Index | Kind::Constraint | Kind::Trigger => is_of_table(key) || is_of_partition(key),
                // A key that stays allows no nulls.
                Kind::Column => {
                    before.contains(key)
                        && takes_nulls(after, key)
                        && !takes_nulls(before, key)
                        && (is_of_table(key) || is_of_partition(key))
                }
                _ => is_partition(key),
            };
            for (key, fate) in &mut self.fates {
                if hangs_on_it(key) && !matches!(fate, Fate::Refused(_)) {
                    *fate = Fate::Refused(format!("it hangs on how {table} is partitioned, and that stays as it is"));
                }
            }
        }
    }

    fn alter(&self, from: Item<'_>, to: Item<'_>) -> Fate {
        let context = self.context;
        let mut alteration = Alteration::between((context.before.snapshot, from), (context.after.snapshot, to));
        alter_item(from, to, context, &mut alteration);
        if let Some(reason) = alteration.refusal() {
            Fate::Refused(reason)
        } else if alteration.replaces {
            Fate::Replace
        } else if !alteration.is_empty() {
            Fate::Alter(Box::new(alteration))
        } else if let Some(by) = alteration.covered_by {
            Fate::Covered(by)
        } else {
            Fate::Refused("both sides are the same in everything that is compared".to_owned())
        }
    }

    fn creation(&self, key: &Key, item: Item<'_>) -> Fate {
        let covered = match item {
            Item::Column(column) => {
                new_table(key, self.context).or_else(|| column::covered_by(column, self.context.after, self.context))
            }
            _ => None,
        };
        covered.map_or(Fate::Create, Fate::Covered)
    }

    fn removal(&self, key: &Key, item: Item<'_>) -> Fate {
        let before = self.context.before;
        let is_dropped = |key: &Key| self.context.selects(key) && !self.context.after.contains(key);
        let relation = before.relation(&key.schema, &key.parent).filter(|relation| is_dropped(relation));
        let covered = match item {
            _ if !key.parent.is_empty() && relation.is_some() => relation,
            Item::Column(column) => column::covered_by(column, before, self.context).filter(is_dropped),
            Item::Function(_) => before.made_of(key).into_iter().find(is_dropped),
            Item::Sequence(sequence) => before.owner_of(sequence).and_then(|owner| {
                let column = driftline_catalog::Object::key(owner);
                let table = before.any_table(&owner.schema, &owner.table).map(|table| table.key());
                table.into_iter().chain([column]).find(is_dropped)
            }),
            _ => None,
        };
        match (covered, drop_refusal(item)) {
            (Some(by), _) => Fate::Covered(by),
            (None, Some(reason)) => Fate::Refused(reason),
            (None, None) => Fate::Drop,
        }
    }

    /// Types, sequences, functions and what holds them are dropped last, unless something new takes their name.
    fn decide_late(&mut self) {
        let created = self.keys_with(|fate| matches!(fate, Fate::Create));
        for gone in self.keys_with(|fate| matches!(fate, Fate::Drop)) {
            let same_name = |new: &&Key| takes_a_name(new) && (&new.schema, &new.name) == (&gone.schema, &gone.name);
            if let Some(new) = created.iter().find(same_name).filter(|_| takes_a_name(&gone)) {
                self.supplanted.insert(gone, new.clone());
            } else if self.gives_way_to_identity(&gone) {
                // The column it belongs to lets go of it before.
            } else if is_used_by_others(gone.kind) {
                self.late.insert(gone);
            }
        }
    }

    /// Whether a sequence is dropped for a column to number its rows with one of the same name inside it.
    fn gives_way_to_identity(&self, sequence: &Key) -> bool {
        let name = qualified(&sequence.schema, &sequence.name);
        sequence.kind == Kind::Sequence
            && self.fates.iter().any(|(key, fate)| match (self.context.after.get(key), fate) {
                (Some(Item::Column(column)), Fate::Alter(alteration)) => {
                    !alteration.early.is_empty()
                        && column.identity.as_ref().is_some_and(|identity| identity.sequence == name)
                }
                _ => false,
            })
    }

    /// Replaces what stands in the way, or gives up on what it stands in the way of.
    fn rebuild_dependents(&mut self) {
        let mut sources = self.keys_with(|fate| match fate {
            Fate::Drop | Fate::Replace => true,
            Fate::Alter(alteration) => alteration.retypes,
            _ => false,
        });
        sources.retain(|key| !self.late.contains(key));
        for source in sources {
            let going = match self.fates.get(&source) {
                Some(Fate::Alter(_)) => Going::Retyped,
                _ => Going::Dropped,
            };
            let mut rebuilt = BTreeMap::new();
            match self.close(&source, going, &mut rebuilt) {
                Ok(()) => self.fates.extend(rebuilt),
                Err(reason) => {
                    if let Some(new) = self.supplanted.get(&source) {
                        let reason = format!("{source} keeps the name: {reason}");
                        self.fates.insert(new.clone(), Fate::Refused(reason));
                    }
                    self.fates.insert(source, Fate::Refused(reason));
                }
            }
        }
    }

    /// Collects everything that has to be dropped and created again for one object to go.
    ///
    /// # Errors
    ///
    /// The reason why it cannot go.
    fn close(&mut self, source: &Key, going: Going, rebuilt: &mut BTreeMap<Key, Fate>) -> Result<(), String> {
        let stays = self.context.after.contains(source);
        if going == Going::Dropped && stays {
            for child in self.dependents.along_with(source) {
                // Columns come with their table, new ones too.
                if child.kind != Kind::Column && self.context.after.contains(&child) {
                    rebuilt.insert(child.clone(), Fate::Recreate);
                    if child.kind == Kind::Function {
                        self.close(&child, going, rebuilt)?;
                    }
                } else if child.kind == Kind::Function {
                    self.late.remove(&child);
                    rebuilt.insert(child, Fate::Covered(source.clone()));
                }
            }
            if source.kind == Kind::ForeignTable {
                let columns = self.context.after.columns(&source.schema, &source.name).into_iter();
                let columns = columns.map(driftline_catalog::Object::key);
                rebuilt.extend(
                    columns.filter(|key| self.fates.contains_key(key)).map(|key| (key, Fate::Covered(source.clone()))),
                );
            }
        }
        for dependent in self.dependents.of(source, going) {
            if rebuilt.contains_key(&dependent) || self.goes_with_relation(&dependent) {
                continue;
            }
            if self.dependents.inherits(&dependent, source) {
                self.close(&dependent, going, rebuilt)?;
                continue;
            }
            match self.fates.get(&dependent) {
                Some(Fate::Drop) if self.late.contains(&dependent) => {
                    self.late.remove(&dependent);
                    self.close(&dependent, Going::Dropped, rebuilt)?;
                    continue;
                }
                Some(Fate::Drop | Fate::Replace | Fate::Recreate | Fate::Covered(_)) => continue,
                // It is freed before.
                Some(Fate::Alter(alteration))
                    if (going == Going::Retyped || source.kind == Kind::Sequence && !self.late.contains(source))
                        && !alteration.early.is_empty() =>
                {
                    continue;
                }
                Some(Fate::Alter(_)) if !stays && !self.can_rebuild(&dependent) => {
                    if let Some(new) = self.supplanted.get(source) {
                        return Err(format!("{new} takes its name while {dependent} still uses it"));
                    }
                    self.late.insert(source.clone());
                    continue;
                }
                Some(Fate::Refused(reason)) => {
                    return Err(format!("{dependent} depends on it and cannot be changed: {reason}"));
                }
                Some(Fate::Alter(_) | Fate::Create) | None => {}
            }
            if !self.context.after.contains(&dependent) {
                return Err(format!("{dependent} depends on it and is no part of this script"));
            }
            if !self.can_rebuild(&dependent) {
                return Err(format!(
                    "{dependent} depends on it and cannot be dropped and created again without its data"
                ));
            }
            rebuilt.insert(dependent.clone(), Fate::Replace);
            self.close(&dependent, Going::Dropped, rebuilt)?;
        }
        Ok(())
    }

    /// Whether the relation that an object belongs to is dropped.
    fn goes_with_relation(&self, key: &Key) -> bool {
        let relation = self.context.before.relation(&key.schema, &key.parent);
        relation.is_some_and(|relation| matches!(self.fates.get(&relation), Some(Fate::Drop)))
    }

    /// Whether dropping and creating an object loses nothing but time and grants.
    fn can_rebuild(&self, key: &Key) -> bool {
        match (self.context.before.get(key), self.context.after.get(key)) {
            (Some(Item::Column(from)), Some(Item::Column(to))) => from.generated.is_some() && to.generated.is_some(),
            _ => holds_nothing(key.kind),
        }
    }

    /// Nothing is dropped to be created again when it cannot be created.
    fn check_recreation(&mut self) {
        for key in self.keys_with(|fate| matches!(fate, Fate::Create | Fate::Replace | Fate::Recreate)) {
            let item = self.context.after.get(&key);
            if let Some(Err(reason)) = item.map(|item| create_item(item, self.context.after, false)) {
                self.fates.insert(key, Fate::Refused(reason));
            }
        }
        while self.refuse_in_want() {}
    }

    /// Nothing is created without what it needs; whether there was such a thing.
    fn refuse_in_want(&mut self) -> bool {
        let (before, after) = (self.context.before, self.context.after);
        let is_lacking = |key: &Key| !before.contains(key) && matches!(self.fates.get(key), Some(Fate::Refused(_)));
        let lacks = |key: &Key| after.needs(after.get(key)?).into_iter().find(is_lacking);
        let new = self.keys_with(|fate| matches!(fate, Fate::Create));
        let refused: Vec<_> = new.into_iter().filter_map(|key| Some((lacks(&key)?, key))).collect();
        for (need, key) in &refused {
            self.fates.insert(key.clone(), Fate::Refused(format!("it needs {need}, which is not created")));
        }
        !refused.is_empty()
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = self.commits_alone();
        let alterations = || {
            self.fates.iter().filter_map(|(key, fate)| match fate {
                Fate::Alter(alteration) => Some((key, alteration)),
                _ => None,
            })
        };
        for (key, alteration) in alterations() {
            steps.extend(step(key, Action::Alter, alteration.early.clone(), Vec::new()));
        }
        for (key, alteration) in alterations() {
            let hazards = alteration.hazards.iter().cloned().collect();
            steps.extend(step(key, Action::Alter, alteration.restored.clone(), hazards));
        }
        let late = |key: &Key| self.late.contains(key);
        let dropped = self.keys_with(|fate| matches!(fate, Fate::Drop | Fate::Replace));
        let (last, first): (Vec<_>, Vec<_>) = dropped.into_iter().partition(late);
        steps.extend(self.drops(first));
        steps.extend(self.makes());
        steps.extend(self.drops(last));
        steps.extend(self.without_statements());
        steps
    }

    /// New labels of enums: the rest may use them, which needs them to be committed.
    fn commits_alone(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for (key, fate) in &self.fates {
            if let (Fate::Alter(alteration), true) = (fate, self.is_alone(key)) {
                let hazards = alteration.hazards.iter().cloned().collect();
                let new = step(key, Action::Alter, alteration.statements.clone(), hazards);
                steps.extend(new.map(|step| Step { commits_alone: true, ..step }));
            }
        }
        steps
    }

    fn is_alone(&self, key: &Key) -> bool {
        matches!(self.fates.get(key), Some(Fate::Alter(alteration)) if alteration.hazards.contains(&Hazard::Irreversible))
    }

    fn drops(&self, keys: Vec<Key>) -> Vec<Step> {
        let before: &Catalog<'_> = self.context.before;
        let ordered = order_to_drop(before, &keys.into_iter().collect());
        // Tables that need each other let go of each other first, and so does one that refers to its own partitions.
        let freed = ordered.keys.iter().filter_map(|key| match before.get(key) {
            Some(Item::Table(table)) if ordered.premature.contains(key) || refers_to_itself(table, before) => {
                let mut statements = table::drop_defaults(table, before);
                let children = before.children(&table.schema, &table.name).iter();
                let holding = children.filter_map(|child| before.get(child)).filter(|item| match item {
                    Item::Constraint(constraint) => constraint.constraint_type == ConstraintType::ForeignKey,
                    Item::Policy(_) => true,
                    _ => false,
                });
                statements.extend(holding.map(|item| drop_item(item, before)));
                step(key, Action::Alter, statements, Vec::new())
            }
            _ => None,
        });
        let drop = |key: &Key| {
            let recreates = matches!(self.fates.get(key), Some(Fate::Replace));
            let action = if recreates { Action::DropToRecreate } else { Action::Drop };
            let item = before.get(key)?;
            let only = match item {
                Item::Column(column) if !recreates => column::drop_from_parent(column, self.context),
                _ => None,
            };
            let statement = only.unwrap_or_else(|| drop_item(item, before));
            step(key, action, vec![statement], drop_hazards(item, before, recreates))
        };
        freed.chain(ordered.keys.iter().rev().filter_map(drop)).collect()
    }

    fn makes(&self) -> Vec<Step> {
        let after = self.context.after;
        let made =
            self.keys_with(|fate| matches!(fate, Fate::Create | Fate::Replace | Fate::Recreate | Fate::Alter(_)));
        let order = order(after, &made.into_iter().filter(|key| !self.is_alone(key)).collect());
        let (mut steps, mut finish) = (Vec::new(), Vec::new());
        let mut shells = BTreeSet::new();
        for key in &order.keys {
            for data_type in after.made_of(key).into_iter().filter(|data_type| self.is_made(data_type)) {
                if shells.insert(data_type.clone()) {
                    let name = qualified(&data_type.schema, &data_type.name);
                    steps.extend(step(&data_type, Action::Create, vec![format!("CREATE TYPE {name};")], Vec::new()));
                }
            }
            let premature = order.premature.contains(key);
            let Some(item) = after.get(key) else { continue };
            match self.fates.get(key) {
                Some(Fate::Alter(alteration)) => {
                    let hazards: Vec<_> = alteration.hazards.iter().cloned().collect();
                    let (now, then) =
                        if alteration.statements.is_empty() { (vec![], hazards) } else { (hazards, vec![]) };
                    steps.extend(step(key, Action::Alter, alteration.statements.clone(), now));
                    finish.extend(step(key, Action::Finish, alteration.finish.clone(), then));
                }
                Some(fate) => {
                    let action = if matches!(fate, Fate::Create) { Action::Create } else { Action::Recreate };
                    let on_rows =
                        !key.parent.is_empty() && self.context.before.relation(&key.schema, &key.parent).is_some();
                    let hazards = if on_rows { create_hazards(item) } else { Vec::new() };
                    // What cannot be created has been refused before.
                    let statements = create_item(item, after, premature).unwrap_or_default();
                    steps.extend(step(key, action, statements, hazards));
                    finish.extend(step(key, Action::Finish, finish_item(item, after, premature), Vec::new()));
                }
                None => {}
            }
            if self.is_made(key) && matches!(key.kind, Kind::Index | Kind::Constraint) {
                let again = attached_index::create_again(key, after).into_iter();
                let again = again.chain(constraint_comment::create_again(key, after));
                let again = again.filter(|(table, _)| !self.fates.contains_key(table));
                finish.extend(again.filter_map(|(table, made)| step(&table, Action::Finish, made, Vec::new())));
            }
            finish.extend(self.replica_identity(key));
        }
        steps.append(&mut finish);
        steps
    }

    /// A table forgets which index identifies its rows when that index is replaced.
    fn replica_identity(&self, index: &Key) -> Option<Step> {
        let replaced = matches!(self.fates.get(index), Some(Fate::Replace | Fate::Recreate));
        let indexes = matches!(index.kind, Kind::Index | Kind::Constraint);
        let table = self.context.after.table(&index.schema, &index.parent).filter(|_| replaced && indexes)?;
        let key = driftline_catalog::Object::key(table);
        let identifies = table::replica_index(table) == Some(&quote(&index.name));
        let statements = vec![table::replica_identity(table)];
        (identifies && !self.fates.contains_key(&key)).then(|| step(&key, Action::Finish, statements, Vec::new()))?
    }

    /// Whether an object is created, for the first time or again.
    fn is_made(&self, key: &Key) -> bool {
        matches!(self.fates.get(key), Some(Fate::Create | Fate::Replace | Fate::Recreate))
    }

    fn without_statements(&self) -> Vec<Step> {
        let outcome = |fate: &Fate| match fate {
            Fate::Covered(by) => Some(Rendered::Covered { by: by.clone() }),
            Fate::Refused(reason) => Some(Rendered::NotRendered { reason: reason.clone() }),
            _ => None,
        };
        let action = |key: &Key| match (self.context.before.contains(key), self.context.after.contains(key)) {
            (true, false) => Action::Drop,
            (false, _) => Action::Create,
            (true, true) => Action::Alter,
        };
        let step = |(key, fate): (&Key, &Fate)| {
            Some(Step { key: key.clone(), action: action(key), commits_alone: false, outcome: outcome(fate)? })
        };
        self.fates.iter().filter_map(step).collect()
    }

    fn keys_with(&self, matches: impl Fn(&Fate) -> bool) -> Vec<Key> {
        self.fates.iter().filter(|(_, fate)| matches(fate)).map(|(key, _)| key.clone()).collect()
    }
}

/// A step, unless there is nothing in it.
fn step(key: &Key, action: Action, mut statements: Vec<String>, hazards: Vec<Hazard>) -> Option<Step> {
    // A function's body is whatever its language makes of it.
    if key.kind != Kind::Function {
        for statement in &mut statements {
            *statement = reparsed_alike(statement);
        }
    }
    let outcome = Rendered::Statements { statements, hazards };
    let empty = matches!(&outcome, Rendered::Statements { statements, .. } if statements.is_empty());
    (!empty).then(|| Step { key: key.clone(), action, commits_alone: false, outcome })
}

/// Whether an object has a name that no other relation or type of its schema can have.
fn takes_a_name(key: &Key) -> bool {
    use Kind::{BaseType, CompositeType, Domain, Enum, MaterializedView, RangeType, Sequence, Table, View};
    matches!(key.kind, Table | View | MaterializedView | Sequence)
        || matches!(key.kind, Enum | Domain | CompositeType | RangeType | BaseType)
}

/// Whether objects of a kind are there for others, which may use them until they are changed. What uses an operator
/// class cannot be changed but only made again, and its family can only change when the class is gone.
fn is_used_by_others(kind: Kind) -> bool {
    use Kind::{CompositeType, Domain, Enum, Extension, OperatorClass, Schema, Sequence};
    matches!(kind, Schema | Extension | Enum | Domain | CompositeType | Sequence)
        || CODE.contains(&kind) && kind != OperatorClass
}

/// Whether there is nothing in an object of a kind that its definition does not say.
fn holds_nothing(kind: Kind) -> bool {
    use Kind::{Constraint, Index, MaterializedView, Policy, Rule, Statistics, Trigger, View};
    use Kind::{EventTrigger, ForeignDataWrapper, ForeignServer, ForeignTable, Publication};
    matches!(kind, Constraint | Index | Statistics | Policy | View | MaterializedView | Trigger | Rule)
        || matches!(kind, Publication | EventTrigger | ForeignTable | ForeignServer | ForeignDataWrapper)
        || CODE.contains(&kind)
}

/// Functions, and what is made of functions. That there are values of a type stands in its way by the columns that hold
/// them.
const CODE: &[Kind] = &[
    Kind::Function,
    Kind::Aggregate,
    Kind::Language,
    Kind::Transform,
    Kind::AccessMethod,
    Kind::Collation,
    Kind::Conversion,
    Kind::RangeType,
    Kind::BaseType,
    Kind::Cast,
    Kind::Operator,
    Kind::OperatorFamily,
    Kind::OperatorClass,
    Kind::TextSearchParser,
    Kind::TextSearchTemplate,
    Kind::TextSearchDictionary,
    Kind::TextSearchConfiguration,
];

/// Whether a partitioned table has a foreign key to itself, which holds every partition.
fn refers_to_itself(table: &Table, catalog: &Catalog<'_>) -> bool {
    let children = catalog.children(&table.schema, &table.name).iter();
    let mut referenced = children.filter_map(|child| match catalog.get(child) {
        Some(Item::Constraint(constraint)) => catalog.table_by_text(constraint.referenced_table.as_deref()?),
        _ => None,
    });
    table.partition_key.is_some() && referenced.any(|other| other.key() == driftline_catalog::Object::key(table))
}

/// The table of a child, if the script creates it.
fn new_table(child: &Key, context: &Context<'_>) -> Option<Key> {
    let relation = context.after.relation(&child.schema, &child.parent)?;
    (context.selects(&relation) && !context.before.contains(&relation)).then_some(relation)
}
