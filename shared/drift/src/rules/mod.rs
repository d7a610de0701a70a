//! The rules that judge differences: one rule, one file, and the file's name is the rule's public name.
//!
//! A rule looks at one difference and either judges it or passes. The first judgement counts, so special rules stand
//! before general ones. The last rule judges everything.

use crate::{Difference, Severity};

mod access_changed;
mod column_default_changed;
mod column_nullability_changed;
mod column_type_changed;
mod column_widened;
mod constraint_lost;
mod constraint_not_validated;
mod constraint_tightened;
mod definition_changed;
mod index_invalid;
mod index_lost;
mod materialized_view_empty;
mod object_extra;
mod object_missing;
mod object_modified;
mod role_changed;
mod subscription_disabled;
mod trigger_state_changed;
mod unique_lost;
mod view_retyped;

/// What a rule has to say.
pub(crate) struct Judgement {
    pub(crate) severity: Severity,
    pub(crate) explanation: String,
    pub(crate) advice: String,
}

impl Judgement {
    fn new(severity: Severity, explanation: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { severity, explanation: explanation.into(), advice: advice.into() }
    }
}

type Rule = fn(&Difference) -> Option<Judgement>;

macro_rules! rules {
    ($($rule:ident),* $(,)?) => { &[$((stringify!($rule), $rule::judge as Rule)),*] };
}

const RULES: &[(&str, Rule)] = rules![
    trigger_state_changed,
    subscription_disabled,
    materialized_view_empty,
    index_invalid,
    constraint_not_validated,
    column_widened,
    column_type_changed,
    column_nullability_changed,
    column_default_changed,
    role_changed,
    access_changed,
    unique_lost,
    constraint_lost,
    constraint_tightened,
    index_lost,
    view_retyped,
    definition_changed,
    object_missing,
    object_extra,
];

/// The first rule with a judgement, and its judgement.
pub(crate) fn judge(difference: &Difference) -> (&'static str, Judgement) {
    RULES
        .iter()
        .find_map(|(name, rule)| rule(difference).map(|judgement| (*name, judgement)))
        .unwrap_or_else(|| ("object_modified", object_modified::judge(difference)))
}
