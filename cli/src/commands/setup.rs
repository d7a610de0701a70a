//! `driftline setup`: the user that reads a database, with the smallest privileges.

use std::path::Path;

use driftline_setup::{Facts, Histories, Reader, script, steps};

use crate::adapters::adapters;
use crate::arguments::SetupArguments;
use crate::exit::Exit;
use crate::output;
use crate::setup::{Administrator, in_words, look_up, usual_history};

pub(crate) async fn run(arguments: SetupArguments) -> anyhow::Result<Exit> {
    let config = super::config::load(&arguments.config)?;
    let adapters = adapters(&config.profiles).await;
    let config = super::config::with_found(config, &*adapters.discovery).await;
    let database = &*super::config::database(&config, &arguments.name)?;
    let login = adapters.connector.login(database).await?;
    let reader = Reader::of(database, &login);
    let folder = arguments.config.parent().unwrap_or(Path::new("."));
    let Some(url) = &arguments.apply_sql else {
        let resource = look_up(&login, &*adapters.resources).await;
        let steps = steps(&reader, &Facts::default(), &usual_history(database, folder));
        output::print(&in_words(&login, &steps, resource.as_ref()))?;
        return Ok(Exit::InSync);
    };
    let administrator = Administrator::of(url, database, &login)?;
    let (facts, histories) = administrator.look(database, &login).await?;
    let steps = steps(&reader, &facts, &histories);
    // Shown before anything is run, and before it can fail.
    output::print(&script(&steps))?;
    let count = administrator.take(&steps).await?;
    output::say(&format!("{count} statements were run."));
    if histories == Histories::Found(Vec::new()) && database.source.needs_history() {
        output::say("There is no history of a migrator yet; run this again once the first migration is deployed.");
    }
    Ok(Exit::InSync)
}
