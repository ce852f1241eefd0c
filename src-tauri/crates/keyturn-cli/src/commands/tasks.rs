//! `keyturn rotation trigger …`, and the tasks that triggers open.

use chrono::{DateTime, Utc};
use keyturn_api::contract::rotations::{TasksReply, TriggerPreview, TriggerRequest};
use keyturn_api::{Host, rotations};

use super::Ended;
use crate::arguments::{Concerned, TriggerCommand};
use crate::output::{Ending, Output};

/// Says what a trigger would open; opens it where that was asked for.
pub(crate) async fn trigger(host: &Host, trigger: TriggerCommand, output: Output) -> Ended {
    let (request, yes) = request(trigger);
    if yes {
        output.reply(&rotations::trigger_open(host, request).await?, listed);
    } else {
        output.reply(&rotations::trigger_preview(host, request).await?, preview);
    }
    Ok(Ending::Done)
}

/// The request, and whether the tasks are to be opened.
fn request(trigger: TriggerCommand) -> (TriggerRequest, bool) {
    let of = |code: &str, why: String, Concerned { secrets, filter, yes }: Concerned| {
        (TriggerRequest { trigger: code.to_owned(), why, secrets, filter, ..TriggerRequest::default() }, yes)
    };
    match trigger {
        TriggerCommand::Compromise { confirmed, why, concerned } => {
            let (request, yes) = of("compromise", why, concerned);
            (TriggerRequest { confirmed, ..request }, yes)
        }
        TriggerCommand::Departure { person, last_hour, principals, concerned } => {
            let (request, yes) = of("departure", person, concerned);
            (TriggerRequest { last_working_at: Some(last_hour), principals, ..request }, yes)
        }
        TriggerCommand::Supplier { supplier, concerned } => of("supplier_breach", supplier, concerned),
        TriggerCommand::Finding { finding, severity, concerned } => {
            let (request, yes) = of("audit_finding", finding, concerned);
            (TriggerRequest { severity: Some(severity), ..request }, yes)
        }
        TriggerCommand::Policy { policy, concerned } => of("policy_change", policy, concerned),
        TriggerCommand::Incident { incident, concerned } => of("after_incident", incident, concerned),
    }
}

fn preview(output: Output, reply: &TriggerPreview) {
    let rows: Vec<Vec<String>> = reply
        .secrets
        .iter()
        .map(|one| {
            vec![
                one.secret.owner.clone().unwrap_or_else(|| "–".to_owned()),
                one.secret.name.clone(),
                ends(one.due_at),
                one.because.iter().map(|code| code.replace('_', " ")).collect::<Vec<_>>().join(", "),
            ]
        })
        .collect();
    output.table(&["OWNER", "SECRET", "UNTIL", "BECAUSE"], &rows);
    output.aside(&reply.clock);
    for limit in &reply.limits {
        output.aside(limit);
    }
    if reply.already > 0 {
        output.aside(&format!("{} have an open task of this trigger already: they get no second.", reply.already));
    }
    output.aside("Nothing was opened: say it again with --yes.");
}

/// The tasks as a table.
pub(crate) fn listed(output: Output, reply: &TasksReply) {
    let rows: Vec<Vec<String>> = reply
        .tasks
        .iter()
        .map(|task| {
            vec![
                task.id.clone(),
                task.state.clone(),
                ends(task.due_at),
                task.secret.owner.clone().unwrap_or_else(|| "–".to_owned()),
                task.secret.name.clone(),
                task.rotation.clone().unwrap_or_else(|| "–".to_owned()),
                task.dropped_because.as_ref().map_or_else(|| task.words.clone(), |why| format!("dropped: {why}")),
            ]
        })
        .collect();
    output.table(&["NUMBER", "STATE", "UNTIL", "OWNER", "SECRET", "ROTATION", "WHY"], &rows);
}

fn ends(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "–".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}
