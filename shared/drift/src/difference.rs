//! What differs.

use driftline_catalog::Key;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// One object that is not the same on both sides.
///
/// Columns, constraints, indexes, triggers and policies are objects of their own while their table is on both sides;
/// a table that is missing or extra is one difference, whatever it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Which object.
    #[serde(flatten)]
    pub key: Key,
    /// What people call its kind: `foreign key`.
    pub label: String,
    /// How it differs.
    #[serde(flatten)]
    pub change: Change,
}

/// How an object differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Expected and not live.
    Missing,
    /// Live and not expected.
    Extra,
    /// On both sides, with attributes that differ.
    Modified {
        /// The attributes that differ.
        attributes: Vec<AttributeChange>,
    },
}

/// One attribute that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributeChange {
    /// The attribute: `data_type`, `identity.increment`.
    pub attribute: String,
    /// Its value in the expected schema.
    pub expected: Value,
    /// Its value in the live schema.
    pub live: Value,
}

impl Change {
    /// `missing`, `extra` or `modified`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Modified { .. } => "modified",
        }
    }
}

impl Difference {
    /// The change of one attribute, if it differs.
    pub fn attribute(&self, name: &str) -> Option<&AttributeChange> {
        match &self.change {
            Change::Modified { attributes } => attributes.iter().find(|change| change.attribute == name),
            Change::Missing | Change::Extra => None,
        }
    }

    /// What it is over all runs: kind, identity, attributes and their values, and nothing else.
    ///
    /// A finding keeps its fingerprint as long as the same object differs in the same way, whatever else changes.
    pub fn fingerprint(&self) -> String {
        let text = serde_json::to_vec(&(&self.key, &self.change)).expect("differences are plain data with a JSON form");
        hex::encode(&Sha256::digest(text)[..16])
    }
}
