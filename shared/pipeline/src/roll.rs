//! Which databases something has that says itself which ones it has: what came, and what went.

use driftline_store::{Store, layout};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{RunId, StepError};

/// The list of one run, held against the one before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roll<T> {
    /// The run that asked.
    pub run: RunId,
    /// What is there.
    pub present: Vec<T>,
    /// What was not there the last time. Where nobody asked before, nothing is new.
    pub appeared: Vec<T>,
    /// What was there the last time and is no more. The next run says nothing of it.
    pub vanished: Vec<T>,
}

impl<T: Clone + Serialize + DeserializeOwned + Sync> Roll<T> {
    /// The list that was kept last.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn latest(store: &Store, name: &str) -> Result<Option<Self>, StepError> {
        Ok(store.get_json_if_exists(&layout::roll(name)).await?)
    }

    /// Keeps what a run found. A retry of that run finds what it kept.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn call(
        store: &Store,
        name: &str,
        run: &RunId,
        present: Vec<T>,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Result<Self, StepError> {
        let roll = Self::after(Self::latest(store, name).await?, run, present, is_same);
        store.put_json(&layout::roll(name), &roll).await?;
        Ok(roll)
    }

    /// Keeps what came since the last list, which was found by itself. What went since then, the next whole list tells.
    /// Where there is no list yet, `all` is the first one.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn add(
        store: &Store,
        name: &str,
        run: &RunId,
        newcomer: T,
        all: Vec<T>,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Result<Self, StepError> {
        let roll = Self::joined(Self::latest(store, name).await?, run, newcomer, all, is_same);
        store.put_json(&layout::roll(name), &roll).await?;
        Ok(roll)
    }

    fn joined(before: Option<Self>, run: &RunId, newcomer: T, all: Vec<T>, is_same: impl Fn(&T, &T) -> bool) -> Self {
        let Some(before) = before else { return Self::after(None, run, all, is_same) };
        if before.run == *run {
            return before;
        }
        let is_known = before.present.iter().any(|one| is_same(one, &newcomer));
        let mut present = before.present;
        present.retain(|one| !is_same(one, &newcomer));
        present.push(newcomer.clone());
        let appeared = if is_known { Vec::new() } else { vec![newcomer] };
        // A run that is under way still has to tell what vanished, unless it came back.
        let mut vanished = before.vanished;
        vanished.retain(|one| present.iter().all(|other| !is_same(one, other)));
        Self { run: run.clone(), present, appeared, vanished }
    }

    fn after(before: Option<Self>, run: &RunId, present: Vec<T>, is_same: impl Fn(&T, &T) -> bool) -> Self {
        let before = match before {
            Some(before) if before.run == *run => return before,
            Some(before) => before.present,
            None => return Self { run: run.clone(), present, appeared: Vec::new(), vanished: Vec::new() },
        };
        let without = |all: &[T], others: &[T]| -> Vec<T> {
            all.iter().filter(|one| others.iter().all(|other| !is_same(one, other))).cloned().collect()
        };
        Self { run: run.clone(), appeared: without(&present, &before), vanished: without(&before, &present), present }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_what_went_is_told_once() {
        let run = |hour: u32| RunId::try_from(format!("2026-11-20T{hour:02}:00:00Z")).unwrap();
        let after = |before: Option<&Roll<String>>, hour: u32, present: &[&str]| {
            let present = present.iter().map(|name| (*name).to_owned()).collect();
            Roll::after(before.cloned(), &run(hour), present, |one, other| one == other)
        };
        let changes = |roll: &Roll<String>| (roll.appeared.join(","), roll.vanished.join(","));
        let pair = |appeared: &str, vanished: &str| (appeared.to_owned(), vanished.to_owned());

        let first = after(None, 1, &["a", "b"]);
        assert_eq!(changes(&first), pair("", ""), "nobody asked before");
        let second = after(Some(&first), 2, &["b", "c"]);
        assert_eq!(changes(&second), pair("c", "a"));
        assert_eq!(after(Some(&second), 2, &["b"]), second, "a retry says what was said");
        assert_eq!(changes(&after(Some(&second), 3, &["b", "c"])), pair("", ""));
        assert_eq!(changes(&after(Some(&second), 3, &["a", "b", "c"])), pair("a", ""), "and it may come back");
    }

    #[test]
    fn what_came_between_two_runs_takes_nothing_from_what_the_next_one_tells() {
        let run = |hour: u32| RunId::try_from(format!("2026-11-20T{hour:02}:00:00Z")).unwrap();
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        let is_same = |one: &String, other: &String| one == other;
        let joined = |before: Option<&Roll<String>>| {
            Roll::joined(before.cloned(), &run(2), "c".to_owned(), list(&["b", "c"]), is_same)
        };

        let first = Roll::after(None, &run(1), list(&["a", "b"]), is_same);
        let second = joined(Some(&first));
        assert_eq!((&second.present, &second.appeared), (&list(&["a", "b", "c"]), &list(&["c"])));
        assert_eq!(joined(Some(&second)), second, "a retry says what was said");
        let third = Roll::after(Some(second), &run(3), list(&["b", "c"]), is_same);
        assert_eq!((third.appeared, third.vanished), (list(&[]), list(&["a"])));
        // With nothing before it, all that is there is known from now on.
        let only = joined(None);
        assert_eq!((only.present, only.appeared), (list(&["b", "c"]), list(&[])));
    }
}
