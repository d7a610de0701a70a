//! Where the statements of a script are.
//!
//! Only the server knows for certain where a statement ends that has a body, so what is found here is tried, and where it
//! is wrong the server takes the text apart (`replay.rs`). The `mysql` client's `DELIMITER` is not known to the server.

use crate::statements::{SplitError, Statement};

/// The words that make what follows a routine, in whose body semicolons end nothing.
const ROUTINES: &[&str] = &["procedure", "function", "trigger", "event", "package"];

/// A script, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script<'a> {
    /// Its statements, in groups that the server could take apart itself: a `DELIMITER` begins another one.
    pub(crate) groups: Vec<Vec<Part<'a>>>,
    /// Whether it says `DELIMITER`, which the server does not understand.
    pub(crate) has_delimiters: bool,
}

/// A statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub(crate) statement: Statement<'a>,
    /// Where the server begins to count its lines: comments before it are part of it.
    pub(crate) counted_from: usize,
    /// Whether it can have a body, so that its end is not certain.
    pub(crate) may_have_body: bool,
}

/// Takes a script apart. `delimiter` is what ends a statement until the script says otherwise.
///
/// # Errors
///
/// A quote or comment that is never closed, and a zero byte, each with its line.
pub(crate) fn take_apart<'a>(sql: &'a str, delimiter: Option<&str>) -> Result<Script<'a>, SplitError> {
    let delimiter = delimiter.filter(|delimiter| *delimiter != ";").map(str::to_owned);
    let mut splitter = Splitter {
        sql,
        bytes: sql.as_bytes(),
        position: 0,
        line: 1,
        has_delimiters: delimiter.is_some(),
        delimiter,
        current: Current::default(),
        group: Vec::new(),
        groups: Vec::new(),
    };
    splitter.run()?;
    Ok(Script { groups: splitter.groups, has_delimiters: splitter.has_delimiters })
}

/// What is known of the statement being read.
#[derive(Default)]
struct Current {
    /// Offset and line of its first character that is no blank.
    seen: Option<(usize, usize)>,
    /// Offset and line of its first word.
    start: Option<(usize, usize)>,
    /// Where its last word or sign ends.
    end: usize,
    words: usize,
    creates: bool,
    is_routine: bool,
    depth: usize,
    /// `END` was read, and the next word says of what.
    ends: bool,
}

impl Current {
    fn word(&mut self, word: &str) {
        let is = |others: &[&str]| others.iter().any(|other| word.eq_ignore_ascii_case(other));
        self.creates |= self.words == 0 && is(&["create", "alter"]);
        self.words += 1;
        if !self.is_routine {
            self.is_routine = self.creates && self.words < 12 && is(ROUTINES);
            return;
        }
        if std::mem::take(&mut self.ends) {
            // Only what `BEGIN` and `CASE` opened is counted.
            if !is(&["if", "loop", "while", "repeat", "for"]) {
                self.depth = self.depth.saturating_sub(1);
            }
            if is(&["case"]) {
                return;
            }
        }
        if is(&["begin", "case"]) {
            self.depth += 1;
        } else if is(&["end"]) {
            self.ends = true;
        }
    }

    /// Whether a semicolon here ends the statement.
    fn is_whole(&mut self) -> bool {
        if std::mem::take(&mut self.ends) {
            self.depth = self.depth.saturating_sub(1);
        }
        self.depth == 0
    }
}

struct Splitter<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    position: usize,
    line: usize,
    /// What ends a statement when it is not the server's own semicolon.
    delimiter: Option<String>,
    current: Current,
    has_delimiters: bool,
    /// The statements of the group being read.
    group: Vec<Part<'a>>,
    groups: Vec<Vec<Part<'a>>>,
}

impl<'a> Splitter<'a> {
    fn run(&mut self) -> Result<(), SplitError> {
        if self.sql.starts_with('\u{feff}') {
            self.position = '\u{feff}'.len_utf8();
        }
        while let Some(byte) = self.peek(0) {
            if self.current.start.is_none() && self.changes_delimiter() {
                continue;
            }
            if self.ends_here() {
                continue;
            }
            match byte {
                0 => return Err(SplitError::ZeroByte { line: self.line }),
                byte if byte.is_ascii_whitespace() || byte == 0x0b => self.step(1),
                b'#' => self.skip_line(),
                b'-' if self.peek(1) == Some(b'-') && self.peek(2).is_none_or(|byte| byte <= b' ') => self.skip_line(),
                b'/' if self.peek(1) == Some(b'*') && !self.is_executed_comment() => self.skip_comment()?,
                _ => self.skip_token(byte)?,
            }
        }
        self.finish_statement();
        self.finish_group();
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.position + ahead).copied()
    }

    /// Goes on by this many bytes, counting lines.
    fn step(&mut self, length: usize) {
        let end = (self.position + length).min(self.bytes.len());
        self.line += self.bytes[self.position..end].iter().filter(|&&byte| byte == b'\n').count();
        self.position = end;
    }

    fn see(&mut self) {
        self.current.seen.get_or_insert((self.position, self.line));
    }

    /// `/*! */`, also with a version, is run; so is MariaDB's `/*M! */`.
    fn is_executed_comment(&self) -> bool {
        self.peek(2) == Some(b'!') || self.peek(2) == Some(b'M') && self.peek(3) == Some(b'!')
    }

    /// Takes the client's `DELIMITER` as the client does: at the beginning of a statement, up to the end of the line.
    fn changes_delimiter(&mut self) -> bool {
        const WORD: &str = "delimiter";
        let rest = &self.sql[self.position..];
        let Some(word) = rest.get(..WORD.len()) else { return false };
        if !word.eq_ignore_ascii_case(WORD) || !rest[WORD.len()..].starts_with([' ', '\t']) {
            return false;
        }
        let line = rest.lines().next().unwrap_or_default();
        let Some(delimiter) = line[WORD.len()..].split_whitespace().next() else { return false };
        self.current = Current::default();
        self.finish_group();
        self.delimiter = (delimiter != ";").then(|| delimiter.to_owned());
        self.has_delimiters = true;
        self.step(line.len());
        true
    }

    /// Ends the statement where its delimiter stands.
    fn ends_here(&mut self) -> bool {
        let rest = &self.bytes[self.position..];
        match &self.delimiter {
            Some(delimiter) if rest.starts_with(delimiter.as_bytes()) => {
                let length = delimiter.len();
                self.finish_statement();
                self.finish_group();
                self.step(length);
                true
            }
            None if rest.first() == Some(&b';') && self.current.is_whole() => {
                // The server takes nothing between two semicolons for an error.
                let is_empty = self.current.start.is_none();
                self.finish_statement();
                if is_empty {
                    self.finish_group();
                }
                self.step(1);
                true
            }
            _ => false,
        }
    }

    fn finish_statement(&mut self) {
        let current = std::mem::take(&mut self.current);
        let (Some((offset, line)), Some((_, counted_from))) = (current.start, current.seen) else { return };
        let statement = Statement { text: &self.sql[offset..current.end], line, offset };
        self.group.push(Part { statement, counted_from, may_have_body: current.is_routine });
    }

    fn finish_group(&mut self) {
        let group = std::mem::take(&mut self.group);
        if !group.is_empty() {
            self.groups.push(group);
        }
    }

    fn skip_token(&mut self, byte: u8) -> Result<(), SplitError> {
        self.see();
        self.current.start.get_or_insert((self.position, self.line));
        match byte {
            b'\'' | b'"' => self.skip_quoted(byte, true, "string")?,
            b'`' => self.skip_quoted(byte, false, "quoted name")?,
            b'/' if self.peek(1) == Some(b'*') => {
                let marks = if self.peek(2) == Some(b'!') { 3 } else { 4 };
                self.step(marks);
            }
            _ if is_of_word(byte) => self.skip_word(),
            _ => self.step(1),
        }
        self.current.end = self.position;
        Ok(())
    }

    /// Words end where the delimiter begins, as in `END$$`: the client looks for it at every character.
    fn skip_word(&mut self) {
        let rest = &self.bytes[self.position..];
        let is_delimiter = |place: usize| {
            self.delimiter.as_ref().is_some_and(|delimiter| rest[place..].starts_with(delimiter.as_bytes()))
        };
        let length = (0..rest.len()).take_while(|&place| is_of_word(rest[place]) && !is_delimiter(place)).count();
        let word = &self.sql[self.position..self.position + length];
        self.current.word(word);
        self.step(length);
    }

    fn skip_quoted(&mut self, quote: u8, escapes: bool, what: &'static str) -> Result<(), SplitError> {
        let line = self.line;
        self.step(1);
        while let Some(byte) = self.peek(0) {
            if byte == b'\\' && escapes {
                self.step(2);
            } else if byte != quote {
                self.step(1);
            } else if self.peek(1) == Some(quote) {
                self.step(2);
            } else {
                self.step(1);
                return Ok(());
            }
        }
        Err(SplitError::Unterminated { what, line })
    }

    fn skip_comment(&mut self) -> Result<(), SplitError> {
        self.see();
        let line = self.line;
        match self.sql[self.position + 2..].find("*/") {
            Some(length) => {
                self.step(length + 4);
                Ok(())
            }
            None => Err(SplitError::Unterminated { what: "comment", line }),
        }
    }

    fn skip_line(&mut self) {
        self.see();
        let rest = &self.bytes[self.position..];
        self.step(rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len()));
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The groups, each as its statements with their lines.
    fn apart(sql: &str) -> Vec<Vec<(usize, &str)>> {
        let groups = take_apart(sql, None).expect("it can be taken apart").groups;
        let statement = |part: &Part<'_>| (part.statement.line, part.statement.offset, part.statement.text.len());
        let places: Vec<Vec<_>> = groups.iter().map(|group| group.iter().map(statement).collect()).collect();
        let text = |(line, offset, length): (usize, usize, usize)| (line, &sql[offset..offset + length]);
        places.into_iter().map(|group| group.into_iter().map(text).collect()).collect()
    }

    #[test]
    fn statements_end_at_semicolons_outside_quotes_and_comments() {
        let sql = "-- the first\nCREATE TABLE a (id int); # it's\nINSERT INTO a VALUES ('x;''\\';y');\n/* last; */";
        assert_eq!(apart(sql), [vec![(2, "CREATE TABLE a (id int)"), (3, "INSERT INTO a VALUES ('x;''\\';y')")]]);
    }

    #[test]
    fn the_bodies_of_routines_are_whole() {
        let sql = "CREATE DEFINER=`a`@`%` PROCEDURE p()\nBEGIN\n  IF 1 THEN SELECT 1; END IF;\n  CASE 1 WHEN 1 THEN SELECT 2; \
                   END CASE;\n  SELECT CASE 1 WHEN 1 THEN 2 END;\n  w: LOOP LEAVE w; END LOOP w;\nEND;\nSELECT 3;";
        let groups = apart(sql);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].len(), 2);
        assert_eq!(groups[0][1], (8, "SELECT 3"));
    }

    #[test]
    fn the_clients_delimiter_begins_another_group() {
        let sql = "SELECT 1;\nDELIMITER ;;\n/*!50003 CREATE PROCEDURE p() BEGIN SELECT ';;'; END */;;\nSELECT 2;;\n\
                   delimiter ;\nSELECT 3; SELECT 4";
        let expected = [
            vec![(1, "SELECT 1")],
            vec![(3, "/*!50003 CREATE PROCEDURE p() BEGIN SELECT ';;'; END */")],
            vec![(4, "SELECT 2")],
            vec![(6, "SELECT 3"), (6, "SELECT 4")],
        ];
        assert_eq!(apart(sql), expected);
    }

    #[test]
    fn a_delimiter_ends_a_word() {
        for delimiter in ["$$", "$", "EOF", "é"] {
            let sql = format!(
                "DELIMITER {delimiter}\nCREATE PROCEDURE p() BEGIN SELECT 1; END{delimiter}\nSELECT a{delimiter}"
            );
            assert_eq!(
                apart(&sql),
                [vec![(2, "CREATE PROCEDURE p() BEGIN SELECT 1; END")], vec![(3, "SELECT a")]],
                "{sql}"
            );
        }
    }

    #[test]
    fn nothing_between_two_semicolons_is_no_statement() {
        assert_eq!(apart("SELECT 1;; SELECT 2;\n ;"), [vec![(1, "SELECT 1")], vec![(1, "SELECT 2")]]);
        assert_eq!(apart(" -- nothing\n"), Vec::<Vec<(usize, &str)>>::new());
    }

    #[test]
    fn minus_minus_without_a_blank_is_no_comment() {
        assert_eq!(apart("SELECT 1--1; SELECT 2"), [vec![(1, "SELECT 1--1"), (1, "SELECT 2")]]);
    }

    #[test]
    fn what_is_never_closed_is_named_with_its_line() {
        for (sql, message) in [
            ("SELECT 1;\nSELECT 'a", "line 2: this string is never closed; add its end"),
            ("SELECT `a", "line 1: this quoted name is never closed; add its end"),
            ("\n\n/* a", "line 3: this comment is never closed; add its end"),
        ] {
            assert_eq!(take_apart(sql, None).expect_err("it is never closed").to_string(), message);
        }
    }
}
