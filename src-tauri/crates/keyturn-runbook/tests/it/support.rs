//! What the tests of this crate read: the shipped folder, and folders of their own.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use keyturn_runbook::catalogue::{Catalogue, Folder, SourceFile, load};
use keyturn_runbook::lint::Surroundings;

/// The folder that Keyturn ships.
pub(crate) fn shipped_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../runbooks")
}

/// The `.md` files of a folder and its folders, by their paths.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(folder).expect("below the folder").to_str().expect("UTF-8");
                found.push((name.replace('\\', "/"), fs::read(&path).expect("a file")));
            }
        }
    }
    found.sort();
    found
}

/// A catalogue of the files of one folder.
pub(crate) fn catalogue(name: &str, files: &[(String, Vec<u8>)]) -> Catalogue {
    let files = files.iter().map(|(path, bytes)| SourceFile { path, bytes }).collect();
    load(&[Folder { name, files }])
}

/// The shipped catalogue.
pub(crate) fn shipped() -> Catalogue {
    catalogue("runbooks", &files(&shipped_folder()))
}

/// The day for which the tests judge reviews: that of the first release of the catalogue.
pub(crate) fn surroundings() -> Surroundings<'static> {
    Surroundings { today: NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date"), detections: &[] }
}
