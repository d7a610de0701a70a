//! Two texts held against each other line by line.

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// Above this many lines on both sides together, no least set of changes is looked for: that takes time with the
/// square of what differs, and nobody reads it.
const LONGEST_DIFF: usize = 20_000;

/// Lines shown around a change before the rest is folded.
const CONTEXT: usize = 3;

/// One line of a text, in three parts of which the middle one is what differs from the line on the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Counted from 1.
    pub(crate) number: usize,
    /// Whether it is the same on both sides.
    pub(crate) same: bool,
    pub(crate) before: String,
    pub(crate) changed: String,
    pub(crate) after: String,
}

/// One row of a side-by-side view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// A line on each side, or on one.
    Lines(Option<Line>, Option<Line>),
    /// So many lines that are the same on both sides and are not shown.
    Folded(usize),
}

/// The two texts as rows, lines that belong together in one row, long runs of equal lines folded.
pub(crate) fn side_by_side(expected: &str, live: &str) -> Vec<Row> {
    let (left, right) = (lines(expected), lines(live));
    let mut rows = Vec::new();
    let operations = operations(&left, &right);
    let last = operations.len().saturating_sub(1);
    for (position, operation) in operations.iter().enumerate() {
        match *operation {
            DiffOp::Equal { old_index, new_index, len } => {
                let shown_first = if position == 0 { 0 } else { CONTEXT };
                let shown_last = if position == last { 0 } else { CONTEXT };
                // Two texts that are the same are shown whole, and folding one line saves nothing.
                let folded = if operations.len() == 1 { 0 } else { len.saturating_sub(shown_first + shown_last) };
                let folded = if folded > 1 { folded } else { 0 };
                let shown_first = if folded == 0 { len } else { shown_first };
                let equal = |offset: usize| {
                    let (old, new) = (old_index + offset, new_index + offset);
                    Row::Lines(Some(whole(old, left[old], true)), Some(whole(new, right[new], true)))
                };
                rows.extend((0..shown_first).map(equal));
                if folded > 0 {
                    rows.push(Row::Folded(folded));
                    rows.extend((len - shown_last..len).map(equal));
                }
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                rows.extend(
                    (old_index..old_index + old_len).map(|old| Row::Lines(Some(whole(old, left[old], false)), None)),
                );
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                rows.extend(
                    (new_index..new_index + new_len).map(|new| Row::Lines(None, Some(whole(new, right[new], false)))),
                );
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                for offset in 0..old_len.max(new_len) {
                    let (old, new) = (old_index + offset, new_index + offset);
                    rows.push(match (offset < old_len, offset < new_len) {
                        (true, true) => pair(old, left[old], new, right[new]),
                        (true, false) => Row::Lines(Some(whole(old, left[old], false)), None),
                        _ => Row::Lines(None, Some(whole(new, right[new], false))),
                    });
                }
            }
        }
    }
    rows
}

/// The changed lines with one line around them, each beginning with `-`, `+`, a blank, or `@` between groups.
pub(crate) fn unified(expected: &str, live: &str) -> Vec<(char, String)> {
    let (left, right) = (lines(expected), lines(live));
    let mut result = Vec::new();
    for (position, group) in group_diff_ops(operations(&left, &right), 1).into_iter().enumerate() {
        if position > 0 {
            result.push(('@', "…".to_owned()));
        }
        for operation in group {
            let (equal, old, new) =
                (matches!(operation, DiffOp::Equal { .. }), operation.old_range(), operation.new_range());
            if equal {
                result.extend(left[old].iter().map(|line| (' ', (*line).to_owned())));
            } else {
                result.extend(left[old].iter().map(|line| ('-', (*line).to_owned())));
                result.extend(right[new].iter().map(|line| ('+', (*line).to_owned())));
            }
        }
    }
    // A blank line as the first or last context says nothing.
    let is_blank =
        |line: Option<&(char, String)>| line.is_some_and(|(sign, text)| *sign == ' ' && text.trim().is_empty());
    if is_blank(result.first()) {
        result.remove(0);
    }
    if is_blank(result.last()) {
        result.pop();
    }
    result
}

fn operations(left: &[&str], right: &[&str]) -> Vec<DiffOp> {
    if left.len() + right.len() > LONGEST_DIFF && left != right {
        return vec![DiffOp::Replace { old_index: 0, old_len: left.len(), new_index: 0, new_len: right.len() }];
    }
    capture_diff_slices(Algorithm::Patience, left, right)
}

fn lines(text: &str) -> Vec<&str> {
    text.strip_suffix('\n').unwrap_or(text).split('\n').collect()
}

fn whole(index: usize, text: &str, same: bool) -> Line {
    Line { number: index + 1, same, before: text.to_owned(), changed: String::new(), after: String::new() }
}

/// A changed line on each side: what they begin and end with alike is set apart from what differs.
fn pair(old: usize, left: &str, new: usize, right: &str) -> Row {
    let prefix: usize = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    // Whole words differ: in 20 and 40 the reader looks for the number, not for the digit.
    let prefix = left[..prefix].trim_end_matches(is_of_word).len();
    let (left_rest, right_rest) = (&left[prefix..], &right[prefix..]);
    let suffix: usize = left_rest
        .chars()
        .rev()
        .zip(right_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let suffix = left_rest[left_rest.len() - suffix..].trim_start_matches(is_of_word).len();
    // Lines that have little in common are easier to read without islands of sameness.
    let in_common = left[..prefix].trim().len() + left_rest[left_rest.len() - suffix..].trim().len();
    if in_common * 3 < left.trim().len().max(right.trim().len()) {
        return Row::Lines(Some(whole(old, left, false)), Some(whole(new, right, false)));
    }
    let line = |index: usize, text: &str, rest: &str| Line {
        number: index + 1,
        same: false,
        before: text[..prefix].to_owned(),
        changed: rest[..rest.len() - suffix].to_owned(),
        after: rest[rest.len() - suffix..].to_owned(),
    };
    Row::Lines(Some(line(old, left, left_rest)), Some(line(new, right, right_rest)))
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expected: &str, live: &str) -> String {
        let side = |line: Option<Line>| match line {
            None => "·".to_owned(),
            Some(line) if line.same => format!("{} {}", line.number, line.before),
            Some(line) => format!("{} {}[{}]{}", line.number, line.before, line.changed, line.after),
        };
        side_by_side(expected, live)
            .into_iter()
            .map(|row| match row {
                Row::Folded(count) => format!("({count} folded)\n"),
                Row::Lines(left, right) => format!("{} | {}\n", side(left), side(right)),
            })
            .collect()
    }

    #[test]
    fn rows_pair_changed_lines_and_mark_what_differs_in_them() {
        insta::assert_snapshot!(shown("a\ntotal := 10;\nb\ngone\n", "a\ntotal := 12;\nb\nfresh\nand more"), @"
        1 a | 1 a
        2 total := [10]; | 2 total := [12];
        3 b | 3 b
        4 gone[] | 4 fresh[]
        · | 5 and more[]
        ");
    }

    #[test]
    fn long_equal_runs_are_folded_and_counted() {
        let text: String = (1..=20).map(|number| format!("line {number}\n")).collect();
        insta::assert_snapshot!(shown(&text, &text.replace("line 9\n", "")), @"
        (5 folded)
        6 line 6 | 6 line 6
        7 line 7 | 7 line 7
        8 line 8 | 8 line 8
        9 line 9[] | ·
        10 line 10 | 9 line 10
        11 line 11 | 10 line 11
        12 line 12 | 11 line 12
        (8 folded)
        ");
        assert!(!shown(&text, &text).contains("folded"));
    }

    #[test]
    fn parts_meet_at_character_boundaries() {
        assert_eq!(shown("größer als null", "große als null"), "1 [größer] als null | 1 [große] als null\n");
        assert_eq!(shown("((ß(", "((ß((ß("), "1 ((ß([] | 1 ((ß([(ß(]\n");
    }

    #[test]
    fn a_unified_diff_shows_the_changes_only() {
        let lines = unified("a\nb\nc\nd\ne\nf\ng\nh", "a\nB\nc\nd\ne\nf\ng");
        let text: String = lines.into_iter().map(|(sign, line)| format!("{sign}{line}|")).collect();
        assert_eq!(text, " a|-b|+B| c|@…| g|-h|");
    }

    #[test]
    fn huge_texts_do_not_take_forever() {
        let left: String = (0..15_000).map(|number| format!("left {number}\n")).collect();
        let right: String = (0..15_000).map(|number| format!("right {number}\n")).collect();
        assert_eq!(side_by_side(&left, &right).len(), 15_000);
    }
}
