//! Base types and shell types.

use driftline_catalog::postgres::BaseType;

use super::alteration::Alteration;
use super::described::{Described, definition, flag, option};
use super::identifier::{literal, qualified};
use super::privileges::{Implied, Target};

/// The definition completes a shell: its functions need the name before it can name them.
pub(super) fn create(object: &BaseType) -> Result<Vec<String>, String> {
    let create = if object.defined { define(object) } else { format!("CREATE TYPE {};", name(object)) };
    let mut statements = described(object).created_by(create);
    if object.defined {
        statements.extend(privileges(object).create(&object.privileges)?);
    }
    Ok(statements)
}

fn define(object: &BaseType) -> String {
    let length = if object.length < 0 { "VARIABLE".to_owned() } else { object.length.to_string() };
    let options = definition([
        option("INPUT", object.input.as_deref()),
        option("OUTPUT", object.output.as_deref()),
        option("RECEIVE", object.receive.as_deref()),
        option("SEND", object.send.as_deref()),
        option("TYPMOD_IN", object.modifier_input.as_deref()),
        option("TYPMOD_OUT", object.modifier_output.as_deref()),
        option("ANALYZE", object.analyze.as_deref()),
        option("SUBSCRIPT", object.subscript.as_deref()),
        option("INTERNALLENGTH", Some(&length)),
        flag("PASSEDBYVALUE", object.by_value),
        option("ALIGNMENT", Some(&object.alignment)),
        option("STORAGE", Some(&object.storage)),
        option("CATEGORY", Some(&literal(&object.category))),
        option("PREFERRED", object.preferred.then_some("true")),
        option("DEFAULT", object.default.as_deref().map(literal).as_deref()),
        option("ELEMENT", object.element.as_deref()),
        option("DELIMITER", Some(&literal(&object.delimiter))),
        option("COLLATABLE", object.collatable.then_some("true")),
    ]);
    format!("CREATE TYPE {} {options};", name(object))
}

/// Its functions need it, and it needs them; only together they can go.
pub(super) fn drop(object: &BaseType) -> String {
    let cascade = if object.defined { " CASCADE" } else { "" };
    format!("DROP TYPE {}{cascade};", name(object))
}

pub(super) fn alter(from: &BaseType, to: &BaseType, alteration: &mut Alteration) {
    if !from.defined && to.defined {
        // Only its owner completes a shell, not even a superuser for somebody else.
        alteration.push(format!("ALTER TYPE {} OWNER TO CURRENT_USER;", name(to)));
        alteration.push(define(to));
        alteration.push(described(to).owned());
        alteration.take_all_but(&["comment", "privileges"]);
    }
    let settable = [
        ("receive", "RECEIVE", &to.receive),
        ("send", "SEND", &to.send),
        ("modifier_input", "TYPMOD_IN", &to.modifier_input),
        ("modifier_output", "TYPMOD_OUT", &to.modifier_output),
        ("analyze", "ANALYZE", &to.analyze),
        ("subscript", "SUBSCRIPT", &to.subscript),
    ];
    let mut options = Vec::new();
    for (path, name, value) in settable {
        if alteration.take(path) {
            options.push(format!("{name} = {}", value.as_deref().unwrap_or("NONE")));
        }
    }
    // There is no way back to `plain`, since values may lie elsewhere by then.
    if to.storage != "plain" && alteration.take("storage") {
        options.push(format!("STORAGE = {}", to.storage));
    }
    if alteration.differs_beyond(&["owner", "comment", "privileges"]) {
        return alteration.replace();
    }
    if !options.is_empty() {
        alteration.push(format!("ALTER TYPE {} SET ({});", name(to), options.join(", ")));
    }
    described(to).alter(alteration);
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

fn name(object: &BaseType) -> String {
    qualified(&object.schema, &object.name)
}

fn described(object: &BaseType) -> Described<'_> {
    let owner = Some(object.owner.as_str());
    Described { command: "TYPE", name: name(object), owner, comment: object.comment.as_deref() }
}

fn privileges(object: &BaseType) -> Target<'_> {
    Target::new(format!("TYPE {}", name(object)), &object.owner, Implied::Usage)
}
