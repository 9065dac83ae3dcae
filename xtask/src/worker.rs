//! The process that runs the generator. It may panic, abort or overflow its stack: the driver
//! sees that there is no answer, and asks which operation is to blame.

use std::{
    io::{self, Read, Write},
    panic, thread,
};

use switchboard_codegen::{self as codegen, Lowered};

use crate::{Outcome, message::Answer, simulate, term};

/// Memory that is only used when it is needed: the generator recurses as deep as a document.
const STACK: usize = 512 * 1024 * 1024;

/// Runs `work` as the only thing that this process is for.
pub(crate) fn run(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Outcome {
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
    let worker = thread::Builder::new().stack_size(STACK).spawn(work);
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

/// Renders the document that the driver sends, and answers.
pub(crate) fn render() -> io::Result<()> {
    let mut request = String::new();
    io::stdin().lock().read_to_string(&mut request)?;
    let lowered: Lowered = serde_json::from_str(&request)?;
    simulate::as_asked(&lowered.document);
    let answer = Answer::from(codegen::render(&lowered));
    // The generator may print; the answer is the last line.
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "\n{}", serde_json::to_string(&answer)?)
}
