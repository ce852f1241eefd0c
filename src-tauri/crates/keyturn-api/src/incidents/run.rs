//! Phases, steps and watches as the contract has them.

use keyturn_app::incident::{PhaseShown, Reached, SnippetShown, StepShown, WatchShown};
use keyturn_domain::incident::clock::Standing;
use keyturn_domain::incident::step::{Acted, StepAct, StepState};
use keyturn_domain::incident::watch::Hit;

use crate::contract::incident_run::{
    ChoiceDto, GapDto, PhaseDto, PrefillDto, ReachedDto, RecordDto, SnippetDto, StepDto, StepEnd,
};
use crate::contract::incident_watch::{HitDto, WatchDto};
use crate::contract::incidents::ValueDto;

pub(super) fn phase(of: &PhaseShown) -> PhaseDto {
    let open = of.steps.iter().any(|step| step.state.is_open());
    let standing = match of.clock.as_ref().map(|clock| clock.standing) {
        Some(Standing::Waiting) => "waiting",
        Some(Standing::Over(_)) => "over",
        Some(Standing::EndedLate(_)) => "ended_late",
        Some(Standing::Stopped) => "stopped",
        Some(Standing::Left(_)) => "running",
        None if open => "running",
        Some(Standing::Ended(_)) | None => "ended",
    };
    PhaseDto {
        id: of.id.clone(),
        title: of.title.clone(),
        goal: of.goal.clone(),
        budget_minutes: of.budget_minutes,
        due_at: of.clock.as_ref().and_then(|clock| clock.due_at),
        standing: standing.to_owned(),
        steps: of.steps.iter().map(step).collect(),
    }
}

fn step(of: &StepShown) -> StepDto {
    let written = of.step.as_ref();
    let code = |text: Option<&'static str>, or: &str| text.unwrap_or(or).to_owned();
    StepDto {
        id: of.id.clone(),
        title: of.title.clone(),
        state: of.state.code().to_owned(),
        role: code(written.map(|step| step.role.code()), "responder"),
        act: code(written.map(|step| step.act.code()), "manual"),
        when: written.and_then(|step| step.when.as_ref()).map(ToString::to_string),
        unknown: of.unknown.clone(),
        holder: match &of.state {
            StepState::Open { holder } => holder.clone(),
            _ => None,
        },
        ended: of.ended.as_ref().filter(|_| of.state.code() != "dimmed").map(end),
        needs: of.needs.clone(),
        due_at: of.due_at,
        two_person: written.is_some_and(|step| step.two_person),
        choices: written.iter().flat_map(|step| &step.choices).map(choice).collect(),
        records: written.iter().flat_map(|step| &step.evidence).map(record).collect(),
        prefill: of
            .prefill
            .iter()
            .map(|(name, value)| PrefillDto { name: name.clone(), value: value.clone() })
            .collect(),
        html: of.html.clone(),
        snippets: (0..).zip(&of.snippets).map(|(index, one)| snippet(index, one)).collect(),
        verify: of.verify.clone(),
        wait_until: of.wait_until,
        action: written.and_then(|step| step.action).map(|action| action.code().to_owned()),
        added: written.is_none(),
        reached: of.reached.clone().map(|Reached { words, at, is_so, seen }| ReachedDto { words, is_so, at, seen }),
    }
}

fn end(acted: &Acted) -> StepEnd {
    let (words, second, records) = match &acted.act {
        StepAct::Done { choice, second, records } => {
            (choice.clone().unwrap_or_default(), second.clone(), records.as_slice())
        }
        StepAct::NotApplicable { why: words }
        | StepAct::HandedOver { note: words, .. }
        | StepAct::Answered { why: words, .. }
        | StepAct::Reopened { why: words } => (words.clone(), None, &[][..]),
    };
    let records = records.iter().map(|one| ValueDto { name: one.id.clone(), value: one.value.clone() }).collect();
    StepEnd { by: acted.by.clone(), second, at: acted.at, words, records }
}

fn choice(of: &keyturn_app::incident::Choice) -> ChoiceDto {
    ChoiceDto { value: of.value.clone(), label: of.label.clone() }
}

fn record(of: &keyturn_app::incident::Evidence) -> RecordDto {
    RecordDto {
        id: of.id.clone(),
        kind: of.kind.code().to_owned(),
        prompt: of.prompt.clone(),
        options: of.options.clone(),
    }
}

fn snippet(index: u32, of: &SnippetShown) -> SnippetDto {
    let gap = |gap: &keyturn_app::incident::Gap| GapDto { name: gap.name.clone(), why: gap.why.to_string() };
    SnippetDto {
        index,
        language: of.snippet.language.code().to_owned(),
        risk: of.snippet.risk.code().to_owned(),
        text: of.filled.text.clone(),
        gaps: of.filled.gaps.iter().map(gap).collect(),
    }
}

pub(super) fn watch(of: &WatchShown) -> WatchDto {
    let WatchShown { watch, watching } = of;
    WatchDto {
        number: watch.number,
        entry: watch.entry,
        attribute: watch.what.attribute().to_owned(),
        value: watch.what.value().to_owned(),
        places: watch.places.iter().map(|place| format!("{} {}", place.account, place.region)).collect(),
        from: watch.from,
        known_until: watching.known_until,
        words: watching.words(watch),
        short_done: watching.short_done,
        long_done: watching.long_done,
        hits: watching.used.iter().chain(&watching.tried).map(hit).collect(),
    }
}

fn hit(of: &Hit) -> HitDto {
    HitDto {
        event: of.event_id.clone(),
        at: of.at,
        name: of.name.clone(),
        source: of.source.clone(),
        refused: of.refused,
    }
}
