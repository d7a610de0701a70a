//! The expect step.
