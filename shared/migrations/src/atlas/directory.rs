//! The files of an Atlas directory and the directives in them.

use super::sum;
use crate::directory::{
    Directory, DirectoryError, Migration, MigrationKind, SendMode, SessionMode, SourceFile, TransactionMode, Version,
    refuse_duplicates,
};
use crate::format::Format;

/// Atlas takes every `.sql` directly in the directory.
pub(super) fn is_migration(file: &SourceFile) -> bool {
    file.is_top_level() && file.name().ends_with(".sql")
}

pub(super) fn parse(files: &[SourceFile]) -> Result<Directory, DirectoryError> {
    let mut sources: Vec<&SourceFile> = files.iter().filter(|file| is_migration(file)).collect();
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    let mut migrations = Vec::new();
    if !sources.is_empty() {
        let hashes = sum::verify(files, &sources)?;
        for source in &sources {
            let hash = hashes.iter().find(|(name, _)| name == source.name()).map_or("", |(_, hash)| hash.as_str());
            migrations.push(read(source, hash)?);
        }
    }
    let mut by_version: Vec<&Migration> = migrations.iter().collect();
    by_version.sort_by_key(|migration| migration.label());
    refuse_duplicates(Format::Atlas, by_version.iter().map(|migration| (migration.label(), *migration)))?;
    Ok(Directory { format: Format::Atlas, migrations, notes: Vec::new() })
}

fn read(source: &SourceFile, hash: &str) -> Result<Migration, DirectoryError> {
    let text = source.text()?;
    let stem = source.name().strip_suffix(".sql").unwrap_or(source.name());
    let (version, description) = stem.split_once('_').unwrap_or((stem, ""));
    let is_bundle = directive_at_start(text, "txtar").is_some();
    let sql = if is_bundle { migration_part(source, text)? } else { text.to_owned() };
    // In a bundle, directives are at the top of the bundle or of the part.
    let directives = |name: &str| file_directive(text, name).or_else(|| file_directive(&sql, name));
    let is_without_transaction = directives("txmode").as_deref() == Some("none");
    let is_checkpoint = directives("checkpoint").is_some();
    let delimiter = directive_at_start(&sql, "delimiter").filter(|delimiter| !delimiter.is_empty()).map(unescape);
    Ok(Migration {
        version: Some(Version(version.to_owned())),
        description: description.to_owned(),
        file: source.path.clone(),
        kind: if is_checkpoint { MigrationKind::Checkpoint } else { MigrationKind::Versioned },
        checksum: hash.to_owned(),
        equivalent_checksum: None,
        transaction: if is_without_transaction { TransactionMode::Unwrapped } else { TransactionMode::Wrapped },
        delimiter,
        session: SessionMode::Kept,
        sending: SendMode::Statements,
        sql,
    })
}

/// The value of `-- atlas:<name> value` when it is the first line of the text.
pub(super) fn directive_at_start<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    directive(text.lines().next()?, name)
}

/// The value of a directive among the comments at the top of the file, which an empty line must
/// separate from the first statement.
fn file_directive(text: &str, name: &str) -> Option<String> {
    let mut found = None;
    for line in text.lines() {
        if line.starts_with("--") || line.starts_with('#') {
            if found.is_none() {
                found = directive(line.trim(), name).map(str::to_owned);
            }
        } else {
            return found.filter(|_| line.is_empty());
        }
    }
    // A file of nothing but comments.
    found
}

fn directive<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (before, after) = line.split_once("atlas:")?;
    if !matches!(before.trim_end(), "--" | "#") {
        return None;
    }
    let value = after.strip_prefix(name)?;
    (value.is_empty() || value.starts_with(' ')).then(|| value.trim())
}

fn unescape(delimiter: &str) -> String {
    delimiter.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")
}

/// The section `migration.sql` of a bundle. Empty lines stand for what is before it, so that line
/// numbers stay those of the file.
fn migration_part(source: &SourceFile, text: &str) -> Result<String, DirectoryError> {
    let mut part: Option<String> = None;
    for (before, line) in text.split_inclusive('\n').enumerate() {
        let header = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (header, &mut part) {
            (Some("migration.sql"), None) => part = Some("\n".repeat(before + 1)),
            (Some(_), Some(_)) => break,
            (_, Some(part)) => part.push_str(line),
            (_, None) => {}
        }
    }
    part.ok_or_else(|| DirectoryError::FileName {
        file: source.path.clone(),
        reason: "the bundle has no section `-- migration.sql --`; add it".to_owned(),
    })
}
