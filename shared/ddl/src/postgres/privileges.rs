//! Grants: what it takes to get from one list of privileges to another.
//!
//! An entry reads `grantee: PRIVILEGE, PRIVILEGE WITH GRANT OPTION`, the grantee being `public`, `(owner)` or a role's
//! name, quoted where SQL needs it.

use std::collections::{BTreeMap, BTreeSet};

use super::alteration::Alteration;
use super::identifier::{quote, split_name};
use crate::Hazard;

/// What everybody may without a grant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Implied {
    /// Nothing: tables, sequences, schemas, foreign servers.
    Nothing,
    /// `EXECUTE`: functions, procedures, aggregates.
    Execute,
    /// `USAGE`: types and languages.
    Usage,
    /// `CONNECT` and `TEMPORARY`: databases.
    ConnectAndTemporary,
}

/// The object that privileges are on.
pub(super) struct Target<'a> {
    /// As `GRANT ... ON` names it: `TABLE public.orders`.
    pub(super) name: String,
    /// The columns after each privilege, for privileges on a column: `(email)`.
    pub(super) columns: Option<String>,
    pub(super) owner: &'a str,
    pub(super) implied: Implied,
}

impl<'a> Target<'a> {
    pub(super) fn new(name: String, owner: &'a str, implied: Implied) -> Self {
        Self { name, columns: None, owner, implied }
    }

    /// What everybody has on it without a grant, as a list says it.
    pub(super) fn implied(&self) -> Vec<String> {
        match self.implied {
            Implied::Nothing => Vec::new(),
            Implied::Execute => vec!["public: EXECUTE".to_owned()],
            Implied::Usage => vec!["public: USAGE".to_owned()],
            Implied::ConnectAndTemporary => vec!["public: CONNECT, TEMPORARY".to_owned()],
        }
    }

    /// Statements that give a new object its privileges.
    ///
    /// # Errors
    ///
    /// The reason why there is no SQL.
    pub(super) fn create(&self, privileges: &[String]) -> Result<Vec<String>, String> {
        self.statements(&self.implied(), privileges)
    }

    /// Statements that take an object's privileges back to those that need no grant.
    ///
    /// # Errors
    ///
    /// The reason why there is no SQL.
    pub(super) fn withdraw(&self, privileges: &[String]) -> Result<Vec<String>, String> {
        self.statements(privileges, &self.implied())
    }

    /// Statements that lead from one list to another.
    ///
    /// # Errors
    ///
    /// The reason why there is no SQL.
    pub(super) fn change(&self, from: &[String], to: &[String]) -> Result<Vec<String>, String> {
        self.statements(from, to)
    }

    /// Changes privileges, if they differ.
    pub(super) fn alter(&self, from: &[String], to: &[String], alteration: &mut Alteration) {
        self.alter_as("privileges", from, to, alteration);
    }

    /// The same for the attribute of this name.
    pub(super) fn alter_as(&self, attribute: &str, from: &[String], to: &[String], alteration: &mut Alteration) {
        if !alteration.take(attribute) {
            return;
        }
        match self.statements(from, to) {
            Ok(statements) => {
                if statements.iter().any(|statement| statement.starts_with("GRANT")) {
                    alteration.hazard(Hazard::WidensAccess);
                }
                alteration.statements.extend(statements);
            }
            Err(reason) => alteration.refuse(reason),
        }
    }

    /// Changes privileges on single columns, kept as `column: entry` with the column quoted where SQL needs it.
    pub(super) fn alter_columns(&self, attribute: &str, from: &[String], to: &[String], alteration: &mut Alteration) {
        if !alteration.take(attribute) {
            return;
        }
        match self.column_statements(from, to) {
            Ok(statements) => {
                if statements.iter().any(|statement| statement.starts_with("GRANT")) {
                    alteration.hazard(Hazard::WidensAccess);
                }
                alteration.statements.extend(statements);
            }
            Err(reason) => alteration.refuse(reason),
        }
    }

    /// Statements that give the columns of a new object their privileges.
    ///
    /// # Errors
    ///
    /// The reason why there is no SQL.
    pub(super) fn create_columns(&self, privileges: &[String]) -> Result<Vec<String>, String> {
        self.column_statements(&[], privileges)
    }

    fn column_statements(&self, from: &[String], to: &[String]) -> Result<Vec<String>, String> {
        let by_column = |entries: &[String]| {
            let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for entry in entries {
                let (column, rest) = split_name(entry);
                let (column, rest) = match rest.strip_prefix(": ") {
                    Some(rest) => (column, rest),
                    None => (column.trim_end_matches(':').to_owned(), rest),
                };
                columns.entry(column).or_default().push(rest.to_owned());
            }
            columns
        };
        let (before, after) = (by_column(from), by_column(to));
        let columns: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let mut statements = Vec::new();
        for column in columns {
            let none = Vec::new();
            let (from, to) = (before.get(column).unwrap_or(&none), after.get(column).unwrap_or(&none));
            let target = Target { name: self.name.clone(), columns: Some(format!("({})", quote(column))), ..*self };
            statements.extend(target.statements(from, to)?);
        }
        Ok(statements)
    }

    fn statements(&self, from: &[String], to: &[String]) -> Result<Vec<String>, String> {
        let (before, after) = (read(from), read(to));
        let mut statements = Vec::new();
        // What others passed on goes before what they had it from, and comes after it.
        for ((grantor, grantee), had) in before.iter().rev() {
            let has = after.get(&(*grantor, *grantee)).cloned().unwrap_or_default();
            let gone: Vec<&str> = had.keys().copied().filter(|name| !has.contains_key(name)).collect();
            if !gone.is_empty() {
                statements.extend(by(grantor, self.revoke("", &gone, grantee)));
            }
            let not_passed_on: Vec<&str> = had
                .iter()
                .filter(|(name, passes_on)| **passes_on && has.get(*name) == Some(&false))
                .map(|(name, _)| *name)
                .collect();
            if !not_passed_on.is_empty() {
                statements.extend(by(grantor, self.revoke("GRANT OPTION FOR ", &not_passed_on, grantee)));
            }
        }
        // The owner's entry is there only where something is missing from what is the owner's anyway.
        let owner = ("", "(owner)");
        if before.contains_key(&owner) && !after.contains_key(&owner) {
            statements.push(format!("GRANT ALL ON {} TO {};", self.name, quote(self.owner)));
        } else if !before.contains_key(&owner) && after.contains_key(&owner) {
            statements.push(format!("REVOKE ALL ON {} FROM {};", self.name, quote(self.owner)));
        }
        for ((grantor, grantee), has) in &after {
            let had = before.get(&(*grantor, *grantee)).cloned().unwrap_or_default();
            for (passes_on, suffix) in [(false, ""), (true, " WITH GRANT OPTION")] {
                let new: Vec<&str> = has
                    .iter()
                    .filter(|(name, now)| **now == passes_on && had.get(*name) != Some(&passes_on))
                    .filter(|(name, _)| passes_on || !had.contains_key(*name))
                    .map(|(name, _)| *name)
                    .collect();
                if !new.is_empty() {
                    let (list, to) = (self.list(&new), self.grantee(grantee));
                    statements.extend(by(grantor, format!("GRANT {list} ON {} TO {to}{suffix};", self.name)));
                }
            }
        }
        Ok(statements)
    }

    fn revoke(&self, what: &str, privileges: &[&str], grantee: &str) -> String {
        format!("REVOKE {what}{} ON {} FROM {};", self.list(privileges), self.name, self.grantee(grantee))
    }

    fn list(&self, privileges: &[&str]) -> String {
        let columns = self.columns.as_ref().map(|columns| format!(" {columns}")).unwrap_or_default();
        privileges.iter().map(|privilege| format!("{privilege}{columns}")).collect::<Vec<_>>().join(", ")
    }

    fn grantee(&self, grantee: &str) -> String {
        match grantee {
            "public" => "PUBLIC".to_owned(),
            "(owner)" => quote(self.owner),
            role => role.to_owned(),
        }
    }
}

/// By who gave them, nobody being the owner, and who has them: the privileges, and whether each may be passed on.
type Grants<'a> = BTreeMap<(&'a str, &'a str), BTreeMap<&'a str, bool>>;

fn read(entries: &[String]) -> Grants<'_> {
    let mut read = Grants::new();
    for entry in entries {
        let (entry, grantor) = match entry.rsplit_once(" (granted by ") {
            Some((entry, grantor)) => (entry, grantor.strip_suffix(')').unwrap_or(grantor)),
            None => (entry.as_str(), ""),
        };
        // The last `: ` ends the grantee, whatever is in the name.
        let (grantee, list) = entry.rsplit_once(": ").unwrap_or((entry, ""));
        let privileges = list.split(", ").filter(|privilege| !privilege.is_empty() && *privilege != "none");
        let of_grantee = read.entry((grantor, grantee)).or_default();
        for privilege in privileges {
            match privilege.strip_suffix(" WITH GRANT OPTION") {
                Some(name) => of_grantee.insert(name, true),
                None => of_grantee.insert(privilege, false),
            };
        }
    }
    read
}

/// A statement of the role that gave something: nobody else can give the same or take it away.
fn by(grantor: &str, statement: String) -> Vec<String> {
    match grantor {
        "" => vec![statement],
        role => vec![format!("SET ROLE {role};"), statement, "RESET ROLE;".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_granted_and_revoked() {
        let target = Target::new("TABLE public.orders".into(), "shop", Implied::Nothing);
        let from = ["\"Ana\": SELECT, UPDATE WITH GRANT OPTION".to_owned(), "old: SELECT".to_owned()];
        let to = ["\"Ana\": INSERT WITH GRANT OPTION, SELECT, UPDATE".to_owned(), "(owner): SELECT".to_owned()];
        assert_eq!(
            target.statements(&from, &to).unwrap(),
            [
                "REVOKE SELECT ON TABLE public.orders FROM old;",
                "REVOKE GRANT OPTION FOR UPDATE ON TABLE public.orders FROM \"Ana\";",
                "REVOKE ALL ON TABLE public.orders FROM shop;",
                "GRANT INSERT ON TABLE public.orders TO \"Ana\" WITH GRANT OPTION;",
                "GRANT SELECT ON TABLE public.orders TO shop;",
            ]
            .map(str::to_owned)
            .into_iter()
            .collect::<Vec<_>>()
        );
    }
}
