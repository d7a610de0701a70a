//! The dispatch step.
