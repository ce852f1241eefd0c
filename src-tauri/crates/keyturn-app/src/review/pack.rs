//! The pack that an auditor checks: written from what is stored, verified and compared without it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use keyturn_domain::review::{Campaign, Entry, ItemId, LogEntry, Role, Settled, log, pace};
use keyturn_pack::archive::{self, ArchiveFault};
use keyturn_pack::contents::{Head, Made, PackAccount, Reading, Reviewed, SCHEMA, Taken};
use keyturn_pack::controls::controls;
use keyturn_pack::manifest::{self, ManifestFile};
use keyturn_pack::{CONTENTS, Contents, Diff, Names, Verification};
use keyturn_store::{ItemsAsked, Reader};

use super::signing_key::signing_key;
use super::{Answer, Refusal, campaign};
use crate::app::App;
use crate::error::AppError;

/// The AWS calls from which lists are made: those that the README's policy allows for reading.
const CALLS: [&str; 11] = [
    "cloudtrail:LookupEvents (or files of a trail)",
    "iam:GetAccountAuthorizationDetails",
    "kms:GetKeyPolicy and kms:ListGrants",
    "organizations:ListAccounts and organizations:ListPolicies",
    "secretsmanager:ListSecrets",
    "secretsmanager:ListSecretVersionIds",
    "secretsmanager:GetResourcePolicy",
    "ssm:DescribeParameters",
    "ssm:GetResourcePolicies",
    "sso:ListAccountAssignments and identitystore:ListGroupMemberships",
    "tag:GetResources",
];

/// A pack as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenPack {
    /// The folder or zip file.
    pub path: PathBuf,
    /// Its files with their hashes, the manifest and its signature last.
    pub files: Vec<ManifestFile>,
    /// The public key that checks it, as minisign prints it.
    pub public_key: String,
}

/// How two packs differ, with the names of their campaigns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedPacks {
    /// The older campaign's name.
    pub before: String,
    /// The newer campaign's name.
    pub after: String,
    /// The differences.
    pub diff: Diff,
}

impl App {
    /// Writes the pack of a campaign into a new folder or a new zip file, and signs it.
    pub async fn write_pack(&self, id: &str, names: Names, zip: bool, path: PathBuf) -> Result<WrittenPack, AppError> {
        let (id, now, data_dir) = (id.to_owned(), self.now(), self.data_dir.clone());
        let written_by = self.actor().to_owned();
        let made_key = self.act(now, "review.signing_key_made", "", &serde_json::json!({}));
        let file = path.display().to_string();
        let detail = serde_json::json!({ "file": file, "names": names.code() });
        let act = self.act(now, "review.pack_written", &id, &detail);
        self.with_database(move |database| {
            let contents = database.read(|reader| contents(reader, &id, now, written_by))??;
            let key = signing_key(database, &data_dir, made_key)?;
            let pack = keyturn_pack::write(&contents, names, &key)
                .map_err(|fault| AppError::BadRequest(format!("the pack could not be made: {fault}")))?;
            let written = if zip {
                archive::zip(&pack.files, now).and_then(|bytes| archive::write_file(&path, &bytes))
            } else {
                archive::write_folder(&path, &pack.files)
            };
            written.map_err(|fault| archive_error(&path, fault, true))?;
            database.write(|writer| writer.audit().append(act).map(drop))?;
            let files = pack.files.iter().map(manifest::entry).collect();
            Ok(WrittenPack { path, files, public_key: pack.manifest.public_key })
        })
        .await
    }
}

/// Checks a pack: a zip file, a folder, or the manifest in one.
pub fn verify_pack(path: &Path) -> Result<Verification, AppError> {
    keyturn_pack::verify_path(pack_of(path)).map_err(|fault| archive_error(path, fault, false))
}

/// Compares two packs. One that does not hold is refused.
pub fn diff_packs(before: &Path, after: &Path) -> Result<ComparedPacks, AppError> {
    let (before, after) = (read(before)?, read(after)?);
    let diff = keyturn_pack::diff(&before, &after);
    Ok(ComparedPacks { before: before.campaign.name, after: after.campaign.name, diff })
}

/// The contents of a pack that holds.
fn read(path: &Path) -> Result<Contents, AppError> {
    let files = archive::read(pack_of(path)).map_err(|fault| archive_error(path, fault, false))?;
    let verification = keyturn_pack::verify(&files);
    if let Some(check) = verification.checks.iter().find(|check| !check.holds) {
        let (path, check, words) = (path.display(), &check.name, &check.words);
        return Err(Refusal::PackUnreadable.because(format!("{path} does not hold: {check}: {words}")));
    }
    let contents = files.iter().find(|file| file.name == CONTENTS).map(|file| Contents::read(&file.bytes));
    match contents {
        Some(Ok(contents)) => Ok(contents),
        Some(Err(fault)) => Err(Refusal::PackUnreadable.because(format!("{}: {fault}", path.display()))),
        None => Err(Refusal::PackUnreadable.because(format!("{} has no {CONTENTS}", path.display()))),
    }
}

/// The folder of a pack, where a person named the manifest in it.
fn pack_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if path.file_name().is_some_and(|name| name == manifest::NAME) => {
            if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
        }
        _ => path,
    }
}

fn archive_error(path: &Path, fault: ArchiveFault, writing: bool) -> AppError {
    match fault {
        ArchiveFault::Io { source, .. } if writing => AppError::Write { path: path.to_owned(), source },
        ArchiveFault::Io { source, .. } => AppError::Read { path: path.to_owned(), source },
        other if writing => AppError::BadRequest(other.to_string()),
        other => Refusal::PackUnreadable.because(other.to_string()),
    }
}

/// Everything that a pack says of a campaign, as it is stored now.
fn contents(reader: &Reader<'_>, id: &str, now: DateTime<Utc>, written_by: String) -> Answer<Contents> {
    let campaign = match campaign(reader, id)? {
        Ok((campaign, _)) => campaign,
        Err(error) => return Ok(Err(error)),
    };
    if campaign.role != Role::Lead {
        return Ok(Err(AppError::BadRequest(
            "only the lead's Keyturn has the whole of it, and writes the pack".into(),
        )));
    }
    let review = reader.review();
    let entries = review.log(&campaign.id)?;
    let head = match log::verify(&entries) {
        Ok((entries, hash)) => Head { entries, hash: hash.to_owned() },
        Err(broken) => return Ok(Err(AppError::BadRequest(format!("the review's log is broken: {broken}")))),
    };
    let taken = decisions(&campaign, &entries);
    let (rows, _) = review.items(&campaign.id, &ItemsAsked::default(), 0, u32::MAX)?;
    let mut standing: BTreeMap<ItemId, _> = rows.into_iter().map(|row| (row.id, (row.outcome, row.reopened))).collect();
    let mut decisions = taken;
    let items = review.frozen(&campaign.id)?.into_iter().map(|item| {
        let (outcome, reopened) = standing.remove(&item.id).unwrap_or_default();
        Reviewed { outcome, reopened, decisions: decisions.remove(&item.id).unwrap_or_default(), item }
    });
    let items: Vec<Reviewed> = items.collect();
    let stand = items.iter().flat_map(|one| &one.decisions).filter(|taken| taken.stands).map(|taken| &taken.decided);
    Ok(Ok(Contents {
        schema: SCHEMA,
        names: Names::Full,
        made: made(reader, &campaign, now, written_by)?,
        pace: pace::of(stand),
        items,
        removals: review.removals(&campaign.id)?,
        log: entries,
        head,
        controls: controls(&campaign.frameworks),
        campaign,
    }))
}

/// The decisions on each item in the order of the log, with whether they stand.
fn decisions(campaign: &Campaign, entries: &[LogEntry]) -> BTreeMap<ItemId, Vec<Taken>> {
    let back = log::taken_back(entries);
    let mut by_item: BTreeMap<&ItemId, Vec<&LogEntry>> = BTreeMap::new();
    for entry in entries {
        if let Some(item) = entry.entry.item() {
            by_item.entry(item).or_default().push(entry);
        }
    }
    by_item
        .into_iter()
        .map(|(item, entries)| {
            let left = entries.iter().copied().filter(|entry| !back.contains(&entry.sequence));
            let standing = Settled::of(&campaign.lead.name, left).standing;
            let taken = entries.iter().filter_map(|entry| match &entry.entry {
                Entry::Decided(decided) => Some(Taken {
                    sequence: entry.sequence,
                    at: entry.at,
                    stands: standing.contains(&entry.sequence),
                    decided: decided.clone(),
                }),
                _ => None,
            });
            (item.clone(), taken.collect())
        })
        .collect()
}

/// How the list was made, and how each place in scope is read now.
fn made(
    reader: &Reader<'_>,
    campaign: &Campaign,
    now: DateTime<Utc>,
    written_by: String,
) -> Result<Made, keyturn_store::StoreError> {
    let wanted = |list: &[String], one: &str| list.is_empty() || list.iter().any(|known| known == one);
    let scope = &campaign.scope;
    let mut readings = Vec::new();
    for coverage in reader.cells().all()? {
        let (account, region) = (coverage.cell.account.as_str(), coverage.cell.region.as_str());
        if wanted(&scope.accounts, account) && wanted(&scope.regions, region) {
            readings.push(Reading {
                account: account.to_owned(),
                region: Some(region.to_owned()),
                what: coverage.cell.store.code().to_owned(),
                read_at: coverage.read_in_full_at,
                state: coverage.state.code().to_owned(),
            });
        }
    }
    let accounts = reader.accounts().all()?.into_iter().filter(|account| wanted(&scope.accounts, account.id.as_str()));
    let mut regions: Vec<String> = readings.iter().filter_map(|reading| reading.region.clone()).collect();
    regions.sort();
    regions.dedup();
    Ok(Made {
        written_at: now,
        written_by,
        keyturn: env!("CARGO_PKG_VERSION").to_owned(),
        accounts: accounts.map(|account| PackAccount { id: account.id.to_string(), name: account.name }).collect(),
        regions,
        calls: CALLS.map(str::to_owned).to_vec(),
        readings,
    })
}
