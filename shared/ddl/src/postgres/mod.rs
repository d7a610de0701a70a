//! PostgreSQL's SQL: one file per family of objects, named as in the catalog.

mod access_method;
mod aggregate;
mod alteration;
mod any_table;
mod attached_index;
mod base_type;
mod cast;
mod catalog;
mod collation;
mod column;
mod constraint;
mod constraint_comment;
mod conversion;
mod database;
mod default_privileges;
mod dependents;
mod described;
mod event_trigger;
mod expression;
mod extension;
mod foreign_data;
mod foreign_options;
mod foreign_table;
mod function;
mod heirs;
mod identifier;
mod index;
mod language;
mod not_null;
mod operator;
mod operator_class;
mod order;
mod plan;
mod policy;
mod privileges;
mod publication;
mod range_type;
mod relation_privileges;
mod role;
mod rule;
mod schema;
mod security_label;
mod sequence;
mod setting;
mod statistics;
mod subscription;
mod table;
mod text_search;
mod this_database;
mod trigger;
mod types;
mod view;

use std::collections::BTreeSet;

use driftline_catalog::postgres::Objects;
use driftline_catalog::{Key, Snapshot};

use crate::{Dialect, Hazard, Rendered, Script};
use alteration::Alteration;
use catalog::{Catalog, Item};

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
}

pub(crate) fn create(snapshot: &Snapshot, objects: &Objects, key: &Key) -> Rendered {
    let catalog = Catalog::new(snapshot, objects);
    match catalog.get(key).ok_or_else(|| "the snapshot does not hold it".to_owned()).and_then(|item| {
        let mut statements = create_item(item, &catalog, false)?;
        statements.extend(finish_item(item, &catalog, false));
        Ok(statements)
    }) {
        Ok(statements) => Rendered::Statements { statements, hazards: Vec::new() },
        Err(reason) => Rendered::NotRendered { reason },
    }
}

pub(crate) fn describe(snapshot: &Snapshot, objects: &Objects, keys: &[Key]) -> Vec<Option<String>> {
    let catalog = Catalog::new(snapshot, objects);
    keys.iter().map(|key| describe_item(catalog.get(key)?, &catalog)).collect()
}

fn describe_item(item: Item<'_>, catalog: &Catalog<'_>) -> Option<String> {
    Some(match item {
        Item::Table(table) => table::describe(table, catalog),
        Item::Column(column) => column::declaration(column),
        Item::Constraint(constraint) => constraint::declaration(constraint),
        Item::Index(index) => index.definition.clone(),
        Item::Function(function) => function.definition.clone(),
        Item::Trigger(trigger) => match trigger.enabled.as_str() {
            "" | "enabled" => trigger.definition.clone(),
            state => format!("{} -- {state}", trigger.definition),
        },
        _ => create_item(item, catalog, false).ok()?.into_iter().next()?.trim_end_matches(';').to_owned(),
    })
}

pub(crate) fn build(snapshot: &Snapshot, objects: &Objects) -> Script {
    let catalog = Catalog::new(snapshot, objects);
    let everything = catalog.keys().filter(|key| key.kind != driftline_catalog::Kind::Column).cloned().collect();
    build_selected(snapshot, &catalog, everything)
}

pub(crate) fn build_only(snapshot: &Snapshot, objects: &Objects, keys: &BTreeSet<Key>) -> Script {
    let catalog = Catalog::new(snapshot, objects);
    let selected = catalog.with_needs(keys);
    build_selected(snapshot, &catalog, selected)
}

fn build_selected(snapshot: &Snapshot, after: &Catalog<'_>, selected: BTreeSet<Key>) -> Script {
    let nothing = Objects::default();
    let before = Catalog::new(snapshot, &nothing);
    let settings = ["SET check_function_bodies = false;", "SET search_path = '';"];
    let steps = plan::steps(Context { before: &before, after, selected });
    Script { dialect: Dialect::Postgres, settings: settings.map(str::to_owned).to_vec(), steps }
}

pub(crate) fn changes(from: &Snapshot, before: &Objects, to: &Snapshot, after: &Objects, keys: &[Key]) -> Script {
    let before = Catalog::new(from, before);
    let after = Catalog::new(to, after);
    let mut selected: BTreeSet<Key> = keys.iter().cloned().collect();
    selected.extend(heirs::along_with(keys, &before, &after));
    selected.extend(operator_class::families_along_with(keys, &before, &after));
    let settings = ["SET LOCAL check_function_bodies = false;", "SET LOCAL search_path = '';"];
    let steps = plan::steps(Context { before: &before, after: &after, selected });
    Script { dialect: Dialect::Postgres, settings: settings.map(str::to_owned).to_vec(), steps }
}

/// # Errors
///
/// The reason why there is no SQL.
fn create_item(item: Item<'_>, catalog: &Catalog<'_>, premature: bool) -> Result<Vec<String>, String> {
    default_privileges::undone(item, catalog, create_statements(item, catalog, premature)?)
}

/// # Errors
///
/// The reason why there is no SQL.
fn create_statements(item: Item<'_>, catalog: &Catalog<'_>, premature: bool) -> Result<Vec<String>, String> {
    Ok(match item {
        Item::Database(database) => return database::create(database),
        Item::Role(role) => role::create(role, catalog.snapshot.server.major),
        Item::Schema(schema) => schema::create(schema)?,
        Item::Extension(extension) => extension::create(extension, catalog),
        Item::Enum(object) => types::create_enum(object)?,
        Item::Domain(object) => types::create_domain(object)?,
        Item::CompositeType(object) => types::create_composite(object)?,
        Item::ForeignDataWrapper(wrapper) => return foreign_data::create_wrapper(wrapper),
        Item::ForeignServer(server) => return foreign_data::create_server(server),
        Item::UserMapping(mapping) => return foreign_data::create_mapping(mapping),
        Item::Sequence(sequence) => sequence::create(sequence)?,
        Item::Table(table) => table::create(table, catalog, premature)?,
        Item::ForeignTable(table) => return foreign_table::create(table, catalog, premature),
        Item::Column(column) => column::create(column, catalog)?,
        Item::Constraint(constraint) => return constraint::create(constraint),
        Item::Index(index) => return index::create(index),
        Item::Statistics(statistics) => statistics::create(statistics),
        Item::Policy(policy) => policy::create(policy),
        Item::View(view) => view::create(view)?,
        Item::MaterializedView(view) => view::create_materialized(view)?,
        Item::Function(function) => function::create(function)?,
        Item::Trigger(trigger) => trigger::create(trigger, catalog),
        Item::Rule(rule) => rule::create(rule),
        Item::EventTrigger(trigger) => event_trigger::create(trigger),
        Item::Publication(publication) => publication::create(publication),
        Item::Subscription(subscription) => return subscription::create(subscription),
        Item::DefaultPrivileges(object) => return default_privileges::create(object),
        Item::Setting(setting) => return setting::create(setting),
        Item::SecurityLabel(label) => return security_label::create(label),
        Item::Language(language) => return language::create(language),
        Item::AccessMethod(method) => access_method::create(method),
        Item::Collation(collation) => collation::create(collation),
        Item::RangeType(object) => return range_type::create(object),
        Item::BaseType(object) => return base_type::create(object),
        Item::Aggregate(aggregate) => return aggregate::create(aggregate),
        Item::Cast(cast) => cast::create(cast),
        Item::Operator(operator) => operator::create(operator),
        Item::OperatorFamily(family) => operator_class::create_family(family),
        Item::OperatorClass(class) => operator_class::create(class),
        Item::Conversion(conversion) => collation::create_conversion(conversion),
        Item::Transform(transform) => language::create_transform(transform),
        Item::TextSearchParser(parser) => text_search::create_parser(parser),
        Item::TextSearchTemplate(template) => text_search::create_template(template),
        Item::TextSearchDictionary(dictionary) => text_search::create_dictionary(dictionary),
        Item::TextSearchConfiguration(configuration) => text_search::create_configuration(configuration),
    })
}

/// What a new object is only given when everything is there.
fn finish_item(item: Item<'_>, catalog: &Catalog<'_>, premature: bool) -> Vec<String> {
    match item {
        Item::Table(table) => table::finish(table, catalog, premature),
        Item::ForeignTable(table) => foreign_table::finish(table, catalog, premature),
        Item::Sequence(sequence) => sequence::finish(sequence, catalog),
        _ => Vec::new(),
    }
}

/// What creating an object on a relation with rows can do.
fn create_hazards(item: Item<'_>) -> Vec<Hazard> {
    match item {
        Item::Column(column) => column::create_hazards(column),
        Item::Constraint(constraint) => constraint::create_hazards(constraint),
        Item::Index(index) => index::create_hazards(index),
        Item::Policy(policy) => policy::create_hazards(policy),
        _ => Vec::new(),
    }
}

fn drop_item(item: Item<'_>, catalog: &Catalog<'_>) -> String {
    match item {
        // It is refused before.
        Item::Database(_) => String::new(),
        Item::Role(role) => role::drop(role),
        Item::Schema(schema) => schema::drop(schema),
        Item::Extension(extension) => extension::drop(extension),
        Item::Enum(object) => types::drop_enum(object),
        Item::Domain(object) => types::drop_domain(object),
        Item::CompositeType(object) => types::drop_composite(object),
        Item::ForeignDataWrapper(wrapper) => foreign_data::drop_wrapper(wrapper),
        Item::ForeignServer(server) => foreign_data::drop_server(server),
        Item::UserMapping(mapping) => foreign_data::drop_mapping(mapping),
        Item::Sequence(sequence) => sequence::drop(sequence),
        Item::Table(table) => table::drop(table),
        Item::ForeignTable(table) => foreign_table::drop(table),
        Item::Column(column) => column::drop(column),
        Item::Constraint(constraint) => constraint::drop(constraint),
        Item::Index(index) => index::drop(index),
        Item::Statistics(statistics) => statistics::drop(statistics),
        Item::Policy(policy) => policy::drop(policy),
        Item::View(view) => view::drop(view),
        Item::MaterializedView(view) => view::drop_materialized(view),
        Item::Function(function) => function::drop(function),
        Item::Trigger(trigger) => trigger::drop(trigger, catalog),
        Item::Rule(rule) => rule::drop(rule),
        Item::EventTrigger(trigger) => event_trigger::drop(trigger),
        Item::Publication(publication) => publication::drop(publication),
        Item::Subscription(subscription) => subscription::drop(subscription),
        Item::DefaultPrivileges(object) => default_privileges::drop(object),
        Item::Setting(setting) => setting::drop(setting),
        Item::SecurityLabel(label) => security_label::drop(label),
        Item::Language(language) => language::drop(language),
        Item::AccessMethod(method) => access_method::drop(method),
        Item::Collation(collation) => collation::drop(collation),
        Item::RangeType(object) => range_type::drop(object),
        Item::BaseType(object) => base_type::drop(object),
        Item::Aggregate(aggregate) => aggregate::drop(aggregate),
        Item::Cast(cast) => cast::drop(cast),
        Item::Operator(operator) => operator::drop(operator),
        Item::OperatorFamily(family) => operator_class::drop_family(family),
        Item::OperatorClass(class) => operator_class::drop(class),
        Item::Conversion(conversion) => collation::drop_conversion(conversion),
        Item::Transform(transform) => language::drop_transform(transform),
        Item::TextSearchParser(parser) => text_search::drop_parser(parser),
        Item::TextSearchTemplate(template) => text_search::drop_template(template),
        Item::TextSearchDictionary(dictionary) => text_search::drop_dictionary(dictionary),
        Item::TextSearchConfiguration(configuration) => text_search::drop_configuration(configuration),
    }
}

/// Why an object cannot be dropped by a script, if it cannot.
fn drop_refusal(item: Item<'_>) -> Option<String> {
    match item {
        Item::Database(_) => Some("a script does not drop the database that it is run in".to_owned()),
        Item::Subscription(subscription) => subscription::drop_refusal(subscription),
        _ => None,
    }
}

fn drop_hazards(item: Item<'_>, catalog: &Catalog<'_>, recreates: bool) -> Vec<Hazard> {
    match item {
        Item::Table(_) | Item::Sequence(_) => vec![Hazard::DeletesData],
        // The values of a foreign table are elsewhere.
        Item::Column(column)
            if catalog.any_table(&column.schema, &column.table).is_some_and(|table| table.is_foreign()) =>
        {
            Vec::new()
        }
        Item::Column(column) if column.generated.is_none() => vec![Hazard::DeletesData],
        Item::Policy(policy) if !recreates => policy::drop_hazards(policy),
        Item::MaterializedView(_) if recreates => vec![Hazard::Recomputes],
        _ => Vec::new(),
    }
}

fn alter_item(from: Item<'_>, to: Item<'_>, context: &Context<'_>, alteration: &mut Alteration) {
    match (from, to) {
        (Item::Database(from), Item::Database(to)) => database::alter(from, to, alteration),
        (Item::Role(from), Item::Role(to)) => {
            role::alter(from, to, context.before.snapshot.server.major, alteration);
        }
        (Item::Schema(from), Item::Schema(to)) => schema::alter(from, to, alteration),
        (Item::Extension(from), Item::Extension(to)) => extension::alter(from, to, alteration),
        (Item::Enum(from), Item::Enum(to)) => types::alter_enum(from, to, alteration),
        (Item::Domain(from), Item::Domain(to)) => types::alter_domain(from, to, alteration),
        (Item::CompositeType(from), Item::CompositeType(to)) => types::alter_composite(from, to, alteration),
        (Item::ForeignDataWrapper(from), Item::ForeignDataWrapper(to)) => {
            foreign_data::alter_wrapper(from, to, alteration);
        }
        (Item::ForeignServer(from), Item::ForeignServer(to)) => foreign_data::alter_server(from, to, alteration),
        // It has no attribute that is compared.
        (Item::UserMapping(_), Item::UserMapping(_)) => {}
        (Item::Sequence(from), Item::Sequence(to)) => sequence::alter(from, to, context.after, alteration),
        (Item::Table(from), Item::Table(to)) => table::alter(from, to, context, alteration),
        (Item::ForeignTable(from), Item::ForeignTable(to)) => foreign_table::alter(from, to, context, alteration),
        (Item::Column(from), Item::Column(to)) => column::alter(from, to, context, alteration),
        (Item::Constraint(from), Item::Constraint(to)) => constraint::alter(from, to, alteration),
        (Item::Index(from), Item::Index(to)) => index::alter(from, to, alteration),
        (Item::Statistics(_), Item::Statistics(to)) => statistics::alter(to, alteration),
        (Item::Policy(from), Item::Policy(to)) => policy::alter(from, to, alteration),
        (Item::View(from), Item::View(to)) => view::alter(from, to, context, alteration),
        (Item::MaterializedView(from), Item::MaterializedView(to)) => view::alter_materialized(from, to, alteration),
        (Item::Function(from), Item::Function(to)) => function::alter(from, to, alteration),
        (Item::Trigger(_), Item::Trigger(to)) => trigger::alter(to, alteration),
        (Item::Rule(_), Item::Rule(to)) => rule::alter(to, alteration),
        (Item::EventTrigger(_), Item::EventTrigger(to)) => event_trigger::alter(to, alteration),
        (Item::Publication(from), Item::Publication(to)) => publication::alter(from, to, alteration),
        (Item::Subscription(_), Item::Subscription(to)) => subscription::alter(to, alteration),
        (Item::DefaultPrivileges(from), Item::DefaultPrivileges(to)) => {
            default_privileges::alter(from, to, alteration);
        }
        (Item::Setting(_), Item::Setting(to)) => setting::alter(to, alteration),
        (Item::SecurityLabel(_), Item::SecurityLabel(to)) => security_label::alter(to, alteration),
        (Item::Language(from), Item::Language(to)) => language::alter(from, to, alteration),
        (Item::AccessMethod(_), Item::AccessMethod(to)) => access_method::alter(to, alteration),
        (Item::Collation(_), Item::Collation(to)) => collation::alter(to, alteration),
        (Item::RangeType(from), Item::RangeType(to)) => range_type::alter(from, to, alteration),
        (Item::BaseType(from), Item::BaseType(to)) => base_type::alter(from, to, alteration),
        (Item::Aggregate(from), Item::Aggregate(to)) => aggregate::alter(from, to, alteration),
        (Item::Cast(_), Item::Cast(to)) => cast::alter(to, alteration),
        (Item::Operator(from), Item::Operator(to)) => operator::alter(from, to, context, alteration),
        (Item::OperatorFamily(from), Item::OperatorFamily(to)) => operator_class::alter_family(from, to, alteration),
        (Item::OperatorClass(from), Item::OperatorClass(to)) => operator_class::alter(from, to, alteration),
        (Item::Conversion(_), Item::Conversion(to)) => collation::alter_conversion(to, alteration),
        (Item::Transform(_), Item::Transform(to)) => language::alter_transform(to, alteration),
        (Item::TextSearchParser(_), Item::TextSearchParser(to)) => text_search::alter_parser(to, alteration),
        (Item::TextSearchTemplate(_), Item::TextSearchTemplate(to)) => text_search::alter_template(to, alteration),
        (Item::TextSearchDictionary(from), Item::TextSearchDictionary(to)) => {
            text_search::alter_dictionary(from, to, alteration);
        }
        (Item::TextSearchConfiguration(from), Item::TextSearchConfiguration(to)) => {
            text_search::alter_configuration(from, to, alteration);
        }
        // Two objects of one key are of one kind.
        _ => alteration.refuse("the kinds of the two objects differ"),
    }
}
