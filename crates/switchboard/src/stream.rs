//! Answers that arrive piece by piece.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use switchboard_core::{Result, UnknownEvent};

use crate::conversation::Conversation;
use crate::problem;
use crate::reply::Reply;

/// A piece of an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Delta {
    /// The next piece of the text.
    Text(String),
    /// An event that the vendor does not document. Safe to ignore.
    Unknown(UnknownEvent),
    /// The answer is complete: all of the text, and what is known beside it. Always the last.
    Finished(Box<Reply>),
}

impl Delta {
    /// The piece of text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Unknown(_) | Self::Finished(_) => None,
        }
    }
}

/// The pieces of an answer, as a vendor's file gives them.
pub(crate) struct Deltas(Pin<Box<dyn Stream<Item = Result<Delta>> + Send>>);

impl Deltas {
    pub(crate) fn new(stream: impl Stream<Item = Result<Delta>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }

    /// An answer that is there, as one piece.
    pub(crate) fn whole(reply: Reply) -> Self {
        let text = (!reply.text.is_empty()).then(|| Delta::Text(reply.text.clone()));
        Self(Box::pin(Ready { text, finished: Some(Delta::Finished(Box::new(reply))) }))
    }
}

/// A stream of what is there.
struct Ready {
    text: Option<Delta>,
    finished: Option<Delta>,
}

impl Stream for Ready {
    type Item = Result<Delta>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.text.take().or_else(|| self.finished.take());
        Poll::Ready(next.map(Ok))
    }
}

/// The answer to one message while it arrives.
///
/// Read it with [`next`](Self::next), or as a [`Stream`]. The last item is
/// [`Delta::Finished`]; if the answer breaks off, the last item is an error. Dropping the stream
/// cancels the call.
///
/// ```no_run
/// # async fn example(mut talk: switchboard::Conversation) -> switchboard::Result<()> {
/// use switchboard::Delta;
///
/// let mut answer = talk.stream("Tell me more").await?;
/// while let Some(delta) = answer.next().await {
///     match delta? {
///         Delta::Text(text) => print!("{text}"),
///         Delta::Finished(reply) => println!("\n{:?}", reply.usage),
///         _ => {}
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping a stream cancels the call"]
pub struct ReplyStream<'a> {
    conversation: Held<'a>,
    deltas: Deltas,
}

/// A conversation that is lent for the time of the stream, or owned by it.
pub(crate) enum Held<'a> {
    Lent(&'a mut Conversation),
    Owned(Box<Conversation>),
}

impl Deref for Held<'_> {
    type Target = Conversation;

    fn deref(&self) -> &Conversation {
        match self {
            Self::Lent(conversation) => conversation,
            Self::Owned(conversation) => conversation,
        }
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut Conversation {
        match self {
            Self::Lent(conversation) => conversation,
            Self::Owned(conversation) => conversation,
        }
    }
}

impl<'a> ReplyStream<'a> {
    pub(crate) fn new(conversation: Held<'a>, deltas: Deltas) -> Self {
        Self { conversation, deltas }
    }

    /// The next piece; `None` when the answer is over.
    ///
    /// Safe to cancel: no piece is lost by dropping the future.
    pub async fn next(&mut self) -> Option<Result<Delta>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Reads to the end and gives the whole answer.
    ///
    /// # Errors
    /// The answer broke off.
    pub async fn into_reply(mut self) -> Result<Reply> {
        while let Some(delta) = self.next().await {
            if let Delta::Finished(reply) = delta? {
                return Ok(*reply);
            }
        }
        // Every backend ends with one of the two; a stream that was read before may be over.
        let vendor = self.conversation.agent().vendor();
        Err(problem::request(vendor, "the stream is over and its answer was taken", "keep the reply of Delta::Finished"))
    }

    /// The conversation. It knows of this turn once the answer is complete.
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }
}

impl ReplyStream<'static> {
    /// Ends the stream and gives the conversation back. An answer that is not complete is
    /// cancelled.
    pub fn into_conversation(self) -> Conversation {
        match self.conversation {
            Held::Lent(conversation) => conversation.clone(),
            Held::Owned(conversation) => *conversation,
        }
    }
}

impl Stream for ReplyStream<'_> {
    type Item = Result<Delta>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.deltas.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|item| self.conversation.streamed(item)))
    }
}

impl fmt::Debug for ReplyStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyStream").field("conversation", &*self.conversation).finish_non_exhaustive()
    }
}
