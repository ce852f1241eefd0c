//! Runbooks and issuer cards: the library, a page, team folders, approval.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbooksReply {
    /// Every runbook that can be followed, by title. A team's runbook of the same id stands in place of the shipped one.
    pub runbooks: Vec<RunbookRow>,
    /// Issuer cards, by name.
    pub issuers: Vec<IssuerRow>,
    /// The team's folders, in the order in which they were added; a later one replaces an earlier one's runbooks.
    pub folders: Vec<RunbookFolderDto>,
    /// What is wrong with files of any folder. A file that is no runbook is left out, the others are there.
    pub findings: Vec<RunbookFindingDto>,
}

/// One runbook in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookRow {
    /// Its id, such as `secret-in-git`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// `incident`, `rotation`, `review`, `drill` or `companion`.
    pub kind: String,
    /// `SEV-1` to `SEV-4`: the severity with which it opens; null where it has none.
    pub severity: Option<String>,
    /// The role or team that owns it.
    pub owner: String,
    /// `draft`, `active` or `deprecated`. Drafts start only as exercises.
    pub status: String,
    /// When somebody last reviewed it.
    pub reviewed_on: Option<NaiveDate>,
    /// Whether its review is overdue.
    pub overdue: bool,
    /// When it was last tested, in an exercise or for real.
    pub tested_on: Option<NaiveDate>,
    /// Null for a shipped one, else the team's folder.
    pub folder: Option<String>,
    /// The version of the one it stands in place of; null where it replaces none.
    pub replaces: Option<String>,
    /// Whether its buttons work: shipped, or its text was approved by a person.
    pub approved: bool,
    /// Codes of the kinds of secrets that it is for, or `*`.
    pub applies_to: Vec<String>,
    /// When to take it, in sentences.
    pub triggers: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// How many steps it has.
    pub steps: u32,
    /// How many findings the lint has in its file.
    pub findings: u32,
    /// The SHA-256 of what it says, includes copied in: what a run pins and a person approves.
    pub sha256: String,
}

/// One issuer card in a line, with what matters at three in the morning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IssuerRow {
    /// Its id, such as `stripe`.
    pub id: String,
    /// The issuer's name.
    pub name: String,
    /// Codes of the kinds of secrets that it issues.
    pub kinds: Vec<String>,
    /// Whether two values can live at once: `yes`, `no` or `depends`.
    pub two_at_once: String,
    /// How fast a revocation takes effect, in words.
    pub takes_effect: String,
    /// When somebody compared the card with its source; null: nobody has.
    pub checked_on: Option<NaiveDate>,
}

/// Asks for an issuer card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IssuerRequest {
    /// Its id.
    pub id: String,
}

/// An issuer card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IssuerReply {
    /// Its line.
    pub row: IssuerRow,
    /// The issuer's console, an https link; shown in full, never opened without a question.
    pub console: Option<String>,
    /// How a new value is made.
    pub new_value: String,
    /// How the old one is revoked.
    pub revoke: String,
    /// Where one sees what the value was used for.
    pub usage: String,
    /// Its text, made safe.
    pub html: String,
    /// The pages that it was compared with.
    pub sources: Vec<String>,
}

/// A team's folder of runbooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookFolderDto {
    /// Its path on this machine.
    pub path: String,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// How many runbooks of the library come from it.
    pub runbooks: u32,
    /// What could not be read of it, in sentences; null where all was.
    pub problem: Option<String>,
}

/// Names a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookFolderRequest {
    /// Its path.
    pub path: String,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookFindingDto {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The rule, such as `L08`.
    pub rule: String,
    /// `error` or `warning`.
    pub level: String,
    /// What, and what to do.
    pub message: String,
}

/// Names a runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookRequest {
    /// Its id.
    pub id: String,
}

/// A runbook as a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookReply {
    /// Its line.
    pub row: RunbookRow,
    /// The page, made safe: no script, no remote content.
    pub html: String,
    /// Ids and titles of related runbooks that are in the library.
    pub related: Vec<RunbookLink>,
    /// Its references: https links, shown in full.
    pub references: Vec<String>,
    /// Where it was followed, the newest first.
    pub runs: Vec<RunbookRun>,
    /// What the lint says of it.
    pub findings: Vec<RunbookFindingDto>,
}

/// A runbook by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookLink {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// An incident that followed a runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookRun {
    /// The incident.
    pub incident: String,
    /// The version that it pinned.
    pub version: String,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Whether it was an exercise.
    pub drill: bool,
}

/// Approves the text of a team's runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookApproveRequest {
    /// Its id.
    pub id: String,
    /// The row's hash as the person saw it; refused when the runbook says something else by now.
    pub sha256: String,
}

/// Exports a runbook; the person is asked where to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookExportRequest {
    /// Its id.
    pub id: String,
    /// `markdown`, `html` or `cacao`.
    pub format: String,
}

/// What a newer text of the runbook would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunbookDifferenceReply {
    /// The version of the run.
    pub from: String,
    /// The version of the library.
    pub to: String,
    /// Step by step, only those that differ.
    pub steps: Vec<StepDifference>,
}

/// How one step differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepDifference {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `added`, `removed` or `changed`.
    pub change: String,
    /// What changed, in words.
    pub parts: Vec<String>,
    /// Whether something was done with it in this run.
    pub touched: bool,
}
