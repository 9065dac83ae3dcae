//! Lists the vendors that `cargo xtask generate` has written below `vendors/`.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("vendors");
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(&folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        let file = |file: &str| folder.join(&name).join(file);
        let (facts, document) = (file("facts.json"), file("openapi.json"));
        writeln!(list, "    Embedded {{ facts: include_str!({facts:?}), document: include_str!({document:?}) }},")?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("vendors.rs"), list)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    Ok(())
}
