//! The process that works on one document, from the file to the code.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use switchboard_codegen as codegen;
use switchboard_spec::{Problem, bundle, check, load, pipeline, report, vendor::Vendor};

use super::{
    inventory,
    message::{Generated, Message, Stage},
};
use crate::{child, message::ProblemMessage, simulate};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The document.
    path: PathBuf,
    /// Where the code is to be written.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Works on the document, and tells what is found on the way.
pub(crate) fn run(arguments: &Arguments) -> io::Result<()> {
    match work(&arguments.path, arguments.out.as_deref()) {
        Ok(generated) => tell(&Message::Generated(generated)),
        Err(Stopped::Problem(problem)) => tell(&Message::Refused(ProblemMessage::from(problem))),
        Err(Stopped::Pipe(error)) => Err(error),
    }
}

/// Why the work did not come to its end.
enum Stopped {
    Problem(Problem),
    Pipe(io::Error),
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Pipe(error)
    }
}

fn work(path: &Path, out: Option<&Path>) -> Result<Generated, Stopped> {
    let vendor = Vendor::for_document(path);
    tell(&Message::Stage(Stage::Read))?;
    let document = load::load(path).inspect_err(|_| {
        // Even of what is refused it is good to know what it says it is.
        let version = fs::read(path).ok().and_then(|bytes| inventory::stated_version(&String::from_utf8_lossy(&bytes)));
        let _ = version.map(|version| tell(&Message::Version(version)));
    })?;
    let version = document.value.get("openapi").and_then(|version| version.as_str()).unwrap_or_default();
    tell(&Message::Version(version.to_owned()))?;
    let operations = inventory::operations(&document.value);
    tell(&Message::Operations(operations.len()))?;
    let (document, mut findings) = bundle::bundle(document, &vendor.dir)?;
    // Path items in other files are known only now.
    let operations = inventory::operations(&document.value);
    tell(&Message::Operations(operations.len()))?;
    check::check(&document)?;

    tell(&Message::Stage(Stage::Lower))?;
    let lowered = pipeline::lower(&document.value, &vendor.settings);
    findings.extend(lowered.findings);
    tell(&Message::Schemas(lowered.counts.places))?;
    let counts = report::counts(&findings);
    tell(&Message::Findings(counts.into_iter().map(|(rule, count)| (rule.id.to_owned(), count)).collect()))?;

    tell(&Message::Stage(Stage::Generate))?;
    simulate::as_asked(&lowered.document);
    let code = codegen::generate(&lowered.document, &vendor).map_err(|mut problem| {
        // The generator only knows the names of our own files.
        problem.place.file = format!("{} (lowered)", path.display());
        problem
    })?;
    let methods = inventory::methods(&code.rust);
    let (generated, dropped) = inventory::compare(&operations, &lowered.document, methods, &findings);

    tell(&Message::Stage(Stage::Write))?;
    if let Some(out) = out {
        write_if_new(out, &code.rust)?;
    }
    Ok(Generated { operations: generated, dropped, lines: code.rust.lines().count(), peak_mb: child::own_peak_mb() })
}

/// Writes a file, unless it would stay the same: cargo looks at its time.
fn write_if_new(path: &Path, content: &str) -> io::Result<()> {
    match fs::read(path) {
        Ok(old) if old == content.as_bytes() => Ok(()),
        _ => fs::write(path, content),
    }
}

fn tell(message: &Message) -> io::Result<()> {
    // The generator may print, and not end its line.
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "\n{}", serde_json::to_string(message)?)?;
    stdout.flush()
}
