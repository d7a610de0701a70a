//! Extended statistics.

use driftline_catalog::postgres::Statistics;

use super::alteration::Alteration;
use super::identifier::{literal_or_null, qualified, quote};

pub(super) fn create(statistics: &Statistics) -> Vec<String> {
    let name = qualified(&statistics.schema, &statistics.name);
    let kinds = if statistics.kinds.is_empty() { String::new() } else { format!(" ({})", statistics.kinds.join(", ")) };
    let columns = statistics.columns.iter().map(|column| quote(column));
    let expressions = statistics.expressions.iter().map(|expression| format!("({expression})"));
    let on: Vec<_> = columns.chain(expressions).collect();
    let mut statements =
        vec![format!("CREATE STATISTICS {name}{kinds} ON {} FROM {};", on.join(", "), statistics.table)];
    statements.extend((!statistics.owner.is_empty()).then(|| owner(statistics)));
    statements.extend(statistics.target.is_some().then(|| target(statistics)));
    statements.extend(statistics.comment.is_some().then(|| comment(statistics)));
    statements
}

pub(super) fn drop(statistics: &Statistics) -> String {
    format!("DROP STATISTICS {};", qualified(&statistics.schema, &statistics.name))
}

pub(super) fn alter(to: &Statistics, alteration: &mut Alteration) {
    if alteration.differs_beyond(&["owner", "target", "comment"]) {
        return alteration.replace();
    }
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    if alteration.take("target") {
        alteration.push(target(to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

fn owner(statistics: &Statistics) -> String {
    let name = qualified(&statistics.schema, &statistics.name);
    format!("ALTER STATISTICS {name} OWNER TO {};", quote(&statistics.owner))
}

fn target(statistics: &Statistics) -> String {
    let name = qualified(&statistics.schema, &statistics.name);
    format!("ALTER STATISTICS {name} SET STATISTICS {};", statistics.target.unwrap_or(-1))
}

fn comment(statistics: &Statistics) -> String {
    let name = qualified(&statistics.schema, &statistics.name);
    format!("COMMENT ON STATISTICS {name} IS {};", literal_or_null(statistics.comment.as_deref()))
}
