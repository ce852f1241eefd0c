//! What is so on this machine: the clock, the key, the database, its audit log and backups, and how far CloudTrail is
//! collected.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_aws::Target;
use keyturn_store::{Examination, KeyPlace, StoreError};

use crate::app::App;
use crate::backup::BACKUP_WRITTEN;
use crate::coverage::AccountNames;
use crate::error::AppError;
use crate::trail::TrailCell;

/// How far a clock may be off before AWS refuses what it signed.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>: a request must reach AWS within five minutes of
/// the time stamp in it.
const REFUSED: TimeDelta = TimeDelta::minutes(5);

/// From when on a clock is told to be off: answers carry whole seconds, and take some themselves.
const OFF: TimeDelta = TimeDelta::seconds(30);

/// After how long a backup is old.
const OLD: TimeDelta = TimeDelta::days(30);

/// How many places are named.
const MOST_NAMED: usize = 3;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOf {
    /// The machine's clock against AWS's.
    Clock,
    /// Where the database's key is.
    Key,
    /// The file.
    Database,
    /// The chain of the audit log.
    AuditLog,
    /// The last backup.
    Backup,
    /// How far CloudTrail is collected.
    Trail,
    /// Whether anything is set up to read from.
    Sources,
}

impl CheckOf {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Key => "key",
            Self::Database => "database",
            Self::AuditLog => "audit_log",
            Self::Backup => "backup",
            Self::Trail => "trail",
            Self::Sources => "sources",
        }
    }
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckState {
    /// As it should be.
    Good,
    /// It works, and wants a look.
    Look,
    /// It does not work.
    Bad,
    /// It could not be told.
    Unknown,
}

impl CheckState {
    /// The code that is put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Look => "look",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub of: CheckOf,
    /// How it stands.
    pub state: CheckState,
    /// In a sentence.
    pub words: String,
    /// What to do; `None` where nothing is.
    pub advice: Option<String>,
}

impl Check {
    fn new(of: CheckOf, state: CheckState, words: impl Into<String>, advice: &str) -> Self {
        Self { of, state, words: words.into(), advice: Some(advice.to_owned()).filter(|advice| !advice.is_empty()) }
    }
}

impl App {
    /// Looks at everything on this machine.
    pub(super) async fn check_machine(
        &self,
        key: Option<KeyPlace>,
        sources: usize,
        targets: &[Arc<Target>],
    ) -> Result<Vec<Check>, AppError> {
        let mut checks = Vec::new();
        if sources == 0 {
            let words = "No source is set up, so no account was asked.";
            checks.push(Check::new(CheckOf::Sources, CheckState::Bad, words, "Set one up in Settings, or sync once."));
        }
        checks.push(self.clock(targets).await);
        checks.push(of_key(key));
        let now = self.now();
        let stored = self.with_database(move |database| {
            let examined = of_database(database.examine());
            let read = database.read(|reader| Ok((reader.audit().verify()?, reader.audit().last_of(BACKUP_WRITTEN)?)));
            let ((walked, broken), backup) = match read {
                Ok(read) => read,
                Err(error) => return Ok(vec![examined, unreadable(&error)]),
            };
            let chain = match broken {
                None => {
                    let words = format!("The audit log's chain holds over {} entries.", walked.0);
                    Check::new(CheckOf::AuditLog, CheckState::Good, words, "")
                }
                Some(broken) => Check::new(
                    CheckOf::AuditLog,
                    CheckState::Bad,
                    format!("The audit log was altered: {broken}."),
                    "Keep the file as it is and compare it with a backup.",
                ),
            };
            Ok(vec![examined, chain, of_backup(backup, now)])
        });
        checks.extend(stored.await?);
        checks.push(match self.trail().await {
            Ok(trail) => of_trail(&trail.cells, &self.account_names().await.unwrap_or_default()),
            Err(error) => Check::new(CheckOf::Trail, CheckState::Unknown, error.to_string(), ""),
        });
        Ok(checks)
    }

    async fn clock(&self, targets: &[Arc<Target>]) -> Check {
        let unknown = |words: &str, advice| Check::new(CheckOf::Clock, CheckState::Unknown, words, advice);
        let Some(before) = self.machine_time() else {
            return unknown("The clock is held still, so it is not compared with AWS's.", "");
        };
        let region = targets.first().and_then(|target| target.regions.first().cloned());
        let region = region.or_else(|| self.connection.default_region.clone()).or_else(|| "us-east-1".parse().ok());
        let Some(region) = region else { return unknown("No region is known to ask for the time.", "") };
        let told = keyturn_aws::server_time(&self.connection, &region).await;
        let after = self.machine_time().unwrap_or(before);
        match told {
            Ok(theirs) => of_clock(before, after, theirs),
            Err(why) => unknown(&format!("{}.", why.trim_end_matches('.')), "Check the connection and the proxy."),
        }
    }
}

/// The machine's clock, read before and after AWS told its own, to the second.
pub(super) fn of_clock(before: DateTime<Utc>, after: DateTime<Utc>, theirs: DateTime<Utc>) -> Check {
    // AWS's time lies in the second that it names; ours somewhere between asking and hearing.
    let ahead = before - (theirs + TimeDelta::seconds(1));
    let behind = theirs - after;
    let (off, direction) = if ahead > behind { (ahead, "ahead of") } else { (behind, "behind") };
    let off = off.max(TimeDelta::zero());
    let words = || format!("This machine's clock is {} {direction} AWS's.", duration(off));
    let set = "Let the system set its clock by network time (NTP).";
    if off >= REFUSED {
        let words = format!("{} AWS refuses what is signed more than 5 minutes off.", words());
        Check::new(CheckOf::Clock, CheckState::Bad, words, set)
    } else if off >= OFF {
        let words = format!("{} From 5 minutes on, AWS refuses what it signs.", words());
        Check::new(CheckOf::Clock, CheckState::Look, words, set)
    } else {
        Check::new(CheckOf::Clock, CheckState::Good, "This machine's clock goes with AWS's.", "")
    }
}

/// Such as `45 s`, `7 min 30 s`, `3 h 20 min`, `12 days`.
fn duration(span: TimeDelta) -> String {
    let seconds = span.num_seconds();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn of_key(key: Option<KeyPlace>) -> Check {
    let words = match key {
        Some(KeyPlace::Keyring) => "The system's keyring gives the database's key.",
        Some(KeyPlace::Passphrase) => "A passphrase opens the database, at each start.",
        None => return Check::new(CheckOf::Key, CheckState::Unknown, "Where the key is kept is not known.", ""),
    };
    Check::new(CheckOf::Key, CheckState::Good, words, "")
}

fn of_database(examined: Result<Examination, StoreError>) -> Check {
    match examined {
        Ok(Examination { bytes, faults }) if faults.is_empty() => {
            let size = bytes.map_or_else(|| "in memory".to_owned(), size);
            let words = format!("The database is sound: every page is as it was written ({size}).");
            Check::new(CheckOf::Database, CheckState::Good, words, "")
        }
        Ok(Examination { faults, .. }) => damaged(&faults.join("; ")),
        Err(error) => damaged(&error.to_string()),
    }
}

fn damaged(why: &str) -> Check {
    let words = format!("The database is damaged: {why}.");
    Check::new(CheckOf::Database, CheckState::Bad, words, "Restore a backup into another folder: keyturn restore FILE.")
}

fn unreadable(error: &StoreError) -> Check {
    let words = format!("The audit log cannot be read: {error}.");
    Check::new(CheckOf::AuditLog, CheckState::Bad, words, "Restore a backup into another folder: keyturn restore FILE.")
}

/// Bytes in the unit that reads best, by powers of 1024.
fn size(bytes: u64) -> String {
    let (unit, by) = match bytes {
        0..1_048_576 => ("KiB", 1024),
        1_048_576..1_073_741_824 => ("MiB", 1_048_576),
        _ => ("GiB", 1_073_741_824),
    };
    format!("{}.{} {unit}", bytes / by, bytes % by * 10 / by)
}

fn of_backup(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Check {
    let advice = "Write one with keyturn backup FILE, and keep it on another disk.";
    match last {
        None => Check::new(CheckOf::Backup, CheckState::Look, "No backup was ever written.", advice),
        Some(at) => {
            let old = now - at > OLD;
            let words = format!("The last backup was written on {}.", at.format("%Y-%m-%d"));
            let state = if old { CheckState::Look } else { CheckState::Good };
            Check::new(CheckOf::Backup, state, words, if old { advice } else { "" })
        }
    }
}

/// How far CloudTrail is collected, and of which places not at all.
fn of_trail(cells: &[TrailCell], names: &AccountNames) -> Check {
    let reached = |cell: &TrailCell| cell.covered.last().map(|covered| covered.to);
    let Some(until) = cells.iter().filter_map(reached).max() else {
        let words = "No events of CloudTrail were collected: who read what is not known.";
        return Check::new(CheckOf::Trail, CheckState::Look, words, "Collect them under Reads, or keyturn trail sync.");
    };
    let never: Vec<String> = cells
        .iter()
        .filter(|cell| cell.covered.is_empty())
        .map(|cell| {
            let account = names.get(&cell.account).map_or(cell.account.as_str(), String::as_str);
            format!("{account} / {}", cell.region)
        })
        .collect();
    let words = format!("CloudTrail is collected until {} UTC", until.format("%Y-%m-%d %H:%M"));
    if never.is_empty() {
        let words = format!("{words} in all {} accounts and regions.", cells.len());
        return Check::new(CheckOf::Trail, CheckState::Good, words, "");
    }
    let more = never.len().saturating_sub(MOST_NAMED);
    let first = never.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let words =
        format!("{words}, but never in {} of {} accounts and regions: {first}{more}.", never.len(), cells.len());
    Check::new(CheckOf::Trail, CheckState::Look, words, "Collect them under Reads, or keyturn trail sync.")
}
