//! Writing to the terminal. A reader that has gone away (`| head`) is no reason to fail.

use std::io::{ErrorKind, Write, stderr, stdout};

use switchboard_spec::Problem;

/// A line on standard output: results.
pub(crate) fn out(line: &str) {
    let _ = writeln!(stdout().lock(), "{line}");
}

/// The result of a command, on standard output: what could not be written whole is no result.
pub(crate) fn result(text: &str) -> Result<(), Problem> {
    let mut stdout = stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Problem::in_file(
            "standard output",
            format!("cannot write there: {error}"),
            "the result is not complete, and whoever reads it would not know",
            "check the space on the disk and where the output is sent",
        )),
        _ => Ok(()),
    }
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
