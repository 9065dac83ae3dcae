//! The server: connections in, answers out, and cut off where that is asked for.

mod body;
mod connection;

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, header::CONTENT_LENGTH};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::timeout};

use crate::{
    reply::{Cut, Delivery, Payload, Reply},
    request::Request,
    service::Service,
};
use body::Body;
use connection::Connection;

/// Bytes of a body; more are refused.
const LARGEST: usize = 32 * 1024 * 1024;

/// Accepts connections until it is told to stop. What is still open then is closed.
pub(crate) async fn run(listener: TcpListener, service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // An error is that of one connection, or of too many: the next may be fine.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(Connection::new(stream), Arc::clone(&service)));
                }
            }
            Some(_) = connections.join_next() => {}
            _ = stop.changed() => return,
        }
    }
}

async fn serve(connection: Connection, service: Arc<Service>) {
    let reset = connection.reset();
    let patience = service.patience();
    let answer = service_fn(move |request: http::Request<Incoming>| {
        let (service, reset) = (Arc::clone(&service), reset.clone());
        async move {
            let (parts, incoming) = request.into_parts();
            let (reply, delivery) = match arrived(incoming, patience).await {
                Ok(body) => service.answer(whole(&parts, body)),
                Err((status, what)) => service.refuse(whole(&parts, Bytes::new()), status, what),
            };
            if !delivery.wait.is_zero() {
                tokio::time::sleep(delivery.wait).await;
            }
            if delivery.cut == Some(Cut::Reset) {
                reset.ask();
            }
            Ok::<_, Infallible>(response(reply, &delivery))
        }
    });
    // What goes wrong on a connection is the caller's, or was asked for.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(connection), answer)
        .await;
}

/// The body, or with which status and words it is refused.
async fn arrived(incoming: Incoming, patience: Duration) -> Result<Bytes, (u16, &'static str)> {
    let too_large = (413, "the body is larger than 32 MiB");
    // What says so beforehand is not waited for.
    if http_body::Body::size_hint(&incoming).lower() > LARGEST as u64 {
        return Err(too_large);
    }
    match timeout(patience, Limited::new(incoming, LARGEST).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large),
        Ok(Err(_)) => Err((400, "the body broke off")),
        Err(_) => Err((408, "the body did not arrive in time")),
    }
}

fn whole(parts: &http::request::Parts, body: Bytes) -> Request {
    Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.clone(),
        body,
    }
}

fn response(reply: Reply, delivery: &Delivery) -> Response<Body> {
    let body = match reply.content {
        Payload::Empty => Body::whole(Bytes::new()),
        Payload::Json(value) => Body::whole(value.to_string().into()),
        Payload::Bytes(bytes) => Body::whole(bytes),
        Payload::Events(events) => Body::events(events, delivery),
    };
    let (body, length) = match delivery.cut {
        Some(Cut::After(at)) => body.cut(at),
        _ => (body, None),
    };
    let mut response = Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(reply.status).unwrap_or_default();
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    // A body that is cut off promises all of it.
    if let Some(length) = length {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    response
}
