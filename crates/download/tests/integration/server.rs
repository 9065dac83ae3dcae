//! A server that answers each request with bytes that the test gives.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use switchboard_download::{Limits, Request};

/// A server, alive as long as the test.
pub(crate) struct Server {
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that writes, for each request's path, what `answer` makes of it.
    pub(crate) fn new(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let keep = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = head(&mut stream);
                let path = request.split_whitespace().nth(1).unwrap_or_default().to_owned();
                keep.lock().unwrap().push(request);
                answer(&path, &mut stream);
            }
        });
        Self { address, seen }
    }

    /// A server that gives everybody the same answer.
    pub(crate) fn always(answer: Vec<u8>) -> Self {
        Self::new(move |_, stream| {
            // A client that has seen enough hangs up.
            let _ = stream.write_all(&answer);
        })
    }

    pub(crate) fn request(&self, path: &str) -> Request {
        let limits = Limits { bytes: 100_000, time: Duration::from_secs(10) };
        Request { url: format!("{}{path}", self.address), etag: None, last_modified: None, limits }
    }

    /// The heads of the requests that were seen.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn head(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        bytes.push(byte[0]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An answer with a body of known length.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
