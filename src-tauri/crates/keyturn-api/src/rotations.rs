//! Rotations from plan to proof, tasks, new values, cost.

use chrono::{DateTime, Utc};
use keyturn_app::Zeroizing;
use keyturn_app::rotation::records::{Listed, RecordShown, ToPlan, Which};
use keyturn_app::rotation::tasks::{TaskShown, TriggerShown, Triggered};
use keyturn_app::rotation::value::{self, CLEARED_AFTER_SECONDS, ValueShape};
use keyturn_app::rotation::{CostShown, HoldersShown, RotatingSecret};
use keyturn_domain::kind::Kind;
use keyturn_domain::rotation::generate::Alphabet;
use keyturn_domain::rotation::managed_steps::{ManagedRotation, ManagedStep};
use keyturn_domain::rotation::record::{Proof, RotationRecord, SeenVersion, State, Step, ToldBy};
use keyturn_domain::rotation::strategy::{Overlap, Strategy, least_overlap_minutes};
use keyturn_domain::rotation::trigger::{AuditSeverity, Trigger};

// For faces that draw amounts themselves.
pub use keyturn_domain::rotation::cost::in_dollars;

use crate::contract::due::{HolderDto, HoldersDto};
use crate::contract::error::CommandError;
use crate::contract::rotations::{
    CostLine, CostMove, CostReply, CostRequest, ManagedStepDto, ManagedStepsDto, RotationMoveRequest,
    RotationPlanRequest, RotationRecordRequest, RotationReply, RotationRequest, RotationStepDto, RotationSummary,
    RotationsReply, RotationsRequest, TaskDropRequest, TaskDto, TasksReply, TriggerPreview, TriggerRequest,
    TriggeredSecret, ValueReply, ValueRequest,
};
use crate::due::{count, gone_ref, id, secret_ref, strategy};
use crate::host::Host;

/// The rotations.
pub async fn list(host: &Host, request: RotationsRequest) -> Result<RotationsReply, CommandError> {
    let which = match request.which.as_str() {
        "" | "open" => Which::Open,
        "closed" => Which::Ended,
        "outside" => Which::Outside,
        "all" => Which::All,
        other => {
            return Err(CommandError::bad_request(format!("{other:?} is none of open, closed, outside, all")));
        }
    };
    Ok(listed(&host.app()?.rotations(which, request.arn).await?))
}

/// One rotation, whole.
pub async fn show(host: &Host, request: RotationRequest) -> Result<RotationReply, CommandError> {
    Ok(whole(host.app()?.rotation(id(&request.id)?).await?))
}

/// Plans rotations: all of them or none.
pub async fn plan(host: &Host, request: RotationPlanRequest) -> Result<RotationsReply, CommandError> {
    let app = host.app()?;
    let ids = app
        .plan_rotations(ToPlan {
            items: request.items.into_iter().map(|item| (item.arn, item.on)).collect(),
            strategy: request.strategy.as_deref().map(strategy).transpose()?,
            owner: request.owner.map(|owner| owner.trim().to_owned()).filter(|owner| !owner.is_empty()),
            note: request.note,
        })
        .await?;
    let mut open = app.rotations(Which::Open, None).await?;
    open.records.retain(|(record, _)| ids.contains(&record.id));
    Ok(listed(&open))
}

/// Moves a planned rotation.
pub async fn move_to(host: &Host, request: RotationMoveRequest) -> Result<RotationReply, CommandError> {
    let (app, id) = (host.app()?, id(&request.id)?);
    app.move_rotation(id, request.on).await?;
    Ok(whole(app.rotation(id).await?))
}

/// Records a step.
pub async fn record(host: &Host, request: RotationRecordRequest) -> Result<RotationReply, CommandError> {
    let state = State::from_code(&request.step)
        .filter(|state| *state != State::Planned)
        .ok_or_else(|| CommandError::bad_request(format!("{:?} is not a step that can be recorded", request.step)))?;
    let (app, id) = (host.app()?, id(&request.id)?);
    app.record_step(id, state, request.at, &request.evidence).await?;
    Ok(whole(app.rotation(id).await?))
}

fn listed(listed: &Listed) -> RotationsReply {
    let records = listed.records.iter().map(|(record, secret)| summary(record, secret.as_ref()));
    let outside = listed.outside.iter().map(|(seen, secret)| outside(seen, secret.as_ref()));
    RotationsReply { rotations: records.chain(outside).collect() }
}

/// One rotation in a line.
pub(crate) fn summary(record: &RotationRecord, secret: Option<&RotatingSecret>) -> RotationSummary {
    let (plan, proof) = (&record.plan, record.proof());
    RotationSummary {
        id: record.id.to_string(),
        secret: secret.map_or_else(|| gone_ref(&plan.secret, &plan.name, plan.owner.as_deref()), secret_ref),
        state: record.state().code().to_owned(),
        trigger: plan.trigger.code().to_owned(),
        strategy: plan.strategy.code().to_owned(),
        planned_on: Some(plan.planned_on),
        due_at: plan.due_at,
        owner: plan.owner.clone(),
        proof: proof.code().to_owned(),
        proof_words: proof.words().to_owned(),
        changed_at: record.steps.last().map_or(plan.planned_at, |step| step.at),
    }
}

/// A new value that was seen without a plan.
fn outside(seen: &SeenVersion, secret: Option<&RotatingSecret>) -> RotationSummary {
    RotationSummary {
        id: format!("seen-{}-{}", seen.version, seen.secret),
        secret: secret.map_or_else(|| gone_ref(&seen.secret, seen.secret.as_str(), None), secret_ref),
        state: "outside".to_owned(),
        trigger: Trigger::Scheduled.code().to_owned(),
        strategy: Strategy::Replace.code().to_owned(),
        planned_on: None,
        due_at: None,
        owner: secret.and_then(|secret| secret.listed.owner.clone()),
        proof: Proof::WriteOnly.code().to_owned(),
        proof_words: Proof::WriteOnly.words().to_owned(),
        changed_at: seen.at(),
    }
}

fn whole(shown: RecordShown) -> RotationReply {
    let record = &shown.record;
    RotationReply {
        rotation: summary(record, shown.secret.as_ref()),
        steps: steps(record, shown.now),
        strategy_words: format!("{}. {}", record.plan.strategy.label(), record.plan.strategy.words()),
        overlap: overlap(&shown),
        holders: holders(shown.holders),
        managed: shown.managed.and_then(managed),
        note: shown.record.plan.note,
    }
}

fn overlap(shown: &RecordShown) -> Option<String> {
    let timings = shown.record.plan.timings;
    match &shown.overlap {
        Err(short) => Some(short.clone()),
        Ok(Overlap::NotNeeded) => None,
        Ok(Overlap::Holds) => Some(format!(
            "Both values must be good for {} minutes at least; {} are planned.",
            least_overlap_minutes(timings.cache_life_minutes.unwrap_or(0), timings.rollout_minutes.unwrap_or(0)),
            timings.overlap_minutes.unwrap_or(0),
        )),
        Ok(Overlap::NotKnown) => Some(
            "How long both values must be good is not known: say how long consumers cache it and how long a rollout \
             takes."
                .to_owned(),
        ),
    }
}

/// The six steps in their order; of a cancelled rotation, the cancelling too.
fn steps(record: &RotationRecord, now: DateTime<Utc>) -> Vec<RotationStepDto> {
    let next = record.next();
    let cancelled = record.step(State::Cancelled).is_some();
    State::ALL
        .into_iter()
        .filter(|state| *state != State::Cancelled || cancelled)
        .map(|state| {
            let taken = record.step(state);
            let open = next.contains(&state);
            // What a step without a word of evidence would lack: nothing where it can be taken as it is.
            let bare = Step {
                state,
                at: now,
                by: String::new(),
                told_by: ToldBy::Person,
                evidence: String::new(),
                version: None,
            };
            let refused = record.check(&bare, now).err().map(|fault| fault.to_string());
            RotationStepDto {
                step: state.code().to_owned(),
                words: words(state).to_owned(),
                at: taken.map(|step| step.at).or_else(|| (state == State::Planned).then_some(record.plan.planned_at)),
                who: taken
                    .map(|step| step.by.clone())
                    .or_else(|| (state == State::Planned).then(|| record.plan.planned_by.clone()))
                    .filter(|who| !who.is_empty()),
                evidence: taken.map(|step| step.evidence.clone()).unwrap_or_default(),
                version: taken.and_then(|step| step.version.clone()),
                seen: taken.is_some_and(|step| step.told_by == ToldBy::Sync),
                open,
                blocked: refused.filter(|_| taken.is_none() && state != State::Planned && record.is_open()),
            }
        })
        .collect()
}

fn words(state: State) -> &'static str {
    match state {
        State::Planned => "It is planned for a day.",
        State::ValueMade => "The new value is made, at the issuer or by the generator.",
        State::Stored => "The new value is stored. A sync sees the new version by itself.",
        State::Moved => "Every consumer has the new value.",
        State::Refused => "A call with the old value fails: that proves the rotation.",
        State::Closed => "Nothing is left to do; documents that name it are changed.",
        State::Cancelled => "It was given up.",
    }
}

/// Who still holds the value before the present one.
pub(crate) fn holders(shown: HoldersShown) -> HoldersDto {
    let Some(found) = shown.holders else {
        let words = "Since when the present value is there is not known.".to_owned();
        return HoldersDto { words, since: None, holders: Vec::new(), limits: shown.limits };
    };
    HoldersDto {
        words: found.sentence(),
        since: Some(found.made_at),
        holders: found
            .holders
            .iter()
            .map(|holder| HolderDto {
                principal: holder.principal.clone(),
                last_read_before: holder.last_read_before,
                first_read_since: holder.first_read_since,
                state: holder.state.code().to_owned(),
            })
            .collect(),
        limits: shown.limits,
    }
}

/// Secrets Manager's four steps; nothing where no rotation of it is known.
pub(crate) fn managed(rotation: ManagedRotation) -> Option<ManagedStepsDto> {
    const STEPS: [ManagedStep; 4] = [ManagedStep::Create, ManagedStep::Set, ManagedStep::Test, ManagedStep::Finish];
    let state = match rotation {
        ManagedRotation::None => return None,
        ManagedRotation::Running { .. } => "running",
        ManagedRotation::Succeeded { .. } => "succeeded",
        ManagedRotation::Stopped { .. } => "failed",
        ManagedRotation::Abandoned { .. } | ManagedRotation::Cancelled { .. } => "abandoned",
    };
    let of = |step: ManagedStep| match rotation {
        ManagedRotation::Succeeded { .. } => "done",
        ManagedRotation::Stopped { first, .. } if step < first => "done",
        ManagedRotation::Stopped { first, last, .. } if first == last && step == first => "failed",
        ManagedRotation::Stopped { last, .. } if step > last => "waiting",
        _ => "not_known",
    };
    let steps = STEPS.map(|step| ManagedStepDto { step: step.name().to_owned(), state: of(step).to_owned() });
    Some(ManagedStepsDto { state: state.to_owned(), words: rotation.words(), steps: steps.into() })
}

/// The tasks.
pub async fn tasks(host: &Host) -> Result<TasksReply, CommandError> {
    let tasks = host.app()?.tasks().await?;
    Ok(TasksReply { tasks: tasks.into_iter().map(task).collect() })
}

/// What a trigger would open.
pub async fn trigger_preview(host: &Host, request: TriggerRequest) -> Result<TriggerPreview, CommandError> {
    let asked = triggered(request)?;
    let app = host.app()?;
    let trigger = asked.trigger.clone();
    Ok(preview(app.preview_trigger(asked).await?, &trigger, app.now()))
}

/// Opens the tasks of a trigger.
pub async fn trigger_open(host: &Host, request: TriggerRequest) -> Result<TasksReply, CommandError> {
    host.app()?.open_trigger(triggered(request)?).await?;
    tasks(host).await
}

/// Drops a task.
pub async fn task_drop(host: &Host, request: TaskDropRequest) -> Result<TasksReply, CommandError> {
    host.app()?.drop_task(id(&request.id)?, &request.why).await?;
    tasks(host).await
}

fn triggered(request: TriggerRequest) -> Result<Triggered, CommandError> {
    let why = request.why.trim().to_owned();
    let needs_why = !matches!(request.trigger.as_str(), "compromise");
    if needs_why && why.is_empty() {
        return Err(CommandError::bad_request("say who or what it is about".to_owned()));
    }
    let trigger = match request.trigger.as_str() {
        "compromise" => Trigger::Compromise { public_or_confirmed: request.confirmed, why },
        "departure" => Trigger::Departure {
            person: why,
            last_working_hour: request
                .last_working_at
                .ok_or_else(|| CommandError::bad_request("a departure needs the last working hour".to_owned()))?,
        },
        "supplier_breach" => Trigger::SupplierBreach { supplier: why },
        "audit_finding" => Trigger::AuditFinding {
            severity: request.severity.as_deref().and_then(AuditSeverity::from_code).ok_or_else(|| {
                CommandError::bad_request("an audit finding is critical, high, medium or low".to_owned())
            })?,
            finding: why,
        },
        "policy_change" => Trigger::PolicyChange { policy: why },
        "after_incident" => Trigger::AfterIncident { incident: why },
        other => return Err(CommandError::bad_request(format!("{other:?} is not a trigger"))),
    };
    let named = |texts: Vec<String>| -> Vec<String> {
        texts.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    };
    Ok(Triggered {
        trigger,
        secrets: named(request.secrets),
        filter: request.filter,
        principals: named(request.principals),
    })
}

fn preview(shown: TriggerShown, trigger: &Trigger, now: DateTime<Utc>) -> TriggerPreview {
    TriggerPreview {
        due_at: trigger.clock(now, None).rotate_by,
        clock: clock_words(trigger).to_owned(),
        already: count(shown.already),
        limits: shown.limits,
        secrets: shown
            .secrets
            .iter()
            .map(|(secret, because, ends_at)| TriggeredSecret {
                secret: secret_ref(secret),
                because: because.iter().map(|because| because.code().to_owned()).collect(),
                due_at: *ends_at,
            })
            .collect(),
    }
}

fn clock_words(trigger: &Trigger) -> &'static str {
    match trigger {
        Trigger::Scheduled | Trigger::PolicyChange { .. } => "By the policy's own date.",
        Trigger::Compromise { public_or_confirmed: true, .. } => {
            "Old value refused within 5 minutes, rotated within the hour."
        }
        Trigger::Compromise { public_or_confirmed: false, .. } => {
            "Old value refused within 15 minutes, rotated within the hour."
        }
        Trigger::Departure { .. } => "24 hours from the last working hour.",
        Trigger::SupplierBreach { .. } => "4 hours.",
        Trigger::AuditFinding { severity, .. } => match severity {
            AuditSeverity::Critical => "24 hours for a critical finding.",
            AuditSeverity::High => "7 days for a high finding.",
            AuditSeverity::Medium => "30 days for a medium finding.",
            AuditSeverity::Low => "90 days for a low finding.",
        },
        Trigger::AfterIncident { .. } => "The policy's date, with the age halved for 90 days.",
    }
}

fn task(shown: TaskShown) -> TaskDto {
    let TaskShown { task, secret, rotation, late } = shown;
    let new = &task.task;
    let state = match (&task.end, late) {
        (None, true) => "late",
        (None, false) => "open",
        (Some(end), _) if end.record.is_some() => "done",
        (Some(_), _) => "dropped",
    };
    TaskDto {
        id: task.id.to_string(),
        trigger: new.trigger.code().to_owned(),
        words: format!("{}; {}", new.trigger.words(), new.because),
        secret: secret.as_ref().map_or_else(|| gone_ref(&new.secret, &new.name, new.owner.as_deref()), secret_ref),
        opened_at: new.opened_at,
        opened_by: new.opened_by.clone(),
        due_at: new.due_at,
        state: state.to_owned(),
        rotation: rotation.or(task.end.as_ref().and_then(|end| end.record)).map(|id| id.to_string()),
        dropped_because: task.end.filter(|end| end.record.is_none()).map(|end| end.why),
    }
}

/// What a new value would look like. Nothing is made.
pub fn value_preview(request: &ValueRequest) -> Result<ValueReply, CommandError> {
    let (kind, length) = asked(request)?;
    Ok(value_reply(kind, value::shape(kind, length)?, 0))
}

/// Makes a new value, for the clipboard and nothing else, and says what it looks like.
pub fn value_make(request: &ValueRequest) -> Result<(Zeroizing<String>, ValueReply), CommandError> {
    let (kind, length) = asked(request)?;
    let made = value::generate(kind, length)?;
    let reply = value_reply(kind, made.shape, CLEARED_AFTER_SECONDS);
    Ok((Zeroizing::new(made.value.expose().to_owned()), reply))
}

fn asked(request: &ValueRequest) -> Result<(Kind, Option<u16>), CommandError> {
    let kind = Kind::from_code(&request.kind)
        .ok_or_else(|| CommandError::bad_request(format!("{:?} is not a kind", request.kind)))?;
    Ok((kind, request.length.map(|length| u16::try_from(length).unwrap_or(u16::MAX))))
}

fn value_reply(kind: Kind, shape: ValueShape, clears_in_seconds: u32) -> ValueReply {
    let alphabet = match shape.shape.alphabet {
        Alphabet::Alphanumeric => "letters and digits",
        Alphabet::Unreserved => "letters, digits and -._~, nothing that breaks a connection string",
        Alphabet::UrlSafe => "letters, digits, - and _",
        Alphabet::Hex => "0 to 9 and a to f",
    };
    let hint = match kind {
        Kind::SessionKey => "Keep the old key as a fall-back until sessions have ended.",
        Kind::DatabasePassword | Kind::DatabaseAdmin => "Set it in the database first, then store it.",
        Kind::ConnectionString => "This is the password part: put it into the string, then store that.",
        Kind::JwtSigningKey | Kind::SigningKey => "Add it as a new version; keep the old one for what it signed.",
        _ => "",
    };
    ValueReply {
        length: shape.shape.length.into(),
        alphabet: alphabet.to_owned(),
        entropy_bits: shape.entropy_bits,
        clears_in_seconds,
        hint: hint.to_owned(),
    }
}

/// What secrets cost.
pub async fn cost(host: &Host, request: CostRequest) -> Result<CostReply, CommandError> {
    Ok(cost_reply(host.app()?.cost(&request.filter).await?))
}

fn cost_reply(shown: CostShown) -> CostReply {
    let moves = shown.moves.iter().map(|one| CostMove {
        secret: secret_ref(&one.secret),
        to: one.to.to.code().to_owned(),
        saves_microdollars: one.to.saves,
        why: match (one.to.gives_rotation, one.to.saves > 0) {
            (true, _) => format!("Would be rotated automatically. {}", one.placement.words()),
            (false, true) => format!("Costs less there. {}", one.placement.words()),
            (false, false) => one.placement.words().to_owned(),
        },
    });
    CostReply {
        prices: format!(
            "AWS's list prices of {} for most regions: aws.amazon.com/secrets-manager/pricing, \
             /systems-manager/pricing, /kms/pricing",
            shown.prices_on
        ),
        moves: moves.collect(),
        lines: shown
            .lines
            .into_iter()
            .map(|line| CostLine {
                what: line.what.to_owned(),
                count: line.count,
                price: line.price,
                microdollars: line.amount,
            })
            .collect(),
        total_microdollars: shown.total,
        limits: shown.limits,
    }
}
