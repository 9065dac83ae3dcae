//! A list, entry by entry.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::pages::Pages;
use crate::error::Error;

/// A list, entry by entry. The next page is fetched when the one before is used up.
///
/// When a page cannot be fetched, the error is an item. If it is one that may pass
/// ([`Error::is_retryable`]), asking again fetches the page again; any other ends the list. See
/// [`Pages`] for the guards.
///
/// ```no_run
/// # async fn example(mut items: switchboard_core::Items<String>) -> switchboard_core::Result<()> {
/// while let Some(item) = items.next().await {
///     println!("{}", item?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list fetches nothing until it is asked for an entry"]
pub struct Items<I> {
    pages: Box<dyn Source<I>>,
    waiting: std::vec::IntoIter<I>,
}

/// Pages, whatever their type.
trait Source<I>: Send + Sync {
    fn poll_items(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<I>, Error>>>;
    fn total(&self) -> Option<u64>;
    fn position(&self) -> Option<&str>;
}

struct Unwrapped<T, I> {
    pages: Pages<T>,
    items: fn(T) -> Vec<I>,
}

impl<T: Send + 'static, I> Source<I> for Unwrapped<T, I> {
    fn poll_items(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<I>, Error>>> {
        let page = ready!(self.pages.poll_page(cx));
        Poll::Ready(page.map(|page| page.map(self.items)))
    }

    fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    fn position(&self) -> Option<&str> {
        self.pages.position()
    }
}

impl<I> Items<I> {
    pub(super) fn new<T: Send + 'static>(pages: Pages<T>, items: fn(T) -> Vec<I>) -> Self
    where
        I: 'static,
    {
        Self { pages: Box::new(Unwrapped { pages, items }), waiting: Vec::new().into_iter() }
    }

    /// The next entry; `None` at the end of the list.
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        std::future::poll_fn(|cx| self.poll_item(cx)).await
    }

    /// How many entries the whole list has, by the last page that said so.
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    /// What asks for the page after the one whose entries come now; see [`Pages::position`].
    pub fn position(&self) -> Option<&str> {
        self.pages.position()
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.waiting.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_items(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(items)) => self.waiting = items.into_iter(),
            }
        }
    }
}

impl<I> Stream for Items<I> {
    type Item = Result<I, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

// Nothing in it is pinned: the pages are in a box.
impl<I> Unpin for Items<I> {}

impl<I> fmt::Debug for Items<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}
