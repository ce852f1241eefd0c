//! The evaluation: how each secret stands under the policy in force.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter;
use keyturn_domain::rotation::due::{self, Circumstances, DueState, Life, Subject};
use keyturn_domain::rotation::exception::{Exception, ExceptionState};
use keyturn_domain::rotation::finding;
use keyturn_domain::rotation::level::{self, LevelProposal};
use keyturn_domain::rotation::policy::CompiledPolicy;
use keyturn_domain::rotation::record::RotationRecord;
use keyturn_domain::rotation::settings::SecretSettings;
use keyturn_domain::rotation::task::Task;
use keyturn_domain::rotation::trigger::Trigger;
use keyturn_store::{Reader, RotatingSecret, RotationTriage, StoreError, TasksAsked};

use super::findings::AnsweredFinding;
use super::kept::evaluate;
use crate::app::App;
use crate::error::AppError;

/// One secret under the policy in force.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The secret.
    pub secret: RotatingSecret,
    /// How much depends on it, and why.
    pub level: LevelProposal,
    /// When it is due, and why.
    pub due: due::Due,
    /// The exception that holds, or the one that ran out last: its secret is a finding again.
    pub exception: Option<Exception>,
    /// The open rotation.
    pub open: Option<RotationRecord>,
    /// What somebody has to answer about it.
    pub findings: Vec<AnsweredFinding>,
}

impl Standing {
    /// Days from today to the date; negative when it is past.
    pub fn days(&self, today: NaiveDate) -> Option<i32> {
        self.due.due_on.and_then(|on| i32::try_from((on - today).num_days()).ok())
    }

    /// The age of its value in whole days, up to `now`.
    pub fn age_days(&self, now: DateTime<Utc>) -> Option<u32> {
        self.secret.listed.value.days(now)
    }

    /// Whether it is outside rotation.
    pub fn is_outside(&self) -> bool {
        self.due.state == DueState::NotApplicable
    }
}

/// The secrets that pass a filter, evaluated.
#[derive(Clone, Debug)]
pub struct Due {
    /// In the order of names.
    pub standings: Vec<Arc<Standing>>,
    /// The policy in force.
    pub policy: Arc<CompiledPolicy>,
    /// When this was asked (UTC).
    pub now: DateTime<Utc>,
    /// Today, in the policy's zone.
    pub today: NaiveDate,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
}

impl Due {
    /// How many are in a state.
    pub fn count(&self, state: DueState) -> usize {
        self.in_state(state).count()
    }

    /// Those in a state, in the order of names.
    pub fn in_state(&self, state: DueState) -> impl Iterator<Item = &Arc<Standing>> {
        self.standings.iter().filter(move |standing| standing.due.state == state)
    }

    /// Those due within so many days, today included, in the order of names. Excepted ones are not due, overdue ones no
    /// longer.
    pub fn within(&self, days: i64) -> impl Iterator<Item = &Arc<Standing>> {
        self.standings.iter().filter(move |standing| {
            let left = standing.days(self.today);
            standing.due.state != DueState::Excepted && left.is_some_and(|left| (0..=days).contains(&i64::from(left)))
        })
    }

    /// The most pressing first: by date, then what has none, by name.
    pub fn by_date(&self) -> Vec<&Standing> {
        let mut all: Vec<&Standing> = self.standings.iter().map(Arc::as_ref).collect();
        all.sort_by_key(|standing| (standing.due.due_on.is_none(), standing.due.due_on));
        all
    }
}

impl App {
    /// Evaluates the secrets that pass a filter of the list's language.
    pub async fn due(&self, text: &str) -> Result<Due, AppError> {
        let filter = filter::parse(text)?;
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| database.read(|reader| evaluate(reader, &kept, &filter, now))?).await
    }
}

/// What people wrote about rotation, beside what AWS says.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) settings: HashMap<SecretArn, SecretSettings>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) open: HashMap<SecretArn, RotationRecord>,
    /// The day on which the last compromise or incident that touched it was told.
    pub(super) incidents: HashMap<SecretArn, DateTime<Utc>>,
    /// What people decided about findings, by the finding's key.
    pub(super) triage: HashMap<String, RotationTriage>,
}

impl Beside {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, StoreError> {
        let rotation = reader.rotation();
        let open = rotation.open_records()?;
        Ok(Self {
            settings: rotation.settings()?.into_iter().map(|(arn, set)| (arn, set.settings)).collect(),
            exceptions: rotation.exceptions_until(NaiveDate::MIN)?,
            open: open.into_iter().map(|record| (record.plan.secret.clone(), record)).collect(),
            incidents: incidents(&rotation.tasks(&TasksAsked::default(), 0, u32::MAX)?.0),
            triage: rotation.triage()?,
        })
    }

    /// Evaluates these secrets, in their order.
    pub(super) fn stand(
        &self,
        policy: &CompiledPolicy,
        secrets: Vec<RotatingSecret>,
        now: DateTime<Utc>,
    ) -> Vec<Standing> {
        let today = policy.policy().date_of(now);
        let levels: Vec<LevelProposal> = secrets.iter().map(|secret| self.level(secret)).collect();
        let (evaluated, exceptions): (Vec<due::Due>, Vec<Option<Exception>>) = {
            let subjects = self.subjects(policy, secrets.iter().zip(&levels), now);
            let exceptions = subjects.iter().map(|(_, exception)| exception.cloned()).collect();
            let subjects: Vec<Subject<'_>> = subjects.into_iter().map(|(subject, _)| subject).collect();
            (due::due_all(policy, &subjects, now), exceptions)
        };
        let rows = secrets.into_iter().zip(levels).zip(evaluated.into_iter().zip(exceptions));
        rows.map(|((secret, level), (due, exception))| {
            let listed = &secret.listed;
            let open = self.open.get(&listed.arn).cloned();
            let found = finding::findings(&listed.arn, listed.value, &due, exception.as_ref(), policy.policy(), today);
            let findings = found.into_iter().map(|finding| self.answered(finding)).collect();
            Standing { secret, level, due, exception, open, findings }
        })
        .collect()
    }

    /// A finding with the decision that was made about it on this occasion.
    fn answered(&self, finding: finding::RotationFinding) -> AnsweredFinding {
        let decided = self.triage.get(&finding.key).filter(|decided| decided.occasion == finding.occasion);
        AnsweredFinding { triage: decided.map(|decided| decided.triage.clone()), finding }
    }

    /// What the policy is asked about these secrets, each with the exception that is for it: one that holds, or the
    /// last that has ended.
    pub(super) fn subjects<'a>(
        &'a self,
        policy: &CompiledPolicy,
        secrets: impl Iterator<Item = (&'a RotatingSecret, &'a LevelProposal)>,
        now: DateTime<Utc>,
    ) -> Vec<(Subject<'a>, Option<&'a Exception>)> {
        let today = policy.policy().date_of(now);
        let subject = |(secret, level): (&'a RotatingSecret, &'a LevelProposal)| {
            let mut subject = self.subject(policy, secret, level);
            // The rule decides whether an exception covers a secret, and the exception what its state is.
            let exception = if self.exceptions.is_empty() {
                None
            } else {
                let rule = policy.rule_for(&subject).rule.id.as_str();
                self.exception(secret, rule, today)
            };
            let holding = exception.filter(|exception| exception.holds(today));
            subject.excepted_until = holding.map(|exception| exception.exception.until);
            (subject, exception)
        };
        secrets.map(subject).collect()
    }

    /// The level of a secret: a person's word, or what kind, path and tags propose.
    fn level(&self, secret: &RotatingSecret) -> LevelProposal {
        let listed = &secret.listed;
        let set = self.settings.get(&listed.arn).and_then(|settings| settings.level.clone());
        set.map_or_else(
            || {
                let tags = secret.tags.as_ref();
                level::propose(listed.kind, &listed.name, listed.environment.as_deref(), tags, listed.test)
            },
            |set| LevelProposal { level: set.level, reason: set.reason },
        )
    }

    fn subject<'a>(&self, policy: &CompiledPolicy, secret: &'a RotatingSecret, level: &LevelProposal) -> Subject<'a> {
        let listed = &secret.listed;
        let settings = self.settings.get(&listed.arn);
        let ends_on = settings.and_then(|settings| settings.expires_on);
        let life = ends_on
            .zip(listed.value.made_at.or(secret.created_at))
            .map(|(ends_on, begins_at)| Life { begins_at, ends_at: end_of(ends_on, policy.policy().time_zone) });
        Subject {
            name: &listed.name,
            tags: secret.tags.as_ref(),
            kind: listed.kind,
            level: level.level,
            value: listed.value,
            rotation: &secret.rotation,
            life,
            excepted_until: None,
            circumstances: Circumstances {
                privileged: settings.is_some_and(|settings| settings.privileged),
                incident_on: self.incidents.get(&listed.arn).map(|at| policy.policy().date_of(*at)),
                raised_threat: policy.policy().raised_threat,
            },
        }
    }

    /// The exception for a secret that this rule decides: one that holds, else the last that ran out.
    fn exception(&self, secret: &RotatingSecret, rule: &str, today: NaiveDate) -> Option<&Exception> {
        let (arn, name) = (&secret.listed.arn, &secret.listed.name);
        let counts = |exception: &&Exception| {
            matches!(exception.state(today), ExceptionState::InForce { .. } | ExceptionState::RanOut { .. })
                && exception.exception.covers.is_for(arn, name, rule)
        };
        self.exceptions
            .iter()
            .filter(counts)
            .max_by_key(|exception| (exception.holds(today), exception.exception.until, exception.id))
    }
}

/// The last instant of a date in a zone (UTC): the first of the next day.
pub(crate) fn end_of(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    beginning_of(date.succ_opt().unwrap_or(date), zone)
}

/// The first instant of a date in a zone (UTC).
pub(super) fn beginning_of(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    // Where midnight does not exist that day (some zones change clocks then), the first hour that does.
    let local = (0..3).find_map(|hours| zone.from_local_datetime(&(midnight + TimeDelta::hours(hours))).earliest());
    local.map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

/// When each secret was last among those of a compromise or an incident.
fn incidents(tasks: &[Task]) -> HashMap<SecretArn, DateTime<Utc>> {
    let mut incidents: HashMap<SecretArn, DateTime<Utc>> = HashMap::new();
    for task in tasks {
        if matches!(task.task.trigger, Trigger::Compromise { .. } | Trigger::AfterIncident { .. }) {
            let at = incidents.entry(task.task.secret.clone()).or_insert(task.task.opened_at);
            *at = (*at).max(task.task.opened_at);
        }
    }
    incidents
}
