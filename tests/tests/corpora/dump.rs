//! The output of `pg_dump`, entry by entry.
//!
//! Every entry stands below a comment that names it (`_printTocEntry` in src/bin/pg_dump/pg_backup_archiver.c):
//! `-- Name: orders; Type: TABLE; Schema: public; Owner: keeper`.

/// One entry: one object, or one property that is restored on its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// `TABLE`, `FK CONSTRAINT`, `COMMENT`, ...
    pub(crate) kind: String,
    /// The schema, or `-`.
    pub(crate) schema: String,
    /// What the entry is of, without quotes: `orders`, `orders orders_pkey`, `COLUMN orders.email`.
    pub(crate) tag: String,
    /// The statements, without quotes around names where that would only be in the way of finding them.
    pub(crate) text: String,
}

impl std::fmt::Display for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}.{}", self.kind, self.schema, self.tag)
    }
}

/// The entries of a dump, sorted: the order of a dump follows the numbers of objects and means nothing.
pub(crate) fn entries(dump: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // Settings hold until the next one, whichever entry they stand in.
    let (mut tablespace, mut access_method) = (String::new(), String::new());
    for line in dump.lines() {
        if let Some(entry) = header(line) {
            entries.push(entry);
        } else if line.starts_with("SET default_tablespace = ") {
            tablespace = line.to_owned();
        } else if line.starts_with("SET default_table_access_method = ") {
            access_method = line.to_owned();
        } else if let Some(entry) = entries.last_mut().filter(|_| !line.starts_with("--") && !line.is_empty()) {
            if entry.text.is_empty() {
                match entry.kind.as_str() {
                    "TABLE" | "MATERIALIZED VIEW" => entry.text = format!("{tablespace}\n{access_method}\n"),
                    "INDEX" | "CONSTRAINT" => entry.text = format!("{tablespace}\n"),
                    _ => {}
                }
            }
            if !line.starts_with("\\unrestrict") {
                entry.text.push_str(line);
                entry.text.push('\n');
            }
        }
    }
    entries.sort();
    entries
}

fn header(line: &str) -> Option<Entry> {
    let (tag, rest) = line.strip_prefix("-- Name: ")?.rsplit_once("; Type: ")?;
    let (kind, rest) = rest.split_once("; Schema: ")?;
    let (schema, _) = rest.split_once("; Owner: ")?;
    Some(Entry { kind: kind.to_owned(), schema: schema.to_owned(), tag: tag.replace('"', ""), text: String::new() })
}

/// The entries that only one of two sorted lists has.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_told_apart_by_their_comments() {
        let dump = "--\n-- Name: a; Type: TABLE; Schema: public; Owner: x\n--\n\nSET default_tablespace = '';\n\nSET \
                    default_table_access_method = heap;\n\nCREATE TABLE public.a (\n    b integer\n);\n\n\n--\n-- Name: \
                    COLUMN \"a\".b; Type: COMMENT; Schema: public; Owner: x\n--\n\nCOMMENT ON COLUMN public.a.b IS \
                    'c';\n\n\n--\n-- PostgreSQL database dump complete\n--\n\n";
        let entries = entries(dump);
        assert_eq!(entries[0].to_string(), "COMMENT public.COLUMN a.b");
        assert_eq!(entries[0].text, "COMMENT ON COLUMN public.a.b IS 'c';\n");
        assert_eq!(
            entries[1].text,
            "SET default_tablespace = '';\nSET default_table_access_method = heap;\nCREATE TABLE public.a (\n    b \
             integer\n);\n"
        );
        let (left, right) = one_sided(&entries[..1], &entries);
        assert_eq!((left.len(), right), (0, vec![&entries[1]]));
    }
}
