//! Indented JSON for terminals, with colours.

use std::io::{self, Write};

use serde::Serialize as _;
use serde_json::{
    Value,
    ser::{CharEscape, Formatter, PrettyFormatter, Serializer},
};

const KEY: &str = "\x1b[34m";
const TEXT: &str = "\x1b[32m";
const OTHER: &str = "\x1b[33m";
const OFF: &str = "\x1b[0m";

/// Writes a value over several lines.
pub(super) fn write_pretty(out: &mut (dyn Write + Send), value: &Value, color: bool) -> io::Result<()> {
    let formatter = Terminal { pretty: PrettyFormatter::new(), in_key: false, color };
    Ok(value.serialize(&mut Serializer::with_formatter(out, formatter))?)
}

/// The usual indentation, with names, texts and other values in different colours, and without
/// what a terminal would take for a command.
struct Terminal {
    pretty: PrettyFormatter<'static>,
    in_key: bool,
    color: bool,
}

impl Terminal {
    fn paint(&self, code: &'static str) -> &'static str {
        if self.color { code } else { "" }
    }

    /// Writes what is no text.
    fn scalar<W: ?Sized + Write>(&self, out: &mut W, text: &str) -> io::Result<()> {
        write!(out, "{}{text}{}", self.paint(OTHER), self.paint(OFF))
    }
}

impl Formatter for Terminal {
    fn write_null<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.scalar(out, "null")
    }

    fn write_bool<W: ?Sized + Write>(&mut self, out: &mut W, value: bool) -> io::Result<()> {
        self.scalar(out, if value { "true" } else { "false" })
    }

    fn write_i64<W: ?Sized + Write>(&mut self, out: &mut W, value: i64) -> io::Result<()> {
        self.scalar(out, &value.to_string())
    }

    fn write_u64<W: ?Sized + Write>(&mut self, out: &mut W, value: u64) -> io::Result<()> {
        self.scalar(out, &value.to_string())
    }

    fn write_f64<W: ?Sized + Write>(&mut self, out: &mut W, value: f64) -> io::Result<()> {
        out.write_all(self.paint(OTHER).as_bytes())?;
        self.pretty.write_f64(out, value)?;
        out.write_all(self.paint(OFF).as_bytes())
    }

    fn begin_string<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        write!(out, "{}\"", self.paint(if self.in_key { KEY } else { TEXT }))
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // JSON escapes only the older control characters.
        fragment.split_inclusive(char::is_control).try_for_each(|piece| match piece.char_indices().next_back() {
            Some((at, last)) if last.is_control() => write!(out, "{}\\u{:04x}", piece.get(..at).unwrap_or_default(), u32::from(last)),
            _ => out.write_all(piece.as_bytes()),
        })
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, out: &mut W, escape: CharEscape) -> io::Result<()> {
        self.pretty.write_char_escape(out, escape)
    }

    fn end_string<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        write!(out, "\"{}", self.paint(OFF))
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        self.pretty.begin_object_key(out, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_control_character_reaches_the_terminal_and_the_value_stays_the_same() {
        let value = json!({"\u{9b}31m": "a\u{7f}b\u{85}\u{1b}[2J\n é"});
        let mut plain = Vec::new();
        write_pretty(&mut plain, &value, false).unwrap();
        let text = String::from_utf8(plain).unwrap();
        assert!(!text.chars().any(|letter| letter.is_control() && letter != '\n'), "{text:?}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let value = json!({"text": "a\n\"b\" \u{1b}[31m", "list": [1, 2.5, -3, null, true, {}], "empty": []});
        let mut plain = Vec::new();
        write_pretty(&mut plain, &value, false).unwrap();
        let mut coloured = Vec::new();
        write_pretty(&mut coloured, &value, true).unwrap();
        let mut stripped = String::from_utf8(coloured).unwrap();
        for code in [KEY, TEXT, OTHER, OFF] {
            stripped = stripped.replace(code, "");
        }
        assert_eq!(stripped, String::from_utf8(plain).unwrap());
    }
}
