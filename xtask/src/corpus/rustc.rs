//! The program that cargo runs instead of rustc on the crates of a corpus: it runs rustc, but
//! not for longer, and not with more memory, than a check may take.

use std::{
    env,
    ffi::OsString,
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
    time::Duration,
};

use super::crates::PREFIX;
use crate::child::{self, Limits};

/// Cargo knows no arguments of a wrapper, so that it is told by the environment.
const SECONDS: &str = "SWITCHBOARD_CHECK_SECONDS";
const MEGABYTES: &str = "SWITCHBOARD_CHECK_MEGABYTES";
/// The folder in which a check that was ended leaves the reason, under the name of its crate.
const REASONS: &str = "SWITCHBOARD_CHECK_REASONS";

/// Makes this program the wrapper of what `command`, which is cargo, compiles.
pub(super) fn wrap(command: &mut Command, limits: Limits, reasons: &std::path::Path) -> std::io::Result<()> {
    command
        .env("RUSTC_WORKSPACE_WRAPPER", env::current_exe()?)
        .env(SECONDS, limits.time.as_secs().to_string())
        .env(MEGABYTES, limits.memory_mb.map(|megabytes| megabytes.to_string()).unwrap_or_default())
        .env(REASONS, reasons);
    Ok(())
}

/// Whether cargo has started this program as a wrapper.
pub(crate) fn is_wrapper() -> bool {
    env::var_os(REASONS).is_some()
}

/// Runs the compiler as the arguments say.
pub(crate) fn run() -> ExitCode {
    let number = |name: &str| env::var(name).ok()?.parse::<u64>().ok();
    let mut arguments = env::args_os().skip(1);
    let Some(compiler) = arguments.next() else { return ExitCode::FAILURE };
    let arguments: Vec<OsString> = arguments.collect();
    let krate = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1).cloned();
    // Cargo also asks the compiler for its version and the like.
    let is_client = krate.as_ref().is_some_and(|krate| krate.to_string_lossy().starts_with(PREFIX));
    let time = number(SECONDS).filter(|_| is_client).map_or(Duration::MAX, Duration::from_secs);
    let limits = Limits { time, memory_mb: number(MEGABYTES).filter(|_| is_client) };
    let Ok(ended) = child::watch(Command::new(compiler).args(arguments), limits) else { return ExitCode::FAILURE };
    if ended.over.is_some()
        && let (Some(krate), Some(folder)) = (krate, env::var_os(REASONS))
    {
        // Without the reason the check counts as failed, which is seen as well.
        let _ = fs::write(PathBuf::from(folder).join(krate), ended.last_words());
    }
    match ended.status.and_then(|status| status.code()) {
        Some(0) => ExitCode::SUCCESS,
        Some(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        None => ExitCode::FAILURE,
    }
}
