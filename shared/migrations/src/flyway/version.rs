//! Flyway's versions: numbers of any size between dots or underscores, compared number by number.

use std::cmp::Ordering;

/// One spelling for all that Flyway holds to be equal: `1_1`, `1.01` and `1.1.0` are `1.1`.
/// `None` when Flyway would refuse it.
pub(super) fn canonical(version: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in version.split(['.', '_']) {
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = part.trim_start_matches('0');
        parts.push(if significant.is_empty() { "0" } else { significant });
    }
    while parts.len() > 1 && parts.last() == Some(&"0") {
        parts.pop();
    }
    Some(parts.join("."))
}

/// Compares two canonical versions.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let mut left = left.split('.');
    let mut right = right.split('.');
    loop {
        let (left, right) = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (left, right) => (left.unwrap_or("0"), right.unwrap_or("0")),
        };
        // Without leading zeros the longer number is the greater.
        let order = left.len().cmp(&right.len()).then_with(|| left.cmp(right));
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::{canonical, compare};

    #[test]
    fn spellings_of_one_version_are_one() {
        for (spelling, expected) in [
            ("1", Some("1")),
            ("1_1", Some("1.1")),
            ("01.1", Some("1.1")),
            ("1.1.0", Some("1.1")),
            ("1.0.0", Some("1")),
            ("0", Some("0")),
            ("00", Some("0")),
            ("20240131180053123456789012", Some("20240131180053123456789012")),
            ("1.", None),
            ("", None),
            ("1a", None),
            ("-1", None),
        ] {
            assert_eq!(canonical(spelling).as_deref(), expected, "{spelling}");
        }
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        for (left, right, expected) in [
            ("2", "10", Ordering::Less),
            ("1.2", "1.10", Ordering::Less),
            ("1", "1.1", Ordering::Less),
            ("99999999999999999999", "100000000000000000000", Ordering::Less),
            ("1.1", "1.1", Ordering::Equal),
        ] {
            assert_eq!(compare(left, right), expected, "{left} and {right}");
            assert_eq!(compare(right, left), expected.reverse(), "{right} and {left}");
        }
    }
}
