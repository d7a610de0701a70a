//! The lists of a snapshot, each with its query file.

use driftline_catalog::postgres::Objects;
use driftline_catalog::{Describe as _, Kind, Object as _};
use sqlx::postgres::PgRow;

use super::InspectError;
use super::reading::Reading;

macro_rules! kinds {
    ($($list:ident: $object:ident, $file:literal;)*) => {
        /// Every kind with its query file.
        pub(crate) const FILES: &[(Kind, &str)] = &[
            $((driftline_catalog::postgres::$object::KIND, include_str!(concat!("queries/", $file, ".sql"))),)*
        ];

        const TAKE: &[fn(&PgRow, &mut Reading) -> Result<(), InspectError>] = &[
            $(|row, reading| reading.take_row(row, |objects| &mut objects.$list),)*
        ];

        const SORT: &[fn(&mut Objects)] = &[
            $(|objects| objects.$list.sort_by(|a, b| a.order().cmp(&b.order())),)*
        ];

        const CLEAR: &[fn(&mut Objects)] = &[$(|objects| objects.$list.clear(),)*];

        /// The fields of every kind's struct, by the name of its query file.
        #[cfg(test)]
        pub(crate) fn fields() -> Vec<(&'static str, std::collections::BTreeSet<String>)> {
            fn of<T: Default + serde::Serialize>(_: &[T]) -> std::collections::BTreeSet<String> {
                let value = serde_json::to_value(T::default()).unwrap();
                value.as_object().unwrap().keys().cloned().collect()
            }
            let objects = Objects::default();
            vec![$(($file, of(&objects.$list)),)*]
        }
    };
}

kinds! {
    databases: Database, "database";
    roles: Role, "role";
    schemas: Schema, "schema";
    extensions: Extension, "extension";
    languages: Language, "language";
    access_methods: AccessMethod, "access_method";
    collations: Collation, "collation";
    enums: Enum, "enum";
    domains: Domain, "domain";
    composite_types: CompositeType, "composite_type";
    range_types: RangeType, "range_type";
    base_types: BaseType, "base_type";
    foreign_data_wrappers: ForeignDataWrapper, "foreign_data_wrapper";
    foreign_servers: ForeignServer, "foreign_server";
    user_mappings: UserMapping, "user_mapping";
    sequences: Sequence, "sequence";
    tables: Table, "table";
    foreign_tables: ForeignTable, "foreign_table";
    columns: Column, "column";
    constraints: Constraint, "constraint";
    indexes: Index, "index";
    statistics: Statistics, "statistics";
    policies: Policy, "policy";
    views: View, "view";
    materialized_views: MaterializedView, "materialized_view";
    functions: Function, "function";
    aggregates: Aggregate, "aggregate";
    casts: Cast, "cast";
    operators: Operator, "operator";
    operator_families: OperatorFamily, "operator_family";
    operator_classes: OperatorClass, "operator_class";
    conversions: Conversion, "conversion";
    transforms: Transform, "transform";
    text_search_parsers: TextSearchParser, "text_search_parser";
    text_search_templates: TextSearchTemplate, "text_search_template";
    text_search_dictionaries: TextSearchDictionary, "text_search_dictionary";
    text_search_configurations: TextSearchConfiguration, "text_search_configuration";
    triggers: Trigger, "trigger";
    rules: Rule, "rule";
    event_triggers: EventTrigger, "event_trigger";
    publications: Publication, "publication";
    subscriptions: Subscription, "subscription";
    default_privileges: DefaultPrivileges, "default_privileges";
    settings: Setting, "setting";
    security_labels: SecurityLabel, "security_label";
}

/// Adds a row to the list of the kind at this place.
pub(crate) fn take(place: usize, row: &PgRow, reading: &mut Reading) -> Result<(), InspectError> {
    TAKE[place](row, reading)
}

/// Sorts the list of the kind at this place by identity.
pub(crate) fn sort(place: usize, objects: &mut Objects) {
    SORT[place](objects);
}

/// Empties the list of the kind at this place.
pub(crate) fn clear(place: usize, objects: &mut Objects) {
    CLEAR[place](objects);
}
