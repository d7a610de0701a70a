//! The same expectations of every kind of store.

mod local;
#[cfg(feature = "s3")]
#[path = "../support/moto.rs"]
mod moto;
#[cfg(feature = "s3")]
mod s3;
mod suite;
