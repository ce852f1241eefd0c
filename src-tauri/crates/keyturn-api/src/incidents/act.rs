//! From what the contract asks to what a person does.

use chrono::{DateTime, Utc};
use keyturn_app::incident::Deed;
use keyturn_domain::incident::ledger::Mark;
use keyturn_domain::incident::notice::{Answer, Moment};
use keyturn_domain::incident::postmortem::{Effect, ExposurePath};
use keyturn_domain::incident::step::{Recorded, StepAct};
use keyturn_domain::incident::timeline::Source;
use keyturn_domain::incident::update::Variant;
use keyturn_domain::incident::{Entry, Role, Severity};

use super::known;
use crate::contract::error::CommandError;
use crate::contract::incident_run::IncidentAct;
use crate::contract::incidents::ValueDto;

/// What a person does.
pub(super) fn deed(act: IncidentAct) -> Result<Deed, CommandError> {
    Ok(match act {
        IncidentAct::StepDone { step, choice, second, records } => {
            let records = records.into_iter().map(|ValueDto { name, value }| Recorded { id: name, value }).collect();
            let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
            of_step(step, StepAct::Done { choice: filled(choice), second: filled(second), records })
        }
        IncidentAct::StepNotApplicable { step, why } => of_step(step, StepAct::NotApplicable { why }),
        IncidentAct::StepHandOver { step, to, note } => of_step(step, StepAct::HandedOver { to, note }),
        IncidentAct::StepAnswer { step, applies, why } => of_step(step, StepAct::Answered { applies, why }),
        IncidentAct::StepReopen { step, why } => of_step(step, StepAct::Reopened { why }),
        IncidentAct::StepAdd { title, phase, why } => Deed::AddStep { title, phase, why },
        IncidentAct::Note { text, happened_at, source, in_report } => {
            Deed::Note { text, happened_at, source: self::source(source), in_report }
        }
        IncidentAct::InReport { number, in_report } => {
            Deed::Write(Entry::ReportSet { number: number.into(), in_report })
        }
        IncidentAct::Severity { severity, why } => {
            let severity = known("severity", &severity, Severity::from_code, Severity::ALL)?;
            Deed::Write(Entry::SeveritySet { severity, why })
        }
        IncidentAct::Moment { moment, at } => {
            let moment = known("moment", &moment, Moment::from_code, Moment::ALL)?;
            Deed::Write(Entry::MomentSet { moment, at })
        }
        IncidentAct::Role { role, to } => {
            Deed::Write(Entry::RoleGiven { role: known("role", &role, Role::from_code, Role::ALL)?, to })
        }
        IncidentAct::Value { name, value } => Deed::Write(Entry::ValueSet { name, value: value.trim().to_owned() }),
        IncidentAct::Expose { text, from, because } => Deed::Expose { text, from, because },
        IncidentAct::ExposureBegan { number, from, why } => Deed::Write(Entry::ExposureBegan { number, from, why }),
        IncidentAct::Mark { number, mark, at, statement } => {
            Deed::Mark { number, mark: mark_of(&mark)?, at, statement }
        }
        IncidentAct::Notice { row, answer, reason, filed_at, reference, second } => {
            Deed::Notice { row, answer: answer_of(&answer, filed_at, reference)?, reason, second }
        }
        IncidentAct::UpdateSent { variant, channel } => {
            Deed::UpdateSent { variant: known("variant", &variant, Variant::from_code, Variant::ALL)?, channel }
        }
        IncidentAct::HandEvidence { number, to, why } => Deed::HandEvidence { number, to, why },
        IncidentAct::Path { path, basis } => {
            let path = known("path", &path, ExposurePath::from_code, ExposurePath::ALL)?;
            Deed::Write(Entry::PathFound { path, basis })
        }
        IncidentAct::FollowUp { action, effect, owner, due_on, link } => {
            let effect = known("effect", &effect, Effect::from_code, Effect::ALL)?;
            Deed::FollowUp { action, effect, owner, due_on, link }
        }
        IncidentAct::FollowUpDone { number, note } => Deed::Write(Entry::FollowUpDone { number, note }),
        IncidentAct::MoveRunbook { to, why } => Deed::MoveRunbook { to, why },
        IncidentAct::Watch { number } => Deed::Watch { number },
        IncidentAct::Contain { why } => Deed::Write(Entry::Contained { why }),
        IncidentAct::Resolve { cause } => Deed::Write(Entry::Resolved { cause }),
        IncidentAct::Close { statement } => Deed::Write(Entry::Closed { statement }),
        IncidentAct::Reopen { why } => Deed::Write(Entry::Reopened { why }),
    })
}

fn of_step(step: String, act: StepAct) -> Deed {
    Deed::Write(Entry::Step { step, act })
}

/// An event's id is a UUID as CloudTrail writes it; anything else is another source.
fn source(text: Option<String>) -> Source {
    let is_event = |text: &str| {
        text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') && text.contains('-')
    };
    match text.filter(|text| !text.trim().is_empty()) {
        None => Source::Person,
        Some(event_id) if is_event(&event_id) => Source::CloudTrail { event_id },
        Some(name) => Source::Other { name },
    }
}

/// A mark that a person can make: what a watch saw is no person's word.
fn mark_of(code: &str) -> Result<Mark, CommandError> {
    let said: Vec<Mark> = Mark::ALL.iter().copied().filter(|mark| *mark != Mark::ExposedAgain).collect();
    let mark = known("mark", code, Mark::from_code, &said)?;
    if said.contains(&mark) {
        Ok(mark)
    } else {
        Err(CommandError::bad_request("open the incident again: say there what shows that it was used".to_owned()))
    }
}

fn answer_of(code: &str, at: Option<DateTime<Utc>>, reference: Option<String>) -> Result<Answer, CommandError> {
    match code {
        "notify" => Ok(Answer::Notify),
        "no" => Ok(Answer::No),
        "filed" => {
            let at = at.ok_or_else(|| CommandError::bad_request("say when it was filed".to_owned()))?;
            Ok(Answer::Filed { at, reference: reference.unwrap_or_default() })
        }
        other => Err(CommandError::bad_request(format!("{other:?} is no answer: notify, no or filed"))),
    }
}
