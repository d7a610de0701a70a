//! Sequences (MariaDB) and the database itself.

use driftline_catalog::Engine;
use driftline_catalog::mysql::{Database, Sequence};

use super::identifier::{literal, quote};

pub(super) fn create(sequence: &Sequence) -> String {
    let data_type = sequence.data_type.as_ref().map(|data_type| format!(" AS {data_type}")).unwrap_or_default();
    let comment = sequence.comment.as_ref().map(|comment| format!(" COMMENT={}", literal(comment))).unwrap_or_default();
    format!(
        "CREATE SEQUENCE {}{data_type} {} ENGINE={}{comment};",
        quote(&sequence.name),
        said(sequence),
        sequence.engine
    )
}

/// Where it stands stays as it is.
pub(super) fn alter(sequence: &Sequence) -> String {
    format!("ALTER SEQUENCE {} {};", quote(&sequence.name), said(sequence))
}

fn said(sequence: &Sequence) -> String {
    let cache = if sequence.cache == "0" { "NOCACHE".to_owned() } else { format!("CACHE {}", sequence.cache) };
    format!(
        "START WITH {} MINVALUE {} MAXVALUE {} INCREMENT BY {} {cache} {}",
        sequence.start,
        sequence.minimum,
        sequence.maximum,
        sequence.increment,
        if sequence.cycle { "CYCLE" } else { "NOCYCLE" }
    )
}

/// What a database gives its new objects, for the database that the session is in.
pub(super) fn database(database: &Database, engine: Engine) -> String {
    let mut text = format!("ALTER DATABASE CHARACTER SET {} COLLATE {}", database.charset, database.collation);
    match engine {
        Engine::Mariadb => {
            text.push_str(&format!(" COMMENT {}", literal(database.comment.as_deref().unwrap_or_default())));
        }
        _ => {
            text.push_str(if database.encryption { " ENCRYPTION 'Y'" } else { " ENCRYPTION 'N'" });
            text.push_str(if database.read_only { " READ ONLY 1" } else { " READ ONLY 0" });
        }
    }
    text.push(';');
    text
}
