//! A throwaway PostgreSQL server for replaying migrations.
//!
//! [`Scratch::start`] uses the server the user offers, else starts one of its own from binaries on this
//! machine, else fetches binaries into the user's cache. A server of our own listens on a private socket
//! only and leaves neither process nor file behind, however the process ends.
//! [`Scratch::database`] lends one fresh database at a time.
//!
//! Unix only: the server is reached through a Unix socket and watched over by `/bin/sh`.

mod account;
mod cleanup;
mod database;
#[cfg(feature = "download")]
mod download;
mod error;
mod installation;
mod leftovers;
pub mod mysql;
mod offered;
mod prepared;
mod processes;
mod quote;
mod scratch;
mod server;
mod settings;

pub use database::{DatabaseRequest, ScratchDatabase};
pub use error::ScratchError;
pub use installation::BINARIES_VARIABLE;
pub use offered::{Offered, Way};
pub use processes::stop_all_now;
pub use scratch::{Origin, Scratch, ScratchOptions};
pub use settings::RoleSetting;
