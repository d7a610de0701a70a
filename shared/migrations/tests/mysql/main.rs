//! What only real servers of MySQL and MariaDB can show. Each serves all tests of this binary.

mod corpora;
mod histories;
mod locks;
mod replays;
mod support;
