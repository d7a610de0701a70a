//! Keys, foreign keys, checks and periods of a table's definition.

use driftline_catalog::mysql::{Constraint, ConstraintType, Index, IndexType, quote};

use super::{Tokens, Unknown};

/// What a line of the definition that is no column says.
pub(super) enum Part {
    Index(Index),
    Constraint(Constraint),
    Period(String),
}

/// Reads one; none where a column begins.
pub(super) fn part(tokens: &mut Tokens<'_>) -> Result<Option<Part>, Unknown> {
    if tokens.take(&["CONSTRAINT"]) {
        let name = tokens.name()?;
        return constraint(tokens, name).map(Some);
    }
    if tokens.take(&["PERIOD", "FOR"]) {
        // That of the server itself is no name.
        let name = if tokens.take(&["SYSTEM_TIME"]) { "SYSTEM_TIME".to_owned() } else { quote(&tokens.name()?) };
        return Ok(Some(Part::Period(format!("{name} {}", tokens.brackets()?))));
    }
    let index_type = if tokens.take(&["PRIMARY", "KEY"]) {
        return index(tokens, "PRIMARY".to_owned(), IndexType::Primary).map(Some);
    } else if tokens.take(&["UNIQUE", "KEY"]) {
        IndexType::Unique
    } else if tokens.take(&["FULLTEXT", "KEY"]) {
        IndexType::Fulltext
    } else if tokens.take(&["SPATIAL", "KEY"]) {
        IndexType::Spatial
    } else if tokens.take(&["VECTOR", "KEY"]) {
        IndexType::Vector
    } else if tokens.take(&["KEY"]) {
        IndexType::Plain
    } else {
        return Ok(None);
    };
    let name = tokens.name()?;
    index(tokens, name, index_type).map(Some)
}

fn index(tokens: &mut Tokens<'_>, name: String, index_type: IndexType) -> Result<Part, Unknown> {
    let mut index = Index { name, index_type, ..Index::default() };
    index.parts = list(tokens)?;
    while !(tokens.is_empty() || tokens.sees(&[","]) || tokens.sees(&[")"])) {
        if tokens.take(&["USING"]) {
            index.using = Some(tokens.word()?.to_ascii_uppercase());
        } else if tokens.take(&["KEY_BLOCK_SIZE"]) {
            let _ = tokens.take(&["="]);
            index.key_block_size = Some(tokens.word()?.to_owned());
        } else if tokens.take(&["COMMENT"]) {
            index.comment = Some(tokens.string()?).filter(|comment| !comment.is_empty());
        } else if tokens.take(&["INVISIBLE"]) || tokens.take(&["IGNORED"]) {
            index.invisible = true;
        } else if tokens.take(&["WITH", "PARSER"]) {
            index.parser = Some(tokens.name()?);
        } else if tokens.sees(&["ENGINE_ATTRIBUTE"]) || tokens.sees(&["SECONDARY_ENGINE_ATTRIBUTE"]) {
            let name = tokens.word()?;
            let _ = tokens.take(&["="]);
            index.options.push(format!("{name} {}", tokens.quoted()?));
        } else if tokens.sees_identifier() || tokens.sees(&["CLUSTERING"]) {
            let name = tokens.any()?;
            tokens.expect(&["="])?;
            index.options.push(format!("{name}={}", tokens.any()?));
        } else {
            return Err(tokens.unknown());
        }
    }
    index.options.sort();
    Ok(Part::Index(index))
}

fn constraint(tokens: &mut Tokens<'_>, name: String) -> Result<Part, Unknown> {
    let mut constraint = Constraint { name, enforced: true, ..Constraint::default() };
    if tokens.take(&["CHECK"]) {
        constraint.constraint_type = ConstraintType::Check;
        constraint.expression = Some(tokens.brackets()?.to_owned());
        constraint.enforced = !tokens.take(&["NOT", "ENFORCED"]);
        return Ok(Part::Constraint(constraint));
    }
    tokens.expect(&["FOREIGN", "KEY"])?;
    constraint.columns = names(tokens)?;
    tokens.expect(&["REFERENCES"])?;
    let first = tokens.name()?;
    if tokens.take(&["."]) {
        constraint.referenced_database = Some(first);
        constraint.referenced_table = Some(tokens.name()?);
    } else {
        constraint.referenced_table = Some(first);
    }
    constraint.referenced_columns = names(tokens)?;
    while tokens.take(&["ON"]) {
        let place = match tokens.word()?.to_ascii_uppercase().as_str() {
            "DELETE" => &mut constraint.on_delete,
            "UPDATE" => &mut constraint.on_update,
            _ => return Err(tokens.unknown()),
        };
        let first = tokens.word()?.to_ascii_uppercase();
        *place = Some(match first.as_str() {
            "SET" | "NO" => format!("{first} {}", tokens.word()?.to_ascii_uppercase()),
            "CASCADE" | "RESTRICT" => first,
            _ => return Err(tokens.unknown()),
        });
    }
    Ok(Part::Constraint(constraint))
}

/// What is in brackets, split at the commas, as it is printed.
fn list(tokens: &mut Tokens<'_>) -> Result<Vec<String>, Unknown> {
    tokens.expect(&["("])?;
    let mut parts = Vec::new();
    loop {
        parts.push(tokens.item()?.to_owned());
        if tokens.take(&[")"]) {
            return Ok(parts);
        }
        tokens.expect(&[","])?;
    }
}

/// Names in brackets.
fn names(tokens: &mut Tokens<'_>) -> Result<Vec<String>, Unknown> {
    tokens.expect(&["("])?;
    let mut names = Vec::new();
    loop {
        names.push(tokens.name()?);
        if tokens.take(&[")"]) {
            return Ok(names);
        }
        tokens.expect(&[","])?;
    }
}
