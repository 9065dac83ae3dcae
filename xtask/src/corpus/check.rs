//! `cargo check` over the clients of a corpus.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::{self, BufRead, BufReader, Read},
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;
use switchboard_spec::Problem;

use super::{
    classes,
    crates::{PREFIX, Place},
    line::Line,
    rustc,
};
use crate::{child::Limits, term};

/// A message longer than this is a listing.
const LONGEST: usize = 300;

/// What cargo said.
#[derive(Default)]
struct Said {
    /// Crates that were checked to the end.
    fine: BTreeSet<String>,
    /// The first error of each crate, and how many there are.
    errors: BTreeMap<String, (FirstError, usize)>,
    /// What it said otherwise, last.
    stderr: String,
}

struct FirstError {
    text: String,
    class: String,
}

/// Checks the clients of all lines that have one, and says of each whether it compiles.
pub(super) fn all(lines: &mut [Line], place: &Place, jobs: usize, limits: Limits) -> Result<(), Problem> {
    let names: Vec<&str> = lines.iter().filter_map(|line| line.krate.as_deref()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let reasons = place.root.join("reasons");
    let said = run(place, &names, &reasons, jobs, limits).map_err(|error| {
        Problem::in_file(
            place.root.display().to_string(),
            format!("cannot check the clients: {error}"),
            "each was to be compiled in a crate of its own",
            "check that cargo can be started, and that there is space on the disk",
        )
    })?;
    if said.fine.iter().chain(said.errors.keys()).all(|name| !names.contains(&name.as_str()))
        && fs::read_dir(&reasons).is_ok_and(|mut it| it.next().is_none())
    {
        let first = said.errors.into_iter().next().map(|(name, (error, _))| format!("`{name}`: {}", error.text));
        let last = || said.stderr.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
        return Err(Problem::in_file(
            place.root.display().to_string(),
            format!("cargo did not come to the clients: {}", first.unwrap_or_else(last)),
            "they cannot be compiled without the run time and its dependencies",
            "make `cargo check -p switchboard-core` work first",
        ));
    }
    for line in lines {
        let Some(krate) = line.krate.as_ref() else { continue };
        if let Some((error, count)) = said.errors.get(krate) {
            let more = if *count > 1 { format!(" (the first of {count} errors)") } else { String::new() };
            line.compiled = Some(false);
            line.error = Some(format!("{}{more}", error.text));
            line.class = Some(error.class.clone());
        } else if let Ok(reason) = fs::read_to_string(reasons.join(krate)) {
            line.error = Some(format!("the check was ended: {reason}"));
            line.class = Some("the check of the client takes too long, or too much memory".to_owned());
        } else if said.fine.contains(krate) {
            line.compiled = Some(true);
        } else {
            line.compiled = Some(false);
            line.error = Some("the compiler ended without a message".to_owned());
            line.class = line.error.clone();
        }
    }
    Ok(())
}

fn run(place: &Place, names: &[&str], reasons: &std::path::Path, jobs: usize, limits: Limits) -> io::Result<Said> {
    place.finish(names)?;
    if reasons.exists() {
        fs::remove_dir_all(reasons)?;
    }
    fs::create_dir_all(reasons)?;
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(&place.root)
        .args(["check", "--workspace", "--keep-going", "--offline", "--message-format=json", "--jobs"])
        .arg(jobs.to_string())
        .arg("--target-dir")
        .arg(place.root.join("target"))
        // What this cargo was started with is about our workspace, and not about theirs.
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    rustc::wrap(&mut command, limits, reasons)?;
    let mut cargo = command.spawn()?;
    let (stdout, stderr) = (cargo.stdout.take(), cargo.stderr.take());
    let said = thread::scope(|scope| {
        let stderr = scope.spawn(move || {
            let mut text = Vec::new();
            if let Some(mut pipe) = stderr {
                let _ = pipe.read_to_end(&mut text);
            }
            String::from_utf8_lossy(&text).into_owned()
        });
        let mut said = Said::default();
        for line in stdout.into_iter().flat_map(|pipe| BufReader::new(pipe).lines()).map_while(Result::ok) {
            said.hear(&line);
        }
        said.stderr = stderr.join().unwrap_or_default();
        said
    });
    cargo.wait()?;
    term::err("");
    Ok(said)
}

impl Said {
    /// A line of cargo's: a file was made, or the compiler has something to say.
    fn hear(&mut self, line: &str) {
        let Ok(message) = serde_json::from_str::<Value>(line) else { return };
        let Some(krate) = message.pointer("/target/name").and_then(Value::as_str) else { return };
        match message.get("reason").and_then(Value::as_str) {
            Some("compiler-artifact") => {
                if krate.starts_with(PREFIX) {
                    term::err(&format!("{:>12} {krate}", "Compiles"));
                }
                self.fine.insert(krate.to_owned());
            }
            Some("compiler-message") if message.pointer("/message/level").and_then(Value::as_str) == Some("error") => {
                let Some(error) = message.get("message").and_then(first_error) else { return };
                match self.errors.get_mut(krate) {
                    Some((_, count)) => *count += 1,
                    None => {
                        term::err(&format!("{:>12} {krate}: {}", "Fails", error.text));
                        self.errors.insert(krate.to_owned(), (error, 1));
                    }
                }
            }
            _ => {}
        }
    }
}

/// An error of the compiler; `None` for its remark that there were some.
fn first_error(message: &Value) -> Option<FirstError> {
    let text = message.get("message")?.as_str()?;
    if text.starts_with("aborting due to") {
        return None;
    }
    let code = message.pointer("/code/code").and_then(Value::as_str);
    let spans = message.get("spans").and_then(Value::as_array);
    let place = spans.into_iter().flatten().find(|span| span["is_primary"] == true).and_then(|span| {
        // A macro's own line tells little: what counts is where it is called.
        let mut span = span;
        while let Some(outer) = span.pointer("/expansion/span") {
            span = outer;
        }
        Some(format!(" ({}:{})", span["file_name"].as_str()?, span["line_start"].as_u64()?))
    });
    let code_text = code.map_or_else(|| "error".to_owned(), |code| format!("error[{code}]"));
    let line: String = text.lines().next().unwrap_or_default().chars().take(LONGEST).collect();
    Some(FirstError { text: format!("{code_text}: {line}{}", place.unwrap_or_default()), class: classes::of_error(code, text) })
}
