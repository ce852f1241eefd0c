//! A runbook as a CACAO 2.0 playbook (OASIS Committee Specification 01, 27 November 2023), for exchange.
//!
//! Every step becomes an action with one `manual` command: snippets are part of its text and never commands of their
//! own, because an orchestrator would run them. What CACAO has no word for goes into an extension.

mod text;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::pin::canonical;
use crate::placeholder::holes;
use crate::runbook::{Phase, Runbook, Step, Timer};
use crate::words::{Act, Action, Risk, Role, RunbookKind, Severity};

/// The day of the first catalogue: a playbook's creation, which must never change.
const CREATED: &str = "2026-11-21T00:00:00.000Z";

/// The playbook of a runbook.
pub fn cacao(runbook: &Runbook) -> Value {
    let head = &runbook.head;
    let extension = identifier("extension-definition", &["runbook"]);
    let modified = head.reviewed.map_or_else(|| CREATED.to_owned(), |reviewed| format!("{reviewed}T00:00:00.000Z"));
    let (types, default_activity) = kind(head.kind);
    let mut playbook = json!({
        "type": "playbook",
        "spec_version": "cacao-2.0",
        "id": identifier("playbook", &[&head.id]),
        "name": runbook.title,
        "description": text::marked(&runbook.introduction),
        "playbook_types": types,
        "created_by": identifier("identity", &["keyturn"]),
        "created": if modified.as_str() < CREATED { &modified } else { CREATED },
        "modified": modified,
        "workflow_start": identifier("start", &[&head.id]),
        "workflow": workflow(runbook, &extension, default_activity),
        "playbook_extensions": { (&extension): {
            "id": head.id,
            "version": head.version.to_string(),
            "owner": head.owner,
            "content_sha256": crate::pin::content_sha256(runbook),
            "phases": runbook.phases.iter().map(phase).collect::<Vec<_>>(),
        } },
        "agent_definitions": agents(runbook),
        "extension_definitions": { (&extension): {
            "type": "extension-definition",
            "name": "Keyturn runbook",
            "description": "Phases, budgets, evidence and confirmation by a second person.",
            "created_by": identifier("identity", &["keyturn"]),
            "schema": "Members are named as in the runbook's TOML blocks, version 1.",
            "version": "1.0.0",
        } },
    });
    if let Some(playbook) = playbook.as_object_mut() {
        let activities: BTreeSet<&str> = runbook.steps().map(|(_, step)| activity(step, default_activity)).collect();
        playbook.insert("playbook_activities".into(), json!(activities));
        if let Some(severity) = head.severity {
            let (severity, priority) = weight(severity);
            playbook.insert("severity".into(), severity.into());
            playbook.insert("priority".into(), priority.into());
        }
        let labels: Vec<&String> = head.applies_to.iter().chain(&head.tags).collect();
        insert_list(playbook, "labels", labels.into_iter().map(|label| json!(label)).collect());
        let related = head.related.iter().map(|id| json!(identifier("playbook", &[id])));
        insert_list(playbook, "related_to", related.collect());
        let references = head.references.iter().map(|url| json!({ "name": url, "url": url }));
        insert_list(playbook, "external_references", references.collect());
        let variables = variables(runbook);
        if !variables.is_empty() {
            playbook.insert("playbook_variables".into(), Value::Object(variables));
        }
    }
    playbook
}

/// The playbook as a file: members in order, so that the same runbook gives the same bytes.
pub fn cacao_json(runbook: &Runbook) -> String {
    canonical(&cacao(runbook))
}

/// A list that CACAO wants to have at least one entry.
fn insert_list(object: &mut Map<String, Value>, name: &str, entries: Vec<Value>) {
    if !entries.is_empty() {
        object.insert(name.to_owned(), Value::Array(entries));
    }
}

/// A stable identifier: the same runbook and step have the same one in every export.
fn identifier(kind: &str, of: &[&str]) -> String {
    let name = format!("https://keyturn.dev/runbooks/{kind}/{}", of.join("/"));
    format!("{kind}--{}", Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()))
}

fn workflow(runbook: &Runbook, extension: &str, default_activity: &str) -> Value {
    let id = &runbook.head.id;
    let of = |kind: &str, step: &Step| identifier(kind, &[id, &step.id]);
    let entry = |step: &Step| of(if step.when.is_some() { "if-condition" } else { "action" }, step);
    let end = identifier("end", &[id]);
    let steps: Vec<(&Phase, &Step)> = runbook.steps().collect();
    let mut workflow = Map::new();
    let first = steps.first().map_or_else(|| end.clone(), |(_, step)| entry(step));
    workflow.insert(identifier("start", &[id]), json!({ "type": "start", "on_completion": first }));
    for (number, (phase, step)) in steps.iter().enumerate() {
        let next = steps.get(number + 1).map_or_else(|| end.clone(), |(_, step)| entry(step));
        let mut after = next.clone();
        if let Some(when) = &step.when {
            // The branch ends by itself, and the workflow goes on after the condition (CACAO 2.0, 4.9).
            after = of("end", step);
            workflow.insert(after.clone(), json!({ "type": "end" }));
            let condition = json!({
                "type": "if-condition",
                "name": format!("{}: only sometimes", step.title),
                "description": format!("If nobody can tell whether {when}, do the step."),
                "condition": text::condition(when),
                "on_true": of("action", step),
                "on_completion": next,
            });
            workflow.insert(of("if-condition", step), condition);
        }
        workflow.insert(of("action", step), action(runbook, phase, step, extension, default_activity, &after));
    }
    workflow.insert(end, json!({ "type": "end" }));
    Value::Object(workflow)
}

fn action(
    runbook: &Runbook,
    phase: &Phase,
    step: &Step,
    extension: &str,
    default_activity: &str,
    after: &str,
) -> Value {
    let mut action = json!({
        "type": "action",
        "name": format!("{}: {}", phase.title, step.title),
        "description": text::marked(&step.verify),
        "on_completion": after,
        "agent": agent(&runbook.head.id, step.role),
        "commands": [{
            "type": "manual",
            "command_b64": text::manual(step),
            "playbook_activity": activity(step, default_activity),
        }],
        "step_extensions": { extension: extended(phase, step) },
    });
    if let Some(action) = action.as_object_mut() {
        insert_list(action, "out_args", step.sets.iter().map(|fact| json!(text::variable(fact))).collect());
        if let Some(Timer::Span(span)) = &step.timer {
            action.insert("delay".into(), (u64::from(span.minutes()) * 60_000).into());
        }
    }
    action
}

/// What CACAO has no word for. A budget is no timeout: a timeout makes a step fail.
fn extended(phase: &Phase, step: &Step) -> Value {
    let mut members = json!({
        "id": step.id,
        "phase": phase.id,
        "role": step.role,
        "act": step.act,
        "needs": step.needs,
        "two_person": step.two_person,
        "evidence": step.evidence,
        "prefill": step.prefill,
        "verify": step.verify,
    });
    if let Some(members) = members.as_object_mut() {
        let optional = [
            ("budget", step.budget.map(|budget| json!(budget))),
            ("due", step.due.map(|due| json!(due))),
            ("button", step.action.map(|action| json!(action))),
            ("reaches", step.reaches.map(|reaches| json!(reaches))),
            ("timer", step.timer.as_ref().map(|timer| json!(timer.to_string()))),
            ("choices", (!step.choices.is_empty()).then(|| json!(step.choices))),
        ];
        members.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    members
}

fn phase(phase: &Phase) -> Value {
    json!({ "id": phase.id, "title": phase.title, "goal": phase.goal, "since": phase.since, "budget": phase.budget, "csf": phase.csf })
}

fn agents(runbook: &Runbook) -> Value {
    let roles: BTreeSet<Role> = runbook.steps().map(|(_, step)| step.role).collect();
    let group = |role: Role| (agent(&runbook.head.id, role), json!({ "type": "group", "name": role.code() }));
    Value::Object(roles.into_iter().map(group).collect())
}

fn agent(runbook: &str, role: Role) -> String {
    identifier("group", &[runbook, role.code()])
}

/// Placeholders come from outside; facts that steps set do not.
fn variables(runbook: &Runbook) -> Map<String, Value> {
    let mut variables = Map::new();
    for (_, step) in runbook.steps() {
        let texts =
            step.snippets.iter().map(|snippet| snippet.code.as_str()).chain([step.prose.as_str(), &step.verify]);
        let used = texts.flat_map(|text| holes(text).into_iter().map(|(_, name)| name));
        let asked = step.when.iter().flat_map(|when| when.facts());
        for name in used.chain(asked).chain(step.prefill.iter().map(String::as_str)) {
            let variable = json!({ "type": "string", "description": name, "external": true });
            variables.entry(text::variable(name)).or_insert(variable);
        }
    }
    for fact in runbook.steps().flat_map(|(_, step)| &step.sets) {
        variables.insert(text::variable(fact), json!({ "type": "string", "description": fact }));
    }
    variables
}

/// The playbook's types and the activity of a step that tells nothing else (CACAO 2.0, 3.1.1 and 3.1.2).
fn kind(kind: RunbookKind) -> (&'static [&'static str], &'static str) {
    match kind {
        RunbookKind::Incident => (&["investigation", "mitigation", "remediation"], "eliminate-risk"),
        RunbookKind::Rotation => (&["prevention"], "configure-systems"),
        RunbookKind::Review => (&["detection", "prevention"], "analyze-collected-data"),
        RunbookKind::Drill => (&["engagement"], "execute-operation"),
        RunbookKind::Companion => (&["notification"], "identify-audience"),
        RunbookKind::Library => (&["remediation"], "eliminate-risk"),
    }
}

/// What a step does, in the words of CACAO's vocabulary.
fn activity<'a>(step: &Step, default: &'a str) -> &'a str {
    let risk = step.snippets.iter().map(|snippet| snippet.risk).max();
    match (step.action, step.act, risk) {
        (Some(Action::ComposeUpdate | Action::ComposePostmortem), ..) => "compose-content",
        (Some(Action::CloudtrailLookup | Action::AccessSnapshot), ..) => "analyze-collected-data",
        (_, Act::Decision, _) => "identify-steps",
        (.., Some(Risk::Danger)) => "restrict-access",
        (.., Some(Risk::Write)) => "configure-systems",
        (.., Some(Risk::ReadOnly)) => "analyze-collected-data",
        _ => default,
    }
}

/// Severity (higher is worse) and priority (lower is first), of 100.
fn weight(severity: Severity) -> (u8, u8) {
    match severity {
        Severity::Sev1 => (90, 10),
        Severity::Sev2 => (70, 30),
        Severity::Sev3 => (40, 60),
        Severity::Sev4 => (20, 80),
    }
}
