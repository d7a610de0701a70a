//! Functions and procedures.

use driftline_catalog::postgres::Function;
use driftline_catalog::text::split_list;

use super::alteration::Alteration;
use super::identifier::{literal_or_null, qualified, quote};
use super::privileges::{Implied, Target};

pub(super) fn create(function: &Function) -> Result<Vec<String>, String> {
    let mut statements = vec![definition(function)];
    statements.extend((!function.owner.is_empty()).then(|| owner(function)));
    statements.extend(function.comment.is_some().then(|| comment(function)));
    statements.extend(privileges(function).create(&function.privileges)?);
    Ok(statements)
}

fn privileges(function: &Function) -> Target<'_> {
    Target::new(name(function), &function.owner, Implied::Execute)
}

fn definition(function: &Function) -> String {
    format!("{};", function.definition.trim_end())
}

pub(super) fn drop(function: &Function) -> String {
    format!("DROP {};", name(function))
}

/// `CREATE OR REPLACE` changes everything but the signature: arguments' names and modes, and what is returned.
pub(super) fn alter(from: &Function, to: &Function, alteration: &mut Alteration) {
    let (before, after) = (Arguments::of(from), Arguments::of(to));
    let same = from.function_kind == to.function_kind
        && from.returns == to.returns
        && before.plain == after.plain
        && before.defaults <= after.defaults;
    if !same {
        return alteration.replace();
    }
    let own = ["owner", "comment", "privileges"];
    if alteration.differs_beyond(&own) {
        for path in [
            "language",
            "arguments",
            "volatility",
            "parallel",
            "strict",
            "security_definer",
            "leakproof",
            "cost",
            "rows",
            "support",
            "settings",
            "transforms",
            "body",
            "sql_body",
            "library",
            "definition",
        ] {
            alteration.take(path);
        }
        alteration.push(definition(to));
    }
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

/// `FUNCTION public.total(integer, text)`, as commands other than `CREATE` name it.
fn name(function: &Function) -> String {
    let kind = if function.function_kind == "procedure" { "PROCEDURE" } else { "FUNCTION" };
    format!("{kind} {}", signature(function))
}

/// `public.total(integer, text)`.
///
/// Procedures are named by all of their arguments: types without modes could mean another procedure as well, one that
/// has outputs in their place (`LookupFuncWithArgs` in src/backend/parser/parse_func.c).
pub(super) fn signature(function: &Function) -> String {
    let key = driftline_catalog::Object::key(function);
    let bare = key.bare_name();
    let name = qualified(&function.schema, bare);
    match function.function_kind.as_str() {
        "procedure" => format!("{name}({})", Arguments::of(function).plain.join(", ")),
        _ => format!("{name}{}", &function.name[bare.len()..]),
    }
}

fn owner(function: &Function) -> String {
    format!("ALTER {} OWNER TO {};", name(function), quote(&function.owner))
}

fn comment(function: &Function) -> String {
    format!("COMMENT ON {} IS {};", name(function), literal_or_null(function.comment.as_deref()))
}

/// A function's arguments without their defaults, which can be changed and added but not removed.
#[derive(Debug, PartialEq)]
struct Arguments {
    plain: Vec<String>,
    defaults: usize,
}

impl Arguments {
    fn of(function: &Function) -> Self {
        let arguments = split_list(&function.arguments);
        let plain =
            arguments.iter().map(|text| text.split_once(" DEFAULT ").map_or(*text, |(plain, _)| plain).to_owned());
        let defaults = arguments.iter().filter(|argument| argument.contains(" DEFAULT ")).count();
        Self { plain: plain.collect(), defaults }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_no_part_of_a_signature() {
        let arguments = |text: &str| Arguments::of(&Function { arguments: text.into(), ..Function::default() });
        let found = arguments("a integer DEFAULT 1, b text DEFAULT 'x, y'::text, c numeric(10,2), \"d,e\" text");
        assert_eq!(found.plain, ["a integer", "b text", "c numeric(10,2)", "\"d,e\" text"]);
        assert_eq!(found.defaults, 2);
        assert_eq!(arguments("a integer").plain, arguments("a integer DEFAULT total(1, 2)").plain);
    }
}
