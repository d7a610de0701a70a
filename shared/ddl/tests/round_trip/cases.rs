//! `tests/cases/*.sql`: an old and a new schema each.
//!
//! The script from old to new is run on the old one and has to give the new one, and the other way round.
//! There are two roles, `keeper` and `reader`.
//! `-- not rendered: <object>` names what a script may leave as it is, in the direction of the section it stands in:
//! before `-- new` when going to the old schema, after it when going to the new one.

use std::collections::BTreeSet;
use std::path::PathBuf;

use driftline_catalog::Key;
use driftline_ddl::{Purpose, changes};
use driftline_drift::{CompareOptions, PartitionRule, compare};
use driftline_scratch::Scratch;

use crate::server::{Read, build_again, differences, parts, read_after, start, text};

struct Side<'a> {
    sql: &'a str,
    not_rendered: BTreeSet<String>,
}

impl<'a> Side<'a> {
    fn parse(sql: &'a str) -> Self {
        let not_rendered = sql.lines().filter_map(|line| line.strip_prefix("-- not rendered: ")).map(str::to_owned);
        Self { sql, not_rendered: not_rendered.collect() }
    }
}

#[tokio::test]
async fn changes_lead_from_either_schema_to_the_other() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let only = std::env::var("DRIFTLINE_TEST_CASE").ok();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let scratch = start().await;
    let mut failures = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let case = std::fs::read_to_string(&file).unwrap();
        let (old, new) = case.split_once("\n-- new\n").expect("a case has `-- old` and `-- new`");
        let (old, new) = (Side::parse(old), Side::parse(new));
        if let Err(error) = run(&scratch, &old, &new).await {
            failures.push(format!("== {name}: {error}"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

async fn run(scratch: &Scratch, old: &Side<'_>, new: &Side<'_>) -> Result<(), String> {
    let roles = ["keeper".to_owned(), "reader".to_owned()];
    let before =
        read_after(scratch, &roles, &[old.sql]).await.map_err(|error| format!("old does not load: {error}"))?;
    let after = read_after(scratch, &roles, &[new.sql]).await.map_err(|error| format!("new does not load: {error}"))?;
    for (from, to, from_read, to_read) in [(old, new, &before, &after), (new, old, &after, &before)] {
        let direction = if std::ptr::eq(from, old) { "forwards" } else { "backwards" };
        build_again(scratch, to_read).await.map_err(|error| format!("{direction}, building: {error}"))?;
        change(scratch, from, to, from_read, to_read, &roles).await.map_err(|error| format!("{direction}: {error}"))?;
    }
    Ok(())
}

async fn change(
    scratch: &Scratch,
    from: &Side<'_>,
    to: &Side<'_>,
    before: &Read,
    after: &Read,
    roles: &[String],
) -> Result<(), String> {
    // Here partitions named by a date are tables like any.
    let strict = PartitionRule::parse("*.*", "strict").expect("a rule");
    let options = CompareOptions { partitions: vec![strict], ..CompareOptions::default() };
    let found = compare(&before.snapshot, &after.snapshot, &options).differences;
    let keys: Vec<Key> = found.into_iter().map(|difference| difference.key).collect();
    if keys.is_empty() {
        return Err("the two schemas are the same".to_owned());
    }
    let script = changes(&before.snapshot, &after.snapshot, &keys);
    let sql = text(&script, Purpose::Revert);
    let not_rendered: BTreeSet<String> = script.not_rendered().map(|(key, _)| key.to_string()).collect();
    if not_rendered != to.not_rendered {
        return Err(format!("not rendered: {not_rendered:?}, expected {:?}\n{sql}", to.not_rendered));
    }
    let mut texts = vec![from.sql];
    texts.extend(parts(&sql));
    let result = read_after(scratch, roles, &texts).await.map_err(|error| format!("{error}\n{sql}"))?;
    let left = differences(&result.snapshot, &after.snapshot);
    let left: Vec<_> = left.iter().filter(|(key, _)| !to.not_rendered.contains(&key.to_string())).collect();
    if left.is_empty() { Ok(()) } else { Err(format!("left: {left:#?}\n{sql}")) }
}
