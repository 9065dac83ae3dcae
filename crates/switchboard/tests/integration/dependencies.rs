//! What a service compiles that uses one vendor.

use std::process::Command;

/// The features of a service that uses Invicta.
const FEATURES: &str = "invicta,rustls-ring,gzip,http2";

/// One line of `cargo tree`.
struct Line {
    depth: usize,
    name: String,
    is_proc_macro: bool,
}

fn tree() -> Vec<Line> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--offline", "-p", "switchboard", "--no-default-features", "--features", FEATURES])
        .args(["-e", "normal", "--prefix", "depth"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(Line::read).collect()
}

impl Line {
    fn read(line: &str) -> Self {
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (depth, rest) = line.split_at(digits);
        let name = rest.split(' ').next().unwrap_or_default().to_owned();
        Self { depth: depth.parse().unwrap(), name, is_proc_macro: rest.contains("(proc-macro)") }
    }
}

#[test]
fn a_service_with_one_vendor_compiles_neither_the_generator_nor_another_vendor() {
    let tree = tree();
    assert!(tree.iter().any(|line| line.name == "switchboard-invicta"));
    for Line { name, .. } in &tree {
        let is_generator = ["progenitor", "openapiv3", "typify", "prettyplease", "regress"].iter().any(|it| name.starts_with(it));
        assert!(!is_generator, "{name}");
        let is_ours = ["switchboard", "switchboard-core", "switchboard-invicta"].contains(&name.as_str());
        assert!(is_ours || !name.starts_with("switchboard"), "{name}");
    }
}

#[test]
fn only_derives_parse_rust() {
    let tree = tree();
    let mut path: Vec<&Line> = Vec::new();
    let mut uses = 0;
    for line in &tree {
        path.truncate(line.depth);
        if line.name == "syn" {
            uses += 1;
            assert!(path.iter().any(|above| above.is_proc_macro), "syn below {:?}", path.last().map(|above| &above.name));
        }
        path.push(line);
    }
    assert!(uses > 0, "derives use it");
}
