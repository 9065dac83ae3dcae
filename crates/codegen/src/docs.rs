//! Descriptions, as rustdoc renders them without a warning.

/// Markdown of a vendor, made safe for rustdoc: no links to nowhere, no stray HTML, no code
/// that would be compiled as a test.
pub(crate) fn render(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let marks: String = trimmed.chars().take_while(|c| *c == '`' || *c == '~').collect();
        if marks.len() >= 3 {
            match &fence {
                None => {
                    out.push(format!("{marks}text"));
                    fence = Some(marks);
                }
                Some(open) if marks.starts_with(open.as_str()) => {
                    out.push(open.clone());
                    fence = None;
                }
                Some(_) => out.push(trimmed.trim_end().to_owned()),
            }
            continue;
        }
        if fence.is_some() {
            out.push(line.trim_end().to_owned());
        } else {
            // Four blanks would make a block of code, and code is compiled.
            let indent = line.len() - trimmed.len();
            let keep = if trimmed.starts_with(['-', '*', '+']) { indent.min(2) } else { 0 };
            out.push(format!("{}{}", " ".repeat(keep), inline(trimmed.trim_end())));
        }
    }
    if let Some(open) = fence {
        out.push(open);
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    let start = out.iter().take_while(|line| line.is_empty()).count();
    out[start..].join("\n")
}

/// The first sentence of a description, on one line; empty if it does not begin with one.
pub(crate) fn first_sentence(text: &str) -> String {
    let rendered = render(text);
    let paragraph: Vec<&str> = rendered.lines().take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    // Headings, lists, tables, blocks of code.
    if ["#", "- ", "* ", "+ ", ">", "|", "```", "~~~"].iter().any(|mark| paragraph.starts_with(mark)) {
        return String::new();
    }
    let ends = paragraph.match_indices(". ").map(|(at, _)| at + 1);
    // Neither within code nor after an abbreviation.
    let mut whole = ends.filter(|end| {
        let (sentence, rest) = paragraph.split_at(*end);
        let abbreviated = sentence.ends_with("e.g.") || sentence.ends_with("i.e.");
        !abbreviated
            && sentence.matches('`').count().is_multiple_of(2)
            && rest.trim_start().starts_with(|c: char| c.is_uppercase() || c == '`')
    });
    match whole.next() {
        Some(end) => paragraph[..end].to_owned(),
        None => paragraph,
    }
}

/// A name or a value as code, whatever it contains.
pub(crate) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(|c: char| c.is_control() || turns_text_about(c), " "))
}

/// A link to a type, from the docs of another.
pub(crate) fn link_to(name: &str) -> String {
    // A macro has the same name: rustdoc would not know which is meant.
    const DERIVED: [&str; 9] = ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];
    if DERIVED.contains(&name) { format!("`{name}`") } else { format!("[`{name}`]") }
}

/// One line outside of code blocks.
fn inline(line: &str) -> String {
    // Only a pair of ticks is code; a lone one is a character.
    let spans = line.matches('`').count().is_multiple_of(2);
    let mut out = String::with_capacity(line.len() + 8);
    let mut code = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '`' {
            code = spans && !code;
            out.push_str(if spans { "`" } else { "'" });
        } else if code {
            out.push(c);
        } else if let Some((link, length)) = link(rest) {
            out.push_str(&link);
            rest = &rest[length..];
            continue;
        } else {
            match c {
                '[' | ']' | '<' | '>' => {
                    out.push('\\');
                    out.push(c);
                }
                c if c.is_control() || turns_text_about(c) => {}
                c => out.push(c),
            }
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// A link at the start of `text`, as rustdoc wants it, and its length in `text`.
fn link(text: &str) -> Option<(String, usize)> {
    if let Some(inner) = text.strip_prefix('<') {
        let (url, _) = inner.split_once('>')?;
        return is_url(url).then(|| (format!("<{url}>"), url.len() + 2));
    }
    if let Some(inner) = text.strip_prefix('[') {
        let (label, after) = inner.split_once("](")?;
        let (url, _) = after.split_once(')')?;
        if label.contains(['[', ']', '`']) || !is_url(url) {
            return None;
        }
        let length = "[](".len() + label.len() + url.len() + ")".len();
        let label = label.replace('<', "\\<").replace('>', "\\>");
        return Some((format!("[{label}](<{url}>)"), length));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        let end = text.find(|c: char| c.is_whitespace() || "<>\"'`)]}|\\".contains(c)).unwrap_or(text.len());
        let url = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        return is_url(url).then(|| (format!("<{url}>"), url.len()));
    }
    None
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>".contains(c)))
}

/// A bidirectional control is invisible and turns the text around it about: rustc refuses it.
fn turns_text_about(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_ends_where_a_reader_would_end_it() {
        for (text, sentence) in [
            ("One contact. It has channels.", "One contact."),
            ("The state,\nas it is now. More.", "The state, as it is now."),
            ("No full stop", "No full stop"),
            ("Numbers, e.g. `3. 4`, as text. Then more.", "Numbers, e.g. `3. 4`, as text."),
            ("Version 1.2 of it. `a` comes next.", "Version 1.2 of it."),
            ("First paragraph\n\nSecond.", "First paragraph"),
        ] {
            assert_eq!(first_sentence(text), sentence);
        }
    }

    #[test]
    fn what_begins_with_no_sentence_has_none() {
        for text in ["", "# Title", "- one\n- two", "| a | b |", "```\ncode. Here.\n```"] {
            assert_eq!(first_sentence(text), "");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_ticks_or_its_line() {
        assert_eq!(code("a`b\nc\u{202e}d"), "`a'b c d`");
    }
}
