//! The library at a moment, kept while neither a file nor an approval changes and the day lasts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::incident::notice::{Notices, parse};
use keyturn_runbook::catalogue::{Catalogue, Entry, Folder, SourceFile, load};
use keyturn_runbook::finding::{Finding, Level};
use keyturn_runbook::lint::{Surroundings, lint};
use keyturn_runbook::pin::{Pinned, pin};
use keyturn_runbook::shipped;
use keyturn_store::{Database, KeptApproval, KeptFolder};
use keyturn_trail::detect::catalogue::DETECTIONS;

use super::files::{self, Listed, Listing};
use crate::app::App;
use crate::error::AppError;

/// Everything that can be followed, with what is wrong.
#[derive(Debug)]
pub struct Library {
    /// Runbooks, shared steps and issuer cards.
    pub catalogue: Catalogue,
    /// How each runbook stands, by its id.
    pub standings: BTreeMap<String, Standing>,
    /// The team's folders, in the order in which they were added.
    pub folders: Vec<FolderShown>,
    /// What the lint says of all files, in their order.
    pub findings: Vec<Finding>,
    /// The clocks for notices: the shipped ones with those of the folders.
    pub notices: Notices,
}

/// How a runbook stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What a run pins. Its `json_sha256` is what a person approves.
    pub pinned: Pinned,
    /// Whether its buttons work: it is as it was shipped, or a person approved what it says.
    pub approved: bool,
    /// Whether its review is overdue.
    pub overdue: bool,
}

/// A team's folder as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderShown {
    /// Its path.
    pub path: String,
    /// Who added it.
    pub by: String,
    /// When (UTC).
    pub added_at: DateTime<Utc>,
    /// How many runbooks of the library come from it.
    pub runbooks: u32,
    /// What could not be read of it, in sentences.
    pub problems: Vec<String>,
}

impl Library {
    /// A runbook with how it stands.
    pub fn runbook(&self, id: &str) -> Result<(&Entry, &Standing), AppError> {
        let found = self.catalogue.runbooks.get(id).zip(self.standings.get(id));
        found.ok_or_else(|| AppError::NotFound { what: "runbook", name: id.chars().take(60).collect() })
    }

    /// What the lint says of one runbook's file.
    pub fn findings_of<'l>(&'l self, entry: &Entry) -> impl Iterator<Item = &'l Finding> {
        let file = entry.document.file.clone();
        self.findings.iter().filter(move |finding| finding.at.file == file)
    }
}

impl App {
    /// The library as it is now: the shipped runbooks, and the team's folders read anew where a file changed.
    pub async fn runbook_library(&self) -> Result<Arc<Library>, AppError> {
        let (today, kept) = (self.now().date_naive(), Arc::clone(&self.runbooks));
        self.with_database(move |database| kept.now(database, today)).await
    }
}

/// The place of the library as it was last read.
#[derive(Debug, Default)]
pub(crate) struct LastLibrary(Mutex<Option<(Basis, Arc<Library>)>>);

/// What a library rests on.
#[derive(Debug, PartialEq, Eq)]
struct Basis {
    today: NaiveDate,
    folders: Vec<(KeptFolder, Listing)>,
    approvals: Vec<KeptApproval>,
}

impl LastLibrary {
    /// The library as it is now. Whoever asks meanwhile waits for this one.
    pub(crate) fn now(&self, database: &Database, today: NaiveDate) -> Result<Arc<Library>, AppError> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let basis = Basis::read(database, today)?;
        if let Some((_, library)) = place.as_ref().filter(|(of, _)| *of == basis) {
            return Ok(Arc::clone(library));
        }
        let library = Arc::new(basis.assembled());
        *place = Some((basis, Arc::clone(&library)));
        Ok(library)
    }

    /// The same, from files that are read whatever their dates say: before a person's approval is kept.
    pub(super) fn anew(&self, database: &Database, today: NaiveDate) -> Result<Arc<Library>, AppError> {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.now(database, today)
    }
}

impl Basis {
    fn read(database: &Database, today: NaiveDate) -> Result<Self, AppError> {
        let (folders, approvals) =
            database.read(|reader| Ok((reader.runbooks().folders()?, reader.runbooks().approvals()?)))?;
        let listed = |folder: KeptFolder| {
            let listing = files::list(Path::new(&folder.path)).unwrap_or_else(|error| Listing {
                problems: vec![format!("The folder cannot be read: {error}.")],
                ..Listing::default()
            });
            (folder, listing)
        };
        Ok(Self { today, folders: folders.into_iter().map(listed).collect(), approvals })
    }

    fn assembled(&self) -> Library {
        let mut folders: Vec<FolderShown> = Vec::new();
        let mut read: Vec<(&str, FilesRead<'_>)> = Vec::new();
        let mut notices = Notices::default();
        for (folder, listing) in &self.folders {
            let (files, unread) = read_files(listing);
            let KeptFolder { path, by, added_at } = folder.clone();
            let mut problems: Vec<String> = listing.problems.iter().cloned().chain(unread).collect();
            if let Some(file) = &listing.notices {
                match own_notices(file, &notices) {
                    Ok(found) => notices = found,
                    Err(why) => problems.push(format!("{} is not used: {why}.", file.name)),
                }
            }
            folders.push(FolderShown { path, by, added_at, runbooks: 0, problems });
            read.push((&folder.path, files));
        }
        let catalogue = catalogue(&read);
        let findings = lint(&catalogue, surroundings(self.today));
        let approvals: BTreeSet<(&str, &str)> =
            self.approvals.iter().map(|approval| (approval.runbook.as_str(), approval.sha256.as_str())).collect();
        let mut standings = BTreeMap::new();
        for (id, entry) in &catalogue.runbooks {
            let pinned = pin(&entry.runbook, &entry.document);
            let hash = pinned.json_sha256.as_str();
            let approved = SHIPPED_HASHES.get(id).is_some_and(|shipped| shipped == hash)
                || approvals.contains(&(id.as_str(), hash));
            let overdue = entry.runbook.head.review_due().is_some_and(|due| due < self.today);
            standings.insert(id.clone(), Standing { pinned, approved, overdue });
            if let Some(folder) = folders.iter_mut().find(|folder| folder.path == entry.folder) {
                folder.runbooks += 1;
            }
        }
        Library { catalogue, standings, folders, findings, notices }
    }
}

/// The clocks with those of a folder's file over them.
fn own_notices(file: &Listed, known: &Notices) -> Result<Notices, String> {
    let bytes = file.read().map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    parse(&text).and_then(|own| known.with(own)).map_err(|fault| fault.to_string())
}

/// Files by their names.
pub(super) type FilesRead<'l> = Vec<(&'l str, Vec<u8>)>;

/// The files of a listing, and what could not be read.
pub(super) fn read_files(listing: &Listing) -> (FilesRead<'_>, Vec<String>) {
    let mut problems = Vec::new();
    let mut read = Vec::new();
    for file in &listing.files {
        match file.read() {
            Ok(bytes) => read.push((file.name.as_str(), bytes)),
            Err(error) => problems.push(format!("{} cannot be read: {error}.", file.name)),
        }
    }
    (read, problems)
}

/// The shipped runbooks, and those of folders by name in their order.
pub(super) fn catalogue(folders: &[(&str, FilesRead<'_>)]) -> Catalogue {
    let team = folders.iter().map(|(name, files)| Folder { name, files: sources(files) });
    load(&std::iter::once(shipped()).chain(team).collect::<Vec<_>>())
}

/// Files as the catalogue takes them.
pub(super) fn sources<'f>(files: &'f FilesRead<'_>) -> Vec<SourceFile<'f>> {
    files.iter().map(|(path, bytes)| SourceFile { path, bytes }).collect()
}

/// The rules' surroundings on a day: the detections that Keyturn has.
pub(super) fn surroundings(today: NaiveDate) -> Surroundings<'static> {
    static IDS: LazyLock<Vec<&str>> = LazyLock::new(|| DETECTIONS.iter().map(|detection| detection.id).collect());
    Surroundings { today, detections: &IDS }
}

/// What every shipped runbook says, as its hash: one of a team's folder that says the same is as good.
static SHIPPED_HASHES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let hash = |(id, entry): (String, Entry)| (id, pin(&entry.runbook, &entry.document).json_sha256);
    load(&[shipped()]).runbooks.into_iter().map(hash).collect()
});

/// Whether anything is wrong that forbids an approval.
pub(super) fn has_error<'f>(mut findings: impl Iterator<Item = &'f Finding>) -> bool {
    findings.any(|finding| finding.level == Level::Error)
}
