//! What access replies say on a terminal.

use chrono::{DateTime, Utc};
use keyturn_api::contract::access::{
    AccessFindingsReply, AccessMapReply, AccessPrincipal, AccessPrincipalsReply, AccessReply, PrincipalAccessReply,
    ReaderDto, ReadersReply,
};

use crate::output::Output;

fn instant(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
}

fn day(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d").to_string())
}

/// What is not known, under the answer.
fn limits(output: Output, limits: &[String]) {
    if !limits.is_empty() {
        output.line("\nNot known:");
    }
    for limit in limits {
        output.line(&format!("  {limit}"));
    }
}

/// What the evaluation rests on.
pub(crate) fn standing(output: Output, reply: &AccessReply) {
    let rows: Vec<Vec<String>> = reply
        .accounts
        .iter()
        .map(|account| {
            let name = account.account_name.clone().unwrap_or_else(|| account.account.clone());
            vec![name, account.by.clone(), instant(account.taken_at), account.missing.len().to_string()]
        })
        .collect();
    output.table(&["ACCOUNT", "BY", "READ", "MISSING"], &rows);
    output.line(&format!(
        "\n{} users and roles × {} secrets: {} can, {} conditional, {} unknown. {} findings.",
        reply.principals, reply.secrets, reply.can, reply.conditional, reply.unknown, reply.findings
    ));
    limits(output, &reply.limits);
    output.problems(&reply.problems);
}

/// On what a pair rests, or hangs.
fn detail(reader: &ReaderDto) -> String {
    let mut words = reader.conditions.clone();
    words.extend(reader.unknown.iter().map(|what| format!("not read: {what}")));
    if !reader.through.is_empty() {
        words.push(format!("through {}", reader.through.join(", ")));
    }
    words.join("; ")
}

/// People named beside a role in a table.
const MOST_PEOPLE: usize = 3;

/// A principal's name, with the people behind it.
fn named(principal: &AccessPrincipal) -> String {
    let some = principal.people.iter().take(MOST_PEOPLE).cloned().collect::<Vec<_>>().join(", ");
    match principal.people.len() {
        0 => principal.name.clone(),
        1..=MOST_PEOPLE => format!("{} ({some})", principal.name),
        _ => format!("{} ({some}, …)", principal.name),
    }
}

/// The readers of a secret.
pub(crate) fn who(output: Output, reply: &ReadersReply) {
    output.line(&format!("{} ({})", reply.secret.name, reply.secret.arn));
    let key = reply.secret.key.as_deref().unwrap_or("none: plain text");
    let state = reply.secret.key_state.as_ref().map(|state| format!(", {state}")).unwrap_or_default();
    output.line(&format!("Key: {key}{state}\n"));
    let rows: Vec<Vec<String>> = reply
        .readers
        .iter()
        .map(|reader| {
            let principal = &reader.principal;
            vec![
                reader.access.clone(),
                named(principal),
                principal.account_name.clone().unwrap_or_else(|| principal.account.clone()),
                principal.nature.clone(),
                day(reader.since),
                day(reader.last_read_at),
                reader.marks.join(" "),
                detail(reader),
            ]
        })
        .collect();
    output.table(&["ACCESS", "WHO", "ACCOUNT", "NATURE", "SINCE", "LAST READ", "MARKS", "HOW"], &rows);
    for outside in &reply.outside {
        let conditions =
            std::iter::once("").chain(outside.conditions.iter().map(String::as_str)).collect::<Vec<_>>().join(", ");
        output.line(&format!(
            "Also let in: {} by {}{conditions} {}",
            outside.who,
            outside.through,
            outside.marks.join(" ")
        ));
    }
    output.line(&format!(
        "\n{} can, {} conditional, {} unknown, {} cannot; {} by a chain of roles.",
        reply.can, reply.conditional, reply.unknown, reply.cannot, reply.by_chain
    ));
    limits(output, &reply.limits);
}

/// What a principal can read.
pub(crate) fn what(output: Output, reply: &PrincipalAccessReply) {
    output.line(&format!("{} ({})", reply.principal.name, reply.principal.arn));
    if !reply.principal.people.is_empty() {
        output.line(&format!("People: {}", reply.principal.people.join(", ")));
    }
    output.line("");
    let rows: Vec<Vec<String>> = reply
        .secrets
        .iter()
        .map(|reader| {
            let name = reader.secret.as_ref().map(|secret| secret.name.clone()).unwrap_or_default();
            vec![reader.access.clone(), name, day(reader.last_read_at), reader.marks.join(" "), detail(reader)]
        })
        .collect();
    output.table(&["ACCESS", "SECRET", "LAST READ", "MARKS", "HOW"], &rows);
    for statement in &reply.statements {
        output.line(&format!("\n{}, {}: {}", statement.place, statement.statement, statement.words));
        output.line(&statement.text);
    }
    for sentence in &reply.escalations {
        output.line(sentence);
    }
    limits(output, &reply.limits);
}

/// Users and roles with what they read in all.
pub(crate) fn principals(output: Output, reply: &AccessPrincipalsReply) {
    let rows: Vec<Vec<String>> = reply
        .principals
        .iter()
        .map(|row| {
            let principal = &row.principal;
            vec![
                named(principal),
                principal.account_name.clone().unwrap_or_else(|| principal.account.clone()),
                principal.nature.clone(),
                row.can.to_string(),
                row.conditional.to_string(),
                row.unknown.to_string(),
                day(row.last_read_at),
                row.marks.join(" "),
            ]
        })
        .collect();
    output.table(&["WHO", "ACCOUNT", "NATURE", "CAN", "CONDITIONAL", "UNKNOWN", "LAST READ", "MARKS"], &rows);
    output.line(&format!("\n{} users and roles.", reply.principals.len()));
}

/// What is wrong with policies and keys.
pub(crate) fn findings(output: Output, reply: &AccessFindingsReply) {
    for finding in &reply.findings {
        let account = finding.account_name.as_deref().unwrap_or(&finding.account);
        output.line(&format!("{:8} {} ({account})", finding.severity, finding.title));
        output.line(&format!("         {} {}", finding.id, finding.place));
        output.line(&format!("         {}", finding.reason));
        output.line(&format!("         found     {}", finding.found));
        for line in finding.narrower.iter().flat_map(|narrower| narrower.lines()) {
            output.line(&format!("         narrower  {line}"));
        }
    }
    output.line(&format!("{} findings.", reply.findings.len()));
}

/// How many can read each path; the groups with the most first.
pub(crate) fn map(output: Output, reply: &AccessMapReply) {
    let rows: Vec<Vec<String>> = reply
        .paths
        .iter()
        .map(|path| {
            let mut cells: Vec<(u32, String)> = path
                .cells
                .iter()
                .zip(&reply.groups)
                .filter(|(cell, _)| cell.can + cell.conditional + cell.unknown > 0)
                .map(|(cell, group)| {
                    let all = cell.can + cell.conditional + cell.unknown;
                    (all, format!("{} {}/{}", group.name, all, group.principals))
                })
                .collect();
            cells.sort_by_key(|cell| std::cmp::Reverse(cell.0));
            let cells: Vec<String> = cells.into_iter().map(|(_, words)| words).collect();
            vec![
                path.path.clone(),
                path.account.clone(),
                path.secrets.to_string(),
                path.readers.to_string(),
                cells.join(", "),
            ]
        })
        .collect();
    output.table(&["PATH", "ACCOUNT", "SECRETS", "READERS", "BY GROUP"], &rows);
}
