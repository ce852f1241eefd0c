//! Who depends on what was exposed: its readers of the last 90 days, and after a new version whether they fetched it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::holders::{BEFORE_DAYS, HolderState};
use keyturn_store::{Reader, StoreError};

use super::{Case, Fact, FactGroup, Known, Question, clock, group, known, line, secret_name};
use crate::rotation::holders::holders;

pub(super) fn facts(reader: &Reader<'_>, case: &Case) -> Result<FactGroup, StoreError> {
    let (mut facts, mut missing) = (Vec::new(), Vec::new());
    for arn in &case.subjects.secrets {
        let made_at = reader.secrets().find(arn)?.and_then(|stored| stored.secret.value.made_at);
        // A version that was made since then is the new value; an older one is what was exposed.
        let new_version = made_at.filter(|made_at| *made_at >= case.detected_at);
        if made_at.is_none() {
            missing.push(format!("Since when the present value of {} is, is not known.", line(&secret_name(arn))));
        }
        match new_version {
            Some(made_at) => facts.extend(after(reader, case, arn, made_at)?),
            None => facts.extend(before(reader, case, arn)?),
        }
    }
    let more = (!missing.is_empty()).then(|| missing.join(" "));
    Ok(group(Question::Consumers, known::of_trail(reader, case)?.and(more), facts))
}

/// Who read the old value, and whether they have fetched the new one; those who have not first.
fn after(reader: &Reader<'_>, case: &Case, arn: &SecretArn, made_at: DateTime<Utc>) -> Result<Vec<Fact>, StoreError> {
    let held = holders(reader, arn, made_at, case.now)?;
    let fact = |holder: keyturn_domain::rotation::holders::Holder| {
        let since = holder.first_read_since.map_or_else(String::new, |at| format!("; first since {}", clock(at)));
        Fact {
            key: format!("consumers {arn} {}", holder.principal),
            text: line(&format!("{} {} of {}", holder.principal, holder.state.words(), secret_name(arn))),
            detail: format!("last read before {}{since}", clock(holder.last_read_before)),
            at: holder.first_read_since,
            known: Known::Rotation,
            secret: Some(arn.clone()),
            principal: None,
            odd: (holder.state == HolderState::NotYet).then(|| "not on the new value yet".to_owned()),
            attached: false,
        }
    };
    Ok(held.holders.into_iter().map(fact).collect())
}

/// Who will need the new value: the readers of the last 90 days, the latest first.
fn before(reader: &Reader<'_>, case: &Case, arn: &SecretArn) -> Result<Vec<Fact>, StoreError> {
    let spans = reader.trail().read_spans(arn, case.now - TimeDelta::days(BEFORE_DAYS))?;
    let mut last: BTreeMap<String, (DateTime<Utc>, usize)> = BTreeMap::new();
    for span in spans {
        let known = last.entry(span.principal).or_insert((span.last_at, 0));
        *known = (known.0.max(span.last_at), known.1 + 1);
    }
    let mut all: Vec<(String, (DateTime<Utc>, usize))> = last.into_iter().collect();
    all.sort_by(|a, b| (b.1.0, &a.0).cmp(&(a.1.0, &b.0)));
    let fact = |(principal, (at, days)): (String, (DateTime<Utc>, usize))| Fact {
        key: format!("consumers {arn} {principal}"),
        text: line(&format!("{principal} reads {} and will need the new value", secret_name(arn))),
        detail: format!("last read {}; on {days} days or ways of the last {BEFORE_DAYS} days", clock(at)),
        at: Some(at),
        known: Known::Rotation,
        secret: Some(arn.clone()),
        principal: None,
        odd: None,
        attached: false,
    };
    Ok(all.into_iter().map(fact).collect())
}
