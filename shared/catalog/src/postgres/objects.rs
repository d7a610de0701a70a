//! All objects of a PostgreSQL snapshot.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    AccessMethod, Aggregate, BaseType, Cast, Collation, Column, CompositeType, Constraint, Conversion, Database,
    DefaultPrivileges, Domain, Enum, EventTrigger, Extension, ForeignDataWrapper, ForeignServer, ForeignTable,
    Function, Index, Language, MaterializedView, Operator, OperatorClass, OperatorFamily, Policy, Publication,
    RangeType, Role, Rule, Schema, SecurityLabel, Sequence, Setting, Statistics, Subscription, Table,
    TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate, Transform, Trigger,
    UserMapping, View,
};
use crate::{AttributeSpecification, Describe, Key, Kind, Object};

macro_rules! objects {
    ($($(#[$documentation:meta])* $list:ident: $object:ident,)*) => {
        /// The objects of a snapshot, a list for each kind, each list sorted by identity.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Objects {
            $($(#[$documentation])* #[serde(skip_serializing_if = "Vec::is_empty")] pub $list: Vec<$object>,)*
        }

        impl Objects {
            /// Sorts every list by identity, which comparing and a stable text rely on.
            pub fn sort(&mut self) {
                $(self.$list.sort_by(|a, b| a.order().cmp(&b.order()));)*
            }

            /// The kinds and attributes that this version reads.
            pub fn specifications() -> BTreeMap<Kind, Vec<AttributeSpecification>> {
                BTreeMap::from([$(($object::KIND, $object::specifications()),)*])
            }

            /// The lists, each with its kind.
            pub fn lists(&self) -> Vec<(Kind, Vec<&dyn Object>)> {
                vec![$(($object::KIND, self.$list.iter().map(|object| object as &dyn Object).collect()),)*]
            }

            /// Visits both sides' objects of every kind that are not equal, in order of identity.
            ///
            /// Equal objects are passed over without building their attributes: of two snapshots with a hundred
            /// thousand objects each, most are equal.
            pub fn unequal<'a>(
                &'a self,
                other: &'a Self,
                visit: &mut dyn FnMut(Option<&'a dyn Object>, Option<&'a dyn Object>),
            ) {
                $(crate::object::unequal(&self.$list, &other.$list, visit);)*
            }

            /// Gives every object the keys of the objects it needs.
            pub fn fill_dependencies(&mut self, mut of: impl FnMut(&Key) -> Vec<Key>) {
                $(for object in &mut self.$list {
                    object.depends_on = of(&object.key());
                })*
            }

            /// Takes over, for the objects of these keys, the texts of the same objects in another list; says for which.
            pub fn take_texts(&mut self, other: &Self, keys: &BTreeSet<Key>) -> Vec<Key> {
                let mut taken = Vec::new();
                $(for object in &mut self.$list {
                    let key = object.key();
                    let place = other.$list.binary_search_by(|candidate| candidate.order().cmp(&object.order()));
                    if let (true, Ok(place)) = (keys.contains(&key), place) {
                        object.take_texts(&other.$list[place]);
                        taken.push(key);
                    }
                })*
                taken
            }

            /// Takes out every object that does not satisfy the condition.
            pub fn retain(&mut self, keep: impl Fn(&dyn Object) -> bool) {
                $(self.$list.retain(|object| keep(object));)*
            }

            /// The number of objects.
            pub fn len(&self) -> usize {
                0 $(+ self.$list.len())*
            }
        }
    };
}

objects! {
    /// The database itself: one.
    databases: Database,
    /// Roles of the server, where somebody asked for them.
    roles: Role,
    /// Schemas.
    schemas: Schema,
    /// Extensions.
    extensions: Extension,
    /// Languages.
    languages: Language,
    /// Access methods.
    access_methods: AccessMethod,
    /// Collations.
    collations: Collation,
    /// Enums.
    enums: Enum,
    /// Domains.
    domains: Domain,
    /// Composite types.
    composite_types: CompositeType,
    /// Range types.
    range_types: RangeType,
    /// Base types.
    base_types: BaseType,
    /// Foreign data wrappers.
    foreign_data_wrappers: ForeignDataWrapper,
    /// Foreign servers.
    foreign_servers: ForeignServer,
    /// User mappings.
    user_mappings: UserMapping,
    /// Sequences.
    sequences: Sequence,
    /// Tables.
    tables: Table,
    /// Foreign tables.
    foreign_tables: ForeignTable,
    /// Columns.
    columns: Column,
    /// Constraints.
    constraints: Constraint,
    /// Indexes.
    indexes: Index,
    /// Statistics objects.
    statistics: Statistics,
    /// Policies.
    policies: Policy,
    /// Views.
    views: View,
    /// Materialised views.
    materialized_views: MaterializedView,
    /// Functions.
    functions: Function,
    /// Aggregates.
    aggregates: Aggregate,
    /// Casts.
    casts: Cast,
    /// Operators.
    operators: Operator,
    /// Operator families.
    operator_families: OperatorFamily,
    /// Operator classes.
    operator_classes: OperatorClass,
    /// Conversions.
    conversions: Conversion,
    /// Transforms.
    transforms: Transform,
    /// Text search parsers.
    text_search_parsers: TextSearchParser,
    /// Text search templates.
    text_search_templates: TextSearchTemplate,
    /// Text search dictionaries.
    text_search_dictionaries: TextSearchDictionary,
    /// Text search configurations.
    text_search_configurations: TextSearchConfiguration,
    /// Triggers.
    triggers: Trigger,
    /// Rules.
    rules: Rule,
    /// Event triggers.
    event_triggers: EventTrigger,
    /// Publications.
    publications: Publication,
    /// Subscriptions.
    subscriptions: Subscription,
    /// Default privileges.
    default_privileges: DefaultPrivileges,
    /// Settings of the database.
    settings: Setting,
    /// Security labels.
    security_labels: SecurityLabel,
}

impl Objects {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
