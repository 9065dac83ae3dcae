//! Programs that may not end well: run with limits on time and memory, and listened to.

use std::{
    fs,
    io::{self, Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How much a program may take before it is ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From start to end.
    pub(crate) time: Duration,
    /// Resident memory; only watched where `/proc` is.
    pub(crate) memory_mb: Option<u64>,
}

/// How a program ended.
pub(crate) struct Ended {
    /// `None` if it had to be stopped.
    pub(crate) status: Option<ExitStatus>,
    /// The limit that it went over.
    pub(crate) over: Option<Over>,
    /// What it wrote, if that was listened to.
    pub(crate) stdout: String,
    /// What it complained about, if that was listened to.
    pub(crate) stderr: String,
    /// How long it took.
    pub(crate) time: Duration,
    /// The most memory that it was seen with.
    pub(crate) peak_mb: Option<f64>,
    limits: Limits,
}

/// The limit that a program went over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Time,
    Memory,
}

/// Between two looks at a program: short at first, so that small work is not measured as long.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// Runs a program that is told `request` and listened to.
pub(crate) fn talk(command: &mut Command, request: &str, limits: Limits) -> io::Result<Ended> {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    listen(child.spawn()?, request, limits)
}

/// Runs a program that keeps our standard streams.
pub(crate) fn watch(command: &mut Command, limits: Limits) -> io::Result<Ended> {
    listen(command.spawn()?, "", limits)
}

fn listen(mut child: Child, request: &str, limits: Limits) -> io::Result<Ended> {
    let begun = Instant::now();
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        // A child that has died does not read, which is no failure of ours.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(request.as_bytes())));
        let stdout = scope.spawn(move || read(stdout));
        let stderr = scope.spawn(move || read(stderr));
        let (status, over, peak_mb) = wait(&mut child, begun, limits)?;
        let time = begun.elapsed();
        let text = |reader: thread::ScopedJoinHandle<'_, String>| reader.join().unwrap_or_default();
        Ok(Ended { status, over, stdout: text(stdout), stderr: text(stderr), time, peak_mb, limits })
    })
}

fn wait(child: &mut Child, begun: Instant, limits: Limits) -> io::Result<(Option<ExitStatus>, Option<Over>, Option<f64>)> {
    let mut peak = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((Some(status), None, peak));
        }
        // What a process had at most is gone with it, so it is asked as long as it lives.
        let memory = limits.memory_mb.and_then(|limit| Some((limit, memory_of(&child.id().to_string())?)));
        peak = memory.map(|(_, memory)| memory.peak_mb).or(peak);
        let over = match memory {
            Some((limit, memory)) if memory.now_mb > limit as f64 => Some(Over::Memory),
            _ if begun.elapsed() > limits.time => Some(Over::Time),
            _ => None,
        };
        if over.is_some() {
            child.kill()?;
            child.wait()?;
            return Ok((None, over, peak));
        }
        thread::sleep((begun.elapsed() / 20).clamp(SHORTEST_PAUSE, LONGEST_PAUSE));
    }
}

fn read(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before an error still tells something.
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Ended {
    /// Whether it ended as it should.
    pub(crate) fn is_fine(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// What a program that ended badly said last, or how it ended.
    pub(crate) fn last_words(&self) -> String {
        match (self.over, self.status) {
            (Some(Over::Memory), _) => return format!("it took more than {} MB of memory", self.limits.memory_mb.unwrap_or_default()),
            (Some(Over::Time), _) | (None, None) => return format!("it had not ended after {} seconds", self.limits.time.as_secs()),
            (None, Some(_)) => {}
        }
        if self.stderr.contains("has overflowed its stack") {
            return "it overflowed its stack".to_owned();
        }
        match (self.stderr.lines().find(|line| !line.trim().is_empty()), self.status) {
            (Some(line), _) => line.chars().take(200).collect(),
            (None, Some(status)) => format!("it ended with {status}"),
            (None, None) => "it ended without a word".to_owned(),
        }
    }
}

/// The resident memory of a process.
#[derive(Clone, Copy)]
struct Memory {
    now_mb: f64,
    peak_mb: f64,
}

/// The most memory that this process has had; `None` where `/proc` is not.
pub(crate) fn own_peak_mb() -> Option<f64> {
    memory_of("self").map(|memory| memory.peak_mb)
}

fn memory_of(process: &str) -> Option<Memory> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let megabytes = |name: &str| -> Option<f64> {
        let rest = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: u32 = rest.trim_start_matches(':').trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(f64::from(kilobytes) / 1024.0)
    };
    Some(Memory { now_mb: megabytes("VmRSS")?, peak_mb: megabytes("VmHWM")? })
}

#[cfg(test)]
mod tests {
    use std::{process::Command, time::Duration};

    use super::{Limits, Over, own_peak_mb, talk};

    const LIMITS: Limits = Limits { time: Duration::from_millis(300), memory_mb: Some(1000) };

    #[test]
    fn a_program_is_told_and_listened_to() {
        let ended = talk(&mut Command::new("cat"), "hello", LIMITS).unwrap();
        assert!(ended.is_fine());
        assert_eq!(ended.stdout, "hello");
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let ended = talk(Command::new("sleep").arg("60"), "", LIMITS).unwrap();
        assert_eq!(ended.over, Some(Over::Time));
        assert!(!ended.is_fine());
        assert_eq!(ended.last_words(), "it had not ended after 0 seconds");
        assert!(ended.time < Duration::from_secs(30));
    }

    #[test]
    fn memory_is_known_on_linux() {
        assert_eq!(own_peak_mb().is_some(), cfg!(target_os = "linux"));
    }
}
