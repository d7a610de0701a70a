//! What the steps of a run say to each other.
//!
//! [`message`] travels through the workflow's state, which operators can read and which has a limit: keys, verdicts and
//! counts only. [`record`] lies in the store: what a step found, texts included. [`StepError`] is the contract with
//! the state machine.

mod caught;
mod context;
mod discovery;
mod error;
pub mod message;
pub mod migrator;
pub mod record;
mod roll;
mod run;

pub use caught::Caught;
pub use context::Context;
pub use discovery::{Discovery, DiscoveryError, NoDiscovery, with_discovered};
pub use error::StepError;
pub use roll::Roll;
pub use run::{RunId, RunIdError};
