//! The name of the own database before the names of its objects: the server leaves it out where everything in a text is of
//! one database, and spells it where one thing is not.

use std::borrow::Cow;

use driftline_catalog::mysql::quote;

use super::token::{Sort, Token, split};

/// The text of a table without the name of this database. Nothing else stands before a dot there.
pub(crate) fn without_database<'t>(text: &'t str, database: &str) -> Cow<'t, str> {
    without(text, database, |_, _| true)
}

/// The query of a view without the name of this database. A table, or the name that a query gives to one, can be called as
/// its database is, and stands before its columns then.
pub(crate) fn view_without_database<'t>(query: &'t str, database: &str) -> Cow<'t, str> {
    let mut walk = Walk::default();
    without(query, database, |tokens, place| {
        let is_sign = |ahead: usize, sign: &str| {
            tokens.get(place + ahead).is_some_and(|token| &query[token.start..token.end] == sign)
        };
        walk.to(query, tokens, place);
        // `database`.`table`.`column`, `database`.`function`(...), and what stands where tables stand.
        is_sign(3, ".") || is_sign(3, "(") || walk.expects_table || walk.is_sequence
    })
}

/// Where a query is when it is read from the left.
#[derive(Debug, Default)]
struct Walk {
    next: usize,
    /// Of every bracket that is open, and of the whole: whether a `FROM` begins a list of tables in it.
    holds_query: Vec<bool>,
    /// The next name is a table's.
    expects_table: bool,
    /// The next name is a sequence's.
    is_sequence: bool,
}

impl Walk {
    fn to(&mut self, query: &str, tokens: &[Token], place: usize) {
        while self.next < place {
            let token = tokens[self.next];
            let text = &query[token.start..token.end];
            let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
            match token.sort {
                Sort::Sign if text == "(" => {
                    let before = self.next.checked_sub(1).map(|before| tokens[before]);
                    self.is_sequence = before.is_some_and(|before| {
                        let name = &query[before.start..before.end];
                        ["nextval", "lastval", "setval"].iter().any(|function| name.eq_ignore_ascii_case(function))
                    });
                    // `from ((a join b) join c)`
                    self.holds_query.push(self.expects_table);
                }
                Sort::Sign if text == ")" => {
                    self.holds_query.pop();
                    self.expects_table = false;
                }
                Sort::Word if is(&["select"]) => {
                    if let Some(holds_query) = self.holds_query.last_mut() {
                        *holds_query = true;
                    }
                    self.expects_table = false;
                }
                // `extract(day from ...)` and `trim(both 'x' from ...)` have no tables.
                Sort::Word if is(&["from"]) => self.expects_table = self.holds_query.last().copied().unwrap_or(true),
                Sort::Word if is(&["join", "straight_join"]) => self.expects_table = true,
                _ => {
                    self.expects_table = false;
                    self.is_sequence = false;
                }
            }
            self.next += 1;
        }
    }
}

fn without<'t>(text: &'t str, database: &str, mut is_database: impl FnMut(&[Token], usize) -> bool) -> Cow<'t, str> {
    let prefix = format!("{}.", quote(database));
    if !text.contains(&prefix) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let tokens = split(text, true);
    let (mut end, mut place) = (0, 0);
    while place < tokens.len() {
        let token = tokens[place];
        let is_prefix = token.sort == Sort::Identifier && text[token.start..].starts_with(&prefix);
        // The middle of `other`.`name`.`column` is a name of something else.
        let follows_a_dot = place.checked_sub(1).is_some_and(|before| {
            &text[tokens[before].start..tokens[before].end] == "." && tokens[before].end == token.start
        });
        if is_prefix && !follows_a_dot && is_database(&tokens, place) {
            result.push_str(&text[end..token.start]);
            end = token.start + prefix.len();
            place += 1;
        }
        place += 1;
    }
    result.push_str(&text[end..]);
    Cow::Owned(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_database_is_left_out() {
        let text = "select `a`.`t`.`x`,'`a`.`t`',`b`.`a`.`x` from (`a`.`t` join `b`.`a`)";
        assert_eq!(view_without_database(text, "a"), "select `t`.`x`,'`a`.`t`',`b`.`a`.`x` from (`t` join `b`.`a`)");
        assert_eq!(without_database("`x` int DEFAULT nextval(`a`.`s`)", "a"), "`x` int DEFAULT nextval(`s`)");
    }

    #[test]
    fn a_table_can_be_called_as_its_database_is() {
        let same = [
            "select `a`.`x` AS `x`,`f`(`a`.`y`) from (`a` join `t` on((`a`.`x` = `t`.`x`))) where (`a`.`z` > 1)",
            "select extract(day from `a`.`x`),trim(both 'x' from `a`.`y`) from `t` `a` order by `a`.`x`",
            "select (select max(`a`.`x`) from `a` where (`a`.`x` = `t`.`x`)) from `t`",
        ];
        for query in same {
            assert_eq!(view_without_database(query, "a"), query);
        }
        let query = "select `a`.`a`.`x`,`a`.`f`(`c`.`x`),lastval(`a`.`s`) from ((`a`.`a` join (select `a`.`a`.`x` from `a`.`a`) `c`) \
                     left join `a`.`u` on((`a`.`a`.`x` = `b`.`u`.`x`))) join `b`.`a`";
        let without = "select `a`.`x`,`f`(`c`.`x`),lastval(`s`) from ((`a` join (select `a`.`x` from `a`) `c`) \
                       left join `u` on((`a`.`x` = `b`.`u`.`x`))) join `b`.`a`";
        assert_eq!(view_without_database(query, "a"), without);
    }
}
