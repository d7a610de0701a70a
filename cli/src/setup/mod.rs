//! What lets driftline read a database: the SQL for its user, the policy for its credentials, the rule for its way there.

mod administrator;
mod policy;

pub(crate) use administrator::Administrator;
pub(crate) use policy::look_up;

use std::path::Path;

use driftline_catalog::Engine;
use driftline_config::{Auth, Database, Login};
use driftline_connect::{LookupError, RdsResource};
use driftline_migrations::{TableName, detect, read_files};
use driftline_setup::{Histories, Step, script};

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

/// Where the history is by what the config and the files say.
pub(crate) fn usual_history(database: &Database, folder: &Path) -> Histories {
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
