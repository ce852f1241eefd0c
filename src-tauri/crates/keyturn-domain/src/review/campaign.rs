//! A campaign: what is reviewed, by whom, until when, on what basis.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Reviewer, Scope, SignOff};
use crate::code::codes;
use crate::rotation::path_pattern::{self, PatternFault};
use crate::rotation::statement::{self, StatementFault};

/// A text that is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no id: 16 hexadecimal digits")]
pub struct NotAnId(pub String);

/// Whether a text is 16 lower-case hexadecimal digits.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A campaign's id: 16 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CampaignId(String);

impl CampaignId {
    /// The id that these 8 bytes of chance make.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(hex::encode(bytes))
    }

    /// The 16 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CampaignId {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        if is_id(&text) { Ok(Self(text)) } else { Err(NotAnId(text.chars().take(40).collect())) }
    }
}

impl FromStr for CampaignId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::try_from(text.to_owned())
    }
}

impl From<CampaignId> for String {
    fn from(id: CampaignId) -> Self {
        id.0
    }
}

impl fmt::Display for CampaignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A framework that asks for reviews of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framework {
    /// PCI DSS 4.0.1 (7.2.4, 7.2.5.1, 8.6).
    PciDss,
    /// SOC 2, the common criteria (CC6.1 to CC6.3, CC7).
    Soc2,
    /// ISO/IEC 27001:2022.
    Iso27001,
    /// HIPAA's Security Rule.
    Hipaa,
    /// NIST SP 800-53.
    #[serde(rename = "nist_800_53")]
    Nist80053,
    /// GDPR, article 32.
    Gdpr,
    /// CIS Controls.
    Cis,
}

codes!(Framework {
    PciDss => "pci_dss",
    Soc2 => "soc2",
    Iso27001 => "iso27001",
    Hipaa => "hipaa",
    Nist80053 => "nist_800_53",
    Gdpr => "gdpr",
    Cis => "cis",
});

/// Whose Keyturn holds the campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The lead's, who opened it.
    Lead,
    /// A reviewer's own copy, which came in a packet: it holds their items, and records decisions in this name.
    Reviewer(String),
}

impl Role {
    /// The code: `lead` or `reviewer`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Reviewer(_) => "reviewer",
        }
    }
}

/// How a part of the scope was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapState {
    /// Never.
    Never,
    /// In part.
    Partial,
    /// The last reading failed.
    Failed,
    /// In full, but too long ago.
    Old,
}

codes!(GapState { Never => "never", Partial => "partial", Failed => "failed", Old => "old" });

/// A part of the scope that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The account's 12 digits.
    pub account: String,
    /// The account's name, where known. Hostile text.
    pub account_name: Option<String>,
    /// The region; `None` for an account's policies.
    pub region: Option<String>,
    /// `secretsmanager`, `ssm` or `policies`.
    pub what: String,
    /// How it was read.
    pub state: GapState,
    /// When it was last read in full (UTC).
    pub read_at: Option<DateTime<Utc>>,
}

/// What was read of the scope when the campaign opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Cells (account × region × store) in scope.
    pub cells: u32,
    /// Of these, those read in full and lately enough.
    pub read: u32,
    /// The oldest reading that counts (UTC).
    pub oldest_at: Option<DateTime<Utc>>,
    /// What was not read, in part, or long ago.
    pub gaps: Vec<Gap>,
    /// What access and the trail cannot know, in a sentence each.
    pub limits: Vec<String>,
}

/// A campaign. Its items are kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Its name, such as `Access review · Q4 2026`.
    pub name: String,
    /// The period under review, such as `2026-Q4`.
    pub period: String,
    /// Frameworks that ask for it.
    pub frameworks: Vec<Framework>,
    /// What is reviewed.
    pub scope: Scope,
    /// Who opens and closes it, and decides what falls to nobody else.
    pub lead: Reviewer,
    /// Who reviews what: the first that fits.
    pub reviewers: Vec<Reviewer>,
    /// The last day on which it is in time.
    pub due_on: NaiveDate,
    /// How often such a review is due, in months.
    pub cadence_months: u32,
    /// Whose policy asks for it.
    pub cadence_source: String,
    /// Why it was opened although parts were not read.
    pub open_anyway: Option<String>,
    /// When it was opened (UTC).
    pub opened_at: DateTime<Utc>,
    /// Who opened it: the operating system's user name.
    pub opened_by: String,
    /// What [`snapshot_hash`] gives for its items: 64 hexadecimal digits. A reviewer's copy keeps that of the whole.
    pub snapshot: String,
    /// What was read when it opened.
    pub coverage: Coverage,
    /// Whose Keyturn holds it.
    pub role: Role,
    /// When it was closed (UTC).
    pub closed_at: Option<DateTime<Utc>>,
    /// Who signed it off.
    pub sign_offs: Vec<SignOff>,
}

impl Campaign {
    /// In whose name decisions are recorded here.
    pub fn acting(&self) -> &str {
        match &self.role {
            Role::Lead => &self.lead.name,
            Role::Reviewer(name) => name,
        }
    }

    /// The lead or reviewer of this name.
    pub fn reviewer(&self, name: &str) -> Option<&Reviewer> {
        self.everybody().find(|reviewer| reviewer.is(name))
    }

    /// The lead first, then the reviewers.
    pub fn everybody(&self) -> impl Iterator<Item = &Reviewer> {
        std::iter::once(&self.lead).chain(&self.reviewers)
    }

    /// Whether decisions are still taken on all its items.
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    /// Days until it is due; negative where it is late, 0 on the last day.
    pub fn days_left(&self, today: NaiveDate) -> i64 {
        (self.due_on - today).num_days()
    }

    /// When the next is due by its cadence. `None` where there is no such day.
    pub fn next_on(&self) -> Option<NaiveDate> {
        self.due_on.checked_add_months(chrono::Months::new(self.cadence_months))
    }
}

/// The longest name of a campaign, a period or a person, in characters.
const LONGEST_NAME: usize = 200;

/// The longest cadence, in months: five years.
const LONGEST_CADENCE: u32 = 60;

/// Why a campaign cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CampaignFault {
    /// Something is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A name is too long.
    #[error("{field} has {found} characters: at most {LONGEST_NAME}")]
    TooLong {
        /// Which.
        field: &'static str,
        /// How many it has.
        found: usize,
    },
    /// A text cannot be kept.
    #[error("{field}: {fault}")]
    Statement {
        /// Which.
        field: &'static str,
        /// Why.
        fault: StatementFault,
    },
    /// No account.
    #[error("{0:?} is no account: 12 digits")]
    Account(String),
    /// A path cannot be used.
    #[error("the path {pattern:?}: {fault}")]
    Path {
        /// Which.
        pattern: String,
        /// Why.
        fault: PatternFault,
    },
    /// Two people have one name.
    #[error("{0} is named twice: names tell who decided")]
    Twice(String),
    /// It would be late from the start.
    #[error("{0} is over: name a day from today on")]
    DueBefore(NaiveDate),
    /// No cadence.
    #[error("every {0} months is no cadence: 1 to {LONGEST_CADENCE}")]
    Cadence(u32),
    /// There is nothing to review.
    #[error("the scope holds nothing to review")]
    Nothing,
    /// Parts were not read, and nobody says why that is no reason to wait.
    #[error("{0} of the scope's parts were not read in full and lately: sync first, or say why it opens anyway")]
    Gaps(usize),
}

impl Campaign {
    /// Why it cannot be opened with so many items, all of it.
    pub fn check(&self, items: usize, today: NaiveDate) -> Vec<CampaignFault> {
        let mut faults = Vec::new();
        named("the name", &self.name, &mut faults);
        named("the period", &self.period, &mut faults);
        said("whose policy asks for it", &self.cadence_source, &mut faults);
        if let Some(why) = &self.open_anyway {
            said("why it opens anyway", why, &mut faults);
        } else if !self.coverage.gaps.is_empty() {
            faults.push(CampaignFault::Gaps(self.coverage.gaps.len()));
        }
        let twelve = |text: &String| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let strange = self.scope.accounts.iter().filter(|account| !twelve(account));
        faults.extend(strange.map(|account| CampaignFault::Account(account.clone())));
        faults.extend(pattern_faults(&self.scope.paths));
        let mut names = BTreeSet::new();
        for reviewer in self.everybody() {
            named("a reviewer's name", &reviewer.name, &mut faults);
            if !names.insert(reviewer.name.trim().to_lowercase()) {
                faults.push(CampaignFault::Twice(reviewer.name.clone()));
            }
            // Somebody may well review everything.
            let paths = pattern_faults(&reviewer.paths);
            faults.extend(
                paths.filter(|fault| !matches!(fault, CampaignFault::Path { fault: PatternFault::Everything(_), .. })),
            );
        }
        if self.due_on < today {
            faults.push(CampaignFault::DueBefore(self.due_on));
        }
        if !(1..=LONGEST_CADENCE).contains(&self.cadence_months) {
            faults.push(CampaignFault::Cadence(self.cadence_months));
        }
        if items == 0 {
            faults.push(CampaignFault::Nothing);
        }
        faults
    }
}

fn pattern_faults(patterns: &[String]) -> impl Iterator<Item = CampaignFault> {
    patterns.iter().filter_map(|pattern| {
        let fault = path_pattern::check(pattern).err()?;
        Some(CampaignFault::Path { pattern: pattern.clone(), fault })
    })
}

fn named(field: &'static str, text: &str, faults: &mut Vec<CampaignFault>) {
    let found = text.chars().count();
    if found > LONGEST_NAME {
        faults.push(CampaignFault::TooLong { field, found });
    } else {
        said(field, text, faults);
    }
}

fn said(field: &'static str, text: &str, faults: &mut Vec<CampaignFault>) {
    if !statement::is_said(text) {
        faults.push(CampaignFault::Missing(field));
    } else if let Err(fault) = statement::check(text) {
        faults.push(CampaignFault::Statement { field, fault });
    }
}

/// The SHA-256 of a snapshot, in hexadecimal: of one line of JSON for each item in the campaign's order, each ended by a
/// line feed. What `sha256sum` says of a file with these lines.
pub fn snapshot_hash<L: AsRef<str>>(lines: impl IntoIterator<Item = L>) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(line.as_ref().as_bytes());
        digest.update(b"\n");
    }
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests;
