//! Judging: the days that new events touched become facts anew, and reads from there on are compared with what is usual.
//!
//! Findings are a function of the events that are kept, whatever order they came in. A day is judged by all facts before
//! it, and while a reader is being learned by some days after it; so everything from the earliest touched day on is
//! judged anew, and where a touched reader was just being learned, everything since its first day. Events are held in
//! memory one day at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use keyturn_store::{Database, Ended, Judged, ObjectUse, Reader, Retention, StoreError, Stretch};
use keyturn_trail::call::Class;
use keyturn_trail::detect::{self, Grounds};
use keyturn_trail::event::Event;
use keyturn_trail::facts::{self, Act, Facts};
use keyturn_trail::principal::Principal;
use keyturn_trail::read::Read;
use keyturn_trail::reads;
use keyturn_trail::scene::Scene;

use super::intake::{Touched, UNJUDGED};
use super::progress::{By, Stage};
use super::running::{self, Signals};
use super::scene;
use super::settings::{self, Kept};
use crate::app::App;
use crate::error::AppError;

/// Records that tell of one read are seconds apart: what belongs to a day's reads may stand this far beyond midnight.
const BESIDE: TimeDelta = TimeDelta::minutes(1);

/// How long before a day its judge must know what was written, listed and permitted.
const BEFORE: TimeDelta = TimeDelta::days(2);

/// Everything but reads.
const AROUND: [Class; 6] = [Class::List, Class::Write, Class::Delete, Class::Policy, Class::Rotation, Class::Trail];

impl App {
    /// Judges what was marked as not judged, unless a collection or import runs, which does it at its end. Gives the
    /// number of new findings.
    pub(super) async fn judge_what_waits(self: &Arc<Self>) -> Result<u32, AppError> {
        match running::begin(self, By::Files, self.now(), |_| ()) {
            Ok(run) => self.judge(Touched::new(), &run.signals).await,
            Err(AppError::TrailRunning) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Makes the facts of what was touched and judges from there on; then lets go of events that are too old. Gives the
    /// number of new findings.
    pub(super) async fn judge(&self, touched: Touched, signals: &Signals) -> Result<u32, AppError> {
        let now = self.now();
        let signals = signals.clone();
        self.with_database(move |database| {
            let kept = database.read(settings::kept)?;
            let retention = Retention { detail_days: kept.detail_days, ..Retention::default() };
            resolve(database, now)?;
            let found = judge(database, &touched, &kept, now, &signals)?;
            database.write(|writer| {
                writer.trail().prune(retention, now)?;
                writer.settings().set(UNJUDGED, &None::<NaiveDate>)
            })?;
            Ok(found)
        })
        .await
    }
}

/// Says which secrets of the inventory the names in records mean, where that changed.
fn resolve(database: &Database, now: DateTime<Utc>) -> Result<(), AppError> {
    let changed = database.read(|reader| {
        let index = scene::index(reader, now)?;
        let named = reader.trail().named_secrets()?.into_iter();
        let settled = named.map(|(name, known)| (index.find(&name).cloned(), name, known));
        let changed = settled.filter(|(arn, _, known)| arn.is_some() && arn != known);
        Ok(changed.map(|(arn, name, _)| (name, arn)).collect::<Vec<_>>())
    })?;
    Ok(database.write(|writer| writer.trail().resolve(&changed))?)
}

pub(super) fn judge(
    database: &Database,
    touched: &Touched,
    kept: &Kept,
    now: DateTime<Utc>,
    signals: &Signals,
) -> Result<u32, AppError> {
    let today = now.date_naive();
    let first_kept = before(today, kept.detail_days.into());
    let mut days: BTreeMap<NaiveDate, BTreeSet<&Principal>> = BTreeMap::new();
    for (principal, day) in touched {
        days.entry(*day).or_default().insert(principal);
    }
    // A mark that a killed run left, or a change of what judging rests on: every day from there on.
    let marked = database.read(|reader| reader.settings().get::<Option<NaiveDate>>(UNJUDGED))?.flatten();
    let marked = marked.filter(|marked| days.keys().next().is_none_or(|first| marked < first));
    for day in marked.into_iter().flat_map(|marked| each_day(marked.max(first_kept), today)) {
        days.entry(day).or_default();
    }
    let Some(earliest) = days.keys().next().copied() else { return Ok(0) };
    for (day, principals) in &days {
        make_facts(database, *day, principals)?;
    }

    let oldest = before(earliest, kept.judging.forget_days.into()).min(earliest);
    let (facts, scene) = database.read(|reader| Ok((load(reader, oldest)?, scene::scene(reader, now)?)))?;
    let from = rejudge_from(&facts, &days, kept.judging.learning_days).max(first_kept);
    let grounds = Grounds::of(&facts);
    let known = facts.shapes.iter().map(|shape| shape.day);
    let all: BTreeSet<NaiveDate> = days.keys().copied().chain(known).filter(|day| *day >= from).collect();
    signals.progress.send_modify(|progress| progress.begin(Stage::Judging, all.len()));
    let mut found = 0;
    for day in all {
        found += judge_day(database, day, &grounds, &scene, kept, now)?;
        signals.progress.send_modify(|progress| progress.parts_done += 1);
    }
    Ok(found)
}

/// Makes the facts of one day anew: for everybody who did something on it, and for those whose events gave way.
fn make_facts(database: &Database, day: NaiveDate, principals: &BTreeSet<&Principal>) -> Result<(), AppError> {
    let (reads, events) = database.read(|reader| happened(reader, day, BESIDE))?;
    let of_day = |at: DateTime<Utc>| at.date_naive() == day;
    let reads: Vec<Read> = reads.into_iter().filter(|read| of_day(read.at)).collect();
    let events: Vec<Event> = events.into_iter().filter(|event| of_day(event.at)).collect();
    let mut by_principal: BTreeMap<Principal, Facts> =
        principals.iter().map(|principal| ((*principal).clone(), Facts::default())).collect();
    let made = facts::of(&reads, &events);
    for used in made.uses {
        by_principal.entry(used.subject.principal.clone()).or_default().uses.push(used);
    }
    for shape in made.shapes {
        by_principal.entry(shape.subject.principal.clone()).or_default().shapes.push(shape);
    }
    database.write(|writer| {
        for (principal, facts) in &by_principal {
            let nothing = facts.uses.is_empty() && facts.shapes.is_empty();
            writer.trail().put_day(principal, day, &uses(facts), (!nothing).then_some(facts))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The reads among the facts, as usage is counted.
fn uses(facts: &Facts) -> Vec<ObjectUse> {
    let of = |used: &facts::DayUse| match used.act {
        Act::Wrote => None,
        Act::Read(way) => Some(ObjectUse {
            object: used.object.clone(),
            way,
            ended: match used.ended {
                facts::Ended::Done => Ended::Done,
                facts::Ended::Denied => Ended::Denied,
                facts::Ended::Failed => Ended::Failed,
            },
            count: used.count,
            first_at: used.first_at,
            last_at: used.last_at,
        }),
    };
    facts.uses.iter().filter_map(of).collect()
}

/// Every fact from a day on.
fn load(reader: &Reader<'_>, from: NaiveDate) -> Result<Facts, StoreError> {
    let mut all = Facts::default();
    for (_, _, facts) in reader.trail().shapes::<Facts>(None, from, NaiveDate::MAX)? {
        all.uses.extend(facts.uses);
        all.shapes.extend(facts.shapes);
    }
    Ok(all)
}

/// The first day whose judgement may change: the earliest touched one, or the first of a reader that was being learned
/// then, because its later days count as well.
fn rejudge_from(facts: &Facts, days: &BTreeMap<NaiveDate, BTreeSet<&Principal>>, learning_days: u16) -> NaiveDate {
    let mut first: BTreeMap<&Principal, NaiveDate> = BTreeMap::new();
    for shape in &facts.shapes {
        let known = first.entry(&shape.subject.principal).or_insert(shape.day);
        *known = shape.day.min(*known);
    }
    let horizon = u64::from(learning_days) * 2;
    let mut from = days.keys().next().copied().unwrap_or(NaiveDate::MAX);
    for (day, principals) in days {
        for began in principals.iter().filter_map(|principal| first.get(principal)) {
            if before(*day, horizon) <= *began {
                from = from.min(*began);
            }
        }
    }
    from
}

/// Judges one day of everybody and keeps what is found. Gives the number of new findings.
fn judge_day(
    database: &Database,
    day: NaiveDate,
    grounds: &Grounds<'_>,
    scene: &Scene,
    kept: &Kept,
    now: DateTime<Utc>,
) -> Result<u32, AppError> {
    let (reads, events) = database.read(|reader| happened(reader, day, BEFORE))?;
    let verdicts = detect::judge(day..=day, &reads, &events, grounds, scene, &kept.judging);
    let findings = [verdicts.findings, verdicts.explained].concat();
    let judged = Judged { principal: None, stretch: stretch(day) };
    let written = database.write(|writer| writer.trail().put_findings(&judged, &findings, now))?;
    Ok(u32::try_from(written.opened.len()).unwrap_or(u32::MAX))
}

/// The reads of a day, and the events of the day and of a time before it; reads of the time before are left out.
fn happened(reader: &Reader<'_>, day: NaiveDate, before: TimeDelta) -> Result<(Vec<Read>, Vec<Event>), StoreError> {
    let Stretch { from, to } = stretch(day);
    let trail = reader.trail();
    let mut events = trail.events_in(&[Class::Read], from - BESIDE, to + BESIDE)?;
    let reads = reads::reads(&events);
    events.extend(trail.events_in(&AROUND, from - before, to + BESIDE)?);
    Ok((reads, events))
}

fn stretch(day: NaiveDate) -> Stretch {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    Stretch { from: midnight(day), to: midnight(day.succ_opt().unwrap_or(day)) }
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

fn each_day(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= to)
}

#[cfg(test)]
mod tests {
    use keyturn_estate::traffic::bucket::{self, BucketSpec};
    use keyturn_estate::{Spec, TrafficSpec, generate};
    use keyturn_store::{FindingState, FindingsAsked};
    use keyturn_trail::resolve::Index;

    use super::super::progress::TrailProgress;
    use super::*;
    use crate::trail::import::import;

    #[test]
    fn what_a_killed_import_took_in_is_judged_by_the_next_run() {
        let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().expect("an instant");
        let folder = tempfile::tempdir().expect("a folder");
        let spec = TrafficSpec { days: 4, intensity: 20, poll_minutes: 720, ..TrafficSpec::month(3) };
        let traffic = keyturn_estate::traffic::generate(&generate(&Spec::demo(now)), &spec);
        bucket::write(&traffic, folder.path(), &BucketSpec { wanted_percent: 100, ..BucketSpec::default() })
            .expect("a bucket");
        let judged = |killed: bool| {
            let database = Arc::new(Database::open_in_memory().expect("a database"));
            let signals = Signals::new(TrailProgress::new(By::Files, now));
            let paths = [folder.path().to_owned()];
            let imported = import(&database, &paths, &Index::default(), &signals).expect("imported");
            // A killed process forgets whose days it touched; the mark in the database stays.
            let touched = if killed { Touched::new() } else { imported.touched };
            judge(&database, &touched, &Kept::default(), now, &signals).expect("judged");
            let asked = FindingsAsked { states: vec![FindingState::Open], ..FindingsAsked::default() };
            let (found, _) = database.read(|reader| reader.trail().findings(&asked, 0, 500)).expect("findings");
            found.into_iter().map(|stored| stored.finding).collect::<Vec<_>>()
        };
        let expected = judged(false);
        assert!(!expected.is_empty());
        assert_eq!(judged(true), expected);
    }
}
