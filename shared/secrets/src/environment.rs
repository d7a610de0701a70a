use std::env::{self, VarError};

use secrecy::SecretString;

use crate::{SecretError, SecretReference, SecretSource};

/// Reads secrets from the environment of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnvironmentSecrets;

#[async_trait::async_trait]
impl SecretSource for EnvironmentSecrets {
    async fn fetch(&self, reference: &SecretReference) -> Result<SecretString, SecretError> {
        let SecretReference::EnvironmentVariable(name) = reference else {
            return Err(SecretError::WrongSource { source_name: "the environment", reference: reference.to_string() });
        };
        match env::var(name) {
            // Compose files and CI systems turn a variable that nobody set into an empty one.
            Ok(value) if value.is_empty() => Err(SecretError::VariableNotSet { name: name.clone() }),
            Ok(value) => Ok(SecretString::from(value)),
            Err(VarError::NotPresent) => Err(SecretError::VariableNotSet { name: name.clone() }),
            // The error would print the value: it is dropped.
            Err(VarError::NotUnicode(_)) => Err(SecretError::VariableNotText { name: name.clone() }),
        }
    }
}
