//! What `--check` says about a file that would be written.

use similar::{ChangeTag, TextDiff};

use crate::write::Change;

/// More lines than this do not help to see what has changed.
const LINES: usize = 10;
/// Generated lines can be long.
const COLUMNS: usize = 100;
/// Enough to line up what comes after a difference; the files are too long to compare as a whole.
const WINDOW: usize = 100;

/// The path, the first lines that differ, and the command; `vendor` is what follows it.
pub(crate) fn describe(change: &Change, vendor: &str) -> String {
    let path = change.path();
    let command = format!("  run `cargo xtask generate{vendor}`");
    let Some(old) = change.old() else {
        return format!("stale: {path} does not exist\n{command}");
    };
    let (line, lines) = first_difference(old, change.new_content());
    format!("stale: {path}, from line {line}\n{}{command}", lines.concat())
}

/// The number of the first line that differs, and the lines around it.
fn first_difference(old: &str, new: &str) -> (usize, Vec<String>) {
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let window = |text: &str| -> String { text.lines().skip(same).take(WINDOW).flat_map(|line| [line, "\n"]).collect() };
    let (old, new) = (window(old), window(new));
    let diff = TextDiff::from_lines(&old, &new);
    let lines = diff.iter_all_changes().take_while(|change| change.tag() != ChangeTag::Equal).map(|change| {
        let text: String = change.value().trim_end().chars().take(COLUMNS).collect();
        let more = if text.len() < change.value().trim_end().len() { "…" } else { "" };
        format!("  {}{text}{more}\n", change.tag())
    });
    let mut lines: Vec<_> = lines.collect();
    if lines.len() > LINES {
        let hidden = lines.len() - LINES;
        lines.truncate(LINES);
        lines.push(format!("  … and {hidden} more lines\n"));
    }
    (same + 1, lines)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn only_the_first_place_that_differs_is_shown() {
        let (line, lines) = first_difference("a\nb\nc\nd\n", "a\nB\nc\nD\n");
        assert_eq!((line, lines.concat().as_str()), (2, "  -b\n  +B\n"));
    }

    #[test]
    fn lines_at_the_end_count_too() {
        assert_eq!(first_difference("a\n", "a\nb\n"), (2, vec!["  +b\n".to_owned()]));
        assert_eq!(first_difference("a\nb\n", "a\n"), (2, vec!["  -b\n".to_owned()]));
    }

    #[test]
    fn much_is_shortened() {
        let new: String = (0..50).map(|number| format!("{number} {}\n", "é".repeat(200))).collect();
        let (_, lines) = first_difference("", &new);
        assert_eq!(lines.len(), 11);
        assert!(lines[0].ends_with("é…\n"), "{}", lines[0]);
        assert_eq!(lines[10], "  … and 40 more lines\n");
    }
}
