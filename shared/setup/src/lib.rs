//! SQL that makes the user who reads a database, with the smallest privileges that show its schema.
//!
//! `driftline setup` prints and runs it, and the suites on real servers read as the very user that it makes.

mod histories;
mod mysql;
mod postgres;
mod reader;

pub use histories::Histories;
pub use reader::{Facts, Reader};

use driftline_catalog::Engine;

/// One statement and why it is needed, or something that no statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
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
    #[must_use]
    pub fn sql(&self) -> Option<&str> {
        self.sql.as_deref()
    }
}

/// The steps that make the reader, in the order in which to take them, inside its database.
#[must_use]
pub fn steps(reader: &Reader<'_>, facts: &Facts, histories: &Histories) -> Vec<Step> {
    let mut steps = match reader.engine {
        Engine::Postgres => postgres::steps(reader, facts, histories),
        Engine::Mysql | Engine::Mariadb => mysql::steps(reader, facts, histories),
    };
    if reader.is_behind_proxy() {
        steps.push(Step::note(
            "RDS Proxy logs in to the server by itself. This is for end-to-end IAM authentication. Where the proxy takes a\n\
             password from a secret, the user needs that password, and neither rds_iam nor AWSAuthenticationPlugin.",
        ));
    }
    steps
}

/// The steps as a script.
#[must_use]
pub fn script(steps: &[Step]) -> String {
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

/// Cloud SQL makes the users that log in with tokens itself: one that SQL made would have a password.
fn cloud_sql_user(reader: &Reader<'_>, named: &str) -> Step {
    Step::note(format!(
        "Cloud SQL makes the user that reads, {}, from an account of IAM, and no SQL does:\n\
         gcloud sql users create {named} --instance=INSTANCE --type=cloud_iam_service_account\n\
         (--type=cloud_iam_user for a person).",
        reader.user
    ))
}
