//! The files of a report.

use driftline_config::DatabaseName;
use driftline_pipeline::{RunId, StepError};
use driftline_report::summary::DatabaseSummary;
use driftline_report::{ScriptFile, Scripts, to_html, to_json, to_markdown};
use driftline_store::{ReportFile, Store, layout};

use crate::Assessment;

pub(crate) struct Kept {
    /// Where the report lies, for messages.
    pub(crate) report: String,
    /// Its line in the run's summary.
    pub(crate) summary: DatabaseSummary,
}

/// Writes every file of a report.
pub(crate) async fn keep(
    store: &Store,
    database: &DatabaseName,
    run: &RunId,
    assessment: &Assessment,
) -> Result<Kept, StepError> {
    let Assessment { report, revert, adopt, .. } = assessment;
    let path = |file| layout::report(database.as_str(), run.as_str(), file);
    let script = |file: ReportFile, text| Some(ScriptFile { name: file.name(), text });
    let scripts = Scripts { revert: script(ReportFile::RevertSql, revert), adopt: script(ReportFile::AdoptSql, adopt) };
    if !report.findings.is_empty() {
        store.put(&path(ReportFile::RevertSql), revert.clone()).await?;
        store.put(&path(ReportFile::AdoptSql), adopt.clone()).await?;
    }
    store.put(&path(ReportFile::Markdown), to_markdown(report)).await?;
    store.put(&path(ReportFile::Html), to_html(report, scripts)).await?;
    store.put(&path(ReportFile::Json), to_json(report)).await?;
    let html = path(ReportFile::Html);
    let location = match store.local_path(&html) {
        Some(file) => file.display().to_string(),
        None => store.location(&html),
    };
    Ok(Kept { summary: DatabaseSummary::of(report, Some(location.clone())), report: location })
}
