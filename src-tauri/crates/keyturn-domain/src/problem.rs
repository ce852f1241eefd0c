//! What could not be read. A problem is data: it is kept beside the result and leaves with every export.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::account::{AccountId, Region};
use crate::store::Store;

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A policy refuses the action.
    MissingAction,
    /// AWS went on asking to slow down after every retry.
    Throttled,
    /// The sign-in has ended.
    ExpiredSignIn,
    /// There is no sign-in: no credentials were found, or they are not known to AWS.
    NoSignIn,
    /// Neither the source nor its profile names a region.
    NoRegion,
    /// The account is in no organisation, so there is no list of accounts.
    NoOrganization,
    /// The role could not be assumed.
    RoleRefused,
    /// The region is not enabled for the account.
    RegionDisabled,
    /// No connection, or none that answered in time.
    NoNetwork,
    /// AWS answered with an error of its own.
    ServiceFailed,
    /// The answer was not one that AWS documents.
    NotUnderstood,
    /// A person stopped the sync.
    Cancelled,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 12] = [
        Self::MissingAction,
        Self::Throttled,
        Self::ExpiredSignIn,
        Self::NoSignIn,
        Self::NoRegion,
        Self::NoOrganization,
        Self::RoleRefused,
        Self::RegionDisabled,
        Self::NoNetwork,
        Self::ServiceFailed,
        Self::NotUnderstood,
        Self::Cancelled,
    ];

    /// The code that is stored and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingAction => "missing_action",
            Self::Throttled => "throttled",
            Self::ExpiredSignIn => "expired_sign_in",
            Self::NoSignIn => "no_sign_in",
            Self::NoRegion => "no_region",
            Self::NoOrganization => "no_organization",
            Self::RoleRefused => "role_refused",
            Self::RegionDisabled => "region_disabled",
            Self::NoNetwork => "no_network",
            Self::ServiceFailed => "service_failed",
            Self::NotUnderstood => "not_understood",
            Self::Cancelled => "cancelled",
        }
    }

    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What a problem hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// The list itself: the cell was not read in full.
    Secrets,
    /// When values were made.
    Ages,
    /// Tags, and with them owners.
    Tags,
    /// Who manages the keys.
    Keys,
    /// The text of a resource policy.
    ResourcePolicy,
    /// Which accounts there are.
    Accounts,
    /// Who read what: events of CloudTrail.
    Reads,
    /// What CloudTrail records and keeps: the trails themselves.
    Trails,
    /// Who can read.
    Readers,
    /// Who stands behind a role that people share.
    People,
    /// Which regions an account has enabled.
    Regions,
}

impl Hidden {
    /// Everything that can be hidden.
    pub const ALL: [Self; 11] = [
        Self::Secrets,
        Self::Ages,
        Self::Tags,
        Self::Keys,
        Self::ResourcePolicy,
        Self::Accounts,
        Self::Reads,
        Self::Trails,
        Self::Readers,
        Self::People,
        Self::Regions,
    ];

    /// The code that is stored and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Secrets => "secrets",
            Self::Ages => "ages",
            Self::Tags => "tags",
            Self::Keys => "keys",
            Self::ResourcePolicy => "resource_policy",
            Self::Accounts => "accounts",
            Self::Reads => "reads",
            Self::Trails => "trails",
            Self::Readers => "readers",
            Self::People => "people",
            Self::Regions => "regions",
        }
    }

    /// What has this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hidden| hidden.code() == code)
    }
}

/// One thing that could not be read, why, and what it hides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The account. `None` where not even that is known: the profile has no sign-in.
    pub account: Option<AccountId>,
    /// The profile through which it was tried, as the person named it.
    pub profile: Option<String>,
    /// The region, where the problem is of one region.
    pub region: Option<Region>,
    /// The store, where the problem is of one store.
    pub store: Option<Store>,
    /// The IAM action that was tried, such as `secretsmanager:ListSecrets`.
    pub action: String,
    /// Why it failed.
    pub reason: Reason,
    /// What is hidden by it.
    pub hides: Hidden,
    /// What AWS or the network said, in its own words. Hostile text: show as text only.
    pub message: String,
}

impl Problem {
    /// What the person can do about it, in one sentence.
    pub fn advice(&self) -> String {
        match self.reason {
            Reason::MissingAction => format!("Allow {} for the role that Keyturn uses there.", self.action),
            Reason::Throttled => "Sync again later, or with fewer regions at a time.".to_owned(),
            Reason::ExpiredSignIn => match &self.profile {
                Some(profile) => {
                    let profile = quoted(profile);
                    format!("Sign in again (keyturn sign-in {profile}, or aws login), then sync.")
                }
                None => "Sign in again with your usual command, then sync.".to_owned(),
            },
            Reason::NoSignIn => "Check the profile's credentials with keyturn doctor.".to_owned(),
            Reason::NoRegion => "Name regions for it: under Settings, or with --region.".to_owned(),
            Reason::NoOrganization => {
                "Read the profile's own account, or name the accounts in place of the organisation.".to_owned()
            }
            Reason::RoleRefused if self.action == "sts:TagSession" => {
                "Allow sts:TagSession for the base profile and in the role's trust policy, because the source names session \
                 tags."
                    .to_owned()
            }
            Reason::RoleRefused => {
                "Let the base profile assume the role, and the role trust the base account.".to_owned()
            }
            Reason::RegionDisabled => "Enable the region for the account, or take it off the list.".to_owned(),
            Reason::NoNetwork => "Check the connection, the proxy and AWS_ENDPOINT_URL, then sync again.".to_owned(),
            Reason::ServiceFailed => "Sync again; if it stays, look at the AWS Health Dashboard.".to_owned(),
            Reason::NotUnderstood => {
                "Check whether a proxy or AWS_ENDPOINT_URL answers in place of AWS; then sync again.".to_owned()
            }
            Reason::Cancelled => "Sync again to read what was left out.".to_owned(),
        }
    }
}

/// A profile's name as one shell word. Profile names are the person's own, but they come from a file.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@' | '+');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.account.as_ref().map(ToString::to_string).or_else(|| self.profile.clone()),
            self.region.as_ref().map(ToString::to_string),
            self.store.map(|store| store.label().to_owned()),
        ];
        let place: Vec<String> = parts.into_iter().flatten().collect();
        write!(f, "{}: {} ({}): {}", place.join(" / "), self.action, self.reason.code(), self.message)
    }
}
