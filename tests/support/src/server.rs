//! A server that plays a script, byte by byte.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Step {
    /// These bytes, all at once.
    Send(Vec<u8>),
    /// Each byte on its own, with a pause.
    Drip(Vec<u8>, Duration),
    /// A pause.
    Wait(Duration),
    /// Nothing more, but the connection stays.
    Hang,
    /// The end, in order.
    Close,
    /// The end, with a reset.
    Reset,
}

/// The steps for each request; the last is for all that follow.
pub type Script = Vec<Vec<Step>>;

/// A server on loopback. It ends with its value.
pub struct Server {
    address: std::net::SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    open: Arc<AtomicUsize>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Server {
    /// A server that plays a script.
    pub async fn start(script: Script) -> Self {
        Self::answering(move |number, _| script[number.min(script.len() - 1)].clone()).await
    }

    /// A server whose steps depend on the number of the request (from 0) and its text.
    pub async fn answering(steps: impl Fn(usize, &str) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let open = Arc::new(AtomicUsize::new(0));
        let steps = Arc::new(steps);
        let accepting = tokio::spawn({
            let (requests, open) = (Arc::clone(&requests), Arc::clone(&open));
            async move {
                let mut connections = JoinSet::new();
                loop {
                    let Ok((socket, _)) = listener.accept().await else { return };
                    let (requests, open, steps) = (Arc::clone(&requests), Arc::clone(&open), Arc::clone(&steps));
                    connections.spawn(async move {
                        open.fetch_add(1, Ordering::SeqCst);
                        serve(socket, &requests, &*steps).await;
                        open.fetch_sub(1, Ordering::SeqCst);
                    });
                }
            }
        });
        Self { address, requests, open, accepting }
    }

    /// Where it is: `http://127.0.0.1:12345`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, as they came over the wire.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Connections that the client has not closed.
    pub fn open_connections(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// Waits for the client to close its connections; panics after ten seconds.
    pub async fn until_all_closed(&self) {
        tokio::time::timeout(Duration::from_secs(10), async {
            while self.open_connections() > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .expect("the client keeps connections open");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(mut socket: TcpStream, requests: &Mutex<Vec<String>>, steps: &(dyn Fn(usize, &str) -> Vec<Step> + Send + Sync)) {
    socket.set_nodelay(true).unwrap();
    while let Some(request) = receive(&mut socket).await {
        let number = {
            let mut requests = requests.lock().unwrap();
            requests.push(request.clone());
            requests.len() - 1
        };
        for step in steps(number, &request) {
            if !play(&mut socket, step).await {
                return;
            }
        }
    }
}

/// Says whether the connection is still of use.
async fn play(socket: &mut TcpStream, step: Step) -> bool {
    match step {
        Step::Send(bytes) => socket.write_all(&bytes).await.is_ok(),
        Step::Drip(bytes, pause) => {
            for byte in bytes {
                if socket.write_all(&[byte]).await.is_err() {
                    return false;
                }
                tokio::time::sleep(pause).await;
            }
            true
        }
        Step::Wait(time) => {
            tokio::time::sleep(time).await;
            true
        }
        Step::Hang => {
            // Until the client goes.
            let mut rest = [0; 1024];
            while socket.read(&mut rest).await.is_ok_and(|count| count > 0) {}
            false
        }
        Step::Close => {
            let _ = socket.shutdown().await;
            let mut rest = [0; 1024];
            while socket.read(&mut rest).await.is_ok_and(|count| count > 0) {}
            false
        }
        Step::Reset => {
            socket.set_zero_linger().unwrap();
            false
        }
    }
}

/// One request with its body; `None` when the client is gone.
async fn receive(socket: &mut TcpStream) -> Option<String> {
    let mut text = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let count = socket.read(&mut piece).await.ok()?;
        if count == 0 {
            return None;
        }
        text.extend_from_slice(&piece[..count]);
        // A TLS handshake: nothing that we understand, and reason enough to answer.
        if text[0] == 22 {
            return Some("TLS".to_owned());
        }
        let Some(head) = text.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head_text = String::from_utf8_lossy(&text[..head]).to_ascii_lowercase();
        let length = head_text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .map_or(0, |value| value.trim().parse::<usize>().unwrap());
        if text.len() >= head + 4 + length {
            return Some(String::from_utf8_lossy(&text).into_owned());
        }
    }
}

/// A whole answer.
pub fn reply(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<Step> {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len()).into_bytes();
    for header in headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    vec![Step::Send(bytes)]
}

/// A success with JSON.
pub fn json(body: &str) -> Vec<Step> {
    reply(200, &["content-type: application/json"], body)
}

/// One chunk of a chunked body.
pub fn chunk(data: impl AsRef<[u8]>) -> Step {
    let data = data.as_ref();
    let mut bytes = format!("{:x}\r\n", data.len()).into_bytes();
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(b"\r\n");
    Step::Send(bytes)
}

/// The end of a chunked body.
pub fn last_chunk() -> Step {
    Step::Send(b"0\r\n\r\n".to_vec())
}

/// Status and headers of a stream of events.
pub fn event_stream_head() -> Step {
    Step::Send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".to_vec())
}
