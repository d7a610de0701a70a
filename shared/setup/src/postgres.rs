//! PostgreSQL: every role reads the catalogs, so the history is all that it has to be granted.

use driftline_catalog::postgres::quote;
use driftline_config::Auth;

use super::{Facts, Histories, Reader, Step};

pub(super) fn steps(reader: &Reader<'_>, facts: &Facts, histories: &Histories) -> Vec<Step> {
    let role = quote(reader.user);
    let mut steps = Vec::new();
    if *reader.auth == Auth::CloudSqlIam {
        steps.push(super::cloud_sql_user(reader, reader.user));
    } else if !facts.has_role {
        steps.push(Step::new(
            "The role that reads. It owns nothing and may do nothing.",
            format!("CREATE ROLE {role} LOGIN"),
        ));
    }
    match reader.auth {
        Auth::RdsIam { .. } => {
            let why = "It logs in with tokens from here on, and with no password.";
            steps.push(Step::new(why, format!("GRANT rds_iam TO {role}")));
        }
        Auth::Password(reference) => {
            steps.push(Step::note(format!("Give it the password in {reference}: \\password {role} in psql.")));
        }
        Auth::CloudSqlIam | Auth::None => {}
    }
    let connect = format!("GRANT CONNECT ON DATABASE {} TO {role}", quote(reader.database));
    steps.push(Step::new("Catalogs are readable by every role that may connect.", connect));
    if matches!(histories, Histories::Unknown) {
        let why =
            "Then USAGE on the schema and SELECT on the table of the migrator's history, which --apply-sql finds.";
        steps.push(Step::note(why));
    }
    let (tables, why) = histories.tables();
    for table in tables {
        steps.push(Step::new(why.clone(), format!("GRANT USAGE ON SCHEMA {} TO {role}", quote(&table.schema))));
        steps.push(Step::new("", format!("GRANT SELECT ON TABLE {} TO {role}", table.quoted())));
    }
    steps
}
