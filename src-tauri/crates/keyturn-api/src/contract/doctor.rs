//! The doctor: this machine, what each account allows, what refusals hide, and the policy to roll out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::ProblemDto;

/// Where the doctor stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorReply {
    /// The running diagnosis of this process.
    pub running: Option<DoctorProgressDto>,
    /// The last one that ended in this process.
    pub last: Option<DiagnosisDto>,
}

/// Where a running diagnosis stands. Sent as the event `doctor_progress`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorProgressDto {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Each account; none before they are known.
    pub accounts: Vec<DoctorAccountProgress>,
}

/// Where one account stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorAccountProgress {
    /// The 12 digits.
    pub account: String,
    /// The name, where known.
    pub account_name: Option<String>,
    /// Places that were tried: its regions, itself, and perhaps the organisation.
    pub done: u32,
    /// How many there are.
    pub of: u32,
    /// Refusals so far.
    pub refused: u32,
}

/// What the doctor found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiagnosisDto {
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// Keyturn's version.
    pub version: String,
    /// The data folder.
    pub data_dir: String,
    /// Whether everything was tried, everything is allowed and nothing on this machine is broken.
    pub well: bool,
    /// Whether part of it could not be tried.
    pub partial: bool,
    /// Whether a person stopped it.
    pub cancelled: bool,
    /// How many sources are set up.
    pub sources: u32,
    /// What is so on this machine.
    pub checks: Vec<DoctorCheck>,
    /// What each refused action hides, the gravest first.
    pub sentences: Vec<DoctorSentence>,
    /// Every action that Keyturn uses, in the order of the policy.
    pub actions: Vec<DoctorAction>,
    /// What each account allows.
    pub accounts: Vec<DoctorAccount>,
    /// What could not be tried.
    pub problems: Vec<ProblemDto>,
}

/// One thing on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorCheck {
    /// `clock`, `key`, `database`, `audit_log`, `backup`, `trail`, `sources`.
    pub of: String,
    /// `good`, `look`, `bad`, `unknown`.
    pub state: String,
    /// In a sentence.
    pub words: String,
    /// What to do; null where nothing is.
    pub advice: Option<String>,
}

/// What one refused action hides, over all accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorSentence {
    /// The IAM action.
    pub action: String,
    /// What cannot be seen without it: a problem's `hides`.
    pub hides: String,
    /// The accounts that refuse it, as 12 digits each.
    pub accounts: Vec<String>,
    /// How many secrets it concerns, as far as they are known.
    pub secrets: u32,
    /// The sentence.
    pub words: String,
    /// What to do.
    pub advice: String,
}

/// One action that Keyturn uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorAction {
    /// The IAM action.
    pub action: String,
    /// Where it is asked: in each `region`, once in an `account`, or once for the `organization`.
    pub asked: String,
    /// What cannot be seen without it: a problem's `hides`.
    pub hides: String,
}

/// What one account allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorAccount {
    /// The 12 digits.
    pub account: String,
    /// The name, where known.
    pub account_name: Option<String>,
    /// The profile through which it was reached.
    pub profile: Option<String>,
    /// The regions in which it was tried.
    pub regions: Vec<String>,
    /// What was found of each action that was asked there.
    pub actions: Vec<DoctorFound>,
}

/// What was found of one action in one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorFound {
    /// The IAM action.
    pub action: String,
    /// `allowed`, `refused`, `differs` (refused in some regions), `failed` (could not be tried), `not_tried` (nothing to
    /// try it on).
    pub state: String,
    /// The regions that refuse it.
    pub refused_in: Vec<String>,
    /// The first refusal or failure.
    pub problem: Option<ProblemDto>,
}

/// Which policy, or which file of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorPolicyRequest {
    /// `json`, `cloudformation` or `terraform`.
    pub form: String,
}

/// The policy for exactly what Keyturn uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorPolicy {
    /// `json`, `cloudformation` or `terraform`.
    pub form: String,
    /// A name for the file.
    pub file_name: String,
    /// The text.
    pub text: String,
}

/// Writes what the doctor found last into a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorExportRequest {
    /// `csv` or `json`.
    pub format: String,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorFile {
    /// The file.
    pub path: String,
}
