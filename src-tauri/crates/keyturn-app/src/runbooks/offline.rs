//! What needs no database: runbooks of a folder linted, shown, exported and begun, on a laptop or in CI.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use keyturn_runbook::catalogue::{Catalogue, Folder, load};
use keyturn_runbook::finding::Finding;
use keyturn_runbook::lint::{lint, lint_versions};
use keyturn_runbook::runbook::Runbook;
use keyturn_runbook::sarif::sarif;
use keyturn_runbook::shipped;
use keyturn_runbook::template::template;
use keyturn_runbook::words::RunbookKind;

use super::files::{self, Listed, Listing};
use super::library::{FilesRead, catalogue, read_files, sources, surroundings};
use crate::clock::Clock;
use crate::error::AppError;

/// What the lint of a folder says.
#[derive(Clone, Debug)]
pub struct Linted {
    /// How many Markdown files were read.
    pub files: usize,
    /// What is wrong with them, or with shipped runbooks because of them.
    pub findings: Vec<Finding>,
    /// What could not be read, in sentences.
    pub problems: Vec<String>,
}

/// Lints a folder as the team's, over the shipped runbooks. `base` is the folder as it was, for the rule that versions
/// rise (L22).
pub fn lint_folder(folder: &Path, base: Option<&Path>) -> Result<Linted, AppError> {
    let listing = listing(folder)?;
    let (files, unread) = read_files(&listing);
    let count = files.len();
    let name = name(folder);
    let today = Clock::System.now().date_naive();
    let now = catalogue(&[(&name, files)]);
    let of_shipped: BTreeSet<Finding> = lint(&load(&[shipped()]), surroundings(today)).into_iter().collect();
    let mut findings: BTreeSet<Finding> = lint(&now, surroundings(today)).into_iter().collect();
    findings.retain(|finding| !of_shipped.contains(finding));
    if let Some(base) = base {
        let before = self::listing(base)?;
        let (files, _) = read_files(&before);
        let before = load(&[Folder { name: &self::name(base), files: sources(&files) }]);
        findings.extend(lint_versions(&before, &now));
    }
    let problems = listing.problems.iter().cloned().chain(unread).collect();
    Ok(Linted { files: count, findings: findings.into_iter().collect(), problems })
}

/// Findings as SARIF 2.1.0.
pub fn as_sarif(findings: &[Finding]) -> serde_json::Value {
    sarif(findings, env!("CARGO_PKG_VERSION"))
}

/// A runbook by its id: shipped, or of one of these folders, where a later one replaces an earlier one's.
pub fn by_id(id: &str, folders: &[PathBuf]) -> Result<Runbook, AppError> {
    let mut listed = Vec::new();
    for folder in folders {
        listed.push((name(folder), listing(folder)?));
    }
    let read: Vec<(&str, FilesRead<'_>)> =
        listed.iter().map(|(name, listing)| (name.as_str(), read_files(listing).0)).collect();
    let mut catalogue = catalogue(&read);
    let found = catalogue.runbooks.remove(id).map(|entry| entry.runbook);
    found.ok_or_else(|| AppError::NotFound { what: "runbook", name: id.to_owned() })
}

/// The runbook of a file, with the libraries that lie beside it and the shipped ones.
pub fn by_file(path: &Path) -> Result<Runbook, AppError> {
    let failed = |source| AppError::Read { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut listing = Listing::default();
    listing.files.extend(Listed::of(own.clone(), path.to_owned()).map_err(failed)?);
    for entry in fs::read_dir(folder).map_err(failed)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('_') && files::is_markdown(&name) && name != own {
            // A library that cannot be read is told by the step that includes it.
            listing.files.extend(Listed::of(name, entry.path()).ok().flatten());
        }
    }
    let (files, problems) = read_files(&listing);
    if !files.iter().any(|(name, _)| *name == own) {
        let told = if problems.is_empty() { format!("{} is no file", path.display()) } else { problems.join(" ") };
        return Err(AppError::BadRequest(told));
    }
    let folder = name(folder);
    let mut catalogue = catalogue(&[(&folder, files)]);
    let file = format!("{folder}/{own}");
    let id = catalogue.runbooks.iter().find(|(_, entry)| entry.document.file == file).map(|(id, _)| id.clone());
    let found = id.and_then(|id| catalogue.runbooks.remove(&id)).map(|entry| entry.runbook);
    found.ok_or_else(|| AppError::BadRequest(told(&catalogue, &file)))
}

/// Why a file is no runbook.
fn told(catalogue: &Catalogue, file: &str) -> String {
    let first = catalogue.findings.iter().find(|finding| finding.at.file == file);
    first.map_or_else(|| format!("{file} is no runbook that can be followed"), ToString::to_string)
}

/// Writes a new runbook to begin with into a folder: its path. A file that is there stays as it is.
pub fn begin(kind: RunbookKind, id: &str, title: &str, owner: &str, folder: &Path) -> Result<PathBuf, AppError> {
    let is_kebab = !id.is_empty()
        && id.len() <= 60
        && id.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
    if !is_kebab {
        return Err(AppError::BadRequest(format!("{id:?} is no id: small letters, digits and single hyphens")));
    }
    let name = if kind == RunbookKind::Library { format!("_{id}.md") } else { format!("{id}.md") };
    let path = folder.join(name);
    let failed = |source| AppError::Write { path: path.clone(), source };
    let text = template(kind, id, title, owner, Clock::System.now().date_naive());
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(path)
}

fn listing(folder: &Path) -> Result<Listing, AppError> {
    files::list(folder).map_err(|source| AppError::Read { path: folder.to_owned(), source })
}

/// How findings name a folder: as the person did.
fn name(folder: &Path) -> String {
    let name = folder.to_string_lossy();
    let trimmed = name.trim_end_matches('/');
    if trimmed.is_empty() { name.into_owned() } else { trimmed.to_owned() }
}
