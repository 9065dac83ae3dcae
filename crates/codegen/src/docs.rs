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
                // A bidirectional control is invisible and turns text around it about.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
                c if c.is_control() => {}
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
