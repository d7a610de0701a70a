//! What `SHOW CREATE` prints, for many objects in one round trip.

use driftline_catalog::mysql::quote;

use super::session::Outcome;
use super::{ReadOnlySession, row};
use crate::InspectError;
use crate::error::describe;

/// How many definitions one round trip asks for: enough that the network hardly counts, few enough that the packet stays
/// far below `max_allowed_packet`.
const BATCH: usize = 200;

/// `ER_NO_SUCH_TABLE`, `ER_SP_DOES_NOT_EXIST`, `ER_TRG_DOES_NOT_EXIST`, `ER_EVENT_DOES_NOT_EXIST`, `ER_UNKNOWN_SEQUENCES`:
/// somebody dropped it meanwhile.
const GONE: &[u16] = &[1146, 1305, 1360, 1539, 4091];
/// `ER_VIEW_INVALID`: what the view needs is not there.
const VIEW_INVALID: u16 = 1356;
/// `ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION`: a function that the view calls writes.
const WRITES: u16 = 1792;
/// `ER_TABLEACCESS_DENIED_ERROR`, `ER_SPECIFIC_ACCESS_DENIED_ERROR`, `ER_DBACCESS_DENIED_ERROR`.
const DENIED: &[u16] = &[1142, 1227, 1044];

/// One definition, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Definition {
    Text(String),
    /// Somebody holds its metadata lock.
    Locked,
    /// It went away while we were reading.
    Gone,
    /// The account may not see it.
    Denied,
    /// What the server says instead.
    Failed(String),
}

/// The definitions of these objects, in their order. `sort` is what stands after `SHOW CREATE`; the text is in the first
/// column whose name begins with `Create`, that of a trigger in one of its own, before the time when it was `Created`.
pub(super) async fn read(
    session: &mut ReadOnlySession<'_>,
    sort: &str,
    names: &[&str],
) -> Result<Vec<Definition>, InspectError> {
    let column = if sort == "TRIGGER" { "SQL Original Statement" } else { "Create" };
    let mut definitions = Vec::with_capacity(names.len());
    for batch in names.chunks(BATCH) {
        let queries: Vec<String> = batch.iter().map(|name| format!("SHOW CREATE {sort} {}", quote(name))).collect();
        let mut texts: Vec<Option<String>> = vec![None; batch.len()];
        let outcomes = session
            .read::<InspectError>(&queries, &mut |place, row| {
                texts[place] = row::starting(&row, column);
                Ok(())
            })
            .await?;
        definitions.extend(texts.into_iter().zip(outcomes).map(|(text, outcome)| match (text, outcome) {
            (Some(text), Outcome::Read) => Definition::Text(text),
            // Routines that the account may not see are listed with a null.
            (None, Outcome::Read) => Definition::Denied,
            (_, Outcome::Locked) => Definition::Locked,
            (_, Outcome::Failed(error)) => match super::session::number(&error) {
                Some(number) if GONE.contains(&number) => Definition::Gone,
                Some(number) if DENIED.contains(&number) => Definition::Denied,
                Some(VIEW_INVALID) => {
                    Definition::Failed(format!("{}; something that it reads is not there", describe(&error)))
                }
                Some(WRITES) => Definition::Failed(
                    "it calls a function that writes, and the server shows such a view only to sessions that may write; \
                     ours may not"
                        .to_owned(),
                ),
                _ => Definition::Failed(describe(&error)),
            },
        }));
    }
    Ok(definitions)
}
