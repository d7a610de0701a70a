//! One column of a table's definition.

use driftline_catalog::mysql::Column;

use super::table::Charsets;
use super::{Tokens, Unknown, bytes};

/// Types that have a character set.
const CHARACTER_TYPES: &[&str] = &["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"];

/// Types that hold bytes, and whose default can be a plain value.
const BINARY_TYPES: &[&str] = &["binary", "varbinary"];

/// Types whose number in brackets says how wide they are shown, and nothing of their values. MySQL stopped printing it;
/// what is told from it is a boolean, which is `tinyint(1)`.
const SHOWN_WIDTHS: &[&str] = &["tinyint", "smallint", "mediumint", "int", "bigint", "year"];

/// Reads a column, from its name to the comma or bracket behind it.
pub(super) fn column(tokens: &mut Tokens<'_>, charsets: &Charsets) -> Result<Column, Unknown> {
    let mut column = Column { name: tokens.name()?, ..Column::default() };
    let type_name = tokens.word()?.to_ascii_lowercase();
    column.data_type = data_type(tokens, &type_name)?;
    let (mut charset, mut collation) = (None, None);
    while !(tokens.is_empty() || tokens.sees(&[","]) || tokens.sees(&[")"])) {
        if tokens.take(&["CHARACTER", "SET"]) {
            charset = Some(tokens.word()?.to_owned());
        } else if tokens.take(&["COLLATE"]) {
            collation = Some(tokens.word()?.to_owned());
        } else if tokens.take(&["NOT", "NULL"]) {
            column.not_null = true;
        } else if tokens.take(&["NULL"]) {
            column.not_null = false;
        } else if tokens.take(&["DEFAULT"]) {
            column.default = default(tokens)?;
        } else if tokens.take(&["ON", "UPDATE"]) {
            column.on_update = Some(call(tokens)?);
        } else if tokens.take(&["AUTO_INCREMENT"]) {
            column.auto_increment = true;
        } else if tokens.take(&["INVISIBLE"]) {
            column.invisible = true;
        } else if tokens.take(&["COMMENT"]) {
            column.comment = Some(tokens.string()?).filter(|comment| !comment.is_empty());
        } else if tokens.take(&["GENERATED", "ALWAYS", "AS", "ROW"]) {
            column.generation = Some(format!("ROW {}", tokens.word()?.to_ascii_uppercase()));
        } else if tokens.take(&["GENERATED", "ALWAYS", "AS"]) {
            column.generated = Some(tokens.brackets()?.to_owned());
        } else if tokens.take(&["VIRTUAL"]) {
            column.generation = Some("VIRTUAL".to_owned());
        } else if tokens.take(&["STORED"]) || tokens.take(&["PERSISTENT"]) {
            column.generation = Some("STORED".to_owned());
        } else if tokens.take(&["CHECK"]) {
            column.check = Some(tokens.brackets()?.to_owned());
        } else if tokens.take(&["SRID"]) || tokens.take(&["REF_SYSTEM_ID", "="]) {
            column.srid = Some(tokens.word()?.to_owned());
        } else if tokens.take(&["COMPRESSED"]) {
            let method = if tokens.take(&["="]) { Some(tokens.word()?) } else { None };
            column.compressed = Some(method.map_or("COMPRESSED".to_owned(), |method| format!("COMPRESSED={method}")));
        } else if tokens.take(&["WITHOUT", "SYSTEM", "VERSIONING"]) {
            column.without_system_versioning = true;
        } else {
            column.options.push(option(tokens)?);
        }
    }
    column.options.sort();
    if BINARY_TYPES.contains(&type_name.as_str()) {
        column.default = column.default.map(|default| bytes::spelled(&default));
    }
    if CHARACTER_TYPES.contains(&type_name.as_str()) {
        let (charset, collation) = charsets.effective(charset.as_deref(), collation.as_deref());
        (column.charset, column.collation) = (Some(charset), Some(collation));
    } else {
        // Types of MariaDB's plugins can have a character set too; then it is printed.
        (column.charset, column.collation) = (charset, collation);
    }
    Ok(column)
}

/// The type with its length or labels, and what belongs to it, without the width that it is shown in.
fn data_type(tokens: &mut Tokens<'_>, name: &str) -> Result<String, Unknown> {
    let mut brackets = if tokens.sees(&["("]) { tokens.brackets()?.to_owned() } else { String::new() };
    let mut attributes = String::new();
    for attribute in ["UNSIGNED", "SIGNED", "ZEROFILL"] {
        if tokens.take(&[attribute]) {
            attributes.push(' ');
            attributes.push_str(&attribute.to_ascii_lowercase());
        }
    }
    let is_boolean = name == "tinyint" && brackets == "(1)";
    if SHOWN_WIDTHS.contains(&name) && !is_boolean && !attributes.contains("zerofill") {
        brackets.clear();
    }
    Ok(format!("{name}{brackets}{attributes}"))
}

/// A default as SQL; none for a plain null, which is what a column has that says nothing.
fn default(tokens: &mut Tokens<'_>) -> Result<Option<String>, Unknown> {
    if tokens.take(&["NULL"]) {
        return Ok(None);
    }
    if tokens.sees_text() {
        return tokens.quoted().map(|text| Some(text.to_owned()));
    }
    if tokens.sees(&["("]) {
        return tokens.brackets().map(|text| Some(text.to_owned()));
    }
    // MariaDB takes another column for a default.
    if tokens.sees_identifier() {
        return tokens.any().map(|name| Some(name.to_owned()));
    }
    call(tokens).map(Some)
}

/// A number, a word, or a word with what belongs to it: `-1.5`, `b'101'`, `current_timestamp(3)`, ``nextval(`s`)``.
fn call(tokens: &mut Tokens<'_>) -> Result<String, Unknown> {
    let mut text = String::new();
    for sign in ["-", "+"] {
        if tokens.take(&[sign]) {
            text.push_str(sign);
        }
    }
    text.push_str(tokens.word()?);
    // `1.5` and `1e-3` are several words.
    while tokens.sees(&["."]) {
        text.push_str(tokens.any()?);
        text.push_str(tokens.word()?);
    }
    let is_hexadecimal = text.starts_with("0x");
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-') && !is_hexadecimal;
    if text.ends_with(['e', 'E']) && is_number {
        text.push_str(tokens.any()?);
        text.push_str(tokens.word()?);
    }
    if tokens.sees_text() {
        text.push_str(tokens.quoted()?);
    } else if tokens.sees(&["("]) {
        text.push_str(tokens.brackets()?);
    }
    Ok(text)
}

/// What engines and plugins ask of a column: `COLUMN_FORMAT FIXED`, `ENGINE_ATTRIBUTE '{}'`, `` `option`=1 ``.
fn option(tokens: &mut Tokens<'_>) -> Result<String, Unknown> {
    for name in ["COLUMN_FORMAT", "STORAGE"] {
        if tokens.take(&[name]) {
            return Ok(format!("{name} {}", tokens.word()?));
        }
    }
    for name in ["ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"] {
        if tokens.take(&[name]) {
            let _ = tokens.take(&["="]);
            return Ok(format!("{name} {}", tokens.quoted()?));
        }
    }
    if tokens.take(&["NOT", "SECONDARY"]) {
        return Ok("NOT SECONDARY".to_owned());
    }
    if tokens.sees_identifier() {
        let name = tokens.any()?;
        tokens.expect(&["="])?;
        return Ok(format!("{name}={}", tokens.any()?));
    }
    Err(tokens.unknown())
}
