//! What is refused, and in which words: each fixture of `fixtures/refused` has its text in a
//! snapshot.

use std::{
    fs,
    path::{Path, PathBuf},
};

use switchboard_spec::{Problem, bundle, check, load, overlay, vendor};

/// Tests run in the folder of the crate, so that these paths read the same everywhere.
const REFUSED: &str = "tests/fixtures/refused";

/// The fixtures of a group, in order.
fn fixtures(group: &str) -> Vec<PathBuf> {
    let folder = Path::new(REFUSED).join(group);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no fixture in {group}");
    paths
}

/// The texts of a group's problems.
fn texts(group: &str, run: impl Fn(&Path) -> Result<(), Problem>) -> String {
    let text = |path: &PathBuf| {
        let problem = run(path).expect_err(&path.display().to_string());
        let name = path.file_name().unwrap().to_string_lossy();
        format!("── {name}\n{problem}\n")
    };
    fixtures(group).iter().map(text).collect::<Vec<_>>().join("\n")
}

fn read(path: &Path) -> Result<(), Problem> {
    let path = if path.is_dir() { path.join("openapi.yaml") } else { path.to_owned() };
    let document = load::load(&path)?;
    let (document, _) = bundle::bundle(document, path.parent().unwrap())?;
    check::check(&document)
}

#[test]
fn what_is_not_json_or_yaml_is_refused() {
    insta::assert_snapshot!(texts("syntax", read));
}

#[test]
fn what_is_not_openapi_is_refused() {
    insta::assert_snapshot!(texts("identity", read));
}

#[test]
fn a_reference_that_leads_nowhere_is_refused() {
    insta::assert_snapshot!(texts("references", read));
}

#[test]
fn a_path_that_is_a_whole_address_is_refused() {
    insta::assert_snapshot!(texts("addresses", read));
}

#[test]
fn an_overlay_that_does_nothing_is_refused() {
    let document = load::load(Path::new("tests/fixtures/pets.yaml")).unwrap();
    let run = |path: &Path| overlay::apply(&document.value, path).map(|_| ());
    insta::assert_snapshot!(texts("overlay", run));
}

#[test]
fn settings_that_are_not_understood_are_refused() {
    insta::assert_snapshot!(texts("vendor", |path| vendor::Vendor::load(path).map(|_| ())));
}

#[test]
fn an_unknown_vendor_is_answered_with_those_that_exist() {
    let specs = Path::new("tests/fixtures/refused/vendor");
    let near = vendor::find(specs, "unknown-pagin").unwrap_err();
    let far = vendor::find(specs, "invent").unwrap_err();
    let nowhere = vendor::find(Path::new("tests/nowhere"), "invent").unwrap_err();
    insta::assert_snapshot!(format!("{near}\n\n{far}\n\n{nowhere}"));
}

#[test]
fn a_missing_file_is_refused() {
    insta::assert_snapshot!(load::load(Path::new("tests/nowhere.yaml")).unwrap_err());
}

#[test]
#[cfg(unix)]
fn a_symbolic_link_does_not_lead_out_of_the_folder() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("symbolic-link");
    let _ = fs::remove_dir_all(&root);
    let (outside, folder) = (root.join("outside"), root.join("folder"));
    fs::create_dir_all(&outside).unwrap();
    fs::create_dir_all(&folder).unwrap();
    fs::write(outside.join("secret.yaml"), "type: object").unwrap();
    std::os::unix::fs::symlink(&outside, folder.join("schemas")).unwrap();
    let path = folder.join("openapi.yaml");
    let text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {/a: {get: {}}}\n\
                components: {schemas: {A: {$ref: schemas/secret.yaml}}}\n";
    fs::write(&path, text).unwrap();
    let problem = read(&path).unwrap_err();
    let expected = "a `$ref` to a file outside the document's folder: `schemas/secret.yaml`";
    assert_eq!(problem.what, expected);
}
