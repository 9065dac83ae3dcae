//! Server-sent events by the standard.

use std::time::Duration;

use proptest::prelude::*;
use switchboard_core::sse::{Event, Framing, Parser};

const LIMIT: usize = 1 << 20;

/// Name, data and id of an event.
type Plain = (String, String, Option<String>);

fn plain(event: &Event) -> Plain {
    (event.name().to_owned(), event.data().to_owned(), event.id().map(str::to_owned))
}

fn events_of<'a>(framing: Framing, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Plain> {
    let mut parser = Parser::new(framing, LIMIT);
    let mut events = Vec::new();
    for piece in pieces {
        parser.push(piece.to_vec().into());
        while let Some(event) = parser.next_event() {
            events.push(plain(&event.unwrap()));
        }
    }
    events
}

fn events(text: &str) -> Vec<Plain> {
    events_of(Framing::Standard, [text.as_bytes()])
}

fn message(data: &str) -> Plain {
    ("message".to_owned(), data.to_owned(), None)
}

#[test]
fn the_standards_examples_give_the_standards_events() {
    assert_eq!(
        events(
            "data: This is the first message.\n\ndata: This is the second message, it\ndata: has two lines.\n\ndata: This is the third message.\n\n"
        ),
        [
            message("This is the first message."),
            message("This is the second message, it\nhas two lines."),
            message("This is the third message."),
        ]
    );
    let named = |name: &str, data: &str| (name.to_owned(), data.to_owned(), None);
    assert_eq!(
        events("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n"),
        [named("add", "73857293"), named("remove", "2153"), named("add", "113411"),]
    );
    assert_eq!(events("data: YHOO\ndata: +2\ndata: 10\n\n"), [message("YHOO\n+2\n10")]);
    let with_id = |data: &str, id: Option<&str>| ("message".to_owned(), data.to_owned(), id.map(str::to_owned));
    assert_eq!(
        events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
        [with_id("first event", Some("1")), with_id("second event", None), with_id(" third event", None),]
    );
    assert_eq!(events("data\n\ndata\ndata\n\ndata:"), [message(""), message("\n")]);
    assert_eq!(events("data:test\n\ndata: test\n\n"), [message("test"), message("test")]);
}

#[test]
fn all_three_line_ends_and_their_mixtures_are_understood() {
    for end in ["\n", "\r", "\r\n"] {
        let text = format!("data: a{end}data: b{end}{end}data: c{end}{end}");
        assert_eq!(events(&text), [message("a\nb"), message("c")], "{end:?}");
        assert_eq!(events_of(Framing::Standard, text.as_bytes().chunks(1)), [message("a\nb"), message("c")], "{end:?}");
    }
    assert_eq!(events("data: a\r\n\rdata: b\n\r\ndata: c\r\r"), [message("a"), message("b"), message("c")]);
}

#[test]
fn a_byte_order_mark_counts_only_at_the_very_start() {
    assert_eq!(events("\u{feff}data: a\n\n"), [message("a")]);
    assert_eq!(events_of(Framing::Standard, "\u{feff}data: a\n\n".as_bytes().chunks(1)), [message("a")]);
    assert_eq!(events("\u{feff}\u{feff}data: a\n\ndata: b\n\n"), [message("b")]);
    assert_eq!(events("\n\u{feff}data: a\n\n"), []);
    assert_eq!(events("\u{feff}\n\ndata: a\n\n"), [message("a")]);
}

#[test]
fn ids_are_remembered_cleared_and_never_contain_nul() {
    let ids: Vec<_> = events("id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid\ndata: d\n\n").into_iter().map(|event| event.2).collect();
    assert_eq!(ids, [Some("1".to_owned()), Some("1".to_owned()), Some("1".to_owned()), None]);
}

#[test]
fn retry_is_a_number_of_milliseconds_or_nothing() {
    let mut parser = Parser::new(Framing::Standard, LIMIT);
    parser.push("retry: 1500\ndata: a\n\nretry: 1x\nretry:\nretry: -1\nretry: 99999999999999999999\ndata: b\n\n".into());
    for _ in 0..2 {
        assert_eq!(parser.next_event().unwrap().unwrap().retry(), Some(Duration::from_millis(1500)));
    }
}

#[test]
fn unknown_fields_comments_and_events_without_data_are_left_out() {
    assert_eq!(events(":\n: c\n:data: x\nfoo: bar\nfoo\nDATA: x\n data: x\n\nevent: lost\n\ndata: a\n\n"), [message("a")]);
}

#[test]
fn what_is_not_utf_8_is_replaced() {
    assert_eq!(events_of(Framing::Standard, [&b"data: a\xffb\n\n"[..]]), [message("a\u{fffd}b")]);
    // A letter split between pieces is not broken.
    assert_eq!(events_of(Framing::Standard, [&b"data: \xc3"[..], b"\xa9\n\n"]), [message("é")]);
}

#[test]
fn with_an_event_per_line_blank_lines_make_no_difference() {
    let text = "event: x\ndata: a\ndata: b\n\ndata: c\n: d\ndata\n";
    let expected = [("x", "a"), ("x", "b"), ("message", "c"), ("message", "")].map(|(name, data)| (name.to_owned(), data.to_owned(), None));
    assert_eq!(events_of(Framing::LinePerEvent, [text.as_bytes()]), expected);
    assert_eq!(events_of(Framing::LinePerEvent, text.as_bytes().chunks(1)), expected);
}

#[test]
fn an_event_may_be_as_large_as_the_limit_and_no_larger() {
    for (size, fits) in [(LIMIT, true), (LIMIT + 1, false)] {
        for pieces in [1000, 1 << 12, usize::MAX] {
            let text = format!("data: small\n\ndata: {}\n\n", "x".repeat(size));
            let mut parser = Parser::new(Framing::Standard, LIMIT);
            let mut outcomes = Vec::new();
            for piece in text.as_bytes().chunks(pieces.min(text.len())) {
                parser.push(piece.to_vec().into());
                outcomes.extend(std::iter::from_fn(|| parser.next_event()));
            }
            assert!(outcomes[0].is_ok());
            assert_eq!(outcomes[1].is_ok(), fits, "{size} in {pieces}");
            assert_eq!(outcomes.len(), 2);
            parser.push("data: after\n\n".into());
            assert_eq!(parser.next_event().is_some(), fits, "nothing comes after the error");
        }
    }
}

#[test]
fn a_long_line_gives_the_same_in_pieces_of_any_size() {
    let long = "0123456789 €é𝄞 ".repeat(1000);
    for line_end in ["\n", "\r", "\r\n"] {
        let text = format!("id: 7\ndata: {long}{line_end}data:{long}{line_end}{line_end}data: next\n\n");
        let bytes = [text.as_bytes(), b"data: broken \xE2\x82", long.as_bytes(), b"\xE2\n\n"].concat();
        let whole = events_of(Framing::Standard, [&bytes[..]]);
        assert_eq!(whole[0], ("message".to_owned(), format!("{long}\n{long}"), Some("7".to_owned())));
        assert_eq!(whole[2].1, format!("broken \u{FFFD}{long}\u{FFFD}"));
        for size in [1, 7, 1000, 2048, 4099, 5000] {
            assert_eq!(events_of(Framing::Standard, bytes.chunks(size)), whole, "{size}");
            let by_line = events_of(Framing::LinePerEvent, bytes.chunks(size));
            assert_eq!(
                by_line.iter().map(|event| event.1.len()).sum::<usize>(),
                whole.iter().map(|event| event.1.len()).sum::<usize>() - 1
            );
        }
    }
}

#[test]
fn many_lines_of_data_count_together_and_comments_do_not() {
    let mut parser = Parser::new(Framing::Standard, 100);
    parser.push(format!("{}data: a\n\n", format!(": {}\n", "c".repeat(90)).repeat(50)).into());
    assert!(parser.next_event().unwrap().is_ok());
    parser.push("data: aaaaaaaaa\n".repeat(11).into());
    assert!(parser.next_event().unwrap().is_err());
}

#[test]
fn what_is_left_at_the_end_can_be_had() {
    let rest = |text: &str| {
        let mut parser = Parser::new(Framing::Standard, LIMIT);
        parser.push(text.to_owned().into());
        while parser.next_event().is_some() {}
        parser.finish().map(|event| event.data().to_owned())
    };
    assert_eq!(rest("data: a\n\n"), None);
    assert_eq!(rest("data: a\n\ndata: b\ndata: c"), Some("b\nc".to_owned()));
    assert_eq!(rest("data: a\n\nevent: b\n"), None);
    assert_eq!(rest("data"), Some(String::new()));
}

/// Pieces of streams that are likely to go wrong together.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("data: ".to_owned()),
        Just("data".to_owned()),
        Just("data:".to_owned()),
        Just("event: ".to_owned()),
        Just("id: ".to_owned()),
        Just("retry: 10".to_owned()),
        Just(":".to_owned()),
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("\r".to_owned()),
        Just("\r\n".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\0".to_owned()),
        Just("[DONE]".to_owned()),
        "[a-z é😀:{}\"]{0,12}",
    ]
}

pub fn stream() -> impl Strategy<Value = String> {
    prop::collection::vec(fragment(), 0..60).prop_map(|fragments| fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_split_gives_the_same_events(text in stream(), mut cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20)) {
        let bytes = text.as_bytes();
        for framing in [Framing::Standard, Framing::LinePerEvent] {
            let whole = events_of(framing, [bytes]);
            let mut at: Vec<usize> = cuts.iter_mut().map(|cut| cut.index(bytes.len() + 1)).collect();
            at.extend([0, bytes.len()]);
            at.sort_unstable();
            let pieces = at.windows(2).map(|pair| &bytes[pair[0]..pair[1]]);
            prop_assert_eq!(&events_of(framing, pieces), &whole);
            prop_assert_eq!(&events_of(framing, bytes.chunks(1)), &whole);
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        events_of(Framing::Standard, bytes.chunks(7));
        events_of(Framing::LinePerEvent, bytes.chunks(3));
    }
}
