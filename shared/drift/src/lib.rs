//! Two snapshots in, differences and findings out.
