//! JSON pointers (RFC 6901) in the `#/…` form used in findings and `$ref`s.

use crate::reference::Target;

/// `base` followed by one more step.
pub fn join(base: &str, step: &str) -> String {
    let mut out = String::with_capacity(base.len() + step.len() + 1);
    out.push_str(base);
    out.push('/');
    for c in step.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c => out.push(c),
        }
    }
    out
}

/// The last step of a pointer, unescaped.
pub fn last(pointer: &str) -> String {
    unescape(pointer.rsplit('/').next().unwrap_or_default())
}

/// The steps of a pointer (`#/a/b~1c` → `a`, `b/c`).
pub fn steps(pointer: &str) -> Vec<String> {
    pointer.trim_start_matches('#').split('/').skip(1).map(unescape).collect()
}

/// The steps of the place in the same document that a `$ref` names, percent-decoded; `None` for
/// anchors, files and addresses.
pub fn reference_steps(reference: &str) -> Option<Vec<String>> {
    match Target::parse(reference) {
        Target::Pointer(pointer) => Some(steps(&pointer)),
        _ => None,
    }
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
