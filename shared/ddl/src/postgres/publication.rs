//! Publications.

use driftline_catalog::postgres::Publication;

use super::alteration::Alteration;
use super::identifier::{literal, literal_or_null, quote};

pub(super) fn create(publication: &Publication) -> Vec<String> {
    let name = quote(&publication.name);
    let content = if publication.all_tables {
        " FOR ALL TABLES".to_owned()
    } else {
        let content = content(publication);
        if content.is_empty() { String::new() } else { format!(" FOR {content}") }
    };
    let mut options = vec![publish(publication), format!("publish_via_partition_root = {}", publication.via_root)];
    options.extend((publication.generated_columns == "stored").then(|| generated_columns(publication)));
    let mut statements = vec![format!("CREATE PUBLICATION {name}{content} WITH ({});", options.join(", "))];
    statements.extend((!publication.owner.is_empty()).then(|| owner(publication)));
    statements.extend(publication.comment.is_some().then(|| comment(publication)));
    statements
}

pub(super) fn drop(publication: &Publication) -> String {
    format!("DROP PUBLICATION {};", quote(&publication.name))
}

pub(super) fn alter(from: &Publication, to: &Publication, alteration: &mut Alteration) {
    if alteration.differs("all_tables") {
        return alteration.replace();
    }
    let alter = format!("ALTER PUBLICATION {}", quote(&to.name));
    if alteration.take_any(&["schemas", "tables", "filters"]) {
        let content = content(to);
        if content.is_empty() {
            // An empty list cannot be set. What is dropped by itself leaves a publication anyway, so this comes before.
            let names = Publication {
                tables: from.tables.iter().map(|entry| split(entry).0.to_owned()).collect(),
                filters: Vec::new(),
                ..from.clone()
            };
            alteration.early.push(format!("{alter} DROP {};", self::content(&names)));
        } else {
            alteration.push(format!("{alter} SET {content};"));
        }
    }
    let mut options = Vec::new();
    options.extend(alteration.take("operations").then(|| publish(to)));
    options.extend(alteration.take("via_root").then(|| format!("publish_via_partition_root = {}", to.via_root)));
    options.extend(alteration.take("generated_columns").then(|| generated_columns(to)));
    if !options.is_empty() {
        alteration.push(format!("{alter} SET ({});", options.join(", ")));
    }
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

/// The tables and schemas, as they stand after `FOR`, `SET` and `DROP`.
///
/// `ONLY`, because the tables that inherit from one are listed themselves where they are in it.
fn content(publication: &Publication) -> String {
    let tables = publication.tables.iter().map(|entry| {
        let filter = publication.filters.iter().find_map(|filter| {
            let expression = filter.strip_prefix(split(entry).0)?.strip_prefix(": ")?;
            Some(format!(" WHERE ({expression})"))
        });
        format!("TABLE ONLY {entry}{}", filter.unwrap_or_default())
    });
    let schemas = publication.schemas.iter().map(|schema| format!("TABLES IN SCHEMA {}", quote(schema)));
    // Version 14 and older say TABLE once, and later ones take that too.
    let mut text = String::new();
    for (place, part) in tables.chain(schemas).enumerate() {
        let part = if place > 0 { part.strip_prefix("TABLE ").unwrap_or(&part) } else { &part };
        text += if place > 0 { ", " } else { "" };
        text += part;
    }
    text
}

/// A table's name as SQL spells it, and its list of columns with the blank before.
fn split(entry: &str) -> (&str, &str) {
    let mut quoted = false;
    let end = entry.char_indices().find(|(_, character)| {
        quoted ^= *character == '"';
        *character == ' ' && !quoted
    });
    end.map_or((entry, ""), |(place, _)| entry.split_at(place))
}

fn publish(publication: &Publication) -> String {
    format!("publish = {}", literal(&publication.operations.join(", ")))
}

fn generated_columns(publication: &Publication) -> String {
    format!("publish_generated_columns = {}", publication.generated_columns)
}

fn owner(publication: &Publication) -> String {
    format!("ALTER PUBLICATION {} OWNER TO {};", quote(&publication.name), quote(&publication.owner))
}

fn comment(publication: &Publication) -> String {
    let comment = literal_or_null(publication.comment.as_deref());
    format!("COMMENT ON PUBLICATION {} IS {comment};", quote(&publication.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_listed_with_columns_and_rows() {
        let publication = Publication {
            tables: ["app.\"Order (old) lines\"", "app.orders (id, state)"].map(str::to_owned).to_vec(),
            filters: ["app.orders: (id > 1)"].map(str::to_owned).to_vec(),
            schemas: vec!["Two words".to_owned()],
            ..Publication::default()
        };
        assert_eq!(
            content(&publication),
            "TABLE ONLY app.\"Order (old) lines\", ONLY app.orders (id, state) WHERE ((id > 1)), TABLES IN SCHEMA \"Two words\""
        );
    }
}
