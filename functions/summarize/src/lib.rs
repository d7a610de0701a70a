//! The summarize step.
