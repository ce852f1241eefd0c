//! What a collection or an import did.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use keyturn_domain::problem::Problem;
use serde::{Deserialize, Serialize};

use super::progress::By;

/// How many skipped files a report names. The others are counted.
const MOST_SKIPPED: usize = 1000;

/// The longest name of a file or reason that a report keeps, in characters.
const LONGEST_TEXT: usize = 500;

/// What a collection or an import did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailReport {
    /// Where the events came from.
    pub by: By,
    /// When it began (UTC).
    pub started_at: DateTime<Utc>,
    /// When it ended (UTC).
    pub ended_at: DateTime<Utc>,
    /// Whether a person stopped it. What was read stays.
    pub cancelled: bool,
    /// What was read.
    pub tally: Tally,
    /// Files that were opened.
    pub files: u64,
    /// Files that were skipped or broke off: at most 1,000, the others counted in `skipped_more`.
    pub skipped: Vec<Skipped>,
    /// How many more were skipped than are named.
    pub skipped_more: u64,
    /// Findings that were not known before; explained ones are not counted.
    pub findings: u32,
    /// Codes of asks that were left out.
    pub left_out: Vec<String>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// How many records were read, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Records, wanted or not.
    pub records: u64,
    /// Events of the kinds that are wanted.
    pub events: u64,
    /// Of these, new ones.
    pub new: u64,
    /// Of these, known already.
    pub duplicates: u64,
    /// Of these, new deliveries of a known event, corrected.
    pub corrected: u64,
    /// Records that could not be understood, by reason.
    pub unusable: BTreeMap<String, u64>,
}

/// A file that was not read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// The file. Hostile text.
    pub file: String,
    /// Why, in a sentence.
    pub why: String,
    /// Whether a part of it was read.
    pub in_part: bool,
}

impl Tally {
    /// Records that could not be understood.
    pub fn unusable(&self) -> u64 {
        self.unusable.values().sum()
    }

    /// Adds what became of the events in the database.
    pub(super) fn took(&mut self, (new, duplicates, corrected): (u64, u64, u64)) {
        self.new += new;
        self.duplicates += duplicates;
        self.corrected += corrected;
    }

    pub(super) fn add(&mut self, other: Self) {
        self.records += other.records;
        self.events += other.events;
        self.new += other.new;
        self.duplicates += other.duplicates;
        self.corrected += other.corrected;
        for (why, count) in other.unusable {
            *self.unusable.entry(why).or_default() += count;
        }
    }
}

impl TrailReport {
    pub(super) fn new(by: By, started_at: DateTime<Utc>) -> Self {
        Self {
            by,
            started_at,
            ended_at: started_at,
            cancelled: false,
            tally: Tally::default(),
            files: 0,
            skipped: Vec::new(),
            skipped_more: 0,
            findings: 0,
            left_out: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn skip(&mut self, skipped: Skipped) {
        if self.skipped.len() < MOST_SKIPPED {
            let cut = |text: String| match text.char_indices().nth(LONGEST_TEXT) {
                Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
                None => text,
            };
            self.skipped.push(Skipped { file: cut(skipped.file), why: cut(skipped.why), ..skipped });
        } else {
            self.skipped_more += 1;
        }
    }

    /// The figures, for the audit log.
    pub(super) fn facts(&self) -> serde_json::Value {
        serde_json::json!({
            "by": self.by.code(), "records": self.tally.records, "events": self.tally.events, "new": self.tally.new,
            "duplicates": self.tally.duplicates, "unusable": self.tally.unusable(), "files": self.files,
            "skipped": self.skipped.len() as u64 + self.skipped_more, "findings": self.findings,
            "left_out": self.left_out, "problems": self.problems.len(), "cancelled": self.cancelled,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_many_skipped_files_stays_small() {
        let mut report = TrailReport::new(By::Files, DateTime::UNIX_EPOCH);
        for number in 0..1500 {
            report.skip(Skipped {
                file: format!("{number}/{}", "x".repeat(4000)),
                why: "é".repeat(600),
                in_part: false,
            });
        }
        assert_eq!((report.skipped.len(), report.skipped_more), (1000, 500));
        assert_eq!(report.skipped[0].file.chars().count(), 501);
        assert_eq!(report.skipped[0].why, format!("{}…", "é".repeat(500)));
        assert_eq!(report.facts()["skipped"], 1500);
    }
}
