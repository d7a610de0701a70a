//! The inspect step.
