//! All that can be granted on a relation: the whole of it, single columns, and the type of its rows.

use super::alteration::Alteration;
use super::identifier::qualified;
use super::privileges::{Implied, Target};

/// The privileges on a relation.
pub(super) struct RelationPrivileges<'a> {
    /// The relation as `GRANT ... ON` names it.
    pub(super) on: String,
    /// Schema and name of the type of its rows, which are its own.
    pub(super) row_type: (&'a str, &'a str),
    pub(super) owner: &'a str,
    /// Those on the whole.
    pub(super) whole: &'a [String],
    /// The attribute that those on columns are, and these.
    pub(super) columns: (&'static str, &'a [String]),
    /// Who may use the type of the rows, where that is not everybody.
    pub(super) rows: Option<&'a [String]>,
}

impl<'a> RelationPrivileges<'a> {
    fn target(&self) -> Target<'a> {
        Target::new(self.on.clone(), self.owner, Implied::Nothing)
    }

    fn row_type(&self) -> Target<'a> {
        let (schema, name) = self.row_type;
        Target::new(format!("TYPE {}", qualified(schema, name)), self.owner, Implied::Usage)
    }

    /// Statements that give a new relation its privileges.
    ///
    /// # Errors
    ///
    /// The reason why there is no SQL.
    pub(super) fn create(&self) -> Result<Vec<String>, String> {
        let mut statements = self.target().create(self.whole)?;
        statements.extend(self.target().create_columns(self.columns.1)?);
        if let Some(rows) = self.rows {
            statements.extend(self.row_type().create(rows)?);
        }
        Ok(statements)
    }

    /// Changes privileges to these, where they differ.
    pub(super) fn alter(&self, from: &Self, alteration: &mut Alteration) {
        self.target().alter(from.whole, self.whole, alteration);
        let (attribute, columns) = self.columns;
        self.target().alter_columns(attribute, from.columns.1, columns, alteration);
        let row_type = self.row_type();
        let implied = row_type.implied();
        let [before, after] = [from.rows, self.rows].map(|rows| rows.unwrap_or(&implied));
        row_type.alter_as("row_type_privileges", before, after, alteration);
    }
}
