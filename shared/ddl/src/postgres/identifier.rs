//! Names, texts and options as PostgreSQL spells them.

/// Key words that are not `UNRESERVED_KEYWORD` in `src/include/parser/kwlist.h` of any version from 13 to 18.
///
/// The server quotes the same ones (`quote_identifier` in `ruleutils.c`), so that names here match names in its texts.
const KEYWORDS: &str = " all analyse analyze and any array as asc asymmetric authorization between bigint binary bit \
    boolean both case cast char character check coalesce collate collation column concurrently constraint create \
    cross current_catalog current_date current_role current_schema current_time current_timestamp current_user dec \
    decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign freeze \
    from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval \
    into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar \
    json_serialize json_table json_value lateral leading least left like limit localtime localtimestamp merge_action \
    national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps \
    overlay placing position precision primary real references returning right row select session_user setof similar \
    smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim true \
    union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement \
    xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable ";

/// A name for SQL text, quoted where it has to be.
pub(super) fn quote(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
        && !KEYWORDS.contains(&format!(" {name} "));
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// `schema.name` for SQL text.
pub(super) fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", quote(schema), quote(name))
}

/// A string for SQL text, right whatever `standard_conforming_strings` says.
pub(super) fn literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

/// A comment's text, or `NULL` for none.
pub(super) fn literal_or_null(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), literal)
}

/// Options kept as `name=value`, for `WITH (...)` or `SET (...)`; values are quoted, which every option accepts.
pub(super) fn options(options: &[String]) -> String {
    options.iter().map(|option| self::option(option)).collect::<Vec<_>>().join(", ")
}

fn option(option: &str) -> String {
    match option.split_once('=') {
        Some((name, value)) => format!("{} = {}", option_name(name), literal(value)),
        None => option_name(option),
    }
}

/// The name of an option kept as `name=value`; `toast.` before it is no part of the name.
pub(super) fn option_name(option: &str) -> String {
    let name = option.split_once('=').map_or(option, |(name, _)| name);
    match name.strip_prefix("toast.") {
        Some(name) => format!("toast.{}", quote(name)),
        None => quote(name),
    }
}

/// `COMMENT ON` for the parts of an object whose comments are kept as `name: comment`, the name being quoted where SQL
/// needs it; `place` makes it the name that stands after the kind.
pub(super) fn comments(kind: &str, from: &[String], to: &[String], place: impl Fn(&str) -> String) -> Vec<String> {
    let split = |entry: &String| {
        if entry.starts_with('"') {
            let (name, text) = split_name(entry);
            return (quote(&name), text.strip_prefix(": ").unwrap_or(text).to_owned());
        }
        let (name, text) = entry.split_once(": ").unwrap_or((entry, ""));
        (name.to_owned(), text.to_owned())
    };
    let kept: Vec<String> = to.iter().map(|entry| split(entry).0).collect();
    let gone = from.iter().map(split).filter(|(name, _)| !kept.contains(name)).map(|(name, _)| (name, None));
    let set = to.iter().filter(|entry| !from.contains(entry)).map(split).map(|(name, text)| (name, Some(text)));
    gone.chain(set)
        .map(|(name, text)| format!("COMMENT ON {kind} {} IS {};", place(&name), literal_or_null(text.as_deref())))
        .collect()
}

/// Splits a server's text that begins with a name, such as `"Full Name" text`, into the plain name and the rest.
pub(super) fn split_name(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        return (name.to_owned(), rest);
    };
    let mut name = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((place, char)) = chars.next() {
        if char != '"' {
            name.push(char);
        } else if chars.next_if(|(_, next)| *next == '"').is_some() {
            name.push('"');
        } else {
            return (name, quoted[place + 1..].trim_start());
        }
    }
    (name, "")
}

/// Whether a text of the server may speak of a name: as a word of its own, quoted or not, anywhere.
///
/// It errs towards yes: a string that holds the name counts too.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    let word = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
    let spelled = name.replace('"', "\"\"");
    !spelled.is_empty()
        && text
            .match_indices(&spelled)
            .any(|(place, found)| !text[..place].ends_with(word) && !text[place + found.len()..].starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_the_server_quotes_them() {
        for (name, expected) in [
            ("orders", "orders"),
            ("order", "\"order\""),
            ("json_table", "\"json_table\""),
            ("xmltable", "\"xmltable\""),
            ("Order", "\"Order\""),
            ("a$b", "\"a$b\""),
            ("2nd", "\"2nd\""),
            ("a\"b", "\"a\"\"b\""),
            ("name", "name"),
        ] {
            assert_eq!(quote(name), expected);
            assert_eq!(split_name(&format!("{expected} text")), (name.to_owned(), "text"));
        }
    }

    #[test]
    fn texts_keep_quotes_and_backslashes() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal(r"a\b'c"), r"E'a\\b''c'");
        assert_eq!(
            options(&["fillfactor=70".into(), "toast.autovacuum_enabled=off".into()]),
            "fillfactor = '70', toast.autovacuum_enabled = 'off'"
        );
    }

    #[test]
    fn a_name_is_mentioned_as_a_word_only() {
        assert!(mentions("((total > 0))", "total"));
        assert!(mentions("(\"Total\" > 0)", "Total"));
        assert!(!mentions("(subtotal > 0)", "total"));
        assert!(!mentions("(total_net > 0)", "total"));
    }
}
