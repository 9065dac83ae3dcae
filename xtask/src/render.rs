//! Running the generator in a process of its own.

use std::{env, io, process::Command, time::Duration};

use switchboard_codegen::{Lowered, Output};
use switchboard_spec::Problem;

use crate::{
    child::{self, Limits},
    message::Answer,
};

/// No document takes the generator longer, unless it runs in a circle.
const LIMITS: Limits = Limits { time: Duration::from_secs(120), memory_mb: None };

/// How a run of the generator ended without an answer.
pub(crate) struct Crash {
    /// What it said last, or how it ended.
    pub(crate) message: String,
}

/// Why there is no output.
pub(crate) enum Failure {
    /// The generator found something wrong.
    Problem(Problem),
    /// The generator did not survive.
    Crash(Crash),
}

/// Renders in a child process.
pub(crate) fn render(lowered: &Lowered) -> Result<Output, Failure> {
    let failed = |error: io::Error| {
        Failure::Problem(Problem::in_file(
            "cargo xtask",
            format!("cannot run the generator in a process of its own: {error}"),
            "a crash of the generator must not end the whole run",
            "check that programs can be started, and that there is memory",
        ))
    };
    let request = serde_json::to_string(lowered).map_err(|error| failed(error.into()))?;
    let mut command = Command::new(env::current_exe().map_err(failed)?);
    let ended = child::talk(command.arg("render-worker"), &request, LIMITS).map_err(failed)?;
    let answer = ended.stdout.trim_end().lines().last().unwrap_or_default();
    match serde_json::from_str::<Answer>(answer) {
        Ok(answer) if ended.is_fine() => Result::from(answer).map_err(Failure::Problem),
        _ => Err(Failure::Crash(Crash { message: ended.last_words() })),
    }
}
