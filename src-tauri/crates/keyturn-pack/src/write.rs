//! Writing a pack: contents and a key become files.

use keyturn_domain::review::log;

use crate::archive::File;
use crate::contents::{Contents, Names};
use crate::key::{KeyError, SigningKey};
use crate::manifest::{self, Manifest, SIGNATURE};
use crate::names::{NamesFault, with_names};
use crate::readme::readme;
use crate::report::report;
use crate::sheet::{csv, workbook};
use crate::sheets::{sheets, time_words};

/// The report.
pub(crate) const REPORT: &str = "report.html";
/// The workbook.
pub(crate) const WORKBOOK: &str = "review.xlsx";
/// Everything, as [`Contents`].
pub const CONTENTS: &str = "review.json";
/// The frozen snapshot: an item a line. With full names, its SHA-256 is the campaign's.
pub(crate) const ITEMS: &str = "items.jsonl";
/// The log: an entry a line.
pub(crate) const LOG: &str = "log.jsonl";
/// How to check the pack without Keyturn.
pub(crate) const README: &str = "README.txt";

/// Why a pack cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    /// The names could not be left out.
    #[error(transparent)]
    Names(#[from] NamesFault),
    /// JSON.
    #[error("the pack's JSON could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The report.
    #[error("the report could not be written: {0}")]
    Report(#[from] minijinja::Error),
    /// The workbook.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// What is signed.
    pub manifest: Manifest,
    /// All files, the manifest and its signature last.
    pub files: Vec<File>,
}

/// Makes the pack, with the names of secrets as wanted.
///
/// `contents` has full names and the log as it is kept.
pub fn write(contents: &Contents, names: Names, key: &SigningKey) -> Result<Pack, WriteFault> {
    let mut contents = with_names(contents, names)?;
    if names != Names::Full {
        contents.log = chained_anew(&contents.log);
    }
    let contents = &contents;
    let public_key = key.public_key()?;
    let tables = sheets(contents);
    let at = contents.made.written_at;
    let mut files = vec![
        file(README, readme(contents, &public_key).into_bytes()),
        file(REPORT, report(contents, &public_key)?.into_bytes()),
        file(WORKBOOK, workbook(&tables, &contents.campaign.name, at)?),
        file(CONTENTS, contents.to_json()?),
        file(ITEMS, lines(contents.items.iter().map(|reviewed| &reviewed.item))?),
        file(LOG, lines(contents.log.iter())?),
    ];
    files.extend(tables.iter().map(|table| file(&format!("{}.csv", table.name.to_ascii_lowercase()), csv(table))));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let manifest = Manifest {
        schema: manifest::SCHEMA,
        campaign: contents.campaign.id.as_str().to_owned(),
        name: contents.campaign.name.clone(),
        written_at: at,
        keyturn: contents.made.keyturn.clone(),
        names,
        snapshot: contents.campaign.snapshot.clone(),
        log: contents.head.clone(),
        public_key,
        files: files.iter().map(manifest::entry).collect(),
    };
    let text = manifest.to_json()?;
    let comment = format!("pack of campaign {}, written {}", manifest.campaign, time_words(at));
    let signature = key.sign(&text, &comment)?;
    files.push(file(manifest::NAME, text));
    files.push(file(SIGNATURE, signature.into_bytes()));
    Ok(Pack { manifest, files })
}

fn file(name: &str, bytes: Vec<u8>) -> File {
    File { name: name.to_owned(), bytes }
}

/// One line of JSON each.
fn lines<T: serde::Serialize>(parts: impl Iterator<Item = T>) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::new();
    for part in parts {
        serde_json::to_writer(&mut bytes, &part)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// The entries with hashes of what they now say. Times and order stay.
fn chained_anew(entries: &[log::LogEntry]) -> Vec<log::LogEntry> {
    let mut chained: Vec<log::LogEntry> = Vec::with_capacity(entries.len());
    for entry in entries {
        let last = chained.last().map(|last| (last.sequence, last.hash.as_str()));
        let next = log::append(last, entry.at, &entry.by, entry.entry.clone());
        chained.push(next);
    }
    chained
}
