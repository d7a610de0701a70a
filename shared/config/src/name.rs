//! Names that people give: they become file names and keys, so their alphabet is small.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! name {
    ($(#[$documentation:meta])* $name:ident, $what:literal) => {
        $(#[$documentation])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(name: String) -> Result<Self, String> {
                if is_name(&name) { Ok(Self(name)) } else { Err(refusal($what, &name)) }
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name! {
    /// The name of a monitored database in the config. It is part of keys in the store.
    DatabaseName, "database"
}
name! {
    /// The name of a subscriber in the config.
    SubscriberName, "subscriber"
}

name! {
    /// The name of a profile: as whom AWS is asked.
    ProfileName, "profile"
}

const LONGEST: usize = 63;
/// Of a database on a server that is watched whole; a file of this name and an ending still has a place.
const LONGEST_OF_MEMBER: usize = 240;

impl DatabaseName {
    /// Whether a person may give it.
    pub(crate) fn is_short(&self) -> bool {
        self.0.len() <= LONGEST
    }
}

fn is_name(name: &str) -> bool {
    let longest = if name.contains("--") { LONGEST_OF_MEMBER } else { LONGEST };
    (1..=longest).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && name.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-' || char == '_')
}

fn refusal(what: &str, name: &str) -> String {
    format!(
        "`{name}` cannot be the name of a {what}: use up to {LONGEST} lower-case letters, digits, `-` and `_`, \
         a letter or digit first"
    )
}
