//! How a value is replaced without breaking those who use it (group F of the requirements).

use serde::{Deserialize, Serialize};

use super::RotatedBy;
use super::trigger::Trigger;
use crate::kind::Kind;

/// How the old value gives way to the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// The issuer accepts two values: make the second, move consumers, revoke the first.
    TwoAtOnce,
    /// The receiver accepts the old and the new value for a while.
    DualRead,
    /// Consumers restart in groups and take the new value as they come up.
    RollingRestart,
    /// A new version is added and the old one still verifies or decrypts: signing and encryption keys.
    Versioned,
    /// Secrets Manager's four steps: create, set, test, finish.
    ManagedSteps,
    /// One value only: the old one ends when the new one begins.
    Replace,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 6] =
        [Self::TwoAtOnce, Self::DualRead, Self::RollingRestart, Self::Versioned, Self::ManagedSteps, Self::Replace];

    /// The code that is stored and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::TwoAtOnce => "two_at_once",
            Self::DualRead => "dual_read",
            Self::RollingRestart => "rolling_restart",
            Self::Versioned => "versioned",
            Self::ManagedSteps => "managed_steps",
            Self::Replace => "replace",
        }
    }

    /// The strategy with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.code() == code)
    }

    /// The strategy in words, short enough for a column.
    pub fn label(self) -> &'static str {
        match self {
            Self::TwoAtOnce => "Two at once",
            Self::DualRead => "Dual read",
            Self::RollingRestart => "Rolling restart",
            Self::Versioned => "Versioned",
            Self::ManagedSteps => "Secrets Manager's steps",
            Self::Replace => "Replace",
        }
    }

    /// What a person does, in one sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::TwoAtOnce => {
                "Make a second value at the issuer, store it, move every consumer, then revoke the first."
            }
            Self::DualRead => {
                "Let the receiver accept both values, store the new one, move every sender, then drop the old."
            }
            Self::RollingRestart => "Store the new value, restart consumers group by group, then revoke the old one.",
            Self::Versioned => {
                "Add a new version and use it; keep the old one for what it signed or encrypted, then retire it."
            }
            Self::ManagedSteps => {
                "Secrets Manager makes the pending version, sets it in the target, tests it and labels it current."
            }
            Self::Replace => "The old value ends when the new one begins: consumers fail until they have read it.",
        }
    }

    /// Whether the old and the new value live beside each other, so that an overlap has to be planned.
    pub fn overlaps(self) -> bool {
        match self {
            Self::TwoAtOnce | Self::DualRead | Self::RollingRestart | Self::Versioned => true,
            Self::ManagedSteps | Self::Replace => false,
        }
    }

    /// What is usual for a kind of secret; who rotates it automatically decides first. A person may choose another.
    pub fn usual(kind: Kind, rotated_by: &RotatedBy) -> Self {
        if *rotated_by != RotatedBy::Nobody {
            return Self::ManagedSteps;
        }
        match kind {
            // IAM, Google, Entra and most issuers hold two keys or tokens for one identity; a database has two users.
            Kind::ApiKey
            | Kind::AccessToken
            | Kind::OauthClientSecret
            | Kind::IdpCredential
            | Kind::DatabasePassword
            | Kind::AwsAccessKey
            | Kind::CiSecret
            | Kind::GcpServiceAccountKey
            | Kind::AzureClientSecret
            | Kind::K8sToken
            | Kind::SshKey
            | Kind::RegistryToken => Self::TwoAtOnce,
            Kind::ServiceToken | Kind::WebhookSecret | Kind::SessionKey => Self::DualRead,
            Kind::ConnectionString | Kind::TlsPrivateKey | Kind::TlsCertificate | Kind::ClientCertificate => {
                Self::RollingRestart
            }
            Kind::JwtSigningKey | Kind::SigningKey | Kind::KmsKey | Kind::DataKey | Kind::BackupKey => Self::Versioned,
            Kind::WebhookUrl
            | Kind::DatabaseAdmin
            | Kind::AwsRole
            | Kind::RootCredential
            | Kind::BreakGlass
            | Kind::RecoveryCode
            | Kind::Configuration
            | Kind::Unclassified => Self::Replace,
        }
    }
}

/// The least overlap in minutes, whatever caches and rollouts say (F4).
pub const FLOOR_MINUTES: u32 = 60;

/// How long things take, in minutes. `None`: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// The longest time for which a consumer keeps the value it read.
    pub cache_life_minutes: Option<u32>,
    /// The slowest rollout of a consumer.
    pub rollout_minutes: Option<u32>,
    /// For how long both values live.
    pub overlap_minutes: Option<u32>,
}

/// What is known of an overlap that is not too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// It is long enough.
    Holds,
    /// The cache life, the rollout or the overlap is not known, so nothing is shown.
    NotKnown,
    /// The strategy has none, or the old value is refused first.
    NotNeeded,
}

/// An overlap that would leave consumers with a value that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an overlap of {} is too short: {} at least, which is {}",
    in_words(*.overlap_minutes), in_words(*.least_minutes), because(*.cache_life_minutes, *.rollout_minutes)
)]
pub struct OverlapTooShort {
    /// What was planned.
    pub overlap_minutes: u32,
    /// What is needed.
    pub least_minutes: u32,
    /// The longest cache life.
    pub cache_life_minutes: u32,
    /// The slowest rollout.
    pub rollout_minutes: u32,
}

/// The overlap that is needed: the longest cache life plus the slowest rollout, one hour at least (F3, F4).
pub fn least_overlap_minutes(cache_life_minutes: u32, rollout_minutes: u32) -> u32 {
    cache_life_minutes.saturating_add(rollout_minutes).max(FLOOR_MINUTES)
}

/// Checks a planned overlap. What is known already refutes one that is too short for it, whatever the rest is.
pub fn check_overlap(strategy: Strategy, trigger: &Trigger, timings: Timings) -> Result<Overlap, OverlapTooShort> {
    if !strategy.overlaps() || trigger.revokes_first() {
        return Ok(Overlap::NotNeeded);
    }
    let Some(overlap_minutes) = timings.overlap_minutes else { return Ok(Overlap::NotKnown) };
    let cache_life_minutes = timings.cache_life_minutes.unwrap_or(0);
    let rollout_minutes = timings.rollout_minutes.unwrap_or(0);
    let least_minutes = least_overlap_minutes(cache_life_minutes, rollout_minutes);
    if overlap_minutes < least_minutes {
        return Err(OverlapTooShort { overlap_minutes, least_minutes, cache_life_minutes, rollout_minutes });
    }
    let all_known = timings.cache_life_minutes.is_some() && timings.rollout_minutes.is_some();
    Ok(if all_known { Overlap::Holds } else { Overlap::NotKnown })
}

fn because(cache_life_minutes: u32, rollout_minutes: u32) -> String {
    let sum = cache_life_minutes.saturating_add(rollout_minutes);
    let parts = format!(
        "the longest cache life ({}) plus the slowest rollout ({})",
        in_words(cache_life_minutes),
        in_words(rollout_minutes)
    );
    if sum < FLOOR_MINUTES { format!("the floor, because {parts} is less") } else { parts }
}

/// Minutes as people say them: `45 min`, `1 h`, `26 h 30 min`.
pub(super) fn in_words(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests;
