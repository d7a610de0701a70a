//! Canaries: words that go in where secrets and schema text do, so that it shows where those come out.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Whether a word is in there: as it is, in hexadecimal, as a list of bytes as Rust prints it, or within something in
/// base64.
///
/// Words should be of letters and digits alone, which every other way of writing leaves as they are.
pub fn holds(bytes: &[u8], word: &str) -> bool {
    let written = |text: &str| bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()));
    let list: Vec<String> = word.bytes().map(|byte| byte.to_string()).collect();
    written(word)
        || written(&hex::encode(word))
        || written(&list.join(", "))
        || in_base64(word).iter().any(|w| written(w))
}

/// What is left of a word in base64, for each place that its first letter can have among three. The letters at both
/// ends depend on what is beside the word, and are cut off.
fn in_base64(word: &str) -> [String; 3] {
    [0, 1, 2].map(|before| {
        let encoded = STANDARD_NO_PAD.encode([&vec![b'-'; before], word.as_bytes()].concat());
        let (first, last) = ((before * 8).div_ceil(6), (before + word.len()) * 8 / 6);
        encoded[first..last].to_owned()
    })
}

/// Whether an object of the store may hold the text of schemas: snapshots, what is expected, reports, and what `expect`
/// hands to `compare` for the report.
pub fn may_hold_schema(object: &str) -> bool {
    let made_of_schemas = ["sources/", "snapshots/", "expected/", "published/", "reports/"];
    let in_run = object.strip_prefix("runs/").and_then(|rest| rest.split('/').nth(1));
    made_of_schemas.iter().any(|place| object.starts_with(place)) || in_run == Some("expectations")
}

/// The files below a folder with their content, decompressed where they are compressed.
///
/// # Panics
///
/// When one of them cannot be read.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("it is below the root").to_string_lossy().into_owned();
            found.push((name.clone(), readable(&name, std::fs::read(&path).expect("a readable file"))));
        }
    }
}

/// The content of a file of this name, decompressed where it is compressed.
///
/// # Panics
///
/// When it cannot be decompressed.
pub fn readable(name: &str, content: Vec<u8>) -> Vec<u8> {
    if name.ends_with(".zst") { zstd::decode_all(&content[..]).expect("what was compressed") } else { content }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_however_it_is_written() {
        let word = "canaryhunter2";
        for before in ["", "a", "ab", "abc"] {
            let text = format!("{before}{word}xyz");
            let list = format!("{:?}", text.as_bytes());
            for written in [text.clone(), hex::encode(&text), list, STANDARD_NO_PAD.encode(&text)] {
                assert!(holds(written.as_bytes(), word), "{written}");
            }
        }
        assert!(!holds(b"canaryhamster2", word));
        assert!(!holds(STANDARD_NO_PAD.encode("canaryhamster2").as_bytes(), word));
    }
}
