//! Full text search: configurations, dictionaries, parsers and templates.

use driftline_catalog::postgres::{
    TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate,
};

use super::alteration::Alteration;
use super::described::{Described, definition, option};
use super::identifier::{qualified, split_name};

pub(super) fn create_configuration(configuration: &TextSearchConfiguration) -> Vec<String> {
    let described = described_configuration(configuration);
    let create = format!("CREATE TEXT SEARCH CONFIGURATION {} (PARSER = {});", described.name, configuration.parser);
    let mut statements = described.created_by(create);
    statements.extend(configuration.mappings.iter().map(|mapping| map(configuration, "ADD", mapping)));
    statements
}

fn map(configuration: &TextSearchConfiguration, verb: &str, mapping: &str) -> String {
    let (word, dictionaries) = split_mapping(mapping);
    let name = qualified(&configuration.schema, &configuration.name);
    format!("ALTER TEXT SEARCH CONFIGURATION {name} {verb} MAPPING FOR {word} WITH {dictionaries};")
}

/// The kind of word and its dictionaries, as SQL spells them.
fn split_mapping(mapping: &str) -> (&str, &str) {
    mapping.split_once(": ").unwrap_or((mapping, ""))
}

pub(super) fn drop_configuration(configuration: &TextSearchConfiguration) -> String {
    described_configuration(configuration).drop()
}

/// Kinds of word are the parser's, so another parser makes another configuration.
pub(super) fn alter_configuration(
    from: &TextSearchConfiguration,
    to: &TextSearchConfiguration,
    alteration: &mut Alteration,
) {
    if alteration.differs("parser") {
        return alteration.replace();
    }
    if alteration.take("mappings") {
        let has = |mappings: &[String], word: &str| mappings.iter().any(|mapping| split_mapping(mapping).0 == word);
        let name = qualified(&to.schema, &to.name);
        for (word, _) in from.mappings.iter().map(|mapping| split_mapping(mapping)) {
            if !has(&to.mappings, word) {
                alteration.push(format!("ALTER TEXT SEARCH CONFIGURATION {name} DROP MAPPING FOR {word};"));
            }
        }
        for mapping in to.mappings.iter().filter(|mapping| !from.mappings.contains(mapping)) {
            let verb = if has(&from.mappings, split_mapping(mapping).0) { "ALTER" } else { "ADD" };
            alteration.push(map(to, verb, mapping));
        }
    }
    described_configuration(to).alter(alteration);
}

fn described_configuration(configuration: &TextSearchConfiguration) -> Described<'_> {
    Described {
        command: "TEXT SEARCH CONFIGURATION",
        name: qualified(&configuration.schema, &configuration.name),
        owner: Some(&configuration.owner),
        comment: configuration.comment.as_deref(),
    }
}

pub(super) fn create_dictionary(dictionary: &TextSearchDictionary) -> Vec<String> {
    let template = [option("TEMPLATE", Some(&dictionary.template))];
    let options = definition(template.into_iter().chain(dictionary.options.iter().cloned().map(Some)));
    let described = described_dictionary(dictionary);
    described.created_by(format!("CREATE TEXT SEARCH DICTIONARY {} {options};", described.name))
}

pub(super) fn drop_dictionary(dictionary: &TextSearchDictionary) -> String {
    described_dictionary(dictionary).drop()
}

pub(super) fn alter_dictionary(from: &TextSearchDictionary, to: &TextSearchDictionary, alteration: &mut Alteration) {
    if alteration.differs("template") {
        return alteration.replace();
    }
    if alteration.take("options") {
        // An option without a value goes away.
        let name = |option: &String| option[..option.len() - split_name(option).1.len()].trim_end().to_owned();
        let kept: Vec<_> = to.options.iter().map(name).collect();
        let gone = from.options.iter().map(name).filter(|name| !kept.contains(name));
        let set = to.options.iter().filter(|option| !from.options.contains(option)).cloned();
        let options = gone.chain(set).collect::<Vec<_>>().join(", ");
        let name = qualified(&to.schema, &to.name);
        alteration.push(format!("ALTER TEXT SEARCH DICTIONARY {name} ({options});"));
    }
    described_dictionary(to).alter(alteration);
}

fn described_dictionary(dictionary: &TextSearchDictionary) -> Described<'_> {
    Described {
        command: "TEXT SEARCH DICTIONARY",
        name: qualified(&dictionary.schema, &dictionary.name),
        owner: Some(&dictionary.owner),
        comment: dictionary.comment.as_deref(),
    }
}

pub(super) fn create_parser(parser: &TextSearchParser) -> Vec<String> {
    let options = definition([
        option("START", Some(&parser.start)),
        option("GETTOKEN", Some(&parser.get_token)),
        option("END", Some(&parser.end)),
        option("HEADLINE", parser.headline.as_deref()),
        option("LEXTYPES", Some(&parser.word_types)),
    ]);
    let described = described_parser(parser);
    described.created_by(format!("CREATE TEXT SEARCH PARSER {} {options};", described.name))
}

pub(super) fn drop_parser(parser: &TextSearchParser) -> String {
    described_parser(parser).drop()
}

pub(super) fn alter_parser(to: &TextSearchParser, alteration: &mut Alteration) {
    described_parser(to).alter_or_replace(alteration);
}

fn described_parser(parser: &TextSearchParser) -> Described<'_> {
    Described {
        command: "TEXT SEARCH PARSER",
        name: qualified(&parser.schema, &parser.name),
        owner: None,
        comment: parser.comment.as_deref(),
    }
}

pub(super) fn create_template(template: &TextSearchTemplate) -> Vec<String> {
    let options =
        definition([option("INIT", template.initialize.as_deref()), option("LEXIZE", Some(&template.look_up))]);
    let described = described_template(template);
    described.created_by(format!("CREATE TEXT SEARCH TEMPLATE {} {options};", described.name))
}

pub(super) fn drop_template(template: &TextSearchTemplate) -> String {
    described_template(template).drop()
}

pub(super) fn alter_template(to: &TextSearchTemplate, alteration: &mut Alteration) {
    described_template(to).alter_or_replace(alteration);
}

fn described_template(template: &TextSearchTemplate) -> Described<'_> {
    Described {
        command: "TEXT SEARCH TEMPLATE",
        name: qualified(&template.schema, &template.name),
        owner: None,
        comment: template.comment.as_deref(),
    }
}
