//! Whole schemas on real servers: nothing missed, nothing invented.
//!
//! Three suites share this: `phantoms` (the same schema made in several ways differs in nothing), `pairs` (two schemas
//! differ where their dumps do) and `versions` (the same script on every major version gives the same schema). They
//! are a package of their own because they need neither the built command nor any cloud crate.
//!
//! - `DRIFTLINE_TEST_PG_TOOLS`: the folder with `pg_dump` (`scripts/postgres-tools` prints it). Without it, the one
//!   beside the server is used.
//! - `DRIFTLINE_TEST_POSTGRES_SERVERS`: the folder with a server for each major version (`scripts/postgres-servers`).
//! - `DRIFTLINE_TEST_FULL`: all versions, and all schemas of others. Usually this machine's own server and the schemas
//!   that ship with the project are tried.
//! - `DRIFTLINE_TEST_MAJOR`: these major versions, separated by commas.
//! - `DRIFTLINE_TEST_CASE`: the cases whose name holds one of these texts, separated by commas.
//! - `DRIFTLINE_TEST_LIST`: a file to write what was found to.

#![expect(clippy::print_stderr, reason = "what was tried and what was skipped has to be seen")]

mod case;
mod dump;
mod exceptions;
mod explain;
mod find;
mod mutation;
pub mod mysql;
mod oracle;
mod order;
mod script;
mod server;
mod subject;
mod verdict;

pub use case::{Case, Source, cases_of_others, pairs_of_the_project, torture};
pub use dump::{Entry, entries};
pub use exceptions::Exceptions;
pub use find::{binaries, full, on_servers};
pub use mutation::mutations;
pub use oracle::{Side, in_words, is_not_in_a_dump, problems, strict, unlike};
pub use order::load_in_another_order;
pub use script::for_version;
pub use server::{Database, Read, Server};
pub use verdict::{Found, Judgement};
