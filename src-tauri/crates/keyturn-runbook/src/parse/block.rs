//! The three TOML blocks: runbook, phase, step.

use std::collections::BTreeMap;

use semver::Version;

use crate::document::{WrittenPhase, WrittenStep};
use crate::fields::{Fields, Placed};
use crate::finding::{Finding, Rule};
use crate::markdown::short;
use crate::parse::is_kebab;
use crate::place::Place;
use crate::runbook::{Choice, Evidence, Head, Input, SCHEMA, Timer};
use crate::span::Span;
use crate::words::{Act, Action, EvidenceKind, Reaches, Role, RunbookKind, Severity, Since, Status};

/// The runbook's block: its content if all that is required is there, the places of its keys, and what is wrong.
pub(super) fn head(file: &str, text: &str, line: usize) -> (Option<Head>, BTreeMap<String, Place>, Vec<Finding>) {
    let fields = match Fields::parse(file, text, line) {
        Ok(fields) => fields,
        Err(finding) => return (None, BTreeMap::new(), vec![finding]),
    };
    let schema = fields.integer("schema");
    match &schema {
        Some(schema) if schema.value == i64::from(SCHEMA) => {}
        Some(schema) => {
            let message = format!("schema {} is not known; this is version {SCHEMA}", schema.value);
            fields.tell(Rule::L02, &schema.at, message);
        }
        None => fields.missing("schema"),
    }
    let id = fields.required("id");
    let version = required(&fields, "version", fields.parsed::<Version>("version", Rule::L02));
    let kind = required(&fields, "kind", fields.word("kind", RunbookKind::from_code, RunbookKind::ALL));
    let applies_to = fields.list_or_absent("applies_to");
    if applies_to.is_none() {
        fields.missing("applies_to");
    }
    let owner = fields.required("owner");
    let severity = fields.word("severity", Severity::from_code, Severity::ALL);
    let rest = Head {
        schema: SCHEMA,
        id: String::new(),
        version: Version::new(0, 0, 0),
        kind: RunbookKind::Incident,
        severity: severity.map(|severity| severity.value),
        owner: String::new(),
        reviewed: fields.date("reviewed").map(|date| date.value),
        tested: fields.date("tested").map(|date| date.value),
        review_every: fields.parsed::<Span>("review_every", Rule::L02).map(|span| span.value),
        status: fields.word("status", Status::from_code, Status::ALL).map_or(Status::Active, |status| status.value),
        triggers: values(fields.list("triggers")),
        detections: values(fields.list("detections")),
        applies_to: values(applies_to.unwrap_or_default()),
        related: values(fields.list("related")),
        references: values(fields.list("references")),
        inputs: inputs(&fields),
        tags: values(fields.list("tags")),
    };
    let head = match (id, version, kind, owner) {
        (Some(id), Some(version), Some(kind), Some(owner)) => {
            Some(Head { id: id.value, version, kind, owner: owner.value, ..rest })
        }
        _ => None,
    };
    (head, fields.places(), fields.finish())
}

/// The block of a phase.
pub(super) fn phase(file: &str, text: &str, line: usize, phase: &mut WrittenPhase) -> Vec<Finding> {
    let fields = match Fields::parse(file, text, line) {
        Ok(fields) => fields,
        Err(finding) => return vec![finding],
    };
    phase.id = identifier(&fields);
    phase.budget = fields.parsed::<Span>("budget", Rule::L02).map(|span| span.value);
    if phase.budget.is_none() {
        fields.missing("budget");
    }
    phase.since = fields.word("from", Since::from_code, Since::ALL).map_or(Since::Detected, |since| since.value);
    phase.goal = fields.required("goal").map_or_else(String::new, |goal| goal.value);
    phase.csf = fields.text("csf").map(|csf| csf.value);
    phase.appended = fields.list("steps").into_iter().map(|step| (step.value, step.at)).collect();
    phase.places.keys = fields.places();
    fields.finish()
}

/// The block of a step.
pub(super) fn step(file: &str, text: &str, line: usize, step: &mut WrittenStep) -> Vec<Finding> {
    let fields = match Fields::parse(file, text, line) {
        Ok(fields) => fields,
        Err(finding) => return vec![finding],
    };
    step.id = identifier(&fields);
    step.include = fields.text("include").map(|name| name.value);
    step.role = fields.word("role", Role::from_code, Role::ALL).map(|role| role.value);
    step.act = fields.word("do", Act::from_code, Act::ALL).map(|act| act.value);
    step.when = fields.parsed("when", Rule::L07).map(|condition| condition.value);
    step.needs = values(fields.list("needs"));
    step.budget = fields.parsed::<Span>("budget", Rule::L02).map(|span| span.value);
    step.due = fields.parsed::<Span>("due", Rule::L02).map(|span| span.value);
    step.two_person = fields.boolean("two_person").map(|both| both.value);
    step.choices = fields.list("choices").into_iter().filter_map(|choice| read_choice(&fields, &choice)).collect();
    step.sets = values(fields.list("sets"));
    step.timer = timer(&fields);
    step.evidence = fields.list("evidence").into_iter().filter_map(|text| evidence(&fields, &text)).collect();
    step.prefill = values(fields.list("prefill"));
    step.action = fields.word("action", Action::from_code, Action::ALL).map(|action| action.value);
    step.reaches = fields.word("reaches", Reaches::from_code, Reaches::ALL).map(|reaches| reaches.value);
    step.verify = fields.text("verify").map(|verify| verify.value).filter(|verify| !verify.trim().is_empty());
    step.places.keys = fields.places();
    fields.finish()
}

fn required<T>(fields: &Fields<'_>, key: &'static str, found: Option<Placed<T>>) -> Option<T> {
    if found.is_none() {
        fields.missing(key);
    }
    found.map(|found| found.value)
}

fn values(list: Vec<Placed<String>>) -> Vec<String> {
    list.into_iter().map(|entry| entry.value).collect()
}

/// The id of a phase or a step.
fn identifier(fields: &Fields<'_>) -> String {
    let Some(id) = fields.required("id") else { return String::new() };
    if !is_kebab(&id.value) {
        let message = format!("“{}” is no id: lower case words with hyphens between them", short(&id.value));
        fields.tell(Rule::L04, &id.at, message);
    }
    id.value
}

/// `value:label`.
fn read_choice(fields: &Fields<'_>, text: &Placed<String>) -> Option<Choice> {
    match text.value.split_once(':') {
        Some((value, label)) if is_kebab(&value.replace('_', "-")) && !label.trim().is_empty() => {
            Some(Choice { value: value.to_owned(), label: label.trim().to_owned() })
        }
        _ => {
            let message = format!("“{}” is no choice: write value:label", short(&text.value));
            fields.tell(Rule::L12, &text.at, message);
            None
        }
    }
}

/// `kind:id:prompt`, and for a choice `|a|b` after it.
fn evidence(fields: &Fields<'_>, text: &Placed<String>) -> Option<Evidence> {
    let wrong = |why: &str| {
        let message = format!("“{}”: {why}", short(&text.value));
        fields.tell(Rule::L11, &text.at, message);
    };
    let mut parts = text.value.splitn(3, ':');
    let (Some(kind), Some(id), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        wrong("evidence is written kind:id:prompt");
        return None;
    };
    let Some(kind) = EvidenceKind::from_code(kind) else {
        let kinds: Vec<&str> = EvidenceKind::ALL.iter().map(|kind| kind.code()).collect();
        fields.tell(Rule::L09, &text.at, format!("evidence “{}” is none of: {}", short(kind), kinds.join(", ")));
        return None;
    };
    let (prompt, options) = with_options(rest);
    let id_is_good = crate::condition::is_fact(&format!("evidence.{id}"));
    if !id_is_good || prompt.is_empty() {
        wrong("the id is lower case words with underscores, and the prompt is not empty");
        return None;
    }
    if (kind == EvidenceKind::Choice) != (options.len() > 1) {
        wrong("a choice, and nothing else, has options: choice:id:prompt|a|b");
        return None;
    }
    Some(Evidence { kind, id: id.to_owned(), prompt, options })
}

/// `id:prompt`, with `|a|b` where only these will do.
fn inputs(fields: &Fields<'_>) -> Vec<Input> {
    let read = |text: Placed<String>| {
        let (id, rest) = text.value.split_once(':').unwrap_or((&text.value, ""));
        let (prompt, options) = with_options(rest);
        if crate::condition::is_fact(&format!("input.{id}")) && !prompt.is_empty() {
            return Some(Input { id: id.to_owned(), prompt, options });
        }
        fields.tell(
            Rule::L02,
            &text.at,
            format!("“{}” is no input: write id:prompt or id:prompt|a|b", short(&text.value)),
        );
        None
    };
    fields.list("inputs").into_iter().filter_map(read).collect()
}

fn with_options(text: &str) -> (String, Vec<String>) {
    let mut parts = text.split('|').map(|part| part.trim().to_owned());
    let prompt = parts.next().unwrap_or_default();
    (prompt, parts.filter(|option| !option.is_empty()).collect())
}

/// A length of time, or the fact that holds one.
fn timer(fields: &Fields<'_>) -> Option<Timer> {
    let text = fields.text("timer")?;
    if let Ok(span) = text.value.parse() {
        return Some(Timer::Span(span));
    }
    if crate::condition::is_fact(&text.value) {
        return Some(Timer::Fact(text.value));
    }
    fields.tell(Rule::L12, &text.at, format!("“{}” is neither a length of time nor a fact", short(&text.value)));
    None
}
