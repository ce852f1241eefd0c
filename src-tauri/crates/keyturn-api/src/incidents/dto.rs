//! Between incidents and the contract.

use keyturn_app::incident::{
    Change, Difference, Incidents, MarkShown, NoticeShown, Part, Proposal, ProposedRunbook, Row, RunbookShown, Shown,
    Timeline,
};
use keyturn_domain::incident::clock::{Doubt, Marked};
use keyturn_domain::incident::evidence::{Evidence, EvidenceKind};
use keyturn_domain::incident::ledger::{LedgerEntry, Marked as LedgerMarked};
use keyturn_domain::incident::notice::{Answer, Moment, NOT_ADVICE, NoticeDecision, NoticeState};
use keyturn_domain::incident::postmortem::{ExposurePath, FollowUp, Leg, Numbers, Repeated, Spread};
use keyturn_domain::incident::timeline::Source;
use keyturn_domain::incident::{Incident, IncidentId, Role, Subject, TimelineEntry};

use super::run;
use crate::contract::incident_run::{IncidentTimelineReply, TimelineLine};
use crate::contract::incidents::{
    CountDto, EvidenceDto, ExposedDto, FollowUpDto, IncidentNumbers, IncidentProposal, IncidentReply, IncidentRow,
    IncidentsReply, LedgerMark, LegDto, MarkDto, MomentDto, NoticeDecisionDto, NoticeDto, RoleDto, RunPin,
    RunbookProposal, UpdateDto, ValueDto,
};
use crate::contract::runbooks::{RunbookDifferenceReply, StepDifference};
use crate::contract::runs::LedRequest;

/// A number of lines, events or bytes.
pub(super) fn number(of: u64) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

pub(super) fn list(of: &Incidents) -> IncidentsReply {
    IncidentsReply { incidents: of.rows.iter().map(row).collect(), numbers: numbers(&of.numbers, &of.follow_ups) }
}

/// One incident in a line.
pub(crate) fn row(of: &Row) -> IncidentRow {
    let Row { incident, mark } = of;
    let entries = incident.scope.entries();
    IncidentRow {
        id: incident.opening.id.to_string(),
        codename: incident.opening.codename.clone(),
        title: incident.opening.title.clone(),
        severity: incident.severity.code().to_owned(),
        state: incident.state.code().to_owned(),
        drill: incident.is_drill(),
        detected_at: incident.detected_at(),
        opened_at: incident.opened_at,
        closed_at: incident.closed_at.filter(|_| incident.state.code() == "closed"),
        lead: incident.roles.get(&Role::Lead).cloned(),
        mark: mark.as_ref().map(self::mark),
        exposed: count(entries.len()),
        settled: count(entries.iter().filter(|entry| entry.state().is_settled()).count()),
    }
}

fn mark(of: &MarkShown) -> MarkDto {
    let (what, id) = match &of.mark.what {
        Marked::Step(id) => ("step", id.clone()),
        Marked::Phase(id) => ("phase", id.clone()),
        Marked::Update => ("update", String::new()),
        Marked::Notice(id) => ("notice", id.clone()),
        Marked::Watch(id) => ("watch", id.clone()),
    };
    MarkDto { at: of.mark.at, of: what.to_owned(), id, words: of.words.clone(), late: of.late }
}

fn numbers(of: &Numbers, open: &[(IncidentId, FollowUp)]) -> IncidentNumbers {
    let leg = |(leg, spread): (&Leg, &Spread)| {
        let seconds = |span: chrono::TimeDelta| u32::try_from(span.num_seconds().max(0)).unwrap_or(u32::MAX);
        LegDto {
            id: leg.code().to_owned(),
            known: count(spread.known),
            median_seconds: Some(seconds(spread.median)),
            longest_seconds: Some(seconds(spread.longest)),
            within: count(spread.budgeted.saturating_sub(spread.over)),
            of: count(spread.budgeted),
        }
    };
    let unknown = Leg::ALL.iter().filter(|leg| !of.spans.contains_key(leg)).map(|leg| LegDto {
        id: leg.code().to_owned(),
        known: 0,
        median_seconds: None,
        longest_seconds: None,
        within: 0,
        of: 0,
    });
    let mut legs: Vec<LegDto> = of.spans.iter().map(leg).chain(unknown).collect();
    legs.sort_by_key(|dto| Leg::ALL.iter().position(|leg| leg.code() == dto.id));
    let mut paths: Vec<CountDto> =
        of.by_path.iter().map(|(path, many)| CountDto { what: path.code().to_owned(), count: count(*many) }).collect();
    paths.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.what.cmp(&b.what)));
    let repeated = of.repeated.iter().filter_map(|(what, many)| match what {
        Repeated::Exposed(name) => Some(CountDto { what: name.clone(), count: count(*many) }),
        Repeated::Path(_) | Repeated::Runbook(_) => None,
    });
    IncidentNumbers {
        incidents: count(of.incidents),
        drills: count(of.drills),
        legs,
        paths,
        repeated: repeated.collect(),
        open_follow_ups: open.iter().map(|(id, one)| follow_up(*id, one, false)).collect(),
    }
}

pub(crate) fn follow_up(incident: IncidentId, of: &FollowUp, done: bool) -> FollowUpDto {
    FollowUpDto {
        incident: incident.to_string(),
        number: of.number,
        action: of.action.clone(),
        effect: of.effect.code().to_owned(),
        owner: of.owner.clone(),
        due_on: of.due_on,
        link: of.link.clone(),
        done,
    }
}

pub(super) fn proposal(of: Proposal) -> IncidentProposal {
    IncidentProposal {
        subject: of.subject.code().to_owned(),
        subject_text: of.subject.text().to_owned(),
        name: of.name,
        known: of.known,
        title: of.title,
        severity: of.severity.code().to_owned(),
        reasons: of.reasons,
        runbooks: of.runbooks.into_iter().map(runbook_proposal).collect(),
        already_in: of.already_in.map(|id| id.to_string()),
    }
}

/// A runbook that fits.
pub(crate) fn runbook_proposal(of: ProposedRunbook) -> RunbookProposal {
    RunbookProposal { id: of.id, title: of.title, version: of.version, reason: of.reason, draft: of.draft }
}

/// What a run leads; `None` for incidents and exercises.
fn led(of: &Subject) -> Option<LedRequest> {
    match of {
        Subject::Rotation { record, .. } => Some(LedRequest { of: "rotation".to_owned(), id: record.to_string() }),
        Subject::Review { campaign } => Some(LedRequest { of: "review".to_owned(), id: campaign.as_str().to_owned() }),
        _ => None,
    }
}

/// The screen of an incident.
pub(crate) fn reply(of: &Shown) -> IncidentReply {
    let incident = &of.row.incident;
    let opening = &incident.opening;
    let of_ledger = |entry: &LedgerEntry| exposed(entry, of.rotations.get(&entry.exposed.number).copied());
    let is_done = |one: &FollowUp| incident.done_follow_ups.contains(&one.number);
    IncidentReply {
        row: row(&of.row),
        subject: opening.subject.code().to_owned(),
        subject_text: opening.subject.text().to_owned(),
        leads: led(&opening.subject),
        trigger: opening.trigger.clone(),
        reasons: opening.reasons.clone(),
        now: of.now.at,
        clock_doubt: of.now.doubt.map(Doubt::words),
        runbook: pin(&of.runbook),
        phases: of.phases.iter().map(run::phase).collect(),
        current: of.current.clone(),
        marks: of.marks.iter().map(mark).collect(),
        roles: of.roles.iter().map(|(role, who)| RoleDto { role: role.code().to_owned(), who: who.clone() }).collect(),
        ledger: incident.scope.entries().iter().map(of_ledger).collect(),
        window: of.window.clone(),
        watches: of.watches.iter().map(run::watch).collect(),
        moments: moments(incident),
        notices: of.notices.iter().map(notice).collect(),
        not_advice: NOT_ADVICE.to_owned(),
        notice_calendar: of.notice_calendar.clone(),
        updates: incident
            .updates
            .iter()
            .rev()
            .map(|one| UpdateDto {
                number: one.number,
                variant: one.variant.code().to_owned(),
                at: one.at,
                channel: one.channel.clone(),
            })
            .collect(),
        evidence: incident.evidence.iter().map(|one| evidence(one, incident)).collect(),
        path: incident.path.map(|path| path.code().to_owned()),
        paths: ExposurePath::ALL.iter().map(|path| path.code().to_owned()).collect(),
        follow_ups: incident.follow_ups.iter().map(|one| follow_up(opening.id, one, is_done(one))).collect(),
        open_ends: incident.open_ends().iter().map(ToString::to_string).collect(),
        values: incident
            .values
            .iter()
            .map(|(name, value)| ValueDto { name: name.clone(), value: value.clone() })
            .collect(),
        lines: number(incident.entries),
    }
}

fn pin(of: &RunbookShown) -> RunPin {
    RunPin {
        id: of.pinned.id.clone(),
        title: of.title.clone(),
        version: of.pinned.version.clone(),
        sha256: of.pinned.source_sha256.clone(),
        folder: of.folder.clone(),
        approved: of.approved,
        newer: of.newer.clone(),
    }
}

fn exposed(of: &LedgerEntry, rotation: Option<i64>) -> ExposedDto {
    let mark = |one: &LedgerMarked| LedgerMark {
        mark: one.mark.code().to_owned(),
        at: one.at,
        by: one.by.clone(),
        statement: one.statement.clone(),
    };
    ExposedDto {
        number: of.exposed.number,
        subject: of.exposed.what.code().to_owned(),
        text: of.exposed.what.text().to_owned(),
        name: of.exposed.name.clone(),
        level: of.exposed.level.map(|level| level.code().to_owned()),
        state: of.state().code().to_owned(),
        exposed_from: of.exposed.exposed_from,
        exposed_until: of.exposed_until(),
        because: of.exposed.because.clone(),
        marks: of.marks.iter().map(mark).collect(),
        rotation: rotation.map(|id| id.to_string()),
    }
}

/// Every moment that a person can record. Detection is known from the start.
fn moments(incident: &Incident) -> Vec<MomentDto> {
    let at = |moment: Moment| match moment {
        Moment::Detected => Some(incident.detected_at()),
        moment => incident.moments.get(&moment).copied(),
    };
    let told = Moment::ALL.iter().filter(|moment| **moment != Moment::Filed);
    told.map(|moment| MomentDto { moment: moment.code().to_owned(), at: at(*moment) }).collect()
}

fn notice(of: &NoticeShown) -> NoticeDto {
    let state = match (&of.state, of.started, of.late) {
        (NoticeState::No, ..) => "no",
        (NoticeState::Filed { .. }, _, true) => "filed_late",
        (NoticeState::Filed { .. }, ..) => "filed",
        (_, _, true) => "late",
        (NoticeState::Due, ..) => "to_file",
        (NoticeState::Undecided, true, _) => "undecided",
        (NoticeState::Undecided, false, _) => "waiting",
    };
    let row = &of.row;
    NoticeDto {
        id: row.id.clone(),
        name: row.name.clone(),
        jurisdiction: row.jurisdiction.clone(),
        law: row.law.clone(),
        question: row.question.clone(),
        to: row.to.clone(),
        note: row.note.clone(),
        starts_from: row.starts_from.code().to_owned(),
        deadline: row.deadline.words(),
        due_at: of.due_at,
        state: state.to_owned(),
        decisions: of.decisions.iter().map(decision).collect(),
        source: row.source.clone(),
        checked_on: row.checked_on,
        own: of.own,
    }
}

fn decision(of: &NoticeDecision) -> NoticeDecisionDto {
    let (filed_at, reference) = match &of.answer {
        Answer::Filed { at, reference } => (Some(*at), Some(reference.clone())),
        Answer::Notify | Answer::No => (None, None),
    };
    NoticeDecisionDto {
        answer: of.answer.code().to_owned(),
        reason: of.reason.clone(),
        filed_at,
        reference,
        by: of.by.clone(),
        second: of.second.clone(),
        at: of.at,
    }
}

fn evidence(of: &Evidence, incident: &Incident) -> EvidenceDto {
    let kind = match of.kind {
        EvidenceKind::EventsExport => "events",
        EvidenceKind::File => "file",
        EvidenceKind::Text => "text",
    };
    EvidenceDto {
        number: of.number,
        name: of.name.clone(),
        kind: kind.to_owned(),
        sha256: of.sha256.clone(),
        bytes: number(of.bytes),
        collected_at: of.collected_at,
        kept_at: of.kept_at.clone(),
        custody: of.custody_line(&incident.handed),
    }
}

pub(super) fn timeline(of: Timeline) -> IncidentTimelineReply {
    IncidentTimelineReply { lines: of.lines.into_iter().map(line).collect(), broken: of.broken }
}

fn line(of: TimelineEntry) -> TimelineLine {
    let source = match &of.source {
        Source::CloudTrail { .. } => "cloudtrail",
        other => other.code(),
    };
    let reference = Some(of.source.text()).filter(|text| !text.is_empty()).map(str::to_owned);
    TimelineLine {
        number: number(of.number),
        happened_at: of.happened_at,
        learnt_at: of.learnt_at,
        source: source.to_owned(),
        reference,
        by: of.by,
        text: of.text,
        in_report: of.in_report,
    }
}

pub(super) fn difference(of: Difference) -> RunbookDifferenceReply {
    let Difference { from, to, steps, touched } = of;
    let steps = steps.into_iter().map(|one| {
        let (change, parts) = match one.change {
            Change::Added => ("added", Vec::new()),
            Change::Removed => ("removed", Vec::new()),
            Change::Changed(parts) => ("changed", parts),
        };
        StepDifference {
            touched: touched.contains(&one.id),
            id: one.id,
            title: one.title,
            change: change.to_owned(),
            parts: parts.into_iter().map(|part| part_words(part).to_owned()).collect(),
        }
    });
    RunbookDifferenceReply { from, to, steps: steps.collect() }
}

fn part_words(part: Part) -> &'static str {
    match part {
        Part::Phase => "phase",
        Part::Order => "place in the order",
        Part::Title => "title",
        Part::Role => "role",
        Part::Act => "kind of act",
        Part::When => "condition",
        Part::Needs => "what comes first",
        Part::Budget => "time of its role",
        Part::Due => "hard mark",
        Part::TwoPerson => "second person",
        Part::Choices => "choices",
        Part::Sets => "facts it sets",
        Part::Timer => "wait",
        Part::Evidence => "what is recorded",
        Part::Prefill => "facts beside it",
        Part::Action => "button",
        Part::Reaches => "what it brings about",
        Part::Verify => "how one knows that it worked",
        Part::Prose => "text",
        Part::Snippets => "commands",
    }
}
