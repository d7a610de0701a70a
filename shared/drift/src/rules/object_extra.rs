//! Something that no migration made.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let extra = difference.change == Change::Extra;
    extra.then(|| {
        let (severity, explanation) = match difference.key.kind {
            Kind::Index => (Severity::Info, "An index that no migration made: it helps some query, costs every write, and other environments lack it.".to_owned()),
            Kind::Trigger => (Severity::Critical, "A trigger that no migration made: it can change or refuse every row that is written.".to_owned()),
            Kind::Rule => (Severity::Critical, "A rule that no migration made: it can rewrite or drop every command on the table.".to_owned()),
            Kind::EventTrigger => (Severity::Critical, "An event trigger that no migration made: it can refuse the next migration, or change what it does.".to_owned()),
            _ => (Severity::Warning, format!("{} {} that no migration made: other environments lack it, and a later migration may collide with it.", article(&difference.label), difference.label)),
        };
        Judgement::new(severity, explanation, "Write a migration that makes it if it is wanted everywhere, or drop it.")
    })
}

fn article(label: &str) -> &'static str {
    // A `unique constraint` is spoken with a consonant.
    let vowel = label.starts_with(['a', 'e', 'i', 'o']);
    if vowel { "An" } else { "A" }
}
