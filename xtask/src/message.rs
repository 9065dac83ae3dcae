//! What the worker answers its driver: one JSON value. What it is asked is a lowered document.

use serde::{Deserialize, Serialize};
use switchboard_codegen::Output;
use switchboard_spec::{Place, Problem};

/// What came of it.
#[derive(Serialize, Deserialize)]
pub(crate) enum Answer {
    Rendered(Output),
    Problem(ProblemMessage),
}

/// [`Problem`], serialisable.
#[derive(Serialize, Deserialize)]
pub(crate) struct ProblemMessage {
    what: String,
    file: String,
    line: Option<usize>,
    pointer: Option<String>,
    why: String,
    help: String,
}

impl From<Result<Output, Problem>> for Answer {
    fn from(result: Result<Output, Problem>) -> Self {
        match result {
            Ok(output) => Self::Rendered(output),
            Err(problem) => Self::Problem(problem.into()),
        }
    }
}

impl From<Answer> for Result<Output, Problem> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Rendered(output) => Ok(output),
            Answer::Problem(problem) => Err(problem.into()),
        }
    }
}

impl From<Problem> for ProblemMessage {
    fn from(Problem { what, place, why, help }: Problem) -> Self {
        Self { what, file: place.file, line: place.line, pointer: place.pointer, why, help }
    }
}

impl From<ProblemMessage> for Problem {
    fn from(ProblemMessage { what, file, line, pointer, why, help }: ProblemMessage) -> Self {
        Self { what, place: Place { file, line, pointer }, why, help }
    }
}

impl ProblemMessage {
    /// What is wrong.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// What, where, why, and what to do, for a table.
    pub(crate) fn in_one_line(&self) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let pointer = self.pointer.as_ref().map(|pointer| format!(" at {pointer}")).unwrap_or_default();
        let text = format!("{} ({}{line}{pointer}): {}; to do: {}", self.what, self.file, self.why, self.help);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
