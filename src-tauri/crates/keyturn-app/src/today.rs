//! Today: what needs somebody, in one reading of the database.
//!
//! Nothing is evaluated for it that is not kept: due dates are those of the last evaluation, which is made anew only
//! where something changed since. Access is left out, because evaluating it can take seconds.

mod coverage;

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use keyturn_aws::SignInState;
use keyturn_domain::filter::Filter;
use keyturn_domain::incident::IncidentId;
use keyturn_domain::incident::postmortem::FollowUp;
use keyturn_domain::rotation::due::DueState;
use keyturn_store::{FindingState, FindingsAsked, Reader, StoreError, StoredFinding};

pub use coverage::{SignInNeeded, Unread};

use crate::app::App;
use crate::error::AppError;
use crate::incident::{self, Around, LedRun};
use crate::review::{self, ReviewWaiting};
use crate::rotation::{Due, RotationFindingShown, Standing, evaluate, open_findings};
use crate::schedule::{self, ScheduleStanding};
use crate::sign_in::SignInStanding;
use crate::sync::SyncReport;

/// How many of each sort are named.
const NAMED: usize = 5;

/// How many days ahead something is named as due.
pub const WEEK: i64 = 7;

/// How many days ahead something is counted as due, as in the calendar.
const SOON: i64 = 14;

/// What needs somebody.
#[derive(Clone, Debug)]
pub struct Today {
    /// When this was asked (UTC).
    pub now: DateTime<Utc>,
    /// Today, in the policy's zone.
    pub today: NaiveDate,
    /// Incidents that run, the most urgent mark first; exercises too.
    pub incidents: Vec<incident::Row>,
    /// Runs of rotations and reviews that are open, the oldest first.
    pub runs: Vec<LedRun>,
    /// Follow-ups of incidents that are late or due within a week, the earliest first.
    pub follow_ups: Named<(IncidentId, FollowUp)>,
    /// Findings that nobody has looked at.
    pub findings: OpenFindings,
    /// Past their dates, the most overdue first.
    pub overdue: Named<Arc<Standing>>,
    /// Due within a week, today included, the next first.
    pub week: Named<Arc<Standing>>,
    /// How many AWS failed to rotate.
    pub failed: usize,
    /// How many are due within 14 days, overdue ones not counted.
    pub soon: usize,
    /// How many keep the policy, of those that it is for.
    pub within_policy: Share,
    /// How many secrets there are.
    pub secrets: usize,
    /// Reviews that are not done.
    pub reviews: Vec<ReviewWaiting>,
    /// When the next review is due, where that is near and none is open.
    pub next_review_on: Option<NaiveDate>,
    /// What was not read.
    pub unread: Unread,
    /// What has to be signed in to.
    pub sign_ins: Vec<SignInNeeded>,
    /// Sign-ins that end soon and do not renew themselves, the first to end first.
    pub ending: Vec<SignInEnding>,
    /// The last sync that ended.
    pub last_sync: Option<SyncReport>,
    /// When the next is due by itself, what holds it, what was missed.
    pub schedule: ScheduleStanding,
}

/// Some by name, of all there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T> {
    /// The first few.
    pub first: Vec<T>,
    /// How many there are.
    pub total: usize,
}

/// Findings that nobody has looked at.
#[derive(Clone, Debug)]
pub struct OpenFindings {
    /// About reads: the heaviest first, of these the newest.
    pub reads: Named<StoredFinding>,
    /// About rotation: the heaviest first, of these the oldest.
    pub rotation: Named<RotationFindingShown>,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many do.
    pub part: usize,
    /// Of how many.
    pub of: usize,
}

/// A sign-in that holds and will not for long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInEnding {
    /// A profile behind it; `None` for the environment's own credentials.
    pub profile: Option<String>,
    /// Until when it holds (UTC).
    pub until: DateTime<Utc>,
}

/// How long before its end a sign-in is told: about as long as a meeting.
const ENDS_SOON: TimeDelta = TimeDelta::hours(1);

/// Those that a source needs and that end soon.
fn ending(all: &[SignInStanding], now: DateTime<Utc>) -> Vec<SignInEnding> {
    let mut ending: Vec<SignInEnding> = all
        .iter()
        .filter(|one| one.sources > 0)
        .filter_map(|one| match one.found.state {
            SignInState::Valid { until, renews: false } if until > now && until <= now + ENDS_SOON => {
                Some(SignInEnding { profile: one.found.profiles.first().cloned(), until })
            }
            _ => None,
        })
        .collect();
    ending.sort_by_key(|one| one.until);
    ending
}

impl App {
    /// What needs somebody.
    pub async fn today(&self) -> Result<Today, AppError> {
        let ending = ending(&self.sign_ins().await?.sign_ins, self.now());
        let library = self.runbook_library().await?;
        let (clocks, kept) = (Arc::clone(&self.incident_clocks), Arc::clone(&self.due));
        let (now, looked) = (self.now(), self.looks.now());
        self.with_database(move |database| {
            database.read(|reader| {
                let due = match evaluate(reader, &kept, &Filter::default(), now)? {
                    Ok(due) => due,
                    Err(error) => return Ok(Err(error)),
                };
                let around = Around { library: &library, due: &kept, clocks: &clocks };
                let standing = schedule::standing(reader, looked)?;
                of(reader, &due, around, (standing, ending)).map(Ok)
            })?
        })
        .await
    }
}

fn of(
    reader: &Reader<'_>,
    due: &Due,
    around: Around<'_>,
    (schedule, ending): (ScheduleStanding, Vec<SignInEnding>),
) -> Result<Today, StoreError> {
    let (now, today) = (due.now, due.today);
    let mut overdue: Vec<&Arc<Standing>> = due.in_state(DueState::Overdue).collect();
    overdue.sort_by_key(|standing| standing.due.due_on);
    let mut week: Vec<&Arc<Standing>> = due.within(WEEK).collect();
    week.sort_by_key(|standing| standing.due.due_on);
    let (reviews, next_on) = review::waiting(reader, now)?;
    let near = |on: &NaiveDate| reviews.is_empty() && (*on - today).num_days() <= SOON;
    let (unread, sign_ins) = coverage::unread(reader)?;
    let waiting = incident::waiting(reader, around, today + Days::new(WEEK.unsigned_abs()))?;
    let last_sync = reader.syncs().last()?.and_then(|report| serde_json::from_str(&report).ok());
    Ok(Today {
        now,
        today,
        follow_ups: Named {
            total: waiting.follow_ups.len(),
            first: waiting.follow_ups.into_iter().take(NAMED).collect(),
        },
        incidents: waiting.incidents,
        runs: waiting.runs,
        findings: OpenFindings { reads: of_reads(reader)?, rotation: open_findings(due, NAMED) },
        failed: due.standings.iter().filter(|standing| standing.due.has_failed()).count(),
        soon: due.within(SOON).count(),
        within_policy: within_policy(due),
        secrets: due.standings.len(),
        overdue: named(&overdue),
        week: named(&week),
        next_review_on: next_on.filter(near),
        reviews,
        unread,
        sign_ins,
        ending,
        last_sync,
        schedule,
    })
}

fn named<T: Clone>(all: &[&T]) -> Named<T> {
    Named { first: all.iter().take(NAMED).map(|one| (*one).clone()).collect(), total: all.len() }
}

/// Open findings about reads.
fn of_reads(reader: &Reader<'_>) -> Result<Named<StoredFinding>, StoreError> {
    let asked = FindingsAsked { states: vec![FindingState::Open], ..FindingsAsked::default() };
    let (mut all, total) = reader.trail().findings(&asked, 0, crate::trail::MOST_FINDINGS)?;
    all.sort_by_key(|stored| Reverse((stored.finding.severity, stored.finding.last_at)));
    all.truncate(NAMED);
    Ok(Named { first: all, total: usize::try_from(total).unwrap_or(usize::MAX) })
}

/// How many are not past their dates, of those that have a rule, an age that is known and no exception.
fn within_policy(due: &Due) -> Share {
    let count =
        |states: &[DueState]| due.standings.iter().filter(|standing| states.contains(&standing.due.state)).count();
    let part = count(&[DueState::Ok, DueState::DueSoon, DueState::Due]);
    Share { part, of: part + count(&[DueState::Overdue]) }
}

#[cfg(test)]
mod tests {
    use keyturn_aws::{SignInFound, SignInId};

    use super::*;

    #[test]
    fn a_sign_in_is_told_in_its_last_hour_where_a_source_needs_it_and_nothing_renews_it() {
        let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().expect("an instant");
        let valid =
            |minutes: i64, renews: bool| SignInState::Valid { until: now + TimeDelta::minutes(minutes), renews };
        let check = |sources: u32, state: SignInState, expect: bool| {
            let found = SignInFound {
                id: SignInId::SsoSession("corp".to_owned()),
                start_url: None,
                profiles: vec!["audit".to_owned()],
                is_default: false,
                state,
            };
            let one = SignInStanding { found, sources, expires_during_sync: false, running: None };
            let told = ending(&[one], now);
            assert_eq!(told.first().and_then(|one| one.profile.as_deref()) == Some("audit"), expect, "{state:?}");
        };
        check(1, valid(59, false), true);
        check(1, valid(60, false), true);
        check(1, valid(61, false), false);
        check(1, valid(59, true), false);
        check(0, valid(59, false), false);
        check(1, valid(0, false), false);
        check(1, SignInState::Expired { at: now }, false);
        check(1, SignInState::Never, false);
    }
}
