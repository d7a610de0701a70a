//! All objects of a PostgreSQL snapshot.

use super::{
    AccessMethod, Aggregate, BaseType, Cast, Collation, Column, CompositeType, Constraint, Conversion, Database,
    DefaultPrivileges, Domain, Enum, EventTrigger, Extension, ForeignDataWrapper, ForeignServer, ForeignTable,
    Function, Index, Language, MaterializedView, Operator, OperatorClass, OperatorFamily, Policy, Publication,
    RangeType, Role, Rule, Schema, SecurityLabel, Sequence, Setting, Statistics, Subscription, Table,
    TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate, Transform, Trigger,
    UserMapping, View,
};
use crate::objects::objects;

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
