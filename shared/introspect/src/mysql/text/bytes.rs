//! Defaults of columns that hold bytes.
//!
//! MySQL prints them as a text or as `0x00FF`, older releases of MariaDB as a text whatever is in it, newer ones as `x'00ff'`.

/// The default as every server reads it: a text where all of it can be read, else `x'00ff'`. What is no plain value stays.
pub(super) fn spelled(default: &str) -> String {
    let quoted = |prefix: &str| default.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('\''));
    let bytes = if let Some(text) = quoted("'") {
        Some(of_text(text))
    } else {
        let hexadecimal = quoted("x'").or_else(|| quoted("X'"));
        hexadecimal.or_else(|| default.strip_prefix("0x")).and_then(of_hexadecimal)
    };
    let Some(bytes) = bytes else { return default.to_owned() };
    if bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
    } else {
        format!("x'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }
}

/// The bytes of a text without its quotes. The server prints every backslash twice; one before an `x` stands for a byte
/// that was no UTF-8 when it was read.
fn of_text(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes().collect::<std::collections::VecDeque<u8>>();
    while let Some(byte) = rest.pop_front() {
        match byte {
            b'\\' => match rest.pop_front() {
                Some(b'0') => bytes.push(0),
                Some(b'n') => bytes.push(b'\n'),
                Some(b'r') => bytes.push(b'\r'),
                Some(b't') => bytes.push(b'\t'),
                Some(b'b') => bytes.push(8),
                Some(b'Z') => bytes.push(0x1a),
                Some(b'x') => {
                    let digits: String = rest.drain(..rest.len().min(2)).map(char::from).collect();
                    bytes.extend(u8::from_str_radix(&digits, 16).ok());
                }
                other => bytes.extend(other),
            },
            // A quote is doubled.
            b'\'' => {
                rest.pop_front();
                bytes.push(byte);
            }
            byte => bytes.push(byte),
        }
    }
    bytes
}

fn of_hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    if digits.len().is_multiple_of(2) { digits.as_bytes().chunks(2).map(pair).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_spelled_alike_whatever_the_server_prints() {
        for printed in [r"'a\0\0'", "x'610000'", "X'610000'", "0x610000"] {
            assert_eq!(spelled(printed), "x'610000'", "{printed}");
        }
        assert_eq!(spelled(r"'\0\xffA'"), "x'00ff41'");
        assert_eq!(spelled("'é'"), "x'c3a9'");
        for printed in [r"'it\'s \\x'", r"'it''s \\x'", "0x69742773205C78"] {
            assert_eq!(spelled(printed), r"'it''s \\x'", "{printed}");
        }
        assert_eq!(spelled("(uuid_to_bin(uuid()))"), "(uuid_to_bin(uuid()))");
    }
}
