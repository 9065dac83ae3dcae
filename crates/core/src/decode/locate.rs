//! Where in a JSON text decoding stopped.
//!
//! serde_json gives line and column. Walking the text up to that point tells the path, without a
//! second deserializer around every type: it costs nothing until there is an error, and nothing
//! at compile time.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The byte offset of a line and column as serde_json counts them: both from 1, columns in bytes.
pub(super) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match memchr::memchr(b'\n', text.get(start..).unwrap_or_default()) {
            Some(at) => start += at + 1,
            None => break,
        }
    }
    (start + column).min(text.len())
}

enum Step {
    Member(String),
    Element(usize),
}

/// The JSON pointer of the value at or just before `offset`.
pub(super) fn path(text: &[u8], offset: usize) -> String {
    let text = text.get(..offset).unwrap_or(text);
    let mut walk = Walk { beyond: 0, steps: Vec::new() };
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at = walk.token(text, at, byte);
    }
    walk.pointer()
}

/// Containers deeper than this are counted, not remembered: no type of ours goes as deep, and a
/// server must not choose how much memory an error takes.
const DEEPEST: usize = 128;

struct Walk {
    /// How many containers there are beyond the deepest that is remembered.
    beyond: usize,
    /// The containers around the current position: whether it is an object, and where we are in it.
    steps: Vec<(bool, Option<Step>)>,
}

impl Walk {
    /// Takes one token and returns where the next one begins.
    fn token(&mut self, text: &[u8], at: usize, byte: u8) -> usize {
        match byte {
            b'{' | b'[' if self.steps.len() >= DEEPEST => self.beyond += 1,
            b'}' | b']' if self.beyond > 0 => self.beyond -= 1,
            b',' if self.beyond > 0 => {}
            b'{' => self.steps.push((true, None)),
            b'[' => self.steps.push((false, Some(Step::Element(0)))),
            b'}' | b']' => {
                self.steps.pop();
            }
            b',' => {
                if let Some((_, step)) = self.steps.last_mut() {
                    *step = match step.take() {
                        Some(Step::Element(index)) => Some(Step::Element(index + 1)),
                        _ => None,
                    };
                }
            }
            b'"' => return self.string(text, at),
            _ => {}
        }
        at + 1
    }

    /// A string is a member's name if it stands in an object that has no current member.
    fn string(&mut self, text: &[u8], at: usize) -> usize {
        let end = string_end(text, at + 1);
        if self.beyond > 0 {
            return end;
        }
        if let Some((true, step @ None)) = self.steps.last_mut() {
            let quoted = text.get(at..end).unwrap_or_default();
            let name = serde_json::from_slice(quoted).ok().filter(|name: &String| is_plain(name));
            *step = Some(Step::Member(name.unwrap_or_else(|| "…".to_owned())));
        }
        end
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for (_, step) in &self.steps {
            match step {
                Some(Step::Member(name)) => {
                    let _ = write!(pointer, "/{}", escaped(name));
                }
                Some(Step::Element(index)) => {
                    let _ = write!(pointer, "/{index}");
                }
                None => {}
            }
        }
        pointer
    }
}

/// Whether a member's name may be shown: a word, as documents name members. In a map the names
/// are data, such as addresses or keys, and may hold anything.
fn is_plain(name: &str) -> bool {
    name.len() <= 40 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$/~".contains(c))
}

/// The offset behind the closing quote; the end of the text if there is none.
fn string_end(text: &[u8], mut at: usize) -> usize {
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        let byte = text.get(at + found);
        at += found + 1;
        if byte == Some(&b'"') {
            return at;
        }
        at += 1;
    }
    text.len()
}

fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { Cow::Owned(name.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(name) }
}
