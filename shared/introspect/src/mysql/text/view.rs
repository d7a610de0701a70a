//! Definitions of views, routines and sequences.

use driftline_catalog::mysql::Sequence;

use super::{Tokens, Unknown, body, view_without_database};

/// What a view's definition says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ViewText {
    pub(crate) algorithm: String,
    pub(crate) columns: Vec<String>,
    pub(crate) query: String,
    pub(crate) check_option: Option<String>,
    pub(crate) duality: bool,
}

/// Takes a view's definition apart.
pub(crate) fn view(text: &str, database: &str) -> Result<ViewText, Unknown> {
    let mut tokens = Tokens::of(text);
    let mut view = ViewText::default();
    tokens.expect(&["CREATE"])?;
    if tokens.take(&["ALGORITHM", "="]) {
        view.algorithm = tokens.word()?.to_ascii_uppercase();
    }
    if tokens.take(&["DEFINER", "="]) {
        tokens.name()?;
        if tokens.take(&["@"]) {
            tokens.name()?;
        }
    }
    if tokens.take(&["SQL", "SECURITY"]) {
        tokens.word()?;
    }
    view.duality = tokens.take(&["JSON", "RELATIONAL", "DUALITY"]);
    tokens.expect(&["VIEW"])?;
    tokens.name()?;
    if tokens.take(&["."]) {
        tokens.name()?;
    }
    if tokens.take(&["("]) {
        loop {
            view.columns.push(tokens.name()?);
            if tokens.take(&[")"]) {
                break;
            }
            tokens.expect(&[","])?;
        }
    }
    tokens.expect(&["AS"])?;
    let mut query = tokens.rest().trim_end();
    for option in ["LOCAL", "CASCADED"] {
        if let Some(rest) = query.strip_suffix(&format!(" WITH {option} CHECK OPTION")) {
            query = rest;
            view.check_option = Some(option.to_owned());
        }
    }
    view.query = view_without_database(query, database).into_owned();
    Ok(view)
}

/// The parameters of a routine and what it does, as they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RoutineText {
    pub(crate) parameters: String,
    pub(crate) aggregate: bool,
    pub(crate) body: String,
}

/// Takes out of the definition of a routine or package what `information_schema.ROUTINES` does not say.
///
/// Name and parameters stand there as they were written, under the routine's own mode; the server writes the rest of the
/// head itself.
pub(crate) fn routine(text: &str, sql_mode: &str) -> Result<RoutineText, Unknown> {
    let mut tokens = Tokens::in_mode(text, sql_mode);
    let mut routine = RoutineText::default();
    while !["FUNCTION", "PROCEDURE", "PACKAGE"].iter().any(|sort| tokens.sees(&[sort])) {
        routine.aggregate |= tokens.sees(&["AGGREGATE"]);
        tokens.any()?;
    }
    tokens.any()?;
    let _ = tokens.take(&["BODY"]);
    // The name, in whichever quotes the routine's own mode has.
    tokens.any()?;
    if tokens.take(&["."]) {
        tokens.any()?;
    }
    if tokens.sees(&["("]) {
        let brackets = tokens.brackets()?;
        routine.parameters = brackets[1..brackets.len() - 1].trim().to_owned();
    }
    routine.body = body::of_routine(&mut Tokens::of(tokens.left()))?;
    Ok(routine)
}

/// Takes a sequence's definition apart.
pub(crate) fn sequence(text: &str) -> Result<Sequence, Unknown> {
    let mut tokens = Tokens::of(text);
    tokens.expect(&["CREATE", "SEQUENCE"])?;
    let mut sequence = Sequence { name: tokens.name()?, ..Sequence::default() };
    if tokens.take(&["AS"]) {
        let mut data_type = tokens.word()?.to_owned();
        if tokens.take(&["UNSIGNED"]) {
            data_type.push_str(" unsigned");
        }
        // What one has that says nothing.
        sequence.data_type = Some(data_type).filter(|data_type| data_type != "bigint");
    }
    while !tokens.is_empty() {
        let value = if tokens.take(&["START", "WITH"]) {
            &mut sequence.start
        } else if tokens.take(&["MINVALUE"]) {
            &mut sequence.minimum
        } else if tokens.take(&["MAXVALUE"]) {
            &mut sequence.maximum
        } else if tokens.take(&["INCREMENT", "BY"]) {
            &mut sequence.increment
        } else if tokens.take(&["CACHE"]) {
            &mut sequence.cache
        } else if tokens.take(&["ENGINE", "="]) {
            &mut sequence.engine
        } else if tokens.take(&["NOCACHE"]) {
            "0".clone_into(&mut sequence.cache);
            continue;
        } else if tokens.take(&["CYCLE"]) {
            sequence.cycle = true;
            continue;
        } else if tokens.take(&["NOCYCLE"]) {
            continue;
        } else if tokens.take(&["COMMENT", "="]) {
            sequence.comment = Some(tokens.string()?).filter(|comment| !comment.is_empty());
            continue;
        } else {
            return Err(tokens.unknown());
        };
        *value = if tokens.take(&["-"]) { format!("-{}", tokens.word()?) } else { tokens.word()?.to_owned() };
    }
    Ok(sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_its_query_and_what_is_said_of_it() {
        let text = "CREATE ALGORITHM=MERGE DEFINER=`root`@`localhost` SQL SECURITY INVOKER VIEW `v` (`a`,`b c`) AS select \
                    `d`.`t`.`x` AS `a` from `d`.`t` WITH LOCAL CHECK OPTION";
        let view = view(text, "d").unwrap();
        assert_eq!((view.algorithm.as_str(), view.check_option.as_deref()), ("MERGE", Some("LOCAL")));
        assert_eq!(view.columns, ["a", "b c"]);
        assert_eq!(view.query, "select `t`.`x` AS `a` from `t`");
    }

    #[test]
    fn parameters_are_what_stands_in_brackets() {
        let of = |text: &str| routine(text, "").unwrap();
        let text = "CREATE DEFINER=`a`@`%` PROCEDURE `p`(in a int, out b decimal(5,2))\n    COMMENT 'x'\nselect (1)";
        assert_eq!(of(text).parameters, "in a int, out b decimal(5,2)");
        assert_eq!(of(text).body, "select (1)");
        let text = "CREATE DEFINER=`a`@`%` AGGREGATE FUNCTION `f`() RETURNS int(11)\nreturn (1)";
        assert_eq!(of(text), RoutineText { parameters: String::new(), aggregate: true, body: "return (1)".into() });
        let text = "CREATE DEFINER=\"a\"@\"%\" FUNCTION \"f\"() RETURN enum('\n','b') CHARSET latin1\n    DETERMINISTIC\n/* c */ is begin null; end;";
        assert_eq!(of(text).body, "/* c */ is begin null; end");
        let text = "CREATE DEFINER=\"a\"@\"%\" PACKAGE BODY \"p\"    COMMENT 'it''s'\n as function f return int; end";
        assert_eq!(of(text).body, "as function f return int; end");
    }

    #[test]
    fn a_sequence_says_everything_on_one_line() {
        let text = "CREATE SEQUENCE `s` as int unsigned start with 5 minvalue -100 maxvalue 10 increment by -2 nocache cycle \
                    ENGINE=InnoDB COMMENT='x'";
        let sequence = sequence(text).unwrap();
        assert_eq!(sequence.minimum, "-100");
        assert_eq!((sequence.cache.as_str(), sequence.cycle), ("0", true));
        assert_eq!(sequence.data_type.as_deref(), Some("int unsigned"));
    }
}
