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
            Err(Problem { what, place, why, help }) => {
                Self::Problem(ProblemMessage { what, file: place.file, line: place.line, pointer: place.pointer, why, help })
            }
        }
    }
}

impl From<Answer> for Result<Output, Problem> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Rendered(output) => Ok(output),
            Answer::Problem(ProblemMessage { what, file, line, pointer, why, help }) => {
                Err(Problem { what, place: Place { file, line, pointer }, why, help })
            }
        }
    }
}
