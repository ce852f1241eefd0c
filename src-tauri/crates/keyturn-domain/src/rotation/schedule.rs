//! Secrets Manager's own rotation schedule: `rate(…)`, `cron(…)` and the window, as AWS documents its dialect.
//!
//! Schedules are in UTC. A window opens on the hour, and AWS rotates at some time within it.
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html>

mod cron;
mod verdict;

use std::str::FromStr;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Timelike as _, Utc};

pub use cron::Cron;
pub(super) use verdict::Cadences;
pub use verdict::{AwsState, AwsVerdict, verdict};

/// How AWS means to rotate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// `rate(12 hours)`, or `AutomaticallyAfterDays`.
    Rate(Rate),
    /// `cron(0 8 1 * ? *)`.
    Cron(Cron),
}

/// An interval from one rotation to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// This many hours, at least 4.
    Hours(u32),
    /// This many days, at most 999.
    Days(u32),
}

/// How long a rotation window stays open, such as `3h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Hours, 1 to 24.
    pub hours: u32,
}

/// Why a schedule is none that Secrets Manager takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Neither `rate(…)` nor `cron(…)`, or longer than the 256 characters of the API.
    #[error("a schedule is rate(10 days) or cron(0 8 1 * ? *)")]
    Form,
    /// A rate without a whole number and a unit of hours or days.
    #[error("a rate is a number of hours or days, such as rate(10 days)")]
    Rate,
    /// Windows that follow each other in less than four hours.
    #[error("Secrets Manager rotates every four hours at most")]
    TooOften,
    /// An interval of more than 999 days.
    #[error("the longest interval is 999 days")]
    TooSeldom,
    /// A cron expression without its six fields.
    #[error("a cron expression has six fields: minutes, hours, day of month, month, day of week, year")]
    Fields,
    /// Minutes other than 0.
    #[error("the minutes must be 0: windows open on the hour")]
    Minutes,
    /// A year other than `*`.
    #[error("the year must be *")]
    Year,
    /// A field that cannot be read.
    #[error("{text:?} cannot stand for the {field}")]
    Field {
        /// Which field.
        field: &'static str,
        /// What stands there.
        text: String,
    },
    /// Both days given, or neither.
    #[error("one of day of month and day of week must be ?, and only one")]
    BothDays,
    /// Days that no year has.
    #[error("the day never comes")]
    Never,
    /// A window that is no number of hours from 1 to 24.
    #[error("a window is a number of hours from 1 to 24, such as 3h")]
    Window,
    /// A window that goes on into the next day or the next window.
    #[error("the window must end before the next day and before the next window")]
    WindowTooLong,
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.len() > 256 {
            return Err(ScheduleError::Form);
        }
        let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(rate) = inside("rate") {
            return rate.parse().map(Self::Rate);
        }
        inside("cron").ok_or(ScheduleError::Form)?.parse().map(Self::Cron)
    }
}

impl FromStr for Rate {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words = text.split_whitespace();
        let (Some(number), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err(ScheduleError::Rate);
        };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ScheduleError::Rate);
        }
        let number: u32 = number.parse().map_err(|_| ScheduleError::TooSeldom)?;
        let rate = match unit {
            "hour" | "hours" => Self::Hours(number),
            "day" | "days" => Self::Days(number),
            _ => return Err(ScheduleError::Rate),
        };
        match rate {
            Self::Hours(0..4) | Self::Days(0) => Err(ScheduleError::TooOften),
            Self::Hours(hours) if hours > 999 * 24 => Err(ScheduleError::TooSeldom),
            Self::Days(1000..) => Err(ScheduleError::TooSeldom),
            rate => Ok(rate),
        }
    }
}

impl Rate {
    /// The interval.
    pub fn interval(self) -> TimeDelta {
        match self {
            Self::Hours(hours) => TimeDelta::hours(i64::from(hours)),
            Self::Days(days) => TimeDelta::days(i64::from(days)),
        }
    }
}

impl FromStr for Window {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_suffix('h').unwrap_or_default();
        let digits = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        let hours = number.parse().ok().filter(|hours| digits && (1..=24).contains(hours));
        hours.map(|hours| Self { hours }).ok_or(ScheduleError::Window)
    }
}

impl Schedule {
    /// Reads a schedule as AWS holds it.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        text.parse()
    }

    /// When the next window opens after an instant (UTC). A rate counts from the last rotation and has no next window
    /// without one.
    pub fn next_after(&self, now: DateTime<Utc>, last_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        match self {
            Self::Cron(cron) => cron.next_after(now),
            Self::Rate(rate) => {
                let mut opens = rate.opens_after(last_at?)?;
                if opens <= now {
                    // As many whole intervals later as have gone by.
                    let interval = rate.interval();
                    let passed = (now - opens).num_seconds() / interval.num_seconds().max(1);
                    opens += interval * i32::try_from(passed + 1).ok()?;
                }
                Some(opens)
            }
        }
    }

    /// The longest time between two windows in any year.
    pub fn longest_gap(&self) -> TimeDelta {
        match self {
            Self::Rate(rate) => rate.interval(),
            Self::Cron(cron) => cron.longest_gap(),
        }
    }

    /// Whether it is one in hours, whose windows close after an hour unless they say otherwise.
    pub fn is_in_hours(&self) -> bool {
        match self {
            Self::Rate(rate) => matches!(rate, Rate::Hours(_)),
            Self::Cron(cron) => cron.is_in_hours(),
        }
    }

    /// How long a window that opens at this instant stays open: what is declared, else an hour for a schedule in hours
    /// and the rest of the day (UTC) for one in days.
    pub fn open_for(&self, opens: DateTime<Utc>, declared: Option<Window>) -> TimeDelta {
        match declared {
            Some(window) => TimeDelta::hours(i64::from(window.hours)),
            None if self.is_in_hours() => TimeDelta::hours(1),
            None => TimeDelta::hours(24 - i64::from(opens.hour())),
        }
    }

    /// Whether Secrets Manager takes a window with this schedule: it ends within its day (UTC) and before the next.
    pub fn check_window(&self, window: Window) -> Result<(), ScheduleError> {
        let fits = match self {
            Self::Rate(Rate::Hours(hours)) => window.hours <= *hours,
            Self::Rate(Rate::Days(_)) => true,
            Self::Cron(cron) => cron.has_room_for(window.hours),
        };
        if fits { Ok(()) } else { Err(ScheduleError::WindowTooLong) }
    }
}

impl Rate {
    /// When the first window after a rotation opens: whole hours later, or at midnight (UTC) whole days later.
    fn opens_after(self, last_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Hours(_) => {
                let hour = last_at.date_naive().and_hms_opt(last_at.hour(), 0, 0)?.and_utc();
                hour.checked_add_signed(self.interval())
            }
            Self::Days(days) => {
                let day = last_at.date_naive().checked_add_days(Days::new(u64::from(days)))?;
                Some(day.and_time(NaiveTime::MIN).and_utc())
            }
        }
    }
}

#[cfg(test)]
mod tests;
