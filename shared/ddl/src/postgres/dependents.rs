//! What does not survive when an object is dropped, replaced or retyped.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::postgres::Column;
use driftline_catalog::{Key, Kind, Object};

use super::catalog::{Catalog, Item};
use super::identifier::mentions;

/// How an object goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// It is dropped, for good or to be created again.
    Dropped,
    /// It is a column that changes its type or values.
    Retyped,
}

/// The objects of one snapshot by what they need.
pub(super) struct Dependents<'a> {
    catalog: &'a Catalog<'a>,
    needed_by: BTreeMap<Key, BTreeSet<Key>>,
}

impl<'a> Dependents<'a> {
    pub(super) fn new(catalog: &'a Catalog<'a>) -> Self {
        let mut needed_by: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        for key in catalog.keys() {
            let needs = catalog.get(key).map(|item| catalog.needs(item)).unwrap_or_default();
            for need in needs.into_iter().filter(|need| need.kind != Kind::Schema) {
                needed_by.entry(need).or_default().insert(key.clone());
            }
        }
        Self { catalog, needed_by }
    }

    /// What stands in the way of the object's going, without what goes along with it.
    pub(super) fn of(&self, key: &Key, going: Going) -> BTreeSet<Key> {
        let mut found = self.needed_by.get(key).cloned().unwrap_or_default();
        if let Some(Item::Column(column)) = self.catalog.get(key) {
            found.retain(|dependent| {
                going == Going::Dropped || blocks_retyping(dependent.kind) || self.inherits(dependent, key)
            });
            found.extend(self.users_of_column(column, going));
        }
        // A table leaves the publications that it is in.
        let leaves = |dependent: &Key| key.kind == Kind::Table && dependent.kind == Kind::Publication;
        found.retain(|dependent| !goes_along(dependent, key) && !leaves(dependent));
        found
    }

    /// Whether a column only comes from another, of a parent table, and changes with it.
    pub(super) fn inherits(&self, column: &Key, parent: &Key) -> bool {
        let inherited = matches!(self.catalog.get(column), Some(Item::Column(column)) if column.inherited);
        inherited && parent.kind == Kind::Column && column.name == parent.name && column != parent
    }

    /// What goes along with a view, a foreign table or a type that is dropped, without being dropped by name.
    pub(super) fn along_with(&self, key: &Key) -> Vec<Key> {
        match key.kind {
            Kind::View | Kind::MaterializedView | Kind::ForeignTable => {
                self.catalog.children(&key.schema, &key.name).to_vec()
            }
            Kind::RangeType | Kind::BaseType => self.catalog.parts(key),
            _ => Vec::new(),
        }
    }

    /// Objects that use a column, where dependencies only name the table or nothing at all: found by the name in
    /// their texts, which can find too many and never too few.
    fn users_of_column(&self, column: &Column, going: Going) -> BTreeSet<Key> {
        let name = column.name.as_str();
        let siblings =
            self.catalog.children(&column.schema, &column.table).iter().filter(|key| match self.catalog.get(key) {
                Some(Item::Policy(policy)) => policy.using.iter().chain(&policy.check).any(|text| mentions(text, name)),
                Some(Item::Trigger(trigger)) => mentions(&trigger.definition, name),
                Some(Item::Rule(rule)) => mentions(&rule.definition, name),
                Some(Item::Column(other)) => other.generated.as_ref().is_some_and(|text| mentions(text, name)),
                Some(Item::Constraint(constraint)) => {
                    going == Going::Dropped
                        && (constraint.columns.iter().any(|column| column == name)
                            || mentions(&constraint.definition, name))
                }
                Some(Item::Index(index)) => going == Going::Dropped && mentions(&index.definition, name),
                _ => false,
            });
        let table = self.catalog.relation(&column.schema, &column.table);
        let readers = table.and_then(|table| self.needed_by.get(&table)).into_iter().flatten();
        let readers = readers.filter(|reader| match self.catalog.get(reader) {
            Some(Item::View(view)) => mentions(&view.query, name),
            Some(Item::MaterializedView(view)) => mentions(&view.query, name),
            Some(Item::Rule(rule)) => mentions(&rule.definition, name),
            Some(Item::Statistics(object)) => {
                going == Going::Dropped
                    && (object.columns.iter().any(|column| column == name)
                        || object.expressions.iter().any(|text| mentions(text, name)))
            }
            Some(Item::Publication(publication)) => {
                publication.filters.iter().chain(&publication.tables).any(|text| mentions(text, name))
            }
            _ => false,
        });
        let own = column.key();
        siblings.chain(readers).filter(|key| **key != own).cloned().collect()
    }
}

/// The server rebuilds indexes and constraints itself when a column changes its type.
fn blocks_retyping(kind: Kind) -> bool {
    !matches!(kind, Kind::Constraint | Kind::Index | Kind::Column | Kind::Sequence)
}

/// Whether an object belongs to the relation that goes.
fn goes_along(dependent: &Key, gone: &Key) -> bool {
    gone.kind.is_relation() && dependent.schema == gone.schema && dependent.parent == gone.name
}
