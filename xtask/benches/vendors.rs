//! How long the vendors' documents take, from the file to the code.
//!
//! ```sh
//! cargo bench -p xtask --bench vendors
//! ```
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark that panics has failed, and documents nothing")]

use std::{env, path::Path, thread};

use divan::Bencher;
use switchboard_codegen::{self as codegen, Lowered};
use switchboard_spec::vendor::{self, Vendor};

/// The vendors of the workspace, by name.
fn vendors() -> Vec<String> {
    vendor::vendors(Path::new("specs")).unwrap().into_iter().map(|vendor| vendor.name).collect()
}

/// The generator recurses as deep as a document, and is written for a large stack.
const STACK: usize = 512 * 1024 * 1024;

fn main() {
    // Messages and generated files name paths as they are in the workspace.
    env::set_current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap();
    thread::Builder::new().stack_size(STACK).spawn(divan::main).unwrap().join().unwrap();
}

fn vendor(name: &str) -> Vendor {
    vendor::find(Path::new("specs"), name).unwrap()
}

/// Read, corrected, lowered and fitted.
fn lower(vendor: &Vendor) -> Lowered {
    codegen::lower(vendor, Path::new("specs")).unwrap()
}

#[divan::bench(args = vendors())]
fn lowering(bencher: Bencher<'_, '_>, name: &str) {
    let vendor = vendor(name);
    bencher.bench_local(|| lower(&vendor));
}

#[divan::bench(args = vendors())]
fn generating(bencher: Bencher<'_, '_>, name: &str) {
    let vendor = vendor(name);
    let document = lower(&vendor).document;
    bencher.bench_local(|| codegen::generate(&document, &vendor).unwrap());
}

/// Everything that `cargo xtask generate` does for a vendor but for processes and writing.
#[divan::bench(args = vendors())]
fn all(bencher: Bencher<'_, '_>, name: &str) {
    let vendor = vendor(name);
    bencher.bench_local(|| codegen::render(&lower(&vendor)).unwrap());
}
