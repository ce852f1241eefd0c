//! `keyturn trail query`, `usage`.

use std::io::stdout;

use keyturn_api::Host;
use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::reads::{
    EventRow, GroupDto, ReadsGroupsReply, ReadsGroupsRequest, ReadsListReply, ReadsListRequest,
};
use keyturn_api::contract::trail::{ObjectDto, PrincipalDto, SecretUsageRequest, UsageReply};
use keyturn_api::{reads, usage as usages};

use super::super::Ended;
use super::{instant, limits};
use crate::arguments::QueryArguments;
use crate::output::{Ending, Output};
use crate::terminal::SafeLines;

/// Rows asked for at a time.
const STRETCH: u32 = 1000;

pub(super) async fn query(host: &Host, request: QueryArguments, output: Output) -> Ended {
    let line = request.query.join(" ");
    if request.csv {
        reads::print_csv(host, &line, SafeLines::new(stdout())).await?;
        return Ok(Ending::Done);
    }
    if let Some(by) = request.by {
        let reply = reads::groups(host, ReadsGroupsRequest { query: line, by, limit: request.limit }).await?;
        output.reply(&reply, group_words);
        return Ok(Ending::Done);
    }
    let reply = list(host, line, request.limit).await?;
    output.reply(&reply, list_words);
    Ok(Ending::Done)
}

/// The first `limit` events, by stretches.
async fn list(host: &Host, query: String, limit: u32) -> Result<ReadsListReply, CommandError> {
    let ask = |offset: u32, limit: u32| ReadsListRequest { query: query.clone(), offset, limit: limit.min(STRETCH) };
    let mut reply = reads::list(host, ask(0, limit)).await?;
    loop {
        let have = u32::try_from(reply.events.len()).unwrap_or(u32::MAX);
        if have >= limit || u64::from(have) >= reply.total {
            return Ok(reply);
        }
        let more = reads::list(host, ask(have, limit - have)).await?;
        if more.events.is_empty() {
            return Ok(reply);
        }
        reply.events.extend(more.events);
    }
}

fn list_words(output: Output, reply: &ReadsListReply) {
    events(output, &reply.events);
    output.line(&format!("\n{} of {} events; times are UTC.", reply.events.len(), reply.total));
    limits(output, &reply.limits);
}

/// Events as a table.
pub(super) fn events(output: Output, events: &[EventRow]) {
    let rows: Vec<Vec<String>> = events
        .iter()
        .map(|event| {
            let objects: Vec<&str> = event.objects.iter().map(|object| object.name.as_str()).collect();
            let ended = match &event.error {
                Some(error) => format!("{} ({error})", event.outcome),
                None => event.outcome.clone(),
            };
            vec![
                instant(event.at),
                event.call.clone(),
                who(&event.principal),
                event.vpc_endpoint.clone().unwrap_or_else(|| event.source.clone()),
                event.agent.clone(),
                ended,
                objects.join(" "),
            ]
        })
        .collect();
    output.table(&["AT", "CALL", "WHO", "FROM", "WITH", "OUTCOME", "WHAT"], &rows);
}

/// A reader with its account.
pub(super) fn who(principal: &PrincipalDto) -> String {
    match principal.account_name.as_ref().or(principal.account.as_ref()) {
        Some(account) => format!("{} in {account}", principal.name),
        None => principal.name.clone(),
    }
}

/// What was read, in a word.
pub(super) fn what(object: &ObjectDto) -> String {
    match object.kind.as_str() {
        "secret" => object.name.clone(),
        "unknown" => "not named in the record".to_owned(),
        kind => format!("{kind} {}", object.name),
    }
}

fn group_words(output: Output, reply: &ReadsGroupsReply) {
    let row = |group: &GroupDto| {
        let what = match &group.of {
            Some(of) => format!("{} ({of})", group.what),
            None => group.what.clone(),
        };
        let counts = [group.events, group.denied, group.secrets.into(), group.principals.into()];
        let mut row = vec![instant(group.first_at), instant(group.last_at)];
        row.extend(counts.iter().map(ToString::to_string));
        row.push(what);
        row
    };
    let rows: Vec<Vec<String>> = reply.groups.iter().map(row).collect();
    output.table(&["FIRST", "LAST", "EVENTS", "DENIED", "SECRETS", "READERS", "WHAT"], &rows);
    output.line(&format!("\n{} of {} groups; times are UTC.", reply.groups.len(), reply.total));
}

pub(super) async fn usage(host: &Host, secret: String, output: Output) -> Ended {
    let reply = usages::of_secret(host, SecretUsageRequest { arn: secret }).await?;
    output.reply(&reply, usage_words);
    Ok(Ending::Done)
}

fn usage_words(output: Output, reply: &UsageReply) {
    if reply.decoy {
        output.line("It is marked as a decoy: nobody has a reason to read it.\n");
    }
    let rows: Vec<Vec<String>> = reply
        .uses
        .iter()
        .map(|pair| {
            vec![
                who(&pair.principal),
                pair.reads.to_string(),
                pair.denied.to_string(),
                pair.active_days.to_string(),
                instant(pair.first_at),
                instant(pair.last_at),
                pair.stopped_on.map_or_else(|| "-".to_owned(), |on| on.to_string()),
                pair.sources.join(" "),
                pair.agents.join(" "),
            ]
        })
        .collect();
    let header = ["WHO", "READS", "DENIED", "DAYS", "FIRST", "LAST", "STOPPED", "FROM", "WITH"];
    output.table(&header, &rows);
    output.line(&format!("\n{} readers since {}; times are UTC.", reply.uses.len(), reply.first_day));
    limits(output, &reply.limits);
}
