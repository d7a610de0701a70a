//! A connection in, a snapshot out.
//!
//! Reading never guesses and never writes: [`postgres::session`] holds everything a session sets, and each kind of
//! object has one query file beside it.

pub mod postgres;
