//! The body of an answer: at once, event by event, or only a part of it.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

use crate::reply::{Cut, Delivery, Event};

/// A body.
pub(super) struct Body {
    /// What is still to be sent.
    chunks: VecDeque<Bytes>,
    pace: Duration,
    pause: Option<Pin<Box<Sleep>>>,
    end: End,
    is_whole: bool,
}

/// What comes after the last chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The end.
    Done,
    /// Nothing, for ever.
    Hang,
    /// The connection breaks.
    Break,
}

impl Body {
    /// All at once.
    pub(super) fn whole(bytes: Bytes) -> Self {
        let chunks = if bytes.is_empty() { VecDeque::new() } else { VecDeque::from([bytes]) };
        Self { chunks, pace: Duration::ZERO, pause: None, end: End::Done, is_whole: true }
    }

    /// One event after the other.
    pub(super) fn events(events: Vec<Event>, delivery: &Delivery) -> Self {
        let is_without_end = matches!(delivery.cut, Some(Cut::NoEnd | Cut::Hang));
        let chunks = events.into_iter().filter(|event| !(event.is_end && is_without_end)).map(|event| Bytes::from(event.text));
        let end = if delivery.cut == Some(Cut::Hang) { End::Hang } else { End::Done };
        Self { chunks: chunks.collect(), pace: delivery.pace, pause: None, end, is_whole: false }
    }

    /// Only the first bytes; the length of all is promised where it is known.
    pub(super) fn cut(mut self, at: usize) -> (Self, Option<usize>) {
        let length: usize = self.chunks.iter().map(Bytes::len).sum();
        let mut left = at;
        let mut kept = VecDeque::new();
        for chunk in self.chunks {
            let taken = chunk.slice(..chunk.len().min(left));
            left -= taken.len();
            if !taken.is_empty() {
                kept.push_back(taken);
            }
        }
        let promised = self.is_whole.then_some(length);
        self.end = if at < length || !self.is_whole { End::Break } else { self.end };
        (Self { chunks: kept, is_whole: false, ..self }, promised)
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(pause) = &mut self.pause {
            match pause.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(()) => self.pause = None,
            }
        }
        if let Some(chunk) = self.chunks.pop_front() {
            // A broken connection must not swallow what was sent before.
            let pace = if self.end == End::Break { self.pace.max(Duration::from_millis(5)) } else { self.pace };
            if !pace.is_zero() {
                self.pause = Some(Box::pin(tokio::time::sleep(pace)));
            }
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        match self.end {
            End::Done => Poll::Ready(None),
            End::Hang => Poll::Pending,
            End::Break => Poll::Ready(Some(Err(io::Error::other("cut off, as was asked for")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.chunks.is_empty() && self.end == End::Done
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_whole { SizeHint::with_exact(self.chunks.iter().map(|chunk| chunk.len() as u64).sum()) } else { SizeHint::default() }
    }
}
