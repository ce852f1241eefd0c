//! AWS's schedules: what is taken and refused, the next window, and the cron dialect against croner.

use chrono::{Datelike as _, NaiveDate};
use croner::parser::{CronParser, Seconds};
use proptest::prelude::*;

use super::*;
use crate::age::{AgeBasis, ValueAge};
use crate::rotation::{RotatedBy, Rotation};
use crate::samples::at;

fn instant(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect("an instant")
}

#[test]
fn schedules_that_secrets_manager_takes_or_refuses() {
    use ScheduleError::{BothDays, Fields, Form, Minutes, Never, Rate as BadRate, TooOften, TooSeldom, Year};
    for (text, error) in [
        ("rate(4 hours)", None),
        ("rate(1 day)", None),
        ("rate(999 days)", None),
        ("  rate( 10   days )", None),
        ("rate(3 hours)", Some(TooOften)),
        ("rate(0 days)", Some(TooOften)),
        ("rate(1000 days)", Some(TooSeldom)),
        ("rate(99999999999 days)", Some(TooSeldom)),
        ("rate(-1 days)", Some(BadRate)),
        ("rate(1.5 days)", Some(BadRate)),
        ("rate(30 minutes)", Some(BadRate)),
        ("rate(10)", Some(BadRate)),
        ("rate 10 days", Some(Form)),
        ("every 10 days", Some(Form)),
        ("", Some(Form)),
        ("RATE(10 days)", Some(Form)),
        // The examples of AWS's page.
        ("cron(0 /8 * * ? *)", None),
        ("cron(0 8/8 * * ? *)", None),
        ("cron(0 2/10 * * ? *)", None),
        ("cron(0 10 * * ? *)", None),
        ("cron(0 18 ? * SAT *)", None),
        ("cron(0 8 1 * ? *)", None),
        ("cron(0 1 ? 1/3 SUN#1 *)", None),
        ("cron(0 17 L * ? *)", None),
        ("cron(0 8 ? * MON-FRI *)", None),
        ("cron(0 16 1,15 * ? *)", None),
        ("cron(0 0 ? 1/11 2#1 *)", None),
        ("cron(0 0 ? * L *)", None),
        ("cron(0 0 ? * SUNL *)", None),
        ("cron(0 0 SUNL * ? *)", None),
        ("cron(0 0 29 2 ? *)", None),
        ("cron(0 0 1-15/2 JAN,jul ? *)", None),
        ("cron(30 8 1 * ? *)", Some(Minutes)),
        ("cron(* 8 1 * ? *)", Some(Minutes)),
        ("cron(0 8 1 * ? 2027)", Some(Year)),
        ("cron(0 8 1 * ?)", Some(Fields)),
        ("cron(0 8 1 * ? * *)", Some(Fields)),
        ("cron(0 8 * * * *)", Some(BothDays)),
        ("cron(0 8 ? * ? *)", Some(BothDays)),
        ("cron(0 8 1 * MON *)", Some(BothDays)),
        ("cron(0 /3 * * ? *)", Some(TooOften)),
        ("cron(0 0 30 2 ? *)", Some(Never)),
        ("cron(0 0 31 4,6 ? *)", Some(Never)),
    ] {
        assert_eq!(Schedule::parse(text).err(), error, "{text}");
    }
    // What stands where.
    for (text, field, part) in [
        ("cron(0 * * * ? *)", "hours", "*"),
        ("cron(0 24 * * ? *)", "hours", "24"),
        ("cron(0 8,20 * * ? *)", "hours", "8,20"),
        ("cron(0 8-20 * * ? *)", "hours", "8-20"),
        ("cron(0 8 0 * ? *)", "day of month", "0"),
        ("cron(0 8 32 * ? *)", "day of month", "32"),
        ("cron(0 8 15W * ? *)", "day of month", "15W"),
        ("cron(0 8 LW * ? *)", "day of month", "LW"),
        ("cron(0 8 L-3 * ? *)", "day of month", "L-3"),
        ("cron(0 8 9-3 * ? *)", "day of month", "9-3"),
        ("cron(0 8 1/0 * ? *)", "day of month", "1/0"),
        ("cron(0 8 1, * ? *)", "day of month", "1,"),
        ("cron(0 8 1 13 ? *)", "month", "13"),
        ("cron(0 8 1 ? ? *)", "month", "?"),
        ("cron(0 8 ? * 0 *)", "day of week", "0"),
        ("cron(0 8 ? * 8 *)", "day of week", "8"),
        ("cron(0 8 ? * MON#6 *)", "day of week", "MON#6"),
        ("cron(0 8 ? * MON#1,TUE#2 *)", "day of week", "MON#1,TUE#2"),
        ("cron(0 8 ? * MONDAY *)", "day of week", "MONDAY"),
        ("cron(0 8 ? * \u{e9} *)", "day of week", "\u{e9}"),
    ] {
        let error = ScheduleError::Field { field, text: part.to_owned() };
        assert_eq!(Schedule::parse(text).err(), Some(error), "{text}");
    }
    assert_eq!(Schedule::parse(&format!("rate({}1 days)", " ".repeat(256))).err(), Some(Form));
}

#[test]
fn the_next_window_opens() {
    // Schedule, now, last rotation, next window.
    for (text, now, last, next) in [
        // 2026-11-21 is a Saturday.
        ("cron(0 8 1 * ? *)", "2026-11-21T12:00", None, Some("2026-12-01T08:00")),
        ("cron(0 8 21 * ? *)", "2026-11-21T07:59", None, Some("2026-11-21T08:00")),
        ("cron(0 8 21 * ? *)", "2026-11-21T08:00", None, Some("2026-12-21T08:00")),
        ("cron(0 4/12 * * ? *)", "2026-11-21T05:00", None, Some("2026-11-21T16:00")),
        ("cron(0 4/12 * * ? *)", "2026-11-21T16:30", None, Some("2026-11-22T04:00")),
        ("cron(0 2/10 * * ? *)", "2026-11-21T12:00", None, Some("2026-11-21T22:00")),
        ("cron(0 18 ? * SAT *)", "2026-11-21T12:00", None, Some("2026-11-21T18:00")),
        ("cron(0 18 ? * 1 *)", "2026-11-21T12:00", None, Some("2026-11-22T18:00")),
        ("cron(0 0 ? * L *)", "2026-11-21T12:00", None, Some("2026-11-28T00:00")),
        ("cron(0 17 L * ? *)", "2028-02-01T00:00", None, Some("2028-02-29T17:00")),
        ("cron(0 0 ? * SUN#1 *)", "2026-11-21T12:00", None, Some("2026-12-06T00:00")),
        ("cron(0 0 ? * TUE#5 *)", "2026-11-21T12:00", None, Some("2026-12-29T00:00")),
        ("cron(0 0 SUNL * ? *)", "2026-11-21T12:00", None, Some("2026-11-29T00:00")),
        ("cron(0 0 ? * 1L *)", "2026-11-21T12:00", None, Some("2026-11-29T00:00")),
        ("cron(0 0 29 2 ? *)", "2096-03-01T00:00", None, Some("2104-02-29T00:00")),
        ("cron(0 23 31 12 ? *)", "2026-12-31T23:00", None, Some("2027-12-31T23:00")),
        // A rate counts from the last rotation, in days from midnight.
        ("rate(10 days)", "2026-11-21T12:00", None, None),
        ("rate(10 days)", "2026-11-21T12:00", Some("2026-11-15T14:30"), Some("2026-11-25T00:00")),
        ("rate(10 days)", "2026-11-25T00:00", Some("2026-11-15T14:30"), Some("2026-12-05T00:00")),
        ("rate(10 days)", "2026-11-21T12:00", Some("2025-11-21T14:30"), Some("2026-11-26T00:00")),
        ("rate(4 hours)", "2026-11-21T12:00", Some("2026-11-21T11:20"), Some("2026-11-21T15:00")),
    ] {
        let schedule = Schedule::parse(text).expect("a schedule");
        let found = schedule.next_after(instant(now), last.map(instant));
        assert_eq!(found, next.map(instant), "{text} after {now}");
    }
}

#[test]
fn the_longest_gap_and_windows() {
    // Schedule, longest gap in hours, whether in hours, the longest window that fits, hours open without one.
    for (text, gap, in_hours, longest, open) in [
        ("rate(30 days)", 30 * 24, false, 24, 24),
        ("rate(12 hours)", 12, true, 12, 1),
        ("rate(48 hours)", 48, true, 24, 1),
        ("cron(0 8 1 * ? *)", 31 * 24, false, 16, 16),
        ("cron(0 0 ? * MON *)", 7 * 24, false, 24, 24),
        ("cron(0 0 ? * MON-FRI *)", 3 * 24, false, 24, 24),
        ("cron(0 2/10 * * ? *)", 10, true, 2, 1),
        ("cron(0 /8 * * ? *)", 8, true, 8, 1),
        ("cron(0 4/12 ? * MON *)", 6 * 24 + 12, true, 8, 1),
        ("cron(0 0 29 2 ? *)", 4 * 366 * 24 - 3 * 24, false, 24, 24),
        ("cron(0 0 1 1/3 ? *)", 92 * 24, false, 24, 24),
    ] {
        let schedule = Schedule::parse(text).expect("a schedule");
        assert_eq!((schedule.longest_gap().num_hours(), schedule.is_in_hours()), (gap, in_hours), "{text}");
        let fits = (1..=24).filter(|hours| schedule.check_window(Window { hours: *hours }).is_ok()).max();
        assert_eq!(fits, Some(longest), "{text}");
        let opens = schedule.next_after(at("2026-11-21"), Some(at("2026-11-20"))).expect("a window");
        assert_eq!(schedule.open_for(opens, None).num_hours(), open, "{text} at {opens}");
        assert_eq!(schedule.open_for(opens, Some(Window { hours: 2 })).num_hours(), 2);
    }
    for (text, hours) in [("3h", Some(3)), ("24h", Some(24)), ("0h", None), ("25h", None), ("3", None), ("h", None)] {
        assert_eq!(text.parse::<Window>().ok().map(|window| window.hours), hours, "{text}");
    }
    for text in ["+3h", "3 h", "003h", "3h ", ""] {
        assert_eq!(text.parse::<Window>(), Err(ScheduleError::Window), "{text:?}");
    }
}

#[test]
fn aws_beside_a_policy() {
    let rotation = |schedule: Option<&str>, last: Option<&str>, next: Option<&str>| Rotation {
        by: RotatedBy::Function { function_arn: "arn:aws:lambda:eu-west-1:111122223333:function:r".to_owned() },
        schedule: schedule.map(str::to_owned),
        last_at: last.map(at),
        next_at: next.map(at),
        ..Rotation::default()
    };
    let now = at("2026-11-21");
    // Rotation, the value's day, days of the policy, words.
    for (rotation, made, limit, words) in [
        (
            rotation(Some("rate(30 days)"), Some("2026-11-01"), Some("2026-12-01")),
            "2026-11-01",
            Some(90),
            "policy 90 days, AWS rotates every 30 days: met",
        ),
        (
            rotation(Some("rate(30 days)"), Some("2026-03-14"), None),
            "2026-03-14",
            Some(90),
            "AWS says it rotates every 30 days, and has not since 2026-03-14: failed",
        ),
        (
            rotation(Some("rate(180 days)"), Some("2026-11-01"), None),
            "2026-11-01",
            Some(90),
            "policy 90 days, AWS rotates every 180 days: slower than the policy",
        ),
        // The window that AWS announced has gone by, though the schedule alone would not say so.
        (
            rotation(Some("rate(90 days)"), Some("2026-11-01"), Some("2026-11-19")),
            "2026-11-01",
            Some(90),
            "AWS says it rotates every 90 days, and has not since 2026-11-01: failed",
        ),
        (
            rotation(Some("rate(90 days)"), None, Some("2026-11-01")),
            "2026-01-01",
            Some(90),
            "AWS said it would rotate by 2026-11-01, and never has: failed",
        ),
        // A value stored by hand begins the interval anew, as AWS counts; a cron keeps its dates.
        (
            rotation(Some("rate(30 days)"), Some("2026-03-14"), None),
            "2026-11-10",
            Some(90),
            "policy 90 days, AWS rotates every 30 days: met",
        ),
        (
            rotation(Some("cron(0 8 1 * ? *)"), Some("2026-03-14"), None),
            "2026-11-10",
            Some(90),
            "AWS says it rotates every 31 days, and has not since 2026-03-14: failed",
        ),
        // The last day of grace, and the one after: due 10-22 until its end, plus a day.
        (
            rotation(Some("rate(30 days)"), Some("2026-10-21"), None),
            "2026-10-21",
            Some(30),
            "policy 30 days, AWS rotates every 30 days: met",
        ),
        (
            rotation(Some("rate(30 days)"), Some("2026-10-20"), None),
            "2026-10-20",
            Some(30),
            "AWS says it rotates every 30 days, and has not since 2026-10-20: failed",
        ),
        (rotation(Some("rate(12 hours)"), Some("2026-11-21"), None), "2026-11-21", None, "AWS rotates every 12 hours"),
        (rotation(None, Some("2026-11-01"), None), "2026-11-01", Some(90), "AWS says it rotates, but not how often"),
        (
            rotation(Some("cron(0 8,20 * * ? *)"), Some("2026-11-01"), None),
            "2026-11-01",
            Some(90),
            "AWS says it rotates, but not how often",
        ),
        (
            Rotation { after_days: Some(1), ..rotation(Some("?"), Some("2026-11-21"), None) },
            "2026-11-21",
            Some(90),
            "policy 90 days, AWS rotates every day: met",
        ),
    ] {
        let value = ValueAge { made_at: Some(at(made)), basis: AgeBasis::CurrentVersion };
        let found = verdict(&rotation, value, limit, now).expect("a verdict");
        assert_eq!(found.to_string(), words, "{rotation:?}: {found:?}");
        let json = serde_json::to_value(found).expect("json");
        assert_eq!(json["state"], found.state.code());
    }
    let nobody = Rotation { by: RotatedBy::Nobody, ..rotation(Some("rate(30 days)"), None, None) };
    assert_eq!(verdict(&nobody, ValueAge::default(), Some(90), now), None);
}

/// A field as Secrets Manager writes it, and as croner does.
fn lists(first: u32, last: u32, names: &'static [&'static str]) -> impl Strategy<Value = (String, String)> {
    let name = move |number: u32, named: bool| {
        let place = usize::try_from(number - first).expect("small");
        if named { names.get(place).map_or(number.to_string(), |name| (*name).to_owned()) } else { number.to_string() }
    };
    let part =
        (first..=last, first..=last, 1..=last, 0..5, any::<bool>()).prop_map(move |(one, other, step, form, named)| {
            let (from, to) = (one.min(other), one.max(other));
            match form {
                0 => (name(one, named), one.to_string()),
                1 => (format!("{}-{}", name(from, named), name(to, named)), format!("{from}-{to}")),
                2 => (format!("{one}/{step}"), format!("{one}-{last}/{}", step.min(last - one + 1))),
                3 => (format!("/{step}"), format!("{first}-{last}/{}", step.min(last - first + 1))),
                _ => (format!("{from}-{to}/{step}"), format!("{from}-{to}/{}", step.min(to - from + 1))),
            }
        });
    prop_oneof![
        1 => Just(("*".to_owned(), "*".to_owned())),
        4 => prop::collection::vec(part, 1..4).prop_map(|parts| {
            let (ours, theirs): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
            (ours.join(","), theirs.join(","))
        }),
    ]
}

const DAY_NAMES: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MONTH_NAMES: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// The two days, as Secrets Manager writes them and as croner does (1 is Sunday for both).
fn days() -> impl Strategy<Value = (String, String)> {
    let both = |(ours, theirs): (String, String), of_month: bool| {
        if of_month {
            (format!("{ours} M ?"), format!("{theirs} M *"))
        } else {
            (format!("? M {ours}"), format!("* M {theirs}"))
        }
    };
    prop_oneof![
        lists(1, 31, &[]).prop_map(move |day| both(day, true)),
        Just(("L M ?".to_owned(), "L M *".to_owned())),
        lists(1, 7, DAY_NAMES).prop_map(move |day| both(day, false)),
        (1..=7_u32, 1..=5_u32).prop_map(|(day, nth)| (format!("? M {day}#{nth}"), format!("* M {day}#{nth}"))),
        (1..=7_u32).prop_map(|day| (format!("? M {day}L"), format!("* M {day}#L"))),
        (0..7_usize).prop_map(|day| (format!("{}L M ?", DAY_NAMES[day]), format!("* M {}#L", day + 1))),
        Just(("? M L".to_owned(), "* M 7".to_owned())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// croner knows `*` for both days, seconds, `W` and `+`, which Secrets Manager does not; it does not know `/3`, `SUNL`
    /// for a day of the month and a bare `L` for Saturday, and refuses steps longer than their range: those are mapped.
    #[test]
    fn the_next_window_is_the_one_that_croner_finds(
        hours in prop_oneof![
            (0..24_u32).prop_map(|hour| (hour.to_string(), hour.to_string())),
            (0..24_u32, 4..24_u32).prop_map(|(from, step)| {
                (format!("{from}/{step}"), format!("{from}-23/{}", step.min(24 - from)))
            }),
        ],
        months in lists(1, 12, MONTH_NAMES),
        days in days(),
        now in 0..1_800_000_000_i64,
    ) {
        let now = DateTime::from_timestamp(now + 900_000_000, 0).expect("an instant");
        let ours = format!("cron(0 {} {} *)", hours.0, days.0);
        let ours = ours.replacen(" M ", &format!(" {} ", months.0), 1);
        let theirs = format!("0 {} {}", hours.1, days.1).replacen(" M ", &format!(" {} ", months.1), 1);
        let parser = CronParser::builder().seconds(Seconds::Disallowed).alternative_weekdays(true).build();
        let croner = parser.parse(&theirs).map_err(|error| TestCaseError::fail(format!("{theirs}: {error}")))?;
        match Schedule::parse(&ours) {
            Ok(schedule) => {
                let mut at = now;
                for _ in 0..4 {
                    let found = schedule.next_after(at, None).expect("a window");
                    let expected = croner.find_next_occurrence(&at, false);
                    let expected = expected.map_err(|error| TestCaseError::fail(format!("{theirs}: {error}")))?;
                    prop_assert_eq!(found, expected, "{} as {} after {}", &ours, &theirs, at);
                    prop_assert!(found - at <= schedule.longest_gap().max(TimeDelta::days(8 * 366)));
                    at = found;
                }
            }
            Err(error) => {
                prop_assert_eq!(&error, &ScheduleError::Never, "{}", &ours);
                // Eight years without a day: croner finds none either.
                let found = croner.find_next_occurrence(&now, false).ok();
                prop_assert!(found.is_none_or(|found| found.year() - now.year() > 8), "{} as {}: {:?}", ours, theirs, found);
            }
        }
    }

    /// No gap between two windows in any stretch is longer than the longest.
    #[test]
    fn no_gap_is_longer_than_the_longest(days in days(), from in 0..3000_u64) {
        let text = format!("cron(0 8/8 {} *)", days.0.replacen(" M ", " * ", 1));
        let Ok(schedule) = Schedule::parse(&text) else { return Ok(()) };
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date") + Days::new(from);
        let mut at = schedule.next_after(first.and_time(NaiveTime::MIN).and_utc(), None).expect("a window");
        for _ in 0..20 {
            let next = schedule.next_after(at, None).expect("a window");
            prop_assert!(next - at <= schedule.longest_gap(), "{}: {} to {}", &text, at, next);
            at = next;
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(rate|cron)\\([0-9A-Za-z#?*, /-]{0,40}\\)|\\PC{0,60}") {
        if let Ok(schedule) = Schedule::parse(&text) {
            let next = schedule.next_after(at("2026-11-21"), Some(at("2026-11-01")));
            prop_assert!(next.is_some_and(|next| next > at("2026-11-21")));
        }
    }
}
