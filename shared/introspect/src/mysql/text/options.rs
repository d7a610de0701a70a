//! What follows the closing bracket of a table's definition, up to its partitions.

use driftline_catalog::mysql::Table;

use super::{Tokens, Unknown};

/// The character set and collation that the definition spells.
#[derive(Debug, Default)]
pub(super) struct Spelled {
    pub(super) charset: Option<String>,
    pub(super) collation: Option<String>,
}

/// Reads the options into the table.
pub(super) fn options(tokens: &mut Tokens<'_>, table: &mut Table) -> Result<Spelled, Unknown> {
    let mut spelled = Spelled::default();
    while !(tokens.is_empty() || tokens.sees(&["PARTITION", "BY"])) {
        if tokens.take(&["WITH", "SYSTEM", "VERSIONING"]) {
            table.system_versioning = true;
            continue;
        }
        if tokens.take(&["START", "TRANSACTION"]) {
            table.options.push("START TRANSACTION".to_owned());
            continue;
        }
        let _ = tokens.take(&["DEFAULT"]);
        let of_plugin = tokens.sees_identifier() || tokens.sees_text();
        let name = match (tokens.take(&["DATA", "DIRECTORY"]), tokens.take(&["INDEX", "DIRECTORY"])) {
            (true, _) => "DATA DIRECTORY".to_owned(),
            (_, true) => "INDEX DIRECTORY".to_owned(),
            _ if of_plugin => unquoted(tokens.any()?).to_ascii_uppercase(),
            _ => tokens.word()?.to_ascii_uppercase(),
        };
        if name == "TABLESPACE" {
            let _ = tokens.take(&["="]);
            // One of its own is what a table has that says nothing.
            table.tablespace = Some(tokens.name()?).filter(|name| name != "innodb_file_per_table");
            if tokens.take(&["STORAGE"]) {
                table.options.push(format!("STORAGE={}", tokens.word()?));
            }
            continue;
        }
        if !tokens.take(&["="]) {
            return Err(tokens.unknown());
        }
        match name.as_str() {
            "ENGINE" => table.engine = tokens.word()?.to_owned(),
            "CHARSET" => spelled.charset = Some(tokens.word()?.to_owned()),
            "COLLATE" => spelled.collation = Some(tokens.word()?.to_owned()),
            "AUTO_INCREMENT" => table.auto_increment = Some(tokens.word()?.to_owned()),
            "COMMENT" => table.comment = Some(tokens.string()?).filter(|comment| !comment.is_empty()),
            "ROW_FORMAT" => table.row_format = Some(tokens.word()?.to_ascii_uppercase()),
            "KEY_BLOCK_SIZE" => table.key_block_size = Some(tokens.word()?.to_owned()),
            "COMPRESSION" => table.compression = Some(tokens.string()?.to_ascii_lowercase()),
            // That it is not is also said where the database's default says something else.
            "ENCRYPTION" => table.encryption = Some(tokens.string()?.to_ascii_uppercase()).filter(|value| value != "N"),
            "ENCRYPTED" => table.encryption = Some(value(tokens)?.trim_matches('\'').to_ascii_uppercase()),
            // It can hold a password.
            "CONNECTION" => {
                tokens.quoted()?;
                table.options.push("CONNECTION".to_owned());
            }
            _ => {
                let mut value = value(tokens)?;
                // Older releases of MariaDB print numbers as they are, newer ones in quotes.
                if of_plugin {
                    value = value.trim_matches('\'').to_owned();
                }
                table.options.push(format!("{name}={value}"));
            }
        }
    }
    table.options.sort();
    Ok(spelled)
}

fn value(tokens: &mut Tokens<'_>) -> Result<String, Unknown> {
    if tokens.sees(&["("]) { tokens.brackets().map(str::to_owned) } else { tokens.any().map(str::to_owned) }
}

/// Options of plugins are quoted, in backticks or in double quotes.
fn unquoted(name: &str) -> String {
    name.trim_matches(['`', '"']).to_owned()
}
