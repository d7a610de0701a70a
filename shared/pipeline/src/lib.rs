//! The messages between the steps and the error contract.
