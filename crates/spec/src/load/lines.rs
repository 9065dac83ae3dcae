//! From a JSON pointer to the line of the text that it stands on.
//!
//! Both searches go through the text once, only as far as they must, and answer `None` where
//! the text does not spell the place out (an alias, a merge key, something added later).

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, StrInput};

use super::Format;
use crate::pointer;

/// Where something is, and how it is spelled.
pub(super) struct Found {
    /// The line of the member's name, or of the item, from 1.
    pub(super) line: usize,
    /// The text of a scalar as written, when it is a plain one.
    pub(super) spelling: Option<String>,
}

/// Finds `pointer` (`#/…`) in `text`.
pub(super) fn locate(text: &str, format: Format, pointer: &str) -> Option<Found> {
    let steps = pointer::steps(pointer);
    match format {
        Format::Json => Json { bytes: text.as_bytes(), at: 0, line: 1 }.find(&steps, None),
        Format::Yaml => Yaml { parser: Parser::new_from_str(text) }.find(&steps),
    }
}

/// A scanner over JSON that has been read before, so that it need not check anything.
struct Json<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Json<'_> {
    fn find(&mut self, steps: &[String], name_line: Option<usize>) -> Option<Found> {
        let opening = self.peek()?;
        let Some((step, rest)) = steps.split_first() else {
            let line = name_line.unwrap_or(self.line);
            let start = self.at;
            let spelling = match opening {
                b'{' | b'[' | b'"' => None,
                _ => {
                    self.skip_scalar();
                    let raw = self.bytes.get(start..self.at)?;
                    Some(String::from_utf8_lossy(raw).trim_end().to_owned())
                }
            };
            return Some(Found { line, spelling });
        };
        self.bump();
        match opening {
            b'{' => loop {
                if self.peek()? == b'}' {
                    return None;
                }
                let line = self.line;
                let name = self.string()?;
                self.expect(b':')?;
                if name == *step {
                    return self.find(rest, Some(line));
                }
                self.skip_value()?;
                self.comma()?;
            },
            b'[' => {
                let wanted: usize = step.parse().ok()?;
                for _ in 0..wanted {
                    self.skip_value()?;
                    self.comma()?;
                }
                if self.peek()? == b']' { None } else { self.find(rest, None) }
            }
            _ => None,
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at)? {
                b' ' | b'\t' | b'\r' | b'\n' => self.bump(),
                byte => return Some(*byte),
            }
        }
    }

    fn bump(&mut self) {
        if self.bytes.get(self.at) == Some(&b'\n') {
            self.line += 1;
        }
        self.at += 1;
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.bump())
    }

    fn comma(&mut self) -> Option<()> {
        if self.peek()? == b',' {
            self.bump();
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        self.peek()?;
        let start = self.at;
        self.skip_string()?;
        serde_json::from_slice(self.bytes.get(start..self.at)?).ok()
    }

    fn skip_string(&mut self) -> Option<()> {
        self.bump();
        loop {
            match self.bytes.get(self.at)? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_scalar(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| !b",]} \t\r\n".contains(byte)) {
            self.at += 1;
        }
    }

    /// Steps over one value; only brackets and strings matter for where it ends.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.bump();
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.bump();
                }
                b',' | b':' => self.bump(),
                _ => self.skip_scalar(),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

/// A search along the events of the YAML parser that also made the value.
struct Yaml<'a> {
    parser: Parser<'a, StrInput<'a>>,
}

impl<'a> Yaml<'a> {
    fn find(mut self, steps: &[String]) -> Option<Found> {
        let mut steps = steps.iter();
        let mut name_line = None;
        loop {
            let (event, line) = self.node()?;
            if matches!(event, Event::MappingEnd | Event::SequenceEnd) {
                return None;
            }
            let Some(step) = steps.next() else {
                let spelling = match event {
                    Event::Scalar(text, ScalarStyle::Plain, ..) => Some(text.into_owned()),
                    _ => None,
                };
                return Some(Found { line: name_line.unwrap_or(line), spelling });
            };
            name_line = match event {
                Event::MappingStart(..) => Some(self.enter_member(step)?),
                Event::SequenceStart(..) => {
                    self.enter_item(step.parse().ok()?)?;
                    None
                }
                _ => return None,
            };
        }
    }

    /// Steps into the value of the member `name`; answers the line of the name.
    fn enter_member(&mut self, name: &str) -> Option<usize> {
        loop {
            let (event, line) = self.node()?;
            match &event {
                Event::MappingEnd => return None,
                Event::Scalar(text, ..) if text == name => return Some(line),
                _ => self.skip(&event)?,
            }
            let (value, _) = self.node()?;
            self.skip(&value)?;
        }
    }

    /// Steps to the item with this number.
    fn enter_item(&mut self, wanted: usize) -> Option<()> {
        for _ in 0..wanted {
            let (item, _) = self.node()?;
            if matches!(item, Event::SequenceEnd) {
                return None;
            }
            self.skip(&item)?;
        }
        Some(())
    }

    /// Steps over the rest of a node whose first event has been taken.
    fn skip(&mut self, first: &Event<'a>) -> Option<()> {
        let mut depth = usize::from(opens(first));
        while depth > 0 {
            let (event, _) = self.node()?;
            if opens(&event) {
                depth += 1;
            } else if matches!(event, Event::MappingEnd | Event::SequenceEnd) {
                depth -= 1;
            }
        }
        Some(())
    }

    /// The next event that is part of the data.
    fn node(&mut self) -> Option<(Event<'a>, usize)> {
        loop {
            let (event, span) = self.parser.next_event()?.ok()?;
            match event {
                Event::DocumentEnd | Event::StreamEnd => return None,
                Event::Scalar(..)
                | Event::Alias(_)
                | Event::MappingStart(..)
                | Event::MappingEnd
                | Event::SequenceStart(..)
                | Event::SequenceEnd => return Some((event, span.start.line())),
                // Comments, and the start of the stream and the document.
                _ => {}
            }
        }
    }
}

fn opens(event: &Event<'_>) -> bool {
    matches!(event, Event::MappingStart(..) | Event::SequenceStart(..))
}

#[cfg(test)]
mod tests;
