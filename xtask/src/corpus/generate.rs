//! Runs the worker over all documents, several at a time.

use std::{
    collections::VecDeque,
    env, io,
    process::Command,
    sync::{Mutex, PoisonError},
    thread,
};

use switchboard_spec::Problem;

use super::{
    Plan, classes,
    crates::Place,
    find::Found,
    line::{DocumentOutcome, Line},
    message::{Message, Stage},
};
use crate::{
    child::{self, Ended, Over},
    progress::Progress,
    term,
};

/// A document that waits for its turn.
struct Job {
    number: usize,
    document: Found,
    krate: Option<String>,
}

/// A line for each document, in the order of the documents. With a place for them, the clients
/// are written there.
pub(super) fn all(documents: Vec<Found>, plan: &Plan, place: Option<&Place>) -> Result<Vec<Line>, Problem> {
    let mut names = super::crates::Names::default();
    let mut queue = VecDeque::new();
    for (number, document) in documents.into_iter().enumerate() {
        let krate = place.map(|_| names.name(&document.path));
        queue.push_back(Job { number, document, krate });
    }
    let count = queue.len();
    let queue = Mutex::new(queue);
    let done: Mutex<Vec<(usize, Option<Line>)>> = Mutex::new(Vec::new());
    let progress = Progress::new();
    let problem = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..plan.jobs.min(count) {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(job) = next else { return };
                    let number = job.number;
                    match one(job, plan, place, &progress) {
                        Ok(line) => done.lock().unwrap_or_else(PoisonError::into_inner).push((number, line)),
                        Err(error) => {
                            queue.lock().unwrap_or_else(PoisonError::into_inner).clear();
                            *problem.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                        }
                    }
                }
            });
        }
    });
    if let Some(problem) = problem.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(problem);
    }
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    term::err("");
    Ok(done.into_iter().filter_map(|(_, line)| line).collect())
}

/// The line of one document; `None` if it is none, and nobody asked for it.
fn one(job: Job, plan: &Plan, place: Option<&Place>, progress: &Progress) -> Result<Option<Line>, Problem> {
    let file = job.document.path.display().to_string();
    let failed = |error: io::Error| {
        Problem::in_file(
            "cargo xtask",
            format!("cannot work on a document in a process of its own: {error}"),
            "a crash on one document must not end the whole run",
            "check that programs can be started, and that there is memory and space on the disk",
        )
    };
    let mut command = Command::new(env::current_exe().map_err(failed)?);
    command.arg("corpus-worker").arg(&job.document.path);
    if let (Some(place), Some(krate)) = (place, &job.krate) {
        command.arg("--out").arg(place.prepare(krate).map_err(failed)?);
    }
    progress.begin(&file);
    let ended = child::talk(&mut command, "", plan.limits).map_err(failed)?;
    let mut line = understand(file.clone(), &ended);
    if job.document.may_be_passed_over && line.outcome == DocumentOutcome::Refused && line.version.is_empty() {
        progress.end(&file, "Passed over", "");
        return Ok(None);
    }
    if line.outcome == DocumentOutcome::Ok {
        line.krate = job.krate;
    }
    let text = match &line.error {
        Some(error) => format!(": {error}"),
        None => format!(": {} operations", line.generated),
    };
    let verb = match line.outcome {
        DocumentOutcome::Ok => "Generated",
        DocumentOutcome::Refused => "Refused",
        DocumentOutcome::Panic => "Crashed",
        DocumentOutcome::Timeout => "Stopped",
    };
    progress.end(&file, verb, &text);
    Ok(Some(line))
}

/// What a worker has told before it ended, and how it ended.
fn understand(file: String, ended: &Ended) -> Line {
    let outcome = if ended.over == Some(Over::Time) { DocumentOutcome::Timeout } else { DocumentOutcome::Panic };
    let mut line = Line::new(file, outcome);
    line.seconds = rounded(ended.time.as_secs_f64(), 1000.0);
    line.peak_mb = ended.peak_mb;
    let mut stage = None;
    let mut answered = false;
    for message in ended.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()) {
        match message {
            Message::Version(version) => line.version = version,
            Message::Operations(operations) => line.operations = operations.max(line.operations),
            Message::Schemas(schemas) => line.schemas = schemas,
            Message::Stage(begun) => stage = Some(begun),
            Message::Findings(findings) => line.findings = findings,
            Message::Refused(problem) => {
                answered = true;
                line.outcome = DocumentOutcome::Refused;
                line.class = Some(classes::of_problem(problem.what()));
                line.error = Some(problem.in_one_line());
            }
            Message::Generated(generated) => {
                answered = true;
                line.outcome = DocumentOutcome::Ok;
                (line.generated, line.dropped, line.lines) = (generated.operations, generated.dropped, generated.lines);
                line.peak_mb = match (line.peak_mb, generated.peak_mb) {
                    (Some(seen), Some(told)) => Some(seen.max(told)),
                    (seen, told) => seen.or(told),
                };
            }
        }
    }
    if !answered || !ended.is_fine() {
        line.outcome = outcome;
        let words = ended.last_words();
        line.class = Some(classes::of_end(ended, &words));
        line.error = Some(match stage {
            Some(stage) => format!("{words}, while {}", Stage::as_str(stage)),
            None => words,
        });
    }
    line.peak_mb = line.peak_mb.map(|peak| rounded(peak, 10.0));
    line
}

/// Digits that mean nothing only make numbers hard to read.
fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}
