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

/// The files of a report, the page before its parts; scripts only where there is something to do.
pub fn files(assessment: &Assessment) -> Vec<(ReportFile, String)> {
    let Assessment { report, revert, adopt, .. } = assessment;
    let script = |file: ReportFile, text| Some(ScriptFile { name: file.name(), text });
    let scripts = Scripts { revert: script(ReportFile::RevertSql, revert), adopt: script(ReportFile::AdoptSql, adopt) };
    let mut files = vec![
        (ReportFile::Html, to_html(report, scripts)),
        (ReportFile::Markdown, to_markdown(report)),
        (ReportFile::Json, to_json(report)),
    ];
    if !report.findings.is_empty() {
        files.extend([(ReportFile::RevertSql, revert.clone()), (ReportFile::AdoptSql, adopt.clone())]);
    }
    files
}

/// Writes every file of a report.
pub(crate) async fn keep(
    store: &Store,
    database: &DatabaseName,
    run: &RunId,
    assessment: &Assessment,
) -> Result<Kept, StepError> {
    let path = |file| layout::report(database.as_str(), run.as_str(), file);
    for (file, text) in files(assessment) {
        store.put(&path(file), text).await?;
    }
    let html = path(ReportFile::Html);
    let location = match store.local_path(&html) {
        Some(file) => file.display().to_string(),
        None => store.location(&html),
    };
    Ok(Kept { summary: DatabaseSummary::of(&assessment.report, Some(location.clone())), report: location })
}
