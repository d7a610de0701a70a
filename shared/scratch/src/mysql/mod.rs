//! A throwaway server of MySQL or MariaDB, beside PostgreSQL's.
//!
//! [`Server::start`] uses the server the user offers, else starts one of its own from binaries on this machine. One of our
//! own listens on a private socket only and leaves neither process nor file behind.

mod before;
mod database;
mod installation;
mod offered;
mod server;

pub use database::{Database, DatabaseRequest};
pub use installation::BINARIES_VARIABLE;
pub(crate) use offered::drop_all_leftovers;
pub use server::{ACCOUNT, Options, Server};
