//! Signing in: which profiles work, what can be signed in to, and the questions that only a person can answer.
//!
//! | command | what it does | events meanwhile |
//! |---|---|---|
//! | `profiles_try(ProfilesTryRequest) -> ProfilesTriedReply` | one `sts:GetCallerIdentity` for each profile, some at once; asks nobody | `profile_tried`: a [`ProfileTried`] each |
//! | `sources_try(SourcesSaveRequest) -> SourcesTriedReply` | one sign-in for each account that these sources lead to; saves nothing | `account_tried`: an [`AccountTried`] each |
//! | `try_cancel(()) -> ()` | stops both; what was tried stays in the reply | |
//! | `sign_ins_show(()) -> SignInsReply` | what can be signed in to, and what is being asked | |
//! | `sign_in_start(SignInRequest) -> SignInProgress` | signs in, from the device code (or the question for an MFA code) to the end; replies with the last stage | `sign_in_progress`: a [`SignInProgress`] each |
//! | `sign_in_cancel(SignInRequest) -> SignInsReply` | stops it, or declines the question: what waits for it goes on without | |
//! | `sign_in_browse(SignInRequest) -> ()` | opens the page of the code that is shown in the person's browser | |
//! | `sign_in_answer(SignInAnswer) -> SignInProgress` | hands over an MFA code; replies `done`, or `failed` with `wrong_code` (then the question is there again) | |
//!
//! The event `sign_in_asked` carries [`SignInQuestions`], all that are open, whenever that changes: an empty list closes
//! the dialog. While a question is open, what needs it waits. One question stands for all that wait for the same sign-in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::secrets::ProblemDto;

/// Asks which profiles work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProfilesTryRequest {
    /// Their names; null for all.
    pub profiles: Option<Vec<String>>,
}

/// Every profile that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProfilesTriedReply {
    /// By name.
    pub profiles: Vec<ProfileTried>,
    /// Whether a person stopped it: profiles that were not tried are left out.
    pub cancelled: bool,
}

/// Whether one profile works. Sent as the event `profile_tried`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProfileTried {
    /// Its name.
    pub name: String,
    /// Its region, if it names one.
    pub region: Option<String>,
    /// How it signs in: `sso`, `role`, `process`, `keys`, `login`, `web_identity`, `other`.
    pub sign_in: String,
    /// What a person must do for it: sign in to a start page, type a code. Null where it works by itself.
    pub needs: Option<SignInNeed>,
    /// `works`, `sign_in_first` (a person must sign in to its start page), `asks_for_code` (it needs an MFA code),
    /// `fails` (see `problem`).
    pub state: String,
    /// The account that it reaches, 12 digits.
    pub account: Option<String>,
    /// The account's name, where known.
    pub account_name: Option<String>,
    /// Who it is there: the caller's ARN.
    pub principal: Option<String>,
    /// Until when its credentials hold; null where they do not expire.
    pub valid_until: Option<DateTime<Utc>>,
    /// Whether the name of the profile, its account or its role says that it is production.
    pub production: bool,
    /// Why it does not work.
    pub problem: Option<ProblemDto>,
}

/// What a person must do before a profile works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInNeed {
    /// Names the sign-in in requests. Opaque.
    pub of: String,
    /// `sso` or `mfa`.
    pub kind: String,
    /// What to call it: the session's name or the start page's address; the device's serial number.
    pub label: String,
}

/// What every account of some sources met with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourcesTriedReply {
    /// Accounts, in the order of the sources.
    pub accounts: Vec<AccountTried>,
    /// What kept accounts from being found at all: a base that does not work, an organisation that cannot be listed.
    pub problems: Vec<ProblemDto>,
    /// Whether a person stopped it.
    pub cancelled: bool,
}

/// Whether one account can be entered. Sent as the event `account_tried`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountTried {
    /// The 12 digits.
    pub account: String,
    /// Its name, where known.
    pub account_name: Option<String>,
    /// The base through which it was tried.
    pub profile: Option<String>,
    /// The regions that would be read.
    pub regions: Vec<String>,
    /// Regions that are wanted and that the account has not enabled, as AWS says.
    pub regions_off: Vec<String>,
    /// Why it cannot be entered; null where it can.
    pub problem: Option<ProblemDto>,
}

/// What can be signed in to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInsReply {
    /// Those that a source needs first, then by name.
    pub sign_ins: Vec<SignInDto>,
    /// What is being asked now.
    pub questions: Vec<SignInQuestion>,
    /// How long the last sync took, in seconds: what `expires_during_sync` reckons with.
    pub last_sync_seconds: Option<u32>,
}

/// One thing to sign in to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInDto {
    /// Names it in requests. Opaque.
    pub of: String,
    /// `sso`: IAM Identity Center, by device code. `mfa`: a code from a device.
    pub kind: String,
    /// What to call it: the session's name or the start page's address; the device's serial number.
    pub label: String,
    /// The start page, for `sso`.
    pub start_url: Option<String>,
    /// The profiles behind it, by name.
    pub profiles: Vec<String>,
    /// How many sources need it.
    pub sources: u32,
    /// `valid`, `expired`, `never`: never signed in, or nothing is known of it.
    pub state: String,
    /// Until when it holds, or held.
    pub until: Option<DateTime<Utc>>,
    /// Whether it renews itself: AWS gave a refresh token that still holds.
    pub renews: bool,
    /// Whether it is expected to end before a sync that begins now would: sign in again first.
    pub expires_during_sync: bool,
    /// Whether a sign-in is under way; its stage came as `sign_in_progress`.
    pub running: Option<SignInStage>,
}

/// Names one thing to sign in to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInRequest {
    /// As `SignInDto.of`, `SignInNeed.of` or `SignInQuestion.of` says.
    pub of: String,
}

/// Where a sign-in stands. Sent as the event `sign_in_progress`; the last one is also the reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInProgress {
    /// Of which sign-in.
    pub of: String,
    /// Its stage.
    pub stage: SignInStage,
}

/// A stage of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum SignInStage {
    /// AWS is being asked, or an MFA code is being waited for (the question says so) or checked.
    Waiting,
    /// A person is to confirm this code on the page. It stays until the last stage.
    CodeShown {
        /// The code that the page shows too, such as `WDJB-MJHT`.
        user_code: String,
        /// The page, to type the code into. Hostile text: show as text, open with `sign_in_browse`.
        verification_uri: String,
        /// The page with the code in it.
        verification_uri_complete: Option<String>,
        /// Until when the code holds.
        expires_at: DateTime<Utc>,
        /// Whether `sign_in_browse` opens it: the page is AWS's, or of the start page's own host.
        may_open: bool,
    },
    /// It is done.
    Done {
        /// Until when it holds.
        until: Option<DateTime<Utc>>,
        /// Whether it renews itself.
        renews: bool,
    },
    /// It ended without a sign-in.
    Failed {
        /// `code_expired` (nobody confirmed in time), `denied` (the person or an administrator refused on the page),
        /// `wrong_code`, `cancelled`, or a problem's reason: `no_network`, `service_failed`, `missing_action` and so on.
        reason: String,
        /// AWS's own words. Hostile text.
        message: String,
        /// What to do.
        advice: String,
    },
}

/// Everything that is being asked. Sent as the event `sign_in_asked` whenever it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInQuestions {
    /// In the order in which they came; one for each sign-in.
    pub questions: Vec<SignInQuestion>,
}

/// A question that only a person can answer: `sso` by `sign_in_start`, `mfa` by `sign_in_answer`; either is declined by
/// `sign_in_cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInQuestion {
    /// Of which sign-in.
    pub of: String,
    /// `sso` or `mfa`.
    pub kind: String,
    /// What to call it.
    pub label: String,
    /// The profile that needs it.
    pub profile: String,
    /// `first` (nobody has signed in yet), `expired` (halfway), `wrong_code` (the last code was not accepted).
    pub why: String,
    /// How many calls wait for the answer: about as many as cells.
    pub waiting: u32,
    /// When it was first asked.
    pub asked_at: DateTime<Utc>,
}

/// An MFA code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInAnswer {
    /// Of which sign-in.
    pub of: String,
    /// Six digits; spaces are taken out.
    pub code: String,
}

impl std::fmt::Debug for SignInAnswer {
    /// Without the code.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInAnswer").field("of", &self.of).finish_non_exhaustive()
    }
}
