//! Splitting a script into statements, the way `psql` does it.
//!
//! The rules are those of PostgreSQL's `src/fe_utils/psqlscan.l`: quotes, dollar quotes, nested
//! comments, parentheses, and `BEGIN ATOMIC` bodies of SQL functions. Sending statements one by one is
//! what makes it possible to name the line of the one that failed.

/// One statement of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The text from its first word up to, not including, what ends it.
    pub text: &'a str,
    /// The line of its first word, counted from 1.
    pub line: usize,
    /// The byte offset of its first word.
    pub offset: usize,
}

/// A script that cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// A quote or comment is never closed.
    #[error("line {line}: this {what} is never closed; add its end")]
    Unterminated {
        /// What kind of thing was opened.
        what: &'static str,
        /// Where it was opened.
        line: usize,
    },
    /// A command of `psql` that changes what the script means.
    #[error(
        "line {line}: `\\{command}` is a command of psql, which only psql can carry out; remove it from the script"
    )]
    Command {
        /// The command without its backslash.
        command: String,
        /// Its line.
        line: usize,
    },
    /// The server's protocol cannot carry this character.
    #[error("line {line}: the script contains a zero byte; remove it")]
    ZeroByte {
        /// Its line.
        line: usize,
    },
}

/// Commands of `psql` that only change its own output or settings; `pg_dump` writes some of them.
const HARMLESS_COMMANDS: &[&str] = &[
    "restrict",
    "unrestrict",
    "set",
    "unset",
    "echo",
    "qecho",
    "warn",
    "pset",
    "timing",
    "x",
    "a",
    "t",
    "H",
    "f",
    "C",
    "T",
    "conninfo",
    "errverbose",
    "d",
    "dp",
    "dt",
    "du",
    "dn",
    "df",
    "di",
    "dv",
    "ds",
    "l",
    "z",
];

/// Splits `sql` at its semicolons. Empty statements are dropped; so are the harmless commands of
/// `psql` that dumps contain, and `COPY ... FROM stdin` with its data, which is no schema.
///
/// # Errors
///
/// A quote or comment that is never closed, and a command of `psql` that would change the meaning
/// (`\connect`, `\i`, `\copy`, `\if`, ...), each with its line.
pub fn split_statements(sql: &str) -> Result<Vec<Statement<'_>>, SplitError> {
    split_on(sql, None)
}

/// As [`split_statements`], with another end of statement than `;`.
pub(crate) fn split_on<'a>(sql: &'a str, delimiter: Option<&str>) -> Result<Vec<Statement<'a>>, SplitError> {
    let mut splitter = Splitter {
        sql,
        bytes: sql.as_bytes(),
        position: 0,
        counted: (0, 1),
        current: Current::default(),
        conforming_strings: true,
        statements: Vec::new(),
    };
    if let Some(offset) = splitter.bytes.iter().position(|&byte| byte == 0) {
        return Err(SplitError::ZeroByte { line: splitter.line_at(offset) });
    }
    splitter.run(delimiter)?;
    Ok(splitter.statements)
}

/// What is known of the statement being read.
#[derive(Default)]
struct Current {
    /// Where its first word is; `None` between statements.
    start: Option<usize>,
    parentheses: usize,
    /// How deep in `BEGIN ATOMIC ... END` and `CASE ... END`.
    blocks: usize,
    /// Initials of the words that matter to recognise `CREATE [OR REPLACE] FUNCTION|PROCEDURE`.
    initials: [u8; 4],
    words: usize,
    is_copy: bool,
    is_set: bool,
    after_from: bool,
    copies_from_stdin: bool,
}

impl Current {
    /// Notes a word outside quotes, as `psqlscan.l` does for its `identifier` rule.
    fn word(&mut self, word: &str) {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        if self.words == 0 {
            self.is_copy = is("copy");
            self.is_set = is("set");
        }
        if self.words < self.initials.len()
            && ["create", "function", "procedure", "or", "replace"].iter().any(|known| is(known))
        {
            self.initials[self.words] = word.as_bytes()[0].to_ascii_lowercase();
        }
        self.words += 1;
        if self.parentheses == 0 {
            if self.is_copy && self.after_from && is("stdin") {
                self.copies_from_stdin = true;
            }
            self.after_from = is("from");
            let creates_routine = matches!(self.initials, [b'c', b'f' | b'p', ..] | [b'c', b'o', b'r', b'f' | b'p']);
            if creates_routine {
                if is("begin") || (is("case") && self.blocks > 0) {
                    self.blocks += 1;
                } else if is("end") {
                    self.blocks = self.blocks.saturating_sub(1);
                }
            }
        }
    }
}

struct Splitter<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    position: usize,
    /// An offset and its line, so that lines are counted once.
    counted: (usize, usize),
    current: Current,
    conforming_strings: bool,
    statements: Vec<Statement<'a>>,
}

impl<'a> Splitter<'a> {
    fn run(&mut self, delimiter: Option<&str>) -> Result<(), SplitError> {
        if self.sql.starts_with('\u{feff}') {
            self.position = '\u{feff}'.len_utf8();
        }
        while let Some(byte) = self.peek(0) {
            let start = self.position;
            if self.current.parentheses == 0
                && self.current.blocks == 0
                && let Some(length) = self.delimiter_length(delimiter)
            {
                self.finish(length);
                continue;
            }
            match byte {
                byte if byte.is_ascii_whitespace() || byte == 0x0b => self.position += 1,
                b'-' if self.peek(1) == Some(b'-') => self.skip_line(),
                b'/' if self.peek(1) == Some(b'*') => self.skip_comment()?,
                b'\\' => self.skip_command()?,
                _ => {
                    self.current.start.get_or_insert(start);
                    self.skip_token(byte)?;
                }
            }
        }
        self.finish(0);
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.position + ahead).copied()
    }

    fn delimiter_length(&self, delimiter: Option<&str>) -> Option<usize> {
        let delimiter = delimiter.unwrap_or(";");
        self.bytes[self.position..].starts_with(delimiter.as_bytes()).then_some(delimiter.len())
    }

    fn skip_token(&mut self, byte: u8) -> Result<(), SplitError> {
        match byte {
            b'\'' => {
                let escapes = !self.conforming_strings;
                self.skip_string(escapes)
            }
            b'"' => self.skip_quoted(b'"', false, "quoted name"),
            b'$' => self.skip_dollar(),
            b'(' => {
                self.current.parentheses += 1;
                self.position += 1;
                Ok(())
            }
            b')' => {
                self.current.parentheses = self.current.parentheses.saturating_sub(1);
                self.position += 1;
                Ok(())
            }
            _ if begins_word(byte) => self.skip_word(),
            _ => {
                self.position += 1;
                Ok(())
            }
        }
    }

    fn skip_word(&mut self) -> Result<(), SplitError> {
        let start = self.position;
        while self.peek(0).is_some_and(continues_word) {
            self.position += 1;
        }
        let word = &self.sql[start..self.position];
        if word.eq_ignore_ascii_case("e") && self.peek(0) == Some(b'\'') {
            return self.skip_string(true);
        }
        self.current.word(word);
        Ok(())
    }

    /// A string with its continuations: two quoted parts with a line break between them are one
    /// string, and backslashes mean the same in all of its parts.
    fn skip_string(&mut self, escapes: bool) -> Result<(), SplitError> {
        loop {
            self.skip_quoted(b'\'', escapes, "string")?;
            let blank = self.bytes[self.position..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let between = &self.bytes[self.position..self.position + blank];
            if !escapes || !between.contains(&b'\n') || self.peek(blank) != Some(b'\'') {
                return Ok(());
            }
            self.position += blank;
        }
    }

    fn skip_quoted(&mut self, quote: u8, escapes: bool, what: &'static str) -> Result<(), SplitError> {
        let start = self.position;
        self.position += 1;
        while let Some(byte) = self.peek(0) {
            if byte == b'\\' && escapes {
                self.position += 2;
            } else if byte != quote {
                self.position += 1;
            } else if self.peek(1) == Some(quote) {
                self.position += 2;
            } else {
                self.position += 1;
                return Ok(());
            }
        }
        Err(self.unterminated(what, start))
    }

    fn skip_dollar(&mut self) -> Result<(), SplitError> {
        let start = self.position;
        let tag_length = self.bytes[start + 1..]
            .iter()
            .enumerate()
            .take_while(|&(index, &byte)| begins_word(byte) || (index > 0 && byte.is_ascii_digit()))
            .count();
        let end = start + 1 + tag_length;
        if self.bytes.get(end) != Some(&b'$') {
            // A parameter such as `$1`, or an error for the server to explain.
            self.position += 1;
            while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
                self.position += 1;
            }
            return Ok(());
        }
        let tag = &self.sql[start..=end];
        match self.sql[end + 1..].find(tag) {
            Some(found) => {
                self.position = end + 1 + found + tag.len();
                Ok(())
            }
            None => Err(self.unterminated("dollar-quoted string", start)),
        }
    }

    fn skip_comment(&mut self) -> Result<(), SplitError> {
        let start = self.position;
        let mut depth = 0usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b'/'), Some(b'*')) => {
                    depth += 1;
                    self.position += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    self.position += 2;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                (Some(_), _) => self.position += 1,
                (None, _) => return Err(self.unterminated("comment", start)),
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.position..];
        self.position += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    }

    /// Steps over a harmless command of `psql` between statements.
    fn skip_command(&mut self) -> Result<(), SplitError> {
        let start = self.position;
        self.skip_line();
        let line = self.sql[start + 1..self.position].trim_end();
        let command: String = line.chars().take_while(|letter| letter.is_ascii_alphabetic()).collect();
        let argument = line[command.len()..].trim();
        let is_harmless = HARMLESS_COMMANDS.contains(&command.as_str())
            || (command == "encoding" && argument.to_ascii_uppercase().starts_with("UTF"));
        if is_harmless && self.current.start.is_none() {
            return Ok(());
        }
        Err(SplitError::Command {
            command: if command.is_empty() { line.chars().take(20).collect() } else { command },
            line: self.line_at(start),
        })
    }

    /// Ends the statement before the current position and steps over its delimiter.
    fn finish(&mut self, delimiter_length: usize) {
        let end = self.position;
        self.position += delimiter_length;
        let current = std::mem::take(&mut self.current);
        let Some(start) = current.start else {
            return;
        };
        if current.copies_from_stdin {
            self.skip_copy_data();
            return;
        }
        let text = self.sql[start..end].trim_end();
        if current.is_set {
            self.note_setting(text);
        }
        let line = self.line_at(start);
        self.statements.push(Statement { text, line, offset: start });
    }

    /// Old dumps switch `standard_conforming_strings` off, which gives backslashes a meaning.
    fn note_setting(&mut self, text: &str) {
        let text = text.to_ascii_lowercase();
        let mut words =
            text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').filter(|word| !word.is_empty());
        if words.any(|word| word == "standard_conforming_strings") {
            self.conforming_strings = !words.any(|word| ["off", "false", "no", "0"].contains(&word));
        }
    }

    fn skip_copy_data(&mut self) {
        self.skip_line();
        while self.position < self.bytes.len() {
            self.position += 1;
            let start = self.position;
            self.skip_line();
            if self.sql[start..self.position].trim_end_matches('\r') == "\\." {
                return;
            }
        }
        self.position = self.bytes.len();
    }

    fn unterminated(&mut self, what: &'static str, start: usize) -> SplitError {
        SplitError::Unterminated { what, line: self.line_at(start) }
    }

    fn line_at(&mut self, offset: usize) -> usize {
        let (from, line) = if self.counted.0 <= offset { self.counted } else { (0, 1) };
        let breaks = self.bytes[from..offset].iter().filter(|&&byte| byte == b'\n').count();
        self.counted = (offset, line + breaks);
        self.counted.1
    }
}

fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_word(byte: u8) -> bool {
    begins_word(byte) || byte.is_ascii_digit() || byte == b'$'
}
