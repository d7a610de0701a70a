//! Histories, locks and replays on MySQL and MariaDB.

mod history;
mod lock;
mod replay;
mod statements;

pub(crate) use history::number;
pub use history::read_mysql_histories;
pub use lock::mysql_migrator_at_work;
pub use replay::{replay_mysql, run_mysql_script};
pub(crate) use statements::Part;
