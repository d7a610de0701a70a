//! What is written in SQL and kept as it was: views, routines, triggers, events, packages.

use driftline_catalog::mysql::{Event, Function, Package, PackageBody, Procedure, Trigger, View};

use super::identifier::{list, literal, literal_in_mode, quote};

pub(super) fn view(view: &View) -> String {
    let columns = if view.columns.is_empty() { String::new() } else { format!(" ({})", list(&view.columns)) };
    let check = view.check_option.as_ref().map(|option| format!(" WITH {option} CHECK OPTION")).unwrap_or_default();
    let duality = if view.duality { "JSON RELATIONAL DUALITY " } else { "" };
    let algorithm = if view.algorithm.is_empty() { "UNDEFINED" } else { &view.algorithm };
    format!(
        "CREATE OR REPLACE ALGORITHM={algorithm} DEFINER={} SQL SECURITY {} {duality}VIEW {}{columns} AS {}{check};",
        view.definer,
        view.security,
        quote(&view.name),
        view.query
    )
}

pub(super) fn function(function: &Function) -> String {
    let aggregate = if function.aggregate { "AGGREGATE " } else { "" };
    // The mode's own word.
    let returns = if function.sql_mode.split(',').any(|mode| mode == "ORACLE") { "RETURN" } else { "RETURNS" };
    let head = format!(
        "CREATE DEFINER={} {aggregate}FUNCTION {}({}) {returns} {}",
        function.definer,
        quote(&function.name),
        function.parameters,
        function.returns
    );
    let said = characteristics(
        function.deterministic,
        &function.data_access,
        &function.security,
        &function.language,
        function.comment.as_ref().map(|comment| literal_in_mode(comment, &function.sql_mode)),
    );
    format!("{head}{said}\n{}", ended(&function.body))
}

pub(super) fn procedure(procedure: &Procedure) -> String {
    let head =
        format!("CREATE DEFINER={} PROCEDURE {}({})", procedure.definer, quote(&procedure.name), procedure.parameters);
    let said = characteristics(
        procedure.deterministic,
        &procedure.data_access,
        &procedure.security,
        &procedure.language,
        procedure.comment.as_ref().map(|comment| literal_in_mode(comment, &procedure.sql_mode)),
    );
    format!("{head}{said}\n{}", ended(&procedure.body))
}

/// What stands between the head of a routine and its body, one thing on a line; what every routine has unless it says
/// something else is left out.
fn characteristics(
    deterministic: bool,
    data_access: &str,
    security: &str,
    language: &str,
    comment: Option<String>,
) -> String {
    let mut lines = Vec::new();
    lines.extend((language != "SQL").then(|| format!("LANGUAGE {language}")));
    lines.extend((data_access != "CONTAINS SQL").then(|| data_access.to_owned()));
    lines.extend(deterministic.then(|| "DETERMINISTIC".to_owned()));
    lines.extend((security != "DEFINER").then(|| format!("SQL SECURITY {security}")));
    lines.extend(comment.map(|comment| format!("COMMENT {comment}")));
    lines.iter().map(|line| format!("\n    {line}")).collect()
}

/// A trigger, put after the one that it follows, or else before `precedes`.
pub(super) fn trigger(trigger: &Trigger, precedes: Option<&str>) -> String {
    let order = match (&trigger.follows, precedes) {
        (Some(other), _) => format!(" FOLLOWS {}", quote(other)),
        (None, Some(other)) => format!(" PRECEDES {}", quote(other)),
        (None, None) => String::new(),
    };
    format!(
        "CREATE DEFINER={} TRIGGER {} {} {} ON {} FOR EACH ROW{order} {}",
        trigger.definer,
        quote(&trigger.name),
        trigger.timing,
        trigger.event,
        quote(&trigger.table),
        ended(&trigger.body)
    )
}

pub(super) fn event(event: &Event) -> String {
    let mut text =
        format!("CREATE DEFINER={} EVENT {} ON SCHEDULE {}", event.definer, quote(&event.name), event.schedule);
    for (word, time) in [("STARTS", &event.starts), ("ENDS", &event.ends)] {
        text.extend(time.as_ref().map(|time| format!(" {word} '{time}'")));
    }
    text.push_str(if event.preserved { " ON COMPLETION PRESERVE" } else { " ON COMPLETION NOT PRESERVE" });
    text.push_str(match event.status.as_str() {
        "DISABLED" => " DISABLE",
        "REPLICA_SIDE_DISABLED" => " DISABLE ON SLAVE",
        _ => " ENABLE",
    });
    let comment = event.comment.as_ref().map(|comment| literal_in_mode(comment, &event.sql_mode));
    text.extend(comment.map(|comment| format!(" COMMENT {comment}")));
    format!("{text} DO {}", ended(&event.body))
}

pub(super) fn package(package: &Package) -> String {
    let head = format!("CREATE OR REPLACE DEFINER={} PACKAGE {}", package.definer, quote(&package.name));
    format!(
        "{head}{}\n{}",
        of_package(&package.security, package.comment.as_deref(), &package.sql_mode),
        ended(&package.body)
    )
}

pub(super) fn package_body(body: &PackageBody) -> String {
    let head = format!("CREATE OR REPLACE DEFINER={} PACKAGE BODY {}", body.definer, quote(&body.name));
    format!("{head}{}\n{}", of_package(&body.security, body.comment.as_deref(), &body.sql_mode), ended(&body.body))
}

/// A body with the semicolon behind it, on a line of its own where the last one may end in a comment.
fn ended(body: &str) -> String {
    let last = body.lines().last().unwrap_or_default();
    if last.contains("--") || last.contains('#') { format!("{body}\n;") } else { format!("{body};") }
}

fn of_package(security: &str, comment: Option<&str>, sql_mode: &str) -> String {
    let mut text = String::new();
    if security != "DEFINER" {
        text.push_str(&format!(" SQL SECURITY {security}"));
    }
    text.extend(comment.map(|comment| format!(" COMMENT {}", literal_in_mode(comment, sql_mode))));
    text
}

/// Whether a session of this character set reads the statements as they are: they are sent as UTF-8, and another one can be
/// said only where that makes no difference.
pub(super) fn can_be_said(charset_client: &str, statements: &[String]) -> bool {
    matches!(charset_client, "" | "utf8mb4" | "utf8mb3" | "utf8")
        || statements.iter().all(|statement| statement.is_ascii())
}

/// What something written in SQL remembers of the session that made it, which decides what its text means.
pub(super) struct Remembered<'a> {
    /// None for a view, which remembers none.
    pub(super) sql_mode: Option<&'a str>,
    pub(super) charset_client: &'a str,
    pub(super) collation_connection: &'a str,
    /// The collation that the database had, where that is not the one it has.
    pub(super) database_collation: Option<&'a str>,
    /// The collation that the database has.
    pub(super) current_collation: &'a str,
}

impl Remembered<'_> {
    /// Statements as such a session runs them, and the session as it was before.
    pub(super) fn around(&self, inside: Vec<String>) -> Vec<String> {
        let mut statements = Vec::new();
        let mut restore = Vec::new();
        if let Some(sql_mode) = self.sql_mode {
            statements.push(format!("SET @driftline_sql_mode = @@sql_mode, sql_mode = {};", literal(sql_mode)));
            restore.push("sql_mode = @driftline_sql_mode");
        }
        if !self.charset_client.is_empty() && can_be_said(self.charset_client, &inside) {
            statements.push(format!(
                "SET @driftline_client = @@character_set_client, @driftline_collation = @@collation_connection, \
                 character_set_client = {}, collation_connection = {};",
                self.charset_client, self.collation_connection
            ));
            restore.push("character_set_client = @driftline_client, collation_connection = @driftline_collation");
        }
        statements.extend(self.database_collation.map(|collation| format!("ALTER DATABASE COLLATE {collation};")));
        statements.extend(inside);
        let current = self.current_collation;
        statements.extend(self.database_collation.map(|_| format!("ALTER DATABASE COLLATE {current};")));
        if !restore.is_empty() {
            statements.push(format!("SET {};", restore.join(", ")));
        }
        statements
    }
}
