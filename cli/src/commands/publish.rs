//! `driftline publish`: what is expected of a database, built here and put into the store.

use std::path::Path;

use anyhow::{Context as _, bail};
use driftline_catalog::Engine;
use driftline_config::{Database, MigrationSource, PublishedOf, PublishedSource, Source};
use driftline_expect::{Publication, PublishFor, Published, PutOutcome, choose_format, publication, put};
use driftline_migrations::{Directory, DirectoryOptions, FlywayOptions, History, TableName, read_files};
use driftline_pipeline::record::SeenSurroundings;
use driftline_store::{Store, layout};

use crate::adapters::adapters;
use crate::arguments::PublishArguments;
use crate::exit::Exit;
use crate::output;

pub(crate) async fn run(arguments: PublishArguments) -> anyhow::Result<Exit> {
    let config = super::config::load(&arguments.config)?;
    let folder = super::folder_of(&arguments.config);
    let adapters = adapters(&config.profiles).await;
    let config = super::config::with_found(config, &*adapters.discovery).await;
    let database = &*super::config::database(&config, &arguments.name)?;
    let store = match &arguments.store {
        Some(url) => Store::open(url, &adapters.store)?,
        None => super::store_of(&config, folder, &adapters.store)?,
    };
    let seen: Option<SeenSurroundings> =
        store.get_json_if_exists(&layout::surroundings(database.name.as_str())).await?;
    let histories = seen.as_ref().map(|seen| seen.histories.as_slice()).unwrap_or_default();
    let content = Content::read(&arguments, database, folder, histories)?;
    let name_on_server = match database.access.database() {
        Some(name) => name.to_owned(),
        None => adapters.connector.login(database).await?.database.clone(),
    };
    let whom = PublishFor {
        engine: database.engine,
        database: name_on_server,
        owner: arguments.owner.clone(),
        history: history_table(database),
        major: arguments.server_version.as_deref().map(|text| series(database.engine, text)).transpose()?,
        seen,
    };
    let servers = super::configured_servers(&config, &arguments.scratch, &adapters);
    let built = publication(&servers, content.as_published(arguments.version.as_deref())?, &whom).await;
    servers.stop().await;
    let built = built?;
    let outcome = put(&store, database.name.as_str(), &built, arguments.replace).await?;
    for note in &built.notes {
        output::say(&format!("note: {note}"));
    }
    if !matches!(database.source, Source::Published(_)) {
        output::say(&format!(
            "note: runs do not look at this before the config says source = {{ published = true }} for {}",
            database.name
        ));
    }
    let path = layout::published(database.name.as_str(), &built.version);
    output::print(&in_words(database, &built, outcome, &store.location(&path)))?;
    Ok(Exit::InSync)
}

fn in_words(database: &Database, built: &Publication, outcome: PutOutcome, location: &str) -> String {
    let (name, version) = (&database.name, &built.version);
    let what = match outcome {
        PutOutcome::Published => format!("Published version {version} of {name}"),
        PutOutcome::Replaced => format!("Published version {version} of {name} in the place of another"),
        PutOutcome::Unchanged => format!("Version {version} of {name} is published already, with the same content"),
    };
    let count = built.snapshot.objects.len();
    let objects = if count == 1 { "object" } else { "objects" };
    let role = if built.owner.is_empty() { String::new() } else { format!(" as {}", built.owner) };
    let server = format!("{} {}", database.engine.product(), built.snapshot.server.version);
    format!("{what}: {count} {objects}, made on {server}{role}.\n  {location}")
}

/// What is published, read into memory.
enum Content {
    Migrations(Directory),
    Schema { file: String, sql: String },
}

impl Content {
    /// The command line stands above the config. Paths of the config are beside it.
    fn read(
        arguments: &PublishArguments,
        database: &Database,
        folder: &Path,
        histories: &[History],
    ) -> anyhow::Result<Self> {
        if let Some(path) = &arguments.schema {
            return Self::schema(path, path.display().to_string());
        }
        if let Some(source) = database.source.migrations() {
            let path = arguments.migrations.clone().unwrap_or_else(|| folder.join(&source.directory));
            return Self::migrations(&path, source, arguments, histories);
        }
        let of_config = match &database.source {
            Source::Schema(file) | Source::Published(PublishedSource { of: PublishedOf::Schema(file), .. }) => {
                Some(file)
            }
            _ => None,
        };
        match (&arguments.migrations, of_config) {
            (Some(path), _) => {
                let source = MigrationSource {
                    directory: String::new(),
                    format: None,
                    history: None,
                    placeholders: std::collections::BTreeMap::new(),
                };
                Self::migrations(path, &source, arguments, histories)
            }
            (None, Some(file)) => Self::schema(&folder.join(file), file.clone()),
            (None, None) => bail!(
                "the config does not say of what {} is made; name a migration directory with --migrations or a schema file \
                 with --schema, or write it beside `published = true`",
                database.name
            ),
        }
    }

    fn schema(path: &Path, file: String) -> anyhow::Result<Self> {
        let sql = fs_err::read_to_string(path).context("cannot read the schema file")?;
        Ok(Self::Schema { file, sql })
    }

    fn migrations(
        path: &Path,
        source: &MigrationSource,
        arguments: &PublishArguments,
        histories: &[History],
    ) -> anyhow::Result<Self> {
        let files = read_files(path)?;
        let configured = arguments.migrator.as_deref().or(source.format.as_deref());
        let format = choose_format(&files, configured, histories)
            .map_err(|reason| anyhow::anyhow!("{reason} (in {})", path.display()))?;
        let mut placeholders = source.placeholders.clone();
        placeholders.extend(arguments.placeholder.iter().cloned());
        let options = DirectoryOptions { flyway: FlywayOptions { placeholders, ..FlywayOptions::default() } };
        let directory = Directory::parse(files, format, &options).with_context(|| path.display().to_string())?;
        Ok(Self::Migrations(directory))
    }

    fn as_published<'a>(&'a self, version: Option<&'a str>) -> anyhow::Result<Published<'a>> {
        Ok(match self {
            Self::Migrations(directory) => Published::Migrations { directory, version },
            Self::Schema { file, sql } => {
                let version = version.context(
                    "a schema file does not say of which version it is; name it with --version, as the migrator's history \
                     spells it",
                )?;
                Published::Schema { file, sql, version }
            }
        })
    }
}

/// The history table that the config names.
fn history_table(database: &Database) -> Option<TableName> {
    let table = database.source.history()?;
    let usual = if database.engine == Engine::Postgres { "public" } else { "" };
    Some(TableName { schema: table.schema.clone().unwrap_or_else(|| usual.to_owned()), name: table.name.clone() })
}

/// `17` of PostgreSQL, `10.11` or `8.4` of the others.
fn series(engine: Engine, text: &str) -> anyhow::Result<u32> {
    let mut numbers = text.split('.').map(str::parse::<u32>);
    let series = match (engine, numbers.next(), numbers.next(), numbers.next()) {
        (Engine::Postgres, Some(Ok(major)), ..) => Some(major),
        (Engine::Mysql | Engine::Mariadb, Some(Ok(major)), Some(Ok(minor @ 0..=99)), _) => Some(major * 100 + minor),
        _ => None,
    };
    let example = if engine == Engine::Postgres { "17" } else { "10.11" };
    series.with_context(|| format!("`{text}` is no version of {}; write it like {example}", engine.product()))
}
