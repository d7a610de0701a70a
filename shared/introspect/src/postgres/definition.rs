//! What need not be asked for, because it is in what was read already.
//!
//! Printing an index or a constraint is most of the server's work, so each is printed once and taken apart here.

use std::collections::HashMap;

use driftline_catalog::postgres::{Column, Constraint, ConstraintType, Index, Objects};
use driftline_catalog::text::{closing_bracket, find_outside_quotes, split_list};

use super::address::{Address, Addresses};

/// Completes columns, constraints and indexes.
pub(crate) fn complete(objects: &mut Objects, addresses: &Addresses) {
    count_places(&mut objects.columns);
    for column in &mut objects.columns {
        // `DEFAULT NULL` is what a dump writes for a child without the default of its parent, and no default at all.
        column.default.take_if(|default| default == "NULL" || default.starts_with("NULL::"));
    }
    for constraint in &mut objects.constraints {
        for columns in [&mut constraint.columns, &mut constraint.referenced_columns] {
            // An expression of an exclusion has no number.
            columns.retain(|column| !column.ends_with("/0"));
            for column in columns {
                // What is not there belongs to a relation that could not be read.
                if let Some(key) = Address::parse_column(column).and_then(|address| addresses.get(&address)) {
                    column.clone_from(&key.name);
                }
            }
        }
        constraint.expression = expression(constraint);
        take_exclusion_apart(constraint);
    }
    for index in &mut objects.indexes {
        take_apart(index);
    }
}

/// From the server's numbers to places among the columns that are left.
fn count_places(columns: &mut [Column]) {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|&place| columns[place].position);
    let mut places: HashMap<(String, String), i64> = HashMap::new();
    for place in order {
        let column = &mut columns[place];
        let last = places.entry((column.schema.clone(), column.table.clone())).or_default();
        *last += 1;
        column.position = *last;
    }
}

/// `(id > 0)` of `CHECK ((id > 0)) NOT VALID`.
fn expression(constraint: &Constraint) -> Option<String> {
    let inside = constraint.definition.strip_prefix("CHECK (")?;
    (constraint.constraint_type == ConstraintType::Check)
        .then(|| inside[..closing_bracket(inside, '(', ')').unwrap_or(inside.len())].to_owned())
}

/// Takes `EXCLUDE USING method (key WITH operator, ...) ... WHERE (predicate) ...` apart.
fn take_exclusion_apart(constraint: &mut Constraint) {
    let Some(method) = &constraint.method else { return };
    let start = format!("EXCLUDE USING {} (", driftline_catalog::quote_identifier(method));
    let Some(list) = constraint.definition.strip_prefix(&start) else { return };
    let Some(end) = closing_bracket(list, '(', ')') else { return };
    let rest = &list[end + 1..];
    let predicate = find_outside_quotes(rest, " WHERE (").map(|place| &rest[place + " WHERE (".len()..]);
    let predicate = predicate.map(|text| text[..closing_bracket(text, '(', ')').unwrap_or(text.len())].to_owned());
    constraint.exclusions = owned(split_list(&list[..end]));
    constraint.predicate = predicate;
}

/// Takes `CREATE INDEX ... USING method (keys) INCLUDE (columns) ... WHERE predicate` apart.
fn take_apart(index: &mut Index) {
    let start = format!(" USING {} (", driftline_catalog::quote_identifier(&index.method));
    let Some(place) = find_outside_quotes(&index.definition, &start) else { return };
    let list = &index.definition[place + start.len()..];
    let Some(end) = closing_bracket(list, '(', ')') else { return };
    index.keys = owned(split_list(&list[..end]));
    let mut rest = &list[end + 1..];
    if let Some(included) = rest.strip_prefix(" INCLUDE (")
        && let Some(end) = closing_bracket(included, '(', ')')
    {
        index.include = split_list(&included[..end]).into_iter().map(plain).collect();
        rest = &included[end + 1..];
    }
    if let Some(place) = find_outside_quotes(rest, " WHERE ") {
        index.predicate = Some(rest[place + " WHERE ".len()..].to_owned());
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// A name without the quotes that SQL needs.
fn plain(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(method: &str, definition: &str) -> Index {
        let mut index = Index { method: method.into(), definition: definition.into(), ..Index::default() };
        take_apart(&mut index);
        index
    }

    #[test]
    fn an_index_is_taken_apart() {
        let plain = index("btree", "CREATE INDEX i ON public.t USING btree (a, b DESC)");
        assert_eq!((plain.keys, plain.include, plain.predicate), (vec!["a".into(), "b DESC".into()], vec![], None));
        let odd = index(
            "gist",
            "CREATE INDEX \"a USING gist (\" ON ONLY public.\"t (\" USING gist (((a || ','::text)), \
             lower(b) COLLATE \"C\" public.gist_trgm_ops (siglen='32')) INCLUDE (\"C, \"\"d\", e) \
             WITH (fillfactor='70') WHERE (x <> ' WHERE )'::text)",
        );
        assert_eq!(odd.keys, ["((a || ','::text))", "lower(b) COLLATE \"C\" public.gist_trgm_ops (siglen='32')"]);
        assert_eq!(odd.include, ["C, \"d", "e"]);
        assert_eq!(odd.predicate.as_deref(), Some("(x <> ' WHERE )'::text)"));
    }

    #[test]
    fn a_check_has_its_expression() {
        let of = |definition: &str| {
            expression(&Constraint { definition: definition.into(), ..Constraint::default() }).unwrap_or_default()
        };
        assert_eq!(of("CHECK ((id > 0))"), "(id > 0)");
        assert_eq!(of("CHECK ((a <> ')'::text)) NO INHERIT NOT VALID"), "(a <> ')'::text)");
    }

    #[test]
    fn an_exclusion_is_taken_apart() {
        let definition = "EXCLUDE USING gist (lower(a) WITH =, b WITH OPERATOR(app.&&)) INCLUDE (c) WHERE ((b <> ')'::text)) DEFERRABLE";
        let mut exclusion =
            Constraint { method: Some("gist".into()), definition: definition.into(), ..Constraint::default() };
        take_exclusion_apart(&mut exclusion);
        assert_eq!(exclusion.exclusions, ["lower(a) WITH =", "b WITH OPERATOR(app.&&)"]);
        assert_eq!(exclusion.predicate.as_deref(), Some("(b <> ')'::text)"));
    }

    #[test]
    fn places_are_counted_over_the_columns_that_are_left() {
        let column = |table: &str, position| Column { table: table.into(), position, ..Column::default() };
        let mut columns = [column("b", 7), column("a", 3), column("b", 2), column("a", 1)];
        count_places(&mut columns);
        assert_eq!(columns.map(|column| column.position), [2, 2, 1, 1]);
    }
}
