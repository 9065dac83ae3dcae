//! An HTTP stack without sockets, for tests on paused time and for addresses that do not exist.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use switchboard_core::bytes::Bytes;
use switchboard_core::http::{Request, Response};
use switchboard_core::service::{Body, HttpService, ServiceError, ServiceFuture};

pub type Answer = Box<dyn FnOnce(&Request<Bytes>) -> Result<Response<Body>, ServiceError> + Send>;

/// When, and what.
type Seen = (tokio::time::Instant, Request<Bytes>);

/// Plays answers one after the other, and keeps what was asked and when.
#[derive(Clone, Default)]
pub struct Fake {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Fake {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn then(self, answer: impl FnOnce(&Request<Bytes>) -> Result<Response<Body>, ServiceError> + Send + 'static) -> Self {
        self.answers.lock().unwrap().push_back(Box::new(answer));
        self
    }

    pub fn then_status(self, status: u16, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.then(move |_| Ok(answer(status, headers, "{}")))
    }

    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.seen.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }

    /// The waits between the attempts.
    pub fn waits(&self) -> Vec<std::time::Duration> {
        let seen = self.seen.lock().unwrap();
        seen.windows(2).map(|pair| pair[1].0 - pair[0].0).collect()
    }
}

impl HttpService for Fake {
    fn call(&self, request: Request<Bytes>) -> ServiceFuture {
        let next = self.answers.lock().unwrap().pop_front();
        let outcome = match next {
            Some(next) => next(&request),
            None => Ok(answer(200, &[], r#"{"id":"a"}"#)),
        };
        self.seen.lock().unwrap().push((tokio::time::Instant::now(), request));
        Box::pin(std::future::ready(outcome))
    }

    fn sends_as_given(&self) -> bool {
        true
    }
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Body> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body.to_owned())).unwrap()
}
