//! How a table is partitioned.

use driftline_catalog::mysql::{Table, quote};

use super::{Tokens, Unknown};

/// Reads everything from `PARTITION BY` on into the table.
pub(super) fn partitions(tokens: &mut Tokens<'_>, table: &mut Table) -> Result<(), Unknown> {
    if !tokens.take(&["PARTITION", "BY"]) {
        return Ok(());
    }
    let mut method: Vec<String> = Vec::new();
    while !(tokens.is_empty() || tokens.sees(&["(", "PARTITION"])) {
        if tokens.take(&["PARTITIONS"]) {
            // One is what a table has that says none.
            table.partitions.extend(Some(tokens.word()?).filter(|number| *number != "1").map(str::to_owned));
        } else if tokens.take(&["STARTS"]) {
            // The server writes down when the table was made where nobody said a time, and nothing tells the two apart.
            let _ = tokens.take(&["TIMESTAMP"]);
            tokens.quoted()?;
        } else if tokens.sees(&["("]) {
            method.push(tokens.brackets()?.to_owned());
        } else {
            method.push(tokens.any()?.to_owned());
        }
    }
    table.partition_by = Some(method.join(" "));
    if tokens.take(&["("]) {
        table.partitions.clear();
        loop {
            tokens.expect(&["PARTITION"])?;
            table.partitions.push(partition(tokens, &table.engine)?);
            if tokens.take(&[")"]) {
                break;
            }
            tokens.expect(&[","])?;
        }
    }
    if tokens.is_empty() { Ok(()) } else { Err(tokens.unknown()) }
}

/// One partition with its subpartitions. The engine is the table's; there is no other.
fn partition(tokens: &mut Tokens<'_>, engine: &str) -> Result<String, Unknown> {
    // MySQL quotes their names only where it must, MariaDB always.
    let mut words = vec![quote(&tokens.name()?)];
    while !(tokens.is_empty() || tokens.sees(&[","]) || tokens.sees(&[")"])) {
        if tokens.take(&["ENGINE", "=", engine]) {
            continue;
        }
        if tokens.take(&["(", "SUBPARTITION"]) {
            let mut inner = Vec::new();
            loop {
                inner.push(format!("SUBPARTITION {}", partition(tokens, engine)?));
                if tokens.take(&[")"]) {
                    break;
                }
                tokens.expect(&[","])?;
                tokens.expect(&["SUBPARTITION"])?;
            }
            words.push(format!("({})", inner.join(", ")));
        } else if tokens.sees(&["("]) {
            words.push(tokens.brackets()?.to_owned());
        } else {
            words.push(tokens.any()?.to_owned());
        }
    }
    Ok(words.join(" "))
}
