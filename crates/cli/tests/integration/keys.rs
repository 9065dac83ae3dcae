//! Keys come from the environment or from a file that nobody else can read.

use crate::support::{Folder, KEY, Ran, run, switchboard};

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &std::path::Path, _: u32) {}

fn keys_file(folder: &Folder, text: &str, mode: u32) -> String {
    let path = folder.file("switchboard/keys.toml", text.as_bytes());
    set_mode(&path, mode);
    path.display().to_string()
}

/// A call that reaches for the network only if there is a key.
const CALL: [&str; 8] = ["call", "fifth-element", "jobs.get", "--id", "j", "--retries", "0", "--keys"];

fn call_with(file: &str) -> Ran {
    switchboard().args(CALL).arg(file).output().unwrap().into()
}

#[test]
fn a_key_file_for_its_owner_only_is_read() {
    let folder = Folder::new("good-keys");
    let file = keys_file(&folder, &format!("FIFTH_ELEMENT_API_KEY = \"{KEY}\"\nFIFTH_ELEMENT_BASE_URL = \"http://127.0.0.1:9\"\n"), 0o600);
    let ran = call_with(&file);
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(!ran.err.contains(KEY));
    // By its variable, and in its usual place.
    for (name, value) in [("SWITCHBOARD_KEYS", file.as_str()), ("XDG_CONFIG_HOME", folder.path().to_str().unwrap())] {
        let ran: Ran = switchboard().args(&CALL[..7]).env(name, value).output().unwrap().into();
        assert_eq!(ran.code, 5, "{name}: {}", ran.err);
    }
}

#[test]
#[cfg(unix)]
fn a_key_file_that_others_can_read_is_refused_with_the_command_that_mends_it() {
    let folder = Folder::new("open-keys");
    for mode in [0o644, 0o640, 0o660, 0o604] {
        let file = keys_file(&folder, &format!("FIFTH_ELEMENT_API_KEY = \"{KEY}\"\n"), mode);
        let ran = call_with(&file);
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert_eq!(
            ran.err,
            format!("error: the key file {file} can be read by others (its permissions are {mode:04o})\nhint: run `chmod 600 {file}`\n")
        );
    }
}

#[test]
fn a_key_file_that_is_malformed_is_told_by_line_and_not_quoted() {
    let folder = Folder::new("malformed-keys");
    let file = keys_file(&folder, &format!("# mine\nINVENT_API_KEY = {KEY}\n"), 0o600);
    let ran = call_with(&file);
    assert_eq!(ran.code, 3);
    assert!(ran.err.starts_with(&format!("error: line 2 of the key file {file} is not `NAME = \"value\"`")), "{}", ran.err);
    assert!(!ran.err.contains("sk-"), "{}", ran.err);
}

#[test]
fn a_named_key_file_must_be_there() {
    let ran = call_with("/nonexistent/keys.toml");
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("/nonexistent/keys.toml cannot be read"), "{}", ran.err);
}

#[test]
fn the_environment_goes_before_the_file() {
    let folder = Folder::new("both");
    let file = keys_file(&folder, "FIFTH_ELEMENT_API_KEY = \"a\"\nFIFTH_ELEMENT_BASE_URL = \"https://file.example\"\n", 0o600);
    let ran: Ran = switchboard()
        .args(CALL)
        .arg(&file)
        .arg("--dry-run")
        .env("FIFTH_ELEMENT_BASE_URL", "https://environment.example")
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.fine().line()["url"], "https://environment.example/jobs/j");
}

#[test]
fn no_argument_takes_a_key() {
    for option in ["--key", "--api-key", "--token"] {
        let ran = run(&["call", "fifth-element", "jobs.get", "--id", "j", option, KEY]);
        assert_eq!(ran.code, 2);
        assert!(!ran.err.contains(KEY), "{}", ran.err);
    }
}

#[test]
fn the_doctor_finds_a_name_that_nothing_reads() {
    let folder = Folder::new("misspelt");
    let file = keys_file(&folder, &format!("INVENT_API_KYE = \"{KEY}\"\n"), 0o600);
    let ran: Ran = switchboard().args(["doctor", "--keys", &file]).output().unwrap().into();
    assert_eq!(ran.code, 3);
    let finding = ran.lines().into_iter().find(|line| line["state"] == "warn").unwrap();
    assert_eq!(
        (&finding["detail"], &finding["hint"]),
        (&"nothing reads `INVENT_API_KYE`".into(), &"did you mean `INVENT_API_KEY`?".into())
    );
    assert!(!ran.out.contains(KEY));
}
