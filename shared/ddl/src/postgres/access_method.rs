//! Access methods.

use driftline_catalog::postgres::AccessMethod;

use super::alteration::Alteration;
use super::described::Described;
use super::identifier::quote;

pub(super) fn create(method: &AccessMethod) -> Vec<String> {
    let described = described(method);
    let kind = method.method_type.to_uppercase();
    described.created_by(format!("CREATE ACCESS METHOD {} TYPE {kind} HANDLER {};", described.name, method.handler))
}

pub(super) fn drop(method: &AccessMethod) -> String {
    described(method).drop()
}

pub(super) fn alter(to: &AccessMethod, alteration: &mut Alteration) {
    described(to).alter_or_replace(alteration);
}

fn described(method: &AccessMethod) -> Described<'_> {
    Described { command: "ACCESS METHOD", name: quote(&method.name), owner: None, comment: method.comment.as_deref() }
}
