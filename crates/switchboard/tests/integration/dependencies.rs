//! What a service compiles that uses one vendor.

use std::process::Command;

/// The features of a service that uses Invicta.
const FEATURES: &str = "invicta,rustls-ring,gzip,http2";

fn tree(arguments: &[&str]) -> Vec<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--offline", "-p", "switchboard", "--no-default-features", "--features", FEATURES, "-e", "normal"])
        .args(["--prefix", "depth"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_service_with_one_vendor_compiles_neither_the_generator_nor_another_vendor() {
    let name = |line: &String| line.trim_start_matches(|c: char| c.is_ascii_digit()).split(' ').next().unwrap_or_default().to_owned();
    let names: Vec<String> = tree(&[]).iter().map(name).collect();
    assert!(names.iter().any(|name| name == "switchboard-invicta"), "{names:?}");
    for name in &names {
        let is_generator = ["progenitor", "openapiv3", "typify", "prettyplease", "regress"].iter().any(|it| name.starts_with(it));
        assert!(!is_generator, "{name}");
        let is_ours = ["switchboard", "switchboard-core", "switchboard-invicta"].contains(&name.as_str());
        assert!(is_ours || !name.starts_with("switchboard"), "{name}");
    }
}

#[test]
fn only_derives_parse_rust() {
    let users: Vec<String> = tree(&["--invert", "syn"]).into_iter().filter(|line| line.starts_with("1")).collect();
    assert!(!users.is_empty());
    for user in users {
        assert!(user.contains("(proc-macro)"), "{user}");
    }
}
