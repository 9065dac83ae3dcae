//! Running the program that downloads: the only one that talks to a network.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use switchboard_download::{About, Limits, Order, Outcome, Request};
use switchboard_spec::Problem;

use crate::{child, term};

/// The program may have to be built first.
const TIME_TO_BUILD: Duration = Duration::from_secs(900);

/// A version of a document that is known already.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// Downloads a document; `None` if the known version is still the newest.
pub(crate) fn download(url: &str, known: Known) -> Result<Option<(Vec<u8>, About)>, Problem> {
    let failed = |what: String| {
        Problem::in_file(
            url,
            what,
            "downloading is done by a program of its own, `switchboard-download`",
            "see what `cargo build -p switchboard-download` says; or download the document yourself and give the file with `--from FILE`",
        )
    };
    let folder = tempfile::tempdir().map_err(|error| failed(format!("cannot make a folder for the download: {error}")))?;
    let out = folder.path().join("document");
    let limits = Limits::default();
    let request = Request { url: url.to_owned(), etag: known.etag, last_modified: known.last_modified, limits };
    let order = serde_json::to_string(&Order { request, out: out.clone() }).map_err(|error| failed(error.to_string()))?;
    term::err(&format!("{:>12} {url}", "Asking"));
    if !is_built() {
        term::err(&format!("{:>12} the program that downloads; that takes a minute, the first time", "Building"));
    }
    let limits = child::Limits { time: TIME_TO_BUILD + limits.time, memory_mb: None };
    let ended = child::talk(&mut program(), &order, limits).map_err(|error| failed(format!("cannot run cargo: {error}")))?;
    match serde_json::from_str(ended.stdout.trim()) {
        Ok(Outcome::NotModified) => Ok(None),
        Ok(Outcome::Failed(failure)) => Err(Problem::in_file(url, failure.what, failure.why, failure.help)),
        Ok(Outcome::Downloaded(about)) => {
            let bytes = fs::read(&out).map_err(|error| failed(format!("cannot read what was downloaded: {error}")))?;
            Ok(Some((bytes, about)))
        }
        Err(_) => Err(failed(format!("the download did not come to an end: {}", ended.last_words()))),
    }
}

/// Whether the program has been built where this one was.
fn is_built() -> bool {
    let name = format!("switchboard-download{}", env::consts::EXE_SUFFIX);
    env::current_exe().is_ok_and(|own| own.with_file_name(name).exists())
}

fn program() -> Command {
    let cargo = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).join("Cargo.toml");
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "switchboard-download", "--manifest-path"]).arg(manifest);
    command
}
