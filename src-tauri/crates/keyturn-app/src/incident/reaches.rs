//! What a step of a run brings the rotation or the review to that its runbook leads.
//!
//! A step that is done becomes a step of the rotation's record, in the same transaction: neither says what the other does
//! not. A review is the truth about itself: a step that claims what the review does not show is refused.

use chrono::{DateTime, Utc};
use keyturn_domain::audit::Act;
use keyturn_domain::incident::step::{Recorded, StepAct};
use keyturn_domain::incident::{Entry, Subject};
use keyturn_domain::review::{CampaignId, RemovalState};
use keyturn_domain::rotation::record::{RotationRecord, State, Step as RotationStep, ToldBy};
use keyturn_runbook::runbook::Step;
use keyturn_runbook::words::{EvidenceKind, Reaches};
use keyturn_store::{Reader, StoreError, Writer};

use super::Answer;
use super::act::Open;
use crate::error::AppError;
use crate::rotation::write_step;

/// A step of a rotation's record that is to be written: the record with it.
pub(super) struct Brought {
    after: RotationRecord,
    step: RotationStep,
}

/// How far what a run leads has come there by itself or by a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// In words, such as `new value stored`.
    pub words: String,
    /// Since when (UTC); `None`: not yet, or nothing says when.
    pub at: Option<DateTime<Utc>>,
    /// Whether it is so.
    pub is_so: bool,
    /// Whether Keyturn saw it, rather than a person told it.
    pub seen: bool,
}

/// What an entry brings about, before it is written. Refused where the record, or the review, cannot follow.
pub(super) fn brought(reader: &Reader<'_>, open: &Open, entry: &Entry, by: &str) -> Answer<Option<Brought>> {
    let Entry::Step { step, act: StepAct::Done { records, .. } } = entry else { return Ok(Ok(None)) };
    let Some((step, reaches)) = open.run.runbook.step(step).and_then(|step| Some((step, step.reaches?))) else {
        return Ok(Ok(None));
    };
    match &open.incident.opening.subject {
        Subject::Rotation { record, .. } => {
            let Some(found) = reader.rotation().record(*record)? else {
                return Ok(Err(AppError::NotFound { what: "rotation", name: record.to_string() }));
            };
            Ok(of_rotation(found, reaches, step, records, open, by))
        }
        Subject::Review { campaign } => {
            let standing = of_review(reader, campaign, reaches)?;
            Ok(match standing.filter(|standing| !standing.is_so) {
                Some(Reached { words, .. }) => {
                    Err(AppError::BadRequest(format!("the review is not there yet: {words}")))
                }
                None => Ok(None),
            })
        }
        _ => Ok(Ok(None)),
    }
}

fn of_rotation(
    found: RotationRecord,
    reaches: Reaches,
    step: &Step,
    records: &[Recorded],
    open: &Open,
    by: &str,
) -> Result<Option<Brought>, AppError> {
    let Some(state) = state(reaches).filter(|state| found.step(*state).is_none()) else { return Ok(None) };
    let new = RotationStep {
        state,
        at: moment(step, records).unwrap_or(open.now),
        by: by.to_owned(),
        told_by: ToldBy::Person,
        evidence: evidence(step, records, open, state),
        version: None,
    };
    let id = found.id;
    let after = found
        .with(new.clone(), open.now)
        .map_err(|fault| AppError::BadRequest(format!("rotation {id} cannot follow: {fault}")))?;
    Ok(Some(Brought { after, step: new }))
}

/// Writes it into the rotation's record.
pub(super) fn write(writer: &Writer<'_>, brought: &Brought, now: DateTime<Utc>, act: &Act) -> Result<(), StoreError> {
    let Brought { after, step } = brought;
    let detail = serde_json::json!({
        "rotation": after.id, "step": step.state.code(), "evidence": step.evidence, "run": act.subject,
    });
    let act = Act {
        action: "rotation.step".to_owned(),
        subject: after.plan.secret.to_string(),
        detail: detail.to_string(),
        ..act.clone()
    };
    write_step(writer, after, step, now, &act).map(|_| ())
}

/// How far what a run leads has come with what a step reaches.
pub(super) fn reached(reader: &Reader<'_>, subject: &Subject, reaches: Reaches) -> Result<Option<Reached>, StoreError> {
    match subject {
        Subject::Rotation { record, .. } => {
            let (Some(record), Some(state)) = (reader.rotation().record(*record)?, state(reaches)) else {
                return Ok(None);
            };
            let step = record.step(state);
            Ok(Some(Reached {
                words: state.words().to_owned(),
                at: step.map(|step| step.at),
                is_so: step.is_some(),
                seen: step.is_some_and(|step| step.told_by == ToldBy::Sync),
            }))
        }
        Subject::Review { campaign } => of_review(reader, campaign, reaches),
        _ => Ok(None),
    }
}

fn of_review(reader: &Reader<'_>, campaign: &CampaignId, reaches: Reaches) -> Result<Option<Reached>, StoreError> {
    let Some((campaign, progress)) = reader.review().campaign(campaign)? else { return Ok(None) };
    let say = |words: String, at: Option<DateTime<Utc>>, is_so: bool| Some(Reached { words, at, is_so, seen: true });
    Ok(match reaches {
        Reaches::Frozen => say(format!("{} items are frozen", progress.items), Some(campaign.opened_at), true),
        Reaches::Decided => {
            let (decided, items) = (progress.decided, progress.items);
            say(format!("{decided} of {items} items are decided"), None, decided == items)
        }
        Reaches::Proved => {
            let removals = reader.review().removals(&campaign.id)?;
            let removed = removals.iter().filter(|one| one.state == RemovalState::Removed).count();
            let words = match removals.len() {
                0 => "nothing is to go".to_owned(),
                all => format!("{removed} of {all} removals are seen by a sync"),
            };
            say(words, None, removed == removals.len() && progress.decided == progress.items)
        }
        Reaches::Closed => {
            let words = if campaign.is_open() { "the review is open" } else { "the review is closed" };
            say(words.to_owned(), campaign.closed_at, !campaign.is_open())
        }
        Reaches::ValueMade | Reaches::Stored | Reaches::Moved | Reaches::Refused => None,
    })
}

/// The state of a rotation that a step reaches.
fn state(reaches: Reaches) -> Option<State> {
    match reaches {
        Reaches::ValueMade => Some(State::ValueMade),
        Reaches::Stored => Some(State::Stored),
        Reaches::Moved => Some(State::Moved),
        Reaches::Refused => Some(State::Refused),
        Reaches::Closed => Some(State::Closed),
        Reaches::Frozen | Reaches::Decided | Reaches::Proved => None,
    }
}

/// The first moment that a step recorded (UTC).
fn moment(step: &Step, records: &[Recorded]) -> Option<DateTime<Utc>> {
    let time = step.evidence.iter().find(|evidence| evidence.kind == EvidenceKind::Time)?;
    let recorded = records.iter().find(|one| one.id == time.id)?;
    DateTime::parse_from_rfc3339(&recorded.value).ok().map(|at| at.with_timezone(&Utc))
}

/// What the step recorded beside moments, in words. A close without a refusal says why the step that would have shown it
/// was set aside.
fn evidence(step: &Step, records: &[Recorded], open: &Open, state: State) -> String {
    let said = |evidence: &keyturn_runbook::runbook::Evidence| {
        let recorded = records.iter().find(|one| one.id == evidence.id && evidence.kind != EvidenceKind::Time)?;
        Some(format!("{}: {}", evidence.prompt, recorded.value.trim()))
    };
    let mut words: Vec<String> = step.evidence.iter().filter_map(said).collect();
    if state == State::Closed {
        let proves = |id: &str| open.run.runbook.step(id).is_some_and(|step| step.reaches == Some(Reaches::Refused));
        words.extend(open.incident.acts.iter().filter(|acted| proves(&acted.step)).filter_map(
            |acted| match &acted.act {
                StepAct::NotApplicable { why } => Some(why.clone()),
                _ => None,
            },
        ));
    }
    words.join("; ")
}
