//! What the end-to-end tests share: a real PostgreSQL that listens as production does, and the built command.

mod binary;
pub mod canary;
mod command;
pub mod cost;
mod folder;
pub mod functions;
pub mod google;
pub mod mysql;
pub mod rds;
mod server;
pub mod template;

pub use binary::{binaries, binary, released_functions};
pub use command::{Driftline, Outcome};
pub use folder::{folder_with, write_files};
pub use server::{Account, Encryption, Server, run};
