//! Two snapshots in, differences and findings out.
//!
//! [`compare`] is total: over any two snapshots it gives an answer and never fails.
//! A [`Difference`] says what differs; [`judge`] makes it a [`Finding`] by adding how bad it is and what to do, one
//! rule in one file of `rules/`.
//!
//! This crate does no I/O and knows no clock.

mod compare;
mod difference;
mod families;
mod finding;
mod grants;
mod inherited;
mod lifecycle;
mod mysql;
mod partitions;
mod privileges;
mod refreshed;
mod rules;
mod spelling;
mod verdict;

pub use compare::{CompareOptions, Comparison, compare, differing_texts};
pub use difference::{AttributeChange, Change, Difference};
pub use finding::{Finding, Severity, judge};
pub use lifecycle::{FindingState, Lifecycle, LifecycleChange, track};
pub use partitions::{PartitionPolicy, PartitionRule, PartitionRuleError};
pub use verdict::Verdict;
