//! The form of a case file.
//!
//! ```sql
//! -- What the file is about.
//! CREATE TABLE app.orders (id bigint, state text);
//!
//! -- case: a default appears
//! ALTER TABLE app.orders ALTER state SET DEFAULT 'new';
//! -- modified column app.orders.state
//! --   default: null -> "'new'::text"
//!
//! -- case: statistics are no part of the schema
//! ANALYZE app.orders;
//! -- same
//! ```
//!
//! The text before the first case is the base, on which every case is tried for itself; `-- base` starts another one.
//! `:database` in a statement is the name of the database.
//! A case lists every finding, `missing`, `extra` or `modified`, with the live side changed; each attribute is
//! `path: expected -> live`, in JSON. `-- same` says that there is none, `-- same backwards` that there is none when what the
//! change leaves is what should be.
//!
//! Roles are only read for the cases of `role.sql`, which therefore have one base and run on a server of their own.
//!
//! Further lines of a case, or of a base:
//!
//! - `-- since 15`, `-- before 15`: the major versions it is for
//! - `-- only mariadb`: the engine it is for
//! - `-- not rendered: <object>`: what the revert script may leave as it is
//! - `-- not adopted: <object>`: the same for the adopt script
//! - `-- not run: <reason>`: the scripts are rendered, and no server here can run them

use serde_json::Value;

/// One case with the base it starts from.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The file's name without its ending.
    pub(crate) file: String,
    /// What the case says it is about.
    pub(crate) title: String,
    pub(crate) base: String,
    pub(crate) mutation: String,
    pub(crate) findings: Vec<Expected>,
    pub(crate) not_rendered: Vec<String>,
    pub(crate) not_adopted: Vec<String>,
    pub(crate) is_run: bool,
    pub(crate) is_same_backwards: bool,
    versions: Versions,
}

/// One finding a case expects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expected {
    /// `modified column app.orders.state`.
    pub(crate) title: String,
    /// The attributes, in the order of their paths: path, expected, live.
    pub(crate) attributes: Vec<(String, Value, Value)>,
}

#[derive(Clone, Debug, Default)]
struct Versions {
    only: Option<String>,
    since: Option<u32>,
    before: Option<u32>,
}

impl Versions {
    fn read(&mut self, line: &str) -> bool {
        if let Some(engine) = line.strip_prefix("only ") {
            self.only = Some(engine.trim().to_owned());
            return true;
        }
        let number = |word| line.strip_prefix(word).and_then(|number| number.trim().parse().ok());
        match (number("since "), number("before ")) {
            (Some(since), _) => self.since = Some(since),
            (_, Some(before)) => self.before = Some(before),
            _ => return false,
        }
        true
    }

    fn hold(&self, engine: &str, major: u32) -> bool {
        self.only.as_ref().is_none_or(|only| only == engine)
            && self.since.is_none_or(|since| since <= major)
            && self.before.is_none_or(|before| major < before)
    }
}

impl Case {
    pub(crate) fn is_for(&self, engine: &str, major: u32) -> bool {
        self.versions.hold(engine, major)
    }

    /// Reads the cases of a file.
    ///
    /// # Errors
    ///
    /// The line that is no part of a case, and why.
    pub(crate) fn read(file: &str, text: &str) -> Result<Vec<Self>, String> {
        let (mut cases, mut base, mut of_base): (Vec<Self>, String, Versions) = Default::default();
        let mut in_base = true;
        let mut said = true;
        for (number, line) in text.lines().enumerate() {
            let wrong = |reason: &str| Err(format!("{file}.sql:{}: {reason}: {line}", number + 1));
            if line == "-- base" {
                (base, of_base, in_base) = (String::new(), Versions::default(), true);
                continue;
            }
            if let Some(title) = line.strip_prefix("-- case: ") {
                if !said {
                    return wrong("the case before says neither a finding nor `-- same`");
                }
                if cases.iter().any(|case| case.title == title) {
                    return wrong("there is a case of this title already");
                }
                (in_base, said) = (false, false);
                cases.push(Self {
                    file: file.to_owned(),
                    title: title.to_owned(),
                    base: base.clone(),
                    mutation: String::new(),
                    findings: Vec::new(),
                    not_rendered: Vec::new(),
                    not_adopted: Vec::new(),
                    is_run: true,
                    is_same_backwards: false,
                    versions: of_base.clone(),
                });
                continue;
            }
            let comment = line.strip_prefix("-- ");
            let case = match cases.last_mut() {
                Some(case) if !in_base => case,
                _ => {
                    if !comment.is_some_and(|comment| of_base.read(comment)) {
                        base.push_str(line);
                        base.push('\n');
                    }
                    continue;
                }
            };
            let Some(comment) = comment else {
                case.mutation.push_str(line);
                case.mutation.push('\n');
                continue;
            };
            if let Some(attribute) = comment.strip_prefix("  ") {
                let Some((path, values)) = attribute.split_once(": ") else { return wrong("no `path: a -> b`") };
                let Some((expected, live)) = arrow(values) else { return wrong("no two JSON values around ` -> `") };
                let Some(finding) = case.findings.last_mut() else { return wrong("an attribute of no finding") };
                finding.attributes.push((path.to_owned(), expected, live));
                finding.attributes.sort_by(|a, b| a.0.cmp(&b.0));
            } else if let Some(object) = comment.strip_prefix("not rendered: ") {
                case.not_rendered.push(object.to_owned());
            } else if let Some(object) = comment.strip_prefix("not adopted: ") {
                case.not_adopted.push(object.to_owned());
            } else if comment.starts_with("not run: ") {
                case.is_run = false;
            } else if comment == "same backwards" {
                case.is_same_backwards = true;
            } else if comment == "same" {
                said = true;
            } else if ["missing ", "extra ", "modified "].iter().any(|change| comment.starts_with(change)) {
                said = true;
                case.findings.push(Expected { title: comment.to_owned(), attributes: Vec::new() });
            } else if !case.versions.read(comment) {
                return wrong("not understood; a remark starts with `--` and no blank");
            }
        }
        if said { Ok(cases) } else { Err(format!("{file}.sql: the last case says neither a finding nor `-- same`")) }
    }
}

/// Splits `a -> b` where both are JSON; a string may hold an arrow too.
fn arrow(text: &str) -> Option<(Value, Value)> {
    text.match_indices(" -> ").find_map(|(place, arrow)| {
        let expected = serde_json::from_str(&text[..place]).ok()?;
        Some((expected, serde_json::from_str(&text[place + arrow.len()..]).ok()?))
    })
}
