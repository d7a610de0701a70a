use std::hash::{BuildHasher, RandomState};
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{PutNew, Store, StoreError, StorePath, layout};

/// How often [`StateLog::update`] decides anew before it gives up.
const UPDATE_ATTEMPTS: u32 = 16;

/// The states of one database, as a numbered series of objects that are each written once: `state/<database>/<n>.json`.
///
/// The highest number is the current state. Who wants to write the next number and finds it taken has decided on an old
/// state, reads again and decides again. This needs nothing but create-once writes, which every store has.
#[derive(Debug)]
pub struct StateLog<T> {
    store: Store,
    database: String,
    state: PhantomData<fn() -> T>,
}

/// A state as it lies in the store.
#[derive(Serialize, Deserialize)]
struct Written<T> {
    /// Another one for every attempt to write, so that a writer knows its own object from another's with the same state.
    writer: String,
    state: T,
}

/// A state and its number, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered<T> {
    /// The number.
    pub number: u64,
    /// The state.
    pub state: T,
}

/// What became of an attempt to write the next state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a state that was not written has to be decided anew"]
pub enum Appended<T> {
    /// It is the current state now, under this number.
    Written(u64),
    /// Somebody else wrote that number first. This is the current state.
    Overtaken(Numbered<T>),
}

impl<T: Serialize + DeserializeOwned + Sync> StateLog<T> {
    /// The states of `database`.
    #[must_use]
    pub fn new(store: &Store, database: &str) -> Self {
        Self { store: store.clone(), database: database.to_owned(), state: PhantomData }
    }

    /// The current state, or `None` when there never was one.
    ///
    /// # Errors
    ///
    /// When the store refuses, cannot be reached, or the state is damaged.
    pub async fn latest(&self) -> Result<Option<Numbered<T>>, StoreError> {
        let paths = self.store.list(&layout::states(&self.database)).await?;
        let Some(number) = paths.iter().filter_map(number_of).max() else { return Ok(None) };
        Ok(Some(Numbered { number, state: self.get(number).await? }))
    }

    /// The state of that number.
    ///
    /// # Errors
    ///
    /// When there is none or it is damaged, or the store refuses or cannot be reached.
    pub async fn get(&self, number: u64) -> Result<T, StoreError> {
        let written: Written<T> = self.store.get_json(&layout::state(&self.database, number)).await?;
        Ok(written.state)
    }

    /// Writes the state that follows number `after`; 0 when there was none.
    ///
    /// When the store says the number is taken, but by this very call, it counts as written: the answer to the first
    /// attempt was lost on its way, and what follows from the state must not be lost with it.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached.
    pub async fn append(&self, after: u64, state: &T) -> Result<Appended<T>, StoreError> {
        let number = after + 1;
        let path = layout::state(&self.database, number);
        let content = self.store.to_json(&path, &Written { writer: writer(), state })?;
        if self.store.put_new(&path, content.clone()).await? == PutNew::Created {
            return Ok(Appended::Written(number));
        }
        if self.store.get(&path).await? == content {
            return Ok(Appended::Written(number));
        }
        match self.latest().await? {
            Some(current) => Ok(Appended::Overtaken(current)),
            None => Err(StoreError::NotFound { location: self.store.location(&path) }),
        }
    }

    /// Reads the current state, lets `decide` say what follows it, and writes that; again from the start when somebody
    /// else was faster. `None` from `decide` leaves everything as it is.
    ///
    /// Returns what is current afterwards.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached, or others are faster many times in a row.
    pub async fn update(
        &self,
        mut decide: impl FnMut(Option<&Numbered<T>>) -> Option<T>,
    ) -> Result<Option<Numbered<T>>, StoreError> {
        let mut current = self.latest().await?;
        for _ in 0..UPDATE_ATTEMPTS {
            let Some(next) = decide(current.as_ref()) else { return Ok(current) };
            match self.append(current.as_ref().map_or(0, |current| current.number), &next).await? {
                Appended::Written(number) => return Ok(Some(Numbered { number, state: next })),
                Appended::Overtaken(newer) => current = Some(newer),
            }
        }
        let number = current.map_or(0, |current| current.number) + 1;
        let location = self.store.location(&layout::state(&self.database, number));
        Err(StoreError::Contended { location, attempts: UPDATE_ATTEMPTS })
    }
}

/// The number in `<n>.json`. Anything else in the folder is somebody else's.
fn number_of(path: &StorePath) -> Option<u64> {
    path.file_name().strip_suffix(".json")?.parse().ok()
}

/// A text that no other call returns. The standard library's hashers are seeded with the system's random numbers.
fn writer() -> String {
    let random = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", random(), random())
}
