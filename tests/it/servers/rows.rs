//! Rows: what was seeded beside what is in the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use keyturn_domain::account::Region;
use keyturn_domain::rotation::RotatedBy;
use keyturn_domain::secret::ParameterType;
use keyturn_store::StoredSecret;
use serde_json::{Value, json};

/// Seconds by which a server's stamp and the seed's may differ.
const TOLERANCE: f64 = 2.0;

/// Stands for a single version whose id the server made up.
pub(super) const ONE_VERSION: &str = "one version";

/// The facts of a row, in the form in which `seed.py` prints them.
pub(super) fn facts(stored: &StoredSecret) -> Value {
    let secret = &stored.secret;
    let at = |instant: Option<DateTime<Utc>>| instant.map(|at| (at - DateTime::UNIX_EPOCH).as_seconds_f64());
    let versions: BTreeMap<&str, Value> = secret
        .versions
        .iter()
        .filter(|version| !version.stages.is_empty())
        .map(|version| {
            let mut stages: Vec<String> = version.stages.iter().map(ToString::to_string).collect();
            stages.sort();
            (version.id.as_str(), json!({"stages": stages, "made_at": at(version.created_at)}))
        })
        .collect();
    let function = match &secret.rotation.by {
        RotatedBy::Function { function_arn } => Some(function_arn),
        RotatedBy::Nobody | RotatedBy::Service { .. } | RotatedBy::External { .. } => None,
    };
    json!({
        "arn": secret.arn.as_str(),
        "name": secret.name,
        "store": secret.arn.store().code(),
        "account": secret.arn.account().as_str(),
        "region": secret.arn.region().as_str(),
        "description": secret.description,
        "parameter_type": secret.parameter_type.map(ParameterType::code),
        "parameter_version": secret.parameter_version,
        "created_at": at(secret.created_at),
        "tags": secret.tags,
        "key_manager": secret.key.manager.code(),
        "key_alias": secret.key.alias.as_ref().filter(|alias| !alias.starts_with("aws/")),
        "value_made_at": at(secret.value.made_at),
        "versions": versions,
        "rotated_by": secret.rotation.by.code(),
        "function": function,
        "rotated_after_days": secret.rotation.after_days,
        "rotated_at": at(secret.rotation.last_at),
        // AWS lists a primary without its copies; the copies' own cells tell.
        "replicas": stored.listed.replica_regions.iter().map(Region::as_str).collect::<Vec<_>>(),
        "replica_of": secret.replica_of.as_ref().map(Region::as_str),
        "deleted_at": at(secret.deleted_at),
    })
}

/// Says in `differences` where two rows differ; instants may by [`TOLERANCE`].
pub(super) fn compare(place: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
            for name in names {
                let [expected, found] = [expected, found].map(|of| of.get(name).unwrap_or(&Value::Null));
                compare(&format!("{place}.{name}"), expected, found, differences);
            }
        }
        (Value::Number(expected), Value::Number(found)) if place.ends_with("_at") => {
            let apart = expected.as_f64().unwrap_or_default() - found.as_f64().unwrap_or_default();
            if apart.abs() > TOLERANCE {
                differences.push(format!("{place}: {expected} was seeded, {found} was read"));
            }
        }
        (Value::Array(span), Value::Number(found)) if place.ends_with("_at") => {
            let [from, to] = [0, 1].map(|end| span.get(end).and_then(Value::as_f64).unwrap_or_default());
            let found = found.as_f64().unwrap_or_default();
            if found < from - TOLERANCE || found > to + TOLERANCE {
                differences.push(format!("{place}: {found} is not between {from} and {to}"));
            }
        }
        (Value::String(text), Value::Object(found)) if text == ONE_VERSION && found.len() == 1 => {}
        // The date of a version is asked for only where the secret has changed since it was made.
        (Value::Number(_), Value::Null) if place.ends_with(".made_at") => {}
        _ if expected == found => {}
        _ => differences.push(format!("{place}: {expected} was seeded, {found} was read")),
    }
}
