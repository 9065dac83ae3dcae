//! Entry points: each takes anything, and must come back.

use std::collections::BTreeSet;

use serde_json::Value;
use switchboard_codegen as codegen;
use switchboard_core::{
    bytes::Bytes,
    sse::{Framing, Parser},
};
use switchboard_diff::{Side, compare};
use switchboard_spec::{Lowered, Problem, bundle, check, load, pipeline, vendor::Vendor, walk::METHODS};

/// Events longer than this are refused.
const LONGEST_EVENT: usize = 4096;

/// Bytes, as a document.
///
/// # Errors
/// The problem, which says what, where and why.
pub fn load(bytes: &[u8]) -> Result<Value, Problem> {
    let document = load::parse("fuzz.yaml", bytes)?;
    // Nothing lies beside it.
    let (document, _) = bundle::bundle(document, std::path::Path::new("/nowhere"))?;
    check::check(&document)?;
    Ok(document.value)
}

/// The facts of a vendor that nobody has written down.
pub fn nobody() -> Vendor {
    Vendor::for_document(std::path::Path::new("/nowhere/fuzz.yaml"))
}

/// A document through load and check, lowered and fitted. What is refused gives a problem; what is
/// not must keep each operation and say no word of a rule that does not exist.
///
/// # Errors
/// The problem of a document that is refused; what does not hold of one that is not.
pub fn lower(document: &Value) -> Result<Result<Lowered, Problem>, String> {
    let text = document.to_string();
    let document = match load(text.as_bytes()) {
        Ok(document) => document,
        Err(problem) => {
            let whole = !problem.what.is_empty();
            return if whole { Ok(Err(problem)) } else { Err("a problem without a word".to_owned()) };
        }
    };
    let lowered = pipeline::lower(&document, &nobody().settings);
    // What a mutation has referred elsewhere need not be an operation, nor be found again.
    let items = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    if items
        .clone()
        .any(|(_, item)| item.get("$ref").is_some() || METHODS.iter().any(|method| item.pointer(&format!("/{method}/$ref")).is_some()))
    {
        return Ok(Ok(lowered));
    }
    let (before, after) = (lowered.counts.operations_in, calls(&lowered.document));
    if after < before {
        return Err(format!("{before} operations went in, {after} came out"));
    }
    for finding in &lowered.findings {
        if document.pointer(finding.pointer.trim_start_matches('#')).is_none() {
            return Err(format!("`{}` is found at {}, where nothing is", finding.rule.id, finding.pointer));
        }
    }
    Ok(Ok(lowered))
}

fn calls(document: &Value) -> usize {
    let items = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    items.map(|(_, item)| METHODS.iter().filter(|method| item.get(**method).is_some()).count()).sum()
}

/// A document, all the way to Rust.
///
/// # Errors
/// What does not hold; among it that progenitor refuses what was fitted to it.
pub fn generate(document: &Value) -> Result<Option<usize>, String> {
    let Ok(lowered) = lower(document)? else { return Ok(None) };
    let code = codegen::generate(&lowered.document, &nobody()).map_err(|problem| problem.to_string())?;
    Ok(Some(code.rust.lines().count()))
}

/// Two versions of a document, compared both ways: none differs from itself, and what one way
/// finds the other finds as its mirror, at the same places.
///
/// # Errors
/// What does not hold.
pub fn diff(base: &Value, revision: &Value) -> Result<Option<usize>, String> {
    let (Ok(base), Ok(revision)) = (load(base.to_string().as_bytes()), load(revision.to_string().as_bytes())) else { return Ok(None) };
    let between = |base: &Value, revision: &Value| compare(&Side::plain(base), &Side::plain(revision), &[]);
    for document in [&base, &revision] {
        if let Some(change) = between(document, document).changes.first() {
            return Err(format!("a document differs from itself: {} at {}", change.text, change.base_pointer));
        }
    }
    let (there, back) = (between(&base, &revision), between(&revision, &base));
    let seen: BTreeSet<_> = there.changes.iter().map(|it| (it.rule.mirror, &it.revision_pointer, &it.base_pointer)).collect();
    let mirrored: BTreeSet<_> = back.changes.iter().map(|it| (it.rule.id, &it.base_pointer, &it.revision_pointer)).collect();
    if seen != mirrored {
        let (more, less) = (seen.difference(&mirrored).next(), mirrored.difference(&seen).next());
        return Err(format!("one way only: {more:?}, the other way only: {less:?}"));
    }
    Ok(Some(there.changes.len()))
}

/// Bytes, as a stream of events, in pieces of the given sizes. However it is cut, the events are
/// the same.
///
/// # Errors
/// When the pieces give other events than the whole.
pub fn sse(bytes: &[u8], sizes: &[usize]) -> Result<usize, String> {
    let mut count = 0;
    for framing in [Framing::Standard, Framing::LinePerEvent] {
        let whole = events(&[bytes], framing);
        let mut pieces = Vec::new();
        let mut rest = bytes;
        for size in sizes.iter().cycle().take(bytes.len().max(1)) {
            let (piece, behind) = rest.split_at((*size).clamp(1, rest.len().max(1)).min(rest.len()));
            pieces.push(piece);
            rest = behind;
        }
        pieces.push(rest);
        let cut = events(&pieces, framing);
        if cut != whole {
            return Err(format!("in one piece {whole:?}, in pieces {cut:?}"));
        }
        count += whole.len();
    }
    Ok(count)
}

fn events(pieces: &[&[u8]], framing: Framing) -> Vec<String> {
    let mut parser = Parser::new(framing, LONGEST_EVENT);
    let mut out = Vec::new();
    for piece in pieces {
        parser.push(Bytes::copy_from_slice(piece));
        while let Some(event) = parser.next_event() {
            out.push(format!("{event:?}"));
        }
    }
    out.extend(parser.finish().map(|event| format!("{event:?}")));
    out
}
