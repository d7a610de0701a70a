//! Flyway's file names, script configurations and checksums.

use std::cmp::Ordering;

use super::FlywayOptions;
use super::placeholders;
use super::version;
use crate::directory::{
    Directory, DirectoryError, Migration, MigrationKind, SendMode, SessionMode, SourceFile, TransactionMode, Version,
    refuse_duplicates,
};
use crate::format::Format;

/// `sqlMigrationSeparator` and `sqlMigrationSuffixes` as they are unless configured.
const SEPARATOR: &str = "__";
const SUFFIX: &str = ".sql";
/// Names of callbacks that a migration run can trigger: `org.flywaydb.core.api.callback.Event`.
const CALLBACKS: &[&str] = &[
    "beforeMigrate",
    "beforeRepeatables",
    "beforeEachMigrate",
    "beforeEachMigrateStatement",
    "beforeVersioned",
    "afterEachMigrateStatement",
    "afterEachMigrate",
    "afterVersioned",
    "afterMigrate",
    "afterMigrateApplied",
    "beforeConnect",
    "afterConnect",
    "createSchema",
    "beforeCreateSchema",
];

/// A name that Flyway takes for a migration.
struct Name {
    kind: MigrationKind,
    version: Option<String>,
    description: String,
}

/// Flyway passes over files whose names it cannot read, unless told to validate them.
fn name(file: &SourceFile) -> Option<Name> {
    let stem = file.name().strip_suffix(SUFFIX)?;
    let kind = match stem.chars().next()? {
        'V' => MigrationKind::Versioned,
        'B' => MigrationKind::Baseline,
        'R' => MigrationKind::Repeatable,
        _ => return None,
    };
    let rest = &stem[1..];
    let (left, right) = rest.split_once(SEPARATOR).unwrap_or((rest, ""));
    let version = if kind == MigrationKind::Repeatable {
        if !left.is_empty() || right.is_empty() {
            return None;
        }
        None
    } else {
        Some(version::canonical(left)?)
    };
    Some(Name { kind, version, description: right.replace('_', " ") })
}

pub(super) fn is_migration(file: &SourceFile) -> bool {
    name(file).is_some()
}

pub(super) fn parse(files: &[SourceFile], options: &FlywayOptions) -> Result<Directory, DirectoryError> {
    let mut migrations = Vec::new();
    for file in files {
        if let Some(name) = name(file) {
            migrations.push(read(file, name, files, options)?);
        }
    }
    migrations.sort_by(compare);
    refuse_duplicates(
        Format::Flyway,
        migrations.iter().map(|migration| ((migration.kind, migration.label()), migration)),
    )?;
    Ok(Directory { format: Format::Flyway, migrations, notes: files.iter().filter_map(callback_note).collect() })
}

/// Versions first, a baseline before the version it stands for, then repeatables by description.
fn compare(left: &Migration, right: &Migration) -> Ordering {
    match (&left.version, &right.version) {
        (Some(one), Some(other)) => version::compare(&one.0, &other.0).then_with(|| {
            let is_versioned = |migration: &Migration| migration.kind == MigrationKind::Versioned;
            is_versioned(left).cmp(&is_versioned(right))
        }),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.description.cmp(&right.description),
    }
}

fn read(
    file: &SourceFile,
    name: Name,
    files: &[SourceFile],
    options: &FlywayOptions,
) -> Result<Migration, DirectoryError> {
    let text = file.text()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_replacing = setting(files, file, "placeholderReplacement").unwrap_or(options.placeholder_replacement);
    let sql = if is_replacing { placeholders::replace(file, text, options)? } else { text.to_owned() };
    let (checksum, equivalent_checksum) = if name.kind == MigrationKind::Repeatable {
        (checksum(&sql), Some(checksum(text)))
    } else {
        (checksum(text), None)
    };
    Ok(Migration {
        version: name.version.map(Version),
        description: name.description,
        file: file.path.clone(),
        kind: name.kind,
        sql,
        checksum,
        equivalent_checksum,
        transaction: match setting(files, file, "executeInTransaction") {
            Some(false) => TransactionMode::Unwrapped,
            _ => TransactionMode::Wrapped,
        },
        delimiter: None,
        session: SessionMode::Restored,
        sending: SendMode::Statements,
    })
}

/// A setting in the script's own configuration file, `<script>.conf`.
fn setting(files: &[SourceFile], script: &SourceFile, key: &str) -> Option<bool> {
    let path = format!("{}.conf", script.path);
    let text = files.iter().find(|file| file.path == path)?.text().ok()?;
    text.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(name, _)| name.trim() == key)
        .and_then(|(_, value)| value.trim().parse().ok())
}

/// CRC-32 over the lines without their ends, as a signed number: it does not depend on line ends.
fn checksum(text: &str) -> String {
    let mut hasher = crc32fast::Hasher::new();
    for line in text.split(['\n', '\r']) {
        hasher.update(line.as_bytes());
    }
    hasher.finalize().cast_signed().to_string()
}

fn callback_note(file: &SourceFile) -> Option<String> {
    let stem = file.name().strip_suffix(SUFFIX)?;
    let event = stem.split_once(SEPARATOR).map_or(stem, |(event, _)| event);
    CALLBACKS.contains(&event).then(|| {
        format!("the callback `{}` was not run; what it changes in the schema can show up as drift", file.path)
    })
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn checksums_do_not_depend_on_line_ends() {
        // CRC-32 of "123456789" is 0xCBF43926.
        assert_eq!(checksum("123456789"), "-873187034");
        assert_eq!(checksum("1234\n56789\n"), "-873187034");
        assert_eq!(checksum("1234\r\n56789\r\n"), "-873187034");
        assert_eq!(checksum("1234\r56789"), "-873187034");
        assert_ne!(checksum("1234 56789"), "-873187034");
    }
}
