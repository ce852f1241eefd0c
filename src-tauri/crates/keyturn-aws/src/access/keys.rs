//! KMS keys of a region: who manages each, its state, its aliases, its policy, its grants, its
//! tags.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_kms::types::{GrantListEntry, KeyManagerType};
use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use serde_json::{Value, json};

use super::{Collected, Hear, document};
use crate::actions::{DESCRIBE_KEY, GET_KEY_POLICY, LIST_ALIASES, LIST_GRANTS, LIST_KEYS, LIST_RESOURCE_TAGS};
use crate::failure::{self, Failure};
use crate::parallel::in_parallel_heard;
use crate::rates::Quota;
use crate::target::{Reach, Target};

/// Keys that are asked about at the same time.
const AT_ONCE: usize = 8;

impl Target {
    /// The keys of a region, in the members of the access snapshot. A key whose policy or grants could not be read
    /// comes without them, and the problem's message names it. `hear` hears of keys.
    pub async fn keys(&self, region: &Region, hear: Hear<'_>) -> Collected<Vec<Value>> {
        let reach = self.reach(region);
        let tried = self.tried(region, None);
        let mut problems = Vec::new();
        let arns = match list(&reach).await {
            Ok(arns) => arns,
            Err(failure) => {
                problems.push(tried.problem(LIST_KEYS, Hidden::Readers, failure));
                Vec::new()
            }
        };
        let aliases = match aliases(&reach).await {
            Ok(aliases) => Some(aliases),
            Err(failure) => {
                problems.push(tried.problem(LIST_ALIASES, Hidden::Readers, failure));
                None
            }
        };
        let of = arns.len();
        hear(0, Some(of));
        let ask = |arn| {
            let reach = Arc::clone(&reach);
            async move { key(&reach, arn).await }
        };
        let read = in_parallel_heard(arns, AT_ONCE, ask, |done| hear(done, Some(of)));
        let mut items = Vec::new();
        for (mut item, failures) in read.await {
            if let Some(aliases) = &aliases {
                let id = item["Arn"].as_str().and_then(|arn| arn.rsplit('/').next()).unwrap_or_default();
                item["Aliases"] = json!(aliases.get(id).cloned().unwrap_or_default());
            }
            items.push(item);
            problems
                .extend(failures.into_iter().map(|(action, failure)| tried.problem(action, Hidden::Readers, failure)));
        }
        Collected { items, problems: fewer(problems) }
    }
}

/// The same refusal for many keys is one problem: the keys themselves show what they lack.
fn fewer(problems: Vec<Problem>) -> Vec<Problem> {
    let mut seen = HashSet::new();
    problems.into_iter().filter(|problem| seen.insert((problem.action.clone(), problem.reason))).collect()
}

/// The ARNs of the region's keys.
async fn list(reach: &Reach) -> Result<Vec<String>, Failure> {
    let (mut arns, mut seen) = (Vec::new(), HashSet::new());
    let mut marker: Option<String> = None;
    loop {
        reach.pace.ready(Quota::Keys).await;
        let page = reach.keys.list_keys().limit(1000).set_marker(marker.take()).send().await;
        let page = page.map_err(|error| failure::of_call(&error, true))?;
        arns.extend(page.keys.unwrap_or_default().into_iter().filter_map(|key| key.key_arn));
        match page.next_marker.filter(|marker| page.truncated && !marker.is_empty()) {
            None => return Ok(arns),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of keys repeats itself"));
            }
            next => marker = next,
        }
    }
}

/// The names of the region's aliases by the id of the key that each points to.
async fn aliases(reach: &Reach) -> Result<HashMap<String, Vec<String>>, Failure> {
    let (mut aliases, mut seen) = (HashMap::<String, Vec<String>>::new(), HashSet::new());
    let mut marker: Option<String> = None;
    loop {
        reach.pace.ready(Quota::Aliases).await;
        let page = reach.keys.list_aliases().limit(100).set_marker(marker.take()).send().await;
        let page = page.map_err(|error| failure::of_call(&error, true))?;
        for entry in page.aliases.unwrap_or_default() {
            if let (Some(name), Some(key)) = (entry.alias_name, entry.target_key_id) {
                aliases.entry(key).or_default().push(name);
            }
        }
        match page.next_marker.filter(|marker| page.truncated && !marker.is_empty()) {
            None => return Ok(aliases),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of aliases repeats itself"));
            }
            next => marker = next,
        }
    }
}

/// One key, and what could not be read of it.
async fn key(reach: &Reach, arn: String) -> (Value, Vec<(&'static str, Failure)>) {
    let mut failures = Vec::new();
    let mut item = json!({"Arn": arn});
    let mut put = |name: &str, value: Value| item[name] = value;
    reach.pace.ready(Quota::Keys).await;
    let mut customer = true;
    match reach.keys.describe_key().key_id(&arn).send().await.map_err(|error| failure::of_call(&error, true)) {
        Ok(answer) => {
            if let Some(metadata) = answer.key_metadata {
                customer = metadata.key_manager != Some(KeyManagerType::Aws);
                put("KeyManager", if customer { "CUSTOMER" } else { "AWS" }.into());
                if let Some(state) = metadata.key_state {
                    put("KeyState", state.as_str().into());
                }
            }
        }
        Err(failure) => failures.push((DESCRIBE_KEY, named(failure, &arn))),
    }
    reach.pace.ready(Quota::Keys).await;
    // A key has one policy, which has this name; not every stand-in for AWS takes it for granted.
    let policy = reach.keys.get_key_policy().key_id(&arn).policy_name("default").send().await;
    match policy.map_err(|error| failure::of_call(&error, true)) {
        Ok(answer) => put("Policy", answer.policy.map_or(Value::Null, document)),
        Err(failure) => failures.push((GET_KEY_POLICY, named(failure, &arn))),
    }
    if customer {
        match grants(reach, &arn).await {
            Ok(grants) => put("Grants", grants.into()),
            Err(failure) => failures.push((LIST_GRANTS, named(failure, &arn))),
        }
        match tags(reach, &arn).await {
            Ok(tags) => put("Tags", tags.into()),
            Err(failure) => failures.push((LIST_RESOURCE_TAGS, named(failure, &arn))),
        }
    } else {
        // Grants on AWS's own keys are made by the services for themselves.
        put("Grants", json!([]));
    }
    (item, failures)
}

fn named(failure: Failure, arn: &str) -> Failure {
    Failure { message: format!("{arn}: {}", failure.message), ..failure }
}

async fn grants(reach: &Reach, arn: &str) -> Result<Vec<Value>, Failure> {
    let (mut grants, mut seen) = (Vec::new(), HashSet::new());
    let mut marker: Option<String> = None;
    loop {
        reach.pace.ready(Quota::Keys).await;
        let call = reach.keys.list_grants().key_id(arn).limit(100).set_marker(marker.take());
        let page = call.send().await.map_err(|error| failure::of_call(&error, true))?;
        grants.extend(page.grants.unwrap_or_default().into_iter().map(grant));
        match page.next_marker.filter(|marker| page.truncated && !marker.is_empty()) {
            None => return Ok(grants),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of grants repeats itself"));
            }
            next => marker = next,
        }
    }
}

fn grant(grant: GrantListEntry) -> Value {
    let operations: Vec<String> =
        grant.operations.unwrap_or_default().iter().map(|operation| operation.as_str().to_owned()).collect();
    let mut entry = json!({
        "GrantId": grant.grant_id, "GranteePrincipal": grant.grantee_principal, "Operations": operations,
        "IssuingAccount": grant.issuing_account,
    });
    if let Some(constraints) = grant.constraints {
        entry["Constraints"] = json!({});
        for (name, context) in [
            ("EncryptionContextEquals", constraints.encryption_context_equals),
            ("EncryptionContextSubset", constraints.encryption_context_subset),
        ] {
            if let Some(context) = context {
                entry["Constraints"][name] = json!(context);
            }
        }
    }
    entry
}

async fn tags(reach: &Reach, arn: &str) -> Result<Vec<Value>, Failure> {
    let (mut tags, mut marker) = (Vec::new(), None);
    // A key has 50 tags at most: more than a few pages are a listing that never ends.
    for _ in 0..4 {
        reach.pace.ready(Quota::Keys).await;
        let call = reach.keys.list_resource_tags().key_id(arn).limit(50).set_marker(marker);
        let page = call.send().await.map_err(|error| failure::of_call(&error, true))?;
        let entries = page.tags.unwrap_or_default().into_iter();
        tags.extend(entries.map(|tag| json!({"TagKey": tag.tag_key, "TagValue": tag.tag_value})));
        marker = page.next_marker.filter(|marker| page.truncated && !marker.is_empty());
        if marker.is_none() {
            break;
        }
    }
    Ok(tags)
}
