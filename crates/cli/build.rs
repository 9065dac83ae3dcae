//! Lists the catalogues that `cargo xtask generate` has written, one for each vendor, so that a
//! new vendor needs no line here.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("src/catalogue/generated");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    let modules: String = names.iter().map(|name| format!("#[path = {:?}]\nmod {name};\n", folder.join(format!("{name}.rs")))).collect();
    let vendors: String = names.iter().map(|name| format!("&{name}::VENDOR, ")).collect();
    let list = format!("{modules}\n/// The vendors, by name.\npub static VENDORS: &[&Vendor] = &[{vendors}];\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("catalogues.rs"), list)
}
