//! What each test stands on: memory that is counted, a client on a runtime whose tasks are
//! counted, a server on another one.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use switchboard_fifth_element::Client;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::server::Server;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Nothing here depends on how fast the machine is; this only ends a test that hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// One test at a time, or they would count each other's memory.
static ALONE: Mutex<()> = Mutex::new(());

pub(super) struct Ground {
    pub(super) server: Server,
    runtime: Runtime,
    // The last, for fields are dropped in their order: the next test begins when the memory is given back.
    _alone: MutexGuard<'static, ()>,
}

impl Ground {
    pub(super) fn new() -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        Self { server: Server::start(), runtime: runtime(), _alone: alone }
    }

    /// Runs on the client's runtime.
    pub(super) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(async { tokio::time::timeout(PATIENCE, work).await.expect("this takes too long") })
    }

    pub(super) fn client(&self, http2: bool) -> Client {
        let builder = Client::builder()
            .api_key("the-key")
            .base_url(self.server.url())
            .with_connect_timeout(PATIENCE)
            .with_attempt_timeout(PATIENCE)
            .with_timeout(PATIENCE)
            // One that fails is to be seen.
            .with_retries(0);
        let builder = if http2 { builder.configure_http_client(|client| client.http2_prior_knowledge()) } else { builder };
        builder.build().unwrap()
    }

    /// Waits until neither side has a task left: no connection, no call, no stream.
    pub(super) fn until_all_tasks_are_gone(&self) {
        let begun = Instant::now();
        loop {
            let alive = (tasks(self.runtime.handle()), self.server.connections());
            if alive == (0, 0) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{} tasks of the client and {} of the server are still there", alive.0, alive.1);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

pub(super) fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

pub(super) fn tasks(handle: &Handle) -> usize {
    handle.metrics().num_alive_tasks()
}

/// How much is allocated now, by client and server together, in bytes.
pub(super) fn memory() -> usize {
    MEMORY.current_usage()
}

/// Forgets the highest amount so far.
pub(super) fn forget_peak() {
    MEMORY.reset_peak_usage();
}

/// The highest amount since then.
pub(super) fn peak() -> usize {
    MEMORY.peak_usage()
}

/// Holds the last of several alike against the one before. A busy machine does not do the same
/// thing twice, so a fifth more is flat.
pub(super) fn assert_flat(what: &str, amounts: &[usize]) {
    if let [.., before, last] = amounts {
        assert!(*last <= before + before / 5 + SLACK, "{what}: {} and then {}", mib(*before), mib(*last));
    }
}

/// What runtimes and threads may keep for themselves, and tables that grow by doubling.
pub(super) const SLACK: usize = 2 << 20;

pub(super) fn mib(bytes: usize) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

/// How many calls may have a socket of their own at once, of those wanted. Each needs two, as both
/// ends are in this process. The limit is raised as far as the system lets a process do that.
pub(super) fn sockets_for(wanted: usize) -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
    let possible = usize::try_from(files.saturating_sub(200) / 2).unwrap_or(usize::MAX);
    if possible < wanted {
        println!("only {files} open files are allowed: {possible} sockets instead of {wanted}");
    }
    possible.min(wanted)
}
