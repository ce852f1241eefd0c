//! A team's folder on the disk: which files it has, bounded, and their bytes.
//!
//! A folder is somebody else's: it may be huge, change at any moment, and hold links to anywhere. Links out of it are
//! not followed, and neither are links to folders.

use std::collections::VecDeque;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The most Markdown files of a folder that are read.
pub(super) const MOST_FILES: usize = 1000;

/// The file at the top of a folder with an organisation's own clocks for notices, and the calendar of its place.
const NOTICES: &str = "notices.toml";

/// The most entries of a folder and its folders that are looked at.
const MOST_ENTRIES: usize = 10_000;

/// The longest runbook in bytes (rule L29). One byte more is read, so that a longer one is told as such.
const LONGEST: u64 = 256 << 10;

/// What a folder holds at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// Its Markdown files, by their paths.
    pub(super) files: Vec<Listed>,
    /// Its rows of notices, if it has some.
    pub(super) notices: Option<Listed>,
    /// What was passed over, in sentences.
    pub(super) problems: Vec<String>,
}

/// A file, with what tells that it has changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed {
    /// Its path from the folder, with `/`.
    pub(super) name: String,
    /// Where it is; of a link, where it leads.
    pub(super) path: PathBuf,
    length: u64,
    changed: Option<SystemTime>,
}

impl Listed {
    /// The file of a name, if it is one: what is neither a file nor a link to one is passed over.
    pub(super) fn of(name: String, path: PathBuf) -> io::Result<Option<Self>> {
        let found = fs::metadata(&path)?;
        Ok(found.is_file().then(|| Self { name, path, length: found.len(), changed: found.modified().ok() }))
    }

    /// Its bytes, of a file that is too long only as many as tell that it is.
    pub(super) fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(&self.path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The Markdown files of a folder and its folders; hidden ones are passed over.
pub(super) fn list(folder: &Path) -> io::Result<Listing> {
    let folder = folder.canonicalize()?;
    let mut listing = Listing::default();
    let mut open = VecDeque::from([(folder.clone(), String::new())]);
    let mut seen = 0;
    while let Some((path, prefix)) = open.pop_front() {
        let entries = match fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            // The folder itself cannot be read; one of its folders is told, and the others are read.
            Err(error) if prefix.is_empty() => return Err(error),
            Err(error) => {
                listing.problems.push(format!("{prefix} cannot be read: {error}."));
                continue;
            }
        };
        let mut entries: Vec<(String, DirEntry)> =
            entries.into_iter().map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry)).collect();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, entry) in entries {
            seen += 1;
            if seen > MOST_ENTRIES || listing.files.len() == MOST_FILES {
                let most =
                    format!("It holds more than {MOST_FILES} runbooks or {MOST_ENTRIES} entries: not all are read.");
                listing.problems.push(most);
                listing.files.sort();
                return Ok(listing);
            }
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{name}");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push_back((entry.path(), format!("{name}/"))),
                Ok(kind) if name == NOTICES => match file(&folder, &entry, kind.is_symlink(), &name) {
                    Ok(found) => listing.notices = found,
                    Err(problem) => listing.problems.push(problem),
                },
                Ok(kind) if is_markdown(&name) => match file(&folder, &entry, kind.is_symlink(), &name) {
                    Ok(found) => listing.files.extend(found),
                    Err(problem) => listing.problems.push(problem),
                },
                Ok(_) => {}
                Err(error) => listing.problems.push(format!("{name} cannot be read: {error}.")),
            }
        }
    }
    listing.files.sort();
    Ok(listing)
}

/// Whether a name is a Markdown file's.
pub(super) fn is_markdown(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "md")
}

/// A Markdown file, or a link to one inside the folder.
fn file(folder: &Path, entry: &DirEntry, is_link: bool, name: &str) -> Result<Option<Listed>, String> {
    let mut path = entry.path();
    if entry.file_name().to_str().is_none() {
        return Err(format!("{name} is passed over: its name is not UTF-8."));
    }
    if is_link {
        path = path.canonicalize().map_err(|_| format!("{name} is a link that leads nowhere."))?;
        if !path.starts_with(folder) {
            return Err(format!("{name} is passed over: the link leads out of the folder."));
        }
    }
    Listed::of(name.to_owned(), path).map_err(|error| format!("{name} cannot be read: {error}."))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn names(listing: &Listing) -> Vec<&str> {
        listing.files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn markdown_files_are_listed_and_links_out_of_the_folder_are_not() {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("secret.md"), "# Elsewhere").expect("a file");
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["b.md", "a.txt", ".hidden.md", "c/d.md", ".git/e.md", "notices.toml", "c/notices.toml"] {
            fs::create_dir_all(at(name).parent().expect("a folder")).expect("a folder");
            fs::write(at(name), name).expect("a file");
        }
        fs::create_dir(at("folder.md")).expect("a folder");
        symlink(outside.path().join("secret.md"), at("out.md")).expect("a link");
        symlink(outside.path(), at("out")).expect("a link");
        symlink(folder.path(), at("c/around")).expect("a link");
        symlink("b.md", at("in.md")).expect("a link");
        symlink("nothing.md", at("nowhere.md")).expect("a link");
        let listing = list(folder.path()).expect("a listing");
        assert_eq!(names(&listing), ["b.md", "c/d.md", "in.md"]);
        assert_eq!(listing.notices.as_ref().map(|file| file.name.as_str()), Some("notices.toml"));
        let told = listing.problems.join(" ");
        assert_eq!(listing.problems.len(), 2, "{told}");
        assert!(told.contains("out.md is passed over") && told.contains("nowhere.md"), "{told}");
        assert_eq!(listing.files[2].read().expect("read"), b"b.md");
        assert!(list(&at("none")).is_err());
    }

    #[test]
    fn a_folder_and_its_files_are_bounded() {
        let folder = tempfile::tempdir().expect("a folder");
        let long = vec![b'a'; usize::try_from(LONGEST).expect("fits") + 100];
        fs::write(folder.path().join("0.md"), &long).expect("a file");
        for number in 1..MOST_FILES {
            fs::write(folder.path().join(format!("{number}.md")), "").expect("a file");
        }
        let listing = list(folder.path()).expect("a listing");
        assert_eq!((listing.files.len(), listing.problems.len()), (MOST_FILES, 0));
        assert_eq!(listing.files[0].read().expect("read").len(), usize::try_from(LONGEST).expect("fits") + 1);
        fs::write(folder.path().join("z.md"), "").expect("a file");
        let more = list(folder.path()).expect("a listing");
        assert_eq!((more.files.len(), more.problems.len()), (MOST_FILES, 1));
        // A changed file is another listing.
        fs::write(folder.path().join("5.md"), "changed").expect("a file");
        assert_ne!(list(folder.path()).expect("a listing").files, more.files);
    }
}
