//! The `switchboard` command; all of it is in the library.
#![forbid(unsafe_code)]

use std::{
    env,
    io::{self, BufWriter, IsTerminal as _, Write as _},
    process::ExitCode,
};

use switchboard_cli::{Terminal, exit::Exit};

fn main() -> ExitCode {
    let (out, err) = (io::stdout(), io::stderr());
    let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|name| name == "dumb");
    let terminal = Terminal { out: out.is_terminal(), err: err.is_terminal(), color: !no_color && !dumb };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(&err, "error: the program cannot start: {error}");
            return Exit::Vendor.into();
        }
    };
    let mut out = BufWriter::new(out);
    let exit = runtime.block_on(switchboard_cli::run(env::args_os(), terminal, &mut out, &mut io::stderr()));
    // Nobody is left to be told that the rest was not read.
    let _ = out.flush();
    // What still reads from standard input must not keep the program alive.
    runtime.shutdown_background();
    exit.into()
}
