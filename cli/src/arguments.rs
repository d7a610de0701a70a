//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use driftline_catalog::{Engine, Ignore, IgnorePatternError};
use driftline_drift::{CompareOptions, PartitionRule};

/// Finds out whether a database still is what its migrations say it is.
///
/// Exit codes: 0 in sync, 2 drift, 3 no answer (unreachable, unknown, dirty, incomplete, deploying), 1 the command failed.
#[derive(Debug, Parser)]
#[command(name = "driftline", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Say more about what happens, on stderr; twice for even more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what driftline finds, on a throwaway server with a shop's database and one bad night.
    Demo(DemoArguments),
    /// Check the databases of a config, keep the reports, and tell the subscribers.
    Run(RunArguments),
    /// Check one database against a migration directory, without a config.
    Check(CheckArguments),
    /// Compare any two of: database URL, migration directory, schema file, snapshot file.
    Diff(DiffArguments),
    /// Show the schema of any of these, as a snapshot or as SQL that builds it.
    Inspect(InspectArguments),
    /// Put what is expected of a database into the store, for runs that cannot replay migrations.
    Publish(PublishArguments),
    /// Look at the config itself.
    Config(ConfigArguments),
    /// Look at the stack in AWS.
    Deploy(DeployArguments),
    /// Look at what running needs besides the databases: certificates that run out, the config, the store.
    Doctor(DoctorArguments),
    /// Log in to the databases of a config, and see what can be seen.
    Connect(ConnectArguments),
    /// Print a login token for another tool, for a database with rds-iam.
    Token(TokenArguments),
    /// Make the user that reads a database of a config, with the smallest privileges.
    Setup(SetupArguments),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Where the reports go.
    #[arg(long, value_name = "FOLDER", default_value = "driftline-demo")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// The config.
    #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
    pub(crate) config: PathBuf,
    /// Only this database; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) database: Vec<String>,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The database, as postgres://user@host:5432/database.
    #[arg(long, value_name = "URL")]
    pub(crate) live: String,
    /// The migration directory.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) migrations: PathBuf,
    /// The migrator, where it cannot be told from the files and the history: atlas, flyway, golang-migrate or sqlx.
    #[arg(long, value_name = "NAME")]
    pub(crate) migrator: Option<String>,
    /// The history table, where it is not the migrator's usual one.
    #[arg(long, value_name = "SCHEMA.TABLE")]
    pub(crate) history: Option<String>,
    /// A value for Flyway's placeholders; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(crate) placeholder: Vec<(String, String)>,
    /// Also write the report and its scripts into this folder.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) compare: CompareArguments,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// What should be.
    #[arg(value_name = "EXPECTED")]
    pub(crate) expected: String,
    /// What is.
    #[arg(value_name = "LIVE")]
    pub(crate) live: String,
    /// Also write the report and its scripts into this folder.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) compare: CompareArguments,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArguments {
    /// A database URL, migration directory, schema file or snapshot file.
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
    /// Also show the roles of the server and who is a member of whom; of MySQL and MariaDB, who may do what.
    #[arg(long)]
    pub(crate) roles: bool,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
    /// How to print the schema.
    #[arg(long, value_enum, default_value_t = SchemaFormat::Json)]
    pub(crate) format: SchemaFormat,
}

#[derive(Debug, Args)]
pub(crate) struct PublishArguments {
    /// The database, as the config names it.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The version; the newest there is unless it is named. A schema file needs it.
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<String>,
    /// The migration directory, instead of the one that the config names.
    #[arg(long, value_name = "FOLDER", conflicts_with = "schema")]
    pub(crate) migrations: Option<PathBuf>,
    /// A file that builds the schema, instead of migrations.
    #[arg(long, value_name = "FILE", requires = "version")]
    pub(crate) schema: Option<PathBuf>,
    /// The migrator, where it cannot be told from the files and the history: atlas, flyway, golang-migrate or sqlx.
    #[arg(long, value_name = "NAME")]
    pub(crate) migrator: Option<String>,
    /// A value for Flyway's placeholders; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(crate) placeholder: Vec<(String, String)>,
    /// The role that migrates the database, where no run has seen it yet.
    #[arg(long, value_name = "ROLE")]
    pub(crate) owner: Option<String>,
    /// The major version of the server to replay on, like 17 or 10.11; that of the database where a run has seen it.
    #[arg(long, value_name = "VERSION")]
    pub(crate) server_version: Option<String>,
    /// Put it in the place of other content that is published for the version.
    #[arg(long)]
    pub(crate) replace: bool,
    /// The store, where the config does not name it.
    #[arg(long, value_name = "URL", env = "DRIFTLINE_STORE")]
    pub(crate) store: Option<String>,
    /// The config.
    #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
    pub(crate) config: PathBuf,
    #[command(flatten)]
    pub(crate) scratch: ScratchArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    #[command(subcommand)]
    pub(crate) command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say whether the config can be used, and what is wrong with it.
    Check {
        /// The config.
        #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
        config: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DeployArguments {
    #[command(subcommand)]
    pub(crate) command: DeployCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeployCommand {
    /// Say what would not work in the deployed stack with this config: endpoints, routes, security groups, users. Exits
    /// with 3 if there is anything.
    Check {
        /// The stack's name.
        #[arg(long, value_name = "NAME", default_value = "driftline")]
        stack: String,
        /// The config.
        #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
        config: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// The config.
    #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
    pub(crate) config: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ConnectArguments {
    #[command(subcommand)]
    pub(crate) command: ConnectCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectCommand {
    /// Log in, look around, and say for each failure what the likely reasons are. Exits with 3 if any fails.
    Test {
        /// Only these databases.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// The config.
        #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
        config: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TokenArguments {
    /// The database.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Print a URL with the token in it.
    #[arg(long)]
    pub(crate) url: bool,
    /// Print it to a terminal too, where others may read it.
    #[arg(long)]
    pub(crate) reveal: bool,
    /// The config.
    #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
    pub(crate) config: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SetupArguments {
    /// The database.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Print the SQL, the IAM policy and the rule for the security group; connect to no database.
    #[arg(long, required_unless_present = "apply_sql", conflicts_with = "apply_sql")]
    pub(crate) print: bool,
    /// Show the SQL for this server as it is, and run it there, as the administrator of this URL.
    #[arg(long, value_name = "URL")]
    pub(crate) apply_sql: Option<String>,
    /// The config.
    #[arg(long, value_name = "FILE", default_value = "driftline.toml")]
    pub(crate) config: PathBuf,
}

/// What to leave out of a comparison.
#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    /// Leave out what this pattern covers, like `public.audit_*[type=table]`; may be given several times.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) ignore: Vec<String>,
    /// Count another order of columns as a difference.
    #[arg(long)]
    pub(crate) column_order: bool,
    /// Count another next value of an `AUTO_INCREMENT` as a difference.
    #[arg(long)]
    pub(crate) auto_increment: bool,
    /// Take definers that differ only in the host for the same.
    #[arg(long)]
    pub(crate) any_definer_host: bool,
    /// Also compare the roles of the server and who is a member of whom; of MySQL and MariaDB, who may do what.
    #[arg(long)]
    pub(crate) roles: bool,
    /// How the partitions of a table are compared, like `public.events=shape`: `strict`, `shape` (those on one side only
    /// must have what their parent has) or `ignore`; may be given several times.
    #[arg(long, value_name = "PARENT=POLICY", value_parser = partition_rule)]
    pub(crate) partitions: Vec<PartitionRule>,
}

impl CompareArguments {
    /// As comparing takes them.
    ///
    /// # Errors
    ///
    /// When an ignore pattern is malformed.
    pub(crate) fn options(&self) -> Result<CompareOptions, IgnorePatternError> {
        let ignore = Ignore::parse(self.ignore.iter().map(String::as_str))?;
        Ok(CompareOptions {
            ignore,
            column_order: self.column_order,
            auto_increment: self.auto_increment,
            any_definer_host: self.any_definer_host,
            partitions: self.partitions.clone(),
        })
    }
}

fn partition_rule(text: &str) -> Result<PartitionRule, String> {
    let (parents, policy) = text.rsplit_once('=').ok_or("write PARENT=POLICY, like public.events=shape")?;
    PartitionRule::parse(parents, policy).map_err(|error| error.to_string())
}

/// Where migrations are replayed.
#[derive(Clone, Debug, Args)]
pub(crate) struct ScratchArguments {
    /// A server to replay migrations on, instead of a throwaway one; databases on it come and go.
    #[arg(long, value_name = "URL", env = "DRIFTLINE_DEV_URL", hide_env_values = true)]
    pub(crate) dev_url: Option<String>,
    /// Do not download PostgreSQL where this machine has none.
    #[arg(long)]
    pub(crate) no_download: bool,
    /// What files and directories are for, where no database beside them says it: postgres, mysql or mariadb.
    #[arg(long, value_name = "ENGINE", value_parser = engine)]
    engine: Option<Engine>,
}

fn engine(text: &str) -> Result<Engine, String> {
    let known = Engine::ALL.iter().copied().find(|engine| engine.as_str() == text);
    known.ok_or_else(|| "engines are postgres, mysql and mariadb".to_owned())
}

impl ScratchArguments {
    /// The engine that was named, or that the server for replays is of.
    pub(crate) fn engine(&self) -> Option<Engine> {
        let of_url = self.dev_url.as_ref().and_then(|url| match url.split_once("://") {
            Some(("mysql", _)) => Some(Engine::Mysql),
            Some(("mariadb", _)) => Some(Engine::Mariadb),
            _ => None,
        });
        self.engine.or(of_url)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For pull requests and issues.
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    /// The snapshot.
    Json,
    /// SQL that builds it.
    Sql,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
