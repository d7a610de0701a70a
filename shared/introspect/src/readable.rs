//! Bytes as text, whatever they are.

use std::borrow::Cow;

/// The text of a cell. Bytes that are no UTF-8, which a database in `SQL_ASCII` can hold, are spelled `\xe9`: the same
/// bytes give the same text, and a difference in them is seen.
pub(crate) fn readable(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    Cow::Owned(text)
}
