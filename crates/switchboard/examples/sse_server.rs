//! A web server that streams an agent's answer to a browser, as server-sent events.
//!
//! ```sh
//! cargo run --example sse_server                              # a sandbox plays the vendor
//! cargo run --example sse_server -- lucidsense/AGENT --port 8081
//! curl -N 'http://127.0.0.1:8080/ask?question=Hello'
//! ```
//!
//! Three kinds of events: `text`, a piece of the answer; `done`, with the state of the
//! conversation, to be sent back with the next question; `failed`. When the browser goes away, the
//! stream is dropped, and the call to the vendor with it.

#![allow(clippy::print_stdout, reason = "a program talks to its user")]

mod support;

use std::convert::Infallible;
use std::error::Error;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Html;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::{Stream, stream};
use support::{Source, names, option};
use switchboard::{Agent, Conversation, ConversationState, Delta};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = option("--port").map_or(Ok(8080), |port| port.parse::<u16>())?;
    // The sandbox lives as long as `_source`.
    let (_source, agents) = Source::agents(names()).await?;
    let agent = agents.first().ok_or("no agent")?.clone();

    let app = Router::new().route("/", get(|| async { Html(PAGE) })).route("/ask", get(ask)).with_state(agent);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

/// What a browser asks.
#[derive(serde::Deserialize)]
struct Question {
    question: String,
    /// The state of the conversation, from the last `done`.
    state: Option<String>,
}

/// Answers with a stream, or with what was wrong before there was one.
async fn ask(
    State(agent): State<Agent>,
    Query(asked): Query<Question>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, (StatusCode, String)> {
    let talk = match asked.state {
        Some(state) => {
            let state: ConversationState = serde_json::from_str(&state).map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
            agent.resume(state).map_err(answer_to)?
        }
        None => agent.conversation(),
    };
    let answer = talk.into_stream(asked.question).await.map_err(answer_to)?;
    let events = stream::unfold(answer, |mut answer| async move {
        let delta = answer.next().await?;
        Some((Ok(event(delta, answer.conversation())), answer))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// An event for a piece of an answer.
fn event(delta: switchboard::Result<Delta>, talk: &Conversation) -> Event {
    match delta {
        Ok(Delta::Text(text)) => Event::default().event("text").data(text),
        Ok(Delta::Finished(_)) => {
            let state = serde_json::to_string(talk).unwrap_or_default();
            Event::default().event("done").data(state)
        }
        Ok(_) => Event::default().comment("an event that the vendor does not document"),
        Err(error) => Event::default().event("failed").data(error.to_string()),
    }
}

/// The status for what went wrong before there was an answer. The text is fit to be shown: it has
/// neither key nor body.
fn answer_to(error: switchboard::Error) -> (StatusCode, String) {
    let status = match &error {
        _ if error.is_rate_limited() => StatusCode::TOO_MANY_REQUESTS,
        _ if error.is_not_found() => StatusCode::NOT_FOUND,
        _ if error.is_timeout() => StatusCode::GATEWAY_TIMEOUT,
        _ if error.is_request() => StatusCode::BAD_REQUEST,
        _ => StatusCode::BAD_GATEWAY,
    };
    (status, error.to_string())
}

const PAGE: &str = r#"<!doctype html>
<title>Ask an agent</title>
<form><input name=question autofocus> <button>Ask</button></form>
<pre></pre>
<script>
document.forms[0].onsubmit = submit => {
  submit.preventDefault();
  const out = document.querySelector("pre");
  const source = new EventSource("/ask?" + new URLSearchParams(new FormData(submit.target)));
  out.textContent = "";
  source.addEventListener("text", event => out.textContent += event.data);
  source.addEventListener("done", () => source.close());
  source.addEventListener("failed", event => { out.textContent += "\n" + event.data; source.close(); });
};
</script>
"#;
