//! A migration directory: files as they are, and migrations as their migrator understands them.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::flyway::FlywayOptions;
use crate::format::Format;

/// One file of a directory, unread beyond its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path below the directory, with `/` between its parts on every system.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether the file lies directly in the directory.
    pub(crate) fn is_top_level(&self) -> bool {
        !self.path.contains('/')
    }

    /// The content as text.
    pub(crate) fn text(&self) -> Result<&str, DirectoryError> {
        std::str::from_utf8(&self.bytes)
            .map_err(|error| DirectoryError::Encoding { file: self.path.clone(), offset: error.valid_up_to() })
    }
}

/// What the files of a directory need that is not written in them.
#[derive(Debug, Clone, Default)]
pub struct DirectoryOptions {
    /// Settings of Flyway, as in `flyway.toml`.
    pub flyway: FlywayOptions,
}

/// The migrations of one directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// Whose directory it is.
    pub format: Format,
    /// In the order in which the migrator sorts them; what a fresh database gets is [`crate::plan_all`].
    pub migrations: Vec<Migration>,
    /// Things in the directory that are not replayed although the migrator would run them.
    pub notes: Vec<String>,
}

/// The version of a migration in its migrator's canonical spelling (`1.1` for Flyway's `01_1`).
///
/// Versions of one directory are equal exactly when their texts are. How they are ordered differs
/// from migrator to migrator, so there is no `Ord`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub(crate) String);

impl Version {
    /// The text, as histories and messages show it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What role a file plays for its migrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MigrationKind {
    /// Runs once.
    Versioned,
    /// Flyway's `R__`: runs again whenever its text changes.
    Repeatable,
    /// Flyway's `B`: stands for every version up to its own on a fresh database.
    Baseline,
    /// Atlas' checkpoint: stands for every file before it on a fresh database.
    Checkpoint,
}

/// Whether the migrator puts a transaction around the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionMode {
    /// One transaction around the whole file.
    Wrapped,
    /// Each statement for itself.
    Unwrapped,
}

/// What the migrator does with the session after a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionMode {
    /// Nothing: a `SET search_path` reaches the next file.
    Kept,
    /// Flyway sets `search_path` and role back to what they were.
    Restored,
}

/// How the migrator sends a file to MySQL and MariaDB, where that shows in what is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendMode {
    /// As one text, which the server takes apart.
    Whole,
    /// Statement by statement.
    Statements,
}

/// One file that changes the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// `None` for repeatable migrations, which are known by their description.
    pub version: Option<Version>,
    /// The words in the file's name.
    pub description: String,
    /// The file's path below the directory.
    pub file: String,
    /// What it is for its migrator.
    pub kind: MigrationKind,
    /// What to run: placeholders replaced, bundles unpacked.
    pub sql: String,
    /// The checksum as the migrator's history spells it; empty when it keeps none.
    pub checksum: String,
    /// A second checksum the migrator also accepts (Flyway: before placeholders were replaced).
    pub equivalent_checksum: Option<String>,
    /// Whether a transaction goes around it.
    pub transaction: TransactionMode,
    /// What ends a statement when it is not `;` (Atlas' `-- atlas:delimiter`).
    pub delimiter: Option<String>,
    /// What happens to session settings afterwards.
    pub session: SessionMode,
    /// How it is sent to MySQL and MariaDB.
    pub sending: SendMode,
}

impl Migration {
    /// The version, or the description of a migration that has none.
    pub fn label(&self) -> &str {
        self.version.as_ref().map_or(&self.description, |version| &version.0)
    }

    /// Whether a history that noted `applied` ran this very text, as far as checksums tell.
    pub(crate) fn has_checksum(&self, applied: &str) -> bool {
        self.checksum.is_empty() || self.checksum == applied || self.equivalent_checksum.as_deref() == Some(applied)
    }
}

/// A directory that cannot be used, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// A folder or file could not be read.
    #[error(
        "cannot read `{}`: {source}; check that it exists and that this user may read it",
        path.display()
    )]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// No file belongs to the format.
    #[error("no {format} migration among the files of the directory; {format} expects names like {example}")]
    Empty {
        /// The format that was asked for.
        format: Format,
        /// What its files are called.
        example: &'static str,
    },
    /// The file is not UTF-8.
    #[error(
        "`{file}` is not UTF-8: the byte at offset {offset} does not belong to a character; save the file as UTF-8"
    )]
    Encoding {
        /// The file.
        file: String,
        /// Where, counted in bytes from 0.
        offset: usize,
    },
    /// The migrator itself would refuse this file name.
    #[error("`{file}`: {reason}")]
    FileName {
        /// The file.
        file: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// Two files claim one version.
    #[error(
        "`{first}` and `{second}` have the same version {version}, which {format} refuses; rename one of them, or check whether the directory belongs to another migrator"
    )]
    Duplicate {
        /// Whose rule it is.
        format: Format,
        /// The version, or the description of repeatable migrations.
        version: String,
        /// The first file.
        first: String,
        /// The second file.
        second: String,
    },
    /// `atlas.sum` is absent, damaged, or does not fit the files.
    #[error("{reason}")]
    Sum {
        /// What is wrong and what to do.
        reason: String,
    },
    /// A Flyway placeholder without a value.
    #[error(
        "`{file}` line {line}: no value for the placeholder `{placeholder}`; add `{name}` to the placeholders of this database in the configuration"
    )]
    Placeholder {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// As written in the file.
        placeholder: String,
        /// Its name alone.
        name: String,
    },
}

impl Directory {
    /// Understands `files` as a directory of `format`.
    ///
    /// # Errors
    ///
    /// When no file belongs to the format, when the migrator itself would refuse the directory
    /// (two files of one version, an edited `atlas.sum`, an unknown placeholder), and when a
    /// migration is not UTF-8.
    pub fn parse(
        files: Vec<SourceFile>,
        format: Format,
        options: &DirectoryOptions,
    ) -> Result<Directory, DirectoryError> {
        let migrator = format.migrator();
        let directory = migrator.parse(&files, options)?;
        if directory.migrations.is_empty() {
            return Err(DirectoryError::Empty { format, example: migrator.example() });
        }
        Ok(directory)
    }

    /// The directory as it was when this version was its newest: versions after it are left out, files without a version
    /// stay. `None` when no file has the version. Leading zeros do not count, as in `000012`.
    pub fn up_to(&self, version: &str) -> Option<Directory> {
        let plain = |text: &str| text.trim_start_matches('0').to_owned();
        let is_it = |migration: &Migration| {
            migration.version.as_ref().is_some_and(|found| found.0 == version || plain(&found.0) == plain(version))
        };
        let last = self.migrations.iter().rposition(is_it)?;
        let stays = |(place, migration): &(usize, &Migration)| *place <= last || migration.version.is_none();
        let migrations = self.migrations.iter().enumerate().filter(stays).map(|(_, migration)| migration.clone());
        Some(Directory { format: self.format, migrations: migrations.collect(), notes: self.notes.clone() })
    }

    /// The versioned migrations by version; checkpoints and baselines are left out.
    pub(crate) fn versioned(&self) -> BTreeMap<&str, &Migration> {
        self.migrations
            .iter()
            .filter(|migration| migration.kind == MigrationKind::Versioned)
            .filter_map(|migration| Some((migration.version.as_ref()?.as_str(), migration)))
            .collect()
    }
}

/// Fails when two neighbours of the sorted `migrations` have one key.
pub(crate) fn refuse_duplicates<'a, K: PartialEq>(
    format: Format,
    migrations: impl Iterator<Item = (K, &'a Migration)>,
) -> Result<(), DirectoryError> {
    let mut previous: Option<(K, &Migration)> = None;
    for (key, migration) in migrations {
        if let Some((last, first)) = &previous
            && *last == key
        {
            return Err(DirectoryError::Duplicate {
                format,
                version: migration.label().to_owned(),
                first: first.file.clone(),
                second: migration.file.clone(),
            });
        }
        previous = Some((key, migration));
    }
    Ok(())
}

/// Reads every file below `directory`, sorted by path. Names that begin with a dot are skipped:
/// they are editors' and version control's, and no migrator runs them.
///
/// # Errors
///
/// Names the folder or file that could not be read.
pub fn read_files(directory: &Path) -> Result<Vec<SourceFile>, DirectoryError> {
    let mut files = Vec::new();
    read_folder(directory, "", &mut Vec::new(), &mut files)?;
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    ancestors: &mut Vec<PathBuf>,
    files: &mut Vec<SourceFile>,
) -> Result<(), DirectoryError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| DirectoryError::Read { path, source }
    };
    // A symbolic link to a parent folder would otherwise never end.
    let real = std::fs::canonicalize(folder).map_err(failed(folder))?;
    if ancestors.contains(&real) {
        return Ok(());
    }
    ancestors.push(real);
    for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let relative = format!("{prefix}{name}");
        // Follows links: mounted config maps consist of them.
        if std::fs::metadata(&path).map_err(failed(&path))?.is_dir() {
            read_folder(&path, &format!("{relative}/"), ancestors, files)?;
        } else {
            let bytes = std::fs::read(&path).map_err(failed(&path))?;
            files.push(SourceFile { path: relative, bytes });
        }
    }
    ancestors.pop();
    Ok(())
}
