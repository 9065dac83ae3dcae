//! Which operation made the generator crash? The one on which it crashes alone.

use std::thread;

use serde_json::{Map, Value};
use switchboard_codegen::Lowered;
use switchboard_spec::{Problem, load, vendor::Vendor, walk::METHODS};

use crate::{
    operation::{Operation, operations},
    render::{Crash, Failure, render},
};

/// The problem that a crash amounts to.
pub(crate) fn explain(vendor: &Vendor, lowered: &Lowered, crash: &Crash) -> Problem {
    let operations = operations(&lowered.document);
    // Without any operation, only `components` are left.
    let shared = crash_of(lowered, &[]).is_some();
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
    problem.place.line = load::load(&vendor.document_path()).ok().and_then(|document| document.line_of(&operation.pointer));
    problem
}

/// Halves the operations until one is left. `None` if it takes several of them to crash.
fn first_to_crash<'a>(lowered: &Lowered, operations: &'a [Operation]) -> Option<(&'a Operation, Crash)> {
    match operations {
        [] => return None,
        [only] => return crash_of(lowered, operations).map(|crash| (only, crash)),
        _ => {}
    }
    let (first, second) = operations.split_at(operations.len() / 2);
    let (in_first, in_second) = thread::scope(|scope| {
        let in_second = scope.spawn(|| crash_of(lowered, second));
        (crash_of(lowered, first), in_second.join().ok().flatten())
    });
    match (in_first, in_second) {
        (Some(_), _) => first_to_crash(lowered, first),
        (None, Some(_)) => first_to_crash(lowered, second),
        (None, None) => None,
    }
}

/// How the generator crashes on these operations and what they share, if it does.
fn crash_of(lowered: &Lowered, operations: &[Operation]) -> Option<Crash> {
    let wanted = |operation: &Value| {
        let id = operation.get("operationId").and_then(Value::as_str);
        operations.iter().any(|operation| Some(operation.id.as_str()) == id)
    };
    let mut some = lowered.clone();
    let paths = some.document.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        item.retain(|member, operation| !METHODS.contains(&member.as_str()) || wanted(operation));
    }
    match render(&some) {
        Err(Failure::Crash(crash)) => Some(crash),
        _ => None,
    }
}
