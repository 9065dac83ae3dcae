//! Events as they arrive on one connection.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use sync_wrapper::SyncWrapper;
use tokio::time::{Instant, Sleep};

use crate::body_reader::{Packing, packing};
use crate::error::{Error, ErrorKind, Processed};
#[cfg(feature = "gzip")]
use crate::gzip::{Gunzip, GzipError};
use crate::service::{Body, ServiceError};
use crate::sse::{Event, Framing, Parser};

/// A body that is read as events, with a limit on silence.
pub(crate) struct Connection {
    body: Body,
    parser: Parser,
    #[cfg(feature = "gzip")]
    packed: Option<Packed>,
    /// The body has ended, and whether that was before its own end.
    ended: Option<bool>,
    /// What came before the first event: all there is to show if there is no event in it.
    beginning: BytesMut,
    /// How much of that is kept; nothing once there was an event.
    keep: usize,
    silence: Option<Silence>,
}

/// A body that arrives packed.
#[cfg(feature = "gzip")]
struct Packed {
    gunzip: Gunzip,
    /// What has arrived and is not unpacked yet.
    waiting: Bytes,
}

/// How much is unpacked at once, in packed bytes. Gzip unpacks to about a thousand times its size
/// at most, and what a server packs into one piece may be any number of small events.
#[cfg(feature = "gzip")]
const UNPACKED_AT_ONCE: usize = 1024;
/// Enough for the most that comes out of that at once.
#[cfg(feature = "gzip")]
const MOST_AT_ONCE: usize = 4 * 1024 * 1024;

/// The limit on silence.
struct Silence {
    limit: Duration,
    /// Since when somebody listens and hears nothing. Not while the caller is busy with an event:
    /// what the server sends then is not heard, and no fault of its.
    since: Option<Instant>,
    /// Wakes us when the limit may be over. It is not moved with each piece, only looked at when
    /// it goes off: timers cost more than reading the clock.
    alarm: SyncWrapper<Pin<Box<Sleep>>>,
}

/// What a connection gives.
pub(crate) enum Arrival {
    Event(Event),
    /// The body ended.
    End(End),
}

/// How a body ended.
#[derive(Default)]
pub(crate) struct End {
    /// The event that was left unfinished, if any.
    pub(crate) rest: Option<Event>,
    /// It was packed, and the end of the packing is missing: there was more.
    pub(crate) is_cut: bool,
}

impl Connection {
    /// `keep`: how much to keep of what comes before the first event, in bytes.
    pub(crate) fn new(headers: &HeaderMap, body: Body, framing: Framing, max_event: usize, keep: usize) -> Result<Self, Error> {
        let packing = packing(headers);
        if packing == Packing::Unknown {
            return Err(Error::new(ErrorKind::Decode, "the stream is packed in a way that was not asked for"));
        }
        Ok(Self {
            body,
            parser: Parser::new(framing, max_event),
            #[cfg(feature = "gzip")]
            packed: (packing == Packing::Gzip).then(|| Packed { gunzip: Gunzip::new(MOST_AT_ONCE), waiting: Bytes::new() }),
            ended: None,
            beginning: BytesMut::new(),
            keep,
            silence: None,
        })
    }

    /// What came if there was no event in it.
    pub(crate) fn take_beginning(&mut self) -> Bytes {
        self.keep = 0;
        mem::take(&mut self.beginning).freeze()
    }

    fn keep_beginning(&mut self, piece: &[u8]) {
        let room = self.keep.saturating_sub(self.beginning.len());
        self.beginning.extend_from_slice(piece.get(..room).unwrap_or(piece));
    }

    /// Limits silence from now on. Until the first event there is another limit.
    pub(crate) fn limit_silence(&mut self, limit: Duration) {
        let alarm = SyncWrapper::new(Box::pin(tokio::time::sleep(limit)));
        self.silence = Some(Silence { limit, since: None, alarm });
    }

    /// The next event, or the end. Not to be called after an error or the end.
    pub(crate) fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Result<Arrival, Error>> {
        loop {
            match self.parser.next_event() {
                Some(Ok(event)) => {
                    if self.keep > 0 {
                        self.take_beginning();
                    }
                    return Poll::Ready(Ok(Arrival::Event(event)));
                }
                Some(Err(cause)) => {
                    return Poll::Ready(Err(
                        Error::new(ErrorKind::TooLarge, cause.to_string()).with_advice("with_max_event_bytes raises the limit")
                    ));
                }
                None => {}
            }
            if let Some(is_cut) = self.ended {
                return Poll::Ready(Ok(Arrival::End(End { rest: self.parser.finish(), is_cut })));
            }
            match self.unpack_waiting() {
                Some(Ok(piece)) => {
                    self.keep_beginning(&piece);
                    self.parser.push(piece);
                    continue;
                }
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => {}
            }
            match self.body.poll_chunk(cx) {
                Poll::Ready(Some(Ok(piece))) => {
                    if let Some(silence) = &mut self.silence {
                        silence.since = None;
                    }
                    if let Some(piece) = self.unless_packed(piece) {
                        self.keep_beginning(&piece);
                        self.parser.push(piece);
                    }
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(broken(error))),
                Poll::Ready(None) => match self.end_of_packing() {
                    Ok(is_cut) => self.ended = Some(is_cut),
                    Err(error) => return Poll::Ready(Err(error)),
                },
                Poll::Pending => {
                    let Some(silence) = &mut self.silence else { return Poll::Pending };
                    ready!(silence.poll_over(cx));
                    return Poll::Ready(Err(silence.error()));
                }
            }
        }
    }

    /// The next part of what waits to be unpacked.
    #[cfg(feature = "gzip")]
    fn unpack_waiting(&mut self) -> Option<Result<Bytes, Error>> {
        let Packed { gunzip, waiting } = self.packed.as_mut().filter(|packed| !packed.waiting.is_empty())?;
        let part = waiting.split_to(UNPACKED_AT_ONCE.min(waiting.len()));
        Some(match gunzip.push(&part) {
            Ok(()) => Ok(gunzip.take()),
            Err(GzipError::TooLarge) => Err(unpacks_to_too_much()),
            Err(GzipError::Broken) => Err(Error::new(ErrorKind::Decode, "the stream is damaged gzip")),
        })
    }

    /// Gives back what is not packed, and keeps what is.
    #[cfg(feature = "gzip")]
    fn unless_packed(&mut self, piece: Bytes) -> Option<Bytes> {
        let Some(packed) = &mut self.packed else { return Some(piece) };
        packed.waiting = piece;
        None
    }

    /// Takes what is left in the unpacker, and says whether the end of the packing is missing.
    #[cfg(feature = "gzip")]
    fn end_of_packing(&mut self) -> Result<bool, Error> {
        let Some(Packed { gunzip, .. }) = &mut self.packed else { return Ok(false) };
        let is_cut = match gunzip.finish() {
            Ok(()) => false,
            Err(GzipError::Broken) => true,
            Err(GzipError::TooLarge) => return Err(unpacks_to_too_much()),
        };
        let piece = gunzip.take();
        self.keep_beginning(&piece);
        self.parser.push(piece);
        Ok(is_cut)
    }
}

/// The same without gzip, which is refused before anything is read.
#[cfg(not(feature = "gzip"))]
#[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same shape as with gzip")]
impl Connection {
    fn unpack_waiting(&mut self) -> Option<Result<Bytes, Error>> {
        None
    }

    fn unless_packed(&mut self, piece: Bytes) -> Option<Bytes> {
        Some(piece)
    }

    fn end_of_packing(&mut self) -> Result<bool, Error> {
        Ok(false)
    }
}

impl Silence {
    /// Ready when the server has been silent for too long.
    fn poll_over(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let since = *self.since.get_or_insert_with(Instant::now);
        loop {
            let alarm = self.alarm.get_mut();
            ready!(alarm.as_mut().poll(cx));
            match since.checked_add(self.limit) {
                Some(end) if end <= Instant::now() => return Poll::Ready(()),
                Some(end) => alarm.as_mut().reset(end),
                // Further away than time goes.
                None => return Poll::Pending,
            }
        }
    }

    fn error(&self) -> Error {
        Error::new(ErrorKind::Timeout, format!("the stream was silent for {:?}", self.limit))
            .with_advice("with_idle_timeout raises the limit")
            .with_processed(Processed::Maybe)
    }
}

#[cfg(feature = "gzip")]
fn unpacks_to_too_much() -> Error {
    Error::new(ErrorKind::TooLarge, "the stream unpacks to too much at once")
}

fn broken(error: ServiceError) -> Error {
    Error::new(ErrorKind::Connection, format!("the stream broke: {error}")).with_processed(Processed::Maybe).with_source(error)
}
