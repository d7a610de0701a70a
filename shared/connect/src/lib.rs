//! An endpoint and a way to authenticate in, a read-only connection out.
