//! A list, page by page.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use sync_wrapper::SyncWrapper;

use super::facts::{Facts, fingerprint};
use super::items::Items;
use super::shape::{PageStyle, Paging};
use crate::call::Call;
use crate::decode::DecodeError;
use crate::error::{Error, ErrorKind};
use crate::response::RawResponse;
use crate::telemetry::CallSpan;

/// More pages than any list that is worth reading has; a guard against a server without an end.
const MOST_PAGES: u64 = 10_000;

/// How often in a row a page may fail: a loop that passes over errors must end some time.
const MOST_FAILURES: u32 = 10;

/// A list, page by page. Each page is fetched when it is asked for.
///
/// Read it with [`next`](Self::next), or as a [`Stream`]. Parameters that the call already had,
/// such as the number of the page to begin with, are kept.
///
/// When a page cannot be fetched, the error is an item. If the same call has a chance later
/// ([`Error::is_retryable`]), the place in the list is kept: asking again fetches the same page
/// again, after the retries that the call had already. Any other error ends the list: the next item
/// is `None`, and [`position`](Self::position) tells where it ended, to begin there anew.
///
/// A server that sends the same entries twice in a row, or sends us back to a page that we had, or
/// never ends, is an error that ends the list ([`Error::is_paging`]), and so is a page that fails ten
/// times in a row.
///
/// ```no_run
/// # async fn example(mut pages: switchboard_core::Pages<Vec<String>>) -> switchboard_core::Result<()> {
/// while let Some(page) = pages.next().await {
///     println!("{} of {:?}", page?.len(), pages.total());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list fetches nothing until it is asked for a page"]
pub struct Pages<T> {
    call: Call,
    paging: &'static Paging,
    decode: fn(&RawResponse) -> Result<T, DecodeError>,
    count: fn(&T) -> usize,
    place: Place,
    in_flight: SyncWrapper<Option<Fetch<T>>>,
}

type Fetch<T> = Pin<Box<dyn Future<Output = Result<(T, Facts, CallSpan), Error>> + Send>>;

/// Where in the list we are.
struct Place {
    /// The parameter of the next page, if it is not what the call has anyway.
    cursor: Option<String>,
    /// Entries before the next page, as far as we know.
    before: u64,
    fetched: u64,
    /// How often the next page was asked for in vain.
    failures: u32,
    most_pages: u64,
    total: Option<u64>,
    last_fingerprint: Option<u64>,
    last_page: Option<u64>,
    /// Stand for the tokens and page numbers that were used, the first page's among them: to be
    /// sent back to one of them is a circle.
    used: HashSet<u64>,
    in_circle: bool,
    over: bool,
}

impl<T> Pages<T> {
    /// A list of what the call gives. `count`: how many entries a page has.
    pub fn new(call: Call, paging: &'static Paging, decode: fn(&RawResponse) -> Result<T, DecodeError>, count: fn(&T) -> usize) -> Self {
        let place = Place {
            cursor: None,
            before: entries_before(&call, paging),
            fetched: 0,
            failures: 0,
            most_pages: MOST_PAGES,
            total: None,
            last_fingerprint: None,
            last_page: None,
            used: first_cursor(&call, paging).iter().map(|cursor| fingerprint(cursor.as_bytes())).collect(),
            in_circle: false,
            over: false,
        };
        Self { call, paging, decode, count, place, in_flight: SyncWrapper::new(None) }
    }

    /// The most pages to fetch; more are an error. Default: 10,000.
    pub fn with_max_pages(mut self, pages: u64) -> Self {
        self.place.most_pages = pages;
        self
    }

    /// How many entries the whole list has, by the last page that said so.
    pub fn total(&self) -> Option<u64> {
        self.place.total
    }

    /// The number, offset or token of the page that comes next, to go on from in another process:
    /// give it to the call's page parameter. `None`: the page that the call itself asks for.
    pub fn position(&self) -> Option<&str> {
        self.place.cursor.as_deref()
    }

    /// The same list entry by entry.
    pub fn into_items<I>(self, items: fn(T) -> Vec<I>) -> Items<I>
    where
        T: Send + 'static,
        I: 'static,
    {
        Items::new(self, items)
    }
}

impl<T: Send + 'static> Pages<T> {
    /// The next page; `None` at the end of the list.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| self.poll_page(cx)).await
    }

    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        if self.place.over {
            return Poll::Ready(None);
        }
        if self.place.fetched >= self.place.most_pages {
            self.place.over = true;
            return Poll::Ready(Some(Err(self.stop("the list has more pages than allowed"))));
        }
        if self.place.in_circle {
            self.place.over = true;
            return Poll::Ready(Some(Err(self.stop("the server sends us back to a page that we had"))));
        }
        if self.in_flight.get_mut().is_none() {
            let fetch = self.fetch();
            *self.in_flight.get_mut() = Some(fetch);
        }
        let Some(fetch) = self.in_flight.get_mut() else { return Poll::Ready(None) };
        let outcome = ready!(fetch.as_mut().poll(cx));
        *self.in_flight.get_mut() = None;
        Poll::Ready(match outcome {
            Err(error) => Some(Err(self.refuse(error))),
            Ok((page, facts, span)) => self.accept(page, &facts, &span),
        })
    }

    fn fetch(&self) -> Fetch<T> {
        let call = match &self.place.cursor {
            Some(cursor) => self.call.clone().replace_query(parameter(self.paging), cursor),
            None => self.call.clone(),
        };
        let (paging, decode) = (self.paging, self.decode);
        Box::pin(async move {
            let (answer, span) = call.execute_with(move |raw| Ok((decode(raw)?, Facts::read(raw, paging)))).await?;
            let (page, facts) = answer.into_value();
            Ok((page, facts, span))
        })
    }

    /// What to say of a page that could not be fetched.
    fn refuse(&mut self, error: Error) -> Error {
        let place = &mut self.place;
        place.failures += 1;
        place.over = !error.is_retryable() || place.failures >= MOST_FAILURES;
        if !(error.is_retryable() && place.over) {
            return error;
        }
        let last = Error::new(ErrorKind::Paging, format!("the same page failed {MOST_FAILURES} times in a row"));
        self.call.mark(last).with_advice("the place in the list is known, to go on from later").with_source(error)
    }

    /// Takes a page that has arrived, and moves on.
    fn accept(&mut self, page: T, facts: &Facts, span: &CallSpan) -> Option<Result<T, Error>> {
        let entries = (self.count)(&page) as u64;
        if entries > 0 && self.is_repeated(facts) {
            self.place.over = true;
            let error = self.guard("the server sent the same page twice");
            span.failed(&error);
            return Some(Err(error));
        }
        let place = &mut self.place;
        place.last_fingerprint = Some(facts.fingerprint);
        place.last_page = facts.page;
        place.fetched += 1;
        place.failures = 0;
        place.before = place.before.saturating_add(entries);
        place.total = facts.total.or(place.total);
        let next = next_cursor(self.paging, &self.call, place, facts, entries);
        place.over = next.is_none();
        place.in_circle = next.as_ref().is_some_and(|next| !place.used.insert(fingerprint(next.as_bytes())));
        place.cursor = next;
        // An empty page is how some lists end; it is no page of the list unless it is all of it.
        if entries == 0 && self.place.fetched > 1 && self.place.over { None } else { Some(Ok(page)) }
    }

    fn is_repeated(&self, facts: &Facts) -> bool {
        let place = &self.place;
        place.last_fingerprint == Some(facts.fingerprint) || (facts.page.is_some() && facts.page == place.last_page)
    }

    /// Ends the list before the next page is asked for. The call that is not made has a span, as
    /// each that cannot be sent.
    fn stop(&self, detail: &'static str) -> Error {
        let error = self.guard(detail);
        self.call.span().failed(&error);
        error
    }

    fn guard(&self, detail: &'static str) -> Error {
        self.call
            .mark(Error::new(ErrorKind::Paging, detail))
            .with_advice("the entries before this are good; the rest cannot be had this way")
    }
}

/// The parameter that asks for a page.
fn parameter(paging: &Paging) -> &'static str {
    match paging.style {
        PageStyle::Number { page, .. } => page,
        PageStyle::Offset { start, .. } => start,
        PageStyle::Token { param } => param,
    }
}

/// What the page that the call asks for would be asked for by; `None` if that has no name.
fn first_cursor(call: &Call, paging: &Paging) -> Option<String> {
    match paging.style {
        PageStyle::Number { page, first, .. } => Some(given(call, page).unwrap_or(first).to_string()),
        PageStyle::Offset { start, .. } => Some(given(call, start).unwrap_or(0).to_string()),
        PageStyle::Token { param } => call.find_query(param),
    }
}

/// A number that the call has as a parameter.
fn given(call: &Call, name: &str) -> Option<u64> {
    call.find_query(name)?.parse::<f64>().ok().map(|number| number as u64)
}

/// How many entries come before the page that the call asks for.
fn entries_before(call: &Call, paging: &Paging) -> u64 {
    let given = |name: &str| given(call, name);
    match paging.style {
        PageStyle::Number { page, size, first } => {
            let size = size.and_then(given).or(paging.default_size).unwrap_or(0);
            given(page).unwrap_or(first).saturating_sub(first).saturating_mul(size)
        }
        PageStyle::Offset { start, .. } => given(start).unwrap_or(0),
        PageStyle::Token { .. } => 0,
    }
}

/// What asks for the page after this one; `None` if this one was the last.
fn next_cursor(paging: &Paging, call: &Call, place: &Place, facts: &Facts, entries: u64) -> Option<String> {
    if let Some(next) = &facts.next {
        return next.clone();
    }
    let all_seen = facts.total.is_some_and(|total| place.before >= total);
    if entries == 0 || all_seen {
        return None;
    }
    match paging.style {
        PageStyle::Number { page, first, .. } => {
            let current = match &place.cursor {
                Some(cursor) => cursor.parse::<u64>().ok(),
                None => given(call, page),
            };
            Some(current.unwrap_or(first).saturating_add(1).to_string())
        }
        PageStyle::Offset { .. } => Some(place.before.to_string()),
        PageStyle::Token { .. } => None,
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

// Nothing in it is pinned: the future is in a box.
impl<T> Unpin for Pages<T> {}

// Not the position: it is a value of the query.
impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).field("pages", &self.place.fetched).finish_non_exhaustive()
    }
}
