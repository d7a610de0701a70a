//! One file per way to notify.
