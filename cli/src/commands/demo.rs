//! `driftline demo`: a throwaway server, a shop's database, one bad night, and what driftline says in the morning.
//!
//! The database is migrated as a migrator does it, with a history table, and the run is the one `driftline run` does.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use driftline_catalog::Engine;
use driftline_config::Config;
use driftline_connect::{Target, UrlConnector, connect};
use driftline_expect::{Folder, ScratchServer, Wanted};
use driftline_migrations::{Directory, DirectoryOptions, Format, SourceFile, replay};
use driftline_pipeline::Context;
use driftline_scratch::DatabaseRequest;
use driftline_secrets::Sources;
use driftline_store::Store;
use serde_json::json;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

use crate::arguments::{DemoArguments, Format as OutputFormat};
use crate::exit::Exit;
use crate::output;
use crate::pipeline::{self, Steps};

/// The migrations of the shop, as its team would keep them. The last one is not deployed yet.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_customers_and_products.up.sql", include_str!("../../demo/migrations/0001_customers_and_products.up.sql")),
    ("0002_orders.up.sql", include_str!("../../demo/migrations/0002_orders.up.sql")),
    ("0003_totals_and_stock.up.sql", include_str!("../../demo/migrations/0003_totals_and_stock.up.sql")),
    ("0004_vouchers.up.sql", include_str!("../../demo/migrations/0004_vouchers.up.sql")),
];

/// How many of them are deployed.
const DEPLOYED: usize = 3;

/// What nobody wrote a migration for.
const NIGHT: &str = include_str!("../../demo/night.sql");

const CONFIG: &str = r#"
[[database]]
name     = "shop"
engine   = "postgres"
endpoint = "localhost:5432"
database = "shop"
user     = "postgres"
auth     = { method = "none" }
source   = { migrations = "migrations", format = "golang-migrate" }
"#;

pub(crate) async fn run(arguments: DemoArguments) -> anyhow::Result<Exit> {
    output::say("Starting a throwaway PostgreSQL ...");
    let servers = super::servers(&arguments.scratch);
    let wanted = Wanted { engine: Engine::Postgres, major: None, lower_case_table_names: 0 };
    let server = servers.get(wanted).await?;
    let ScratchServer::Postgres(production) = &*server else { bail!("the demo is of PostgreSQL") };
    output::say(&format!("PostgreSQL {} from {}.", production.version(), production.origin()));
    let request = DatabaseRequest { name: "shop".into(), owner: Some("shop".into()), ..DatabaseRequest::default() };
    let database = production.database(&request).await?;

    output::say(&format!("Deploying {DEPLOYED} of {} migrations of a shop ...", MIGRATIONS.len()));
    deploy(database.connect_options()).await?;
    output::say("Making six changes by hand, as people do at night ...");
    let mut connection = connect(database.connect_options()).await?;
    sqlx::raw_sql(NIGHT).execute(&mut connection).await.context("cannot make the changes of the night")?;
    connection.close().await?;

    output::say("Looking at it in the morning ...\n");
    let outcome = check(&arguments, database.connect_options().clone()).await;
    database.finish().await?;
    drop(server);
    servers.stop().await;
    let outcome = outcome?;
    output::print(&super::run::render(&outcome, OutputFormat::Text)?)?;
    Ok(Exit::of(outcome.summary.databases.iter().map(|database| database.verdict)))
}

/// Runs the deployed migrations as the role `shop`, and notes it in the history as golang-migrate does.
async fn deploy(options: &PgConnectOptions) -> anyhow::Result<()> {
    let files = MIGRATIONS[..DEPLOYED]
        .iter()
        .map(|(name, sql)| SourceFile { path: (*name).to_owned(), bytes: sql.as_bytes().to_vec() })
        .collect();
    let directory = Directory::parse(files, Format::GolangMigrate, &DirectoryOptions::default())?;
    let mut connection = connect(options).await?;
    execute(&mut connection, "SET SESSION AUTHORIZATION shop").await?;
    replay(&mut connection, &directory.migrations).await?;
    execute(
        &mut connection,
        "CREATE TABLE public.schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
         INSERT INTO public.schema_migrations VALUES (3, false)",
    )
    .await?;
    Ok(connection.close().await?)
}

async fn execute(connection: &mut PgConnection, sql: &'static str) -> anyhow::Result<()> {
    sqlx::raw_sql(sql).execute(connection).await.context("cannot build the shop's database")?;
    Ok(())
}

/// One run, with the folder of the reports as its store.
async fn check(arguments: &DemoArguments, options: PgConnectOptions) -> anyhow::Result<pipeline::Outcome> {
    let folder = &arguments.output;
    write_migrations(&folder.join("migrations"))?;
    let config: Config = driftline_config::parse("the demo's config", CONFIG)?;
    let store = Store::open_folder(folder)?;
    let context = Context { store, config: Arc::new(config) };
    let servers = super::servers(&arguments.scratch);
    let steps = Steps {
        discovery: &driftline_pipeline::NoDiscovery,
        connector: &UrlConnector(Target::from(options)),
        files: &Folder(folder.clone()),
        servers: &servers,
        notify: &driftline_notify::Adapters { secrets: Arc::new(Sources::new()), sns: None },
    };
    let outcome = pipeline::run(&context, &steps, json!({}), output::progress).await;
    servers.stop().await;
    Ok(outcome?)
}

fn write_migrations(folder: &Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(folder)?;
    for (name, sql) in MIGRATIONS {
        fs_err::write(folder.join(name), sql)?;
    }
    Ok(())
}
