//! All runbooks at hand: what Keyturn ships, and the folders that a team adds.
//!
//! A file that is wrong never takes the others away. Of two files with one id the later folder's wins, visibly.

use std::collections::BTreeMap;

use semver::Version;

use crate::document::Document;
use crate::finding::{Finding, Rule};
use crate::issuer::{self, Issuer};
use crate::markdown::short;
use crate::parse::{id_of_file, parse};
use crate::resolve::{Libraries, resolve};
use crate::runbook::Runbook;
use crate::words::RunbookKind;

/// A file, as the caller read it.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// Its path from the folder, with `/`: `drill.md`, `issuers/stripe.md`. Others than `.md` are passed over.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// A folder of runbooks.
#[derive(Clone, Debug)]
pub struct Folder<'a> {
    /// Its name: findings carry it before the path.
    pub name: &'a str,
    /// Its files.
    pub files: Vec<SourceFile<'a>>,
}

/// A runbook at hand.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The runbook, ready to be followed.
    pub runbook: Runbook,
    /// Its file as written.
    pub document: Document,
    /// The folder it came from.
    pub folder: String,
    /// The folder and version that it replaces.
    pub replaces: Replaced,
}

/// All runbooks, libraries and issuer cards, by their ids.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Runbooks that can be started.
    pub runbooks: BTreeMap<String, Entry>,
    /// Steps that they include.
    pub libraries: Libraries,
    /// Cards of issuers.
    pub issuers: BTreeMap<String, Issuer>,
    /// What is wrong with the files, as far as parsing and includes tell; [`crate::lint::lint`] tells the rest.
    pub findings: Vec<Finding>,
}

/// The folder and version of a runbook that a later folder replaces.
pub type Replaced = Option<(String, Version)>;

/// Reads folders, the shipped one first. Files named `README.md` are pages about the folder, not runbooks.
pub fn load(folders: &[Folder<'_>]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    // Each with its folder and what it replaces.
    let mut documents: BTreeMap<String, (Document, String, Replaced)> = BTreeMap::new();
    for folder in folders {
        let mut written = Vec::new();
        for file in &folder.files {
            let path = format!("{}/{}", folder.name, file.path);
            let name = file.path.rsplit('/').next().unwrap_or(file.path);
            if name == "README.md" || name.strip_suffix(".md").is_none() {
                continue;
            }
            if file.path.starts_with("issuers/") {
                let (card, findings) = issuer::parse(&path, file.bytes);
                catalogue.findings.extend(findings);
                catalogue.issuers.extend(card.map(|card| (card.id.clone(), card)));
                continue;
            }
            let parsed = parse(&path, file.bytes);
            catalogue.findings.extend(parsed.findings);
            written.extend(parsed.document);
        }
        // A file whose name is not its id takes no other's place, and neither does a second one of a folder.
        let has_its_name = |document: &Document| document.head.id == id_of_file(&document.file);
        written.sort_by_key(|document| !has_its_name(document));
        for document in written {
            let id = document.head.id.clone();
            let is_library = document.head.kind == RunbookKind::Library;
            let held =
                if is_library { catalogue.libraries.get(&id) } else { documents.get(&id).map(|(held, ..)| held) };
            if let Some(held) = held {
                let is_same_folder = held.file.strip_prefix(folder.name).is_some_and(|rest| rest.starts_with('/'));
                if is_same_folder || !has_its_name(&document) {
                    let message = format!("{} has the id “{}” already; this file is left out", held.file, short(&id));
                    catalogue.findings.push(Finding::error(Rule::L03, document.places.of("id"), message));
                    continue;
                }
            }
            if is_library {
                catalogue.libraries.insert(id, document);
            } else {
                let replaces = documents.remove(&id).map(|(old, folder, _)| (folder, old.head.version));
                documents.insert(id, (document, folder.name.to_owned(), replaces));
            }
        }
    }
    for (id, (document, folder, replaces)) in documents {
        let (runbook, findings) = resolve(&document, &catalogue.libraries);
        catalogue.findings.extend(findings);
        catalogue.runbooks.insert(id, Entry { runbook, document, folder, replaces });
    }
    for library in catalogue.libraries.values() {
        catalogue.findings.extend(resolve(library, &catalogue.libraries).1);
    }
    catalogue
}
