//! Adapters to Google Cloud behind the traits their users own. Nothing outside this crate names Google's SDK.
//!
//! | adapter | trait |
//! | --- | --- |
//! | [`CloudSqlAccess`] | `driftline_connect::CloudSqlTokens` |
//! | [`SecretManager`] | `driftline_secrets::SecretSource` |
//!
//! Both look for credentials only when they are first asked for something, where all of Google's tools do: the file that
//! `GOOGLE_APPLICATION_CREDENTIALS` names, the one that gcloud wrote, the metadata server of a machine on Google Cloud.

mod causes;
mod cloud_sql;
mod credentials;
mod secret_manager;
mod way;

pub use cloud_sql::CloudSqlAccess;
pub use secret_manager::SecretManager;

/// Google's crates take the cryptography that the process has chosen, and panic where it has not: rustls on ring, as
/// everywhere in this project.
fn choose_ring() {
    // Somebody else may have chosen before, and only once can be.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
