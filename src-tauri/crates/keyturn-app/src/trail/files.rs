//! The files below the paths that a person names, in a fixed order.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::report::Skipped;

/// What lies below the named paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Regular files, each once, in the order of the named paths and by name within each folder.
    pub(super) files: Vec<PathBuf>,
    /// What will not be opened, with the reason.
    pub(super) skipped: Vec<Skipped>,
}

/// Walks the named paths. Never fails as a whole: what cannot be listed is among the skipped.
///
/// A link that a person names is followed, as they named it. One that lies within a folder is not: what it points to
/// may be anywhere, and if it is inside the folder it is read there. Pipes and devices are not opened, because reading
/// one may never end.
pub(super) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(kind) => visit(path, kind.file_type(), &mut found),
            Err(error) => found.skip(path, &unreadable(&error)),
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.files.retain(|file| seen.insert(file.clone()));
    found
}

/// Takes a file, or everything below a folder. A folder's own stack of unvisited entries stands in for recursion, so
/// that a deep tree is no danger.
fn visit(path: &Path, kind: fs::FileType, found: &mut Found) {
    let mut waiting = vec![(path.to_owned(), kind)];
    while let Some((path, kind)) = waiting.pop() {
        if kind.is_file() {
            found.files.push(path);
        } else if kind.is_dir() {
            match list(&path, found) {
                // The stack gives back the last first.
                Ok(entries) => waiting.extend(entries.into_iter().rev()),
                Err(error) => found.skip(&path, &unreadable(&error)),
            }
        } else if kind.is_symlink() {
            found.skip(&path, "It is a link: name what it points to, to have that read.");
        } else {
            found.skip(&path, "It is neither a file nor a folder.");
        }
    }
}

/// The entries of a folder that are not hidden, by name.
fn list(folder: &Path, found: &mut Found) -> io::Result<Vec<(PathBuf, fs::FileType)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            found.skip(&path, "It is hidden: its name begins with a dot.");
            continue;
        }
        match entry.file_type() {
            Ok(kind) => entries.push((path, kind)),
            Err(error) => found.skip(&path, &unreadable(&error)),
        }
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}

pub(super) fn unreadable(error: &io::Error) -> String {
    format!("It cannot be read: {error}.")
}

impl Found {
    fn skip(&mut self, path: &Path, why: &str) {
        self.skipped.push(Skipped { file: path.display().to_string(), why: why.to_owned(), in_part: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_once_and_by_name_and_what_is_passed_over_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("b/deep")).expect("folders");
        for name in ["b/2.json", "b/1.json", "b/deep/3.json", "a.json", "b/.DS_Store"] {
            fs::write(at(name), "{}").expect("a file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc", at("b/out")).expect("a link");

        let found = find(&[at("b"), at("missing"), at("a.json"), at("b/1.json")]);
        assert_eq!(found.files, ["b/1.json", "b/2.json", "b/deep/3.json", "a.json"].map(at));
        let mut told: Vec<(String, &str)> = found
            .skipped
            .iter()
            .map(|skipped| (skipped.file.replace(&folder.path().display().to_string(), ""), skipped.why.as_str()))
            .collect();
        told.sort();
        let expected = [
            ("/b/.DS_Store", "It is hidden"),
            #[cfg(unix)]
            ("/b/out", "It is a link"),
            ("/missing", "It cannot be read: No such file"),
        ];
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for ((file, why), (name, begins)) in told.iter().zip(expected) {
            assert!(file == name && why.starts_with(begins), "{file}: {why}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_named_link_is_followed_and_a_pipe_is_not_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("real")).expect("a folder");
        fs::write(at("real/1.json"), "{}").expect("a file");
        std::os::unix::fs::symlink(at("real"), at("named")).expect("a link");
        let listener = std::os::unix::net::UnixListener::bind(at("real/socket")).expect("a socket");

        let found = find(&[at("named")]);
        assert_eq!(found.files, [at("named/1.json")]);
        assert_eq!(found.skipped.len(), 1);
        assert_eq!(found.skipped[0].why, "It is neither a file nor a folder.");
        drop(listener);
    }
}
