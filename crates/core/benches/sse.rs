//! Parsing server-sent events: ours against the parsers on crates.io.
//!
//! `cargo bench -p switchboard-core --bench sse`
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::convert::Infallible;

use bytes::Bytes;
use divan::{Bencher, black_box, counter::BytesCount};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use switchboard_core::bytes;
use switchboard_core::sse::{Framing, Parser};

fn main() {
    divan::main();
}

/// What is parsed, and in which pieces.
#[derive(Clone, Copy, Debug)]
enum Case {
    /// 100,000 small events, as agents send them.
    ManySmall,
    /// 10,000 small events in pieces of 7 bytes.
    TinyPieces,
    /// One event of 1 MiB in pieces of 1 KiB.
    OneMebibyte,
    /// One event of 4 MiB in pieces of 4 KiB.
    FourMebibytes,
}

const CASES: [Case; 4] = [Case::ManySmall, Case::TinyPieces, Case::OneMebibyte, Case::FourMebibytes];

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl Case {
    fn pieces(self) -> Vec<Bytes> {
        let small = |count: usize| -> String { (0..count).map(|number| format!("data: {{\"chunk\":\"word {number}\"}}\n\n")).collect() };
        let (text, size) = match self {
            Self::ManySmall => (small(100_000), 4096),
            Self::TinyPieces => (small(10_000), 7),
            Self::OneMebibyte => (format!("data: {}\n\n", "x".repeat(1 << 20)), 1 << 10),
            Self::FourMebibytes => (format!("data: {}\n\n", "x".repeat(4 << 20)), 4 << 10),
        };
        let text = Bytes::from(text);
        (0..text.len()).step_by(size).map(|at| text.slice(at..text.len().min(at + size))).collect()
    }

    fn events(self) -> usize {
        match self {
            Self::ManySmall => 100_000,
            Self::TinyPieces => 10_000,
            _ => 1,
        }
    }
}

/// Each parser gets the same pieces and must find the same number of events.
fn run(bencher: Bencher<'_, '_>, case: Case, parse: impl Fn(Vec<Bytes>) -> usize + Sync) {
    let pieces = case.pieces();
    let size: usize = pieces.iter().map(Bytes::len).sum();
    assert_eq!(parse(pieces.clone()), case.events());
    bencher.counter(BytesCount::new(size)).with_inputs(|| pieces.clone()).bench_values(parse);
}

fn from_pieces(pieces: Vec<Bytes>) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Unpin {
    stream::iter(pieces.into_iter().map(Ok))
}

#[divan::bench(args = CASES)]
fn switchboard(bencher: Bencher<'_, '_>, case: Case) {
    run(bencher, case, |pieces| {
        let mut parser = Parser::new(Framing::Standard, 16 << 20);
        let mut count = 0;
        for piece in pieces {
            parser.push(piece);
            while let Some(event) = parser.next_event() {
                black_box(event.unwrap());
                count += 1;
            }
        }
        count
    });
}

#[divan::bench(args = CASES)]
fn sse_stream(bencher: Bencher<'_, '_>, case: Case) {
    run(bencher, case, |pieces| {
        let events = sse_stream::SseStream::from_bytes_stream(from_pieces(pieces)).map(|event| drop(black_box(event.unwrap())));
        events.count().now_or_never().unwrap()
    });
}

#[divan::bench(args = CASES)]
fn sseer(bencher: Bencher<'_, '_>, case: Case) {
    run(bencher, case, |pieces| {
        let events = sseer::EventStream::new(from_pieces(pieces)).map(|event| drop(black_box(event.unwrap())));
        events.count().now_or_never().unwrap()
    });
}

#[divan::bench(args = CASES, sample_count = 10, sample_size = 1)]
fn eventsource_stream(bencher: Bencher<'_, '_>, case: Case) {
    run(bencher, case, |pieces| {
        let events = eventsource_stream::EventStream::new(from_pieces(pieces)).map(|event| drop(black_box(event.unwrap())));
        events.count().now_or_never().unwrap()
    });
}
