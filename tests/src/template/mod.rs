//! `infra/template.yaml` as CloudFormation would read it: enough of it to know what is deployed with which parameters.

mod document;
mod stack;
mod statements;

pub use stack::{ACCOUNT, REGION, Stack};
pub use statements::Statement;
