//! Owner and comment, which most kinds of object have alike.

use super::alteration::Alteration;
use super::identifier::{literal_or_null, quote};

/// An object as `ALTER`, `DROP` and `COMMENT ON` name it, with what these set.
pub(super) struct Described<'a> {
    /// The kind, as these commands spell it: `TEXT SEARCH DICTIONARY`.
    pub(super) command: &'static str,
    /// What stands after it.
    pub(super) name: String,
    /// None for a kind without owners.
    pub(super) owner: Option<&'a str>,
    pub(super) comment: Option<&'a str>,
}

impl Described<'_> {
    /// A statement that creates it, with those that give it its owner and its comment.
    pub(super) fn created_by(&self, create: String) -> Vec<String> {
        let owner = self.owner.is_some_and(|owner| !owner.is_empty()).then(|| self.owned());
        let comment = self.comment.is_some().then(|| self.commented());
        [Some(create), owner, comment].into_iter().flatten().collect()
    }

    pub(super) fn drop(&self) -> String {
        format!("DROP {} {};", self.command, self.name)
    }

    /// Changes owner and comment.
    pub(super) fn alter(&self, alteration: &mut Alteration) {
        if alteration.take("owner") {
            alteration.push(self.owned());
        }
        if alteration.take("comment") {
            alteration.push(self.commented());
        }
    }

    /// Changes owner and comment, or the object as a whole where anything else differs.
    pub(super) fn alter_or_replace(&self, alteration: &mut Alteration) {
        if alteration.differs_beyond(&["owner", "comment"]) {
            return alteration.replace();
        }
        self.alter(alteration);
    }

    /// The statement that gives it its owner.
    pub(super) fn owned(&self) -> String {
        format!("ALTER {} {} OWNER TO {};", self.command, self.name, quote(self.owner.unwrap_or_default()))
    }

    /// The statement that gives it its comment, or takes that away.
    pub(super) fn commented(&self) -> String {
        format!("COMMENT ON {} {} IS {};", self.command, self.name, literal_or_null(self.comment))
    }
}

/// The options in the brackets of a `CREATE`, one in a line.
pub(super) fn definition(options: impl IntoIterator<Item = Option<String>>) -> String {
    let options: Vec<_> = options.into_iter().flatten().map(|option| format!("\n    {option}")).collect();
    format!("({}\n)", options.join(","))
}

/// `NAME = value`, where there is a value.
pub(super) fn option(name: &str, value: Option<&str>) -> Option<String> {
    value.map(|value| format!("{name} = {value}"))
}

/// A word that stands for itself, where it is meant.
pub(super) fn flag(name: &str, is_set: bool) -> Option<String> {
    is_set.then(|| name.to_owned())
}
