//! `atlas.sum`: one running SHA-256 over names and contents, noted after every file.
//!
//! Because the digest runs on, the first entry that differs is the file that was changed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::directory::directive_at_start;
use crate::directory::{DirectoryError, SourceFile};

/// The name of the file.
pub(super) const FILE: &str = "atlas.sum";

/// What to do about a directory that does not fit its sum.
const ADVICE: &str = "restore it from version control, or, if the change is wanted, run `atlas migrate hash`";

/// File names and their hashes, in order. Files that opt out have a name in the digest and no entry.
type Entries = Vec<(String, String)>;

/// The hash of each file after comparing the directory with its `atlas.sum`.
pub(super) fn verify(files: &[SourceFile], migrations: &[&SourceFile]) -> Result<Entries, DirectoryError> {
    let failed = |reason: String| DirectoryError::Sum { reason };
    let Some(sum) = files.iter().find(|file| file.path == FILE) else {
        return Err(failed(format!(
            "the directory has no `{FILE}`, without which Atlas runs nothing; run `atlas migrate hash`"
        )));
    };
    let (header, noted) = read(sum.text()?)?;
    let computed = compute(migrations);
    if header != total(&noted) {
        return Err(failed(format!(
            "checksum mismatch: the first line of `{FILE}` does not fit the lines below it, as after a merge conflict; run `atlas migrate hash`"
        )));
    }
    for (index, (name, hash)) in computed.iter().enumerate() {
        let what = match noted.get(index) {
            Some((noted_name, noted_hash)) if noted_name == name => {
                if noted_hash == hash {
                    continue;
                }
                format!("`{name}` is not as it was when `{FILE}` was written")
            }
            Some((noted_name, _)) if !computed.iter().any(|(other, _)| other == noted_name) => {
                format!("`{noted_name}` is listed in `{FILE}` but is not in the directory")
            }
            _ => format!("`{name}` is not listed in `{FILE}`"),
        };
        return Err(failed(format!("checksum mismatch: {what}; {ADVICE}")));
    }
    if let Some((name, _)) = noted.get(computed.len()) {
        return Err(failed(format!(
            "checksum mismatch: `{name}` is listed in `{FILE}` but is not in the directory; {ADVICE}"
        )));
    }
    Ok(computed)
}

fn compute(migrations: &[&SourceFile]) -> Entries {
    let mut digest = Sha256::new();
    let mut entries = Vec::new();
    for file in migrations {
        digest.update(file.name());
        let ignored = std::str::from_utf8(&file.bytes)
            .ok()
            .and_then(|text| directive_at_start(text, "sum"))
            .is_some_and(|mode| mode == "ignore");
        if ignored {
            continue;
        }
        digest.update(&file.bytes);
        entries.push((file.name().to_owned(), STANDARD.encode(digest.clone().finalize())));
    }
    entries
}

fn total(entries: &Entries) -> String {
    let mut digest = Sha256::new();
    for (name, hash) in entries {
        digest.update(name);
        digest.update(hash);
    }
    STANDARD.encode(digest.finalize())
}

fn read(text: &str) -> Result<(String, Entries), DirectoryError> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    let header = header.strip_prefix("h1:").unwrap_or(header).to_owned();
    let mut entries = Vec::new();
    for (index, line) in lines.enumerate() {
        let Some((name, hash)) = line.split_once("h1:") else {
            return Err(DirectoryError::Sum {
                reason: format!(
                    "`{FILE}` line {} is not of the form `<file> h1:<hash>`; run `atlas migrate hash`",
                    index + 2
                ),
            });
        };
        entries.push((name.trim().to_owned(), hash.to_owned()));
    }
    Ok((header, entries))
}
