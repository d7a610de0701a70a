//! The object store: where everything lies that has to outlive one run, and under which name.
//!
//! One [`Store`] serves a bucket (`s3://bucket/prefix`), a folder (`file:///path`) and memory (`memory:///`).
//! [`layout`] has one function per kind of object; nothing else in the project spells a path.
//!
//! Nothing here needs a compare-and-swap, which local files do not have: what several writers may write is written
//! create-once ([`Store::put_new`]), and states are a numbered series of such objects ([`StateLog`]).

mod credentials;
mod error;
pub mod layout;
mod open;
mod outbox;
mod path;
#[cfg(feature = "s3")]
mod s3;
mod state_log;
mod store;

pub use credentials::{CredentialError, CredentialSource, StoreCredentials};
pub use error::{Action, StoreError};
pub use layout::ReportFile;
pub use open::StoreOptions;
pub use outbox::{DeliveryId, Outbox, Outcome};
pub use path::StorePath;
pub use state_log::{Appended, Numbered, StateLog};
pub use store::{PutNew, Store};
