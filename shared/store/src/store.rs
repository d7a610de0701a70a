use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Action, StoreError, StorePath};

/// How often a create-once write is repeated after the store reported a conflict over an object that then was not there.
const CONFLICT_ATTEMPTS: u32 = 5;
/// The most that a compressed object may expand to. A hundred times the largest schema we have seen.
const EXPANDED_LIMIT: u64 = 1 << 30;

/// A bucket, a folder or memory, addressed by [`StorePath`]s. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    place: Place,
}

/// Where the store is, for messages.
#[derive(Clone)]
pub(crate) enum Place {
    Folder(PathBuf),
    Memory,
    #[cfg(feature = "s3")]
    Bucket {
        bucket: String,
        /// The address with the prefix, without a slash at the end.
        url: String,
    },
}

/// What became of a create-once write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "whether the object was already there usually matters"]
pub enum PutNew {
    /// The object is new and holds what was given.
    Created,
    /// An object of that name exists; it was left as it is.
    AlreadyThere,
}

impl Store {
    pub(crate) fn new(objects: Arc<dyn ObjectStore>, place: Place) -> Self {
        Self { objects, place }
    }

    /// The whole address of an object, for people.
    #[must_use]
    pub fn location(&self, path: &StorePath) -> String {
        format!("{self}/{path}")
    }

    /// The file that an object is, for a store in a folder.
    #[must_use]
    pub fn local_path(&self, path: &StorePath) -> Option<PathBuf> {
        match &self.place {
            Place::Folder(folder) => Some(folder.join(path.as_str())),
            _ => None,
        }
    }

    /// Writes an object, replacing what is there. Readers see the old or the new one, never a part.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached.
    pub async fn put(&self, path: &StorePath, content: impl Into<Bytes>) -> Result<(), StoreError> {
        let payload = PutPayload::from_bytes(content.into());
        self.objects.put(&path.0, payload).await.map_err(|error| self.explain(Action::Write, path, error))?;
        Ok(())
    }

    /// Writes an object only if there is none of that name. Of several writers exactly one creates it.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached. That the object exists is no error.
    pub async fn put_new(&self, path: &StorePath, content: impl Into<Bytes>) -> Result<PutNew, StoreError> {
        let payload = PutPayload::from_bytes(content.into());
        for attempt in 0..CONFLICT_ATTEMPTS {
            let options = PutOptions::from(PutMode::Create);
            match self.objects.put_opts(&path.0, payload.clone(), options).await {
                Ok(_) => return Ok(PutNew::Created),
                // S3 answers 409 to one of two writers at the same time, and the other one may still fail. Only an object
                // that can be seen to be missing is tried again: a role without the right to read must not loop.
                Err(Error::AlreadyExists { .. }) => match self.objects.head(&path.0).await {
                    Err(Error::NotFound { .. }) => tokio::time::sleep(Duration::from_millis(50 << attempt)).await,
                    _ => return Ok(PutNew::AlreadyThere),
                },
                Err(error) => return Err(self.explain(Action::Write, path, error)),
            }
        }
        Err(StoreError::Contended { location: self.location(path), attempts: CONFLICT_ATTEMPTS })
    }

    /// Reads an object.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when there is none, else when the store refuses or cannot be reached.
    pub async fn get(&self, path: &StorePath) -> Result<Bytes, StoreError> {
        let explain = |error| self.explain(Action::Read, path, error);
        self.objects.get(&path.0).await.map_err(explain)?.bytes().await.map_err(explain)
    }

    /// Reads an object that may not be there.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached. A missing bucket is an error, not a missing object.
    pub async fn get_if_exists(&self, path: &StorePath) -> Result<Option<Bytes>, StoreError> {
        match self.get(path).await {
            Ok(content) => Ok(Some(content)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether there is an object, without reading it.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached. S3 says nothing about a missing bucket here, so that looks like a
    /// missing object; reading or writing names it.
    pub async fn exists(&self, path: &StorePath) -> Result<bool, StoreError> {
        match self.objects.head(&path.0).await.map_err(|error| self.explain(Action::Read, path, error)) {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The paths of all objects below `prefix`, however deep, sorted. Nothing there is an empty list.
    ///
    /// # Errors
    ///
    /// When the store refuses or cannot be reached.
    pub async fn list(&self, prefix: &StorePath) -> Result<Vec<StorePath>, StoreError> {
        let found = self.objects.list(Some(&prefix.0)).map_ok(|object| StorePath(object.location)).try_collect().await;
        let mut paths: Vec<StorePath> = found.map_err(|error| self.explain(Action::List, prefix, error))?;
        paths.sort();
        Ok(paths)
    }

    /// Compresses with zstd and writes create-once. The same content gives the same bytes.
    ///
    /// # Errors
    ///
    /// As [`Store::put_new`].
    pub async fn put_compressed(&self, path: &StorePath, content: &[u8]) -> Result<PutNew, StoreError> {
        self.put_new(path, self.compress(path, content)?).await
    }

    /// Compresses likewise and replaces what is there.
    ///
    /// # Errors
    ///
    /// As [`Store::put`].
    pub async fn replace_compressed(&self, path: &StorePath, content: &[u8]) -> Result<(), StoreError> {
        self.put(path, self.compress(path, content)?).await
    }

    fn compress(&self, path: &StorePath, content: &[u8]) -> Result<Vec<u8>, StoreError> {
        zstd::encode_all(content, zstd::DEFAULT_COMPRESSION_LEVEL).map_err(|error| StoreError::Failed {
            action: Action::Write,
            location: self.location(path),
            reason: error.to_string(),
        })
    }

    /// Reads what [`Store::put_compressed`] wrote.
    ///
    /// # Errors
    ///
    /// As [`Store::get`], and [`StoreError::Damaged`] when it does not expand.
    pub async fn get_compressed(&self, path: &StorePath) -> Result<Vec<u8>, StoreError> {
        let compressed = self.get(path).await?;
        let damaged = |reason: String| StoreError::Damaged { location: self.location(path), reason };
        let mut content = Vec::new();
        zstd::Decoder::new(&*compressed)
            .and_then(|decoder| decoder.take(EXPANDED_LIMIT + 1).read_to_end(&mut content))
            .map_err(|error| damaged(format!("it is not zstd: {error}")))?;
        if EXPANDED_LIMIT < content.len() as u64 {
            return Err(damaged(format!("it expands to more than {EXPANDED_LIMIT} bytes")));
        }
        Ok(content)
    }

    /// Reads what [`Store::put_compressed`] wrote, if it is there.
    ///
    /// # Errors
    ///
    /// As [`Store::get_compressed`], but a missing object is `None`.
    pub async fn get_compressed_if_exists(&self, path: &StorePath) -> Result<Option<Vec<u8>>, StoreError> {
        match self.get_compressed(path).await {
            Ok(content) => Ok(Some(content)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a value as JSON for people: indented, with a newline at the end.
    ///
    /// # Errors
    ///
    /// As [`Store::put`].
    pub async fn put_json<T: Serialize + Sync + ?Sized>(&self, path: &StorePath, value: &T) -> Result<(), StoreError> {
        self.put(path, self.to_json(path, value)?).await
    }

    /// Writes a value as JSON, create-once.
    ///
    /// # Errors
    ///
    /// As [`Store::put_new`].
    pub async fn put_new_json<T: Serialize + Sync + ?Sized>(
        &self,
        path: &StorePath,
        value: &T,
    ) -> Result<PutNew, StoreError> {
        self.put_new(path, self.to_json(path, value)?).await
    }

    /// Reads a value from JSON.
    ///
    /// # Errors
    ///
    /// As [`Store::get`], and [`StoreError::Damaged`] when it is not the JSON that is expected.
    pub async fn get_json<T: DeserializeOwned>(&self, path: &StorePath) -> Result<T, StoreError> {
        let content = self.get(path).await?;
        serde_json::from_slice(&content)
            .map_err(|error| StoreError::Damaged { location: self.location(path), reason: json_reason(&error) })
    }

    /// Reads a value from JSON, if it is there.
    ///
    /// # Errors
    ///
    /// As [`Store::get_json`], but a missing object is `None`.
    pub async fn get_json_if_exists<T: DeserializeOwned>(&self, path: &StorePath) -> Result<Option<T>, StoreError> {
        match self.get_json(path).await {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn to_json<T: Serialize + ?Sized>(&self, path: &StorePath, value: &T) -> Result<Vec<u8>, StoreError> {
        let mut text = serde_json::to_vec_pretty(value).map_err(|error| StoreError::Failed {
            action: Action::Write,
            location: self.location(path),
            reason: json_reason(&error),
        })?;
        text.push(b'\n');
        Ok(text)
    }

    /// Turns the store's error into one that says what to do.
    fn explain(&self, action: Action, path: &StorePath, error: Error) -> StoreError {
        let location = self.location(path);
        match &self.place {
            #[cfg(feature = "s3")]
            Place::Bucket { bucket, .. } => crate::s3::explain(action, location, bucket, &error),
            _ if matches!(error, Error::NotFound { .. }) => StoreError::NotFound { location },
            _ => StoreError::of_local(action, location, &error),
        }
    }
}

/// Where the JSON is wrong, without the value that is wrong: reports and states can hold schema text.
fn json_reason(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Syntax => "it is not JSON",
        Category::Eof => "it ends in the middle",
        Category::Data => "it is JSON of another shape than this version of driftline writes",
        Category::Io => "it could not be written",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}

impl fmt::Display for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Folder(folder) => write!(formatter, "file://{}", folder.display()),
            Place::Memory => formatter.write_str("memory://"),
            #[cfg(feature = "s3")]
            Place::Bucket { url, .. } => formatter.write_str(url),
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Store({self})")
    }
}
