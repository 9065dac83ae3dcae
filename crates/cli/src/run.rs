//! From arguments to an exit code.

use std::{ffi::OsString, future::Future, io::Write, sync::Arc};

use clap::{
    Parser as _,
    error::{ContextKind, ContextValue},
};

use crate::{
    arguments::{Arguments, Command, Common},
    command,
    connection::Connection,
    exit::Exit,
    keys::Variables,
    output::{Format, Output},
    problem::{Problem, Result},
};

/// What the command writes on.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Standard output is a terminal.
    pub out: bool,
    /// Standard error is a terminal.
    pub err: bool,
    /// Colours are welcome: no `NO_COLOR`, no dumb terminal.
    pub color: bool,
}

/// Does what the arguments say, the first being the name of the program.
pub async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    terminal: Terminal,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return explain(error, terminal, out, err),
    };
    let format = Format { human: terminal.out && !arguments.common.json, color: terminal.out && terminal.color };
    let mut output = Output::new(out, err, format, terminal.err && terminal.color);
    let command = execute(&arguments.command, &arguments.common, &mut output);
    let outcome = match &arguments.command {
        // There Ctrl-C stops an answer and not the program.
        Command::Chat(_) => command.await,
        // There it is how one ends it.
        Command::Sandbox(_) => until_interrupted(command).await.or_else(Problem::ignore_interruption),
        _ => until_interrupted(command).await,
    };
    match outcome {
        Ok(()) => Exit::Fine,
        Err(problem) => {
            let problem = if arguments.common.sandbox { problem.in_sandbox() } else { problem };
            output.problem(&problem, arguments.common.json);
            problem.exit()
        }
    }
}

/// Help goes to standard output, what is wrong with the arguments to standard error.
fn explain(mut error: clap::Error, terminal: Terminal, out: &mut (dyn Write + Send), err: &mut (dyn Write + Send)) -> Exit {
    keep_nearest(&mut error);
    let (stream, is_terminal): (&mut dyn Write, bool) = if error.use_stderr() { (err, terminal.err) } else { (out, terminal.out) };
    let text = error.render();
    // A reader that is gone needs no help.
    let _ = if is_terminal && terminal.color { write!(stream, "{}", text.ansi()) } else { write!(stream, "{text}") };
    if error.use_stderr() { Exit::Usage } else { Exit::Fine }
}

/// Of dozens of operations with a like name, the nearest is what was meant. The list ends with it.
fn keep_nearest(error: &mut clap::Error) {
    if let Some(ContextValue::Strings(names)) = error.get(ContextKind::SuggestedSubcommand)
        && let Some(nearest) = names.last().cloned()
    {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![nearest]));
    }
}

async fn until_interrupted(command: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::select! {
        outcome = command => outcome,
        Ok(()) = tokio::signal::ctrl_c() => Err(Problem::interrupted()),
    }
}

async fn execute(command: &Command, common: &Common, output: &mut Output<'_>) -> Result<()> {
    match command {
        Command::Ask(arguments) => command::ask::run(arguments, &connect(common).await?, output).await,
        Command::Chat(arguments) => command::chat::run(arguments, &connect(common).await?, output).await,
        Command::Call(arguments) => command::call::run(arguments, &connect(common).await?, output).await,
        Command::Doctor(arguments) => command::doctor::run(arguments, &connect(common).await?, output).await,
        Command::Sandbox(arguments) => command::sandbox::run(arguments, &common.faults, output).await,
        Command::Vendors => command::vendors::run(output),
        Command::Operations(arguments) => command::operations::run(arguments, output),
        Command::Completions(arguments) => command::completions::run(arguments, output),
    }
}

async fn connect(common: &Common) -> Result<Connection> {
    if common.sandbox {
        return Ok(Connection::Sandbox(command::sandbox::inside(&common.faults).await?));
    }
    if !common.faults.is_empty() {
        return Err(Problem::usage("only the sandbox has faults").with_hint("add --sandbox"));
    }
    Ok(Connection::Vendors(Arc::new(Variables::load(common.keys.as_deref())?)))
}
