//! From the raw source to the one kind of source that it is.

use crate::raw::RawSource;
use crate::{DatabaseName, HistoryTable, MigrationSource, PublishedOf, PublishedSource, Source};

const KINDS: &str = "a source is exactly one of `migrations`, `schema`, `database` and `published = true`";
const OF_MIGRATIONS: &str = "`format`, `history` and `placeholders` belong to `migrations`";

/// # Errors
///
/// What is wrong with it, in a sentence.
pub(crate) fn source(raw: RawSource) -> Result<Source, String> {
    if raw.published {
        return published(raw);
    }
    let RawSource { migrations, format, history, placeholders, schema, database, published: _ } = raw;
    let of_migrations = format.is_some() || history.is_some() || !placeholders.is_empty();
    match (migrations, schema, database) {
        (Some(directory), None, None) => {
            let history = table(history);
            Ok(Source::Migrations(MigrationSource { directory, format, history, placeholders }))
        }
        (None, schema, database) if of_migrations && (schema.is_some() || database.is_some()) => {
            Err(OF_MIGRATIONS.to_owned())
        }
        (None, Some(file), None) => Ok(Source::Schema(file)),
        (None, None, Some(name)) => DatabaseName::try_from(name).map(Source::Database),
        _ => Err(KINDS.to_owned()),
    }
}

/// A published snapshot may say what it is made of, so that `driftline publish` need not be told.
fn published(raw: RawSource) -> Result<Source, String> {
    let RawSource { migrations, format, history, placeholders, schema, database, published: _ } = raw;
    let of_directory = format.is_some() || !placeholders.is_empty();
    let history = table(history);
    let of = match (migrations, schema, database) {
        (Some(directory), None, None) => {
            PublishedOf::Migrations(MigrationSource { directory, format, history: history.clone(), placeholders })
        }
        (None, ..) if of_directory => return Err("`format` and `placeholders` belong to `migrations`".to_owned()),
        (None, Some(file), None) => PublishedOf::Schema(file),
        (None, None, None) => PublishedOf::Unsaid,
        _ => {
            return Err(
                "what is published is made of `migrations` or of a `schema`, and of one of them only".to_owned()
            );
        }
    };
    Ok(Source::Published(PublishedSource { of, history }))
}

/// The history table that is named; `auto` is none.
fn table(history: Option<String>) -> Option<HistoryTable> {
    history.filter(|history| history != "auto").map(|table| HistoryTable::parse(&table))
}
