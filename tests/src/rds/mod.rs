//! RDS as it is from outside, in front of a real server: TLS for a name of RDS under an authority of the tests, and a login
//! with a token, which is checked as RDS checks it before the session gets through to the server.

mod authority;
mod front;
mod mysql;
mod postgres;
mod token;

pub use authority::Authority;
pub use front::{Protocol, Rds, Settings};
pub use token::{Expected, check};
