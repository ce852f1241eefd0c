//! The age of a value, which is not the age of its record.
//!
//! *Secrets Manager:* the creation date of the version labelled `AWSCURRENT` (`ListSecretVersionIds`).
//! `LastChangedDate` moves with tags and descriptions; `LastRotatedDate` is empty when people rotate by hand.
//!
//! *Parameter Store:* the last change that raised `Version`. `DescribeParameters` gives one date for any change, so
//! Keyturn keeps the date it saw first for a version and lets no later date of the same version replace it.
//! `GetParameterHistory` would say it, but returns values: it is never called.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::store::Store;
use crate::version::SecretVersion;

/// On what the date of a value rests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeBasis {
    /// The creation date of the version labelled `AWSCURRENT`.
    CurrentVersion,
    /// Nothing has changed since the secret was made, so its value is as old as it is.
    Creation,
    /// The change that raised the parameter's version, or the first date that Keyturn saw for that version.
    ParameterVersion,
    /// A secret without a current version: it holds no value.
    NoValue,
    /// Not known: what would say it could not be read.
    #[default]
    Unknown,
}

impl AgeBasis {
    /// Every basis.
    pub const ALL: [Self; 5] =
        [Self::CurrentVersion, Self::Creation, Self::ParameterVersion, Self::NoValue, Self::Unknown];

    /// The code that is stored and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::CurrentVersion => "current_version",
            Self::Creation => "creation",
            Self::ParameterVersion => "parameter_version",
            Self::NoValue => "no_value",
            Self::Unknown => "unknown",
        }
    }

    /// The basis with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.code() == code)
    }
}

/// When the current value was made, and how that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueAge {
    /// When the value was made (UTC).
    pub made_at: Option<DateTime<Utc>>,
    /// On what that rests.
    pub basis: AgeBasis,
}

impl ValueAge {
    /// Whole days between the value's making and `now`. Never negative: a clock that runs backwards gives 0.
    pub fn days(self, now: DateTime<Utc>) -> Option<u32> {
        self.made_at.map(|made_at| u32::try_from((now - made_at).num_days()).unwrap_or(0))
    }
}

/// What an earlier reading of the same secret left, as far as ages need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The value's age as it was settled then.
    pub value: ValueAge,
    /// The parameter's version then.
    pub parameter_version: Option<i64>,
    /// Versions with the dates that were known then.
    pub versions: Vec<SecretVersion>,
}

/// Puts the dates of versions that were known before onto the versions just listed.
///
/// A version is made once, so its date never changes: what is known needs no call.
pub fn carry_dates(secret: &mut Secret, known: &Known) {
    for version in secret.versions.iter_mut().filter(|version| version.created_at.is_none()) {
        if let Some(before) = known.versions.iter().find(|before| before.id == version.id) {
            version.created_at = before.created_at;
        }
    }
}

/// Whether the current value's date can only be had from `ListSecretVersionIds`.
pub fn needs_version_dates(secret: &Secret) -> bool {
    secret.arn.store() == Store::SecretsManager
        && !unchanged_since_creation(secret)
        && secret.current_version().is_some_and(|version| version.created_at.is_none())
}

/// Settles when the current value was made from what was just read and what was known before.
pub fn settle(secret: &Secret, known: Option<&Known>) -> ValueAge {
    match secret.arn.store() {
        Store::SecretsManager => settle_secret(secret),
        Store::ParameterStore => settle_parameter(secret, known),
    }
}

fn settle_secret(secret: &Secret) -> ValueAge {
    match secret.current_version() {
        None => ValueAge { made_at: None, basis: AgeBasis::NoValue },
        Some(version) if version.created_at.is_some() => {
            ValueAge { made_at: version.created_at, basis: AgeBasis::CurrentVersion }
        }
        Some(_) if unchanged_since_creation(secret) => {
            ValueAge { made_at: secret.created_at, basis: AgeBasis::Creation }
        }
        Some(_) => ValueAge::default(),
    }
}

fn settle_parameter(secret: &Secret, known: Option<&Known>) -> ValueAge {
    let same_version =
        known.filter(|known| known.parameter_version.is_some() && known.parameter_version == secret.parameter_version);
    let seen = secret.changed_at;
    // The earlier of the two: a later date of the same version is a change of metadata, and a first sight may
    // itself have been after one.
    let made_at = match same_version.and_then(|known| known.value.made_at) {
        Some(before) => Some(seen.map_or(before, |seen| seen.min(before))),
        None => seen,
    };
    match made_at {
        Some(_) => ValueAge { made_at, basis: AgeBasis::ParameterVersion },
        None => ValueAge::default(),
    }
}

/// `LastChangedDate` in the second of `CreatedDate`: not a tag, description or value has changed since.
///
/// A second version or a rotation says that the value may have, whatever the dates are.
fn unchanged_since_creation(secret: &Secret) -> bool {
    if secret.versions.len() > 1 || secret.rotation.last_at.is_some() {
        return false;
    }
    match (secret.created_at, secret.changed_at) {
        (Some(created), Some(changed)) => (changed - created).num_milliseconds().abs() < 1000,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
