//! Running the generator in a process of its own.

use std::{
    env,
    io::{self, Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use switchboard_codegen::{Lowered, Output};
use switchboard_spec::Problem;

use crate::message::Answer;

/// No document takes the generator longer, unless it runs in a circle.
const PATIENCE: Duration = Duration::from_secs(120);

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
    let child = Command::new(env::current_exe().map_err(failed)?)
        .arg("render-worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let ended = talk(child, &request).map_err(failed)?;
    let answer = ended.stdout.trim_end().lines().last().unwrap_or_default();
    match serde_json::from_str::<Answer>(answer) {
        Ok(answer) if ended.status.is_some_and(|status| status.success()) => Result::from(answer).map_err(Failure::Problem),
        _ => Err(Failure::Crash(Crash { message: last_words(&ended) })),
    }
}

struct Ended {
    /// `None` if it had to be stopped.
    status: Option<ExitStatus>,
    stdout: String,
    stderr: String,
}

fn talk(mut child: Child, request: &str) -> io::Result<Ended> {
    let stdin = child.stdin.take();
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    thread::scope(|scope| {
        // A child that has died does not read, which is no failure of ours.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(request.as_bytes())));
        let stdout = scope.spawn(move || read(stdout));
        let stderr = scope.spawn(move || read(stderr));
        let status = wait(&mut child)?;
        let text = |reader: thread::ScopedJoinHandle<'_, String>| reader.join().unwrap_or_default();
        Ok(Ended { status, stdout: text(stdout), stderr: text(stderr) })
    })
}

fn wait(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn read(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before an error still tells something.
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a process that ended badly said last.
fn last_words(ended: &Ended) -> String {
    let Some(status) = ended.status else {
        return format!("it had not ended after {} seconds", PATIENCE.as_secs());
    };
    let mut lines = ended.stderr.lines().filter(|line| !line.trim().is_empty());
    if ended.stderr.contains("has overflowed its stack") {
        return "it overflowed its stack".to_owned();
    }
    match lines.next() {
        Some(line) => line.chars().take(200).collect(),
        None => format!("it ended with {status}"),
    }
}
