//! Which operation made the generator crash? The one on which it crashes alone.

use std::{
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use switchboard_codegen::{self as codegen, Lowered};
use switchboard_spec::{Problem, load, vendor::Vendor};

use crate::{
    operation::{Operation, operations},
    render::{Crash, Failure, render},
};

/// The problem that a crash amounts to.
pub(crate) fn explain(vendor: &Vendor, lowered: &Lowered, crash: &Crash) -> Problem {
    let operations = operations(lowered);
    // Without any operation, only `components` are left.
    let shared = crashes(lowered, "");
    let culprit = if shared { None } else { first_to_crash(lowered, &operations) };
    let Some((operation, crash)) = culprit else {
        let cause = if shared {
            "it crashes on `components` alone"
        } else {
            "it crashes on no single operation, so the cause is in what they share"
        };
        return Problem::in_file(
            vendor.document_path().display().to_string(),
            format!("the generator crashes on the document of {}", vendor.title()),
            format!("{}; {cause}", crash.message),
            "look for the newest change in `components`; an action in `overlay.yaml` can take \
             it out until a rule is written for it",
        );
    };
    let mut problem = Problem::in_file(
        vendor.document_path().display().to_string(),
        format!("the generator crashes on `{} {}`", operation.method, operation.path),
        crash.message,
        format!(
            "describe the operation in simpler words by an action in `{}`, and report the \
             construct, so that a rule is written for it",
            vendor.dir.join("overlay.yaml").display()
        ),
    )
    .at(&operation.pointer);
    problem.place.line = load::load(&vendor.document_path())
        .ok()
        .and_then(|document| document.line_of(&operation.pointer));
    problem
}

fn crashes(lowered: &Lowered, operation: &str) -> bool {
    matches!(render(&codegen::only_operation(lowered, operation)), Err(Failure::Crash(_)))
}

/// Renders each operation alone, several at a time, until the first culprit is known.
fn first_to_crash<'a>(
    lowered: &Lowered,
    operations: &'a [Operation],
) -> Option<(&'a Operation, Crash)> {
    let next = AtomicUsize::new(0);
    let found: Mutex<Option<(usize, Crash)>> = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(operation) = operations.get(index) else { return };
                    // They are begun in order, so that whoever finds one ends the search.
                    if found.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
                        return;
                    }
                    let alone = codegen::only_operation(lowered, &operation.id);
                    if let Err(Failure::Crash(crash)) = render(&alone) {
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        if found.as_ref().is_none_or(|(known, _)| index < *known) {
                            *found = Some((index, crash));
                        }
                    }
                }
            });
        }
    });
    let (index, crash) = found.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    operations.get(index).map(|operation| (operation, crash))
}
