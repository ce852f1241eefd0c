//! Checking a pack: each thing on its own, by name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use keyturn_domain::review::log::{self, Entry, LogEntry};
use keyturn_domain::review::{Item, snapshot_hash};

use crate::archive::{self, ArchiveFault, File};
use crate::contents::{Contents, Names};
use crate::key;
use crate::manifest::{self, Manifest, SIGNATURE, sha256};
use crate::strict;
use crate::write::{CONTENTS, ITEMS, LOG};

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What: a file's name, `signature`, `manifest`, `contents`, `snapshot`, `log`, `decisions`.
    pub name: String,
    /// Whether it holds.
    pub holds: bool,
    /// In a sentence.
    pub words: String,
}

/// What checking a pack said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Whether everything holds.
    pub holds: bool,
    /// The campaign's name, as the pack says.
    pub campaign: Option<String>,
    /// When the pack was written, as it says.
    pub written_at: Option<DateTime<Utc>>,
    /// How the names of secrets stand in it.
    pub names: Option<Names>,
    /// The public key by which it is signed, as it says.
    pub public_key: Option<String>,
    /// Each thing that was checked.
    pub checks: Vec<Check>,
}

/// Checks a folder or zip file.
pub fn verify_path(path: &Path) -> Result<Verification, ArchiveFault> {
    archive::read(path).map(|files| verify(&files))
}

/// Checks the files of a pack.
///
/// The signature is checked with the key that the pack names: whose key that is, a pack cannot show.
pub fn verify(files: &[File]) -> Verification {
    let by_name: BTreeMap<&str, &[u8]> = files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
    let mut checks = Checks::default();
    if by_name.len() != files.len() {
        checks.add("files", Err("two files have one name".to_owned()));
    }
    let manifest = match by_name.get(manifest::NAME) {
        None => Err("it is missing: without it nothing can be checked".to_owned()),
        Some(bytes) => Manifest::read(bytes).map_err(|fault| fault.to_string()),
    };
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(words) => {
            checks.add("manifest", Err(words));
            return checks.end(None);
        }
    };
    let bytes = by_name.get(manifest::NAME).copied().unwrap_or_default();
    checks.add("manifest", well_formed(&manifest, bytes));
    checks.add("signature", signature(&manifest, bytes, by_name.get(SIGNATURE).copied()));
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    for file in &manifest.files {
        checks.add(
            &file.name,
            match by_name.get(file.name.as_str()) {
                None => Err("missing".to_owned()),
                Some(bytes) if sha256(bytes) == file.sha256 && bytes.len() as u64 == file.bytes => {
                    Ok("as it was signed".to_owned())
                }
                Some(bytes) if bytes.len() as u64 != file.bytes => {
                    Err(format!("changed after it was signed: {} bytes, {} were signed", bytes.len(), file.bytes))
                }
                Some(_) => Err("changed after it was signed".to_owned()),
            },
        );
    }
    for name in by_name.keys().filter(|name| **name != manifest::NAME && **name != SIGNATURE) {
        if !listed.contains(*name) {
            checks.add(name, Err("added: it was not signed".to_owned()));
        }
    }
    let contents = by_name.get(CONTENTS).ok_or_else(|| format!("{CONTENTS} is missing"));
    match contents.and_then(|bytes| Contents::read(bytes).map_err(|fault| fault.to_string())) {
        Err(words) => checks.add("contents", Err(words)),
        Ok(contents) => {
            checks.add("contents", same_campaign(&manifest, &contents));
            checks.add("snapshot", snapshot(&contents, by_name.get(ITEMS).copied()));
            checks.add("log", chain(&contents, by_name.get(LOG).copied()));
            checks.add("decisions", decisions(&contents));
        }
    }
    checks.end(Some(manifest))
}

#[derive(Default)]
struct Checks(Vec<Check>);

impl Checks {
    fn add(&mut self, name: &str, found: Result<String, String>) {
        let (holds, words) = match found {
            Ok(words) => (true, words),
            Err(words) => (false, words),
        };
        self.0.push(Check { name: name.to_owned(), holds, words });
    }

    fn end(self, manifest: Option<Manifest>) -> Verification {
        let holds = self.0.iter().all(|check| check.holds);
        let (campaign, written_at, names, public_key) = match manifest {
            Some(of) => (Some(of.name), Some(of.written_at), Some(of.names), Some(of.public_key)),
            None => (None, None, None, None),
        };
        Verification { holds, campaign, written_at, names, public_key, checks: self.0 }
    }
}

/// The manifest is as Keyturn writes it, lists each file once, and lists those without which a pack says nothing.
fn well_formed(manifest: &Manifest, bytes: &[u8]) -> Result<String, String> {
    if manifest.to_json().ok().as_deref() != Some(bytes) {
        return Err("it is not in the form in which Keyturn writes it".to_owned());
    }
    let names: BTreeSet<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    if names.len() != manifest.files.len() {
        return Err("it lists a file twice".to_owned());
    }
    match [CONTENTS, ITEMS, LOG].into_iter().find(|name| !names.contains(name)) {
        Some(name) => Err(format!("it does not list {name}")),
        None => Ok(format!("lists {} files", names.len())),
    }
}

fn signature(manifest: &Manifest, signed: &[u8], signature: Option<&[u8]>) -> Result<String, String> {
    let signature = signature.ok_or("it is missing")?;
    let text = std::str::from_utf8(signature).map_err(|_| "it is no text")?;
    let comment = key::check(&manifest.public_key, text, signed).map_err(|fault| fault.to_string())?;
    if comment.contains(&manifest.campaign) {
        Ok(format!("holds, by the key that the pack names; signed with it: “{comment}”"))
    } else {
        Err(format!("it is of something else: “{comment}”"))
    }
}

fn same_campaign(manifest: &Manifest, contents: &Contents) -> Result<String, String> {
    let same = manifest.campaign == contents.campaign.id.as_str()
        && manifest.name == contents.campaign.name
        && manifest.snapshot == contents.campaign.snapshot
        && manifest.names == contents.names
        && manifest.log == contents.head
        && manifest.written_at == contents.made.written_at;
    if same {
        Ok(format!("{} items of campaign {}", contents.items.len(), manifest.campaign))
    } else {
        Err(format!("{CONTENTS} and the manifest speak of different things"))
    }
}

/// Each line of the file, read as one part.
fn lines<T: serde::Serialize + serde::de::DeserializeOwned>(
    name: &str,
    bytes: Option<&[u8]>,
) -> Result<(Vec<String>, Vec<T>), String> {
    let text = std::str::from_utf8(bytes.ok_or_else(|| format!("{name} is missing"))?)
        .map_err(|_| format!("{name} is no text"))?;
    let mut texts = Vec::new();
    let mut parts = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let part = strict::read_part(line.as_bytes()).map_err(|fault| format!("{name}, line {number}: {fault}"))?;
        texts.push(line.to_owned());
        parts.push(part);
    }
    Ok((texts, parts))
}

fn snapshot(contents: &Contents, bytes: Option<&[u8]>) -> Result<String, String> {
    let (texts, items) = lines::<Item>(ITEMS, bytes)?;
    if let Some((frozen, _)) = items.iter().zip(&contents.items).find(|(frozen, reviewed)| **frozen != reviewed.item) {
        return Err(format!("item {} ({}) differs between {ITEMS} and {CONTENTS}", frozen.number, frozen.id));
    }
    if items.len() != contents.items.len() {
        return Err(format!("{ITEMS} has {} items, {CONTENTS} {}", items.len(), contents.items.len()));
    }
    if contents.names != Names::Full {
        return Ok("the items agree; the frozen snapshot has full names and can be checked only with these".to_owned());
    }
    let found = snapshot_hash(&texts);
    if found == contents.campaign.snapshot {
        Ok(format!("{} items are those that were frozen when the review opened", items.len()))
    } else {
        Err(format!("the items are not those that were frozen: {found} in place of {}", contents.campaign.snapshot))
    }
}

fn chain(contents: &Contents, bytes: Option<&[u8]>) -> Result<String, String> {
    let (_, entries) = lines::<LogEntry>(LOG, bytes)?;
    let (length, head) = log::verify(&entries).map_err(|broken| broken.to_string())?;
    if entries != contents.log {
        return Err(format!("{LOG} and {CONTENTS} have different logs"));
    }
    if length != contents.head.entries {
        return Err(format!("it has {length} entries, and had {} when the pack was written", contents.head.entries));
    }
    if contents.names != Names::Full {
        return Ok(format!("{length} entries follow from each other; they were chained anew when names were left out"));
    }
    if head == contents.head.hash {
        Ok(format!("{length} entries follow from each other"))
    } else {
        Err("its end is not the one that was written down".to_owned())
    }
}

/// Each decision beside an item stands in the log, and each of the log beside its item.
fn decisions(contents: &Contents) -> Result<String, String> {
    let mut logged: BTreeMap<u64, &LogEntry> = contents
        .log
        .iter()
        .filter(|entry| matches!(entry.entry, Entry::Decided(_)))
        .map(|entry| (entry.sequence, entry))
        .collect();
    let mut count = 0;
    for reviewed in &contents.items {
        for taken in &reviewed.decisions {
            let fits = logged.remove(&taken.sequence).is_some_and(|entry| {
                entry.at == taken.at
                    && taken.decided.item == reviewed.item.id
                    && matches!(&entry.entry, Entry::Decided(decided) if *decided == taken.decided)
            });
            if !fits {
                let number = reviewed.item.number;
                return Err(format!("the decision {} beside item {number} is not in the log", taken.sequence));
            }
            count += 1;
        }
    }
    match logged.keys().next() {
        Some(sequence) => Err(format!("the log's entry {sequence} is a decision that stands beside no item")),
        None => Ok(format!("{count} decisions stand in the log")),
    }
}
