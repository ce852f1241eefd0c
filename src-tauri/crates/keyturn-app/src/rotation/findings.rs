//! Findings about rotation: worked out with the due dates, answered by people.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::Filter;
use keyturn_domain::rotation::finding::RotationFinding;
use keyturn_domain::rotation::level::Level;
use keyturn_store::{FindingState, RotationTriage, Triage};
use keyturn_trail::finding::Severity;

use super::kept::evaluate;
use super::standing::{Due, Standing, beginning_of};
use crate::app::App;
use crate::error::AppError;
use crate::today::Named;
use crate::trail::Decision;

/// A finding with what people decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredFinding {
    /// The finding.
    pub finding: RotationFinding,
    /// What was decided on this occasion. A decision about an earlier value or exception is none.
    pub triage: Option<Triage>,
}

impl AnsweredFinding {
    /// Where it stands.
    pub fn state(&self) -> FindingState {
        self.triage.as_ref().map_or(FindingState::Open, |triage| triage.state.state())
    }
}

/// A finding with the secret that it is about.
#[derive(Clone, Debug)]
pub struct RotationFindingShown {
    /// The finding.
    pub answered: AnsweredFinding,
    /// The secret as it stands.
    pub standing: Arc<Standing>,
    /// The first instant on which it held (UTC).
    pub since: DateTime<Utc>,
    /// When this was asked (UTC).
    pub now: DateTime<Utc>,
}

impl RotationFindingShown {
    fn of(answered: &AnsweredFinding, standing: &Arc<Standing>, zone: Tz, now: DateTime<Utc>) -> Self {
        let since = beginning_of(answered.finding.since, zone);
        Self { answered: answered.clone(), standing: Arc::clone(standing), since, now }
    }

    /// How much it weighs: what depends on the secret.
    pub fn severity(&self) -> Severity {
        severity(&self.standing)
    }
}

/// Findings that nobody has looked at, the heaviest first, of these the oldest; at most `most` by name.
pub(crate) fn open_findings(due: &Due, most: usize) -> Named<RotationFindingShown> {
    let zone = due.policy.policy().time_zone;
    let found = due.standings.iter().flat_map(|standing| standing.findings.iter().map(move |found| (standing, found)));
    let mut open: Vec<_> = found.filter(|(_, answered)| answered.state() == FindingState::Open).collect();
    open.sort_by_key(|(standing, answered)| {
        (Reverse(severity(standing)), answered.finding.since, &standing.secret.listed.name)
    });
    let total = open.len();
    let shown = |(standing, answered)| RotationFindingShown::of(answered, standing, zone, due.now);
    Named { first: open.into_iter().take(most).map(shown).collect(), total }
}

/// How much a finding about a secret weighs: what depends on it.
fn severity(standing: &Standing) -> Severity {
    match standing.level.level {
        Level::Critical => Severity::High,
        Level::High => Severity::Medium,
        Level::Medium | Level::Low | Level::None => Severity::Low,
    }
}

impl App {
    /// Findings about rotation in one of these states, of one secret where an ARN is given: the heaviest first, of these
    /// the oldest.
    pub async fn rotation_findings(
        &self,
        states: &[FindingState],
        about: Option<&SecretArn>,
    ) -> Result<Vec<RotationFindingShown>, AppError> {
        let mut all = self.all_rotation_findings().await?;
        all.retain(|shown| {
            states.contains(&shown.answered.state()) && about.is_none_or(|arn| shown.standing.secret.listed.arn == *arn)
        });
        all.sort_by(|a, b| {
            let order = |shown: &RotationFindingShown| (Reverse(shown.severity()), shown.since);
            order(a).cmp(&order(b)).then_with(|| a.standing.secret.listed.name.cmp(&b.standing.secret.listed.name))
        });
        Ok(all)
    }

    /// One finding about rotation. One that no longer holds is not found.
    pub async fn rotation_finding(&self, key: &str) -> Result<RotationFindingShown, AppError> {
        let mut all = self.all_rotation_findings().await?.into_iter();
        let found = all.find(|shown| shown.answered.finding.key == key);
        found.ok_or_else(|| AppError::NotFound { what: "finding", name: key.to_owned() })
    }

    /// Decides about a finding of rotation for the occasion that it is about now, or takes the decision back.
    pub async fn triage_rotation(&self, key: &str, decision: Decision) -> Result<RotationFindingShown, AppError> {
        decision.check()?;
        if matches!(decision, Decision::Expected { silence: Some(_), .. }) {
            let message = "a value that may stay longer takes an exception, which somebody approves and which ends";
            return Err(AppError::BadRequest(message.to_owned()));
        }
        let shown = self.rotation_finding(key).await?;
        let now = self.now();
        let RotationFinding { rule, occasion, .. } = shown.answered.finding;
        let decided = decision.triage(self.actor(), now).map(|triage| RotationTriage { occasion, triage });
        let facts = serde_json::json!({
            "decision": decided.as_ref().map_or("open", |decided| decided.triage.state.state().code()),
            "rule": rule.code(), "note": decided.as_ref().map(|decided| &decided.triage.note),
            "secret": shown.standing.secret.listed.arn,
        });
        let act = self.act(now, "finding.decided", key, &facts);
        let owned = key.to_owned();
        self.with_database(move |database| {
            Ok(database.write(|writer| writer.rotation().put_triage(&owned, decided.as_ref(), act))?)
        })
        .await?;
        self.rotation_finding(key).await
    }

    async fn all_rotation_findings(&self) -> Result<Vec<RotationFindingShown>, AppError> {
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let due = database.read(|reader| evaluate(reader, &kept, &Filter::default(), now))??;
            let zone = due.policy.policy().time_zone;
            let shown = due.standings.iter().flat_map(|standing| {
                standing.findings.iter().map(move |found| RotationFindingShown::of(found, standing, zone, now))
            });
            Ok(shown.collect())
        })
        .await
    }
}
