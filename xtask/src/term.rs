//! Writing to the terminal. A reader that has gone away (`| head`) is no reason to fail.

use std::io::{Write, stderr, stdout};

use switchboard_spec::Problem;

/// A line on standard output: results.
pub(crate) fn out(line: &str) {
    let _ = writeln!(stdout().lock(), "{line}");
}

/// A line on standard error: progress and problems.
pub(crate) fn err(line: &str) {
    let _ = writeln!(stderr().lock(), "{line}");
}

/// A part of a line on standard error.
pub(crate) fn err_part(text: &str) {
    let mut stderr = stderr().lock();
    let _ = write!(stderr, "{text}");
    let _ = stderr.flush();
}

/// A problem, with an empty line after it.
pub(crate) fn problem(problem: &Problem) {
    err(&format!("{problem}\n"));
}
