//! Sends a call and prints what comes back.

use std::time::Duration;

use bytes::Bytes;
use clap::ArgMatches;
use serde_json::{Value, json};
use switchboard_core::{Call, EventStream, Pages, StreamEvent, decode};

use crate::{
    catalogue::{Answer, List, Operation},
    output::Output,
    problem::{Problem, Result},
};

/// How a call is sent, and its answer printed.
pub(super) struct Options {
    all: bool,
    raw: bool,
    timeout: Option<Duration>,
    retries: Option<u32>,
}

impl Options {
    /// Reads them, and says when they make no sense.
    pub(super) fn read(operation: &Operation, matches: &ArgMatches) -> Result<Self> {
        let (all, raw) = (matches.get_flag("all"), matches.get_flag("raw"));
        if all && operation.paging.is_none() {
            return Err(Problem::usage(format!("`{}` has no pages, so --all means nothing", operation.name())).with_hint("leave --all out"));
        }
        if all && raw {
            return Err(Problem::usage("--all prints items and --raw prints answers").with_hint("use one of them"));
        }
        if raw && matches!(operation.answer, Answer::Stream(_)) {
            return Err(Problem::usage("a stream is printed event by event, so --raw means nothing").with_hint("leave --raw out"));
        }
        let timeout = match matches.get_one::<f64>("timeout").map(|seconds| Duration::try_from_secs_f64(*seconds)) {
            Some(Err(_)) => return Err(Problem::usage("--timeout is not a number of seconds")),
            Some(Ok(limit)) => Some(limit),
            None => None,
        };
        Ok(Self { all, raw, timeout, retries: matches.get_one("retries").copied() })
    }

    /// The call with its limits.
    pub(super) fn apply(&self, mut call: Call) -> Call {
        if let Some(limit) = self.timeout {
            call = call.with_timeout(limit);
        }
        if let Some(retries) = self.retries {
            call = call.with_retries(retries);
        }
        call
    }
}

pub(super) async fn send(operation: &'static Operation, call: Call, options: &Options, output: &mut Output<'_>) -> Result<()> {
    if options.raw {
        return print_raw(call, output).await;
    }
    match (&operation.answer, &operation.paging) {
        (_, Some(list)) if options.all => print_all(call, list, output).await,
        (Answer::Stream(shape), _) => print_events(call.execute_stream(shape).await?, output).await,
        (Answer::Json, _) => {
            let answer = call.execute(decode::json::<Value>).await?;
            output.value(answer.value())
        }
        (Answer::Other, _) => {
            let answer = call.execute(decode::bytes).await?;
            if answer.value().is_empty() {
                return output.note(&format!("{}, without a body", answer.status()));
            }
            print_bytes(answer.value(), output)
        }
    }
}

/// The answer as it came, also that of an error.
async fn print_raw(call: Call, output: &mut Output<'_>) -> Result<()> {
    match call.execute(decode::bytes).await {
        Ok(answer) => output.bytes(answer.value()),
        Err(error) => {
            output.bytes(error.body().map(Bytes::as_ref).unwrap_or_default())?;
            Err(error.into())
        }
    }
}

fn print_bytes(bytes: &Bytes, output: &mut Output<'_>) -> Result<()> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => output.value(&value),
        Err(_) => output.bytes(bytes),
    }
}

async fn print_all(call: Call, list: &'static List, output: &mut Output<'_>) -> Result<()> {
    let mut items = Pages::new(call, &list.facts, decode::json::<Value>, list.count).into_items(list.items);
    while let Some(item) = items.next().await {
        output.json_line(&item?)?;
    }
    Ok(())
}

/// Each event on a line. What is no event of the documented type comes with its name.
async fn print_events(mut events: EventStream<Value>, output: &mut Output<'_>) -> Result<()> {
    while let Some(event) = events.next().await {
        match event? {
            StreamEvent::Message(value) => output.json_line(&value)?,
            StreamEvent::Unknown(unknown) => {
                let event = unknown.event();
                output.json_line(&json!({ "event": event.name(), "data": event.data() }))?;
            }
            StreamEvent::Whole(raw) => print_bytes(raw.body(), output)?,
            _ => {}
        }
    }
    Ok(())
}
