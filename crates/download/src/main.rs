//! Reads an order from standard input, and writes what came of it to standard output.
#![forbid(unsafe_code)]

use std::{
    fs,
    io::{self, Write},
    process::ExitCode,
};

use switchboard_download::{Downloaded, Failure, Order, Outcome, download};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<()> {
    let order: Order = serde_json::from_reader(io::stdin().lock())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = match runtime.block_on(download(&order.request)) {
        Ok(None) => Outcome::NotModified,
        Ok(Some(Downloaded { bytes, about })) => match fs::write(&order.out, bytes) {
            Ok(()) => Outcome::Downloaded(about),
            Err(error) => Outcome::Failed(Failure::new(
                format!("cannot write `{}`: {error}", order.out.display()),
                "the document was to be put there",
                "check the folder, its permissions, and the space on the disk",
            )),
        },
        Err(failure) => Outcome::Failed(failure),
    };
    let answer = serde_json::to_string(&outcome)?;
    writeln!(io::stdout().lock(), "{answer}")
}
