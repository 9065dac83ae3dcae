//! The body of a response while it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use sync_wrapper::SyncWrapper;

use super::reqwest_client;
use super::{ServiceError, ServiceErrorKind};

/// The body of a response: bytes that are there, or a stream of them.
///
/// Dropping it cancels what has not arrived.
pub struct Body(SyncWrapper<Source>);

enum Source {
    Whole(Bytes),
    Client(reqwest::Body),
    Stream(Pin<Box<dyn Stream<Item = Result<Bytes, ServiceError>> + Send>>),
}

impl Body {
    /// No bytes.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// Bytes that arrive one by one.
    pub fn from_stream(stream: impl Stream<Item = Result<Bytes, ServiceError>> + Send + 'static) -> Self {
        Self(SyncWrapper::new(Source::Stream(Box::pin(stream))))
    }

    pub(crate) fn from_client(body: reqwest::Body) -> Self {
        Self(SyncWrapper::new(Source::Client(body)))
    }

    /// The next bytes; `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, ServiceError>> {
        std::future::poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// Whether it is known that nothing more comes.
    pub(crate) fn is_at_end(&mut self) -> bool {
        match self.0.get_mut() {
            Source::Whole(bytes) => bytes.is_empty(),
            Source::Client(body) => body.is_end_stream(),
            Source::Stream(_) => false,
        }
    }

    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, ServiceError>>> {
        // Whoever reads in a loop must stop at times, even if there is always more: or else nothing
        // else runs on the thread, and no time limit ends it.
        let turn = ready!(tokio::task::coop::poll_proceed(cx));
        let chunk = self.poll_source(cx);
        if chunk.is_ready() {
            turn.made_progress();
        }
        chunk
    }

    fn poll_source(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, ServiceError>>> {
        match self.0.get_mut() {
            Source::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Source::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Source::Stream(stream) => stream.as_mut().poll_next(cx),
            Source::Client(body) => loop {
                return match ready!(Pin::new(&mut *body).poll_frame(cx)) {
                    None => Poll::Ready(None),
                    Some(Ok(frame)) => match frame.into_data() {
                        Ok(data) => Poll::Ready(Some(Ok(data))),
                        // Trailers: nothing of ours is in them.
                        Err(_) => continue,
                    },
                    Some(Err(error)) => Poll::Ready(Some(Err(reqwest_client::error(error, ServiceErrorKind::Broken)))),
                };
            },
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, ServiceError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(SyncWrapper::new(Source::Whole(bytes)))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}
