//! Scripts for several major versions, and scripts that were written for `psql`.

/// The text of a script for a server of the major version `server` where only what `level` knows may be used.
///
/// A line that ends in `-- since 14` is for levels from 14 on, one that ends in `-- before 14` for older servers. At the
/// beginning of a paragraph such a comment alone is for the whole of it.
#[must_use]
pub fn for_version(script: &str, level: u32, server: u32) -> String {
    let mut text = String::with_capacity(script.len());
    let (mut first, mut left_out) = (true, false);
    // Not `lines`, which takes carriage returns for part of the line's end.
    for line in script.split_inclusive('\n') {
        if line.trim().is_empty() {
            (first, left_out) = (true, false);
            text.push_str(line);
            continue;
        }
        let mark = mark(line);
        let holds = mark.as_ref().is_none_or(|mark| mark.holds(level, server));
        if std::mem::take(&mut first) && mark.is_some() && line.starts_with("-- ") {
            left_out = !holds;
        } else if holds && !left_out {
            text.push_str(line);
        }
    }
    text
}

enum Mark {
    Since(u32),
    Before(u32),
}

impl Mark {
    fn holds(&self, level: u32, server: u32) -> bool {
        match self {
            Self::Since(version) => *version <= level,
            Self::Before(version) => server < *version,
        }
    }
}

fn mark(line: &str) -> Option<Mark> {
    let number = |word: &str| line.rsplit_once(word).and_then(|(_, number)| number.trim().parse().ok());
    number("-- since ").map(Mark::Since).or_else(|| number("-- before ").map(Mark::Before))
}

/// Leaves out `psql`'s own commands and the rows of `COPY`, which make no schema.
pub(crate) fn without_psql(sql: &str) -> String {
    let mut copying = false;
    sql.split_inclusive('\n')
        .filter(|line| {
            if copying {
                copying = line.trim_end() != "\\.";
                return false;
            }
            copying = line.starts_with("COPY ") && line.trim_end().to_ascii_lowercase().ends_with("from stdin;");
            !copying && !line.starts_with('\\')
        })
        .collect()
}

/// A newer `pg_dump`'s output for an older server, without what that does not know.
pub(crate) fn for_server(dump: &str, major: u32) -> String {
    let mut text = String::with_capacity(dump.len());
    // The table whose columns are being listed, and what becomes of constraints that only 18 knows there.
    let mut table: Option<(&str, Vec<String>)> = None;
    for whole_line in dump.split_inclusive('\n') {
        let line = whole_line.trim_end_matches('\n');
        // `CREATE DATABASE`: it is there already.
        if line.starts_with('\\')
            || line.starts_with("CREATE DATABASE ")
            || major < 17 && line.starts_with("SET transaction_timeout = ")
        {
            continue;
        }
        if major < 16 && line.starts_with("CREATE SUBSCRIPTION ") {
            let line = line.replace(", run_as_owner = true", "");
            text.push_str(&if major < 14 { line.replace(", streaming = off", "") } else { line });
            text.push('\n');
            continue;
        }
        if let Some(name) = created_table(line).filter(|_| major < 18) {
            table = Some((name, Vec::new()));
        }
        if let Some((name, later)) = &mut table {
            if let Some(column) = line.strip_prefix("    NOT NULL ") {
                let column = column.trim_end_matches(',');
                later.push(format!("ALTER TABLE ONLY {name} ALTER COLUMN {column} SET NOT NULL;\n"));
                continue;
            }
            // It may have been the last of the list.
            if line.starts_with(')') && text.ends_with(",\n") {
                text.truncate(text.len() - 2);
                text.push('\n');
            }
        }
        text.push_str(whole_line);
        if line.ends_with(';')
            && let Some((_, later)) = table.take()
        {
            later.iter().for_each(|statement| text.push_str(statement));
        }
    }
    text
}

/// The name in `CREATE TABLE app.orders (`.
fn created_table(line: &str) -> Option<&str> {
    let name = line.strip_suffix(" (")?;
    ["CREATE TABLE ", "CREATE UNLOGGED TABLE "].iter().find_map(|start| name.strip_prefix(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "a;\nb; -- since 15\n\n-- since 14\nc;\nd; -- before 18\n\ne;\r\n";

    #[test]
    fn lines_and_paragraphs_are_chosen_by_version() {
        assert_eq!(for_version(SCRIPT, 13, 13), "a;\n\n\ne;\r\n");
        assert_eq!(for_version(SCRIPT, 14, 18), "a;\n\nc;\n\ne;\r\n");
        assert_eq!(for_version(SCRIPT, 15, 16), "a;\nb; -- since 15\n\nc;\nd; -- before 18\n\ne;\r\n");
    }

    #[test]
    fn what_an_older_server_does_not_know_is_said_in_its_words() {
        let table = "CREATE TABLE a.b (\n    c integer,\n    NOT NULL d\n)\nINHERITS (a.p);\n";
        let subscription = "CREATE SUBSCRIPTION s WITH (slot_name = NONE, run_as_owner = true);\n";
        let dump = format!("SET transaction_timeout = 0;\n\\restrict x\n{table}{subscription}");
        let table = "CREATE TABLE a.b (\n    c integer\n)\nINHERITS (a.p);\n";
        let column = "ALTER TABLE ONLY a.b ALTER COLUMN d SET NOT NULL;\n";
        let subscription = "CREATE SUBSCRIPTION s WITH (slot_name = NONE);\n";
        assert_eq!(for_server(&dump, 15), format!("{table}{column}{subscription}"));
        assert!(for_server(&dump, 18).contains("NOT NULL d\n"));
    }
}
