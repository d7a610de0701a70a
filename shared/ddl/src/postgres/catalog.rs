//! A snapshot's objects by identity, and what each needs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use driftline_catalog::postgres::{
    AccessMethod, Aggregate, BaseType, Cast, Collation, Column, CompositeType, Constraint, ConstraintType, Conversion,
    Database, DefaultPrivileges, Domain, Enum, EventTrigger, Extension, ForeignDataWrapper, ForeignServer,
    ForeignTable, Function, Index, Language, MaterializedView, Objects, Operator, OperatorClass, OperatorFamily,
    Policy, Publication, RangeType, Role, Rule, Schema, SecurityLabel, Sequence, Setting, Statistics, Subscription,
    Table, TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate, Transform, Trigger,
    UserMapping, View,
};
use driftline_catalog::{Key, Kind, Object, Snapshot};

use super::any_table::AnyTable;
use super::identifier::{mentions, qualified, quote};
use super::role;

macro_rules! items {
    ($($list:ident: $object:ident,)*) => {
        /// One object, by its struct.
        #[derive(Clone, Copy)]
        pub(super) enum Item<'a> {
            $($object(&'a $object),)*
        }

        impl<'a> Item<'a> {
            /// The view that all kinds share.
            pub(super) fn object(self) -> &'a dyn Object {
                match self { $(Self::$object(object) => object,)* }
            }
        }

        fn items(objects: &Objects) -> impl Iterator<Item = Item<'_>> {
            std::iter::empty()$(.chain(objects.$list.iter().map(Item::$object)))*
        }
    };
}

items! {
    databases: Database,
    roles: Role,
    schemas: Schema,
    extensions: Extension,
    languages: Language,
    access_methods: AccessMethod,
    collations: Collation,
    enums: Enum,
    domains: Domain,
    composite_types: CompositeType,
    range_types: RangeType,
    base_types: BaseType,
    foreign_data_wrappers: ForeignDataWrapper,
    foreign_servers: ForeignServer,
    user_mappings: UserMapping,
    sequences: Sequence,
    tables: Table,
    foreign_tables: ForeignTable,
    columns: Column,
    constraints: Constraint,
    indexes: Index,
    statistics: Statistics,
    policies: Policy,
    views: View,
    materialized_views: MaterializedView,
    functions: Function,
    aggregates: Aggregate,
    casts: Cast,
    operators: Operator,
    operator_families: OperatorFamily,
    operator_classes: OperatorClass,
    conversions: Conversion,
    transforms: Transform,
    text_search_parsers: TextSearchParser,
    text_search_templates: TextSearchTemplate,
    text_search_dictionaries: TextSearchDictionary,
    text_search_configurations: TextSearchConfiguration,
    triggers: Trigger,
    rules: Rule,
    event_triggers: EventTrigger,
    publications: Publication,
    subscriptions: Subscription,
    default_privileges: DefaultPrivileges,
    settings: Setting,
    security_labels: SecurityLabel,
}

/// A snapshot's objects by identity.
pub(super) struct Catalog<'a> {
    pub(super) snapshot: &'a Snapshot,
    items: BTreeMap<Key, Item<'a>>,
    /// The keys of what belongs to a relation, by the relation's schema and name, columns in their order.
    children: HashMap<&'a str, HashMap<&'a str, Vec<Key>>>,
    /// Tables and foreign tables by their name as the server's texts spell it.
    tables: HashMap<String, AnyTable<'a>>,
}

impl<'a> Catalog<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, objects: &'a Objects) -> Self {
        let mut catalog = Self { snapshot, items: BTreeMap::new(), children: HashMap::new(), tables: HashMap::new() };
        let mut columns: Vec<_> = objects.columns.iter().collect();
        columns.sort_by_key(|column| (&column.schema, &column.table, column.position));
        let others = items(objects).filter(|item| !matches!(item, Item::Column(_)));
        for item in columns.into_iter().map(Item::Column).chain(others) {
            let object = item.object();
            if !object.parent().is_empty() {
                let relations = catalog.children.entry(object.schema()).or_default();
                relations.entry(object.parent()).or_default().push(object.key());
            }
            let table: Option<AnyTable<'a>> = match item {
                Item::Table(table) => Some(table.into()),
                Item::ForeignTable(table) => Some(table.into()),
                _ => None,
            };
            if let Some(table) = table {
                catalog.tables.insert(qualified(table.schema, table.name), table);
            }
            catalog.items.insert(object.key(), item);
        }
        catalog
    }

    pub(super) fn get(&self, key: &Key) -> Option<Item<'a>> {
        self.items.get(key).copied()
    }

    pub(super) fn contains(&self, key: &Key) -> bool {
        self.items.contains_key(key)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.items.keys()
    }

    /// What new objects are given by the server itself.
    pub(super) fn default_privileges(&self) -> impl Iterator<Item = &'a DefaultPrivileges> {
        self.items.values().filter_map(|item| match item {
            Item::DefaultPrivileges(object) => Some(*object),
            _ => None,
        })
    }

    /// What belongs to a relation: columns in their order, then the rest by kind and name.
    pub(super) fn children(&self, schema: &str, relation: &str) -> &[Key] {
        self.children.get(schema).and_then(|relations| relations.get(relation)).map_or(&[], Vec::as_slice)
    }

    /// The columns of a table, in their order.
    pub(super) fn columns(&self, schema: &str, table: &str) -> Vec<&'a Column> {
        let columns = self.children(schema, table).iter().filter(|key| key.kind == Kind::Column);
        columns
            .filter_map(|key| match self.get(key) {
                Some(Item::Column(column)) => Some(column),
                _ => None,
            })
            .collect()
    }

    pub(super) fn column(&self, schema: &str, table: &str, name: &str) -> Option<&'a Column> {
        self.columns(schema, table).into_iter().find(|column| column.name == name)
    }

    pub(super) fn table(&self, schema: &str, name: &str) -> Option<&'a Table> {
        match self.get(&Key::in_schema(Kind::Table, schema, name)) {
            Some(Item::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// Whether a server's text for a type names an enum, or a list of its labels.
    pub(super) fn is_enum(&self, data_type: &str) -> bool {
        let data_type = data_type.trim_end_matches("[]");
        self.items.keys().filter(|key| key.kind == Kind::Enum).any(|key| qualified(&key.schema, &key.name) == data_type)
    }

    /// The table or foreign table of this name.
    pub(super) fn any_table(&self, schema: &str, name: &str) -> Option<AnyTable<'a>> {
        self.table_by_text(&qualified(schema, name))
    }

    /// The table or foreign table that a server's text such as `public."Order Lines"` names.
    pub(super) fn table_by_text(&self, text: &str) -> Option<AnyTable<'a>> {
        self.tables.get(text).copied()
    }

    /// The tables a table gets columns and checks from: those it inherits from, or the one it is a partition of.
    pub(super) fn parents<'t>(&self, table: impl Into<AnyTable<'t>>) -> Vec<AnyTable<'a>> {
        let table = table.into();
        table.inherits.iter().chain(table.partition_of).filter_map(|text| self.table_by_text(text)).collect()
    }

    /// The tables that get columns from a table.
    pub(super) fn children_of(&self, table: AnyTable<'_>) -> Vec<AnyTable<'a>> {
        let is_parent = |parent: &AnyTable<'_>| (parent.schema, parent.name) == (table.schema, table.name);
        let tables = self.tables.values().filter(|child| self.parents(**child).iter().any(is_parent));
        tables.copied().collect()
    }

    /// The tables that get columns from a table, and those that get them from these. Each once, though it may come to
    /// them in two ways.
    pub(super) fn below(&self, table: AnyTable<'_>) -> Vec<AnyTable<'a>> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut open = vec![table];
        while let Some(parent) = open.pop() {
            for child in self.children_of(parent) {
                if seen.insert(child.key()) {
                    found.push(child);
                    open.push(child);
                }
            }
        }
        found
    }

    /// Whether a table or one below it is foreign.
    pub(super) fn reaches_elsewhere(&self, table: AnyTable<'_>) -> bool {
        table.is_foreign() || self.below(table).iter().any(AnyTable::is_foreign)
    }

    /// The tables that a table is a partition of, upwards.
    pub(super) fn partitioned_above(&self, schema: &str, table: &str) -> Vec<AnyTable<'a>> {
        let parent = |table: &AnyTable<'a>| self.table_by_text(table.partition_of?);
        // A hierarchy cannot be deeper than there are tables; the limit keeps a damaged file from looping.
        std::iter::successors(self.any_table(schema, table), parent).skip(1).take(self.tables.len()).collect()
    }

    /// The key of the relation that a child belongs to.
    pub(super) fn relation(&self, schema: &str, name: &str) -> Option<Key> {
        Kind::RELATIONS.iter().map(|kind| Key::in_schema(*kind, schema, name)).find(|key| self.contains(key))
    }

    /// The column that owns a sequence.
    pub(super) fn owner_of(&self, sequence: &Sequence) -> Option<&'a Column> {
        let owned_by = sequence.owned_by.as_deref()?;
        // The column is written last: the table is what is left of it.
        let table = |text: &str| self.table_by_text(text);
        let (table, column) = owned_by
            .match_indices('.')
            .find_map(|(place, _)| Some((table(&owned_by[..place])?, &owned_by[place + 1..])))?;
        self.columns(table.schema, table.name).into_iter().find(|candidate| quote(&candidate.name) == column)
    }

    /// What has to exist before an object: what the server says, and what follows from the object itself.
    pub(super) fn needs(&self, item: Item<'a>) -> BTreeSet<Key> {
        let object = item.object();
        let mut needs: BTreeSet<Key> = object.depends_on().iter().cloned().collect();
        if !object.schema().is_empty() {
            needs.insert(schema_key(object.schema()));
        }
        needs.extend((!object.parent().is_empty()).then(|| self.relation(object.schema(), object.parent())).flatten());
        match item {
            Item::Role(role) => needs.extend(role::needs(role)),
            Item::Extension(extension) => {
                needs.insert(schema_key(&extension.installed_in));
            }
            // A sequence is given to its column after both are there.
            Item::Sequence(_) => {
                needs.retain(|key| !matches!(key.kind, Kind::Table | Kind::ForeignTable | Kind::Column));
            }
            Item::Table(table) => needs.extend(self.parents(table).iter().map(AnyTable::key)),
            Item::ForeignTable(table) => needs.extend(self.parents(table).iter().map(AnyTable::key)),
            Item::Publication(publication) => {
                needs.extend(publication.schemas.iter().map(|schema| schema_key(schema)));
            }
            // A parent's column takes those of its children along.
            Item::Column(column) => {
                let table = self.any_table(&column.schema, &column.table);
                let parents = table.map(|table| self.parents(table)).unwrap_or_default();
                let columns = parents.iter().filter_map(|parent| self.column(parent.schema, parent.name, &column.name));
                needs.extend(columns.map(Object::key));
            }
            Item::Constraint(constraint) => needs.extend(self.referenced(constraint)),
            _ => {}
        }
        needs.remove(&object.key());
        needs.retain(|key| self.contains(key));
        needs
    }

    /// Whether a type cannot be without this function, which cannot be without the type: one that reads or writes its
    /// values, or gives its ranges one form.
    pub(super) fn is_made_of(&self, data_type: &Key, function: &Key) -> bool {
        matches!(data_type.kind, Kind::RangeType | Kind::BaseType)
            && function.kind == Kind::Function
            && self.get(data_type).is_some_and(|item| item.object().depends_on().contains(function))
            && self.get(function).is_some_and(|item| item.object().depends_on().contains(data_type))
    }

    /// The functions that a type is made of.
    pub(super) fn parts(&self, data_type: &Key) -> Vec<Key> {
        let needs = self.get(data_type).map(|item| item.object().depends_on()).unwrap_or_default();
        needs.iter().filter(|need| self.is_made_of(data_type, need)).cloned().collect()
    }

    /// The types that are made of a function.
    pub(super) fn made_of(&self, function: &Key) -> Vec<Key> {
        let needs = self.get(function).map(|item| item.object().depends_on()).unwrap_or_default();
        needs.iter().filter(|need| self.is_made_of(need, function)).cloned().collect()
    }

    /// Some objects with all that they need, and what that needs. Columns come with their table.
    pub(super) fn with_needs(&self, keys: &BTreeSet<Key>) -> BTreeSet<Key> {
        let (mut found, mut open) = (BTreeSet::new(), keys.iter().cloned().collect::<Vec<_>>());
        while let Some(key) = open.pop() {
            let Some(item) = self.get(&key) else { continue };
            if key.kind == Kind::Column {
                open.extend(self.relation(&key.schema, &key.parent));
                continue;
            }
            if !found.insert(key.clone()) {
                continue;
            }
            open.extend(self.needs(item));
            for column in self.columns(&key.schema, &key.name).into_iter().filter(|_| key.parent.is_empty()) {
                open.extend(self.needs(Item::Column(column)));
            }
        }
        found
    }

    /// The table a foreign key points to, with the keys and unique indexes there.
    fn referenced(&self, constraint: &Constraint) -> Vec<Key> {
        let Some(table) = constraint.referenced_table.as_ref().and_then(|text| self.table_by_text(text)) else {
            return Vec::new();
        };
        let covers = |key: &&Key| match self.get(key) {
            Some(Item::Constraint(target)) => {
                matches!(target.constraint_type, ConstraintType::PrimaryKey | ConstraintType::Unique)
                    && constraint.referenced_columns.len() == target.columns.len()
                    && constraint.referenced_columns.iter().all(|column| target.columns.contains(column))
            }
            Some(Item::Index(index)) => {
                index.unique
                    && constraint.referenced_columns.len() == index.keys.len()
                    && constraint
                        .referenced_columns
                        .iter()
                        .all(|column| index.keys.iter().any(|key| mentions(key, column)))
            }
            _ => false,
        };
        let targets = self.children(table.schema, table.name).iter().filter(covers).cloned();
        targets.chain([table.key()]).collect()
    }
}

pub(super) fn schema_key(name: &str) -> Key {
    Key::in_schema(Kind::Schema, "", name)
}
