//! A server and a client for benchmarks.

use std::net::SocketAddr;
use std::sync::Arc;

use switchboard_core::http::Method;
use switchboard_core::{Auth, ErrorShape, Operation, Transport, Vendor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

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

/// A server on a thread of its own that gives the same answer to every request.
pub fn server(answer: Vec<u8>) -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
            // With the usual backlog of 128 a thousand connections at once wait for the kernel.
            let listener = socket.listen(4096).unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            let answer = Arc::new(answer);
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(socket, Arc::clone(&answer)));
            }
        });
    });
    told.recv().unwrap()
}

async fn serve(mut socket: TcpStream, answer: Arc<Vec<u8>>) {
    socket.set_nodelay(true).unwrap();
    let mut request = Vec::new();
    let mut piece = [0; 8192];
    while let Ok(count @ 1..) = socket.read(&mut piece).await {
        request.extend_from_slice(&piece[..count]);
        if request.ends_with(b"\r\n\r\n") || request.ends_with(b"}") {
            request.clear();
            if socket.write_all(&answer).await.is_err() {
                return;
            }
        }
    }
}

pub fn client(address: SocketAddr) -> Transport {
    switchboard_core::ClientBuilder::<Transport>::new(&VENDOR).api_key("key").base_url(format!("http://{address}")).build().unwrap()
}
