//! Rewrite rules.

use driftline_catalog::postgres::Rule;

use super::alteration::Alteration;
use super::identifier::{literal_or_null, qualified, quote};

pub(super) fn create(rule: &Rule) -> Vec<String> {
    let definition = rule.definition.trim_end().trim_end_matches(';');
    // A view's own rule is called so. Another one gets the name by renaming only (`DefineQueryRewrite` and
    // `RenameRewriteRule` in src/backend/rewrite/rewriteDefine.c).
    let mut statements = match definition.strip_prefix("CREATE RULE \"_RETURN\" ") {
        None => vec![format!("{definition};")],
        Some(rest) => vec![
            format!("CREATE RULE to_be_renamed {rest};"),
            format!("ALTER RULE to_be_renamed ON {} RENAME TO \"_RETURN\";", qualified(&rule.schema, &rule.table)),
        ],
    };
    statements.extend((!matches!(rule.enabled.as_str(), "" | "enabled")).then(|| enable(rule)));
    statements.extend(rule.comment.is_some().then(|| comment(rule)));
    statements
}

pub(super) fn drop(rule: &Rule) -> String {
    format!("DROP RULE {};", on_table(rule))
}

pub(super) fn alter(to: &Rule, alteration: &mut Alteration) {
    if alteration.differs_beyond(&["enabled", "comment"]) {
        return alteration.replace();
    }
    if alteration.take("enabled") {
        alteration.push(enable(to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

fn enable(rule: &Rule) -> String {
    let state = match rule.enabled.as_str() {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    format!("ALTER TABLE {} {state} RULE {};", qualified(&rule.schema, &rule.table), quote(&rule.name))
}

fn on_table(rule: &Rule) -> String {
    format!("{} ON {}", quote(&rule.name), qualified(&rule.schema, &rule.table))
}

fn comment(rule: &Rule) -> String {
    format!("COMMENT ON RULE {} IS {};", on_table(rule), literal_or_null(rule.comment.as_deref()))
}
