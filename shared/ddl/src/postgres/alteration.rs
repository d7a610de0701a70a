//! How one object that both sides have is changed, with the certainty that nothing is left out.

use std::collections::BTreeSet;

use driftline_catalog::{Class, Key, Snapshot};

use super::catalog::Item;
use crate::Hazard;

/// What it takes to change one object.
///
/// A kind's `alter` takes the attributes it handles; whatever it did not take is an attribute nobody rendered, and
/// then the object is not rendered at all.
#[derive(Debug, Default)]
pub(super) struct Alteration {
    differing: BTreeSet<String>,
    /// Statements that free the object from others before anything is dropped.
    pub(super) early: Vec<String>,
    /// Statements for right after those of all objects: a partition has to be back before its parent changes.
    pub(super) restored: Vec<String>,
    /// Statements, in order.
    pub(super) statements: Vec<String>,
    /// Statements for when everything around the object is there.
    pub(super) finish: Vec<String>,
    pub(super) hazards: BTreeSet<Hazard>,
    /// The object has to be dropped and created again.
    pub(super) replaces: bool,
    /// A column's values or type change, which objects that use it do not survive.
    pub(super) retypes: bool,
    /// The object whose change takes this one along, where there may be nothing left to do.
    pub(super) covered_by: Option<Key>,
    refusals: Vec<String>,
}

impl Alteration {
    /// An alteration of an object in which both snapshots' writers read the attributes that differ.
    pub(super) fn between(from: (&Snapshot, Item<'_>), to: (&Snapshot, Item<'_>)) -> Self {
        let (before, after) = (from.1.object().attributes(), to.1.object().attributes());
        let kind = from.1.object().kind();
        let differing = before
            .into_iter()
            .zip(after)
            .filter(|(before, after)| before.class != Class::Informational && before.value != after.value)
            .filter(|(before, _)| from.0.has_read(kind, &before.path) && to.0.has_read(kind, &before.path))
            .map(|(before, _)| before.path.into_owned())
            .collect();
        Self { differing, ..Self::default() }
    }

    /// Whether the attribute differs; it counts as handled from now on.
    pub(super) fn take(&mut self, path: &str) -> bool {
        self.differing.remove(path)
    }

    /// Whether any of the attributes differs; they count as handled from now on.
    pub(super) fn take_any(&mut self, paths: &[&str]) -> bool {
        let before = self.differing.len();
        self.differing.retain(|path| !paths.contains(&path.as_str()));
        self.differing.len() < before
    }

    /// Takes every attribute but these.
    pub(super) fn take_all_but(&mut self, paths: &[&str]) {
        self.differing.retain(|path| paths.contains(&path.as_str()));
    }

    /// Whether any attribute is left, without handling it.
    pub(super) fn differs(&self, path: &str) -> bool {
        self.differing.contains(path)
    }

    /// Whether an attribute other than these is left.
    pub(super) fn differs_beyond(&self, paths: &[&str]) -> bool {
        self.differing.iter().any(|path| !paths.contains(&path.as_str()))
    }

    pub(super) fn push(&mut self, statement: String) {
        self.statements.push(statement);
    }

    pub(super) fn hazard(&mut self, hazard: Hazard) {
        self.hazards.insert(hazard);
    }

    /// Changes the object by dropping it and creating it again, which handles everything.
    pub(super) fn replace(&mut self) {
        self.replaces = true;
        self.differing.clear();
        self.early.clear();
        self.restored.clear();
        self.statements.clear();
        self.finish.clear();
        self.hazards.clear();
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.early.is_empty() && self.statements.is_empty() && self.finish.is_empty()
    }

    /// Says why an attribute that differs cannot be changed.
    pub(super) fn refuse(&mut self, reason: impl Into<String>) {
        self.refusals.push(reason.into());
    }

    /// Handles an attribute, if it differs, by saying that it cannot be changed.
    pub(super) fn refuse_attribute(&mut self, path: &str, reason: &str) {
        if self.take(path) {
            self.refuse(format!("{path} differs, and {reason}"));
        }
    }

    /// Why the object cannot be changed, if it cannot: refusals, and attributes that nobody handled.
    pub(super) fn refusal(&self) -> Option<String> {
        let unhandled = (!self.differing.is_empty()).then(|| {
            let names = self.differing.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            format!("there is no SQL for changing {names}")
        });
        let reasons: Vec<_> = self.refusals.iter().cloned().chain(unhandled).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }
}
