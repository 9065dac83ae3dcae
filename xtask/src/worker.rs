//! The process that runs the generator. It may panic, abort or overflow its stack: the driver
//! sees that there is no answer, and asks which operation is to blame.

use std::{
    env,
    io::{self, Read, Write},
    panic, thread,
};

use switchboard_codegen::{self as codegen, Lowered};

use crate::{Outcome, message::Answer, operation::operations, term};

/// Names an operation on which the worker is to panic, so that the way of handling it is tested.
const SIMULATE_PANIC: &str = "SWITCHBOARD_SIMULATE_PANIC";

/// Memory that is only used when it is needed: the generator recurses as deep as a document.
const STACK: usize = 512 * 1024 * 1024;

pub(crate) fn run() -> Outcome {
    // The first line is what the driver quotes.
    panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        term::err(&format!("{message}{}", place.unwrap_or_default()));
    }));
    let worker = thread::Builder::new().stack_size(STACK).spawn(answer);
    match worker.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => Outcome::Fine,
        Ok(Ok(Err(error))) => {
            term::err(&format!("the worker could not talk to its driver: {error}"));
            Outcome::Broken
        }
        // The hook has said why.
        Ok(Err(_)) => Outcome::Broken,
        Err(error) => {
            term::err(&format!("the worker has no memory: {error}"));
            Outcome::Broken
        }
    }
}

fn answer() -> io::Result<()> {
    let mut request = String::new();
    io::stdin().lock().read_to_string(&mut request)?;
    let lowered: Lowered = serde_json::from_str(&request)?;
    if let Some(wanted) = env::var_os(SIMULATE_PANIC)
        && operations(&lowered).iter().any(|it| *it.id == *wanted)
    {
        simulate_panic();
    }
    let answer = Answer::from(codegen::render(&lowered));
    // The generator may print; the answer is the last line.
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "\n{}", serde_json::to_string(&answer)?)
}

#[expect(clippy::panic, reason = "the driver must cope with a panic of the generator")]
fn simulate_panic() {
    panic!("simulated by {SIMULATE_PANIC}");
}
