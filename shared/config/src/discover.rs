//! `[[discover]]`: databases that nobody writes into the file, found in RDS.
//!
//! What is found is kept between runs as RDS describes it ([`FoundServer`]); a block makes a database of it by filling in
//! its template, so that a name alone finds it again in every step.

use std::collections::BTreeMap;
use std::ops::Range;

use driftline_catalog::Engine;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::raw::{RawAuth, RawDatabase, RawDiscover, RawTemplate};
use crate::rds::is_region;
use crate::reaching::missing_certificates;
use crate::validate::{Checker, Known};
use crate::{Access, Auth, Database, DatabaseName, Endpoint, Login, Members, ProfileName, Scratch};

/// Between the name of the block and that of the instance or cluster, which never has two hyphens in a row.
const BETWEEN: &str = "--";
/// What a source writes where the name of the instance or cluster belongs.
const PLACEHOLDER: &str = "{identifier}";
/// Where the template is checked: any host that RDS could give.
const EXAMPLE: &str = "example.abc.eu-central-1.rds.amazonaws.com";

/// One `[[discover]]`.
#[derive(Clone, Debug)]
pub struct Discover {
    /// Where to look; else in the profile's region, or in that of this process.
    pub region: Option<String>,
    /// As whom to look, and to log in.
    pub profile: Option<ProfileName>,
    /// Patterns for names of instances and clusters.
    names: Members,
    /// Tags that it has to have.
    tags: BTreeMap<String, String>,
    /// Servers that are written to, and so never watched.
    for_replays: Vec<Endpoint>,
    /// The database to log in to, where that is not the one that RDS made.
    database: Option<String>,
    /// What is found becomes this, under a name of its own. It goes by the name of the block.
    pub template: Database,
}

/// An instance, or the writer of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundServer {
    /// How RDS calls it.
    pub identifier: String,
    /// Its engine.
    pub engine: Engine,
    /// Where it is.
    pub endpoint: Endpoint,
    /// The database that was made with it.
    pub database: Option<String>,
}

impl Discover {
    /// Its name.
    pub fn name(&self) -> &DatabaseName {
        &self.template.name
    }

    /// Whether it means an instance or cluster of this name with these tags.
    pub fn covers(&self, identifier: &str, tags: &BTreeMap<String, String>) -> bool {
        self.names.cover(identifier) && self.tags.iter().all(|(key, value)| tags.get(key) == Some(value))
    }

    /// Whether it is a server of `[scratch]`.
    pub fn is_for_replays(&self, endpoint: &Endpoint) -> bool {
        self.for_replays.iter().any(|other| other.host.eq_ignore_ascii_case(&endpoint.host))
    }

    /// Whether it means an instance or cluster of this name, whichever tags it has.
    pub fn means(&self, identifier: &str) -> bool {
        self.names.cover(identifier)
    }

    /// What is found, as a database.
    ///
    /// # Errors
    ///
    /// Why it can be none, in a sentence.
    pub fn database_of(&self, found: &FoundServer) -> Result<Database, String> {
        let refuse = |problem: String| format!("`{}`: {problem}", found.identifier);
        let Access::Written(template) = &self.template.access else {
            return Err(refuse("a template says itself how to log in".to_owned()));
        };
        let database = match (&self.database, &self.template.members, &found.database) {
            (Some(database), ..) => database.clone(),
            (None, Some(_), _) => Members::usual_login(found.engine).to_owned(),
            (None, None, Some(database)) => database.clone(),
            (None, None, None) => {
                let problem = "no database was made with it; write `database` or `databases` below [discover.database]";
                return Err(refuse(problem.to_owned()));
            }
        };
        let auth = match &template.auth {
            Auth::RdsIam { profile, .. } => {
                Auth::rds_iam(found.endpoint.clone(), false, None, profile.clone()).map_err(refuse)?
            }
            other => other.clone(),
        };
        if template.ca_file.is_none()
            && let Some(problem) = missing_certificates(&found.endpoint.host, &auth)
        {
            return Err(refuse(problem));
        }
        let name = format!("{}{BETWEEN}{}", self.name(), found.identifier);
        let login = Login { endpoint: found.endpoint.clone(), database, auth, ..template.clone() };
        Ok(Database {
            name: DatabaseName::try_from(name).map_err(refuse)?,
            engine: found.engine,
            access: Access::Written(login),
            source: self.template.source.filled(PLACEHOLDER, &found.identifier),
            ..self.template.clone()
        })
    }

    /// Whether a name could be that of something it finds.
    pub(crate) fn could_own(&self, name: &str) -> bool {
        name == self.name().as_str()
            || name.strip_prefix(self.name().as_str()).is_some_and(|rest| rest.starts_with(BETWEEN))
    }
}

impl Checker<'_> {
    pub(crate) fn discoveries(
        &mut self,
        raw: Vec<Spanned<RawDiscover>>,
        databases: &[Database],
        scratch: &Scratch,
        known: &Known<'_>,
    ) -> Vec<Discover> {
        let mut blocks: Vec<Discover> = Vec::new();
        for raw in raw {
            let span = raw.get_ref().name.span();
            let Some(mut block) = self.discover(raw.into_inner(), known) else { continue };
            block.for_replays = scratch.servers.iter().map(|server| server.login.endpoint.clone()).collect();
            let name = block.name().as_str();
            let others = databases.iter().map(|database| &database.name).chain(blocks.iter().map(Discover::name));
            let mut others = others.map(DatabaseName::as_str);
            let is_taken = |other: &str| {
                let is_below = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with(BETWEEN));
                block.could_own(other) || is_below(name, other)
            };
            if let Some(other) = others.find(|other| is_taken(other)) {
                let message = format!(
                    "what `{name}` finds is called `{name}{BETWEEN}...`, and there is `{other}`; give one of both another name"
                );
                self.problem(span, message);
            }
            blocks.push(block);
        }
        blocks
    }

    fn discover(&mut self, raw: RawDiscover, known: &Known<'_>) -> Option<Discover> {
        let RawDiscover { name, region, profile, include, ignore, with_tags, database: template } = raw;
        if let Some(region) = region.as_ref().filter(|region| !is_region(region.get_ref())) {
            let message = format!("`{}` is no name of a region, like eu-central-1", region.get_ref());
            self.problem(region.span(), message);
        }
        let names = Members::parse(&include, &ignore).map_err(|message| self.problem(name.span(), message)).ok();
        let place = template.span();
        let RawTemplate {
            database,
            databases,
            user,
            auth,
            profile: of_template,
            ca_file,
            source,
            ignore,
            column_order,
            auto_increment,
            any_definer_host,
            roles,
            partitions,
            notify,
            tags,
        } = template.into_inner();
        self.auth_of_many(&auth);
        let as_whom = self.named_profile(profile.as_ref());
        let is_signed = matches!(auth.get_ref().method.get_ref().as_str(), "rds-iam" | "secrets-manager");
        let raw = RawDatabase {
            name,
            engine: Spanned::new(place.clone(), Engine::Postgres.as_str().to_owned()),
            connector: None,
            endpoint: Some(Spanned::new(place, EXAMPLE.to_owned())),
            // Which one it is, RDS says.
            database: databases.is_none().then(|| database.clone().unwrap_or_default()),
            databases,
            user: Some(user),
            auth: Some(auth),
            profile: of_template.or(profile.filter(|_| is_signed && as_whom.is_some())),
            ca_file,
            dial: None,
            source,
            ignore,
            column_order,
            auto_increment,
            any_definer_host,
            roles,
            partitions,
            notify,
            tags,
        };
        let template = self.database(raw, known)?;
        Some(Discover {
            region: region.map(Spanned::into_inner),
            profile: as_whom,
            names: names?,
            tags: with_tags,
            for_replays: Vec::new(),
            database,
            template,
        })
    }

    /// What only one server can have has no place where many log in alike.
    fn auth_of_many(&mut self, auth: &Spanned<RawAuth>) {
        let RawAuth { method, region, sign_for, .. } = auth.get_ref();
        let mut refuse = |span: Range<usize>, key: &str| {
            self.problem(span, format!("`{key}` has no meaning here: what is found says its own host and region"));
        };
        if let Some(sign_for) = sign_for {
            refuse(sign_for.span(), "sign-for");
        }
        if region.is_some() && method.get_ref() == "rds-iam" {
            refuse(auth.span(), "region");
        }
    }
}
