//! What libraries say through `tracing`.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

thread_local! {
    /// What was printed on this thread, while somebody wants to know.
    static PRINTED: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct Printer;

impl io::Write for Printer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        PRINTED.with_borrow_mut(|printed| printed.get_or_insert_default().extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that any library says on any level on this thread while the work is done.
///
/// One subscriber for the process: several, each for its thread, race for the callsites.
pub async fn recorded(work: impl AsyncFnOnce()) -> String {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let wanted = dynamic_filter_fn(|_, _| PRINTED.with_borrow(Option::is_some));
        let layer =
            tracing_subscriber::fmt::layer().with_span_events(FmtSpan::FULL).with_ansi(false).with_writer(|| Printer).with_filter(wanted);
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).unwrap();
    });
    PRINTED.set(Some(Vec::new()));
    work().await;
    String::from_utf8(PRINTED.take().unwrap()).unwrap()
}
