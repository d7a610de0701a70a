//! What happens to values when a column changes its type.

use crate::Hazard;

/// The hazards of turning values of one type into another, and whether SQL has to say how.
pub(super) struct Conversion {
    pub(super) hazards: Vec<Hazard>,
    /// `USING column::type` is needed, or at least does no harm.
    pub(super) explicit: bool,
}

const MAY_FAIL: Hazard = Hazard::MayFail { why: "a value does not convert to the new type" };

impl Conversion {
    /// A written cast to `varchar(n)` cuts off what is too long without a word; left to the server, it is an error.
    pub(super) fn between(from: &str, to: &str) -> Self {
        let explicit = !to.starts_with("character") && to != "text";
        let hazards = match (Width::of(from), Width::of(to)) {
            // The server knows that such values stay as they are.
            (Some(Width::Text(from)), Some(Width::Text(to))) if from <= to => Vec::new(),
            (Some(Width::Text(_)), Some(Width::Text(_))) => vec![Hazard::LocksTable, MAY_FAIL],
            (Some(Width::Integer(from)), Some(Width::Integer(to))) if from <= to => vec![Hazard::LocksTable],
            (Some(Width::Integer(_)), Some(Width::Integer(_))) => vec![Hazard::LocksTable, MAY_FAIL],
            _ => vec![Hazard::LocksTable, MAY_FAIL, Hazard::ChangesValues],
        };
        Self { hazards, explicit }
    }
}

/// Whether there is no cast from one type of the server's own to another, so that only whoever knows what the values mean
/// can turn one into the other.
pub(super) fn has_no_cast(from: &str, to: &str) -> bool {
    let is_text = |data_type: &str| data_type == "text" || data_type.starts_with("character");
    let is_own = |data_type: &str| !data_type.contains('.');
    if is_text(from) || is_text(to) || !is_own(from) || !is_own(to) {
        return false;
    }
    if from.ends_with("[]") != to.ends_with("[]") {
        return true;
    }
    match (Sort::of(from), Sort::of(to)) {
        (Some(Sort::Truth), Some(Sort::Number)) => to != "integer",
        (Some(Sort::Number), Some(Sort::Truth)) => from != "integer",
        (Some(from), Some(to)) => from != to,
        _ => false,
    }
}

/// What the values of a type are, where types of different sorts have no casts.
#[derive(PartialEq)]
enum Sort {
    Number,
    Moment,
    Identifier,
    Truth,
}

impl Sort {
    fn of(data_type: &str) -> Option<Self> {
        match data_type.split(['(', ' ']).next().unwrap_or_default() {
            "smallint" | "integer" | "bigint" | "numeric" | "real" | "double" => Some(Self::Number),
            "date" | "timestamp" => Some(Self::Moment),
            "uuid" => Some(Self::Identifier),
            "boolean" => Some(Self::Truth),
            _ => None,
        }
    }
}

/// How much a type holds, in a family where more holds all that less does.
enum Width {
    /// In characters.
    Text(u32),
    /// In bytes.
    Integer(u32),
}

impl Width {
    fn of(data_type: &str) -> Option<Self> {
        let limit = |limited: &str| limited.strip_suffix(')')?.parse().ok();
        match data_type {
            "text" | "character varying" => Some(Self::Text(u32::MAX)),
            "smallint" => Some(Self::Integer(2)),
            "integer" => Some(Self::Integer(4)),
            "bigint" => Some(Self::Integer(8)),
            _ => data_type.strip_prefix("character varying(").and_then(limit).map(Self::Text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_without_a_cast_are_known() {
        for (from, to) in [
            ("bigint", "timestamp without time zone"),
            ("jsonb[]", "jsonb"),
            ("uuid", "bigint"),
            ("boolean", "bigint"),
            ("date", "boolean"),
        ] {
            assert!(has_no_cast(from, to), "{from} {to}");
        }
        for (from, to) in [
            ("bigint", "numeric(10,2)"),
            ("text", "jsonb[]"),
            ("date", "timestamp with time zone"),
            ("boolean", "integer"),
            ("text[]", "character varying[]"),
            ("public.amount", "uuid"),
            ("jsonb", "boolean"),
        ] {
            assert!(!has_no_cast(from, to), "{from} {to}");
        }
    }

    #[test]
    fn what_only_gets_wider_is_no_hazard_to_values() {
        let hazards = |from, to| Conversion::between(from, to).hazards;
        assert_eq!(hazards("character varying(40)", "text"), []);
        assert_eq!(hazards("character varying(40)", "character varying(80)"), []);
        assert_eq!(hazards("integer", "bigint"), [Hazard::LocksTable]);
        assert_eq!(hazards("text", "character varying(40)"), [Hazard::LocksTable, MAY_FAIL]);
        assert_eq!(hazards("bigint", "integer"), [Hazard::LocksTable, MAY_FAIL]);
        assert_eq!(hazards("numeric(10,2)", "integer"), [Hazard::LocksTable, MAY_FAIL, Hazard::ChangesValues]);
        assert!(!Conversion::between("integer", "character(2)").explicit);
    }
}
