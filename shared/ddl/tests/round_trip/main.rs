//! SQL against a real server: what is built or changed is read again and has to be what was asked for.

mod cases;
mod corpora;
mod server;
