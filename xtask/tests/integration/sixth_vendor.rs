//! `add` in a copy of this workspace: it compiles and its tests pass afterwards with nothing else
//! edited, and `remove` leaves no trace.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::adding::ACME;

/// Packages whose tests go over all vendors.
const TESTED: [&str; 3] = ["switchboard-sandbox", "switchboard-cli", "switchboard-tests"];

#[test]
fn with_a_sixth_vendor_the_tests_pass_and_it_leaves_without_a_trace() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sixth-vendor");
    let _ = fs::remove_dir_all(&root);
    copy(Path::new(".."), &root);
    let document = Path::new(env!("CARGO_TARGET_TMPDIR")).join("acme.yaml");
    fs::write(&document, ACME).unwrap();
    rename_version(&root);
    let before = contents(&root);

    xtask(&root, &["add", "acme-chat", "--from", document.to_str().unwrap()]);
    let added = contents(&root);
    assert!(added.contains_key(Path::new("tests/tests/integration/snapshots/surface-acme-chat.snap")));
    for list in
        ["Cargo.lock", "crates/switchboard/Cargo.toml", "crates/switchboard/src/vendors/mod.rs", "tests/Cargo.toml", "tests/src/vendors.rs"]
    {
        assert!(String::from_utf8_lossy(&added[Path::new(list)]).contains("acme-chat"), "{list}");
    }
    xtask(&root, &["generate", "--check"]);
    xtask(&root, &["lint"]);
    cargo(&root, &["fmt", "--all", "--check"]);
    cargo(&root, &["check", "--quiet", "--locked", "--offline", "--package", "switchboard-acme-chat", "--package", "switchboard"]);
    let packages = TESTED.iter().flat_map(|package| ["--package", package]);
    let test: Vec<&str> = ["test", "--quiet", "--locked", "--offline", "--test", "integration"].into_iter().chain(packages).collect();
    cargo(&root, &test);

    xtask(&root, &["remove", "acme-chat"]);
    let after = contents(&root);
    let changed: Vec<_> = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(changed.is_empty(), "{changed:?}");
    fs::remove_dir_all(&root).unwrap();
}

/// Cargo names what it has built by a package's version and its place in a workspace, and both
/// workspaces build into one folder: the copy is of another version, or each would find the
/// other's output.
fn rename_version(root: &Path) {
    let version = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    let (numbers, _) = version.rsplit_once('.').unwrap();
    for manifest in ["Cargo.toml", "crates/switchboard/Cargo.toml"].map(|manifest| root.join(manifest)) {
        let text = fs::read_to_string(&manifest).unwrap();
        assert!(text.contains(&version), "{manifest:?} names the workspace's version");
        fs::write(&manifest, text.replace(&version, &format!("{numbers}.999\""))).unwrap();
    }
    cargo(root, &["update", "--quiet", "--workspace", "--offline"]);
}

fn xtask(root: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    expect_success(command.args(arguments).arg("--root").arg(root));
}

fn cargo(root: &Path, arguments: &[&str]) {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What the crates of others compile to is there already.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    expect_success(command.args(arguments).current_dir(root).env("CARGO_TARGET_DIR", target));
}

fn expect_success(command: &mut Command) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}\n{}", text(&output.stdout), text(&output.stderr));
}

/// Copies a workspace: neither what cargo has built, nor what git knows.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let name = from.file_name().unwrap();
        let to = to.join(name);
        if from.is_symlink() {
            link(&fs::read_link(&from).unwrap(), &to);
        } else if !from.is_dir() {
            fs::copy(&from, &to).unwrap();
        } else if name != ".git" && !from.join("CACHEDIR.TAG").exists() {
            copy(&from, &to);
        }
    }
}

#[cfg(unix)]
fn link(target: &Path, link: &Path) {
    std::os::unix::fs::symlink(target, link).unwrap();
}

#[cfg(not(unix))]
fn link(target: &Path, link: &Path) {
    fs::copy(link.parent().unwrap().join(target), link).unwrap();
}

fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(root, root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}
