//! `keyturn trail findings`, `show`, `triage`, `silences`.

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::reads::{
    FindingReply, FindingRequest, FindingRow, FindingTriageRequest, FindingsListReply, FindingsListRequest,
    SilenceRequest, SilenceScope, SilencesReply,
};
use keyturn_api::{Host, findings};

use super::super::Ended;
use super::ask::{events, what, who};
use super::instant;
use crate::arguments::{FindingsArguments, TriageArguments};
use crate::output::{Ending, Output};

/// Rows asked for at a time.
const STRETCH: u32 = 500;

pub(super) async fn list(host: &Host, about: Option<String>, asked: FindingsArguments, output: Output) -> Ended {
    let FindingsArguments { state, secret, fail_on } = asked;
    let reply = all(host, state, about, secret).await?;
    output.reply(&reply, list_words);
    let fails = |row: &FindingRow| fail_on.as_deref().is_some_and(|least| findings::is_at_least(&row.severity, least));
    Ok(if reply.findings.iter().any(fails) { Ending::Findings } else { Ending::Done })
}

/// Every finding in a state, by stretches.
async fn all(
    host: &Host,
    state: String,
    about: Option<String>,
    arn: Option<String>,
) -> Result<FindingsListReply, CommandError> {
    let ask = |offset| FindingsListRequest {
        state: state.clone(),
        about: about.clone(),
        arn: arn.clone(),
        offset,
        limit: STRETCH,
    };
    let mut reply = findings::list(host, ask(0)).await?;
    loop {
        let have = u32::try_from(reply.findings.len()).unwrap_or(u32::MAX);
        if have >= reply.total {
            return Ok(reply);
        }
        let more = findings::list(host, ask(have)).await?;
        if more.findings.is_empty() {
            return Ok(reply);
        }
        reply.findings.extend(more.findings);
    }
}

fn list_words(output: Output, reply: &FindingsListReply) {
    let row = |finding: &FindingRow| {
        let told = finding.explained.as_ref().unwrap_or(&finding.title);
        vec![
            finding.severity.clone(),
            finding.state.clone(),
            instant(finding.first_at),
            finding.rule.clone(),
            finding.principal.as_ref().map_or_else(|| "–".to_owned(), who),
            finding.key.clone(),
            told.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = reply.findings.iter().map(row).collect();
    output.table(&["SEVERITY", "STATE", "FIRST", "RULE", "WHO", "KEY", "WHAT"], &rows);
    output.line(&format!("\n{} findings; times are UTC.", reply.total));
}

pub(super) async fn show(host: &Host, key: String, output: Output) -> Ended {
    let reply = findings::show(host, FindingRequest { key }).await?;
    output.reply(&reply, show_words);
    Ok(Ending::Done)
}

fn show_words(output: Output, reply: &FindingReply) {
    let finding = &reply.finding;
    output.line(&finding.title);
    output.line(&reply.reason);
    if let Some(explained) = &finding.explained {
        output.line(&format!("Explained: {explained}"));
    }
    let objects: Vec<String> = reply.objects.iter().map(what).collect();
    let facts = [
        ("Severity", finding.severity.clone()),
        ("State", finding.state.clone()),
        ("Marks", finding.marks.join("; ")),
        ("Who", finding.principal.as_ref().map_or_else(|| "–".to_owned(), who)),
        ("Session", reply.session.clone().unwrap_or_else(|| "-".to_owned())),
        ("When", format!("{} to {} UTC", instant(finding.first_at), instant(finding.last_at))),
        ("Account", finding.account_name.clone().unwrap_or_else(|| finding.account.clone())),
        ("Regions", reply.regions.join(" ")),
        ("From", reply.sources.join(" ")),
        ("With", reply.agents.join(" ")),
        ("What", objects.join(" ")),
        ("It is not", reply.excluded.join("; ")),
        ("Next", reply.next_words.clone()),
        ("Query", reply.query.clone()),
    ];
    let rows: Vec<Vec<String>> = facts.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    output.table(&["", ""], &rows);
    if let Some(triage) = &reply.triage {
        output.line(&format!("\n{} by {} on {} UTC: {}", triage.decision, triage.by, instant(triage.at), triage.note));
    }
    let compared: Vec<Vec<String>> = reply
        .compared
        .iter()
        .map(|one| {
            let odd = if one.odd { "odd" } else { "" };
            vec![one.aspect.clone(), one.usual.clone(), one.now.clone(), odd.to_owned()]
        })
        .collect();
    output.line("");
    output.table(&["ASPECT", "USUAL", "THIS TIME", ""], &compared);
    output.line("");
    events(output, &reply.events);
}

pub(super) async fn triage(host: &Host, request: TriageArguments, output: Output) -> Ended {
    let decision = match (request.expected, request.watch, request.incident) {
        (true, ..) => "expected",
        (_, true, _) => "watch",
        (_, _, true) => "incident",
        _ => "open",
    };
    let silence = match request.until {
        None => None,
        Some(ends_on) => {
            let narrowed = request.rule.is_some()
                || request.same_principal
                || request.secrets.is_some()
                || request.source.is_some();
            let rule = match (narrowed, request.rule) {
                (false, _) => {
                    Some(findings::show(host, FindingRequest { key: request.key.clone() }).await?.finding.rule)
                }
                (true, rule) => rule,
            };
            let same_principal = request.same_principal || !narrowed;
            Some(SilenceScope { rule, same_principal, secrets: request.secrets, source: request.source, ends_on })
        }
    };
    let decided = FindingTriageRequest { key: request.key, decision: decision.to_owned(), note: request.note, silence };
    let reply = findings::triage(host, decided).await?;
    output.reply(&reply, |output, reply| {
        output.line(&format!("{}: {}", reply.finding.state, reply.finding.title));
    });
    Ok(Ending::Done)
}

pub(super) async fn silences(host: &Host, end: Option<u32>, output: Output) -> Ended {
    let reply = match end {
        Some(id) => findings::silence_end(host, SilenceRequest { id }).await?,
        None => findings::silences(host).await?,
    };
    output.reply(&reply, silence_words);
    Ok(Ending::Done)
}

fn silence_words(output: Output, reply: &SilencesReply) {
    let any = || "any".to_owned();
    let rows: Vec<Vec<String>> = reply
        .silences
        .iter()
        .map(|silence| {
            vec![
                silence.id.to_string(),
                if silence.in_force { "in force" } else { "ended" }.to_owned(),
                silence.ends_on.to_string(),
                silence.hid.to_string(),
                silence.rule.clone().unwrap_or_else(any),
                silence.principal.as_ref().map_or_else(any, who),
                silence.secrets.clone().unwrap_or_else(any),
                silence.source.clone().unwrap_or_else(any),
                silence.by.clone(),
                silence.note.clone(),
            ]
        })
        .collect();
    output.table(&["ID", "STATE", "UNTIL", "HID", "RULE", "WHO", "SECRETS", "FROM", "BY", "WHY"], &rows);
}
