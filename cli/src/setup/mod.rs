//! What lets driftline read a database: the SQL for its user, the policy for its credentials, the rule for its way there.

mod administrator;
mod mysql;
mod policy;
mod postgres;

pub(crate) use administrator::Administrator;
pub(crate) use policy::look_up;

use std::path::Path;

use driftline_catalog::Engine;
use driftline_config::{Auth, Database, Login, RdsHost, RdsKind};
use driftline_connect::{LookupError, RdsResource};
use driftline_migrations::{Format, TableName, detect, read_files};

/// What is known of the server. Nothing of it has to be, to print what would be done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The release series: 1011 is MariaDB 10.11.
    pub(crate) series: Option<u32>,
    /// The release (MySQL and MariaDB): 8.0.19 is `[8, 0, 19]`.
    pub(crate) release: Option<driftline_introspect::mysql::Release>,
    /// Whether the role is there already (PostgreSQL).
    pub(crate) has_role: bool,
    /// Whether names of databases in grants stand for themselves (MySQL's `partial_revokes`).
    pub(crate) takes_names_literally: bool,
    /// The histories of migrators.
    pub(crate) histories: Option<Vec<TableName>>,
    /// The views (MySQL and MariaDB).
    pub(crate) views: Option<Vec<String>>,
}

/// One statement and why it is needed, or something that no statement does.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    why: String,
    sql: Option<String>,
}

impl Step {
    fn new(why: impl Into<String>, sql: impl Into<String>) -> Self {
        Self { why: why.into(), sql: Some(sql.into()) }
    }

    fn note(why: impl Into<String>) -> Self {
        Self { why: why.into(), sql: None }
    }

    /// The statement, where there is one.
    pub(crate) fn sql(&self) -> Option<&str> {
        self.sql.as_deref()
    }
}

/// The steps that make the user, in the order in which to take them.
pub(crate) fn steps(database: &Database, login: &Login, facts: &Facts, folder: &Path) -> Vec<Step> {
    let histories = match &facts.histories {
        Some(tables) => Histories::Found(tables.clone()),
        None => usual_history(database, folder),
    };
    let mut steps = match database.engine {
        Engine::Postgres => postgres::steps(login, facts, &histories),
        Engine::Mysql | Engine::Mariadb => mysql::steps(database, login, facts, &histories),
    };
    if is_behind_proxy(login) {
        steps.push(Step::note(
            "RDS Proxy logs in to the server by itself. This is for end-to-end IAM authentication. Where the proxy takes a\n\
             password from a secret, the user needs that password, and neither rds_iam nor AWSAuthenticationPlugin.",
        ));
    }
    steps
}

/// Cloud SQL makes the users that log in with tokens itself: one that SQL made would have a password.
fn cloud_sql_user(login: &Login, named: &str) -> Step {
    Step::note(format!(
        "Cloud SQL makes the user that reads, {}, from an account of IAM, and no SQL does:\n\
         gcloud sql users create {named} --instance=INSTANCE --type=cloud_iam_service_account\n\
         (--type=cloud_iam_user for a person).",
        login.user
    ))
}

fn is_behind_proxy(login: &Login) -> bool {
    let Auth::RdsIam { sign_for, .. } = &login.auth else { return false };
    RdsHost::recognise(&sign_for.host).is_some_and(|host| host.kind == RdsKind::Proxy)
}

/// The steps as a script.
pub(crate) fn script(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        for line in step.why.lines() {
            text.push_str(&format!("-- {line}\n"));
        }
        if let Some(sql) = &step.sql {
            text.push_str(&format!("{sql};\n"));
        }
    }
    text
}

/// The script, and what else is needed.
pub(crate) fn in_words(login: &Login, steps: &[Step], resource: Option<&Result<RdsResource, LookupError>>) -> String {
    let mut text = format!(
        "SQL, for an administrator of {} in the database {}:\n\n{}",
        login.endpoint,
        login.database,
        script(steps)
    );
    if let Some(policy) = policy::in_words(login, resource) {
        text.push_str(&format!("\n{policy}"));
    }
    if login.auth == Auth::CloudSqlIam {
        text.push_str(CLOUD_SQL);
    } else if !login.is_local() {
        text.push_str(&format!(
            "\nSecurity group: the server's needs one inbound rule, TCP, port {}, from the security group of what runs \
             driftline (its functions, or this machine). Nothing has to reach driftline.\n",
            login.endpoint.port
        ));
    }
    text
}

/// What else Cloud SQL needs.
const CLOUD_SQL: &str = "
IAM, for the account that driftline runs as:

  gcloud projects add-iam-policy-binding PROJECT --member=serviceAccount:EMAIL --role=roles/cloudsql.instanceUser

Instance: the flag cloudsql.iam_authentication=on (PostgreSQL) or cloudsql_iam_authentication=on (MySQL), off unless somebody
set it, and a way to it: a private address in a network that this machine is in, or this machine among the authorized networks.
";

/// What is known of the tables in which a migrator keeps its history.
enum Histories {
    /// There are none to read.
    None,
    /// These are there.
    Found(Vec<TableName>),
    /// The migrator has it there unless told otherwise.
    Usual(TableName, Format),
    /// A migrator has one, and nobody said where.
    Unknown,
}

impl Histories {
    /// The tables to be read, and why.
    fn tables(&self) -> (&[TableName], String) {
        match self {
            Self::Found(tables) => (tables, "The migrator's history: the version that is deployed.".to_owned()),
            Self::Usual(table, format) => (
                std::slice::from_ref(table),
                format!("The history, where {format} has it unless told otherwise; --apply-sql finds it."),
            ),
            Self::None | Self::Unknown => (&[], String::new()),
        }
    }
}

/// Where the history is by what the config and the files say.
fn usual_history(database: &Database, folder: &Path) -> Histories {
    if !database.source.needs_history() {
        return Histories::None;
    }
    // An object of MySQL has no schema.
    let schema = if database.engine == Engine::Postgres { "public" } else { "" };
    if let Some(table) = database.source.history() {
        let schema = table.schema.clone().unwrap_or_else(|| schema.to_owned());
        return Histories::Found(vec![TableName { schema, name: table.name.clone() }]);
    }
    let Some(source) = database.source.migrations() else { return Histories::Unknown };
    let named = source.format.as_ref().and_then(|format| format.parse().ok());
    let seen = || match detect(&read_files(&folder.join(&source.directory)).ok()?).as_slice() {
        [format] => Some(*format),
        _ => None,
    };
    match named.or_else(seen) {
        Some(format) => Histories::Usual(format.usual_table(database.engine), format),
        None => Histories::Unknown,
    }
}
