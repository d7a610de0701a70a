//! golang-migrate: `<version>_<title>.up.<extension>`, and one row with the current version.
//!
//! The rules are those of `source/parse.go`, `source/iofs` and `database/postgres/postgres.go`.

use crate::directory::{
    Directory, DirectoryError, DirectoryOptions, Migration, MigrationKind, SendMode, SessionMode, SourceFile,
    TransactionMode, Version,
};
use crate::format::{Format, Migrator};
use crate::history::{Applied, AppliedKind, HistoryRow, Outcome, TableName};
use crate::plan::{Plan, ReplayPlan, dirty, missing};

pub(crate) struct GolangMigrate;

/// Version, title and whether it goes up: `^([0-9]+)_(.*)\.(down|up)\.(.*)$`, greedy.
fn parts(file: &SourceFile) -> Option<(u64, &str, bool)> {
    if !file.is_top_level() {
        return None;
    }
    let (number, rest) = file.name().split_once('_')?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let up = rest.rfind(".up.");
    let down = rest.rfind(".down.");
    let end = up.max(down)?;
    Some((number.parse().ok()?, &rest[..end], up > down))
}

/// The first two neighbours of one version. Other tools that use these names allow them, and without a
/// history such a directory is still worth building.
fn twins(migrations: &[Migration]) -> Option<(&Migration, &Migration)> {
    migrations.windows(2).find(|pair| pair[0].version == pair[1].version).map(|pair| (&pair[0], &pair[1]))
}

fn same_version(first: &Migration, second: &Migration) -> String {
    format!("`{}` and `{}` have the same version {}", first.file, second.file, first.label())
}

impl Migrator for GolangMigrate {
    fn format(&self) -> Format {
        Format::GolangMigrate
    }

    fn name(&self) -> &'static str {
        "golang-migrate"
    }

    fn example(&self) -> &'static str {
        "`000001_create_users.up.sql`"
    }

    fn recognizes(&self, files: &[SourceFile]) -> bool {
        let is_numbered = |file: &&SourceFile| {
            file.is_top_level()
                && file.name().ends_with(".sql")
                && file.name().split_once('_').is_some_and(|(number, _)| number.parse::<u64>().is_ok())
        };
        // It passes over every other file, so mostly numbered files without a direction speak
        // against it; a few misspelt ones do not.
        let (directed, other): (Vec<_>, Vec<_>) =
            files.iter().filter(is_numbered).partition(|file| parts(file).is_some());
        directed.len() >= other.len() && files.iter().any(|file| parts(file).is_some_and(|(_, _, up)| up))
    }

    fn parse(&self, files: &[SourceFile], _options: &DirectoryOptions) -> Result<Directory, DirectoryError> {
        let mut numbered = Vec::new();
        for file in files {
            let Some((version, title, true)) = parts(file) else {
                continue;
            };
            let migration = Migration {
                version: Some(Version(version.to_string())),
                description: title.to_owned(),
                file: file.path.clone(),
                kind: MigrationKind::Versioned,
                sql: file.text()?.to_owned(),
                checksum: String::new(),
                equivalent_checksum: None,
                // The file is one simple query, which the server runs as one transaction.
                transaction: TransactionMode::Wrapped,
                delimiter: None,
                session: SessionMode::Kept,
                sending: SendMode::Whole,
            };
            numbered.push((version, migration));
        }
        // Stable, so files of one version stay in the order of their names.
        numbered.sort_by_key(|(version, _)| *version);
        let migrations: Vec<Migration> = numbered.into_iter().map(|(_, migration)| migration).collect();
        Ok(Directory {
            format: self.format(),
            notes: twins(&migrations)
                .map(|(first, second)| format!("{}, which golang-migrate itself refuses", same_version(first, second)))
                .into_iter()
                .collect(),
            migrations,
        })
    }

    fn table_names(&self) -> &'static [&'static str] {
        &["schema_migrations"]
    }

    fn columns(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[("version", &["bigint"]), ("dirty", &["boolean"])]
    }

    fn columns_are_all(&self) -> bool {
        true
    }

    fn history_select(&self, quoted: &str) -> String {
        format!(
            "SELECT version::pg_catalog.text AS version, NULL::pg_catalog.text AS description,
                    NULL::pg_catalog.text AS kind, NULL::pg_catalog.text AS checksum,
                    NULL::pg_catalog.int8 AS applied, NULL::pg_catalog.int8 AS total,
                    NOT dirty AS succeeded, NULL::pg_catalog.text AS error, NULL::pg_catalog.text AS script
               FROM {quoted} AS t ORDER BY t.version"
        )
    }

    fn mysql_history_select(&self, quoted: &str) -> String {
        format!("SELECT version, NOT dirty AS succeeded FROM {quoted} ORDER BY version")
    }

    /// `GenerateAdvisoryLockId` of the database's and the table's name (`database/mysql/mysql.go`).
    fn mysql_lock_name(&self, database: &str, table: &TableName) -> String {
        const SALT: u32 = 1_486_364_155;
        let text = format!("{database}:{}", table.name);
        crc32fast::hash(text.as_bytes()).wrapping_mul(SALT).to_string()
    }

    fn mysql_history_ddl(&self, quoted: &str) -> String {
        format!("CREATE TABLE IF NOT EXISTS {quoted} (version bigint not null primary key, dirty boolean not null)")
    }

    fn applied(&self, row: HistoryRow) -> Option<Applied> {
        Some(Applied {
            version: row.version.map(Version),
            description: String::new(),
            kind: AppliedKind::Migration,
            checksum: None,
            outcome: match row.succeeded {
                Some(true) => Outcome::Succeeded,
                _ => Outcome::Failed { reason: "it is marked dirty".to_owned() },
            },
            script: None,
        })
    }

    fn plan(&self, directory: &Directory, table: &TableName, applied: &[Applied]) -> Plan {
        if let Some(dirty) =
            dirty(table, applied, "repair the database by hand, then run `migrate force` with the version it is at")
        {
            return dirty;
        }
        let row = match applied {
            [] => return Plan::Replay(ReplayPlan::nothing(directory)),
            [row] => row,
            rows => {
                return Plan::Unknown {
                    reason: format!(
                        "{table} has {} rows, but golang-migrate keeps only one; delete the rows that do not belong there",
                        rows.len()
                    ),
                };
            }
        };
        let current = row.label();
        let Some(position) = directory.migrations.iter().rposition(|migration| migration.label() == current) else {
            return missing(table, &[current]);
        };
        let (applied, pending) = directory.migrations.split_at(position + 1);
        if let Some((first, second)) = twins(applied) {
            return Plan::Unknown {
                reason: format!(
                    "{}, so {table} does not tell which of them is applied; golang-migrate refuses such a directory: rename one of them, or check whether another tool runs it",
                    same_version(first, second)
                ),
            };
        }
        Plan::Replay(ReplayPlan {
            migrations: applied.to_vec(),
            deployed: Some(current.to_owned()),
            pending: pending.iter().map(|migration| migration.file.clone()).collect(),
            notes: Vec::new(),
        })
    }

    fn deployed(&self, applied: &[Applied]) -> Option<String> {
        applied.last().map(|row| row.label().to_owned())
    }

    /// `GenerateAdvisoryLockId` in `database/util.go`, as `database/postgres/postgres.go` calls it.
    fn lock_key(&self, database: &str, table: &TableName) -> i64 {
        const SALT: u32 = 1_486_364_155;
        let text = [table.schema.as_str(), &table.name, database].join("\0");
        i64::from(crc32fast::hash(text.as_bytes()).wrapping_mul(SALT))
    }

    fn history_ddl(&self, table: &TableName, _applied: &[Applied]) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (version bigint not null primary key, dirty boolean not null);",
            table.quoted()
        )
    }
}
