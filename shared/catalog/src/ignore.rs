//! Ignore patterns, in the syntax people know from Atlas: `schema.object.child[type=column]`.
//!
//! A pattern has one to three parts, split at dots (a part in double quotes may hold a dot), each a glob.
//! One part names schemas and objects outside schemas, two name objects in schemas, three name children of these.
//! MySQL's objects are in no schema: one part names a table, two name what belongs to one.
//! Functions, aggregates and operators are named without their arguments, operator classes without the access method.
//! What is below an ignored object is ignored too.
//! `[type=a|b]` at the end limits the last part to kinds; without it every kind is meant.

use globset::{GlobBuilder, GlobMatcher};

use crate::{Key, Kind};

/// A list of ignore patterns that knows which of them ever matched.
#[derive(Clone, Debug, Default)]
pub struct Ignore {
    patterns: Vec<IgnorePattern>,
}

/// One pattern.
#[derive(Clone, Debug)]
pub struct IgnorePattern {
    text: String,
    parts: Vec<GlobMatcher>,
    types: Vec<String>,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IgnorePatternError {
    /// More than `schema.object.child`.
    #[error(
        "ignore pattern `{0}` has more than three parts; write schema.object.child, and quote a part that holds a dot"
    )]
    TooManyParts(String),
    /// A part is empty or the whole pattern is.
    #[error("ignore pattern `{0}` has an empty part; write `*` for anything")]
    EmptyPart(String),
    /// A quote or bracket is left open, or a glob is malformed.
    #[error("ignore pattern `{pattern}` is malformed: {reason}")]
    Malformed {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A type nobody knows.
    #[error("ignore pattern `{pattern}` names the unknown type `{name}`; types are {known}")]
    UnknownType {
        /// The pattern.
        pattern: String,
        /// The unknown type.
        name: String,
        /// The types there are.
        known: String,
    },
}

/// Type names besides those of [`Kind`]: Atlas' names for kinds of constraint, and its short forms.
const TYPE_ALIASES: &[(&str, &str)] = &[
    ("fk", "foreign key"),
    ("foreign_key", "foreign key"),
    ("check", "check constraint"),
    ("primary_key", "primary key"),
    ("unique", "unique constraint"),
    ("exclude", "exclusion constraint"),
    ("materialized", "materialized view"),
    ("composite", "composite type"),
    ("procedure", "procedure"),
];

impl Ignore {
    /// Parses a list of patterns.
    ///
    /// # Errors
    ///
    /// The first pattern that is malformed.
    pub fn parse<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, IgnorePatternError> {
        let patterns = patterns.into_iter().map(IgnorePattern::parse).collect::<Result<_, _>>()?;
        Ok(Self { patterns })
    }

    /// The places of the patterns that cover the object, itself or through what it belongs to.
    pub fn matching(&self, key: &Key, label: &str) -> Vec<usize> {
        (0..self.patterns.len()).filter(|&place| self.patterns[place].covers(key, label)).collect()
    }

    /// The patterns' texts, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| pattern.text.as_str())
    }
}

impl IgnorePattern {
    /// Parses one pattern.
    ///
    /// # Errors
    ///
    /// When it is malformed, has more than three parts or names an unknown type.
    pub fn parse(text: &str) -> Result<Self, IgnorePatternError> {
        let malformed = |reason: String| IgnorePatternError::Malformed { pattern: text.to_owned(), reason };
        let (path, types) = match text.rsplit_once("[type=") {
            Some((path, types)) => {
                let types = types.strip_suffix(']').ok_or_else(|| malformed("`[type=` is not closed".into()))?;
                (path, types.split('|').map(str::to_owned).collect())
            }
            None => (text, Vec::new()),
        };
        for name in &types {
            let kinds = Kind::ALL.iter().map(|kind| kind.as_str());
            let aliases = TYPE_ALIASES.iter().map(|(alias, _)| *alias);
            let known = kinds.clone().chain(aliases.filter(|alias| kinds.clone().all(|kind| kind != *alias)));
            if !known.clone().any(|known| known == name) {
                let known = known.collect::<Vec<_>>().join(", ");
                return Err(IgnorePatternError::UnknownType { pattern: text.to_owned(), name: name.clone(), known });
            }
        }
        let parts = split_parts(path).ok_or_else(|| malformed("a quote is not closed".into()))?;
        if parts.iter().any(String::is_empty) {
            return Err(IgnorePatternError::EmptyPart(text.to_owned()));
        }
        if 3 < parts.len() {
            return Err(IgnorePatternError::TooManyParts(text.to_owned()));
        }
        let parts = parts
            .iter()
            .map(|part| GlobBuilder::new(part).build().map(|glob| glob.compile_matcher()))
            .collect::<Result<_, _>>()
            .map_err(|error| malformed(error.kind().to_string()))?;
        Ok(Self { text: text.to_owned(), parts, types })
    }

    /// Whether it covers an object, itself or through what the object belongs to.
    pub fn covers(&self, key: &Key, label: &str) -> bool {
        let path: Vec<&str> = match (key.schema.as_str(), key.parent.as_str()) {
            ("", "") => vec![&key.name],
            // Objects of MySQL are named without their database.
            ("", parent) => vec![parent, key.bare_name()],
            (schema, "") => vec![schema, key.bare_name()],
            (schema, parent) => vec![schema, parent, key.bare_name()],
        };
        if path.len() < self.parts.len() || !self.parts.iter().zip(&path).all(|(glob, part)| glob.is_match(part)) {
            return false;
        }
        // With types, the pattern names an object of that kind; what is below such an object goes with it.
        // The kind of what is above is not known here, but only relations have children.
        self.types.is_empty()
            || if path.len() == self.parts.len() {
                self.types.iter().any(|name| is_type(name, key.kind, label))
            } else {
                let is_in_schema = !key.schema.is_empty();
                let above = if self.parts.len() == 1 && is_in_schema { Kind::Schema } else { Kind::Table };
                self.types.iter().any(|name| is_type(name, above, above.label()))
            }
    }
}

fn is_type(name: &str, kind: Kind, label: &str) -> bool {
    name == kind.as_str() || TYPE_ALIASES.iter().any(|&(alias, of)| alias == name && of == label)
}

/// Splits at dots outside double quotes; none when a quote is left open.
fn split_parts(path: &str) -> Option<Vec<String>> {
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for char in path.chars() {
        match char {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            _ => parts.last_mut()?.push(char),
        }
    }
    (!quoted).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: Kind, schema: &str, parent: &str, name: &str) -> Key {
        Key { kind, schema: schema.into(), parent: parent.into(), name: name.into() }
    }

    #[test]
    fn patterns_cover_what_they_name_and_what_is_below_it() {
        let table = key(Kind::Table, "public", "", "audit_log");
        let column = key(Kind::Column, "public", "audit_log", "at");
        let mysql_column = key(Kind::Column, "", "audit_log", "at");
        let view = key(Kind::View, "public", "", "audit_view");
        let schema = key(Kind::Schema, "", "", "public");
        let extension = key(Kind::Extension, "", "", "pg_trgm");
        let function = key(Kind::Function, "public", "", "audit_all(text)");
        let aggregate = key(Kind::Aggregate, "public", "", "audit_total(integer)");
        let operator = key(Kind::Operator, "public", "", "+(text, text)");
        let class = key(Kind::OperatorClass, "public", "", "audit_ops USING btree");
        let cast = key(Kind::Cast, "", "", "text AS public.word");
        let foreign = key(Kind::Constraint, "public", "audit_log", "audit_fk");
        let cases: &[(&str, &Key, &str, bool)] = &[
            ("public.audit_*", &table, "table", true),
            ("public.audit_*", &column, "column", true),
            ("public.audit_*", &schema, "schema", false),
            ("public.audit_*[type=table]", &view, "view", false),
            ("public.audit_*[type=table]", &column, "column", true),
            ("public.audit_*[type=view]", &column, "column", false),
            ("*.audit_*[type=table|view]", &view, "view", true),
            ("audit_*[type=table]", &mysql_column, "column", true),
            ("audit_*.at", &mysql_column, "column", true),
            ("audit_*.to", &mysql_column, "column", false),
            ("public", &schema, "schema", true),
            ("public", &table, "table", true),
            ("pg_*", &extension, "extension", true),
            ("*[type=extension]", &extension, "extension", true),
            ("*[type=extension]", &schema, "schema", false),
            ("*[type=extension]", &table, "table", false),
            ("public.audit_all", &function, "function", true),
            ("public.audit_total", &aggregate, "aggregate", true),
            ("public.+", &operator, "operator", true),
            ("public.audit_ops", &class, "operator class", true),
            ("*[type=cast]", &cast, "cast", true),
            ("\"text AS public.*\"", &cast, "cast", true),
            ("public", &cast, "cast", false),
            ("public.*.*[type=column]", &column, "column", true),
            ("public.*.*[type=fk]", &foreign, "foreign key", true),
            ("public.*.*[type=fk]", &foreign, "check constraint", false),
            ("other.audit_*", &table, "table", false),
            ("\"public\".\"audit_log\"", &table, "table", true),
            ("public.audit_?og", &table, "table", true),
            ("public.audit_[a-k]*", &table, "table", false),
        ];
        for (pattern, key, label, expected) in cases {
            let ignore = Ignore::parse([*pattern]).unwrap();
            assert_eq!(!ignore.matching(key, label).is_empty(), *expected, "{pattern} on {key}");
        }
    }

    #[test]
    fn malformed_patterns_say_what_is_wrong() {
        let message = |pattern| Ignore::parse([pattern]).unwrap_err().to_string();
        insta::assert_snapshot!(message("a.b.c.d"), @"ignore pattern `a.b.c.d` has more than three parts; write schema.object.child, and quote a part that holds a dot");
        insta::assert_snapshot!(message("a..b"), @"ignore pattern `a..b` has an empty part; write `*` for anything");
        insta::assert_snapshot!(message("a.[b"), @"ignore pattern `a.[b` is malformed: unclosed character class; missing ']'");
        let unknown = message("a.b[type=tabel]");
        let start =
            "ignore pattern `a.b[type=tabel]` names the unknown type `tabel`; types are database, role, schema, ";
        assert!(unknown.starts_with(start) && unknown.ends_with(", composite"), "{unknown}");
        insta::assert_snapshot!(message("\"a.b"), @"ignore pattern `\"a.b` is malformed: a quote is not closed");
    }
}
