//! Rotations from plan to proof.

use chrono::{DateTime, NaiveDate, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::audit::Act;
use keyturn_domain::rotation::managed_steps::ManagedRotation;
use keyturn_domain::rotation::record::{Plan, RotationRecord, SeenVersion, State, Step, ToldBy};
use keyturn_domain::rotation::strategy::{Overlap, Strategy};
use keyturn_domain::rotation::task::{Task, TaskEnd};
use keyturn_domain::rotation::trigger::Trigger;
use keyturn_store::{Reader, RecordsAsked, RotatingSecret, StoreError, Writer};

use super::holders::{HoldersShown, holders_of};
use super::matching;
use super::settings::managed;
use crate::app::App;
use crate::error::AppError;
use crate::secrets::{refuse_secrets, resolve};

/// Which rotations are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that have not ended.
    Open,
    /// Those that have.
    Ended,
    /// New values that were seen without a plan.
    Outside,
    /// All of these.
    All,
}

/// Rotations as they are listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Those with a record: open ones by their date, then the others, the newest first. Each with its secret, where
    /// that is still known.
    pub records: Vec<(RotationRecord, Option<RotatingSecret>)>,
    /// New values without one, the newest first.
    pub outside: Vec<(SeenVersion, Option<RotatingSecret>)>,
}

/// One rotation, whole.
#[derive(Clone, Debug)]
pub struct RecordShown {
    /// The rotation.
    pub record: RotationRecord,
    /// Its secret, where that is still known.
    pub secret: Option<RotatingSecret>,
    /// What is known of its overlap; the words where it is too short.
    pub overlap: Result<Overlap, String>,
    /// Who still holds the value before.
    pub holders: HoldersShown,
    /// Where Secrets Manager's own rotation stands, where there is one.
    pub managed: Option<ManagedRotation>,
    /// When this was asked (UTC).
    pub now: DateTime<Utc>,
}

/// What to plan.
#[derive(Clone, Debug)]
pub struct ToPlan {
    /// Secrets, named by ARN or a name that only one has, with their days.
    pub items: Vec<(String, NaiveDate)>,
    /// The strategy; `None` takes the secret's.
    pub strategy: Option<Strategy>,
    /// Who does it; `None` takes the secret's owner.
    pub owner: Option<String>,
    /// A note.
    pub note: String,
}

impl App {
    /// The rotations, of one secret or of all.
    pub async fn rotations(&self, which: Which, of: Option<String>) -> Result<Listed, AppError> {
        let now = self.now();
        self.with_database(move |database| {
            let of = of.map(|named| database.read(|reader| resolve(reader, &named))?).transpose()?;
            Ok(database.read(|reader| listed(reader, which, of.as_ref(), now))?)
        })
        .await
    }

    /// One rotation, whole.
    pub async fn rotation(&self, id: i64) -> Result<RecordShown, AppError> {
        let now = self.now();
        self.with_database(move |database| database.read(|reader| shown(reader, id, now))?.ok_or_else(|| missing(id)))
            .await
    }

    /// Plans a rotation for each secret; all of them or, where one is refused, none. Gives their numbers. A secret that
    /// has an open rotation, or that is named twice, is refused in the transaction that would write.
    ///
    /// A secret with an open task gets that task's trigger and clock: the gravest first.
    pub async fn plan_rotations(&self, plan: ToPlan) -> Result<Vec<i64>, AppError> {
        refuse_secrets(&plan.note)?;
        if plan.items.is_empty() {
            return Err(AppError::BadRequest("name at least one secret".to_owned()));
        }
        let (now, by) = (self.now(), self.actor().to_owned());
        let act = self.act(now, "rotation.planned", "", &serde_json::json!({}));
        self.with_database(move |database| {
            let plans = plan
                .items
                .iter()
                .map(|(named, on)| {
                    let arn = database.read(|reader| resolve(reader, named))??;
                    let planned = database.read(|reader| planned(reader, &arn, *on, &plan, &by, now))??;
                    planned.check().map_err(|fault| AppError::BadRequest(format!("{}: {fault}", planned.name)))?;
                    Ok(planned)
                })
                .collect::<Result<Vec<Plan>, AppError>>()?;
            Ok(database.write(|writer| {
                let mut ids = Vec::with_capacity(plans.len());
                for plan in &plans {
                    let detail = serde_json::json!({ "on": plan.planned_on, "trigger": plan.trigger.code() });
                    let act = Act { subject: plan.secret.to_string(), detail: detail.to_string(), ..act.clone() };
                    ids.push(writer.rotation().add_record(plan, act)?);
                }
                Ok(ids)
            })?)
        })
        .await
    }

    /// Moves a planned rotation to another day.
    pub async fn move_rotation(&self, id: i64, on: NaiveDate) -> Result<(), AppError> {
        let act = self.act(self.now(), "rotation.moved", "", &serde_json::json!({ "rotation": id, "on": on }));
        self.with_database(move |database| {
            let record = found(database, id)?;
            if !record.is_open() || record.step(State::Stored).is_some() {
                return Err(AppError::BadRequest(format!(
                    "rotation {id} is {}: only what is planned can be moved",
                    record.state().words()
                )));
            }
            let act = Act { subject: record.plan.secret.to_string(), ..act };
            let plan = Plan { planned_on: on, ..record.plan };
            let there = database.write(|writer| writer.rotation().replan(id, &plan, act))?;
            if there { Ok(()) } else { Err(missing(id)) }
        })
        .await
    }

    /// Records a step of a rotation. Closing it with proof ends the tasks that asked for it.
    pub async fn record_step(
        &self,
        id: i64,
        state: State,
        at: Option<DateTime<Utc>>,
        evidence: &str,
    ) -> Result<(), AppError> {
        refuse_secrets(evidence)?;
        let (now, by) = (self.now(), self.actor().to_owned());
        let step = Step {
            state,
            at: at.unwrap_or(now),
            by,
            told_by: ToldBy::Person,
            evidence: evidence.trim().to_owned(),
            version: None,
        };
        let detail = serde_json::json!({ "rotation": id, "step": state.code(), "evidence": step.evidence });
        let act = self.act(now, "rotation.step", "", &detail);
        self.with_database(move |database| {
            let record = found(database, id)?;
            let secret = record.plan.secret.to_string();
            let after = record.with(step.clone(), now).map_err(|fault| AppError::BadRequest(fault.to_string()))?;
            let act = Act { subject: secret, ..act };
            let there = database.write(|writer| write_step(writer, &after, &step, now, &act))?;
            if there { Ok(()) } else { Err(missing(id)) }
        })
        .await
    }
}

/// Writes a step of a rotation that was checked, with the audit entry: `after` is the record with it. A proof ends the
/// tasks that asked for it. `false`: there is no such record.
pub(crate) fn write_step(
    writer: &Writer<'_>,
    after: &RotationRecord,
    step: &Step,
    now: DateTime<Utc>,
    act: &Act,
) -> Result<bool, StoreError> {
    let rotation = writer.rotation();
    let there = rotation.add_step(after.id, step, act.clone())?;
    for task in rotation.open_tasks_of(std::slice::from_ref(&after.plan.secret))? {
        if there && task.is_done_by(after) {
            let end = TaskEnd { at: now, by: step.by.clone(), record: Some(after.id), why: String::new() };
            rotation.end_task(task.id, &end, Act { action: "task.done".to_owned(), ..act.clone() })?;
        }
    }
    Ok(there)
}

fn missing(id: i64) -> AppError {
    AppError::NotFound { what: "rotation", name: id.to_string() }
}

fn found(database: &keyturn_store::Database, id: i64) -> Result<RotationRecord, AppError> {
    database.read(|reader| reader.rotation().record(id))?.ok_or_else(|| missing(id))
}

fn listed(reader: &Reader<'_>, which: Which, of: Option<&SecretArn>, now: DateTime<Utc>) -> Result<Listed, StoreError> {
    let all = match of {
        Some(arn) => reader.rotation().records_of(std::slice::from_ref(arn))?,
        None => reader.rotation().records(&RecordsAsked::default(), 0, u32::MAX)?.0,
    };
    let wants = |part| which == part || which == Which::All;
    let mut outside = if wants(Which::Outside) { matching::outside_plans(reader, &all, now)? } else { Vec::new() };
    outside.retain(|version| of.is_none_or(|arn| version.secret == *arn));
    let (mut open, mut ended): (Vec<_>, Vec<_>) = all.into_iter().partition(RotationRecord::is_open);
    open.sort_by_key(|record| (record.plan.planned_on, record.id));
    ended.sort_by_key(|record| std::cmp::Reverse(record.steps.last().map(|step| step.at)));
    let mut records = Vec::new();
    if wants(Which::Open) {
        records.append(&mut open);
    }
    if wants(Which::Ended) {
        records.append(&mut ended);
    }
    let named = records.iter().map(|record| &record.plan.secret).chain(outside.iter().map(|seen| &seen.secret));
    let secrets = reader.secrets().find_all_rotating(&named.collect())?;
    let secret = |arn: &SecretArn| secrets.get(arn).cloned();
    Ok(Listed {
        records: records
            .into_iter()
            .map(|record| {
                let secret = secret(&record.plan.secret);
                (record, secret)
            })
            .collect(),
        outside: outside
            .into_iter()
            .map(|seen| {
                let secret = secret(&seen.secret);
                (seen, secret)
            })
            .collect(),
    })
}

fn shown(reader: &Reader<'_>, id: i64, now: DateTime<Utc>) -> Result<Option<RecordShown>, StoreError> {
    let Some(record) = reader.rotation().record(id)? else { return Ok(None) };
    let arn = &record.plan.secret;
    let secret = reader.secrets().find_rotating(arn)?;
    // Before the new value is stored, the present one is the old one: what is asked then is who reads it at all.
    let made_at = record.step(State::Stored).map(|step| step.at);
    let made_at = made_at.or_else(|| secret.as_ref().and_then(|secret| secret.listed.value.made_at));
    Ok(Some(RecordShown {
        overlap: record.plan.check().map_err(|fault| fault.to_string()),
        holders: holders_of(reader, arn, made_at, now)?,
        managed: managed(reader, arn, now)?,
        secret,
        record,
        now,
    }))
}

fn planned(
    reader: &Reader<'_>,
    arn: &SecretArn,
    on: NaiveDate,
    plan: &ToPlan,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Result<Plan, AppError>, StoreError> {
    let Some(secret) = reader.secrets().find_rotating(arn)? else {
        return Ok(Err(AppError::NotFound { what: "secret", name: arn.to_string() }));
    };
    let today = super::exceptions::today(reader, now)?;
    if on < today {
        return Ok(Err(AppError::BadRequest(format!("{on} is past: plan for {today} or later"))));
    }
    let settings = reader.rotation().settings_of(arn)?.map(|set| set.settings).unwrap_or_default();
    let usual = Strategy::usual(secret.listed.kind, &secret.rotation.by);
    let task = urgent(reader, arn)?;
    Ok(Ok(Plan {
        secret: arn.clone(),
        name: secret.listed.name,
        strategy: plan.strategy.or(settings.strategy).unwrap_or(usual),
        timings: settings.timings(),
        planned_on: on,
        owner: plan.owner.clone().or(secret.listed.owner),
        revoke_by: task.as_ref().and_then(|task| task.task.revoke_by),
        due_at: task.as_ref().and_then(|task| task.task.due_at),
        trigger: task.map_or(Trigger::Scheduled, |task| task.task.trigger),
        planned_at: now,
        planned_by: by.to_owned(),
        note: plan.note.trim().to_owned(),
    }))
}

/// The open task of a secret whose clock ends first.
fn urgent(reader: &Reader<'_>, arn: &SecretArn) -> Result<Option<Task>, StoreError> {
    let open = reader.rotation().open_tasks_of(std::slice::from_ref(arn))?.into_iter();
    Ok(open.min_by_key(|task| (task.task.due_at.is_none(), task.task.due_at, task.id)))
}
