//! A server that answers nobody before all are there, and feeds all its streams at once.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;
use tokio::sync::{Barrier, watch};

use crate::ground::{runtime, tasks};

/// How many events each stream has; the next one is its end.
pub(super) const EVENTS: usize = 20;

pub(super) struct Server {
    runtime: Runtime,
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    /// Opens when as many calls as expected wait at it.
    gate: watch::Sender<Arc<Barrier>>,
    /// How many events each stream may send by now.
    allowed: watch::Sender<usize>,
    calls: AtomicUsize,
    streams: AtomicUsize,
    connections: AtomicUsize,
}

impl Server {
    pub(super) fn start() -> Self {
        let runtime = runtime();
        let shared = Arc::new(Shared {
            gate: watch::Sender::new(Arc::new(Barrier::new(1))),
            allowed: watch::Sender::new(0),
            calls: AtomicUsize::new(0),
            streams: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
        });
        let address = runtime.block_on(async {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
            let listener = socket.listen(8192).unwrap();
            let address = listener.local_addr().unwrap();
            let shared = Arc::clone(&shared);
            tokio::spawn(async move {
                loop {
                    let (socket, _) = listener.accept().await.unwrap();
                    shared.connections.fetch_add(1, Ordering::SeqCst);
                    tokio::spawn(serve(Arc::clone(&shared), TokioIo::new(socket)));
                }
            });
            address
        });
        Self { runtime, address, shared }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on nobody is answered before this many calls are there.
    pub(super) fn answer_only_once_there_are(&self, calls: usize) {
        self.shared.gate.send_replace(Arc::new(Barrier::new(calls)));
    }

    /// Lets each stream send this many of its events, the end being the last.
    pub(super) fn allow_events(&self, count: usize) {
        self.shared.allowed.send_replace(count);
    }

    /// How many calls came so far.
    pub(super) fn calls(&self) -> usize {
        self.shared.calls.load(Ordering::SeqCst)
    }

    /// How many streams are open.
    pub(super) fn streams(&self) -> usize {
        self.shared.streams.load(Ordering::SeqCst)
    }

    /// How many connections were accepted so far.
    pub(super) fn accepted(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many connections there are: all tasks but the one that accepts.
    pub(super) fn connections(&self) -> usize {
        tasks(self.runtime.handle()) - 1
    }
}

async fn serve(shared: Arc<Shared>, socket: TokioIo<tokio::net::TcpStream>) {
    let service = service_fn(move |request| answer(Arc::clone(&shared), request));
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http2().max_concurrent_streams(100_000);
    // A client that leaves is none of our business.
    let _ = server.serve_connection(socket, service).await;
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<BoxBody<Bytes, Infallible>>, Infallible> {
    let name = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    if request.method() == Method::POST {
        return Ok(Response::builder().header("content-type", "text/event-stream").body(events(shared, name)).unwrap());
    }
    shared.calls.fetch_add(1, Ordering::SeqCst);
    let gate = Arc::clone(&shared.gate.borrow());
    gate.wait().await;
    let body = format!(r#"{{"data":{{"id":"{name}","status":"running"}},"error":null}}"#);
    Ok(Response::builder().header("content-type", "application/json").body(Full::from(body).boxed()).unwrap())
}

/// The events of one stream, as they are allowed.
fn events(shared: Arc<Shared>, name: String) -> BoxBody<Bytes, Infallible> {
    let open = Open::new(shared);
    let allowed = open.0.allowed.subscribe();
    let events = stream::unfold((open, allowed, 0), move |(open, mut allowed, sent)| {
        let name = name.clone();
        async move {
            if sent > EVENTS {
                return None;
            }
            allowed.wait_for(|allowed| *allowed > sent).await.ok()?;
            let text = if sent < EVENTS { format!("data: {{\"chunk\":\"{name}-{sent} \"}}\n\n") } else { "data: [DONE]\n\n".to_owned() };
            Some((Frame::data(Bytes::from(text)), (open, allowed, sent + 1)))
        }
    });
    BoxBody::new(StreamBody::new(events.map(Ok::<_, Infallible>)))
}

/// Counts a stream as long as it is open.
struct Open(Arc<Shared>);

impl Open {
    fn new(shared: Arc<Shared>) -> Self {
        shared.streams.fetch_add(1, Ordering::SeqCst);
        Self(shared)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.streams.fetch_sub(1, Ordering::SeqCst);
    }
}
