use std::fmt;

use object_store::path::{Path, PathPart};

use crate::StoreError;

/// The name of one object, or the prefix of several, relative to the root of the store: `reports/orders/.../report.json`.
///
/// Made by [`layout`](crate::layout), or read back from a message with [`StorePath::parse`]. It never leads out of the
/// store: whatever a name holds, `..` and slashes in it are escaped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StorePath(pub(crate) Path);

impl StorePath {
    /// Reads a path as [`StorePath::as_str`] writes it.
    ///
    /// # Errors
    ///
    /// When it has empty, `.` or `..` segments, or characters that are not allowed in a path.
    pub fn parse(path: &str) -> Result<Self, StoreError> {
        match Path::parse(path) {
            Ok(parsed) if parsed.as_ref().is_empty() => {
                Err(StoreError::InvalidPath { path: path.to_owned(), reason: "it is empty".to_owned() })
            }
            Ok(parsed) => Ok(Self(parsed)),
            Err(error) => Err(StoreError::InvalidPath { path: path.to_owned(), reason: error.to_string() }),
        }
    }

    /// Joins segments, escaping each. An empty segment becomes `_`, which no name may be.
    pub(crate) fn of(segments: &[&str]) -> Self {
        Self(
            segments
                .iter()
                .map(|segment| if segment.is_empty() { "_" } else { *segment })
                .map(PathPart::from)
                .collect(),
        )
    }

    /// The path as text, with slashes and without one in front.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// The last segment.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.filename().unwrap_or_default()
    }

    /// The path of something below this one. `name` is one segment and is escaped.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        Self(self.0.clone().join(if name.is_empty() { "_" } else { name }))
    }
}

impl fmt::Display for StorePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
