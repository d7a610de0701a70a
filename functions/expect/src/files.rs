//! Where migration directories and schema files are read: beside the config, or in the store.

use std::path::PathBuf;

use driftline_migrations::{DirectoryError, SourceFile, read_files};
use driftline_store::{Store, StoreError, StorePath};

/// Reads source files by the paths the config names.
#[async_trait::async_trait]
pub trait SourceFiles: Send + Sync {
    /// Every file of a directory.
    ///
    /// # Errors
    ///
    /// Which file or folder cannot be read.
    async fn directory(&self, path: &str) -> Result<Vec<SourceFile>, FilesError>;

    /// One file.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    async fn file(&self, path: &str) -> Result<Vec<u8>, FilesError>;
}

/// Why source files cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// In a folder.
    #[error(transparent)]
    Folder(#[from] DirectoryError),
    /// One file.
    #[error("cannot read the schema file: {0}")]
    File(#[from] std::io::Error),
    /// In the store.
    #[error("cannot read the source: {0}")]
    Store(#[from] StoreError),
    /// Nothing there.
    #[error("there are no files at {0}; copy the migration directory there, for example from CI after each deployment")]
    Empty(String),
}

/// Files below a folder, which is where the config lies.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

#[async_trait::async_trait]
impl SourceFiles for Folder {
    async fn directory(&self, path: &str) -> Result<Vec<SourceFile>, FilesError> {
        Ok(read_files(&self.0.join(path))?)
    }

    async fn file(&self, path: &str) -> Result<Vec<u8>, FilesError> {
        Ok(fs_err::tokio::read(self.0.join(path)).await?)
    }
}

/// Files below the root of the store.
#[derive(Clone)]
pub struct StoredFiles(pub Store);

#[async_trait::async_trait]
impl SourceFiles for StoredFiles {
    async fn directory(&self, path: &str) -> Result<Vec<SourceFile>, FilesError> {
        let root = StorePath::parse(path)?;
        let mut files = Vec::new();
        for object in self.0.list(&root).await? {
            let relative = object.as_str().strip_prefix(root.as_str()).unwrap_or(object.as_str());
            let bytes = self.0.get(&object).await?.to_vec();
            files.push(SourceFile { path: relative.trim_start_matches('/').to_owned(), bytes });
        }
        if files.is_empty() { Err(FilesError::Empty(self.0.location(&root))) } else { Ok(files) }
    }

    async fn file(&self, path: &str) -> Result<Vec<u8>, FilesError> {
        Ok(self.0.get(&StorePath::parse(path)?).await?.to_vec())
    }
}
