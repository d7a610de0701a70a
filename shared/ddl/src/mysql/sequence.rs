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
pub(super) fn alter(from: &Sequence, to: &Sequence) -> Vec<String> {
    let name = quote(&to.name);
    let mut statements = Vec::new();
    if from.engine != to.engine {
        statements.push(format!("ALTER TABLE {name} ENGINE={};", to.engine));
    }
    if from.comment != to.comment {
        statements.push(format!("ALTER TABLE {name} COMMENT={};", literal(to.comment.as_deref().unwrap_or_default())));
    }
    let bounds = (said(from) != said(to)).then(|| format!("ALTER SEQUENCE {name} {};", said(to)));
    let data_type = (from.data_type != to.data_type).then(|| {
        let data_type = to.data_type.as_deref().unwrap_or("bigint");
        format!("ALTER SEQUENCE {name} AS {data_type};")
    });
    // The bounds have to fit the type at every moment.
    if to.data_type.is_none() {
        statements.extend(data_type.into_iter().chain(bounds));
    } else {
        statements.extend(bounds.into_iter().chain(data_type));
    }
    statements
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
pub(super) fn database(was_read_only: bool, database: &Database, engine: Engine) -> Vec<String> {
    let charset = format!("ALTER DATABASE CHARACTER SET {} COLLATE {}", database.charset, database.collation);
    match engine {
        Engine::Mariadb => {
            vec![format!("{charset} COMMENT {};", literal(database.comment.as_deref().unwrap_or_default()))]
        }
        _ => {
            let encryption = if database.encryption { "Y" } else { "N" };
            let mut statements = Vec::new();
            statements.extend(was_read_only.then(|| "ALTER DATABASE READ ONLY = 0;".to_owned()));
            statements.push(format!("{charset} ENCRYPTION '{encryption}';"));
            statements.extend(database.read_only.then(|| "ALTER DATABASE READ ONLY = 1;".to_owned()));
            statements
        }
    }
}
