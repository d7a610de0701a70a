//! From `flyway_schema_history` to files.
//!
//! Rows are replayed by `installed_rank`. A repeatable file is replayed where it ran last: only the
//! text of that run is at hand, and only when its checksum says so.

use super::version;
use crate::directory::{Directory, Migration, MigrationKind};
use crate::history::{Applied, AppliedKind, TableName};
use crate::plan::{Plan, ReplayPlan, dirty, edited_note, missing, note_order};

/// What a fresh database gets: the highest baseline file, versions above it, repeatables.
pub(super) fn fresh(migrations: &[Migration]) -> Vec<Migration> {
    let baseline = migrations.iter().rfind(|migration| migration.kind == MigrationKind::Baseline);
    migrations
        .iter()
        .filter(|migration| match migration.kind {
            MigrationKind::Baseline => baseline.is_some_and(|baseline| baseline.file == migration.file),
            MigrationKind::Versioned => {
                baseline.is_none_or(|baseline| version::compare(migration.label(), baseline.label()).is_gt())
            }
            MigrationKind::Repeatable | MigrationKind::Checkpoint => true,
        })
        .cloned()
        .collect()
}

pub(super) fn plan(directory: &Directory, table: &TableName, applied: &[Applied]) -> Plan {
    if let Some(dirty) = dirty(table, applied, "repair the database by hand, then run `flyway repair`") {
        return dirty;
    }
    if let Some(reason) = not_replayable(table, applied) {
        return Plan::Unknown { reason };
    }
    let rows: Vec<&Applied> = applied.iter().filter(|row| row.kind != AppliedKind::SchemaCreation).collect();
    if rows.is_empty() {
        return Plan::Replay(ReplayPlan::nothing(directory));
    }
    let mut absent = Vec::new();
    let mut notes = Vec::new();
    let mut migrations: Vec<Migration> = Vec::new();
    let mut versions: Vec<(&str, &str)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let is_repeatable = row.kind == AppliedKind::Repeatable;
        let runs_again =
            |later: &&Applied| later.kind == AppliedKind::Repeatable && later.description == row.description;
        if is_repeatable && rows[index + 1..].iter().any(runs_again) {
            continue;
        }
        let Some(file) = find(directory, row) else {
            if row.kind == AppliedKind::Baseline {
                return Plan::Unknown { reason: baseline_advice(table, row) };
            }
            absent.push(match &row.script {
                Some(script) if is_repeatable => script.as_str(),
                _ => row.label(),
            });
            continue;
        };
        let is_edited = row.checksum.as_ref().is_some_and(|checksum| !file.has_checksum(checksum));
        // A row of type BASELINE has no checksum; one that somebody wrote is not the file's.
        if is_edited && is_repeatable {
            return Plan::Unknown {
                reason: format!(
                    "the text of the repeatable `{}` that was last applied is not at hand: its checksum in {table} is another than that of the file; deploy the file, or use the directory of the commit that was deployed",
                    file.file
                ),
            };
        }
        if is_edited && row.kind != AppliedKind::Baseline {
            notes.push(edited_note(&file.file));
        }
        if !is_repeatable {
            versions.push((row.label(), row.label()));
        }
        migrations.push(file.clone());
    }
    if !absent.is_empty() {
        return missing(table, &absent);
    }
    notes.extend(note_order(&versions, |first, then| version::compare(first, then).is_lt()));
    Plan::Replay(ReplayPlan {
        deployed: versions
            .iter()
            .map(|(version, _)| *version)
            .max_by(|left, right| version::compare(left, right))
            .map(str::to_owned),
        pending: pending(directory, &rows),
        migrations,
        notes,
    })
}

/// The highest version of all that ran, code included.
pub(super) fn deployed(applied: &[Applied]) -> Option<String> {
    let is_version = |row: &&Applied| !matches!(row.kind, AppliedKind::Repeatable | AppliedKind::SchemaCreation);
    let versions = applied.iter().filter(is_version).filter_map(|row| row.version.as_ref());
    versions.map(|version| version.as_str()).max_by(|left, right| version::compare(left, right)).map(str::to_owned)
}

/// The file of a row. A baseline is only ever a `B` file of the same version: what a database held
/// when somebody declared a baseline is not in its `V` files.
fn find<'a>(directory: &'a Directory, row: &Applied) -> Option<&'a Migration> {
    let kind = match row.kind {
        AppliedKind::Repeatable => MigrationKind::Repeatable,
        AppliedKind::Baseline | AppliedKind::BaselineScript => MigrationKind::Baseline,
        _ => MigrationKind::Versioned,
    };
    directory.migrations.iter().find(|file| file.kind == kind && file.label() == row.label())
}

/// Rows whose effect on the schema no file of the directory tells.
fn not_replayable(table: &TableName, applied: &[Applied]) -> Option<String> {
    let list = |is_wanted: &dyn Fn(&AppliedKind) -> bool| -> Option<String> {
        let rows: Vec<String> = applied
            .iter()
            .filter(|row| is_wanted(&row.kind))
            .map(|row| match &row.kind {
                AppliedKind::Other(kind) => format!("{} ({kind})", row.label()),
                _ => row.label().to_owned(),
            })
            .collect();
        (!rows.is_empty()).then(|| rows.join(", "))
    };
    if let Some(code) = list(&|kind| matches!(kind, AppliedKind::Other(_))) {
        return Some(format!(
            "{table} records migrations that are code, which only the application can run: {code}; compare with another database or a published snapshot instead"
        ));
    }
    if let Some(undone) = list(&|kind| *kind == AppliedKind::Undo) {
        return Some(format!(
            "{table} records that migrations were undone: {undone}; what is left of them is not known; compare with another database or a published snapshot instead"
        ));
    }
    list(&|kind| *kind == AppliedKind::Deletion).map(|deleted| {
        format!(
            "{table} records that applied files were deleted: {deleted}; what they did is not in the directory; use a directory that has them, or compare with another database or a published snapshot"
        )
    })
}

fn baseline_advice(table: &TableName, row: &Applied) -> String {
    let version = row.label();
    format!(
        "{table} says that the database existed before Flyway and was declared to be at version {version}; what it held then is not in the directory; add a baseline script `B{version}__before_flyway.sql` with the schema of that time (for example from `pg_dump --schema-only`)"
    )
}

/// Files that were never applied. What is at or below a baseline never will be.
fn pending(directory: &Directory, rows: &[&Applied]) -> Vec<String> {
    let baseline = rows
        .iter()
        .filter(|row| matches!(row.kind, AppliedKind::Baseline | AppliedKind::BaselineScript))
        .map(|row| row.label())
        .max_by(|left, right| version::compare(left, right));
    directory
        .migrations
        .iter()
        .filter(|file| match file.kind {
            MigrationKind::Versioned => {
                baseline.is_none_or(|baseline| version::compare(file.label(), baseline).is_gt())
            }
            MigrationKind::Repeatable => true,
            // Only a database without any history begins with one.
            MigrationKind::Baseline | MigrationKind::Checkpoint => false,
        })
        .filter(|file| {
            !rows.iter().any(|row| {
                (row.kind == AppliedKind::Repeatable) == (file.kind == MigrationKind::Repeatable)
                    && row.label() == file.label()
            })
        })
        .map(|file| file.file.clone())
        .collect()
}
