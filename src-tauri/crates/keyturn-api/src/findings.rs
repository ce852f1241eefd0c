//! Findings, what people decide about them, and silences.

use std::collections::{BTreeMap, BTreeSet};

use keyturn_app::coverage::AccountNames;
use keyturn_app::trail::finding::{NextStep, Severity};
use keyturn_app::trail::read::Object;
use keyturn_app::trail::target::{SecretName, Target};
use keyturn_app::trail::{
    Decision, FindingState, FindingWhole, FindingsAsked, FoundEvent, MOST_FINDINGS, SilenceShown, SilenceWish,
    StoredFinding, Triage, catalogue,
};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::rotation::finding::RotationRule;

use crate::contract::error::CommandError;
use crate::contract::reads::{
    ComparedDto, DetectionDto, FindingReply, FindingRequest, FindingRow, FindingTriageRequest, FindingsListReply,
    FindingsListRequest, SilenceDto, SilenceRequest, SilenceScope, SilencesReply, TriageDto,
};
use crate::host::Host;
use crate::{query_line, rotation_findings, who};

/// A stretch of the findings in a state.
pub async fn list(host: &Host, request: FindingsListRequest) -> Result<FindingsListReply, CommandError> {
    let states = match request.state.as_str() {
        "all" => FindingState::ALL.to_vec(),
        code => vec![FindingState::from_code(code).ok_or_else(|| {
            let known: Vec<&str> = FindingState::ALL.iter().map(|state| state.code()).collect();
            CommandError::bad_request(format!("{code:?} is not a state: {} or all", known.join(", ")))
        })?],
    };
    let about = request.arn.as_deref().map(arn).transpose()?;
    let (of_reads, of_rotation) = match request.about.as_deref() {
        None => (true, true),
        Some("reads") => (true, false),
        Some("rotation") => (false, true),
        Some(other) => {
            return Err(CommandError::bad_request(format!("{other:?} is no kind of finding: reads or rotation")));
        }
    };
    let app = host.app()?;
    let names = app.account_names().await?;
    let limit = request.limit.min(MOST_FINDINGS) as usize;
    let mut reply = FindingsListReply { findings: Vec::new(), total: 0 };
    if of_reads {
        let asked = FindingsAsked { states: states.clone(), ..FindingsAsked::default() };
        let page = app.findings(asked, about.clone(), request.offset, request.limit).await?;
        reply.findings.extend(page.findings.iter().map(|stored| row(stored, &names)));
        reply.total = u32::try_from(page.total).unwrap_or(u32::MAX);
    }
    if of_rotation {
        let found = app.rotation_findings(&states, about.as_ref()).await?;
        let (before, room) = (reply.total, limit.saturating_sub(reply.findings.len()));
        let page = found.iter().skip(request.offset.saturating_sub(before) as usize).take(room);
        reply.findings.extend(page.map(|shown| rotation_findings::row(shown, &names)));
        reply.total = before.saturating_add(u32::try_from(found.len()).unwrap_or(u32::MAX));
    }
    Ok(reply)
}

/// One finding, whole.
pub async fn show(host: &Host, request: FindingRequest) -> Result<FindingReply, CommandError> {
    let app = host.app()?;
    let names = app.account_names().await?;
    if RotationRule::of_key(&request.key).is_some() {
        return Ok(rotation_findings::whole(&app.rotation_finding(&request.key).await?, &names));
    }
    Ok(whole(app.finding(&request.key).await?, &names))
}

/// Decides about a finding, or takes a decision back.
pub async fn triage(host: &Host, request: FindingTriageRequest) -> Result<FindingReply, CommandError> {
    let decision = decision(request.decision.as_str(), request.note, request.silence)?;
    let app = host.app()?;
    let names = app.account_names().await?;
    if RotationRule::of_key(&request.key).is_some() {
        return Ok(rotation_findings::whole(&app.triage_rotation(&request.key, decision).await?, &names));
    }
    Ok(whole(app.triage(&request.key, decision).await?, &names))
}

/// Suppressions: those in force first.
pub async fn silences(host: &Host) -> Result<SilencesReply, CommandError> {
    let app = host.app()?;
    let names = app.account_names().await?;
    Ok(SilencesReply { silences: app.silences().await?.into_iter().map(|shown| silence(shown, &names)).collect() })
}

/// Ends a suppression now. What it hid stays as it is.
pub async fn silence_end(host: &Host, request: SilenceRequest) -> Result<SilencesReply, CommandError> {
    host.app()?.end_silence(request.id).await?;
    silences(host).await
}

/// Every severity's code, the least first.
pub fn severities() -> Vec<&'static str> {
    Severity::ALL.iter().map(|severity| severity.code()).collect()
}

/// Whether one severity is at least another. A code that is none is below all.
pub fn is_at_least(severity: &str, least: &str) -> bool {
    Severity::from_code(severity).zip(Severity::from_code(least)).is_some_and(|(severity, least)| severity >= least)
}

pub(crate) fn arn(text: &str) -> Result<SecretArn, CommandError> {
    text.parse().map_err(|_| CommandError::bad_request(format!("{text:?} is not a secret's ARN")))
}

fn decision(code: &str, note: String, silence: Option<SilenceScope>) -> Result<Decision, CommandError> {
    if silence.is_some() && code != "expected" {
        let message = "only what is expected can be silenced from now on".to_owned();
        return Err(CommandError::bad_request(message));
    }
    match code {
        "expected" => Ok(Decision::Expected { note, silence: silence.map(wish) }),
        "watch" => Ok(Decision::Watch { note }),
        "incident" => Ok(Decision::Incident { note }),
        "open" => Ok(Decision::Open),
        other => {
            let message = format!("{other:?} is not a decision: expected, watch, incident or open");
            Err(CommandError::bad_request(message))
        }
    }
}

fn wish(scope: SilenceScope) -> SilenceWish {
    SilenceWish {
        rule: scope.rule,
        same_principal: scope.same_principal,
        secrets: scope.secrets,
        source: scope.source,
        ends_on: scope.ends_on,
    }
}

/// What the list says of one.
pub(crate) fn row(stored: &StoredFinding, names: &AccountNames) -> FindingRow {
    let finding = &stored.finding;
    let rules = std::iter::once(&finding.rule).chain(&finding.also);
    let title = |rule: &String| catalogue::find(rule).map_or_else(|| rule.clone(), |found| found.title.to_owned());
    let secrets = finding.objects.iter().filter(|object| matches!(object, Object::Secret(_)));
    FindingRow {
        key: finding.key.clone(),
        about: "reads".to_owned(),
        rule: finding.rule.clone(),
        marks: rules.map(title).collect(),
        severity: finding.severity.code().to_owned(),
        state: if stored.stale { FindingState::Stale } else { stored.state }.code().to_owned(),
        title: finding.title.clone(),
        explained: finding.explained.clone(),
        principal: Some(who::named(&finding.principal, names)),
        account: finding.account.to_string(),
        account_name: names.get(&finding.account).cloned(),
        first_at: finding.first_at,
        last_at: finding.last_at,
        secrets: u32::try_from(secrets.count()).unwrap_or(u32::MAX),
        events: u32::try_from(finding.events.len()).unwrap_or(u32::MAX),
    }
}

fn whole(whole: FindingWhole, names: &AccountNames) -> FindingReply {
    let mut shown = row(&whole.stored, names);
    // The events say what kind of reader it is; its name alone may not.
    if let Some(found) = whole.events.iter().find(|found| found.event.by.principal == whole.stored.finding.principal) {
        shown.principal = Some(who::principal(&found.event.by.principal, found.event.by.nature, names));
    }
    let arns = arns(&whole.events);
    let FindingWhole { stored, events } = whole;
    let finding = stored.finding;
    let told = |of: &dyn Fn(&FoundEvent) -> String| -> Vec<String> {
        let texts: BTreeSet<String> = events.iter().map(of).filter(|text| !text.is_empty()).collect();
        texts.into_iter().collect()
    };
    let object = |object: &Object| match object {
        Object::Secret(name) => who::secret(name, arns.get(name)),
        other => who::object(other, None),
    };
    let query = query_line::principal(&finding.principal);
    FindingReply {
        regions: told(&|found| found.event.region.to_string()),
        sources: told(&|found| who::origin(&found.event.from)),
        agents: told(&|found| found.event.agent.0.clone()),
        objects: finding.objects.iter().map(object).collect(),
        events: events.iter().map(|found| who::event(found, names)).collect(),
        query: query_line::with(&query, &query_line::stretch(finding.first_at, finding.last_at)),
        detections: std::iter::once(&finding.rule).chain(&finding.also).filter_map(|rule| detection(rule)).collect(),
        compared: finding
            .compared
            .into_iter()
            .map(|one| ComparedDto { aspect: one.aspect, usual: one.usual, now: one.now, odd: one.odd })
            .collect(),
        session: finding.session,
        reason: finding.reason,
        excluded: finding.excluded,
        next: next(finding.next).0.to_owned(),
        next_words: next(finding.next).1.to_owned(),
        triage: stored.triage.map(triaged),
        finding: shown,
    }
}

/// The inventory's identities of the secrets that events name.
fn arns(events: &[FoundEvent]) -> BTreeMap<SecretName, SecretArn> {
    let named = events.iter().flat_map(|found| found.event.targets.iter().zip(&found.arns));
    let known = named.filter_map(|(target, arn)| match target {
        Target::Secret(name) => Some((name.clone(), arn.clone()?)),
        _ => None,
    });
    known.collect()
}

fn detection(rule: &str) -> Option<DetectionDto> {
    catalogue::find(rule).map(|found| DetectionDto {
        id: found.id.to_owned(),
        title: found.title.to_owned(),
        about: found.about.to_owned(),
        mitre: found.mitre.iter().map(|technique| (*technique).to_owned()).collect(),
    })
}

pub(crate) fn triaged(triage: Triage) -> TriageDto {
    TriageDto { decision: triage.state.state().code().to_owned(), note: triage.note, by: triage.by, at: triage.at }
}

/// The next step's code and words.
fn next(step: NextStep) -> (&'static str, &'static str) {
    match step {
        NextStep::StartIncident => {
            ("start_incident", "Treat the credentials as taken: start an incident, and rotate what was read.")
        }
        NextStep::AskPerson => {
            ("ask_person", "Ask the person whether it was them, by another channel than this account.")
        }
        NextStep::AskOwner => ("ask_owner", "Ask the owner of the workload whether it should read this."),
        NextStep::RestoreTrail => ("restore_trail", "Put the trail's settings right, and ask who changed them."),
        NextStep::FixAccess => ("fix_access", "Take the right to read away, or give it on purpose."),
    }
}

fn silence(shown: SilenceShown, names: &AccountNames) -> SilenceDto {
    let SilenceShown { silence: kept, in_force } = shown;
    let made = kept.silence;
    let network = |(address, bits): (std::net::IpAddr, u8)| {
        let whole = if address.is_ipv4() { 32 } else { 128 };
        if bits == whole { address.to_string() } else { format!("{address}/{bits}") }
    };
    SilenceDto {
        id: u32::try_from(kept.id).unwrap_or(u32::MAX),
        rule: made.scope.rules.into_iter().next(),
        principal: made.scope.principal.as_ref().map(|reader| who::named(reader, names)),
        secrets: made.scope.objects,
        source: made.scope.network.map(network).or(made.scope.endpoint),
        note: made.why,
        by: made.by,
        made_at: made.made_at,
        // It ends with its last day, at the first instant of the next.
        ends_on: (made.ends_at - chrono::TimeDelta::seconds(1)).date_naive(),
        in_force,
        hid: u32::try_from(kept.hid).unwrap_or(u32::MAX),
        last_hid_at: kept.last_hid_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_compare_and_nonsense_is_below_all() {
        for (severity, least, expect) in [
            ("high", "medium", true),
            ("medium", "medium", true),
            ("low", "medium", false),
            ("critical", "info", true),
            ("huge", "info", false),
            ("high", "huge", false),
        ] {
            assert_eq!(is_at_least(severity, least), expect, "{severity} {least}");
        }
    }

    #[test]
    fn decisions_are_known_words_and_only_expected_ones_silence() {
        let day = "2026-12-01".parse().expect("a day");
        let scope = || SilenceScope { rule: None, same_principal: true, secrets: None, source: None, ends_on: day };
        for (code, silenced, good) in [
            ("expected", false, true),
            ("expected", true, true),
            ("watch", false, true),
            ("watch", true, false),
            ("incident", false, true),
            ("open", false, true),
            ("open", true, false),
            ("closed", false, false),
        ] {
            let found = decision(code, "why".to_owned(), silenced.then(scope));
            assert_eq!(found.is_ok(), good, "{code} {silenced}");
        }
    }
}
