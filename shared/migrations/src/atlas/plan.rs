//! From revisions to files: baselines, checkpoints, and what is left.

use crate::directory::{Directory, Migration, MigrationKind};
use crate::history::{Applied, AppliedKind, TableName};
use crate::plan::{Plan, ReplayPlan, dirty, missing, note_order};

/// What a fresh database gets: everything from the last checkpoint on.
pub(super) fn fresh(migrations: &[Migration]) -> &[Migration] {
    let start =
        migrations.iter().rposition(|migration| migration.kind == MigrationKind::Checkpoint).unwrap_or_default();
    &migrations[start..]
}

/// The files that were really applied, in the order in which they were. A checkpoint is replayed when
/// the database itself began with it, or when the files that it stands for are no longer there.
pub(super) fn plan(directory: &Directory, table: &TableName, applied: &[Applied]) -> Plan {
    if applied.is_empty() {
        return Plan::Replay(ReplayPlan::nothing(directory));
    }
    if let Some(dirty) = dirty(
        table,
        applied,
        "finish it with `atlas migrate apply`, or repair the database and run `atlas migrate set`",
    ) {
        return dirty;
    }
    let baseline = applied.iter().find(|row| row.kind == AppliedKind::Baseline).map(Applied::label);
    let mut notes = Vec::new();
    let mut migrations: Vec<Migration> = Vec::new();
    let mut absent: Vec<&str> = Vec::new();
    if let Some(baseline) = baseline {
        match up_to(&directory.migrations, baseline) {
            Some(files) => {
                notes.push(format!(
                    "the database was declared to be at version {baseline} (baseline) in {table}; the files up to it were replayed"
                ));
                migrations.extend(files);
            }
            None => absent.push(baseline),
        }
    }
    let find = |version: &str| directory.migrations.iter().find(|migration| migration.label() == version);
    let rows: Vec<&Applied> = applied.iter().filter(|row| row.kind != AppliedKind::Baseline).collect();
    absent.extend(rows.iter().map(|row| row.label()).filter(|version| find(version).is_none()));
    let deployed = applied.iter().map(Applied::label).max();
    let mut start = baseline;
    if let Some(last_absent) = absent.iter().max() {
        let Some(checkpoint) = standing_in(directory, &rows, last_absent, deployed) else {
            absent.sort_unstable();
            return missing(table, &absent);
        };
        notes.push(format!(
            "files before version {} are no longer in the directory; the checkpoint `{}` was replayed in their place",
            checkpoint.label(),
            checkpoint.file
        ));
        migrations = vec![checkpoint.clone()];
        start = Some(checkpoint.label());
    }
    let kept: Vec<(&Applied, &Migration)> = rows
        .iter()
        .filter(|row| start.is_none_or(|start| row.label() > start))
        .filter_map(|row| Some((*row, find(row.label())?)))
        .collect();
    if let Some((row, file)) =
        kept.iter().find(|(row, file)| row.checksum.as_ref().is_some_and(|hash| !file.has_checksum(hash)))
    {
        notes.push(format!(
            "`{}`, or a file before it, was changed after version {} was applied; the text in the directory was replayed",
            file.file,
            row.label()
        ));
    }
    if let Some(row) = rows.iter().find(|row| row.kind == AppliedKind::Resolved) {
        notes.push(format!("version {} was declared applied by hand in {table}", row.label()));
    }
    let order: Vec<(&str, &str)> = kept.iter().map(|(row, _)| (row.label(), row.label())).collect();
    notes.extend(note_order(&order, |first, then| first < then));
    // A database that began with a checkpoint never gets the files before it.
    let began = start.or_else(|| {
        kept.iter().map(|(_, file)| *file).find(|file| file.kind == MigrationKind::Checkpoint).map(Migration::label)
    });
    migrations.extend(kept.iter().map(|(_, file)| (*file).clone()));
    let pending = directory
        .migrations
        .iter()
        .filter(|file| file.kind == MigrationKind::Versioned)
        .filter(|file| began.is_none_or(|began| file.label() > began))
        .filter(|file| !rows.iter().any(|row| row.label() == file.label()))
        .map(|file| file.file.clone())
        .collect();
    Plan::Replay(ReplayPlan { migrations, deployed: deployed.map(str::to_owned), pending, notes })
}

/// The files of a fresh database at `version`; `None` when there is no such file.
fn up_to(migrations: &[Migration], version: &str) -> Option<Vec<Migration>> {
    let end = migrations.iter().position(|migration| migration.label() == version)?;
    Some(fresh(&migrations[..=end]).to_vec())
}

/// The last checkpoint that covers every absent version and no file that was never applied.
fn standing_in<'a>(
    directory: &'a Directory,
    rows: &[&Applied],
    last_absent: &str,
    deployed: Option<&str>,
) -> Option<&'a Migration> {
    directory
        .migrations
        .iter()
        .rev()
        .filter(|file| file.kind == MigrationKind::Checkpoint)
        .filter(|file| file.label() > last_absent && Some(file.label()) <= deployed)
        .find(|checkpoint| {
            directory
                .migrations
                .iter()
                .filter(|file| file.kind == MigrationKind::Versioned)
                .filter(|file| file.label() < checkpoint.label())
                .all(|file| rows.iter().any(|row| row.label() == file.label()))
        })
}
