//! Tables.

use driftline_catalog::Engine;
use driftline_catalog::mysql::{ConstraintType, Table};

use super::catalog::Catalog;
use super::identifier::{literal, quote};
use super::{column, constraint, index};

/// `CREATE TABLE` with columns, keys and checks. Foreign keys come when every table is there.
pub(super) fn create(table: &Table, catalog: &Catalog<'_>) -> Vec<String> {
    // Where nothing says when the next one begins, MariaDB makes a table with one partition of history, and adds more.
    let is_history = |partition: &&String| partition.ends_with(" HISTORY");
    let further: Vec<String> = match table.partition_by.as_deref() {
        Some("SYSTEM_TIME") => table.partitions.iter().filter(is_history).skip(1).cloned().collect(),
        _ => Vec::new(),
    };
    if further.is_empty() {
        return vec![create_at_once(table, catalog)];
    }
    let mut first = table.clone();
    first.partitions.retain(|partition| !further.contains(partition));
    let further = further.iter().map(|partition| format!("PARTITION {partition}")).collect::<Vec<_>>().join(", ");
    let add = format!("ALTER TABLE {} ADD PARTITION ({further});", quote(&table.name));
    vec![create_at_once(&first, catalog), add]
}

fn create_at_once(table: &Table, catalog: &Catalog<'_>) -> String {
    let engine = catalog.engine;
    let mut lines: Vec<String> =
        catalog.columns(table).into_iter().map(|column| column::declaration(column, engine)).collect();
    lines.extend(table.periods.iter().map(|period| format!("PERIOD FOR {period}")));
    lines.extend(catalog.indexes(&table.name).map(|index| index::declaration(index, engine)));
    let checks = catalog.constraints(&table.name).filter(|one| one.constraint_type == ConstraintType::Check);
    lines.extend(checks.map(constraint::declaration));
    let mut text = format!("CREATE TABLE {} (\n  {}\n)", quote(&table.name), lines.join(",\n  "));
    for option in options(table, engine) {
        text.push(' ');
        text.push_str(&option);
    }
    if let Some(partitions) = partition_by(table) {
        text.push('\n');
        text.push_str(&partitions);
    }
    text.push(';');
    text
}

/// Everything that follows the columns but the partitions.
pub(super) fn options(table: &Table, engine: Engine) -> Vec<String> {
    let mut options = Vec::new();
    if let Some(tablespace) = &table.tablespace {
        options.push(format!("TABLESPACE {}", quote(tablespace)));
    }
    options.push(format!("ENGINE={}", table.engine));
    options.push(charset(table));
    options.extend(table.row_format.as_ref().map(|format| format!("ROW_FORMAT={format}")));
    options.extend(table.key_block_size.as_ref().map(|size| format!("KEY_BLOCK_SIZE={size}")));
    options.extend(table.compression.as_ref().map(|method| format!("COMPRESSION={}", literal(method))));
    options.extend(table.encryption.as_ref().map(|value| encryption(value, engine)));
    options.extend(table.options.iter().filter(|option| is_option(option)).cloned());
    options.extend(table.comment.as_ref().map(|comment| format!("COMMENT={}", literal(comment))));
    if table.system_versioning {
        options.push("WITH SYSTEM VERSIONING".to_owned());
    }
    options
}

pub(super) fn charset(table: &Table) -> String {
    format!("DEFAULT CHARSET={} COLLATE={}", table.charset, table.collation)
}

pub(super) fn encryption(value: &str, engine: Engine) -> String {
    match engine {
        Engine::Mariadb => format!("ENCRYPTED={value}"),
        _ => format!("ENCRYPTION={}", literal(value)),
    }
}

/// Whether `CREATE TABLE` can be told; a connection string is never read, so it cannot be written either.
pub(super) fn is_option(option: &str) -> bool {
    option.contains('=')
}

/// Why a table that is there cannot be given an option, or lose it.
pub(super) fn refusal(option: &str) -> Option<&'static str> {
    if !is_option(option) {
        Some(UNREAD)
    } else if ["DATA DIRECTORY=", "INDEX DIRECTORY="].iter().any(|name| option.starts_with(name)) {
        Some("where the files of a table are is said when it is made, and ignored by ALTER TABLE")
    } else {
        None
    }
}

/// Why a table cannot be made as it is.
pub(super) const UNREAD: &str = "a connection string is never read, so it cannot be written";

/// How the table is partitioned; none where it is not.
pub(super) fn partition_by(table: &Table) -> Option<String> {
    let method = table.partition_by.as_ref()?;
    let is_number = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
    Some(match table.partitions.as_slice() {
        [] => format!("PARTITION BY {method}"),
        [number] if is_number(number) => match method.split_once(" SUBPARTITION BY ") {
            Some((method, sub)) => format!("PARTITION BY {method} PARTITIONS {number} SUBPARTITION BY {sub}"),
            None => format!("PARTITION BY {method} PARTITIONS {number}"),
        },
        partitions => {
            let list: Vec<String> = partitions.iter().map(|partition| format!("PARTITION {partition}")).collect();
            format!("PARTITION BY {method}\n({})", list.join(",\n "))
        }
    })
}
