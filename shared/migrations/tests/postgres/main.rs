//! What only a real server can show. One server serves all tests of this binary.

mod corpora;
mod histories;
mod replays;
mod support;
