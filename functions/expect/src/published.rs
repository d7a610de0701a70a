//! The expected schema that `driftline publish` put into the store for the version that is deployed.
//!
//! Nothing is replayed here. The history is held against the outline of the directory that was published, by the rules
//! that choose what to replay; and the surroundings it was made for against live's. What does not fit is never compared.

use std::collections::BTreeSet;

use driftline_catalog::{Snapshot, Surroundings};
use driftline_config::Database;
use driftline_drift::Verdict;
use driftline_migrations::{
    Directory, Format, History, MigrationKind, Outline, Plan, ReplayPlan, deployed_version, plan,
};
use driftline_pipeline::record::{Expectation, ExpectationOutcome, NoAnswer};
use driftline_pipeline::{Context, StepError};
use driftline_report::SourceSummary;
use driftline_store::{StorePath, layout};

use crate::publication::{
    Decisive, Material, Publication, give_to_the_migrating_account, leave_out_the_database, remembers_a_session,
};
use crate::rebuild::{give_schema_public, home_schema};
use crate::{Answer, Live, keep_by_content};

const DESCRIPTION: &str = "a published snapshot";

/// Of so many published versions a reader is told.
const VERSIONS_NAMED: usize = 5;

pub(crate) async fn expect(context: &Context, database: &Database, live: &Live) -> Result<Expectation, StepError> {
    let name = database.name.as_str();
    let (history, version) = match deployed(&live.histories) {
        Ok(found) => found,
        Err(no_answer) => return Ok(Answer::none(DESCRIPTION.to_owned(), no_answer)),
    };
    let path = layout::published(name, &version);
    let source = |description: String| SourceSummary {
        description,
        deployed_version: Some(version.clone()),
        ..SourceSummary::default()
    };
    let unknown = |description: String, reason: String| Expectation {
        source: source(description),
        notes: Vec::new(),
        outcome: ExpectationOutcome::NoAnswer(NoAnswer { verdict: Verdict::Unknown, reason }),
    };
    let Some(bytes) = context.store.get_compressed_if_exists(&path).await? else {
        let published = published_versions(context, name).await?;
        let reason = format!(
            "version {version} is deployed according to {}, and nothing is published for it; {published}; run `driftline \
             publish {name} --version {version}` where its migrations are, and in CI `driftline publish {name}` before each \
             deployment",
            history.table
        );
        return Ok(unknown(DESCRIPTION.to_owned(), reason));
    };
    let again = format!("run `driftline publish {name} --version {version} --replace` where its migrations are");
    let publication = match Publication::from_json(&bytes) {
        Ok(publication) => publication,
        Err(error) => {
            let reason = format!("{}: {error}; or {again}", context.store.location(&path));
            return Ok(unknown(DESCRIPTION.to_owned(), reason));
        }
    };
    let description = describe(&publication);
    let fitted = match fit(&publication, history, live) {
        Ok(fitted) => fitted,
        Err(Misfit::NoAnswer(no_answer)) => {
            let outcome = ExpectationOutcome::NoAnswer(no_answer);
            return Ok(Expectation { source: source(description), notes: Vec::new(), outcome });
        }
        Err(Misfit::Other(what)) => {
            let reason = format!("what is published for version {version} does not fit the database: {what}; {again}");
            return Ok(unknown(description, reason));
        }
    };
    let mut notes = fitted.notes;
    if database.roles {
        notes.push("roles and grants on the whole database are not compared with a published snapshot".to_owned());
    }
    let kept = keep_by_content(context, &database.name, &fitted.snapshot).await?;
    Ok(Expectation {
        source: source(description),
        notes,
        outcome: ExpectationOutcome::Known { snapshot: kept.as_str().to_owned(), live: None },
    })
}

fn describe(publication: &Publication) -> String {
    match &publication.material {
        Material::Migrations { outline, .. } => format!("published snapshot of {} migrations", outline.format),
        Material::Schema { file, .. } => format!("published snapshot of {file}"),
    }
}

/// The history that decides, and the version it says is deployed.
fn deployed(histories: &[History]) -> Result<(&History, String), NoAnswer> {
    let unknown = |reason: String| NoAnswer { verdict: Verdict::Unknown, reason };
    let history = match histories {
        [history] => history,
        [] => {
            return Err(unknown(
                "no history table of a migrator in the database, so the deployed version is not known; run the migrations \
                 there, or set the name of the history table in the configuration"
                    .to_owned(),
            ));
        }
        several => {
            let tables: Vec<String> = several.iter().map(|history| history.table.to_string()).collect();
            return Err(unknown(format!(
                "ambiguous history: {}; set the one to use as `history` in the configuration",
                tables.join(" and ")
            )));
        }
    };
    // A history that cannot be read, or that says that a migration failed, is so whatever was published.
    match plan(&nothing(history.format), history) {
        Plan::Dirty { reason, .. } => return Err(NoAnswer { verdict: Verdict::Dirty, reason }),
        Plan::Unknown { reason } if deployed_version(history).is_none() => return Err(unknown(reason)),
        Plan::Unknown { .. } | Plan::Replay(_) => {}
    }
    let version = deployed_version(history).ok_or_else(|| {
        unknown(format!(
            "{} has no migration yet, and what a database holds before the first one is not published; deploy one",
            history.table
        ))
    })?;
    Ok((history, version))
}

fn nothing(format: Format) -> Directory {
    Outline { format, migrations: Vec::new() }.without_texts()
}

async fn published_versions(context: &Context, database: &str) -> Result<String, StepError> {
    let prefix = layout::publications(database);
    let of = |path: &StorePath| {
        let name = path.as_str().strip_prefix(prefix.as_str())?.strip_prefix('/')?;
        name.strip_suffix(".json.zst").map(str::to_owned)
    };
    let mut versions: Vec<String> = context.store.list(&prefix).await?.iter().filter_map(of).collect();
    // Mostly numbers, of which the longer is the greater.
    versions.sort_by(|one, two| one.len().cmp(&two.len()).then_with(|| one.cmp(two)));
    let earlier = versions.len().saturating_sub(VERSIONS_NAMED);
    Ok(match versions.as_slice() {
        [] => "nothing ever was".to_owned(),
        all if earlier == 0 => format!("published are {}", all.join(", ")),
        all => format!("published are {} and {earlier} more", all[earlier..].join(", ")),
    })
}

/// A published schema as it is compared with this database.
struct Fitted {
    snapshot: Snapshot,
    notes: Vec<String>,
}

enum Misfit {
    /// The history itself allows no answer.
    NoAnswer(NoAnswer),
    /// What was published is for something else.
    Other(String),
}

fn fit(publication: &Publication, history: &History, live: &Live) -> Result<Fitted, Misfit> {
    let mut notes = publication.notes.clone();
    let engine = live.surroundings.engine();
    if publication.snapshot.objects.engine() != engine {
        let made = publication.snapshot.objects.engine().product();
        return Err(Misfit::Other(format!("it is of {made}, and the database of {}", engine.product())));
    }
    if let Material::Migrations { outline, replayed } = &publication.material {
        notes.extend(fit_history(outline, replayed, history)?);
    }
    if publication.owner != history.owner {
        let [made, is] = [&publication.owner, &history.owner];
        return Err(Misfit::Other(format!("it was made as the role {made}, and whoever migrates is {is}")));
    }
    let remembers = remembers_a_session(&publication.snapshot);
    let home = home_schema(std::slice::from_ref(history));
    let decisive = Decisive::of(&live.surroundings, &history.owner, home, remembers);
    if let Some(difference) = publication.decisive().difference(&decisive) {
        return Err(Misfit::Other(difference));
    }
    let major = publication.snapshot.server.major;
    if major != live.server_major {
        let [made, is] = [major, live.server_major].map(|major| engine.series(major));
        notes.push(format!(
            "published on {made} where the live server is {is}; publish with `--server-version` and `--replace` to compare \
             every text"
        ));
    }
    let mut snapshot = publication.snapshot.clone();
    match (&publication.surroundings, &live.surroundings) {
        (Surroundings::Postgres(made), Surroundings::Postgres(is)) => {
            let outside = |surroundings: &driftline_catalog::postgres::Surroundings| {
                let mut surroundings = surroundings.clone();
                // What else there is does not show in the database itself.
                surroundings.roles.clear();
                surroundings.settings.clear();
                surroundings.schemas.clear();
                surroundings
            };
            if outside(made) != outside(is) {
                leave_out_the_database(&mut snapshot);
                notes.push(
                    "who owns the database, who may do what with it, its limit of connections or its comment is not \
                     compared: it is another than when this was published; publish with `--replace` to compare it"
                        .to_owned(),
                );
            }
            // Before PostgreSQL 15 schema `public` belongs to whoever made the cluster, which no migration says.
            if made.schema_owner("public").is_none()
                && (major < 15 || live.server_major < 15)
                && let Some(owner) = is.schema_owner("public")
            {
                give_schema_public(&mut snapshot, owner);
            }
        }
        (_, Surroundings::Mysql(is) | Surroundings::Mariadb(is)) => give_to_the_migrating_account(&mut snapshot, is),
        (Surroundings::Mysql(_) | Surroundings::Mariadb(_), Surroundings::Postgres(_)) => {}
    }
    Ok(Fitted { snapshot, notes })
}

/// Whether what was published was built of the files that are applied.
fn fit_history(outline: &Outline, replayed: &[String], history: &History) -> Result<Vec<String>, Misfit> {
    let ReplayPlan { migrations, notes, .. } = match plan(&outline.without_texts(), history) {
        Plan::Replay(plan) => plan,
        Plan::Dirty { reason, .. } => return Err(Misfit::NoAnswer(NoAnswer { verdict: Verdict::Dirty, reason })),
        Plan::Unknown { reason } => return Err(Misfit::Other(reason)),
    };
    let applied: BTreeSet<&str> = migrations.iter().map(|migration| migration.file.as_str()).collect();
    let built: BTreeSet<&str> = replayed.iter().map(String::as_str).collect();
    let stands_for_others = |file: &&&str| {
        let kind = outline.migrations.iter().find(|migration| migration.file == **file).map(|migration| migration.kind);
        matches!(kind, Some(MigrationKind::Checkpoint | MigrationKind::Baseline))
    };
    let too_many: Vec<&str> = built.difference(&applied).filter(|file| !stands_for_others(file)).copied().collect();
    if !too_many.is_empty() {
        return Err(Misfit::Other(format!(
            "it was built of files that are not applied according to {}: {}",
            history.table,
            too_many.join(", ")
        )));
    }
    let instead = built.difference(&applied).next();
    let too_few: Vec<&str> = applied.difference(&built).copied().collect();
    let mut notes = notes;
    match instead {
        Some(instead) => notes.push(format!(
            "`{instead}` was replayed in place of the files that it stands for, which the database was built of"
        )),
        None if !too_few.is_empty() => {
            return Err(Misfit::Other(format!("it was built without files that are applied: {}", too_few.join(", "))));
        }
        None if !migrations.iter().map(|migration| &migration.file).eq(replayed) => {
            notes.push("what is published was replayed in the order of versions".to_owned());
        }
        None => {}
    }
    Ok(notes)
}
