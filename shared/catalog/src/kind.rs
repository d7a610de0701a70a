//! The kinds of object, over all engines.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$documentation:meta])* $kind:ident = $name:literal, $label:literal;)*) => {
        /// A kind of schema object.
        ///
        /// The order is the order in which reports list findings: containers first, then what hangs on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$documentation])* #[serde(rename = $name)] $kind,)*
        }

        impl Kind {
            /// Every kind, in order.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The name in formats and ignore patterns: `materialized_view`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// The name in sentences: `materialized view`.
            pub fn label(self) -> &'static str {
                match self { $(Self::$kind => $label,)* }
            }
        }
    };
}

kinds! {
    /// A database itself, with what it gives the objects made in it.
    Database = "database", "database";
    /// A user or group of the whole server.
    Role = "role", "role";
    /// A schema.
    Schema = "schema", "schema";
    /// An installed extension.
    Extension = "extension", "extension";
    /// A procedural language.
    Language = "language", "language";
    /// A way to store tables or indexes.
    AccessMethod = "access_method", "access method";
    /// A collation.
    Collation = "collation", "collation";
    /// An enumerated type.
    Enum = "enum", "enum";
    /// A domain over another type.
    Domain = "domain", "domain";
    /// A composite type.
    CompositeType = "composite_type", "composite type";
    /// A range type, with its multirange type and constructors.
    RangeType = "range_type", "range type";
    /// A base type.
    BaseType = "base_type", "base type";
    /// What reaches servers of one sort.
    ForeignDataWrapper = "foreign_data_wrapper", "foreign data wrapper";
    /// Another server that foreign tables are on.
    ForeignServer = "foreign_server", "foreign server";
    /// As whom a role comes to a foreign server.
    UserMapping = "user_mapping", "user mapping";
    /// A sequence that is not the inside of an identity column.
    Sequence = "sequence", "sequence";
    /// A table, partitioned or not.
    Table = "table", "table";
    /// A table whose rows another server has.
    ForeignTable = "foreign_table", "foreign table";
    /// A column of a table or foreign table.
    Column = "column", "column";
    /// A primary key, unique, foreign key, check or exclusion constraint.
    Constraint = "constraint", "constraint";
    /// An index that does not back a constraint.
    Index = "index", "index";
    /// What the planner is to know of several columns or of expressions.
    Statistics = "statistics", "statistics";
    /// A row security policy.
    Policy = "policy", "policy";
    /// A view.
    View = "view", "view";
    /// A materialised view.
    MaterializedView = "materialized_view", "materialized view";
    /// A function, window function or procedure.
    Function = "function", "function";
    /// A procedure, where it is no sort of function.
    Procedure = "procedure", "procedure";
    /// What a package of routines offers.
    Package = "package", "package";
    /// What the routines of a package do.
    PackageBody = "package_body", "package body";
    /// An aggregate.
    Aggregate = "aggregate", "aggregate";
    /// A cast between two types.
    Cast = "cast", "cast";
    /// An operator.
    Operator = "operator", "operator";
    /// An operator family.
    OperatorFamily = "operator_family", "operator family";
    /// An operator class.
    OperatorClass = "operator_class", "operator class";
    /// A conversion between encodings.
    Conversion = "conversion", "conversion";
    /// How a language sees values of a type.
    Transform = "transform", "transform";
    /// A text search parser.
    TextSearchParser = "text_search_parser", "text search parser";
    /// A text search template.
    TextSearchTemplate = "text_search_template", "text search template";
    /// A text search dictionary.
    TextSearchDictionary = "text_search_dictionary", "text search dictionary";
    /// A text search configuration.
    TextSearchConfiguration = "text_search_configuration", "text search configuration";
    /// A trigger on a table or view.
    Trigger = "trigger", "trigger";
    /// A rewrite rule on a table or view.
    Rule = "rule", "rule";
    /// A trigger on changes of the schema.
    EventTrigger = "event_trigger", "event trigger";
    /// What the server runs on a schedule.
    Event = "event", "event";
    /// Tables whose changes others can ask for.
    Publication = "publication", "publication";
    /// What replicates from a publication elsewhere.
    Subscription = "subscription", "subscription";
    /// Privileges that a role's new objects get.
    DefaultPrivileges = "default_privileges", "default privileges";
    /// What an account may do with a database or an object of it (MySQL, MariaDB).
    Grant = "grant", "grant";
    /// A parameter set for this database, for all roles or for one.
    Setting = "setting", "setting";
    /// A security label on an object.
    SecurityLabel = "security_label", "security label";
}

impl Kind {
    /// The kinds that other objects belong to: a relation takes its columns, triggers and the rest along.
    pub const RELATIONS: &[Self] = &[Self::Table, Self::ForeignTable, Self::View, Self::MaterializedView];

    /// Whether other objects can belong to one of this kind.
    pub fn is_relation(self) -> bool {
        Self::RELATIONS.contains(&self)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.label())
    }
}
