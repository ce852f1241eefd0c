//! Scanning files without keeping anything: no data folder, no AWS, a database that lives in memory and dies with it.

use std::path::PathBuf;
use std::sync::Arc;

use keyturn_store::{Database, FindingState, FindingsAsked, StoredFinding};
use keyturn_trail::finding::Finding;
use keyturn_trail::resolve::Index;

use super::import::import;
use super::judge::judge;
use super::progress::{By, TrailProgress};
use super::report::{Skipped, Tally};
use super::running::Signals;
use super::settings::Kept;
use crate::clock::Clock;
use crate::error::AppError;

/// What a scan found.
#[derive(Clone, Debug, Default)]
pub struct ScanReport {
    /// What does not fit, in order of time.
    pub findings: Vec<Finding>,
    /// What looks odd and is explained, or weighs too little, in order of time.
    pub explained: Vec<Finding>,
    /// What was read: copies of one event count once.
    pub tally: Tally,
    /// Files that were opened.
    pub files: u64,
    /// Files that were skipped or broke off.
    pub skipped: Vec<Skipped>,
}

/// Reads files, and folders with everything below them, and judges all their days against each other, however old.
/// Blocks until it is done.
pub fn scan(paths: &[PathBuf]) -> Result<ScanReport, AppError> {
    if paths.is_empty() {
        return Err(AppError::BadRequest("name at least one file or folder".to_owned()));
    }
    let now = Clock::System.now();
    let signals = Signals::new(TrailProgress::new(By::Files, now));
    let database = Arc::new(Database::open_in_memory()?);
    let imported = import(&database, paths, &Index::default(), &signals)?;
    let for_ever = Kept { detail_days: u32::MAX, ..Kept::default() };
    judge(&database, &imported.touched, &for_ever, now, &signals)?;
    let of = |state| {
        let asked = FindingsAsked { states: vec![state], ..FindingsAsked::default() };
        let (stored, _) = database.read(|reader| reader.trail().findings(&asked, 0, u32::MAX))?;
        let mut findings: Vec<Finding> = stored.into_iter().map(|stored: StoredFinding| stored.finding).collect();
        findings.sort_by(|a, b| (a.first_at, &a.key).cmp(&(b.first_at, &b.key)));
        Ok::<_, AppError>(findings)
    };
    Ok(ScanReport {
        findings: of(FindingState::Open)?,
        explained: of(FindingState::Explained)?,
        tally: imported.reading.tally,
        files: imported.reading.files,
        skipped: imported.reading.skipped,
    })
}
