//! The calendar as a feed: one `.ics` file (RFC 5545) for everything that is tracked, with stable ids and alarms.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use icalendar::{Alarm, Calendar as Ics, Component as _, Event, EventLike as _};
use keyturn_domain::filter;
use keyturn_domain::rotation::calendar::EntryKind;

use super::calendar::{Item, Tone, Written, items};
use super::kept::evaluate;
use super::standing::Due;
use crate::app::App;
use crate::error::AppError;
use crate::export::{Broken, into_file};

/// How far back and ahead the feed reaches, in days.
const BACK_DAYS: u64 = 90;
const AHEAD_DAYS: u64 = 400;

/// How long before a day its alarm rings: at nine in the morning, local time, the day before.
const ALARM_BEFORE: TimeDelta = TimeDelta::hours(15);

/// A feed that was written.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The file.
    pub path: PathBuf,
    /// How many events are in it.
    pub events: usize,
}

/// One event of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FeedEvent {
    /// Stays the same from export to export.
    uid: String,
    on: NaiveDate,
    summary: String,
    description: String,
    /// Whether it is to be reminded of.
    alarm: bool,
}

impl App {
    /// Writes the feed of the secrets that pass the filter. Without names it says how much of what is on a day in which
    /// environment, and nothing else.
    pub async fn write_feed(&self, text: &str, names: bool, path: PathBuf) -> Result<Feed, AppError> {
        let filter = filter::parse(text)?;
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        let facts = serde_json::json!({ "names": names, "filter": text });
        let act = self.act(now, "calendar.exported", &path.display().to_string(), &facts);
        self.with_database(move |database| {
            let (due, written) = database
                .read(|reader| Ok((evaluate(reader, &kept, &filter, now)?, Written::read(reader, &filter)?)))?;
            let events = events(&due?, &written, names);
            into_file(&path, |out| Ok(out.write_all(print(&events, now).as_bytes()).map_err(Broken::from)))?;
            database.write(|writer| writer.audit().append(act).map(|_| ()))?;
            Ok(Feed { events: events.len(), path })
        })
        .await
    }
}

fn events(due: &Due, written: &Written, names: bool) -> Vec<FeedEvent> {
    let from = due.today.checked_sub_days(Days::new(BACK_DAYS)).unwrap_or(due.today);
    let to = due.today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(due.today);
    let mut all: Vec<Item> =
        items(due, written).into_iter().filter(|item| (from..=to).contains(&item.entry.on)).collect();
    all.sort_by(|a, b| (a.entry.on, &a.entry.id).cmp(&(b.entry.on, &b.entry.id)));
    if names { all.iter().map(named).collect() } else { nameless(due, &all) }
}

fn named(item: &Item) -> FeedEvent {
    let entry = &item.entry;
    let summary = match (entry.kind, item.ended) {
        (_, true) => format!("{} rotated", entry.name),
        (EntryKind::Due, _) if item.tone == Tone::Late => format!("{} is overdue", entry.name),
        (EntryKind::Due, _) => format!("{} is due", entry.name),
        (EntryKind::Planned, _) => format!("Rotate {}", entry.name),
        (EntryKind::Task, _) => format!("Rotate {}: its clock ends", entry.name),
        (EntryKind::ExceptionEnds, _) => format!("Exception for {} ends", entry.name),
        (EntryKind::AwsSchedule, _) => format!("AWS rotates {}", entry.name),
        (EntryKind::Review, _) => format!("Review {}", entry.name),
        (EntryKind::FollowUp, _) => format!("Follow-up of {}", entry.name),
    };
    let mut lines: Vec<String> = Vec::new();
    lines.extend(entry.secret.as_ref().map(ToString::to_string));
    lines.extend(entry.secret_kind.map(|kind| kind.label().to_owned()));
    lines.extend(entry.owner.as_ref().map(|owner| format!("Owner: {owner}")));
    FeedEvent {
        uid: format!("{}@keyturn", entry.id),
        on: entry.on,
        summary,
        description: lines.join("\n"),
        alarm: wants_alarm(item),
    }
}

fn wants_alarm(item: &Item) -> bool {
    let to_do = matches!(item.entry.kind, EntryKind::Due | EntryKind::Planned | EntryKind::Task);
    !item.ended
        && (to_do || matches!(item.entry.kind, EntryKind::ExceptionEnds | EntryKind::Review | EntryKind::FollowUp))
}

/// One event for each day, kind and environment. Its id is made of these, so that a count that changes changes the event
/// rather than adding one.
fn nameless(due: &Due, all: &[Item]) -> Vec<FeedEvent> {
    let environments: BTreeMap<_, _> = due
        .standings
        .iter()
        .map(|standing| (&standing.secret.listed.arn, standing.secret.listed.environment.as_deref()))
        .collect();
    let mut counts: BTreeMap<(NaiveDate, &str, bool, &str), (usize, bool)> = BTreeMap::new();
    for item in all {
        let environment = item.entry.secret.as_ref().and_then(|arn| environments.get(arn).copied().flatten());
        let key = (item.entry.on, item.entry.kind.code(), item.ended, environment.unwrap_or_default());
        let (count, alarm) = counts.entry(key).or_default();
        *count += 1;
        *alarm |= wants_alarm(item);
    }
    let event = |((on, kind, ended, environment), (count, alarm)): ((NaiveDate, &str, bool, &str), (usize, bool))| {
        let one = count == 1;
        let what = match (kind, ended) {
            (_, true) => {
                if one {
                    "rotation done"
                } else {
                    "rotations done"
                }
            }
            ("due", _) => {
                if one {
                    "rotation due"
                } else {
                    "rotations due"
                }
            }
            ("planned", _) => {
                if one {
                    "rotation planned"
                } else {
                    "rotations planned"
                }
            }
            ("task", _) => {
                if one {
                    "task ends"
                } else {
                    "tasks end"
                }
            }
            ("exception_ends", _) => {
                if one {
                    "exception ends"
                } else {
                    "exceptions end"
                }
            }
            ("aws_schedule", _) => {
                if one {
                    "rotation by AWS"
                } else {
                    "rotations by AWS"
                }
            }
            ("follow_up", _) => {
                if one {
                    "follow-up"
                } else {
                    "follow-ups"
                }
            }
            _ => {
                if one {
                    "review"
                } else {
                    "reviews"
                }
            }
        };
        let place = if environment.is_empty() { String::new() } else { format!(" in {environment}") };
        FeedEvent {
            uid: format!(
                "{on}-{kind}{}-{}@keyturn",
                if ended { "-ended" } else { "" },
                if environment.is_empty() { "none" } else { environment }
            ),
            on,
            summary: format!("{count} {what}{place}"),
            description: String::new(),
            alarm,
        }
    };
    counts.into_iter().map(event).collect()
}

fn print(events: &[FeedEvent], now: DateTime<Utc>) -> String {
    let mut ics = Ics::new();
    ics.name("Keyturn");
    for one in events {
        let mut event = Event::new();
        event.uid(&one.uid).timestamp(now).starts(one.on).summary(&one.summary);
        // The end is the first day after it (RFC 5545, 3.6.1).
        if let Some(next) = one.on.succ_opt() {
            event.ends(next);
        }
        if !one.description.is_empty() {
            event.description(&one.description);
        }
        // All day, and the person can do something else meanwhile.
        event.add_property("TRANSP", "TRANSPARENT");
        if one.alarm {
            event.alarm(Alarm::display(&one.summary, -ALARM_BEFORE));
        }
        ics.push(event.done());
    }
    ics.done().to_string()
}
