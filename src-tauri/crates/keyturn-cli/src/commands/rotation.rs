//! `keyturn due`, `policy`, `rotation`, `exception`.

use std::path::Path;

use keyturn_api::contract::due::{
    DueFinding, DueListReply, DueListRequest, DueRow, ExceptionEndRequest, ExceptionRequest, ExceptionsReply,
    SecretRotationReply,
};
use keyturn_api::contract::policy::{PolicyReply, PolicyText, PresetRequest, WhatIfReply};
use keyturn_api::contract::rotations::{
    CostReply, CostRequest, PlanItem, RotationMoveRequest, RotationPlanRequest, RotationRecordRequest, RotationReply,
    RotationRequest, RotationsReply, RotationsRequest, TaskDropRequest,
};
use keyturn_api::contract::secrets::SecretRequest;
use keyturn_api::rotations::in_dollars;
use keyturn_api::{Host, due, policy, rotations};

use super::{Ended, tasks};
use crate::arguments::{DueArguments, ExceptionArguments, ExceptionCommand, PolicyCommand, RotationCommand};
use crate::output::{Ending, Output};

/// Rows that are asked for at once.
const PAGE: u32 = 1000;

/// What is due. With `--within`, ends as a check does: 1 where anything is.
pub(crate) async fn due(host: &Host, request: DueArguments, output: Output) -> Ended {
    let filter = request.filter.join(" ");
    let mut all: Option<DueListReply> = None;
    loop {
        let offset = all.as_ref().map_or(0, |reply| u32::try_from(reply.rows.len()).unwrap_or(u32::MAX));
        let asked = DueListRequest {
            filter: filter.clone(),
            within_days: request.within,
            offset,
            limit: PAGE,
            ..Default::default()
        };
        let page = due::list(host, asked).await?;
        let whole = page.rows.len() < PAGE as usize;
        match &mut all {
            None => all = Some(page),
            Some(reply) => reply.rows.extend(page.rows),
        }
        if whole {
            break;
        }
    }
    let Some(mut reply) = all else { return Ok(Ending::Done) };
    // An exception holds on purpose, and what is outside rotation is due at no time: neither makes a check fail.
    let fails = |row: &DueRow| !matches!(row.state.as_str(), "excepted" | "not_applicable" | "event_driven");
    if request.within.is_some() {
        reply.rows.retain(fails);
        reply.total = u32::try_from(reply.rows.len()).unwrap_or(u32::MAX);
    }
    output.reply(&reply, due_words);
    Ok(if request.within.is_some() && !reply.rows.is_empty() { Ending::Findings } else { Ending::Done })
}

fn due_words(output: Output, reply: &DueListReply) {
    for limit in &reply.limits {
        output.aside(limit);
    }
    if reply.rows.is_empty() {
        return;
    }
    let rows: Vec<Vec<String>> = reply.rows.iter().map(due_row).collect();
    output.table(&["OWNER", "SECRET", "STATE", "DUE", "AGE", "FINDINGS", "RULE", "WHY"], &rows);
    let counts = &reply.counts;
    output.aside(&format!(
        "{} overdue, {} due, {} due soon, {} excepted, {} of unknown age; {} older than a year, {} failed at AWS. Policy: {}.",
        counts.overdue,
        counts.due,
        counts.due_soon,
        counts.excepted,
        counts.unknown,
        counts.older_than_a_year,
        counts.failed,
        reply.policy
    ));
}

fn due_row(row: &DueRow) -> Vec<String> {
    vec![
        row.secret.owner.clone().unwrap_or_else(|| "–".to_owned()),
        row.secret.name.clone(),
        row.state.replace('_', " "),
        row.due_on.map_or_else(|| "–".to_owned(), |on| on.to_string()),
        row.age_days.map_or_else(|| "–".to_owned(), |days| format!("{days} d")),
        findings(row),
        row.rule.clone(),
        row.reason.clone(),
    ]
}

/// What somebody has to answer, with the decision where there is one.
fn findings(row: &DueRow) -> String {
    let word = |finding: &DueFinding| match finding.state.as_str() {
        "open" => finding.words.clone(),
        decided => format!("{} ({decided})", finding.words),
    };
    let words: Vec<String> = row.findings.iter().map(word).collect();
    if words.is_empty() { "–".to_owned() } else { words.join(", ") }
}

/// `keyturn policy …` that needs no data folder.
pub(crate) fn offline(request: &PolicyCommand, output: Output) -> Option<Ended> {
    match request {
        PolicyCommand::Lint { file } => Some(lint(file, output)),
        PolicyCommand::Preset { name: Some(name) } => {
            let text = policy::preset(&PresetRequest { name: name.clone() });
            Some(text.map(|reply| {
                output.reply(&reply, |output, reply| output.line(&reply.text));
                Ending::Done
            }))
        }
        _ => None,
    }
}

fn lint(file: &Path, output: Output) -> Ended {
    let text = policy::open(file)?;
    let faults = policy::lint(&text.text);
    output.reply(&faults, |output, faults| {
        for fault in faults {
            output.line(&format!("{}:{}:{}: {}", file.display(), fault.line, fault.column, fault.message));
            if !fault.hint.is_empty() {
                output.line(&format!("  {}", fault.hint));
            }
        }
        if faults.is_empty() {
            output.line(&format!("{}: a policy that can be used.", file.display()));
        }
    });
    Ok(if faults.is_empty() { Ending::Done } else { Ending::Findings })
}

/// `keyturn policy …`.
pub(crate) async fn policy(host: &Host, request: PolicyCommand, output: Output) -> Ended {
    match request {
        PolicyCommand::Show { text } => {
            let reply = policy::show(host).await?;
            output.reply(&reply, |output, reply| if text { output.line(&reply.text) } else { rules(output, reply) });
        }
        PolicyCommand::Preset { .. } => {
            let reply = policy::show(host).await?;
            output.reply(&reply.presets, |output, presets| {
                let rows: Vec<_> =
                    presets.iter().map(|preset| vec![preset.name.clone(), preset.description.clone()]).collect();
                output.table(&["NAME", "WHAT IT IS"], &rows);
            });
        }
        PolicyCommand::Explain { secret } => {
            output.reply(&due::secret(host, SecretRequest { arn: secret }).await?, explained);
        }
        PolicyCommand::WhatIf { file } => {
            let reply = policy::what_if(host, policy::open(&file)?).await?;
            output.reply(&reply, what_if);
            return Ok(if reply.faults.is_empty() { Ending::Done } else { Ending::Findings });
        }
        PolicyCommand::Use { file } => {
            let PolicyText { text } = policy::open(&file)?;
            let reply = policy::save(host, PolicyText { text }).await?;
            output.reply(&reply, |output, reply| output.line(&format!("{} is in force.", reply.name)));
        }
        PolicyCommand::Lint { file } => return lint(&file, output),
    }
    Ok(Ending::Done)
}

fn rules(output: Output, reply: &PolicyReply) {
    output.aside(&format!("{}: {} Dates are those of {}.", reply.name, reply.description, reply.time_zone));
    let rows: Vec<Vec<String>> = reply
        .rules
        .iter()
        .map(|rule| {
            vec![rule.id.clone(), rule.age.clone(), rule.secrets.to_string(), rule.matches.clone(), rule.source.clone()]
        })
        .collect();
    output.table(&["RULE", "AGE", "SECRETS", "FOR", "SOURCE"], &rows);
}

fn explained(output: Output, reply: &SecretRotationReply) {
    let due = &reply.due;
    output.line(&due.secret.name);
    let mut lines = vec![
        ("state", due.state.replace('_', " ")),
        ("due", due.due_on.map_or_else(|| "–".to_owned(), |on| on.to_string())),
        ("rule", due.rule.clone()),
        ("why", due.reason.clone()),
        ("level", format!("{}: {}", due.level, due.level_reason)),
    ];
    lines.extend(due.aws.as_ref().map(|aws| ("aws", aws.words.clone())));
    lines.extend(due.exception.as_ref().map(|of| ("exception", format!("until {}: {}", of.until, of.why))));
    lines.extend(
        due.rotation.as_ref().map(|of| ("rotation", format!("{}, number {}: {}", of.state, of.id, of.proof_words))),
    );
    lines.extend(reply.managed.as_ref().map(|steps| ("steps", steps.words.clone())));
    lines.push(("holders", reply.holders.words.clone()));
    for (name, text) in lines {
        output.line(&format!("  {name:<10} {text}"));
    }
}

fn what_if(output: Output, reply: &WhatIfReply) {
    if !reply.faults.is_empty() {
        for fault in &reply.faults {
            output.line(&format!("{}:{}: {} {}", fault.line, fault.column, fault.message, fault.hint));
        }
        return;
    }
    let (before, after) = (&reply.before, &reply.after);
    let row = |name: &str, was: u32, would: u32| vec![name.to_owned(), was.to_string(), would.to_string()];
    output.table(
        &["STATE", "NOW", "THEN"],
        &[
            row("overdue", before.overdue, after.overdue),
            row("due", before.due, after.due),
            row("due soon", before.due_soon, after.due_soon),
            row("ok", before.ok, after.ok),
            row("excepted", before.excepted, after.excepted),
            row("on events", before.event_driven, after.event_driven),
            row("outside", before.not_applicable, after.not_applicable),
            row("unknown", before.unknown, after.unknown),
        ],
    );
    output.line("");
    let weeks: Vec<_> = reply.weeks.iter().map(|week| row(&week.monday.to_string(), week.before, week.after)).collect();
    output.table(&["WEEK OF", "NOW", "THEN"], &weeks);
    if !reply.overdue.is_empty() {
        output.line("");
        output.line(&format!("{} become overdue:", reply.become_overdue));
        output.table(
            &["OWNER", "SECRET", "STATE", "DUE", "AGE", "RULE", "WHY"],
            &reply.overdue.iter().map(due_row).collect::<Vec<_>>(),
        );
    }
}

/// `keyturn rotation …`.
pub(crate) async fn rotation(host: &Host, request: RotationCommand, output: Output) -> Ended {
    match request {
        RotationCommand::Plan { secret, on, strategy, owner, note } => {
            let items = vec![PlanItem { arn: secret, on }];
            let reply = rotations::plan(host, RotationPlanRequest { items, strategy, owner, note }).await?;
            output.reply(&reply, listed);
        }
        RotationCommand::Record { id, step, evidence, at } => {
            output.reply(&rotations::record(host, RotationRecordRequest { id, step, at, evidence }).await?, whole);
        }
        RotationCommand::Move { id, on } => {
            output.reply(&rotations::move_to(host, RotationMoveRequest { id, on }).await?, whole);
        }
        RotationCommand::Show { id: Some(id), .. } => {
            output.reply(&rotations::show(host, RotationRequest { id }).await?, whole);
        }
        RotationCommand::Show { id: None, which } => {
            output.reply(&rotations::list(host, RotationsRequest { which, arn: None }).await?, listed);
        }
        RotationCommand::Trigger(trigger) => return tasks::trigger(host, trigger, output).await,
        RotationCommand::Tasks => output.reply(&rotations::tasks(host).await?, tasks::listed),
        RotationCommand::DropTask { id, why } => {
            output.reply(&rotations::task_drop(host, TaskDropRequest { id, why }).await?, tasks::listed);
        }
        RotationCommand::Cost { filter } => {
            let reply = rotations::cost(host, CostRequest { filter: filter.join(" ") }).await?;
            output.reply(&reply, cost);
        }
    }
    Ok(Ending::Done)
}

fn listed(output: Output, reply: &RotationsReply) {
    let rows: Vec<Vec<String>> = reply
        .rotations
        .iter()
        .map(|one| {
            vec![
                if one.state == "outside" { "–".to_owned() } else { one.id.clone() },
                one.secret.name.clone(),
                one.state.replace('_', " "),
                one.planned_on.map_or_else(|| "–".to_owned(), |on| on.to_string()),
                one.owner.clone().unwrap_or_else(|| "–".to_owned()),
                one.proof_words.clone(),
            ]
        })
        .collect();
    output.table(&["NUMBER", "SECRET", "STATE", "PLANNED", "OWNER", "PROOF"], &rows);
}

fn whole(output: Output, reply: &RotationReply) {
    let one = &reply.rotation;
    output.line(&format!("Rotation {} of {}: {}", one.id, one.secret.name, one.proof_words));
    let rows: Vec<Vec<String>> = reply
        .steps
        .iter()
        .map(|step| {
            vec![
                step.step.replace('_', " "),
                step.at.map_or_else(
                    || if step.open { "next".to_owned() } else { "–".to_owned() },
                    |at| at.format("%Y-%m-%d %H:%M").to_string(),
                ),
                step.who.clone().unwrap_or_else(|| "–".to_owned()),
                step.version.clone().unwrap_or_else(|| "–".to_owned()),
                if step.evidence.is_empty() { step.blocked.clone().unwrap_or_default() } else { step.evidence.clone() },
            ]
        })
        .collect();
    output.table(&["STEP", "WHEN", "WHO", "VERSION", "EVIDENCE"], &rows);
    output.line(&reply.strategy_words);
    for line in reply.overlap.iter().chain([&reply.holders.words]) {
        output.line(line);
    }
    for holder in reply.holders.holders.iter().filter(|holder| holder.state == "not_yet") {
        output.line(&format!(
            "  {} (last read {})",
            holder.principal,
            holder.last_read_before.format("%Y-%m-%d %H:%M")
        ));
    }
    if let Some(steps) = &reply.managed {
        output.line(&steps.words);
    }
}

fn cost(output: Output, reply: &CostReply) {
    let mut rows: Vec<Vec<String>> = reply
        .lines
        .iter()
        .map(|line| vec![in_dollars(line.microdollars), line.count.to_string(), line.what.clone(), line.price.clone()])
        .collect();
    rows.push(vec![in_dollars(reply.total_microdollars), String::new(), "in a month".to_owned(), String::new()]);
    output.table(&["COST", "COUNT", "FOR", "PRICE"], &rows);
    if !reply.moves.is_empty() {
        output.line("");
        let rows: Vec<Vec<String>> = reply
            .moves
            .iter()
            .map(|one| {
                let saves = in_dollars(one.saves_microdollars.unsigned_abs());
                let saves = if one.saves_microdollars < 0 { format!("costs {saves}") } else { saves };
                vec![saves, one.to.clone(), one.secret.name.clone(), one.why.clone()]
            })
            .collect();
        output.table(&["SAVES", "MOVE TO", "SECRET", "WHY"], &rows);
    }
    output.aside(&reply.prices);
    for limit in &reply.limits {
        output.aside(limit);
    }
}

/// `keyturn exception …`.
pub(crate) async fn exception(host: &Host, request: ExceptionCommand, output: Output) -> Ended {
    let reply = match request {
        ExceptionCommand::List => due::exceptions(host).await?,
        ExceptionCommand::End { id, why } => due::exception_end(host, ExceptionEndRequest { id, why }).await?,
        ExceptionCommand::Add(ExceptionArguments {
            secret,
            path,
            rule,
            why,
            control,
            asked_by,
            approved_by,
            until,
        }) => {
            let (scope, what) = match (secret, path, rule) {
                (Some(secret), ..) => ("secret", secret),
                (None, Some(path), _) => ("path", path),
                (None, None, rule) => ("rule", rule.unwrap_or_default()),
            };
            let scope = scope.to_owned();
            due::exception_add(host, ExceptionRequest { scope, what, why, control, asked_by, approved_by, until })
                .await?
        }
    };
    output.reply(&reply, exceptions);
    Ok(Ending::Done)
}

fn exceptions(output: Output, reply: &ExceptionsReply) {
    let rows: Vec<Vec<String>> = reply
        .exceptions
        .iter()
        .map(|one| {
            vec![
                one.id.clone(),
                one.state.replace('_', " "),
                one.until.to_string(),
                format!("{}: {}", one.scope, one.title),
                one.secrets.to_string(),
                format!("{} / {}", one.asked_by, one.approved_by),
                one.why.clone(),
            ]
        })
        .collect();
    output.table(&["NUMBER", "STATE", "UNTIL", "FOR", "SECRETS", "ASKED / APPROVED", "WHY"], &rows);
}
