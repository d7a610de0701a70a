//! `driftline inspect`: one schema, as a snapshot or as SQL.

use anyhow::Context as _;
use driftline_ddl::{Purpose, ScriptHeader, build};

use crate::arguments::{InspectArguments, SchemaFormat};
use crate::exit::Exit;
use crate::operand::{Operand, read};
use crate::output;

pub(crate) async fn run(arguments: InspectArguments) -> anyhow::Result<Exit> {
    let operand = Operand::tell(&arguments.what)?;
    let servers = super::servers(&arguments.scratch);
    let schema = read(&servers, &operand, arguments.roles, arguments.scratch.engine()).await;
    servers.stop().await;
    let schema = schema?;
    for note in &schema.notes {
        output::say(&format!("note: {note}"));
    }
    let text = match arguments.format {
        SchemaFormat::Json => serde_json::to_string_pretty(&schema.snapshot).context("cannot print the snapshot")?,
        SchemaFormat::Sql => {
            let gaps = &schema.snapshot.coverage.gaps;
            let header = ScriptHeader {
                purpose: Purpose::Build,
                database: operand.in_words(),
                notes: gaps.iter().map(|gap| format!("NOT IN IT: {}: {}", gap.what, gap.why)).collect(),
            };
            build(&schema.snapshot).to_sql(&header)
        }
    };
    output::print(&text)?;
    Ok(Exit::InSync)
}
