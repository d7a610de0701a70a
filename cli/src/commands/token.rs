//! `driftline token`: a login token for another tool, which then runs without a stored password too.

use std::io::IsTerminal as _;

use anyhow::{Context as _, bail};
use driftline_config::Auth;
use driftline_connect::url_for_tools;
use driftline_secrets::ExposeSecret as _;

use crate::adapters::adapters;
use crate::arguments::TokenArguments;
use crate::exit::Exit;
use crate::output;

pub(crate) async fn run(arguments: TokenArguments) -> anyhow::Result<Exit> {
    let config = super::config::load(&arguments.config)?;
    let adapters = adapters(&config.profiles).await;
    let config = super::config::with_found(config, &*adapters.discovery).await;
    let database = &*super::config::database(&config, &arguments.name)?;
    let (name, connector) = (&database.name, adapters.connector);
    let login = connector.login(database).await?;
    match &login.auth {
        Auth::RdsIam { .. } | Auth::CloudSqlIam => {}
        Auth::Password(reference) => {
            bail!(
                "{name} logs in with the password in {reference}; tokens are for method = \"rds-iam\" and \"gcp-iam\""
            )
        }
        Auth::None => bail!("{name} logs in without a password; tokens are for method = \"rds-iam\" and \"gcp-iam\""),
    }
    let lifetime = if login.auth == Auth::CloudSqlIam { "an hour" } else { "fifteen minutes" };
    // Before anything is signed.
    if std::io::stdout().is_terminal() && !arguments.reveal {
        bail!(
            "a token on a terminal stays in its history, and logs anybody in for {lifetime}; hand it to a program, \
             as in PGPASSWORD=\"$(driftline token {name})\", or say --reveal"
        );
    }
    let token = connector.password(&login).await?.context("there is no token to be had")?;
    let text =
        if arguments.url { url_for_tools(database.engine, &login, &token).map_err(anyhow::Error::msg)? } else { token };
    output::print(text.expose_secret())?;
    Ok(Exit::InSync)
}
