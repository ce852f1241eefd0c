//! The calendar: what falls on which day, and how much.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike as _, Days, NaiveDate};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::{self, Filter};
use keyturn_domain::review::{Campaign, Role};
use keyturn_domain::rotation::calendar::{Entry, EntryKind, EntrySecret, day_in};
use keyturn_domain::rotation::due::DueState;
use keyturn_domain::rotation::record::{RotationRecord, State};
use keyturn_store::{KeptFreeze, Reader, RecordsAsked, StoreError};

use super::kept::evaluate;
use super::standing::{Due, Standing};
use crate::app::App;
use crate::error::AppError;
use crate::incident::open_follow_ups;

/// The longest stretch, in days.
const MOST_DAYS: i64 = 400;

/// How many weeks of load are counted.
const LOAD_WEEKS: u64 = 12;

/// Within how many days something counts as soon.
const SOON_DAYS: i64 = 14;

/// How an entry looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Past its time.
    Late,
    /// Its time is near.
    Soon,
    /// Planned.
    Plan,
    /// Done.
    Ok,
    /// For information.
    Calm,
}

/// One entry, with its secret as it stands.
#[derive(Clone, Debug)]
pub struct Item {
    /// The entry.
    pub entry: Entry,
    /// How it looks.
    pub tone: Tone,
    /// A rotation that ended on this day, rather than one that is to come.
    pub ended: bool,
}

/// How much is on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayLoad {
    /// Due.
    pub due: u32,
    /// Due and late.
    pub late: u32,
    /// Planned.
    pub planned: u32,
    /// Everything else.
    pub other: u32,
}

/// A stretch of days.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// What is on the days, by day; on one day what is late first, then by name.
    pub items: Vec<Item>,
    /// How much is on each day with something on it.
    pub days: BTreeMap<NaiveDate, DayLoad>,
    /// Freezes that touch the stretch.
    pub freezes: Vec<KeptFreeze>,
    /// Due or planned in each of the next twelve weeks, by their Mondays.
    pub weeks: Vec<(NaiveDate, u32)>,
    /// The evaluation behind it.
    pub due: Due,
}

impl Calendar {
    /// How many are due within 14 days, today included, but not overdue.
    pub fn soon(&self) -> usize {
        self.due.within(SOON_DAYS).count()
    }

    /// The overdue ones, the most overdue first.
    pub fn overdue(&self) -> Vec<&Standing> {
        let mut overdue: Vec<&Standing> = self.due.in_state(DueState::Overdue).map(Arc::as_ref).collect();
        overdue.sort_by_key(|standing| standing.due.due_on);
        overdue
    }
}

impl App {
    /// The days from `from` to `to`, both included, for the secrets that pass the filter.
    pub async fn calendar(&self, text: &str, from: NaiveDate, to: NaiveDate) -> Result<Calendar, AppError> {
        let filter = filter::parse(text)?;
        if to < from || (to - from).num_days() > MOST_DAYS {
            return Err(AppError::BadRequest(format!("a calendar has 1 to {MOST_DAYS} days: {from} to {to}")));
        }
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let (due, beside) = database
                .read(|reader| Ok((evaluate(reader, &kept, &filter, now)?, Written::read(reader, &filter)?)))?;
            Ok(of(due?, beside, from, to))
        })
        .await
    }
}

/// What people planned and wrote.
pub(super) struct Written {
    records: Vec<RotationRecord>,
    tasks: Vec<keyturn_domain::rotation::task::Task>,
    exceptions: Vec<keyturn_domain::rotation::exception::Exception>,
    freezes: Vec<KeptFreeze>,
    /// Open campaigns, and when the next is due; what is to be done after incidents.
    beside: Vec<Entry>,
}

impl Written {
    /// Reads it; reviews and follow-ups are no secret's, so a filter leaves them out.
    pub(super) fn read(reader: &Reader<'_>, filter: &Filter) -> Result<Self, StoreError> {
        Ok(Self {
            beside: if *filter == Filter::default() { beside(reader)? } else { Vec::new() },
            records: reader.rotation().records(&RecordsAsked::default(), 0, u32::MAX)?.0,
            tasks: reader.rotation().open_tasks()?,
            exceptions: reader.rotation().exceptions_until(NaiveDate::MIN)?,
            freezes: reader.rotation().freezes(NaiveDate::MIN)?,
        })
    }
}

pub(super) fn of(due: Due, written: Written, from: NaiveDate, to: NaiveDate) -> Calendar {
    let all = items(&due, &written);
    let mut days: BTreeMap<NaiveDate, DayLoad> = BTreeMap::new();
    let mut weeks: Vec<(NaiveDate, u32)> = mondays(due.today);
    let first = weeks.first().map_or(due.today, |(monday, _)| *monday);
    for item in &all {
        let load = matches!(item.entry.kind, EntryKind::Due | EntryKind::Planned) && !item.ended;
        if let Ok(week) = usize::try_from((item.entry.on - first).num_days().div_euclid(7))
            && load
            && let Some((_, count)) = weeks.get_mut(week)
        {
            *count += 1;
        }
        if (from..=to).contains(&item.entry.on) {
            let day = days.entry(item.entry.on).or_default();
            match item.entry.kind {
                EntryKind::Due => {
                    day.due += 1;
                    day.late += u32::from(item.tone == Tone::Late);
                }
                EntryKind::Planned if !item.ended => day.planned += 1,
                _ => day.other += 1,
            }
        }
    }
    let mut items: Vec<Item> = all.into_iter().filter(|item| (from..=to).contains(&item.entry.on)).collect();
    items.sort_by(|a, b| {
        (a.entry.on, a.tone, &a.entry.name, &a.entry.id).cmp(&(b.entry.on, b.tone, &b.entry.name, &b.entry.id))
    });
    let touches = |stored: &KeptFreeze| stored.freeze.from <= to && stored.freeze.until >= from;
    Calendar { items, days, freezes: written.freezes.into_iter().filter(touches).collect(), weeks, due }
}

/// Everything there is, in no order. Entries about a secret are those of secrets that pass the filter.
pub(super) fn items(due: &Due, written: &Written) -> Vec<Item> {
    let (today, zone) = (due.today, due.policy.policy().time_zone);
    let shown: BTreeMap<&SecretArn, &Standing> =
        due.standings.iter().map(|standing| (&standing.secret.listed.arn, standing.as_ref())).collect();
    let soon = |on: NaiveDate| on >= today && (on - today).num_days() <= SOON_DAYS;
    let toned = |on: NaiveDate| match (on < today, soon(on)) {
        (true, _) => Tone::Late,
        (_, true) => Tone::Soon,
        _ => Tone::Calm,
    };
    let mut items = Vec::new();
    for standing in &due.standings {
        let listed = &standing.secret.listed;
        let secret =
            EntrySecret { arn: &listed.arn, name: &listed.name, owner: listed.owner.as_deref(), kind: listed.kind };
        if let Some(on) = standing.due.due_on.filter(|_| standing.due.state != DueState::Excepted) {
            items.push(Item { entry: Entry::due(secret, on), tone: toned(on), ended: false });
        }
        if let Some(next_at) = standing.secret.rotation.next_at {
            let late = day_in(next_at, &zone) < today;
            let tone = if late { Tone::Late } else { Tone::Calm };
            items.push(Item { entry: Entry::aws_schedule(secret, next_at, &zone), tone, ended: false });
        }
    }
    for record in &written.records {
        let Some(standing) = shown.get(&record.plan.secret) else { continue };
        let kind = Some(standing.secret.listed.kind);
        if let Some(entry) = Entry::planned(record, kind) {
            let tone = if entry.on < today { Tone::Late } else { Tone::Plan };
            items.push(Item { entry, tone, ended: false });
        } else if let Some(stored) = record.step(State::Stored) {
            let entry = ended(record, kind, day_in(stored.at, &zone));
            items.extend(entry.map(|entry| Item { entry, tone: Tone::Ok, ended: true }));
        }
    }
    for task in &written.tasks {
        let Some(standing) = shown.get(&task.task.secret) else { continue };
        if let Some(entry) = Entry::task(task, Some(standing.secret.listed.kind), &zone) {
            items.push(Item { tone: toned(entry.on), entry, ended: false });
        }
    }
    for exception in &written.exceptions {
        if let Some(entry) = Entry::exception_ends(exception)
            && entry.secret.as_ref().is_none_or(|arn| shown.contains_key(arn))
        {
            let tone = if soon(entry.on) { Tone::Soon } else { Tone::Calm };
            items.push(Item { entry, tone, ended: false });
        }
    }
    items.extend(written.beside.iter().map(|entry| Item { entry: entry.clone(), tone: toned(entry.on), ended: false }));
    items
}

/// What is to be done about no single secret: reviews of access, and follow-ups of incidents.
fn beside(reader: &Reader<'_>) -> Result<Vec<Entry>, StoreError> {
    let mut entries = reviews(reader)?;
    let follow_ups = open_follow_ups(reader)?;
    entries.extend(follow_ups.iter().map(|(incident, one)| Entry::follow_up(*incident, one)));
    Ok(entries)
}

/// Reviews of access that are to be done: those that are open, and the next by the cadence of the newest.
pub(super) fn reviews(reader: &Reader<'_>) -> Result<Vec<Entry>, StoreError> {
    let campaigns: Vec<Campaign> = reader.review().campaigns()?.into_iter().map(|(campaign, _)| campaign).collect();
    let open = campaigns.iter().filter(|one| one.is_open());
    let mut entries: Vec<Entry> =
        open.map(|one| Entry::review(Some(&one.id), &one.name, one.due_on, Some(&one.lead.name))).collect();
    let newest = campaigns.iter().filter(|one| one.role == Role::Lead).max_by_key(|one| one.opened_at);
    if let Some((newest, on)) = newest.and_then(|one| Some((one, one.next_on()?))) {
        entries.push(Entry::review(None, "of access", on, Some(&newest.lead.name)));
    }
    Ok(entries)
}

/// A rotation whose new value is stored, on the day on which it was.
fn ended(record: &RotationRecord, kind: Option<keyturn_domain::kind::Kind>, on: NaiveDate) -> Option<Entry> {
    // Its plan's entry, on another day: the same id, so that a feed moves it rather than adding a second.
    let open = RotationRecord { steps: Vec::new(), ..record.clone() };
    Entry::planned(&open, kind).map(|entry| Entry { on, ..entry })
}

/// The Mondays of this week and the eleven after it, with nothing in them.
fn mondays(today: NaiveDate) -> Vec<(NaiveDate, u32)> {
    let back = Days::new(u64::from(today.weekday().num_days_from_monday()));
    let first = today.checked_sub_days(back).unwrap_or(today);
    (0..LOAD_WEEKS).filter_map(|week| Some((first.checked_add_days(Days::new(7 * week))?, 0))).collect()
}
