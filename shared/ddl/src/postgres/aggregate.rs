//! Aggregates.

use driftline_catalog::postgres::Aggregate;

use super::alteration::Alteration;
use super::described::{Described, definition, flag, option};
use super::identifier::{literal, qualified};
use super::privileges::{Implied, Target};

pub(super) fn create(aggregate: &Aggregate) -> Result<Vec<String>, String> {
    let (name, _) = split(aggregate);
    // A hypothetical-set aggregate's arguments are written like those of an ordered-set one.
    let arguments = if aggregate.arguments.is_empty() { "*" } else { &aggregate.arguments };
    let options = definition(options(aggregate));
    let mut statements = described(aggregate).created_by(format!("CREATE AGGREGATE {name}({arguments}) {options};"));
    statements.extend(privileges(aggregate).create(&aggregate.privileges)?);
    Ok(statements)
}

pub(super) fn drop(aggregate: &Aggregate) -> String {
    described(aggregate).drop()
}

/// `CREATE OR REPLACE AGGREGATE` would keep grants and views, but refuses too much to be relied on.
pub(super) fn alter(from: &Aggregate, to: &Aggregate, alteration: &mut Alteration) {
    if alteration.differs_beyond(&["owner", "comment", "privileges"]) {
        return alteration.replace();
    }
    described(to).alter(alteration);
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

fn options(aggregate: &Aggregate) -> Vec<Option<String>> {
    // What is left of a mode nobody uses is not written.
    let modify = |name: &str, value: Option<&str>, usual: &str| {
        option(name, value.filter(|value| *value != usual).map(str::to_uppercase).as_deref())
    };
    // The final function of an ordered-set aggregate may change the state unless it is said not to.
    let usual = if aggregate.aggregate_kind == "normal" { "read_only" } else { "read_write" };
    let size = |name: &str, size: i64| option(name, (size != 0).then(|| size.to_string()).as_deref());
    let text = |name: &str, value: &Option<String>| option(name, value.as_deref().map(literal).as_deref());
    let sort = aggregate.sort_operator.as_ref().map(|name| format!("OPERATOR({name})"));
    let parallel = (aggregate.parallel != "unsafe").then(|| aggregate.parallel.to_uppercase());
    vec![
        option("SFUNC", Some(&aggregate.transition_function)),
        option("STYPE", Some(&aggregate.state_type)),
        size("SSPACE", aggregate.state_size),
        option("FINALFUNC", aggregate.final_function.as_deref()),
        flag("FINALFUNC_EXTRA", aggregate.final_extra),
        modify("FINALFUNC_MODIFY", Some(&aggregate.final_modify), usual),
        option("COMBINEFUNC", aggregate.combine_function.as_deref()),
        option("SERIALFUNC", aggregate.serialize_function.as_deref()),
        option("DESERIALFUNC", aggregate.deserialize_function.as_deref()),
        text("INITCOND", &aggregate.initial_value),
        option("MSFUNC", aggregate.moving_transition_function.as_deref()),
        option("MINVFUNC", aggregate.moving_inverse_function.as_deref()),
        option("MSTYPE", aggregate.moving_state_type.as_deref()),
        size("MSSPACE", aggregate.moving_state_size),
        option("MFINALFUNC", aggregate.moving_final_function.as_deref()),
        flag("MFINALFUNC_EXTRA", aggregate.moving_final_extra),
        modify("MFINALFUNC_MODIFY", aggregate.moving_final_modify.as_deref(), usual),
        text("MINITCOND", &aggregate.moving_initial_value),
        option("SORTOP", sort.as_deref()),
        option("PARALLEL", parallel.as_deref()),
        flag("HYPOTHETICAL", aggregate.aggregate_kind == "hypothetical-set"),
    ]
}

/// The qualified name, and the arguments' types in brackets.
fn split(aggregate: &Aggregate) -> (String, &str) {
    let bare = driftline_catalog::Object::key(aggregate).bare_name().len();
    let (name, arguments) = aggregate.name.split_at(bare);
    (qualified(&aggregate.schema, name), arguments)
}

fn described(aggregate: &Aggregate) -> Described<'_> {
    let (name, arguments) = split(aggregate);
    let owner = Some(aggregate.owner.as_str());
    Described { command: "AGGREGATE", name: format!("{name}{arguments}"), owner, comment: aggregate.comment.as_deref() }
}

/// `GRANT` takes it for a function, and has no star for it.
fn privileges(aggregate: &Aggregate) -> Target<'_> {
    let (name, arguments) = split(aggregate);
    let arguments = if arguments == "(*)" { "()" } else { arguments };
    Target::new(format!("FUNCTION {name}{arguments}"), &aggregate.owner, Implied::Execute)
}
