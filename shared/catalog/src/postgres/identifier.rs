//! Names as SQL spells them.

/// A name in double quotes, whatever it contains.
pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stay_inside() {
        assert_eq!(quote(r#"a"b"#), r#""a""b""#);
    }
}
