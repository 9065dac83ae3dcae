//! The parser.

use std::fmt;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::Event;
use super::text::{Text, line_end};

/// What ends an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framing {
    /// A blank line, as the standard says.
    #[default]
    Standard,
    /// The end of each `data` line. For servers that leave the blank lines out; right also if they
    /// do not.
    LinePerEvent,
}

/// An event is larger than the limit. The parser gives nothing after this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventTooLarge {
    /// The limit in bytes.
    pub limit: usize,
}

impl fmt::Display for EventTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an event is larger than {} bytes", self.limit)
    }
}

impl std::error::Error for EventTooLarge {}

/// Turns pieces of a body into events.
///
/// ```
/// use switchboard_core::sse::{Framing, Parser};
///
/// let mut parser = Parser::new(Framing::Standard, 1 << 20);
/// parser.push("data: hel".into());
/// assert!(parser.next_event().is_none());
/// parser.push("lo\n\n".into());
/// assert_eq!(parser.next_event().unwrap()?.data(), "hello");
/// # Ok::<(), switchboard_core::sse::EventTooLarge>(())
/// ```
pub struct Parser {
    framing: Framing,
    limit: usize,
    /// The piece being read, and how far.
    piece: Bytes,
    at: usize,
    /// An unfinished line, unless it is a line of data.
    line: Vec<u8>,
    /// The unfinished line is data, and what there is of it has gone to `data` already. So a line
    /// of megabytes is copied once, not twice.
    in_data: bool,
    /// The piece before ended with CR: an LF at the start of the next belongs to it.
    skip_line_feed: bool,
    first_line: bool,
    /// The event being collected.
    data: Text,
    has_data: bool,
    name: Option<Arc<str>>,
    /// The name of the last event that had one: it is likely to come again.
    known_name: Option<Arc<str>>,
    id: Option<Arc<str>>,
    retry: Option<Duration>,
    failed: bool,
}

/// From how many bytes on a line of data is long.
const LONG: usize = 4096;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Parser {
    /// A parser at the start of a stream. `limit`: the most bytes that one event may have.
    pub fn new(framing: Framing, limit: usize) -> Self {
        Self {
            framing,
            limit,
            piece: Bytes::new(),
            at: 0,
            line: Vec::new(),
            in_data: false,
            skip_line_feed: false,
            first_line: true,
            data: Text::default(),
            has_data: false,
            name: None,
            known_name: None,
            id: None,
            retry: None,
            failed: false,
        }
    }

    /// Gives the parser the next piece. Take all events out before: a piece that is not used up is
    /// put together with the new one, which copies both.
    pub fn push(&mut self, piece: Bytes) {
        if self.at < self.piece.len() {
            let mut joined = self.piece.split_off(self.at).to_vec();
            joined.extend_from_slice(&piece);
            self.piece = joined.into();
        } else {
            self.piece = piece;
        }
        self.at = 0;
    }

    /// The next event that is complete.
    pub fn next_event(&mut self) -> Option<Result<Event, EventTooLarge>> {
        if self.failed {
            return None;
        }
        // Out of the way of the borrow checker; it goes back below.
        let piece = mem::take(&mut self.piece);
        let found = self.scan(&piece);
        self.piece = piece;
        if matches!(found, Some(Err(_))) {
            self.failed = true;
            self.data = Text::default();
            self.line = Vec::new();
        }
        found
    }

    /// What was left unfinished when the stream ended: by the standard it does not count, but it
    /// may be the terminal event of a server that is careless about its last line ends.
    pub fn finish(&mut self) -> Option<Event> {
        if self.failed {
            return None;
        }
        if self.in_data {
            self.end_data_line();
        } else {
            let line = mem::take(&mut self.line);
            self.whole_line(&line);
        }
        self.failed = true;
        self.take_event()
    }

    /// Reads lines until an event is complete or the piece is used up.
    fn scan(&mut self, piece: &[u8]) -> Option<Result<Event, EventTooLarge>> {
        loop {
            if self.skip_line_feed {
                let next = *piece.get(self.at)?;
                self.skip_line_feed = false;
                self.at += usize::from(next == b'\n');
            }
            let rest = piece.get(self.at..).unwrap_or_default();
            let is_long = self.in_data && self.data.len() >= LONG;
            let found = if is_long { self.data.push_line(rest) } else { line_end(rest) };
            let Some(length) = found else {
                self.at = piece.len();
                if !is_long {
                    self.keep(rest);
                }
                return self.is_over_limit().then(|| Err(self.too_large()));
            };
            let (line, end) = rest.split_at(length);
            self.at += length + 1;
            self.skip_line_feed = end.first() == Some(&b'\r');
            let complete = if is_long { self.end_data_line() } else { self.end_line(line) };
            if self.is_over_limit() {
                return Some(Err(self.too_large()));
            }
            if complete && let Some(event) = self.take_event() {
                return Some(Ok(event));
            }
        }
    }

    fn is_over_limit(&self) -> bool {
        self.data.len() + self.line.len() > self.limit
    }

    fn too_large(&self) -> EventTooLarge {
        EventTooLarge { limit: self.limit }
    }

    /// Keeps the beginning of a line whose end has not arrived.
    fn keep(&mut self, start: &[u8]) {
        if self.in_data {
            self.data.push(start);
            return;
        }
        self.line.extend_from_slice(start);
        // One byte more than the name: a blank after the colon must be seen to be left out.
        let line = mem::take(&mut self.line);
        match self.without_mark(&line).strip_prefix(b"data:") {
            Some(value) if !value.is_empty() => {
                self.begin_data_line();
                self.data.push(without_blank(value));
                self.in_data = true;
                self.first_line = false;
                // The memory stays for the next line.
                self.line = line;
                self.line.clear();
            }
            _ => self.line = line,
        }
    }

    /// Takes the end of a line. Says whether that completes an event.
    fn end_line(&mut self, end: &[u8]) -> bool {
        if self.in_data {
            self.data.push(end);
            return self.end_data_line();
        }
        if self.line.is_empty() {
            return self.whole_line(end);
        }
        let mut line = mem::take(&mut self.line);
        line.extend_from_slice(end);
        let complete = self.whole_line(&line);
        line.clear();
        self.line = line;
        complete
    }

    /// Takes a line. Says whether that completes an event.
    fn whole_line(&mut self, line: &[u8]) -> bool {
        let line = self.without_mark(line);
        self.first_line = false;
        if line.is_empty() {
            return true;
        }
        if let Some(value) = line.strip_prefix(b"data:") {
            self.begin_data_line();
            self.data.push(without_blank(value));
            return self.end_data_line();
        }
        match memchr::memchr(b':', line) {
            Some(at) => {
                let (field, value) = line.split_at(at);
                self.other_field(field, without_blank(value.get(1..).unwrap_or_default()))
            }
            None => self.other_field(line, b""),
        }
    }

    /// A field whose line did not begin with `data:`.
    fn other_field(&mut self, field: &[u8], value: &[u8]) -> bool {
        match field {
            b"data" => {
                self.begin_data_line();
                return self.end_data_line();
            }
            b"event" => self.name = self.shared_name(value),
            b"id" if !value.contains(&0) => {
                self.id = (!value.is_empty()).then(|| String::from_utf8_lossy(value).into());
            }
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let digits = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
                self.retry = digits.map(Duration::from_millis).or(self.retry);
            }
            _ => {}
        }
        false
    }

    fn begin_data_line(&mut self) {
        if self.has_data {
            self.data.push(b"\n");
        }
        self.has_data = true;
    }

    fn end_data_line(&mut self) -> bool {
        self.in_data = false;
        self.framing == Framing::LinePerEvent
    }

    fn shared_name(&mut self, name: &[u8]) -> Option<Arc<str>> {
        if name.is_empty() {
            return None;
        }
        if self.known_name.as_deref().is_none_or(|known| known.as_bytes() != name) {
            self.known_name = Some(String::from_utf8_lossy(name).into());
        }
        self.known_name.clone()
    }

    /// The event that was collected; without data there is none.
    fn take_event(&mut self) -> Option<Event> {
        // With an event per line, the name holds until the blank line, if there ever is one.
        let keeps_name = self.framing == Framing::LinePerEvent && self.has_data;
        let name = if keeps_name { self.name.clone() } else { self.name.take() };
        if !mem::take(&mut self.has_data) {
            return None;
        }
        Some(Event { name, data: self.data.take(), id: self.id.clone(), retry: self.retry })
    }

    /// The line without a byte-order mark, which only the first line can have.
    fn without_mark<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        if self.first_line { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line }
    }
}

/// The value without the one blank that may follow the colon.
fn without_blank(value: &[u8]) -> &[u8] {
    value.strip_prefix(b" ").unwrap_or(value)
}

impl fmt::Debug for Parser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parser")
            .field("framing", &self.framing)
            .field("limit", &self.limit)
            .field("waiting_bytes", &(self.data.len() + self.line.len()))
            .finish_non_exhaustive()
    }
}
