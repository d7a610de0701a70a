//! `driftline deploy check`.

use crate::arguments::DeployCommand;
use crate::exit::Exit;

#[cfg(not(feature = "aws"))]
pub(crate) async fn run(DeployCommand::Check { stack, config }: DeployCommand) -> anyhow::Result<Exit> {
    anyhow::bail!(
        "cannot hold {} against the stack `{stack}`: this driftline was built without AWS; install a release or build with \
         --features aws",
        config.display()
    )
}

#[cfg(feature = "aws")]
pub(crate) async fn run(DeployCommand::Check { stack, config }: DeployCommand) -> anyhow::Result<Exit> {
    crate::finding::print(&crate::deploy::check(&stack, &config).await?)
}
