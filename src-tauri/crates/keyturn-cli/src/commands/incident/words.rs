//! Incidents as words for a terminal.

use keyturn_api::contract::incident_run::{IncidentActed, IncidentTimelineReply, StepDto};
use keyturn_api::contract::incident_watch::WatchDto;
use keyturn_api::contract::incidents::{
    EvidenceDto, IncidentProposal, IncidentReply, IncidentRow, IncidentsReply, MarkDto,
};

use crate::output::Output;

pub(super) fn list(output: Output, reply: &IncidentsReply) {
    if reply.incidents.is_empty() {
        output.aside("No incident yet. Start one: keyturn incident start ARN");
        return;
    }
    let row = |one: &IncidentRow| {
        vec![
            one.id.clone(),
            one.severity.clone(),
            one.state.clone(),
            format!("{}/{}", one.settled, one.exposed),
            one.mark.as_ref().map(mark).unwrap_or_default(),
            one.title.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = reply.incidents.iter().map(row).collect();
    output.table(&["ID", "SEVERITY", "STATE", "SETTLED", "NEXT", "TITLE"], &rows);
    let numbers = &reply.numbers;
    output.aside(&format!("{} incidents, {} exercises beside them.", numbers.incidents, numbers.drills));
    for leg in numbers.legs.iter().filter(|leg| leg.known > 0) {
        let median = leg.median_seconds.map_or_else(String::new, |seconds| format!("{} min", seconds / 60));
        output.aside(&format!(
            "  {}: {median} in the middle, {} of {} within budget",
            leg.id.replace('_', " "),
            leg.within,
            leg.of
        ));
    }
    for one in &numbers.open_follow_ups {
        output.aside(&format!(
            "  {} follow-up {}: {} ({}, {})",
            one.incident, one.number, one.action, one.owner, one.due_on
        ));
    }
}

fn mark(of: &MarkDto) -> String {
    let when = of.at.format("%m-%d %H:%M UTC");
    if of.late { format!("LATE since {when}: {}", of.words) } else { format!("{when}: {}", of.words) }
}

pub(super) fn proposal(output: Output, of: &IncidentProposal) {
    output.line(&of.title);
    output.line(&format!("  from        {} {}", of.subject, of.subject_text));
    if !of.known {
        output.line("              Keyturn does not know it");
    }
    output.line(&format!("  severity    {}", of.severity));
    for reason in &of.reasons {
        output.line(&format!("              {reason}"));
    }
    for one in of.runbooks.iter().filter(|one| !one.reason.is_empty()) {
        output.line(&format!("  runbook     {}: {}", one.id, one.reason));
    }
    if let Some(id) = &of.already_in {
        output.complain(&format!("it is in {id} already"));
    }
}

pub(in crate::commands) fn incident(output: Output, of: &IncidentReply, all: bool) {
    let row = &of.row;
    if row.drill {
        output.line("DRILL: this is an exercise.");
    }
    output.line(&format!("{} {}", row.id, row.title));
    if let Some(leads) = &of.leads {
        output.line(&format!("  leads       {} {}, {}", leads.of, leads.id, row.state));
    } else {
        output.line(&format!("  state       {} {}, code name {}", row.severity, row.state, row.codename));
        output.line(&format!("  detected    {}", row.detected_at.format("%Y-%m-%d %H:%M UTC")));
    }
    output.line(&format!("  runbook     {} {}", of.runbook.id, of.runbook.version));
    if let Some(newer) = &of.runbook.newer {
        output.line(&format!("              {newer} is in the library"));
    }
    if of.leads.is_none() {
        output.line(&format!("  exposure    {}", of.window));
    }
    for one in &of.ledger {
        output.line(&format!("  {:<11} {} {}", one.state, one.number, one.name));
    }
    for one in &of.marks {
        output.line(&format!("  mark        {}", mark(one)));
    }
    for one in &of.watches {
        output.line(&format!("  watch       {}", one.words));
    }
    if let Some(doubt) = &of.clock_doubt {
        output.complain(doubt);
    }
    for phase in &of.phases {
        let steps: Vec<&StepDto> =
            phase.steps.iter().filter(|one| all || of.current.as_deref() == Some(one.id.as_str())).collect();
        if steps.is_empty() {
            continue;
        }
        let due = phase.due_at.map_or_else(String::new, |at| format!(", until {}", at.format("%m-%d %H:%M UTC")));
        output.line(&format!("\n{} ({}{due})", phase.title, phase.standing));
        for one in steps {
            if all {
                output.line(&format!("  [{}] {} {}", one.state, one.id, one.title));
            } else {
                step(output, one);
            }
        }
    }
}

pub(super) fn step(output: Output, of: &StepDto) {
    output.line(&format!("{} ({}, by {})", of.title, of.id, of.role));
    if let Some(when) = &of.when {
        output.line(&format!("  when        {when}"));
    }
    for fact in &of.unknown {
        output.line(&format!("              {fact} is not known: answer whether it applies"));
    }
    for need in &of.needs {
        output.line(&format!("  first       {need}"));
    }
    for one in &of.prefill {
        output.line(&format!("  {:<24} {}", one.name, one.value.as_deref().unwrap_or("not known")));
    }
    for one in &of.snippets {
        output.line(&format!("\n  {} ({}, {}):", one.index, one.language, one.risk));
        output.line(&one.text);
        for gap in &one.gaps {
            output.line(&format!("  missing: {} {}", gap.name, gap.why));
        }
    }
    for one in &of.choices {
        output.line(&format!("  choose      {}: {}", one.value, one.label));
    }
    for one in &of.records {
        let options = if one.options.is_empty() { String::new() } else { format!(" ({})", one.options.join(" / ")) };
        output.line(&format!("  record      {}: {}{options}", one.id, one.prompt));
    }
    output.line(&format!("  done when   {}", of.verify));
    if of.two_person {
        output.line("  a second person confirms, by name");
    }
}

pub(super) fn acted(output: Output, of: &IncidentActed) {
    let row = &of.incident.row;
    output.line(&format!("{} line {}: {} {}", row.id, of.number, row.severity, row.state));
    if let Some(next) = &of.incident.current {
        output.aside(&format!("Next: keyturn incident step {next}"));
    }
}

pub(super) fn watches(output: Output, all: &[WatchDto]) {
    if all.is_empty() {
        output.aside("Nothing is watched. Set one: keyturn incident watch --set NUMBER");
    }
    for one in all {
        output.line(&format!("{} {} {} in {} places", one.number, one.attribute, one.value, one.places.len()));
        output.line(&format!("  {}", one.words));
        for hit in &one.hits {
            let how = if hit.refused { "refused" } else { "WORKED" };
            output.line(&format!("  {} {} from {}: {how}", hit.at.format("%m-%d %H:%M UTC"), hit.name, hit.source));
        }
    }
}

pub(super) fn evidence(output: Output, all: &[EvidenceDto]) {
    for one in all {
        output.line(&one.custody);
    }
    if all.is_empty() {
        output.aside("No evidence yet.");
    }
}

pub(super) fn timeline(output: Output, of: &IncidentTimelineReply) {
    for line in &of.lines {
        let learnt = line.learnt_at.signed_duration_since(line.happened_at).num_minutes();
        let learnt = if learnt > 0 { format!(" (learnt {learnt} min later)") } else { String::new() };
        let private = if line.in_report { "" } else { " [not in the report]" };
        output.line(&format!(
            "{:>4} {} {}: {}{learnt}{private}",
            line.number,
            line.happened_at.format("%Y-%m-%d %H:%M UTC"),
            line.by,
            line.text
        ));
    }
    if let Some(broken) = &of.broken {
        output.complain(&format!("the log was changed: {broken}"));
    }
}
