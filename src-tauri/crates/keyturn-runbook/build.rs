//! Embeds the shipped folder of runbooks, so that the program has them wherever it lies.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("no {name}")));
    let folder = variable("CARGO_MANIFEST_DIR")?.join("../../../runbooks").canonicalize()?;
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&folder).map_err(io::Error::other)?;
        let name = name.to_str().ok_or_else(|| io::Error::other("a name is not UTF-8"))?.replace('\\', "/");
        let file = file.to_str().ok_or_else(|| io::Error::other("a path is not UTF-8"))?;
        writeln!(list, "    SourceFile {{ path: {name:?}, bytes: include_bytes!({file:?}) }},")
            .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("shipped.rs"), list)
}

/// The Markdown files of a folder and its folders. Cargo runs this again when one comes, goes or changes.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(())
}
