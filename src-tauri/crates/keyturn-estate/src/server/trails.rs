//! CloudTrail's trails: which there are, whether they record, and what.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::refusal::Refusal;
use super::wire;
use crate::held::{HeldSelectors, HeldTrail};

/// The trails that the caller's account and region see. A trail of every region shows in each.
fn seen<'a>(call: &Call<'a>) -> Result<Vec<&'a HeldTrail>, Refusal> {
    call.shelf()?;
    let place = &call.signer.place;
    let sees = |trail: &&HeldTrail| {
        trail.accounts.contains(&place.account) && (trail.multi_region || trail.home == place.region)
    };
    Ok(call.estate.organisation.trails.iter().filter(sees).collect())
}

/// `DescribeTrails`. What is named and unknown is left out.
pub(super) fn describe(call: &Call<'_>) -> Result<String, Refusal> {
    let named = call.texts("trailNameList");
    let shadows = call.input.get("includeShadowTrails").and_then(Value::as_bool).unwrap_or(true);
    let wanted = |trail: &&&HeldTrail| {
        (shadows || trail.home == call.signer.place.region)
            && (named.is_empty() || named.iter().any(|name| is_named(trail, name)))
    };
    let entry = |trail: &&HeldTrail| {
        json!({
            "Name": trail.name, "S3BucketName": trail.bucket, "IncludeGlobalServiceEvents": true,
            "IsMultiRegionTrail": trail.multi_region, "HomeRegion": trail.home, "TrailARN": trail.arn,
            "LogFileValidationEnabled": trail.validated,
            "HasCustomEventSelectors": matches!(&trail.selectors, HeldSelectors::Basic { excluded, .. } if !excluded.is_empty()),
            "HasInsightSelectors": false, "IsOrganizationTrail": trail.of_organisation,
        })
    };
    let list: Vec<Value> = seen(call)?.iter().filter(wanted).map(entry).collect();
    Ok(json!({"trailList": list}).to_string())
}

fn is_named(trail: &HeldTrail, name: &str) -> bool {
    trail.name == name || trail.arn == name
}

/// The trail that a call names: by ARN from anywhere that sees it, by name only in its home region and own account.
fn find<'a>(call: &Call<'a>, name: &str) -> Result<&'a HeldTrail, Refusal> {
    let place = &call.signer.place;
    let own = |trail: &HeldTrail| trail.home == place.region && trail.arn.contains(place.account.as_str());
    let found = seen(call)?.into_iter().find(|trail| trail.arn == name || (trail.name == name && own(trail)));
    found.ok_or_else(|| {
        let arn = if name.starts_with("arn:") {
            name.to_owned()
        } else {
            format!("arn:aws:cloudtrail:{}:{}:trail/{name}", place.region, place.account)
        };
        Refusal::new("TrailNotFoundException", format!("Unknown trail: {arn} for the user: {}", place.account))
    })
}

/// `GetTrailStatus`, with the members that AWS keeps for the sake of old callers.
pub(super) fn status(call: &Call<'_>) -> Result<String, Refusal> {
    let trail = find(call, call.required("Name")?)?;
    let text = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut status = json!({
        "IsLogging": trail.stopped_at.is_none(),
        "LatestDeliveryTime": wire::Epoch(trail.delivered_at),
        "StartLoggingTime": wire::Epoch(trail.started_at),
        "LatestDeliveryAttemptTime": text(trail.delivered_at),
        "LatestNotificationAttemptTime": "", "LatestNotificationAttemptSucceeded": "",
        "LatestDeliveryAttemptSucceeded": text(trail.delivered_at),
        "TimeLoggingStarted": text(trail.started_at),
        "TimeLoggingStopped": trail.stopped_at.map(text).unwrap_or_default(),
    });
    if let Some(members) = status.as_object_mut() {
        if trail.validated {
            let digest = trail.delivered_at - chrono::Duration::minutes(20);
            members.insert("LatestDigestDeliveryTime".to_owned(), json!(wire::Epoch(digest)));
        }
        if let Some(at) = trail.stopped_at {
            members.insert("StopLoggingTime".to_owned(), json!(wire::Epoch(at)));
        }
    }
    Ok(status.to_string())
}

/// `GetEventSelectors`, in the form that the trail has.
pub(super) fn selectors(call: &Call<'_>) -> Result<String, Refusal> {
    let trail = find(call, call.required("TrailName")?)?;
    let answer = match &trail.selectors {
        HeldSelectors::Basic { read_write, management, excluded } => json!({
            "TrailARN": trail.arn,
            "EventSelectors": [{
                "ReadWriteType": read_write, "IncludeManagementEvents": management, "DataResources": [],
                "ExcludeManagementEventSources": excluded,
            }],
        }),
        HeldSelectors::Advanced { name, equals, not_equals } => {
            let field = |how: &str, (field, values): &(String, Vec<String>)| {
                let mut selector = Map::new();
                selector.insert("Field".to_owned(), field.as_str().into());
                selector.insert(how.to_owned(), json!(values));
                Value::Object(selector)
            };
            let equal = equals.iter().map(|entry| field("Equals", entry));
            let all: Vec<Value> = equal.chain(not_equals.iter().map(|entry| field("NotEquals", entry))).collect();
            json!({"TrailARN": trail.arn, "AdvancedEventSelectors": [{"Name": name, "FieldSelectors": all}]})
        }
    };
    Ok(answer.to_string())
}
