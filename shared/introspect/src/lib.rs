//! A connection in, a snapshot out.
