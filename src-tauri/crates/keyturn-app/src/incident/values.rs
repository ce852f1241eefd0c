//! What is known of an incident for its placeholders and conditions: from the inventory, the rotation policy, the
//! issuer's card, the finding it began with, and what people typed in. Everything is hostile text until it is quoted.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, SecondsFormat, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::incident::notice::Moment;
use keyturn_domain::incident::{Incident, Subject};
use keyturn_domain::review::{CampaignId, Progress, RemovalState, Seed};
use keyturn_domain::source::{Accounts, Source};
use keyturn_domain::version::{SecretVersion, VersionStage};
use keyturn_runbook::fill::Values;
use keyturn_runbook::issuer::Issuer;
use keyturn_store::{Reader, StoreError, StoredSecret, Tab};

use crate::rotation::{LastDue, Standing, evaluate_one};

/// For how many days back a reader counts as a consumer.
const CONSUMER_DAYS: u64 = 90;

/// The most consumers that are named.
const MOST_NAMED: usize = 20;

/// What values are taken from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// The evaluation of the rotation policy that was last made.
    pub(super) due: &'a LastDue,
    /// Cards of issuers, by their ids.
    pub(super) issuers: &'a BTreeMap<String, Issuer>,
    /// The time that holds (UTC).
    pub(super) now: DateTime<Utc>,
}

/// The values of an incident, by the names of their placeholders. What a person typed in counts before what is stored.
pub(super) fn values(reader: &Reader<'_>, incident: &Incident, known: Known<'_>) -> Result<Values, StoreError> {
    let mut values = Values::new();
    of_incident(incident, known.now, &mut values);
    if let Subject::Finding { key, .. } = &incident.opening.subject {
        of_finding(reader, key, &mut values)?;
    }
    let entries = incident.scope.entries().iter().map(|entry| &entry.exposed.what);
    let subjects: Vec<&Subject> = std::iter::once(&incident.opening.subject).chain(entries).collect();
    for subject in &subjects {
        of_identity(subject, &mut values);
    }
    if let Some(arn) = subjects.iter().find_map(|subject| subject.secret()) {
        of_secret(reader, arn, known, &mut values)?;
    }
    if let Subject::Review { campaign } = &incident.opening.subject {
        of_review(reader, campaign, &mut values)?;
    }
    of_place(reader, &mut values)?;
    values.extend(incident.values.clone());
    Ok(values)
}

fn put(values: &mut Values, name: &str, value: impl std::fmt::Display) {
    values.entry(name.to_owned()).or_insert_with(|| value.to_string());
}

fn put_maybe(values: &mut Values, name: &str, value: Option<impl std::fmt::Display>) {
    if let Some(value) = value {
        put(values, name, value);
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn of_incident(incident: &Incident, now: DateTime<Utc>, values: &mut Values) {
    put(values, "incident.id", incident.opening.id);
    put(values, "incident.severity", incident.severity.code());
    put(values, "incident.status", incident.state.code());
    put(values, "incident.detected_at", instant(incident.detected_at()));
    put_maybe(values, "incident.aware_at", incident.moments.get(&Moment::Aware).map(|at| instant(*at)));
    put(values, "incident.summary", &incident.opening.title);
    put(values, "window.now", instant(now));
    let window = incident.scope.window();
    put_maybe(values, "window.start", window.as_ref().and_then(|window| window.from).map(instant));
    put(values, "window.end", instant(window.and_then(|window| window.until).unwrap_or(now)));
    let followups: Vec<&str> = incident.follow_ups.iter().map(|one| one.action.as_str()).collect();
    if !followups.is_empty() {
        put(values, "incident.followups", followups.join("; "));
    }
}

fn of_finding(reader: &Reader<'_>, key: &str, values: &mut Values) -> Result<(), StoreError> {
    let Some(stored) = reader.trail().finding(key)? else { return Ok(()) };
    let finding = &stored.finding;
    put(values, "event.time", instant(finding.first_at));
    put(values, "event.count", finding.events.len());
    put(values, "event.secret_count", finding.objects.len());
    put_maybe(values, "principal.session_name", finding.session.as_ref());
    put_maybe(values, "account.id", finding.principal.account.as_ref());
    of_principal_name(&finding.principal.name, values);
    if let Some(first) = finding.events.first() {
        put(values, "event.id", &first.0);
        let events = reader.trail().events_by_id(std::slice::from_ref(first))?;
        if let Some(event) = events.first() {
            put(values, "event.name", event.call.name());
            put(values, "event.user_agent", &event.agent.0);
            put(values, "region", &event.region);
            put_maybe(values, "principal.access_key_id", event.by.access_key.as_ref());
            if let keyturn_trail::origin::Source::Address(address) = &event.from.source {
                put(values, "event.source_ip", address);
            }
        }
    }
    Ok(())
}

/// `role/web` or `user/ann`, as events name who called.
fn of_principal_name(name: &str, values: &mut Values) {
    let (kind, leaf) = name.split_once('/').unwrap_or((name, name));
    match kind {
        "role" => {
            put(values, "principal.type", "role");
            put(values, "principal.role_name", leaf);
            put(values, "principal.name", leaf);
        }
        "user" => {
            put(values, "principal.type", "user");
            put(values, "principal.name", leaf);
        }
        "root" => put(values, "principal.type", "root"),
        "service" => put(values, "principal.type", "service"),
        _ => {}
    }
}

fn of_identity(subject: &Subject, values: &mut Values) {
    match subject {
        Subject::AccessKey { id } => put(values, "principal.access_key_id", id),
        Subject::Principal { arn } => {
            let parts: Vec<&str> = arn.splitn(6, ':').collect();
            let [_, _, _, _, account, resource] = parts[..] else { return };
            put(values, "principal.arn", arn);
            put(values, "account.id", account);
            match resource.split('/').collect::<Vec<_>>()[..] {
                // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
                ["assumed-role", role, session] => {
                    put(values, "principal.session_name", session);
                    of_principal_name(&format!("role/{role}"), values);
                }
                // A path may stand between the kind and the name.
                [kind @ ("role" | "user"), .., leaf] => of_principal_name(&format!("{kind}/{leaf}"), values),
                _ => of_principal_name(resource, values),
            }
        }
        Subject::Name { name } => put(values, "secret.name", name),
        Subject::Secret { .. } | Subject::Finding { .. } | Subject::Rotation { .. } | Subject::Review { .. } => {}
    }
}

fn of_secret(reader: &Reader<'_>, arn: &SecretArn, known: Known<'_>, values: &mut Values) -> Result<(), StoreError> {
    values.insert("secret.arn".to_owned(), arn.to_string());
    values.insert("account.id".to_owned(), arn.account().to_string());
    values.insert("region".to_owned(), arn.region().to_string());
    put(values, "secret.store", arn.store().code());
    let Some(stored) = reader.secrets().find(arn)? else { return Ok(()) };
    of_stored(&stored, known.now, values);
    if let Some((standing, _)) = evaluate_one(reader, known.due, arn, known.now)? {
        of_standing(&standing, values);
    }
    of_issuer(&stored, known.issuers, values);
    let today = known.now.date_naive();
    let from = today.checked_sub_days(Days::new(CONSUMER_DAYS)).unwrap_or(today);
    let readers: Vec<String> = reader
        .trail()
        .usage_of_secret(arn, from, today)?
        .into_iter()
        .filter(|usage| usage.reads > 0)
        .take(MOST_NAMED)
        .map(|usage| usage.principal.name)
        .collect();
    if !readers.is_empty() {
        put(values, "secret.consumers", readers.join(", "));
    }
    Ok(())
}

fn of_stored(stored: &StoredSecret, now: DateTime<Utc>, values: &mut Values) {
    let (secret, listed) = (&stored.secret, &stored.listed);
    values.insert("secret.name".to_owned(), secret.name.clone());
    put(values, "secret.kind", listed.kind.code());
    put_maybe(values, "account.name", listed.account.name.as_ref());
    put_maybe(values, "secret.environment", listed.environment.as_ref());
    put_maybe(values, "secret.service", listed.service.as_ref());
    put_maybe(values, "secret.owner", listed.owner.as_ref());
    put_maybe(values, "secret.last_rotated", listed.value.made_at.map(instant));
    put_maybe(values, "secret.age_days", listed.value.days(now));
    put_maybe(values, "secret.deletion_date", secret.deleted_at.map(instant));
    put_maybe(values, "secret.next_rotation", secret.rotation.next_at.map(instant));
    put_maybe(values, "secret.rotation_rules", secret.rotation.schedule.as_ref());
    put_maybe(values, "secret.kms_key", secret.key.id.as_ref().or(secret.key.alias.as_ref()));
    put_maybe(values, "kms.key_id", secret.key.id.as_ref());
    let version = |found: Option<&SecretVersion>| found.map(|version| version.id.clone());
    put_maybe(values, "secret.version", version(secret.current_version()));
    put_maybe(values, "secret.pending_version", version(secret.pending_version()));
    let previous = secret.versions.iter().find(|version| version.is(&VersionStage::Previous));
    put_maybe(values, "secret.previous_version", version(previous));
    if !secret.versions.is_empty() {
        let ids: Vec<&str> = secret.versions.iter().map(|version| version.id.as_str()).collect();
        put(values, "secret.versions", ids.join(", "));
    }
    if let Some((prefix, _)) = secret.name.rsplit_once('/').filter(|(prefix, _)| !prefix.is_empty()) {
        put(values, "secret.path_prefix", prefix);
    }
    if let Some(tags) = secret.tags.as_ref().filter(|tags| !tags.is_empty()) {
        let tags: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
        put(values, "secret.tags", tags.join(", "));
    }
    if let Some(readers) = &listed.readers {
        put(values, "secret.readers", format!("{} principals can read it", readers.can));
    }
}

fn of_standing(standing: &Standing, values: &mut Values) {
    put(values, "secret.classification", standing.level.level.code());
    put_maybe(values, "secret.policy", standing.due.due_on.map(|on| format!("due by its policy on {on}")));
}

/// The card of the secret's issuer: the one that its name or tags speak of, or the only one for its kind.
fn of_issuer(stored: &StoredSecret, issuers: &BTreeMap<String, Issuer>, values: &mut Values) {
    let kind = stored.listed.kind.code();
    let of_kind: Vec<&Issuer> = issuers.values().filter(|card| card.kinds.iter().any(|code| code == kind)).collect();
    let tagged = stored.secret.tags.iter().flatten().find(|(key, _)| key.eq_ignore_ascii_case("issuer"));
    let named = |card: &&&Issuer| match tagged {
        Some((_, issuer)) => issuer.eq_ignore_ascii_case(&card.id) || issuer.eq_ignore_ascii_case(&card.name),
        None => stored.secret.name.to_lowercase().contains(&card.id),
    };
    let card = match of_kind[..] {
        [one] => Some(one),
        _ => of_kind.iter().find(named).copied(),
    };
    if let Some(card) = card {
        put(values, "secret.issuer", &card.name);
        put_maybe(values, "secret.issuer_url", card.console.as_ref());
        // What depends is not known.
        if matches!(card.two_at_once.code(), "yes" | "no") {
            put(values, "secret.supports_dual", card.two_at_once);
        }
    } else if let Some((_, issuer)) = tagged {
        put(values, "secret.issuer", issuer);
    }
}

/// The questions of a review, and how far it is.
fn of_review(reader: &Reader<'_>, campaign: &CampaignId, values: &mut Values) -> Result<(), StoreError> {
    let review = reader.review();
    let Some((campaign, progress)) = review.campaign(campaign)? else { return Ok(()) };
    let tally = review.tally(&campaign.id)?;
    put(values, "review.quarter", &campaign.period);
    put(values, "review.items", progress.items);
    let of_seed = |seed| tally.tabs.iter().find(|(tab, _)| *tab == Tab::Seed(seed)).map(|(_, items)| *items);
    for (name, seed) in [
        ("review.departed", Seed::Departed),
        ("review.service_principals", Seed::Service),
        ("review.never_used", Seed::NeverUsed),
        ("review.wildcards", Seed::Broad),
        ("review.overdue", Seed::NotRotated),
        ("review.anomalies", Seed::OddUse),
    ] {
        put_maybe(values, name, of_seed(seed).map(|items| format!("{items} items of the review")));
    }
    let Progress { items, decided, keep, reduce, revoke, cannot_decide, .. } = progress;
    put(values, "review.decisions", format!("{decided} of {items}: {keep} keep, {reduce} reduce, {revoke} revoke"));
    put(values, "review.summary", format!("{decided} of {items} decided, {cannot_decide} that nobody could decide"));
    let removals = review.removals(&campaign.id)?;
    if !removals.is_empty() {
        let removed = removals.iter().filter(|one| one.state == RemovalState::Removed).count();
        put(values, "review.diff", format!("{removed} of {} removals seen by a sync", removals.len()));
    }
    Ok(())
}

/// The account's name, and the profile through which Keyturn reads it: only where there is one profile, as a command
/// under the wrong one would work on another account.
fn of_place(reader: &Reader<'_>, values: &mut Values) -> Result<(), StoreError> {
    let accounts = reader.accounts().all()?;
    let account = values.get("account.id").and_then(|id| accounts.iter().find(|one| one.id.as_str() == id));
    if let Some(name) = account.and_then(|account| account.name.clone()) {
        put(values, "account.name", name);
    }
    let sources: Vec<Source> = reader.settings().get("sources")?.unwrap_or_default();
    if let [Source { profile: Some(profile), accounts: Accounts::Own, .. }] = &sources[..] {
        put(values, "aws.profile", profile);
    }
    Ok(())
}
