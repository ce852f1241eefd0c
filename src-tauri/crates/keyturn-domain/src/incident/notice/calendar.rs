//! Deadlines on the calendar of a place.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono::{TimeZone, Weekday};
use chrono_tz::Tz;

use super::Deadline;

/// The calendar of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Its time zone.
    pub zone: Tz,
    /// Its public holidays. Given by people: none are shipped.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// The calendar of a place without holidays.
    pub fn new(zone: Tz) -> Self {
        Self { zone, holidays: BTreeSet::new() }
    }

    /// Whether people work on this day: neither Saturday, Sunday nor a holiday.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// The moment of a local time. One that a change of clocks skips is taken an hour later, one that comes twice the
    /// first time.
    fn moment(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.zone.from_local_datetime(&local) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => moment.to_utc(),
            LocalResult::None => {
                let later = self.zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest();
                later.map_or(local.and_utc(), |moment| moment.to_utc())
            }
        }
    }
}

/// The last second of a day.
fn end_of(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN))
}

/// Until when a notice is due (UTC) whose clock started at `start`. `None` for [`Deadline::AtOnce`].
///
/// Hours are hours. Days and months end at the same time of the day in the place, which is the earlier reading: where
/// the law lets the last day run out, there is a little more. Business days end with the day; the first one is the
/// first after the day of the start, so that a start on a Saturday and one on the Friday before give the same day.
/// Nothing is put off because it ends on a weekend.
pub fn due(deadline: Deadline, start: DateTime<Utc>, calendar: &Calendar) -> Option<DateTime<Utc>> {
    let local = start.with_timezone(&calendar.zone).naive_local();
    match deadline {
        Deadline::AtOnce => None,
        Deadline::Hours(count) => start.checked_add_signed(TimeDelta::hours(count.into())),
        Deadline::Days(count) => {
            Some(calendar.moment(local.date().checked_add_days(Days::new(count.into()))?.and_time(local.time())))
        }
        Deadline::Months(count) => {
            Some(calendar.moment(local.date().checked_add_months(Months::new(count))?.and_time(local.time())))
        }
        Deadline::DaysAfterYear(count) => {
            let last = NaiveDate::from_ymd_opt(local.year(), 12, 31)?;
            Some(calendar.moment(end_of(last.checked_add_days(Days::new(count.into()))?)))
        }
        Deadline::BusinessDays(count) => {
            let days = local.date().iter_days().skip(1).filter(|day| calendar.is_business_day(*day));
            let last = days.take(usize::try_from(count).ok()?).last()?;
            Some(calendar.moment(end_of(last)))
        }
    }
}
