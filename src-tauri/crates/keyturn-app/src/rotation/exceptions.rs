//! Exceptions from the policy: asked for, approved by somebody else, and with an end.

use std::sync::Arc;

use chrono::NaiveDate;
use keyturn_domain::filter::Filter;
use keyturn_domain::rotation::exception::{Covers, Exception, ExceptionState, NewException};
use keyturn_domain::rotation::level::Level;
use keyturn_store::{Reader, StoreError};

use super::kept::evaluate;
use super::standing::Due;
use crate::app::App;
use crate::error::AppError;
use crate::secrets::refuse_secrets;

/// An exception as it is listed.
#[derive(Clone, Debug)]
pub struct ExceptionShown {
    /// The exception.
    pub exception: Exception,
    /// How it stands today.
    pub state: ExceptionState,
    /// What it covers, for people: a secret's name, a pattern, a rule.
    pub title: String,
    /// How many secrets it covers.
    pub secrets: usize,
}

impl App {
    /// Every exception: those that hold, then those that ended and whose secrets are findings again, then the rest; by
    /// their last day.
    pub async fn exceptions(&self) -> Result<Vec<ExceptionShown>, AppError> {
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let (due, exceptions) = database.read(|reader| {
                Ok((
                    evaluate(reader, &kept, &Filter::default(), now)?,
                    reader.rotation().exceptions_until(NaiveDate::MIN)?,
                ))
            })?;
            let due = due?;
            let mut shown: Vec<ExceptionShown> =
                exceptions.into_iter().map(|exception| shown(exception, &due)).collect();
            shown.sort_by_key(|one| {
                let rank = match one.state {
                    ExceptionState::InForce { .. } => 0,
                    ExceptionState::NotYet => 1,
                    ExceptionState::RanOut { .. } => 2,
                    ExceptionState::Ended { .. } => 3,
                };
                (rank, one.exception.exception.until, one.exception.id)
            });
            Ok(shown)
        })
        .await
    }

    /// Adds an exception that begins today.
    pub async fn add_exception(&self, covers: Covers, asked: Asked) -> Result<i64, AppError> {
        let Asked { why, control, by, approved_by, until } = asked;
        refuse_secrets(&why)?;
        refuse_secrets(&control)?;
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        let act = self.act(now, "exception.added", covers.text(), &serde_json::json!({}));
        self.with_database(move |database| {
            let due = database.read(|reader| evaluate(reader, &kept, &Filter::default(), now))??;
            let exception = NewException {
                covers,
                why: why.trim().to_owned(),
                compensating_control: control.trim().to_owned(),
                asked_by: by.trim().to_owned(),
                approved_by: approved_by.trim().to_owned(),
                from: due.today,
                until,
            };
            let covered: Vec<_> = covered(&exception.covers, &due).collect();
            if covered.is_empty() {
                return Err(AppError::NotFound { what: "secret under", name: exception.covers.text().to_owned() });
            }
            let critical = covered.iter().any(|standing| standing.level.level == Level::Critical);
            let faults = exception.check(critical, due.today);
            if !faults.is_empty() {
                let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
                return Err(AppError::BadRequest(all.join("; ")));
            }
            let detail = serde_json::json!({
                "why": exception.why, "control": exception.compensating_control, "asked_by": exception.asked_by,
                "approved_by": exception.approved_by, "until": exception.until, "secrets": covered.len(),
            });
            let act = keyturn_domain::audit::Act { detail: detail.to_string(), ..act };
            Ok(database.write(|writer| writer.rotation().add_exception(&exception, act))?)
        })
        .await
    }

    /// Ends an exception today.
    pub async fn end_exception(&self, id: i64, why: &str) -> Result<(), AppError> {
        if why.trim().is_empty() {
            return Err(AppError::BadRequest("say why the exception ends".to_owned()));
        }
        refuse_secrets(why)?;
        let now = self.now();
        let act = self.act(now, "exception.ended", &id.to_string(), &serde_json::json!({ "why": why }));
        self.with_database(move |database| {
            let today = database.read(|reader| today(reader, now))?;
            let there = database.write(|writer| writer.rotation().end_exception(id, today, act))?;
            if there { Ok(()) } else { Err(AppError::NotFound { what: "exception that holds", name: id.to_string() }) }
        })
        .await
    }
}

/// What a person says with an exception.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Why the policy cannot be kept.
    pub why: String,
    /// What guards meanwhile.
    pub control: String,
    /// Who asked.
    pub by: String,
    /// Who approved.
    pub approved_by: String,
    /// The last day.
    pub until: NaiveDate,
}

/// Today in the zone of the policy in force.
pub(super) fn today(reader: &Reader<'_>, now: chrono::DateTime<chrono::Utc>) -> Result<NaiveDate, StoreError> {
    let policy = super::policy::in_force(reader)?;
    Ok(policy.map_or_else(|| now.date_naive(), |(policy, _)| policy.policy().date_of(now)))
}

fn covered<'d>(covers: &'d Covers, due: &'d Due) -> impl Iterator<Item = &'d super::Standing> {
    due.standings.iter().map(Arc::as_ref).filter(|standing| {
        let listed = &standing.secret.listed;
        covers.is_for(&listed.arn, &listed.name, &standing.due.rule_id)
    })
}

fn shown(exception: Exception, due: &Due) -> ExceptionShown {
    let covers = &exception.exception.covers;
    let mut secrets = 0;
    let mut title = covers.text().to_owned();
    for standing in covered(covers, due) {
        secrets += 1;
        if matches!(covers, Covers::Secret(_)) {
            title.clone_from(&standing.secret.listed.name);
        }
    }
    ExceptionShown { state: exception.state(due.today), title, secrets, exception }
}
