//! A server and a client for benchmarks.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};

use switchboard_core::http::Method;
use switchboard_core::{Auth, ErrorShape, Operation, Transport, Vendor};

pub static VENDOR: Vendor = Vendor {
    name: "bench",
    title: "Bench",
    base_url: None,
    base_url_env: "BENCH_BASE_URL",
    key_env: "BENCH_API_KEY",
    auth: Auth { header: "authorization", prefix: "Bearer " },
    error: ErrorShape { message: &["/error"], code: &[] },
    rate_limit: None,
};

pub const fn operation(method: Method, path: &'static str) -> Operation {
    Operation { id: "bench", method, path, safe_to_retry: false, agent: false, pointer: "" }
}

/// A server on threads of its own that gives the same answer to every request.
pub fn server(answer: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = std::sync::Arc::new(answer);
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let (mut socket, answer) = (socket.unwrap(), answer.clone());
            std::thread::spawn(move || {
                socket.set_nodelay(true).unwrap();
                let mut request = Vec::new();
                let mut piece = [0; 8192];
                while let Ok(count @ 1..) = socket.read(&mut piece) {
                    request.extend_from_slice(&piece[..count]);
                    if request.ends_with(b"\r\n\r\n") || request.ends_with(b"}") {
                        request.clear();
                        if socket.write_all(&answer).is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    address
}

pub fn client(address: SocketAddr) -> Transport {
    switchboard_core::ClientBuilder::<Transport>::new(&VENDOR).api_key("key").base_url(format!("http://{address}")).build().unwrap()
}
