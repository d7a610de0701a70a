//! `driftline diff`: any two schemas.

use driftline_compare::{Subject, assess};
use driftline_report::SourceSummary;
use std::collections::BTreeMap;

use crate::arguments::DiffArguments;
use crate::exit::Exit;
use crate::operand::{Operand, read_both};
use crate::output;

pub(crate) async fn run(arguments: DiffArguments) -> anyhow::Result<Exit> {
    let options = arguments.compare.options()?;
    let (expected, live) = (Operand::tell(&arguments.expected)?, Operand::tell(&arguments.live)?);
    let servers = super::servers(&arguments.scratch);
    let both = read_both(&servers, &expected, &live, arguments.compare.roles, arguments.scratch.engine()).await;
    servers.stop().await;
    let (expected_schema, live_schema) = both?;
    let mut notes = expected_schema.notes;
    notes.extend(live_schema.notes);
    notes.dedup();
    let subject = Subject {
        // Two schemas have no run: the same two always give the same report.
        run: String::new(),
        database: live.in_words(),
        server_version: Some(live_schema.snapshot.server.version.clone()),
        source: SourceSummary { description: expected.in_words(), ..SourceSummary::default() },
        notes,
    };
    let assessment = assess(subject, &expected_schema.snapshot, &live_schema.snapshot, &options, &BTreeMap::new());
    if let Some(folder) = &arguments.output {
        super::write_report(folder, &assessment)?;
    }
    output::print(&output::report(&assessment.report, arguments.format))?;
    Ok(Exit::of([assessment.report.verdict]))
}
