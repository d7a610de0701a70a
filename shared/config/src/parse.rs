//! From text to the checked config.

use crate::raw::RawConfig;
use crate::validate::validate;
use crate::{Config, ConfigError, Problem};

/// Reads and checks a config. `file` is how messages name it.
///
/// # Errors
///
/// Every problem with its line.
pub fn parse(file: &str, text: &str) -> Result<Config, ConfigError> {
    let refuse = |problems| ConfigError { file: file.to_owned(), problems };
    let raw: RawConfig = toml::from_str(text)
        .map_err(|error| refuse(vec![Problem::at(text, error.span(), in_our_words(error.message()))]))?;
    validate(text, raw).map_err(refuse)
}

fn in_our_words(message: &str) -> String {
    without_text(message).unwrap_or_else(|| with_nearest_key(message))
}

/// Serde repeats a text that stands in the place of something else, and that may be a password.
fn without_text(message: &str) -> Option<String> {
    let (_, expected) = message.strip_prefix("invalid type: string ")?.rsplit_once(", expected ")?;
    Some(format!("this is a text, and has to be {expected}"))
}

/// Serde says ``unknown field `endpont`, expected one of `name`, `engine`, ...``; people want the nearest.
fn with_nearest_key(message: &str) -> String {
    let Some(rest) = message.strip_prefix("unknown field ") else { return message.to_owned() };
    let mut names = rest.split('`').skip(1).step_by(2);
    let Some(unknown) = names.next() else { return message.to_owned() };
    let known: Vec<&str> = names.collect();
    let nearest = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(unknown, name), name))
        .min()
        .filter(|(distance, name)| *distance <= 1 + name.len() / 3);
    match nearest {
        Some((_, name)) => format!("unknown key `{unknown}`; did you mean `{name}`?"),
        None => format!("unknown key `{unknown}`; known keys here are {}", known.join(", ")),
    }
}
