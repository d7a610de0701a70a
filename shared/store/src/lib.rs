//! The object store and its layout.
