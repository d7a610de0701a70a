//! The cases of the mutation suite as pairs: the base, and the base after the change.
//!
//! That suite says what has to be found; here `pg_dump` says it, of every kind of object and without being told.

use std::fs;
use std::path::PathBuf;

use crate::{Case, Source};

/// The pairs for a major version. What a case calls the same is left out: `pg_dump` may well print it differently.
///
/// # Panics
///
/// When the cases cannot be read.
#[must_use]
pub fn mutations(major: u32) -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/introspect/tests/mutations/cases");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the cases of the mutation suite").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            read(&name, &fs::read_to_string(file).expect("a file of cases"), major)
        })
        .filter(crate::case::is_asked_for)
        .collect()
}

/// A part of a file: a base or a case, with the versions it is for.
#[derive(Default)]
struct Part {
    sql: String,
    since: Option<u32>,
    before: Option<u32>,
    same: bool,
}

impl Part {
    /// Takes a line in; a base keeps its remarks, which can be statements' hints to whoever reads it.
    fn take(&mut self, line: &str) {
        let number = |word: &str| line.strip_prefix(word).and_then(|number| number.trim().parse().ok());
        if let Some(version) = number("-- since ") {
            self.since = Some(version);
        } else if let Some(version) = number("-- before ") {
            self.before = Some(version);
        } else if line == "-- same" {
            self.same = true;
        } else if !line.starts_with("-- ") {
            self.sql.push_str(line);
            self.sql.push('\n');
        }
    }

    fn is_for(&self, major: u32) -> bool {
        self.since.is_none_or(|since| since <= major) && self.before.is_none_or(|before| major < before)
    }
}

fn read(file: &str, text: &str, major: u32) -> Vec<Case> {
    let mut cases: Vec<(String, Part, usize)> = Vec::new();
    let mut bases = vec![Part::default()];
    let mut in_base = true;
    for line in text.lines() {
        if line == "-- base" {
            bases.push(Part::default());
            in_base = true;
        } else if let Some(title) = line.strip_prefix("-- case: ") {
            cases.push((title.to_owned(), Part::default(), bases.len() - 1));
            in_base = false;
        } else if let Some((_, case, _)) = cases.last_mut().filter(|_| !in_base) {
            case.take(line);
        } else if let Some(base) = bases.last_mut() {
            base.take(line);
        }
    }
    let source = |sql: String, whole: &str| {
        // A script may give something to a role that only the new side speaks of.
        let admin = if whole.contains("app_admin") { "ALTER ROLE app_admin SUPERUSER;\n" } else { "" };
        Source { sql: format!("{admin}{}", sql.replace(":database", "corpus")), roles: crate::case::roles() }
    };
    cases
        .into_iter()
        .filter(|(_, case, base)| !case.same && case.is_for(major) && bases[*base].is_for(major))
        .map(|(title, case, base)| {
            let base = &bases[base].sql;
            let whole = format!("{base}{}", case.sql);
            let sources = vec![source(base.clone(), &whole), source(whole.clone(), &whole)];
            Case { name: format!("mutation {file}/{}", title.replace(": ", " - ")), sources }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read_with_their_bases() {
        let text = "-- About.\nA;\n\n-- case: one\nB :database;\n-- modified x\n-- since 14\n\n-- case: two\nC;\n-- \
                    same\n-- base\n-- before 15\nD;\n-- case: three\nE;\n-- extra y\n";
        let found = |major| -> Vec<(String, String)> {
            let cases = read("f", text, major).into_iter();
            cases.map(|case| (case.name, case.sources[1].sql.replace('\n', ""))).collect()
        };
        let pair = |name: &str, sql: &str| (format!("mutation f/{name}"), sql.to_owned());
        assert_eq!(found(14), [pair("one", "A;B corpus;"), pair("three", "D;E;")]);
        assert_eq!(found(15), [pair("one", "A;B corpus;")]);
        assert_eq!(found(13), [pair("three", "D;E;")]);
    }
}
