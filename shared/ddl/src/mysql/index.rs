//! Indexes and keys.

use driftline_catalog::Engine;
use driftline_catalog::mysql::{Index, IndexType};

use super::identifier::{literal, quote};

/// An index as `CREATE TABLE` and `ALTER TABLE ... ADD` take it.
pub(super) fn declaration(index: &Index, engine: Engine) -> String {
    let name = quote(&index.name);
    let head = match index.index_type {
        IndexType::Primary => "PRIMARY KEY".to_owned(),
        IndexType::Unique => format!("UNIQUE KEY {name}"),
        IndexType::Plain => format!("KEY {name}"),
        IndexType::Fulltext => format!("FULLTEXT KEY {name}"),
        IndexType::Spatial => format!("SPATIAL KEY {name}"),
        IndexType::Vector => format!("VECTOR KEY {name}"),
    };
    let mut parts = vec![format!("{head} ({})", index.parts.join(","))];
    parts.extend(index.using.as_ref().map(|method| format!("USING {method}")));
    parts.extend(index.key_block_size.as_ref().map(|size| format!("KEY_BLOCK_SIZE={size}")));
    parts.extend(index.comment.as_ref().map(|comment| format!("COMMENT {}", literal(comment))));
    parts.extend(index.parser.as_ref().map(|parser| format!("WITH PARSER {}", quote(parser))));
    if index.invisible {
        parts.push(if engine == Engine::Mariadb { "IGNORED" } else { "INVISIBLE" }.to_owned());
    }
    parts.extend(index.options.iter().cloned());
    parts.join(" ")
}

/// Whether queries use it, as a part of `ALTER INDEX`.
pub(super) fn visibility(index: &Index, engine: Engine) -> &'static str {
    match (engine, index.invisible) {
        (Engine::Mariadb, true) => "IGNORED",
        (Engine::Mariadb, false) => "NOT IGNORED",
        (_, true) => "INVISIBLE",
        (_, false) => "VISIBLE",
    }
}

/// What drops it, as a part of `ALTER TABLE`.
pub(super) fn drop(index: &Index) -> String {
    match index.index_type {
        IndexType::Primary => "DROP PRIMARY KEY".to_owned(),
        _ => format!("DROP INDEX {}", quote(&index.name)),
    }
}
