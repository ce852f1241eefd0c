//! What changed between two readings of the same secret.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// Which fact changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The secret was not known before.
    Added,
    /// A new value: the current version's date, or the parameter's version.
    Value,
    /// A parameter's version fell: it was deleted and made anew under the same name.
    Recreated,
    /// A parameter's type.
    Type,
    /// The description.
    Description,
    /// The KMS key.
    Key,
    /// Rotation settings.
    Rotation,
    /// Tags.
    Tags,
    /// Copies in other regions.
    Replicas,
    /// A version labelled `AWSPENDING` came or went.
    Pending,
    /// The text of the resource policy.
    ResourcePolicy,
    /// Its deletion was asked for, or called off.
    Deletion,
    /// A full listing no longer had it.
    Gone,
    /// A listing has it again.
    Returned,
}

impl What {
    /// Every fact.
    pub const ALL: [Self; 14] = [
        Self::Added,
        Self::Value,
        Self::Recreated,
        Self::Type,
        Self::Description,
        Self::Key,
        Self::Rotation,
        Self::Tags,
        Self::Replicas,
        Self::Pending,
        Self::ResourcePolicy,
        Self::Deletion,
        Self::Gone,
        Self::Returned,
    ];

    /// The code that is stored and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Value => "value",
            Self::Recreated => "recreated",
            Self::Type => "type",
            Self::Description => "description",
            Self::Key => "key",
            Self::Rotation => "rotation",
            Self::Tags => "tags",
            Self::Replicas => "replicas",
            Self::Pending => "pending",
            Self::ResourcePolicy => "resource_policy",
            Self::Deletion => "deletion",
            Self::Gone => "gone",
            Self::Returned => "returned",
        }
    }

    /// The fact with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }
}

/// One fact that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which fact.
    pub what: What,
    /// What it was, in words.
    pub before: Option<String>,
    /// What it is, in words.
    pub after: Option<String>,
}

/// The facts that differ between two readings of one secret, in the order of [`What`].
///
/// Not changes: a later read date, a date that was unknown before, and anything that one of the readings could not see.
pub fn between(before: &Secret, after: &Secret) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut push = |what, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(Change { what, before, after });
        }
    };
    match (before.parameter_version, after.parameter_version) {
        (Some(was), Some(is)) if is < was => push(What::Recreated, Some(was.to_string()), Some(is.to_string())),
        (Some(was), Some(is)) => push(What::Value, Some(was.to_string()), Some(is.to_string())),
        _ => {
            let current = |secret: &Secret| secret.current_version().map(|version| version.id.clone());
            push(What::Value, current(before), current(after));
        }
    }
    push(
        What::Type,
        before.parameter_type.map(|t| t.code().to_owned()),
        after.parameter_type.map(|t| t.code().to_owned()),
    );
    push(What::Description, before.description.clone(), after.description.clone());
    push(What::Key, before.key.id.clone(), after.key.id.clone());
    push(What::Rotation, Some(rotation_words(before)), Some(rotation_words(after)));
    if before.tags.is_some() && after.tags.is_some() {
        push(What::Tags, tag_words(before), tag_words(after));
    }
    push(What::Replicas, replica_words(before), replica_words(after));
    let pending = |secret: &Secret| secret.pending_version().map(|version| version.id.clone());
    push(What::Pending, pending(before), pending(after));
    push(What::Deletion, before.deleted_at.map(instant), after.deleted_at.map(instant));
    changes
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Settings only: the dates that a rotation moves are seen as a new value.
fn rotation_words(secret: &Secret) -> String {
    let rotation = &secret.rotation;
    let mut words = vec![rotation.by.code().to_owned()];
    words.extend(rotation.after_days.map(|days| format!("every {days} days")));
    words.extend(rotation.schedule.clone());
    words.extend(rotation.window.clone());
    words.join(", ")
}

fn tag_words(secret: &Secret) -> Option<String> {
    let tags = secret.tags.as_ref()?;
    Some(tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", "))
}

fn replica_words(secret: &Secret) -> Option<String> {
    let mut regions: Vec<&str> = secret.replicas.iter().map(|replica| replica.region.as_str()).collect();
    regions.sort_unstable();
    (!regions.is_empty()).then(|| regions.join(", "))
}

#[cfg(test)]
mod tests;
