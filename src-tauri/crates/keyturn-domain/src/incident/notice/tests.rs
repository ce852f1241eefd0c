//! The shipped rows, deadlines on calendars, and decisions.

use std::collections::BTreeSet;

use chrono::{TimeDelta, TimeZone};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a time").to_utc()
}

fn place(zone: Tz, holidays: &[&str]) -> Calendar {
    Calendar { zone, holidays: holidays.iter().map(|day| day.parse().expect("a day")).collect() }
}

#[test]
fn the_shipped_rows_are_read_and_say_what_was_checked() {
    let rows = parse(include_str!("../notice.toml")).expect("the shipped rows");
    assert_eq!(rows.calendar, None);
    let rows = rows.rows;
    assert_eq!(rows, shipped());
    assert_eq!(Notices::default().with(Own::default()), Ok(Notices::default()));
    let table: Vec<String> = rows
        .iter()
        .map(|row| {
            let second = row.no_later_than.map(|second| format!(", at most {} h", second.hours)).unwrap_or_default();
            let after = row.after.as_deref().map(|after| format!(" of {after}")).unwrap_or_default();
            let checked = row.checked_on.map_or("unchecked", |_| "checked");
            let (from, deadline) = (row.starts_from.code(), row.deadline.words());
            format!("{}: {deadline} from {from}{after}{second} ({checked})", row.id)
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn files_of_rows_are_refused_with_a_reason() {
    let row = "[[notice]]\nid = \"x\"\nname = \"X\"\njurisdiction = \"here\"\nlaw = \"1\"\nstarts_from = \"aware\"\n\
               deadline = { hours = 72 }\nquestion = \"?\"\nto = \"them\"\nsource = \"https://example.com/\"\n";
    let file = format!("schema = 1\n{row}");
    let check = |file: &str, expect: &str| {
        let found = parse(file).err().map(|fault| fault.to_string()).unwrap_or_default();
        assert!(found.contains(expect) && found.is_empty() == expect.is_empty(), "{found}\nof\n{file}");
    };
    check(&file, "");
    check("schema = 1", "");
    check("schema = 2", "schema 2 is not known, only 1");
    check("", "missing field `schema`");
    check(&format!("{file}{row}"), "two rows have the id \"x\"");
    for (from, to, expect) in [
        ("\"x\"", "\"X y\"", "an id is of small letters"),
        ("\"X\"", "\" \"", "must be said"),
        ("https://", "http://", "no https link"),
        ("{ hours = 72 }", "{ hours = 0 }", "out of bounds"),
        ("{ hours = 72 }", "{ months = 100000 }", "out of bounds"),
        ("{ hours = 72 }", "{ hours = -1 }", "invalid value"),
        ("{ hours = 72 }", "\"soon\"", "unknown variant `soon`"),
        ("{ hours = 72 }", "{ weeks = 3 }", "unknown variant `weeks`"),
        ("\"aware\"", "\"tomorrow\"", "unknown variant `tomorrow`"),
        ("\"aware\"", "\"filed\"", "`after` goes with"),
        ("to =", "after = \"y\"\nto =", "`after` goes with"),
        ("\"aware\"", "\"filed\"\nafter = \"x\"", "it follows itself"),
        ("to =", "no_later_than = { from = \"aware\", hours = 0 }\nto =", "second clock is out of bounds"),
        ("to =", "whom = \"y\"\nto =", "unknown field `whom`"),
        ("to =", "checked_on = 2026-02-30\nto =", "2026-02-30"),
        ("to =", "checked_on = \"lately\"\nto =", "lately"),
    ] {
        check(&file.replacen(from, to, 1), expect);
    }
    let own = |file: &str| Notices::default().with(parse(file).expect("rows"));
    let found = own(&file.replace("\"x\"", "\"gdpr-33\"")).expect("rows");
    let brief = (found.rows.len(), found.rows[0].name.as_str(), found.own.contains("gdpr-33"));
    assert_eq!(brief, (shipped().len(), "X", true), "an own row takes the shipped one's place");
    assert_eq!(own(&file).expect("rows").rows.len(), shipped().len() + 1);
    let lost = own(&file.replace("\"aware\"", "\"filed\"\nafter = \"nowhere\""));
    assert!(lost.is_err_and(|fault| fault.to_string().contains("a row that is not there")));
}

#[test]
fn a_file_gives_the_calendar_of_its_place() {
    let check = |text: &str, expect: &str| {
        let found = parse(&format!("schema = 1\n{text}"));
        let words = match found.and_then(|own| Notices::default().with(own)) {
            Ok(notices) => notices.calendar_words(),
            Err(fault) => fault.to_string(),
        };
        assert!(words.contains(expect), "{words}\nof\n{text}");
    };
    check("", "in UTC: nobody has given a calendar");
    check("[calendar]\ntime_zone = \"Europe/Berlin\"", "in Europe/Berlin, with no holidays given");
    check("[calendar]\ntime_zone = \"Asia/Kolkata\"\nholidays = [2026-12-25]", "in Asia/Kolkata, without 1 holiday.");
    check("[calendar]\ntime_zone = \"UTC\"\nholidays = [2026-12-25, 2027-01-01]", "without 2 holidays");
    check("[calendar]\ntime_zone = \"Berlin\"", "the time zone \"Berlin\" is not known");
    check("[calendar]\ntime_zone = \"UTC\"\nholidays = [2026-12-25T10:00:00]", "is no day");
    check("[calendar]\ntime_zone = \"UTC\"\nholidays = [\"christmas\"]", "invalid type");
    check("[calendar]\nholidays = []", "missing field `time_zone`");
    check("[calendar]\ntime_zone = \"UTC\"\nzone = 1", "unknown field `zone`");

    // A later file keeps what it does not give.
    let file = "schema = 1\n[calendar]\ntime_zone = \"America/New_York\"\nholidays = [2026-11-26]";
    let notices = Notices::default().with(parse(file).expect("a calendar")).expect("notices");
    assert_eq!(
        notices.with(Own::default()).expect("notices").calendar(),
        place(Tz::America__New_York, &["2026-11-26"])
    );
    let found = due(Deadline::BusinessDays(1), utc("2026-11-25T15:00:00Z"), &notices.calendar());
    assert_eq!(found, Some(utc("2026-11-28T04:59:59Z")), "Thanksgiving is no business day");
}

#[test]
fn deadlines_on_the_calendar_of_a_place() {
    use Deadline::{AtOnce, BusinessDays, Days, DaysAfterYear, Hours, Months};
    let new_york = place(Tz::America__New_York, &["2026-11-26", "2026-12-25", "2027-01-01"]);
    let berlin = place(Tz::Europe__Berlin, &[]);
    let check = |deadline: Deadline, start: &str, calendar: &Calendar, expect: &str| {
        let found = due(deadline, utc(start), calendar);
        assert_eq!(found, (!expect.is_empty()).then(|| utc(expect)), "{deadline:?} from {start}");
    };
    check(AtOnce, "2026-11-21T14:05:00Z", &berlin, "");
    check(Hours(72), "2026-11-21T14:05:00Z", &berlin, "2026-11-24T14:05:00Z");
    // Hours run through a change of clocks; days keep the time of the day.
    check(Hours(24), "2026-10-24T12:00:00Z", &berlin, "2026-10-25T12:00:00Z");
    check(Days(1), "2026-10-24T12:00:00Z", &berlin, "2026-10-25T13:00:00Z");
    check(Days(1), "2026-03-28T01:30:00Z", &berlin, "2026-03-29T01:30:00Z");
    check(Days(14), "2026-02-20T10:00:00Z", &berlin, "2026-03-06T10:00:00Z");
    // Months over their ends, and a leap year.
    check(Months(1), "2026-01-31T10:00:00Z", &berlin, "2026-02-28T10:00:00Z");
    check(Months(1), "2028-01-31T10:00:00Z", &berlin, "2028-02-29T10:00:00Z");
    check(Months(1), "2026-12-31T10:00:00Z", &berlin, "2027-01-31T10:00:00Z");
    check(Months(12), "2028-02-29T10:00:00Z", &berlin, "2029-02-28T10:00:00Z");
    // The day is the place's: late in the evening in New York it is the next day in UTC.
    check(Months(1), "2026-02-01T02:00:00Z", &new_york, "2026-03-01T02:00:00Z");
    // Business days: Monday + 4 = Friday; over a weekend; over Thanksgiving; from a Saturday as from the Friday.
    check(BusinessDays(4), "2026-11-16T15:00:00Z", &new_york, "2026-11-21T04:59:59Z");
    check(BusinessDays(4), "2026-11-19T15:00:00Z", &new_york, "2026-11-26T04:59:59Z");
    check(BusinessDays(4), "2026-11-20T15:00:00Z", &new_york, "2026-11-28T04:59:59Z");
    check(BusinessDays(4), "2026-11-21T15:00:00Z", &new_york, "2026-11-28T04:59:59Z");
    check(BusinessDays(3), "2026-12-24T15:00:00Z", &new_york, "2026-12-31T04:59:59Z");
    check(DaysAfterYear(60), "2026-03-05T15:00:00Z", &new_york, "2027-03-02T04:59:59Z");
    check(DaysAfterYear(60), "2027-12-31T15:00:00Z", &new_york, "2028-03-01T04:59:59Z");
}

fn decided(row: &str, answer: Answer, at: &str) -> NoticeDecision {
    let (reason, by, second) = ("no personal data behind it".to_owned(), "Lea".to_owned(), Some("Carl".to_owned()));
    NoticeDecision { row: row.to_owned(), answer, reason, by, second, at: utc(at) }
}

fn filed(row: &str, at: &str) -> NoticeDecision {
    decided(row, Answer::Filed { at: utc(at), reference: "BR-77".to_owned() }, at)
}

#[test]
fn each_clock_runs_from_its_own_moment() {
    let notices = Notices { given: Some(place(Tz::Europe__Berlin, &[])), ..Notices::default() };
    let check = |row: &str, moments: &[(Moment, &str)], decisions: &[NoticeDecision], now: &str, expect: &str| {
        let moments: Moments = moments.iter().map(|(moment, at)| (*moment, utc(at))).collect();
        let all = clocks(&notices, &moments, decisions, utc(now));
        let clock = all.iter().find(|clock| clock.row.id == row).expect("a row");
        let due = clock.due_at.map_or("-".to_owned(), |at| at.format("%m-%dT%H:%M").to_string());
        let late = clock.late_by.map_or(String::new(), |late| format!(" late {} min", late.num_minutes()));
        assert_eq!(format!("{} {due}{late}", clock.state.code()), expect, "{row} at {now}");
    };
    let aware = [(Moment::Aware, "2026-11-21T14:05:00Z")];
    check("gdpr-33", &[], &[], "2026-11-21T15:00:00Z", "undecided -");
    check("gdpr-33", &[(Moment::Detected, "2026-11-21T14:00:00Z")], &[], "2026-11-21T15:00:00Z", "undecided -");
    check("gdpr-33", &aware, &[], "2026-11-21T15:00:00Z", "undecided 11-24T14:05");
    check("gdpr-33", &aware, &[], "2026-11-24T14:06:00Z", "undecided 11-24T14:05 late 1 min");
    check("gdpr-34", &aware, &[], "2026-11-24T14:06:00Z", "undecided -");
    let no = [decided("gdpr-33", Answer::No, "2026-11-22T10:00:00Z")];
    check("gdpr-33", &aware, &no, "2026-11-30T00:00:00Z", "no 11-24T14:05");
    // The last decision counts.
    let changed = [no[0].clone(), decided("gdpr-33", Answer::Notify, "2026-11-23T10:00:00Z")];
    check("gdpr-33", &aware, &changed, "2026-11-24T14:15:00Z", "due 11-24T14:05 late 10 min");
    let in_time = [filed("gdpr-33", "2026-11-24T14:00:00Z")];
    check("gdpr-33", &aware, &in_time, "2026-12-30T00:00:00Z", "filed 11-24T14:05");
    let late = [filed("gdpr-33", "2026-11-24T15:05:00Z")];
    check("gdpr-33", &aware, &late, "2026-12-30T00:00:00Z", "filed 11-24T14:05 late 60 min");
    // A chain: the next stage starts when the one before was filed.
    check("nis2-final", &aware, &[], "2026-11-24T14:06:00Z", "undecided -");
    let notified = [filed("nis2-notification", "2026-11-24T10:00:00Z")];
    check("nis2-final", &aware, &notified, "2026-11-24T14:06:00Z", "undecided 12-24T10:00");
    // DORA: 4 hours from classification, and 24 hours from awareness also while nobody has classified.
    check("dora-initial", &aware, &[], "2026-11-21T15:00:00Z", "undecided 11-22T14:05");
    let soon = [aware[0], (Moment::Classified, "2026-11-21T16:00:00Z")];
    check("dora-initial", &soon, &[], "2026-11-21T16:30:00Z", "undecided 11-21T20:00");
    let slow = [aware[0], (Moment::Classified, "2026-11-22T12:00:00Z")];
    check("dora-initial", &slow, &[], "2026-11-22T12:30:00Z", "undecided 11-22T14:05");
}

#[test]
fn decisions_stand_by_themselves() {
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let base = decided("gdpr-33", Answer::No, "2026-11-22T10:00:00Z");
    let at = base.at;
    let reference = |reference: &str, minutes| Answer::Filed {
        at: at + TimeDelta::minutes(minutes),
        reference: reference.to_owned(),
    };
    for (decision, expect) in [
        (base.clone(), ""),
        (NoticeDecision { answer: Answer::Notify, second: None, ..base.clone() }, ""),
        (NoticeDecision { row: "x".to_owned(), ..base.clone() }, "there is no notice clock \"x\""),
        (NoticeDecision { by: " ".to_owned(), ..base.clone() }, "say who decided"),
        (NoticeDecision { reason: " ".to_owned(), ..base.clone() }, "say why"),
        (NoticeDecision { second: None, ..base.clone() }, "a second person"),
        (NoticeDecision { second: Some(" LEA".to_owned()), ..base.clone() }, "a second person"),
        (NoticeDecision { reason: token.clone(), ..base.clone() }, "a GitHub token"),
        (NoticeDecision { answer: reference("BR-77", 0), reason: String::new(), second: None, ..base.clone() }, ""),
        (NoticeDecision { answer: reference(" ", 0), ..base.clone() }, "the authority's reference"),
        (NoticeDecision { answer: reference(&token, 0), ..base.clone() }, "a GitHub token"),
        (NoticeDecision { answer: reference("BR-77", 6), ..base }, "it lies in the future"),
    ] {
        let found = decision.check(shipped(), at).err().map(|fault| fault.to_string()).unwrap_or_default();
        assert!(found.contains(expect) && found.is_empty() == expect.is_empty(), "{decision:?}: {found}");
    }
}

proptest! {
    /// A later start is never due earlier, more time is never less, and no deadline lies before its start.
    #[test]
    fn deadlines_keep_their_order(
        seconds in 0_i64..400_000_000, more in 0_i64..4_000_000, count in 1_u32..40, which in 0_usize..5,
        holidays in proptest::collection::btree_set(0_u64..4_800, 0..40),
        zone in proptest::sample::select(&[Tz::America__New_York, Tz::Europe__Berlin, Tz::Asia__Kolkata, Tz::UTC][..]),
    ) {
        let first = Utc.with_ymd_and_hms(2024, 1, 1, 0, 0, 0).single().expect("a time");
        let days: BTreeSet<NaiveDate> =
            holidays.iter().filter_map(|day| first.date_naive().checked_add_days(chrono::Days::new(*day))).collect();
        let calendar = Calendar { zone, holidays: days };
        let of = |count| [
            Deadline::Hours(count), Deadline::Days(count), Deadline::BusinessDays(count), Deadline::Months(count),
            Deadline::DaysAfterYear(count),
        ][which];
        let start = first + TimeDelta::seconds(seconds);
        let found = due(of(count), start, &calendar).expect("a deadline");
        prop_assert!(found > start);
        prop_assert!(due(of(count + 1), start, &calendar).expect("a deadline") > found);
        // An hour may be repeated when clocks go back.
        let later = due(of(count), start + TimeDelta::seconds(more), &calendar).expect("a deadline");
        prop_assert!(later + TimeDelta::hours(1) >= found);
        if let Deadline::BusinessDays(_) = of(count) {
            prop_assert!(calendar.is_business_day(found.with_timezone(&zone).date_naive()));
        }
    }

    #[test]
    fn any_file_is_read_or_refused(file in "\\PC{0,200}|schema = 1\n(\\[\\[notice\\]\\]\n(id|deadline|after) = .{0,20}\n){0,3}") {
        drop(parse(&file));
    }
}
