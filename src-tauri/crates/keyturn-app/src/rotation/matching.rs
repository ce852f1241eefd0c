//! New values that a sync saw: the step "stored" of the rotation that was open, or rotated outside a plan.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::rotation::RotatedBy;
use keyturn_domain::rotation::record::{RotationRecord, SeenVersion, State, VersionMatch, match_versions};
use keyturn_store::{Reader, RecordsAsked, SeenValue, StoreError};

use crate::app::App;
use crate::error::AppError;

/// For how long a value that was seen without a plan is listed.
const OUTSIDE_LISTED: TimeDelta = TimeDelta::days(90);

impl App {
    /// Matches the new values that syncs saw to the open rotations of their secrets. How many took one.
    pub(crate) async fn match_seen_values(&self) -> Result<usize, AppError> {
        let now = self.now();
        let act = self.act(now, "rotation.version_seen", "", &serde_json::json!({}));
        self.with_database(move |database| {
            Ok(database.write(|writer| {
                let reader = writer.reader();
                let records = reader.rotation().records(&RecordsAsked::default(), 0, u32::MAX)?.0;
                let Some(since) = records.iter().map(|record| record.plan.planned_at).min() else { return Ok(0) };
                let planned: BTreeSet<&SecretArn> = records.iter().map(|record| &record.plan.secret).collect();
                let mut seen = versions(reader, since, |secret| planned.contains(secret))?;
                let known = recorded(&records);
                seen.retain(|version| !known.contains(&(&version.secret, version.version.as_str())));
                let act = |id: i64, version: Option<&str>| {
                    let of = records.iter().find(|record| record.id == id);
                    Act {
                        subject: of.map(|record| record.plan.secret.to_string()).unwrap_or_default(),
                        detail: serde_json::json!({ "rotation": id, "version": version }).to_string(),
                        ..act.clone()
                    }
                };
                let mut matched = 0;
                for found in match_versions(&records, &seen) {
                    matched += usize::from(match found {
                        VersionMatch::Record { id, step } => {
                            writer.rotation().add_step(id, &step, act(id, step.version.as_deref()))?
                        }
                        VersionMatch::Confirms { id, version } => {
                            writer.rotation().confirm_stored(id, &version, act(id, Some(&version)))?
                        }
                        VersionMatch::OutsidePlan(_) => false,
                    });
                }
                Ok(matched)
            })?)
        })
        .await
    }
}

/// The versions that rotations hold already.
fn recorded(records: &[RotationRecord]) -> BTreeSet<(&SecretArn, &str)> {
    records
        .iter()
        .filter_map(|record| Some((&record.plan.secret, record.step(State::Stored)?.version.as_deref()?)))
        .collect()
}

/// The values of the last 90 days that no rotation has taken, of secrets that AWS does not rotate by itself; the newest
/// first.
pub(super) fn outside_plans(
    reader: &Reader<'_>,
    records: &[RotationRecord],
    now: DateTime<Utc>,
) -> Result<Vec<SeenVersion>, StoreError> {
    let seen = versions(reader, now - OUTSIDE_LISTED, |_| true)?;
    let stored = recorded(records);
    let unmatched = match_versions(records, &seen).into_iter().filter_map(|found| match found {
        VersionMatch::OutsidePlan(version) => Some(version),
        VersionMatch::Record { .. } | VersionMatch::Confirms { .. } => None,
    });
    let seen = unmatched.filter(|version| !stored.contains(&(&version.secret, version.version.as_str())));
    let mut by_people = Vec::new();
    for version in seen {
        let secret = reader.secrets().find_rotating(&version.secret)?;
        if secret.is_some_and(|secret| secret.rotation.by == RotatedBy::Nobody) {
            by_people.push(version);
        }
    }
    by_people.reverse();
    Ok(by_people)
}

/// New values that were seen since then, with when they were made and by whom where the last reading tells.
fn versions(
    reader: &Reader<'_>,
    since: DateTime<Utc>,
    wanted: impl Fn(&SecretArn) -> bool,
) -> Result<Vec<SeenVersion>, StoreError> {
    let seen: Vec<SeenValue> =
        reader.changes().values_since(since)?.into_iter().filter(|value| wanted(&value.secret)).collect();
    let mut known = BTreeMap::new();
    for secret in seen.iter().map(|value| &value.secret).collect::<BTreeSet<_>>() {
        known.insert(secret.clone(), reader.secrets().find(secret)?);
    }
    let version = |value: SeenValue| {
        let secret = known.get(&value.secret).and_then(Option::as_ref).map(|stored| &stored.secret);
        let current = secret.filter(|secret| {
            let version = secret.current_version().map(|version| version.id.as_str());
            version == Some(value.version.as_str())
        });
        SeenVersion {
            made_at: current.and_then(|secret| secret.value.made_at),
            made_by: current.and_then(|secret| secret.changed_by.clone()),
            secret: value.secret,
            version: value.version,
            seen_at: value.seen_at,
        }
    };
    Ok(seen.into_iter().map(version).collect())
}
