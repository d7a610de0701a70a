//! What in a list of privileges says nothing about the schema.
//!
//! An entry reads `grantee: PRIVILEGE, PRIVILEGE`, after the column's name where it is one of a view's columns.

use driftline_catalog::quote_identifier;
use serde_json::Value;

/// Whether an attribute is such a list: `privileges`, `column_privileges`, `row_type_privileges`.
pub(crate) fn is_list(attribute: &str) -> bool {
    attribute == "privileges" || attribute.ends_with("_privileges")
}

/// `MAINTAIN` came with this version, as a part of what `GRANT ALL` gives.
const MAINTAIN_SINCE: u32 = 17;

/// What whoever reads was given for it: nothing that a migration would say.
const FOR_READING: &[&str] = &["CONNECT", "SELECT", "USAGE"];

/// What to leave out of both sides' privileges.
pub(crate) struct Noise {
    /// The role that read the live database, as entries name it.
    reader: Option<String>,
    /// One side has no `MAINTAIN`.
    maintain: bool,
}

impl Noise {
    pub(crate) fn new(reader: &str, majors: [u32; 2]) -> Self {
        let [expected, live] = majors.map(|major| MAINTAIN_SINCE <= major);
        Self { reader: (!reader.is_empty()).then(|| quote_identifier(reader)), maintain: expected != live }
    }

    /// The value of an attribute without it.
    pub(crate) fn strip(&self, attribute: &str, value: Value) -> Value {
        match value {
            Value::Array(entries) if is_list(attribute) => {
                Value::Array(entries.into_iter().filter_map(|entry| self.entry(entry)).collect())
            }
            other => other,
        }
    }

    fn entry(&self, entry: Value) -> Option<Value> {
        let Some((grantee, list)) = entry.as_str().and_then(|text| text.rsplit_once(": ")) else { return Some(entry) };
        let mut privileges: Vec<&str> = list.split(", ").collect();
        let of_reader = self.reader.as_deref().is_some_and(|reader| {
            grantee.strip_suffix(reader).is_some_and(|before| before.is_empty() || before.ends_with(": "))
        });
        if of_reader && privileges.iter().all(|privilege| FOR_READING.contains(privilege)) {
            return None;
        }
        if self.maintain {
            privileges.retain(|privilege| !privilege.starts_with("MAINTAIN"));
        }
        (!privileges.is_empty()).then(|| format!("{grantee}: {}", privileges.join(", ")).into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_readers_own_rights_are_left_out_as_long_as_they_are_for_reading() {
        let noise = Noise::new("Drift Line", [15, 15]);
        let list = json!(["\"Drift Line\": SELECT", "app: SELECT", "public: EXECUTE"]);
        assert_eq!(noise.strip("privileges", list.clone()), json!(["app: SELECT", "public: EXECUTE"]));
        assert_eq!(noise.strip("options", list.clone()), list);
        let columns = json!(["email: \"Drift Line\": SELECT", "email: app: UPDATE"]);
        assert_eq!(noise.strip("column_privileges", columns), json!(["email: app: UPDATE"]));
        for more in ["\"Drift Line\": INSERT, SELECT", "\"Drift Line\": SELECT WITH GRANT OPTION"] {
            assert_eq!(noise.strip("privileges", json!([more])), json!([more]));
        }
    }

    #[test]
    fn maintain_is_left_out_where_one_side_does_not_know_it() {
        let list = json!(["app: INSERT, MAINTAIN, SELECT", "other: MAINTAIN"]);
        assert_eq!(Noise::new("", [16, 17]).strip("privileges", list.clone()), json!(["app: INSERT, SELECT"]));
        assert_eq!(Noise::new("", [17, 18]).strip("privileges", list.clone()), list);
    }
}
