//! Text of documents, for terminals: their authors break lines where their editors end.

/// The text with the lines of a paragraph joined. Lists, indented lines and code stay as they are.
pub(super) fn reflow(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let mut goes_on = false;
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        let stands_alone = is_fence || in_code || line.trim().is_empty() || line.starts_with([' ', '-', '*', '|', '#', '>']);
        if goes_on && !stands_alone {
            out.push(' ');
        } else if !out.is_empty() {
            out.push('\n');
        }
        // The marks of code say nothing on a terminal, where all is.
        if !is_fence {
            out.push_str(line.trim_end());
        }
        in_code ^= is_fence;
        goes_on = !line.trim().is_empty() && !is_fence && !in_code;
    }
    out
}

/// The first paragraph, on one line.
pub(super) fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One paragraph as lines of at most `width` letters; a longer word stands alone.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < width) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_the_rest_is_left_alone() {
        let text = "One\ntwo.\n\nThree:\n- a\n- b\n\n```text\nx\n  y\n```\nfour\nfive";
        assert_eq!(reflow(text), "One two.\n\nThree:\n- a\n- b\n\n\nx\n  y\n\nfour five");
        assert_eq!(first_paragraph(text), "One two.");
    }

    #[test]
    fn lines_are_filled_up_to_the_width() {
        assert_eq!(wrap("aa bb cc ddddddd e", 5), ["aa bb", "cc", "ddddddd", "e"]);
        assert_eq!(wrap(" ", 5), Vec::<String>::new());
    }
}
