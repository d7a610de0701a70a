use std::collections::BTreeSet;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{PutNew, Store, StoreError, StorePath, layout};

/// Messages to subscribers, from before they are sent until nothing is left to do.
///
/// A delivery is written create-once before it is sent, and marked after. What is written and not marked is due: every run
/// begins with [`Outbox::pending`]. So a message is sent at least once, and only a crash between sending and marking sends
/// it twice, with the same id.
///
/// A mark is never older than its delivery, so a rule that deletes old objects takes the delivery first and repeats nothing.
#[derive(Clone, Debug)]
pub struct Outbox {
    store: Store,
}

/// The stable name of a delivery: the same event, told to the same subscriber, has the same id wherever it is computed.
///
/// Thirty-two hexadecimal digits. Receivers use it to drop repetitions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct DeliveryId(String);

/// How a delivery ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// The subscriber took it.
    Sent,
    /// The subscriber never will; sending it again is pointless.
    GivenUp {
        /// Why, in words without secrets.
        reason: String,
    },
}

impl DeliveryId {
    /// The id of telling `subscriber` that `event` happened with state `state_number` of `database`.
    #[must_use]
    pub fn of(database: &str, state_number: u64, subscriber: &str, event: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [database, &state_number.to_string(), subscriber, event] {
            // With its length in front, no two lists of parts are the same bytes.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hex::encode(&hash.finalize()[..16]))
    }

    /// Reads an id as it prints itself.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_id.then(|| Self(text.to_owned()))
    }

    /// The id in the path of a delivery, as messages between steps carry it: `outbox/<id>.json`, or `outbox/<id>`.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        let name = path.strip_prefix(layout::outbox().as_str())?.strip_prefix('/')?;
        Self::parse(name.strip_suffix(".json").unwrap_or(name))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DeliveryId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a delivery id is 32 hexadecimal digits"))
    }
}

impl Outbox {
    /// The outbox of a store.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        Self { store: store.clone() }
    }

    /// Writes a delivery. One that is already there stays as it is, sent or not.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached.
    pub async fn put<T: Serialize + Sync + ?Sized>(&self, id: &DeliveryId, delivery: &T) -> Result<PutNew, StoreError> {
        self.store.put_new_json(&layout::delivery(id), delivery).await
    }

    /// Reads a delivery.
    ///
    /// # Errors
    ///
    /// When it is not there or damaged, or the store refuses or cannot be reached.
    pub async fn get<T: DeserializeOwned>(&self, id: &DeliveryId) -> Result<T, StoreError> {
        self.store.get_json(&layout::delivery(id)).await
    }

    /// Marks a delivery: it is not due any more.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached.
    pub async fn mark(&self, id: &DeliveryId, outcome: &Outcome) -> Result<(), StoreError> {
        self.store.put_json(&layout::delivery_sent(id), outcome).await
    }

    /// How a delivery ended, or `None` while it is due.
    ///
    /// # Errors
    ///
    /// When the mark is damaged, or the store refuses or cannot be reached.
    pub async fn outcome(&self, id: &DeliveryId) -> Result<Option<Outcome>, StoreError> {
        self.store.get_json_if_exists(&layout::delivery_sent(id)).await
    }

    /// All deliveries that are written and not marked, sorted by id.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached.
    pub async fn pending(&self) -> Result<Vec<DeliveryId>, StoreError> {
        let paths = self.store.list(&layout::outbox()).await?;
        let ids = |suffix: &'static str| {
            let id = move |path: &StorePath| DeliveryId::parse(path.file_name().strip_suffix(suffix)?);
            paths.iter().filter_map(id).collect::<BTreeSet<_>>()
        };
        Ok(ids(".json").difference(&ids(".sent")).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable() {
        // Receivers remember ids, and deliveries wait in stores over an upgrade: this value must never change.
        let id = DeliveryId::of("orders-prod", 7, "dba-slack", "changed");
        assert_eq!(id.as_str(), "bd722580c5e0dbd9834100537814613f");
        assert_eq!(DeliveryId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(DeliveryId::from_path(layout::delivery(&id).as_str()), Some(id.clone()));
        assert_eq!(DeliveryId::from_path(&format!("outbox/{id}")), Some(id.clone()));
        assert_eq!(serde_json::from_str::<DeliveryId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }

    #[test]
    fn every_part_counts() {
        let ids = [
            DeliveryId::of("a", 1, "b", "c"),
            DeliveryId::of("a1", 1, "b", "c"),
            DeliveryId::of("a", 11, "b", "c"),
            DeliveryId::of("a", 1, "1b", "c"),
            DeliveryId::of("a", 1, "bc", ""),
            DeliveryId::of("a", 1, "", "bc"),
        ];
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in ["", "abc", "../../../../../../../../../etc/pw", "ABCDEF00ABCDEF00ABCDEF00ABCDEF00"] {
            assert_eq!(DeliveryId::parse(text), None, "{text}");
        }
        for path in
            ["outbox/", "elsewhere/00000000000000000000000000000000", "outboxx/00000000000000000000000000000000"]
        {
            assert_eq!(DeliveryId::from_path(path), None, "{path}");
        }
    }
}
