//! Casts.

use driftline_catalog::postgres::Cast;

use super::alteration::Alteration;
use super::described::Described;

pub(super) fn create(cast: &Cast) -> Vec<String> {
    let method = match (cast.method.as_str(), &cast.function) {
        ("function", Some(function)) => format!("WITH FUNCTION {function}"),
        ("inout", _) => "WITH INOUT".to_owned(),
        _ => "WITHOUT FUNCTION".to_owned(),
    };
    let context = match cast.context.as_str() {
        "implicit" => " AS IMPLICIT",
        "assignment" => " AS ASSIGNMENT",
        _ => "",
    };
    described(cast).created_by(format!("CREATE CAST ({}) {method}{context};", cast.name))
}

pub(super) fn drop(cast: &Cast) -> String {
    described(cast).drop()
}

pub(super) fn alter(to: &Cast, alteration: &mut Alteration) {
    described(to).alter_or_replace(alteration);
}

fn described(cast: &Cast) -> Described<'_> {
    Described { command: "CAST", name: format!("({})", cast.name), owner: None, comment: cast.comment.as_deref() }
}
