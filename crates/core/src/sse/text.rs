//! Text that arrives in pieces of bytes.

use std::mem;

/// Collects text. What is no UTF-8 becomes U+FFFD.
///
/// Large pieces are looked at when they come, while they are in the processor's cache: to look at
/// all of it in the end would mean to fetch megabytes from memory once more. Small ones wait.
#[derive(Default)]
pub(super) struct Text {
    text: String,
    /// What follows, not yet looked at.
    tail: Vec<u8>,
}

/// Where the first line of these bytes ends.
pub(super) fn line_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2(b'\n', b'\r', bytes)
}

/// From how many bytes on a piece is large.
const LARGE: usize = 2048;

impl Text {
    pub(super) fn len(&self) -> usize {
        self.text.len() + self.tail.len()
    }

    /// Adds bytes, which may begin or end within a character.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if bytes.len() < LARGE {
            self.tail.extend_from_slice(bytes);
        } else {
            self.push_large(bytes);
        }
    }

    /// Adds bytes up to the end of the line, and says where that is. For lines that are long, where
    /// it is likely not there: what was copied is in the cache, what was not must be fetched.
    pub(super) fn push_line(&mut self, bytes: &[u8]) -> Option<usize> {
        if bytes.len() >= LARGE {
            let end = line_end(bytes);
            self.push_large(bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default());
            return end;
        }
        let before = self.tail.len();
        self.tail.extend_from_slice(bytes);
        let end = line_end(self.tail.get(before..).unwrap_or_default())?;
        self.tail.truncate(before + end);
        Some(end)
    }

    fn push_large(&mut self, bytes: &[u8]) {
        self.settle();
        match std::str::from_utf8(bytes) {
            Ok(text) if self.tail.is_empty() => self.text.push_str(text),
            _ => {
                self.tail.extend_from_slice(bytes);
                self.settle();
            }
        }
    }

    /// Takes what waits for text, but for a character at its end whose rest may still come.
    fn settle(&mut self) {
        let mut tail = mem::take(&mut self.tail);
        let mut rest = 0;
        let mut chunks = tail.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.text.push_str(chunk.valid());
            match std::str::from_utf8(chunk.invalid()) {
                Ok(_) => {}
                Err(error) if error.error_len().is_none() && chunks.peek().is_none() => rest = chunk.invalid().len(),
                Err(_) => self.text.push(char::REPLACEMENT_CHARACTER),
            }
        }
        tail.drain(..tail.len() - rest);
        self.tail = tail;
    }

    /// Gives the text away. A character that was begun will not be ended.
    pub(super) fn take(&mut self) -> String {
        if !self.text.is_empty() {
            self.settle();
        }
        let tail = match String::from_utf8(mem::take(&mut self.tail)) {
            Ok(tail) => tail,
            Err(bytes) => String::from_utf8_lossy(bytes.as_bytes()).into_owned(),
        };
        if self.text.is_empty() {
            return tail;
        }
        self.text.push_str(&tail);
        mem::take(&mut self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(pieces: &[&[u8]]) -> String {
        let mut text = Text::default();
        pieces.iter().for_each(|piece| text.push(piece));
        text.take()
    }

    /// So long that each piece is a large one.
    const FILL: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_character_may_come_in_any_pieces_large_or_small() {
        let fill = FILL.repeat(LARGE / FILL.len());
        for text in ["aé", "a€b", "𝄞", "ab𝄞é€"] {
            assert_eq!(joined(&text.as_bytes().chunks(1).collect::<Vec<_>>()), text);
            for text in [text.to_owned(), format!("{fill}{text}"), format!("{text}{fill}"), format!("{fill}{text}{fill}")] {
                for at in 0..=text.len() {
                    let (first, second) = text.as_bytes().split_at(at);
                    assert_eq!(joined(&[first, second]), text);
                }
            }
        }
    }

    #[test]
    fn pieces_of_a_character_between_large_pieces_are_not_lost() {
        let large = FILL.repeat(LARGE / FILL.len());
        let large = large.as_bytes();
        assert_eq!(joined(&[large, b"\xE2", large]).matches('\u{FFFD}').count(), 1);
        let text = joined(&[large, b"\xE2", b"\x82", b"\xAC", large]);
        assert_eq!((text.len(), text.matches('€').count()), (2 * LARGE + 3, 1));
        assert!(joined(&[large, b"\xE2\x82"]).ends_with('\u{FFFD}'));
    }

    fn mostly_text() -> impl Strategy<Value = Vec<u8>> {
        let piece =
            prop_oneof![Just("a€é𝄞".as_bytes().to_vec()), Just("€".repeat(LARGE).into_bytes()), prop::collection::vec(any::<u8>(), 0..4)];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_and_the_pieces_it_is_what_the_standard_library_makes_of_the_whole(
            bytes in mostly_text(), size in prop_oneof![1usize..5, LARGE..2 * LARGE],
        ) {
            let pieces: Vec<_> = bytes.chunks(size).collect();
            prop_assert_eq!(joined(&pieces), String::from_utf8_lossy(&bytes));
        }
    }
}
