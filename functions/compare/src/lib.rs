//! The compare step.
