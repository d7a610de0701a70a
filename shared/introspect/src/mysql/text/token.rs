//! The words of a definition.

/// A definition that says something no rule knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// The line it stands in.
    pub(crate) line: String,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Letters, digits, `_` and `$`.
    Word,
    /// In backticks.
    Identifier,
    /// In single or double quotes.
    Text,
    /// Anything else, one character at a time.
    Sign,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) sort: Sort,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of a definition, taken from the front.
///
/// The marks of comments that only some versions execute (`/*!80023 ... */`, `/*M!100301 ... */`) are no tokens: this
/// server executes what is in them, or it would not have printed it.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    next: usize,
}

impl<'t> Tokens<'t> {
    /// Splits a definition.
    pub(crate) fn of(text: &'t str) -> Self {
        Self { text, tokens: split(text, true), next: 0 }
    }

    /// Splits what was written under a `sql_mode`.
    pub(crate) fn in_mode(text: &'t str, sql_mode: &str) -> Self {
        let escapes = !sql_mode.split(',').any(|mode| mode == "NO_BACKSLASH_ESCAPES");
        Self { text, tokens: split(text, escapes), next: 0 }
    }

    /// Whether everything was taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.len() <= self.next
    }

    fn text_of(&self, token: Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    fn peek_token(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.next + ahead).copied()
    }

    /// Whether these words or signs come next, whatever their case.
    pub(crate) fn sees(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| {
            self.peek_token(ahead).is_some_and(|token| {
                matches!(token.sort, Sort::Word | Sort::Sign) && self.text_of(token).eq_ignore_ascii_case(word)
            })
        })
    }

    /// Takes these words, if they come next.
    pub(crate) fn take(&mut self, words: &[&str]) -> bool {
        let seen = self.sees(words);
        if seen {
            self.next += words.len();
        }
        seen
    }

    /// Takes these words, which have to come next.
    pub(crate) fn expect(&mut self, words: &[&str]) -> Result<(), Unknown> {
        if self.take(words) { Ok(()) } else { Err(self.unknown()) }
    }

    /// Takes a name, in backticks or not, without the backticks.
    pub(crate) fn name(&mut self) -> Result<String, Unknown> {
        match self.peek_token(0) {
            Some(token) if token.sort == Sort::Identifier => {
                self.next += 1;
                let text = self.text_of(token);
                Ok(text[1..text.len() - 1].replace("``", "`"))
            }
            Some(token) if token.sort == Sort::Word => {
                self.next += 1;
                Ok(self.text_of(token).to_owned())
            }
            _ => Err(self.unknown()),
        }
    }

    /// Whether a name in backticks comes next.
    pub(crate) fn sees_identifier(&self) -> bool {
        self.peek_token(0).is_some_and(|token| token.sort == Sort::Identifier)
    }

    /// Whether a text in quotes comes next.
    pub(crate) fn sees_text(&self) -> bool {
        self.peek_token(0).is_some_and(|token| token.sort == Sort::Text)
    }

    /// Takes one word.
    pub(crate) fn word(&mut self) -> Result<&'t str, Unknown> {
        match self.peek_token(0) {
            Some(token) if token.sort == Sort::Word => {
                self.next += 1;
                Ok(self.text_of(token))
            }
            _ => Err(self.unknown()),
        }
    }

    /// Takes a text in quotes, as it is printed.
    pub(crate) fn quoted(&mut self) -> Result<&'t str, Unknown> {
        match self.peek_token(0) {
            Some(token) if token.sort == Sort::Text => {
                self.next += 1;
                Ok(self.text_of(token))
            }
            _ => Err(self.unknown()),
        }
    }

    /// Takes a text in quotes, and reads it.
    pub(crate) fn string(&mut self) -> Result<String, Unknown> {
        self.quoted().map(unquote)
    }

    /// Takes everything up to the bracket that closes the one that comes next, and gives it as it is printed, with both.
    pub(crate) fn brackets(&mut self) -> Result<&'t str, Unknown> {
        if !self.sees(&["("]) {
            return Err(self.unknown());
        }
        let (first, mut depth) = (self.next, 0_usize);
        while let Some(token) = self.peek_token(0) {
            self.next += 1;
            match (token.sort, self.text_of(token)) {
                (Sort::Sign, "(") => depth += 1,
                (Sort::Sign, ")") => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(&self.text[self.tokens[first].start..token.end]);
                    }
                }
                _ => {}
            }
        }
        self.next = first;
        Err(self.unknown())
    }

    /// Takes whatever comes up to the next comma or closing bracket, or the end, brackets closed, and gives it as it is
    /// printed.
    pub(crate) fn item(&mut self) -> Result<&'t str, Unknown> {
        let (first, mut end) = (self.next, None);
        while let Some(token) = self.peek_token(0) {
            match (token.sort, self.text_of(token)) {
                (Sort::Sign, "," | ")") => break,
                (Sort::Sign, "(") => {
                    self.brackets()?;
                }
                _ => self.next += 1,
            }
            end = Some(self.tokens[self.next - 1].end);
        }
        end.map(|end| &self.text[self.tokens[first].start..end]).ok_or_else(|| self.unknown())
    }

    /// Takes one token, whatever it is.
    pub(crate) fn any(&mut self) -> Result<&'t str, Unknown> {
        let token = self.peek_token(0).ok_or_else(|| self.unknown())?;
        self.next += 1;
        Ok(self.text_of(token))
    }

    /// Whether what comes next is the first of its line.
    pub(crate) fn begins_line(&self) -> bool {
        let end = self.end_of_taken();
        self.peek_token(0).is_some_and(|token| self.text[end..token.start].contains('\n'))
    }

    /// What is left, as it is printed, with the comment that it may begin with.
    pub(crate) fn left(&self) -> &'t str {
        self.text[self.end_of_taken()..].trim_start()
    }

    fn end_of_taken(&self) -> usize {
        self.next.checked_sub(1).map_or(0, |place| self.tokens[place].end)
    }

    /// What is left, as it is printed; nothing is left afterwards.
    pub(crate) fn rest(&mut self) -> &'t str {
        let rest = self.peek_token(0).map_or("", |token| &self.text[token.start..]);
        self.next = self.tokens.len();
        rest
    }

    /// Nothing knows what comes next.
    pub(crate) fn unknown(&self) -> Unknown {
        let place = self.peek_token(0).map_or(self.text.len(), |token| token.start);
        let start = self.text[..place].rfind('\n').map_or(0, |line| line + 1);
        let end = self.text[place..].find('\n').map_or(self.text.len(), |line| place + line);
        Unknown { line: self.text[start..end].trim().trim_end_matches(',').to_owned() }
    }
}

pub(super) fn split(text: &str, escapes: bool) -> Vec<Token> {
    let bytes = text.as_bytes();
    let (mut tokens, mut place) = (Vec::new(), 0);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || 0x80 <= byte;
    while place < bytes.len() {
        let start = place;
        let sort = match bytes[place] {
            byte if byte.is_ascii_whitespace() => {
                place += 1;
                continue;
            }
            b'/' if bytes[place..].starts_with(b"/*!") || bytes[place..].starts_with(b"/*M!") => {
                place += if bytes[place + 2] == b'M' { 4 } else { 3 };
                while bytes.get(place).is_some_and(u8::is_ascii_digit) {
                    place += 1;
                }
                continue;
            }
            b'*' if bytes[place..].starts_with(b"*/") => {
                place += 2;
                continue;
            }
            // What people wrote into a routine's head or a trigger's is printed as they wrote it.
            b'/' if bytes[place..].starts_with(b"/*") => {
                place = text[place + 2..].find("*/").map_or(bytes.len(), |end| place + 2 + end + 2);
                continue;
            }
            b'#' => {
                place = end_of_line(bytes, place);
                continue;
            }
            b'-' if bytes[place..].starts_with(b"--") && bytes.get(place + 2).is_none_or(|byte| *byte <= b' ') => {
                place = end_of_line(bytes, place);
                continue;
            }
            b'`' => {
                place = end_of_quotes(bytes, place, false);
                Sort::Identifier
            }
            b'\'' | b'"' => {
                place = end_of_quotes(bytes, place, escapes);
                Sort::Text
            }
            byte if is_word(byte) => {
                while bytes.get(place).copied().is_some_and(is_word) {
                    place += 1;
                }
                Sort::Word
            }
            _ => {
                place += 1;
                Sort::Sign
            }
        };
        tokens.push(Token { sort, start, end: place });
    }
    tokens
}

fn end_of_line(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| start + end)
}

/// Where a quoted text ends that begins here: after the quote that is neither doubled nor escaped.
fn end_of_quotes(bytes: &[u8], start: usize, escapes: bool) -> usize {
    let quote = bytes[start];
    let mut place = start + 1;
    while place < bytes.len() {
        match bytes[place] {
            b'\\' if escapes => place += 2,
            byte if byte == quote && bytes.get(place + 1) == Some(&quote) => place += 2,
            byte if byte == quote => return place + 1,
            _ => place += 1,
        }
    }
    bytes.len()
}

/// What a text in quotes says.
fn unquote(text: &str) -> String {
    let quote = text.chars().next().unwrap_or('\'');
    let inside = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)).unwrap_or(text);
    let mut result = String::with_capacity(inside.len());
    let mut characters = inside.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => result.push('\n'),
                Some('r') => result.push('\r'),
                Some('t') => result.push('\t'),
                Some('0') => result.push('\0'),
                Some('Z') => result.push('\u{1a}'),
                Some('b') => result.push('\u{8}'),
                Some(other) => result.push(other),
                None => result.push('\\'),
            },
            character if character == quote && characters.peek() == Some(&quote) => {
                characters.next();
                result.push(quote);
            }
            character => result.push(character),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_of_every_sort_are_one_token() {
        let mut tokens = Tokens::of("`a``b` 'it''s \\' )' x=b'1' /*!80023 INVISIBLE */ (a, (b)) , rest");
        assert_eq!(tokens.name().unwrap(), "a`b");
        assert_eq!(tokens.string().unwrap(), "it's ' )");
        assert!(tokens.take(&["X", "="]));
        assert_eq!(tokens.item().unwrap(), "b'1' /*!80023 INVISIBLE */ (a, (b))");
        assert!(tokens.take(&[","]));
        assert_eq!(tokens.rest(), "rest");
    }

    #[test]
    fn the_line_of_what_nobody_knows_is_named() {
        let mut tokens = Tokens::of("CREATE TABLE `a` (\n  `b` int WHAT,\n  `c` int\n)");
        for _ in 0..6 {
            tokens.any().unwrap();
        }
        assert_eq!(tokens.unknown().line, "`b` int WHAT");
    }

    #[test]
    fn comments_are_no_tokens() {
        let mut tokens =
            Tokens::of("(a int, -- it's\n b int /* isn't ( it */, # it's\n c int) x - -1 a--b /*!50100 KEY */");
        assert_eq!(tokens.brackets().unwrap(), "(a int, -- it's\n b int /* isn't ( it */, # it's\n c int)");
        assert!(tokens.take(&["x", "-", "-", "1", "a", "-", "-", "b", "KEY"]));
        assert!(tokens.is_empty());
    }

    #[test]
    fn a_backslash_is_one_where_the_mode_says_so() {
        let mut tokens = Tokens::in_mode("('a\\','b')", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES");
        assert_eq!(tokens.brackets().unwrap(), "('a\\','b')");
        assert!(tokens.is_empty());
    }
}
