//! The servers that are there for replays. None of them is one that is watched.

use driftline_catalog::Engine;
use toml::Spanned;

use crate::raw::{RawScratch, RawScratchServer};
use crate::validate::Checker;
use crate::{Auth, Database, Endpoint, Login, RdsHost, RdsKind, Scratch, ScratchServer};

impl Checker<'_> {
    pub(crate) fn scratch(&mut self, raw: RawScratch, databases: &[Database]) -> Scratch {
        let RawScratch { url, download, server } = raw;
        let url = url.map(|url| self.reference(url));
        let mut servers: Vec<ScratchServer> = Vec::new();
        for raw in server {
            let span = raw.span();
            let Some(server) = self.scratch_server(raw, databases) else { continue };
            if url.is_some() {
                self.problem(
                    span,
                    "a scratch server is named by `url` under [scratch] or by [[scratch.server]], not by both",
                );
            } else if servers.iter().any(|other| other.engine == server.engine) {
                let message = format!("a second scratch server for {}; there is one for each engine", server.engine);
                self.problem(span, message);
            }
            servers.push(server);
        }
        Scratch { url, servers, download: download.unwrap_or(false) }
    }

    fn scratch_server(&mut self, raw: Spanned<RawScratchServer>, databases: &[Database]) -> Option<ScratchServer> {
        let RawScratchServer { engine, endpoint, dial, database, user, auth, profile, ca_file } = raw.into_inner();
        let place = endpoint.span();
        let engine = self.engine(&engine);
        let endpoint = Endpoint::parse(endpoint.get_ref(), engine.map_or(5432, Engine::default_port))
            .map_err(|message| self.problem(place.clone(), message))
            .ok();
        let dial = self.dial(dial, endpoint.as_ref());
        let auth = self.auth(auth, endpoint.as_ref(), profile.as_ref());
        let (engine, endpoint, auth) = (engine?, endpoint?, auth?);
        let usual = if engine == Engine::Postgres { "postgres" } else { "" };
        let database = database.unwrap_or_else(|| usual.to_owned());
        let login = Login { endpoint, dial, database, user, auth, ca_file };
        if let Some(database) = databases.iter().find(|database| is_same_server(database, &login)) {
            let message = format!(
                "`{}` is the server of the database `{}`, which is only ever read; migrations are replayed on a \
                 server of their own",
                login.endpoint, database.name
            );
            self.problem(place.clone(), message);
        }
        if let Some(message) = login.wrong_user(engine).or_else(|| login.missing_certificates()) {
            self.problem(place, message);
        }
        Some(ScratchServer { engine, login })
    }
}

/// Whether a database is on a server, as far as names tell. A secret's are not known here.
fn is_same_server(database: &Database, server: &Login) -> bool {
    let Some(login) = database.written_login() else { return false };
    let others = names(server);
    names(login).iter().any(|name| others.contains(name))
}

/// All that a server is called.
fn names(login: &Login) -> Vec<(String, u16)> {
    let mut names = vec![&login.endpoint, login.dialled()];
    if let Auth::RdsIam { sign_for, .. } = &login.auth {
        names.push(sign_for);
    }
    names.into_iter().map(canonical).collect()
}

/// One spelling for what is the same server: this machine has several names, and the readers of a cluster are its own.
fn canonical(endpoint: &Endpoint) -> (String, u16) {
    let mut host = endpoint.host.trim_end_matches('.').to_ascii_lowercase();
    if endpoint.is_loopback() {
        "localhost".clone_into(&mut host);
    } else if RdsHost::recognise(&host).is_some_and(|host| host.kind == RdsKind::Reader) {
        host = host.replacen(".cluster-ro-", ".cluster-", 1);
    }
    (host, endpoint.port)
}
