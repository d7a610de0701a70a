//! `driftline setup`: the user that reads a database, with the smallest privileges.

use std::path::Path;

use crate::adapters::adapters;
use crate::arguments::SetupArguments;
use crate::exit::Exit;
use crate::output;
use crate::setup::{Administrator, Facts, in_words, look_up, script, steps};

pub(crate) async fn run(arguments: SetupArguments) -> anyhow::Result<Exit> {
    let config = super::config::load(&arguments.config)?;
    let adapters = adapters(&config.profiles).await;
    let config = super::config::with_found(config, &*adapters.discovery).await;
    let database = &*super::config::database(&config, &arguments.name)?;
    let login = adapters.connector.login(database).await?;
    let folder = arguments.config.parent().unwrap_or(Path::new("."));
    let Some(url) = &arguments.apply_sql else {
        let resource = look_up(&login, &*adapters.resources).await;
        output::print(&in_words(&login, &steps(database, &login, &Facts::default(), folder), resource.as_ref()))?;
        return Ok(Exit::InSync);
    };
    let administrator = Administrator::of(url, database, &login)?;
    let facts = administrator.look(database, &login).await?;
    let steps = steps(database, &login, &facts, folder);
    // Shown before anything is run, and before it can fail.
    output::print(&script(&steps))?;
    let count = administrator.take(&steps).await?;
    output::say(&format!("{count} statements were run."));
    if facts.histories.as_ref().is_some_and(Vec::is_empty) && database.source.needs_history() {
        output::say("There is no history of a migrator yet; run this again once the first migration is deployed.");
    }
    Ok(Exit::InSync)
}
