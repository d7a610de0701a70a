//! What errors say, in one line.

use std::error::Error;

/// What Google's crate adds to every failure, some of it several times.
const ALWAYS_SAID: &[&str] = &[
    "Request to fetch the token failed. Subsequent calls with this credential will also fail.",
    "cannot create the authentication headers",
    " and future attempts will not succeed",
    " but future attempts may succeed",
];

/// What each of an error's causes prints for people, without repetitions.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for text in std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string) {
        let text = ALWAYS_SAID.iter().fold(text, |text, words| text.replace(words, ""));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && said.last().is_none_or(|last| !last.contains(&text)) {
            said.push(text);
        }
    }
    said.join(": ")
}
