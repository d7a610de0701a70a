//! `${name}` in Flyway's files, replaced everywhere, in comments too, as Flyway does.

use super::FlywayOptions;
use crate::directory::{DirectoryError, SourceFile};

/// `text` with values for its placeholders.
pub(super) fn replace(source: &SourceFile, text: &str, options: &FlywayOptions) -> Result<String, DirectoryError> {
    let prefix = options.placeholder_prefix.as_str();
    let suffix = options.placeholder_suffix.as_str();
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(prefix) {
        let after = &rest[start + prefix.len()..];
        let Some(end) = after.find(suffix) else {
            break;
        };
        let name = &after[..end];
        let Some(value) = value_of(name, source, options) else {
            let offset = text.len() - rest.len() + start;
            return Err(DirectoryError::Placeholder {
                file: source.path.clone(),
                line: 1 + text[..offset].matches('\n').count(),
                placeholder: format!("{prefix}{name}{suffix}"),
                name: name.to_owned(),
            });
        };
        replaced.push_str(&rest[..start]);
        replaced.push_str(value);
        rest = &after[end + suffix.len()..];
    }
    replaced.push_str(rest);
    Ok(replaced)
}

fn value_of<'a>(name: &str, source: &'a SourceFile, options: &'a FlywayOptions) -> Option<&'a str> {
    options
        .placeholders
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
        .or_else(|| name.eq_ignore_ascii_case("flyway:filename").then(|| source.name()))
}
