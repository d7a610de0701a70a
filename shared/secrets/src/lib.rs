//! Secrets that cannot be printed, and where they come from.
//!
//! A configuration holds a [`SecretReference`], never a secret. A [`SecretSource`] turns the reference into a
//! [`SecretString`], which has neither `Display` nor `Serialize`, whose `Debug` shows nothing, and which wipes its memory
//! when dropped. No error of this crate repeats a secret or a piece of one.

mod dot_path;
mod environment;
mod error;
mod manifest;
mod reference;
mod sources;

pub use dot_path::{DotPath, DotPathError, SelectError};
pub use environment::EnvironmentSecrets;
pub use error::SecretError;
pub use manifest::ManifestSecrets;
pub use reference::{AwsSecret, GoogleSecret, SecretReference, SecretReferenceError};
pub use secrecy::{ExposeSecret, SecretString};
pub use sources::Sources;

/// Something that can look up secrets.
#[async_trait::async_trait]
pub trait SecretSource: Send + Sync {
    /// Fetches the secret that `reference` names, and selects the part of it that the reference's path names.
    ///
    /// # Errors
    ///
    /// When the secret is not there, may not be read, or has not the expected shape.
    async fn fetch(&self, reference: &SecretReference) -> Result<SecretString, SecretError>;
}
