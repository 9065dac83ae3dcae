//! The code of a lowered document, made in a process of its own: the generator may not survive.

use std::{
    env,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_codegen as codegen;
use switchboard_spec::vendor::Vendor;

use crate::{
    child::{self, Limits},
    message::ProblemMessage,
    simulate,
};

const LIMITS: Limits = Limits { time: Duration::from_secs(120), memory_mb: None };

/// Where the settings of a vendor are.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Settings {
    /// In this folder.
    Folder(PathBuf),
    /// Nowhere. Both documents of a comparison get the same, whatever their files are called.
    Unknown,
}

#[derive(Serialize, Deserialize)]
struct Request {
    document: Value,
    settings: Settings,
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Code(String),
    Problem(ProblemMessage),
}

/// The generated file of a lowered document, or why there is none.
pub(super) fn generate(document: &Value, settings: &Settings) -> Result<String, String> {
    let failed = |error: io::Error| format!("the generator cannot be run in a process of its own: {error}");
    let request = Request { document: document.clone(), settings: settings.clone() };
    let request = serde_json::to_string(&request).map_err(|error| failed(error.into()))?;
    let mut command = Command::new(env::current_exe().map_err(failed)?);
    let ended = child::talk(command.arg("code-worker"), &request, LIMITS).map_err(failed)?;
    let answer = ended.stdout.trim_end().lines().last().unwrap_or_default();
    match serde_json::from_str(answer) {
        Ok(Answer::Code(code)) if ended.is_fine() => Ok(code),
        Ok(Answer::Problem(problem)) => Err(problem.in_one_line()),
        _ => Err(format!("the generator did not survive it: {}", ended.last_words())),
    }
}

/// Generates what the driver sends, and answers.
pub(crate) fn work() -> io::Result<()> {
    let mut request = String::new();
    io::stdin().lock().read_to_string(&mut request)?;
    let Request { document, settings } = serde_json::from_str(&request)?;
    simulate::as_asked(&document);
    let vendor = match settings {
        Settings::Folder(folder) => Vendor::load(&folder),
        Settings::Unknown => Ok(Vendor::for_document(Path::new("client.json"))),
    };
    let answer = match vendor.and_then(|vendor| codegen::generate(&document, &vendor)) {
        Ok(code) => Answer::Code(code.rust),
        Err(problem) => Answer::Problem(problem.into()),
    };
    // The generator may print; the answer is the last line.
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "\n{}", serde_json::to_string(&answer)?)
}
