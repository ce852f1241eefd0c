//! The six fields of Secrets Manager's `cron(…)`.
//!
//! Minutes must be 0 and the year `*`. Hours take a value or an increment (`8/8`, `/8`), and increments begin anew each
//! day. One of the two days must be `?`. Day of month takes lists, ranges, increments, `L` (the last day) and `SUNL` (the
//! last Sunday); day of week lists, ranges, increments, `TUE#3`, `L` (Saturday) and `SUNL`. `W` and `L-3` are EventBridge's
//! or Quartz's, and refused.

use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Timelike as _, Utc};

use super::ScheduleError;

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A `cron(…)` of Secrets Manager. Sets are bits: bit 8 of `hours` is 8:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cron {
    hours: u32,
    /// Whether the hours are an increment rather than one hour.
    in_hours: bool,
    months: u32,
    day: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// Days of the month 1 to 31, and whether the last one is among them.
    OfMonth { days: u32, last: bool },
    /// Days of the week, 1 (Sunday) to 7.
    OfWeek { days: u32 },
    /// The nth such day of the week in the month.
    Nth { weekday: u32, nth: u32 },
    /// The last such day of the week in the month.
    LastWeekday { weekday: u32 },
}

impl FromStr for Cron {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, day_of_month, month, day_of_week, year] = fields.as_slice() else {
            return Err(ScheduleError::Fields);
        };
        if *minutes != "0" {
            return Err(ScheduleError::Minutes);
        }
        if *year != "*" {
            return Err(ScheduleError::Year);
        }
        let bad = |field, text: &str| ScheduleError::Field { field, text: text.chars().take(40).collect() };
        let (hours, in_hours) = read_hours(hours)?.ok_or_else(|| bad("hours", hours))?;
        let months = set(month, 1, 12, &MONTHS).ok_or_else(|| bad("month", month))?;
        let day = match (*day_of_month, *day_of_week) {
            ("?", "?") => return Err(ScheduleError::BothDays),
            (of_month, "?") => read_day_of_month(of_month).ok_or_else(|| bad("day of month", of_month))?,
            ("?", of_week) => read_day_of_week(of_week).ok_or_else(|| bad("day of week", of_week))?,
            _ => return Err(ScheduleError::BothDays),
        };
        let cron = Self { hours, in_hours, months, day };
        // Eight years have every date that the calendar has, but around a year such as 2100.
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
        match first.and_then(|first| cron.next_after(first.and_utc())) {
            Some(_) => Ok(cron),
            None => Err(ScheduleError::Never),
        }
    }
}

/// One hour, or an increment: the hours and whether they are an increment. `None` where it is neither.
fn read_hours(text: &str) -> Result<Option<(u32, bool)>, ScheduleError> {
    let Some((from, step)) = text.split_once('/') else {
        return Ok(number(text, 0, 23, &[]).map(|hour| (1 << hour, false)));
    };
    let from = if matches!(from, "" | "*") { Some(0) } else { number(from, 0, 23, &[]) };
    let (Some(from), Some(step)) = (from, number(step, 1, 23, &[])) else { return Ok(None) };
    if step < 4 {
        return Err(ScheduleError::TooOften);
    }
    Ok(Some((every(from, 23, step), true)))
}

fn read_day_of_month(text: &str) -> Option<Day> {
    if let Some(weekday) = text.strip_suffix('L').filter(|weekday| !weekday.is_empty()) {
        return named(weekday, 1, &WEEKDAYS).map(|weekday| Day::LastWeekday { weekday });
    }
    let (mut days, mut last) = (0, false);
    for part in text.split(',') {
        if part == "L" {
            last = true;
        } else {
            days |= part_of(part, 1, 31, &[])?;
        }
    }
    Some(Day::OfMonth { days, last })
}

fn read_day_of_week(text: &str) -> Option<Day> {
    if let Some((weekday, nth)) = text.split_once('#') {
        return Some(Day::Nth { weekday: number(weekday, 1, 7, &WEEKDAYS)?, nth: number(nth, 1, 5, &[])? });
    }
    if text == "L" {
        return Some(Day::OfWeek { days: 1 << 7 });
    }
    if let Some(weekday) = text.strip_suffix('L') {
        return number(weekday, 1, 7, &WEEKDAYS).map(|weekday| Day::LastWeekday { weekday });
    }
    set(text, 1, 7, &WEEKDAYS).map(|days| Day::OfWeek { days })
}

/// A list of values, ranges and increments.
fn set(text: &str, first: u32, last: u32, names: &[&str]) -> Option<u32> {
    text.split(',').try_fold(0, |set, part| Some(set | part_of(part, first, last, names)?))
}

/// `5`, `1-5`, `*`, `2/3`, `/3`, `*/3` or `1-9/2`.
fn part_of(text: &str, first: u32, last: u32, names: &[&str]) -> Option<u32> {
    let (range, step) = match text.split_once('/') {
        Some((range, step)) => (range, Some(number(step, 1, last, &[])?)),
        None => (text, None),
    };
    let (from, to) = match (range, range.split_once('-'), step) {
        ("*", ..) | ("", _, Some(_)) => (first, last),
        (_, Some((from, to)), _) => (number(from, first, last, names)?, number(to, first, last, names)?),
        (one, None, Some(_)) => (number(one, first, last, names)?, last),
        (one, None, None) => {
            let one = number(one, first, last, names)?;
            (one, one)
        }
    };
    (from <= to).then(|| every(from, to, step.unwrap_or(1)))
}

/// Bits from one to another in steps.
fn every(from: u32, to: u32, step: u32) -> u32 {
    (from..=to).step_by(usize::try_from(step).unwrap_or(1)).fold(0, |set, bit| set | 1 << bit)
}

/// A number between two others, or a name that stands for one.
fn number(text: &str, first: u32, last: u32, names: &[&str]) -> Option<u32> {
    if (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().filter(|number| (first..=last).contains(number));
    }
    named(text, first, names)
}

fn named(text: &str, first: u32, names: &[&str]) -> Option<u32> {
    let place = names.iter().position(|name| name.eq_ignore_ascii_case(text))?;
    Some(u32::try_from(place).ok()? + first)
}

fn has(set: u32, bit: u32) -> bool {
    set & (1 << bit) != 0
}

impl Cron {
    /// When the next window opens after an instant (UTC).
    pub fn next_after(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = now.date_naive();
        // Eight years and a day: from one 29 February to the next around a year such as 2100.
        (0..=8 * 366).find_map(|days| {
            let date = today.checked_add_days(Days::new(days))?;
            if !self.falls_on(date) {
                return None;
            }
            let after = if days == 0 { now.hour() + 1 } else { 0 };
            let hour = (after..24).find(|hour| has(self.hours, *hour))?;
            Some(date.and_hms_opt(hour, 0, 0)?.and_utc())
        })
    }

    /// The longest time between two windows, over eight years.
    pub(super) fn longest_gap(&self) -> TimeDelta {
        let mut longest = TimeDelta::zero();
        let Some(first) = NaiveDate::from_ymd_opt(2024, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)) else {
            return longest;
        };
        let end = first.and_utc() + TimeDelta::days(8 * 366 + 366);
        let mut before: Option<NaiveDate> = None;
        let mut date = first.date();
        while date <= end.date_naive() {
            if self.falls_on(date) {
                if let Some(before) = before {
                    // From the last hour of one day to the first of the next that has any.
                    let hours = i64::from(self.hours.trailing_zeros()) - i64::from(self.hours.ilog2());
                    longest = longest.max((date - before) + TimeDelta::hours(hours));
                }
                before = Some(date);
            }
            let Some(next) = date.succ_opt() else { break };
            date = next;
        }
        // Within a day.
        let mut last: Option<u32> = None;
        for hour in (0..24).filter(|hour| has(self.hours, *hour)) {
            longest = longest.max(TimeDelta::hours(last.map_or(0, |last| i64::from(hour - last))));
            last = Some(hour);
        }
        longest
    }

    /// Whether the hours are an increment.
    pub(super) fn is_in_hours(&self) -> bool {
        self.in_hours
    }

    /// Whether windows of so many hours end within their day and before the next opens.
    pub(super) fn has_room_for(&self, hours: u32) -> bool {
        let opening: Vec<u32> = (0..24).filter(|hour| has(self.hours, *hour)).collect();
        let ends = opening.iter().skip(1).chain([&24]);
        opening.iter().zip(ends).all(|(opens, ends)| opens + hours <= *ends)
    }

    fn falls_on(&self, date: NaiveDate) -> bool {
        if !has(self.months, date.month()) {
            return false;
        }
        let weekday = date.weekday().number_from_sunday();
        let last_day = u32::from(date.num_days_in_month());
        match self.day {
            Day::OfMonth { days, last } => has(days, date.day()) || (last && date.day() == last_day),
            Day::OfWeek { days } => has(days, weekday),
            Day::Nth { weekday: wanted, nth } => weekday == wanted && date.day().div_ceil(7) == nth,
            Day::LastWeekday { weekday: wanted } => weekday == wanted && date.day() + 7 > last_day,
        }
    }
}
