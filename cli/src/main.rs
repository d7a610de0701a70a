//! The `driftline` command: the same steps as the Lambda functions, in one process.

mod adapters;
mod arguments;
mod commands;
#[cfg(feature = "aws")]
mod deploy;
mod exit;
mod finding;
mod operand;
mod output;
mod pipeline;
mod setup;
mod signals;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    output::start_logging(arguments.verbose);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return exit::failed(&anyhow::Error::from(error)),
    };
    let result = runtime.block_on(async {
        signals::stop_servers_when_asked_to_end()?;
        match arguments.command {
            Command::Demo(arguments) => commands::demo::run(arguments).await,
            Command::Run(arguments) => commands::run::run(arguments).await,
            Command::Check(arguments) => commands::check::run(arguments).await,
            Command::Diff(arguments) => commands::diff::run(arguments).await,
            Command::Inspect(arguments) => commands::inspect::run(arguments).await,
            Command::Publish(arguments) => commands::publish::run(arguments).await,
            Command::Config(arguments) => commands::config::run(&arguments.command).await,
            Command::Deploy(arguments) => commands::deploy::run(arguments.command).await,
            Command::Doctor(arguments) => commands::doctor::run(arguments).await,
            Command::Connect(arguments) => commands::connect::run(arguments.command).await,
            Command::Token(arguments) => commands::token::run(arguments).await,
            Command::Setup(arguments) => commands::setup::run(arguments).await,
        }
    });
    // Whatever an error left running.
    driftline_scratch::stop_all_now();
    if let Some(code) = signals::asked_to_end() {
        return code;
    }
    match result {
        Ok(exit) => exit.into(),
        Err(error) => exit::failed(&error),
    }
}
