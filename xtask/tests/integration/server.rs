//! A server on this machine that publishes a document.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What is published now.
#[derive(Clone)]
pub(crate) struct Published {
    pub(crate) status: &'static str,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
    /// Only this many bytes of the body are sent.
    pub(crate) sent: usize,
}

pub(crate) struct Server {
    pub(crate) url: String,
    published: Arc<Mutex<Published>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Published {
    pub(crate) fn new(body: &str) -> Self {
        Self { status: "200 OK", headers: String::new(), body: body.as_bytes().to_vec(), sent: body.len() }
    }
}

impl Server {
    pub(crate) fn new(published: Published) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/openapi", listener.local_addr().unwrap());
        let (published, seen) = (Arc::new(Mutex::new(published)), Arc::new(Mutex::new(Vec::new())));
        let server = Self { url, published: published.clone(), seen: seen.clone() };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                seen.lock().unwrap().push(head(&mut stream));
                let Published { status, headers, body, sent } = published.lock().unwrap().clone();
                let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body[..sent]));
            }
        });
        server
    }

    pub(crate) fn publish(&self, published: Published) {
        *self.published.lock().unwrap() = published;
    }

    /// The heads of the requests that were seen, in lower case.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|head| head.to_lowercase()).collect()
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
