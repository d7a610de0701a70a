//! The output of `pg_dump`, entry by entry.
//!
//! Every entry stands below a comment that names it (`_printTocEntry` in src/bin/pg_dump/pg_backup_archiver.c):
//! `-- Name: orders; Type: TABLE; Schema: public; Owner: keeper`.

use std::borrow::Cow;
use std::fmt;

/// One entry: one object, or one property that is restored on its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// `TABLE`, `FK CONSTRAINT`, `COMMENT`, ...
    pub kind: String,
    /// The schema, or `-`.
    pub schema: String,
    /// What the entry is of, without quotes: `orders`, `orders orders_pkey`, `COLUMN orders.email`.
    pub tag: String,
    /// The statements, and the settings they rely on.
    pub text: String,
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}.{}", self.kind, self.schema, self.tag)
    }
}

impl Entry {
    /// The text for comparing two dumps where the place of a column in its table means nothing, nor that of an option
    /// or a grant: the statements' lines, sorted, without the commas between them.
    #[must_use]
    pub fn unordered(&self) -> Self {
        let mut lines: Vec<String> =
            self.text.lines().map(|line| sorted_list(self, sorted_options(line.trim_end_matches(',')))).collect();
        if matches!(self.kind.as_str(), "TABLE" | "FOREIGN TABLE" | "ACL" | "DEFAULT ACL") {
            lines.sort_unstable();
        }
        Self { text: lines.join("\n"), ..self.clone() }
    }

    /// When it is restored: the groups of `pg_dump`, and a few kinds that have to come first or last in theirs.
    #[must_use]
    pub fn section(&self) -> u8 {
        match self.kind.as_str() {
            "DATABASE" | "SCHEMA" | "SHELL TYPE" => 0,
            "EXTENSION" | "PROCEDURAL LANGUAGE" => 1,
            "INDEX" | "CONSTRAINT" | "CHECK CONSTRAINT" | "RULE" | "STATISTICS" | "TRIGGER" | "POLICY"
            | "ROW SECURITY" => 3,
            // A foreign key of a partitioned table must find its partitions' keys attached.
            "INDEX ATTACH" => 4,
            "FK CONSTRAINT" => 5,
            "MATERIALIZED VIEW DATA"
            | "PUBLICATION"
            | "PUBLICATION TABLE"
            | "PUBLICATION TABLES IN SCHEMA"
            | "SUBSCRIPTION" => 6,
            // These change what is created after them.
            "DEFAULT ACL" => 7,
            // A shell that becomes a type forgets who may use it.
            "ACL" if self.tag.starts_with("TYPE ") => 3,
            "EVENT TRIGGER" => 8,
            "COMMENT" if self.tag.starts_with("EVENT TRIGGER ") => 8,
            _ => 2,
        }
    }
}

/// `WITH (b='2', a='1')` is `WITH (a='1', b='2')`.
fn sorted_options(line: &str) -> String {
    let Some((before, rest)) = line.split_once("WITH (") else { return line.to_owned() };
    let Some((options, after)) = rest.split_once(')') else { return line.to_owned() };
    let mut options: Vec<&str> = options.split(", ").collect();
    options.sort_unstable();
    format!("{before}WITH ({}){after}", options.join(", "))
}

/// The lists in which the order means nothing.
fn sorted_list(entry: &Entry, line: String) -> String {
    let (start, end) = match entry.kind.as_str() {
        "EVENT TRIGGER" => ("WHEN TAG IN (", ")"),
        "STATISTICS" => (" ON ", " FROM "),
        "SUBSCRIPTION" => (" PUBLICATION ", " WITH ("),
        "TEXT SEARCH DICTIONARY" => ("    ", " );"),
        _ => return line,
    };
    let Some((before, rest)) = line.split_once(start) else { return line };
    let Some((list, after)) = rest.split_once(end) else { return line };
    let mut list: Vec<&str> = list.split(", ").collect();
    list.sort_unstable();
    format!("{before}{start}{}{end}{after}", list.join(", "))
}

/// The entries of a dump in its order.
#[must_use]
pub(crate) fn entries_in_order(dump: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // Settings hold until the next one, whichever entry they stand in.
    let (mut tablespace, mut access_method) = (String::new(), String::new());
    // Not `lines`, which takes carriage returns for part of the line's end.
    for line in dump.split('\n') {
        if let Some(entry) = header(line) {
            finish(&mut entries);
            entries.push(entry);
            continue;
        }
        if line.starts_with("SET default_tablespace = ") {
            tablespace = line.to_owned();
        } else if line.starts_with("SET default_table_access_method = ") {
            access_method = line.to_owned();
        } else if let Some(entry) = entries.last_mut() {
            if entry.text.is_empty() {
                if line.is_empty() || line == "--" {
                    continue;
                }
                match entry.kind.as_str() {
                    "TABLE" | "MATERIALIZED VIEW" => entry.text = format!("{tablespace}\n{access_method}\n"),
                    "INDEX" | "CONSTRAINT" => entry.text = format!("{tablespace}\n"),
                    _ => {}
                }
            }
            // Not the tool's own commands, nor what makes the database itself, which is there already.
            let makes_database = entry.kind == "DATABASE" && line.starts_with("CREATE DATABASE ");
            if !line.starts_with('\\') && !makes_database {
                entry.text.push_str(&without_null_default(line));
                entry.text.push('\n');
            }
        }
    }
    finish(&mut entries);
    entries
}

/// A default of null, which a column without a default has too.
fn without_null_default(line: &str) -> Cow<'_, str> {
    let Some((before, rest)) = line.split_once(" DEFAULT NULL::").filter(|_| line.starts_with("    ")) else {
        return Cow::Borrowed(line);
    };
    let not_null = if rest.contains(" NOT NULL") { " NOT NULL" } else { "" };
    Cow::Owned(format!("{before}{not_null}{}", if rest.ends_with(',') { "," } else { "" }))
}

/// The entries of a dump, sorted: the order of a dump follows the numbers of objects and means nothing.
#[must_use]
pub fn entries(dump: &str) -> Vec<Entry> {
    let mut entries = entries_in_order(dump);
    entries.sort();
    entries
}

/// Takes off what stands between an entry and the next one's name.
fn finish(entries: &mut [Entry]) {
    if let Some(entry) = entries.last_mut() {
        let text = entry.text.trim_end();
        let text = text.strip_suffix("\n--").unwrap_or(text).trim_end();
        let text = text.strip_suffix("--\n-- PostgreSQL database dump complete").unwrap_or(text).trim_end();
        entry.text = format!("{text}\n");
    }
}

fn header(line: &str) -> Option<Entry> {
    let (tag, rest) = line.strip_prefix("-- Name: ")?.rsplit_once("; Type: ")?;
    let (kind, rest) = rest.split_once("; Schema: ")?;
    let (schema, _) = rest.split_once("; Owner: ")?;
    Some(Entry { kind: kind.to_owned(), schema: schema.to_owned(), tag: tag.replace('"', ""), text: String::new() })
}

/// The entries that only one of two sorted lists has.
#[must_use]
pub(crate) fn one_sided<'a>(left: &'a [Entry], right: &'a [Entry]) -> (Vec<&'a Entry>, Vec<&'a Entry>) {
    let (mut lefts, mut rights) = (left.iter().peekable(), right.iter().peekable());
    let (mut only_left, mut only_right) = (Vec::new(), Vec::new());
    loop {
        match (lefts.peek(), rights.peek()) {
            (Some(left), Some(right)) if left == right => {
                lefts.next();
                rights.next();
            }
            (Some(left), right) if right.is_none_or(|right| left < right) => {
                only_left.push(*left);
                lefts.next();
            }
            (_, Some(right)) => {
                only_right.push(*right);
                rights.next();
            }
            (_, None) => return (only_left, only_right),
        }
    }
}

/// The entries in another order, the same for the same number: shuffled within what has to be together.
#[must_use]
pub(crate) fn shuffled(mut entries: Vec<Entry>, mut number: u64) -> Vec<Entry> {
    for place in (1..entries.len()).rev() {
        // xorshift: nothing depends on how good it is.
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        let other = usize::try_from(number % (place as u64 + 1)).unwrap_or_default();
        entries.swap(place, other);
    }
    entries.sort_by_key(Entry::section);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "--\n-- Name: a; Type: TABLE; Schema: public; Owner: x\n--\n\nSET default_tablespace = '';\n\nSET \
                        default_table_access_method = heap;\n\nCREATE TABLE public.a (\n    b integer,\n    c \
                        text\n);\n\n\n--\n-- Name: f(); Type: FUNCTION; Schema: public; Owner: x\n--\n\nCREATE \
                        FUNCTION public.f() AS '\n-- first\n\n--\n';\n\n\n--\n-- Name: COLUMN \"a\".b; Type: COMMENT; \
                        Schema: public; Owner: x\n--\n\nCOMMENT ON COLUMN public.a.b IS 'c';\n\n\n--\n-- PostgreSQL \
                        database dump complete\n--\n\n\\unrestrict x\n";

    #[test]
    fn entries_are_told_apart_by_their_comments() {
        let entries = entries(DUMP);
        assert_eq!(entries[0].to_string(), "COMMENT public.COLUMN a.b");
        assert_eq!(entries[0].text, "COMMENT ON COLUMN public.a.b IS 'c';\n");
        assert_eq!(entries[1].text, "CREATE FUNCTION public.f() AS '\n-- first\n\n--\n';\n");
        assert_eq!(
            entries[2].text,
            "SET default_tablespace = '';\nSET default_table_access_method = heap;\nCREATE TABLE public.a (\n    b \
             integer,\n    c text\n);\n"
        );
        let (left, right) = one_sided(&entries[..1], &entries);
        assert_eq!((left.len(), right), (0, vec![&entries[1], &entries[2]]));
    }

    #[test]
    fn another_order_of_columns_is_the_same_table() {
        let table = |text: &str| Entry {
            kind: "TABLE".into(),
            schema: "s".into(),
            tag: "t".into(),
            text: format!("CREATE TABLE s.t (\n{text});\n"),
        };
        assert_eq!(table("a integer,\nb text\n").unordered(), table("b text,\na integer\n").unordered());
        assert_ne!(table("a integer,\nb text\n").unordered(), table("b text,\na text\n").unordered());
        let with = |options: &str| table(&format!("a integer\n)\nWITH ({options}"));
        assert_eq!(with("b='1', a='2'").unordered(), with("a='2', b='1'").unordered());
    }

    #[test]
    fn shuffling_keeps_every_entry_and_the_sections() {
        let before = entries_in_order(&DUMP.replace("FUNCTION;", "INDEX;"));
        let mut after = shuffled(before.clone(), 7);
        assert!(after.is_sorted_by_key(Entry::section));
        after.sort();
        assert_eq!(after, {
            let mut sorted = before;
            sorted.sort();
            sorted
        });
    }
}
