//! The same streams through another parser.

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use proptest::prelude::*;
use switchboard_core::bytes;
use switchboard_core::sse::{Framing, Parser};

fn ours(text: &str) -> Vec<(String, String, String)> {
    let mut parser = Parser::new(Framing::Standard, usize::MAX);
    parser.push(text.to_owned().into());
    std::iter::from_fn(|| parser.next_event())
        .map(|event| {
            let event = event.unwrap();
            (event.name().to_owned(), event.data().to_owned(), event.id().unwrap_or_default().to_owned())
        })
        .collect()
}

fn theirs(text: &str) -> Vec<(String, String, String)> {
    let pieces = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(text.to_owned()))]);
    let events = sseer::EventStream::new(pieces).map(|event| {
        let event = event.unwrap();
        (event.event.to_string(), event.data.to_string(), event.id.to_string())
    });
    futures_util::FutureExt::now_or_never(events.collect()).expect("everything is there")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn sseer_finds_the_same_events(text in crate::sse::stream()) {
        prop_assert_eq!(ours(&text), theirs(&text));
    }
}
