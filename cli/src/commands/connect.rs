//! `driftline connect test`: whether each database lets driftline in, what it sees there, and why not.

use std::borrow::Cow;

use driftline_config::{Database, Login};
use driftline_connect::{ConfiguredConnector, Connection, Peer, Reached, likely_reasons};
use driftline_inspect::{Look, LookError, databases_of, history_choice, look_through, members_of};
use driftline_introspect::{InspectError, mysql, postgres};
use driftline_migrations::{History, HistoryState};
use futures::{StreamExt as _, stream};
use jiff::Timestamp;

use crate::adapters::adapters;
use crate::arguments::ConnectCommand;
use crate::exit::Exit;
use crate::output;

/// Enough not to wait for each that does not answer, and few for a server that holds several.
const AT_ONCE: usize = 8;

/// What became of one database: what was seen, and what is wrong, each on one line.
#[derive(Default)]
struct Answer {
    seen: Vec<(&'static str, String)>,
    wrong: Vec<(&'static str, String)>,
}

pub(crate) async fn run(command: ConnectCommand) -> anyhow::Result<Exit> {
    let ConnectCommand::Test { names, config } = command;
    let config = super::config::load(&config)?;
    let adapters = adapters(&config.profiles).await;
    let config = super::config::with_found(config, &*adapters.discovery).await;
    let databases: Vec<Cow<'_, Database>> = if names.is_empty() {
        config.databases.iter().map(Cow::Borrowed).collect()
    } else {
        names.iter().map(|name| super::config::any_database(&config, name)).collect::<anyhow::Result<_>>()?
    };
    let connector = adapters.connector;
    let mut exit = Exit::InSync;
    let mut to_test = Vec::new();
    for database in databases {
        if database.members.is_none() {
            to_test.push(database);
            continue;
        }
        match members(&connector, &database).await {
            Ok(members) => to_test.extend(members.into_iter().map(Cow::Owned)),
            Err(answer) => {
                output::print(&answer.in_words(database.name.as_str()))?;
                exit = Exit::NoAnswer;
            }
        }
    }
    let tests: Vec<_> = to_test.iter().map(|database| test(&connector, database)).collect();
    let mut answers = stream::iter(tests).buffered(AT_ONCE);
    for database in &to_test {
        let Some(answer) = answers.next().await else { break };
        output::print(&answer.in_words(database.name.as_str()))?;
        if !answer.wrong.is_empty() {
            exit = Exit::NoAnswer;
        }
    }
    Ok(exit)
}

/// The databases of a server that is watched whole, or why they are not known.
async fn members(connector: &ConfiguredConnector, server: &Database) -> Result<Vec<Database>, Answer> {
    let mut answer = Answer::default();
    match databases_of(connector, server).await {
        Ok(databases) => {
            let (members, problems) = members_of(server, &databases);
            if problems.is_empty() {
                return Ok(members);
            }
            answer.wrong.extend(problems.into_iter().map(|problem| ("failed", problem)));
        }
        Err(error) => {
            answer.fail(&error);
            if let (LookError::Connect(error), Ok(login)) = (&error, connector.login(server).await) {
                let reasons = likely_reasons(&server.name, &login, error);
                answer.wrong.extend(reasons.into_iter().map(|reason| ("likely", reason)));
            }
        }
    }
    Err(answer)
}

async fn test(connector: &ConfiguredConnector, database: &Database) -> Answer {
    let mut answer = Answer::default();
    let login = match connector.login(database).await {
        Ok(login) => login,
        Err(error) => {
            answer.fail(&error);
            return answer;
        }
    };
    let mut connection = match connector.reach(database.engine, &login).await {
        Ok(Reached { connection, peer }) => {
            answer.meet(&login, peer.as_ref());
            connection
        }
        Err(error) => {
            answer.fail(&error);
            let reasons = likely_reasons(&database.name, &login, &error);
            answer.wrong.extend(reasons.into_iter().map(|reason| ("likely", reason)));
            return answer;
        }
    };
    match is_read_only(&mut connection).await {
        Ok(true) => answer.seen.push(("session", "read only".to_owned())),
        Ok(false) => {
            let why = "can write: something between here and the server undoes what was set".to_owned();
            answer.wrong.push(("session", why));
        }
        Err(error) => answer.fail(&error),
    }
    match look_through(&mut connection, &history_choice(database), database.roles).await {
        Ok(look) => answer.look(database, &look),
        Err(error) => answer.fail(&error),
    }
    answer
}

/// Whether the server says that a session of an inspection can write nothing.
async fn is_read_only(connection: &mut Connection) -> Result<bool, InspectError> {
    match connection {
        Connection::Postgres(connection) => {
            let mut session = postgres::ReadOnlySession::begin(connection, postgres::Limits::default()).await?;
            let is_read_only = session.is_read_only().await?;
            session.end().await?;
            Ok(is_read_only)
        }
        Connection::Mysql(connection) => {
            let mut session = mysql::ReadOnlySession::begin(connection, mysql::Limits::default()).await?;
            session.is_read_only().await
        }
    }
}

impl Answer {
    fn fail(&mut self, error: &impl ToString) {
        self.wrong.push(("failed", error.to_string()));
    }

    fn meet(&mut self, login: &Login, peer: Option<&Peer>) {
        let Some(peer) = peer else {
            self.seen.push(("address", login.dialled().to_string()));
            self.seen.push(("tls", "not asked for: the connection does not leave this machine".to_owned()));
            return;
        };
        self.seen.push(("address", peer.address.to_string()));
        let until = peer.certificate_expires.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let until = until.map(|until| format!(", certificate good until {}", until.strftime("%Y-%m-%d")));
        let tls = format!("{} with {}{}", peer.tls_version, peer.verified_name, until.unwrap_or_default());
        self.seen.push(("tls", tls));
    }

    fn look(&mut self, database: &Database, look: &Look) {
        let server = &look.snapshot.server;
        let engine = look.snapshot.objects.engine();
        self.seen.push(("engine", format!("{} {}", engine.product(), server.version)));
        self.seen.push(("role", server.reader.clone()));
        let count = look.snapshot.objects.len();
        let gaps = &look.snapshot.coverage.gaps;
        let hidden = if gaps.is_empty() { "all there are" } else { "not all there are" };
        self.seen.push(("sees", format!("{count} object{}, {hidden}", if count == 1 { "" } else { "s" })));
        self.wrong.extend(gaps.iter().map(|gap| ("unseen", format!("{}: {}", gap.what, gap.why))));
        if engine != database.engine {
            self.wrong.push(("engine", format!("the config says engine = \"{}\"", database.engine.as_str())));
        }
        if look.histories.is_empty() && database.source.needs_history() {
            let why = "no history of a migrator is there, or the role has no privilege on its schema".to_owned();
            self.wrong.push(("history", why));
        }
        for history in &look.histories {
            self.read_history(history);
        }
    }

    fn read_history(&mut self, history: &History) {
        let History { table, format, .. } = history;
        match &history.state {
            HistoryState::Applied(rows) => {
                let count = rows.len();
                let rows = if count == 1 { "row" } else { "rows" };
                self.seen.push(("history", format!("{table} of {format}, {count} {rows}")));
            }
            HistoryState::NotReadable { grants } => {
                self.wrong.push(("history", format!("{table} cannot be read; {}", grants.join("; "))));
            }
        }
    }

    fn in_words(&self, name: &str) -> String {
        let mut text = format!("{name}: {}\n", if self.wrong.is_empty() { "ok" } else { "not ok" });
        for (label, line) in self.seen.iter().chain(&self.wrong) {
            // Some messages are wrapped over lines.
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            text.push_str(&format!("  {label:<8}  {line}\n"));
        }
        text
    }
}
