//! A server that is not ours, and how it is reached, which somebody else made out.

use std::any::Any;
use std::sync::Arc;

/// A server that may be used for replays.
#[derive(Clone, Debug)]
pub struct Offered<Options> {
    /// What the driver is told. Whether it goes to a verified server is for those to know who made them.
    pub options: Options,
    /// Host and port, for messages.
    pub server: String,
    /// The way that the options lead, which is kept for as long as anything has to be dropped there.
    pub way: Option<Way>,
}

/// Something that has to be kept.
pub type Way = Arc<dyn Any + Send + Sync>;
