//! Deliveries to a real HTTP server.

mod receiver;
mod slack;
mod webhook;
