//! Clocks over sleep, restart and a wall clock that is set; budgets of phases.

use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + seconds, 0).expect("a time")
}

fn s(seconds: i64) -> TimeDelta {
    TimeDelta::seconds(seconds)
}

const HOUR: i64 = 3_600;

#[test]
fn time_is_true_over_sleep_restart_and_a_clock_that_is_set() {
    let fresh = Session { wall: at(0), elapsed: s(7), counts_sleep: false, newest_logged: None };
    let boot = Session { counts_sleep: true, ..fresh };
    let behind = Session { newest_logged: Some(at(HOUR)), ..fresh };
    // What each case is, the session, the wall clock and the counter's seconds since then, the time, the doubt.
    for (what, session, wall, counted, expect, doubt) in [
        ("both run", fresh, 60, 60, 60, None),
        ("a second off", fresh, 61, 60, 61, None),
        ("a day of slewing", fresh, 86_440, 86_400, 86_440, None),
        ("set back", fresh, 60 - HOUR, 60, 60, Some(Doubt::SetBack(s(HOUR)))),
        ("set back, counts sleep", boot, 60 - HOUR, 60, 60, Some(Doubt::SetBack(s(HOUR)))),
        ("set back and put right", fresh, 120, 120, 120, None),
        ("slept or set forward", fresh, HOUR + 60, 60, HOUR + 60, Some(Doubt::SleptOrSetForward(s(HOUR)))),
        ("slept", boot, HOUR + 60, HOUR + 60, HOUR + 60, None),
        ("set forward", boot, HOUR + 60, 60, 60, Some(Doubt::SetForward(s(HOUR)))),
        ("set forward and put right", fresh, 120, 120, 120, None),
        ("set back before the start", behind, 60, 60, HOUR + 60, Some(Doubt::BehindLog(s(HOUR)))),
        ("set back before, put right since", behind, HOUR + 600, 60, HOUR + 600, None),
        ("restarted later", Session { newest_logged: Some(at(-HOUR)), ..fresh }, 60, 60, 60, None),
        ("logged a second ahead", Session { newest_logged: Some(at(1)), ..fresh }, 60, 60, 60, None),
        ("the counter went back", fresh, 0, -7, 0, None),
    ] {
        let now = session.now(at(wall), s(7) + s(counted));
        assert_eq!((now.at, now.doubt), (at(expect), doubt), "{what}");
    }
}

#[test]
fn spans_are_short() {
    for (seconds, expect) in [
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_599, "59 min"),
        (HOUR, "1 h"),
        (4 * HOUR + 600, "4 h 10 min"),
        (24 * HOUR, "1 d"),
        (75 * HOUR, "3 d 3 h"),
    ] {
        assert_eq!(span(s(seconds)), expect);
    }
}

proptest! {
    #[test]
    fn time_never_runs_slower_than_the_counter(
        wall in -100_000_i64..100_000, counted in 0_i64..100_000, counts_sleep: bool,
        logged in proptest::option::of(-100_000_i64..100_000),
    ) {
        let session = Session { wall: at(0), elapsed: s(0), counts_sleep, newest_logged: logged.map(at) };
        let now = session.now(at(wall), s(counted));
        let least = logged.unwrap_or(0).max(0) + counted;
        prop_assert!(now.at >= at(least) - slack(s(counted)), "{now:?} before {least}");
        // Where nothing is wrong, nothing is said; where it disagrees by much, something is.
        prop_assert_eq!(session.now(at(counted), s(counted)).doubt.is_some(), logged.is_some_and(|at| at > 2 + counted / 2_000));
    }
}

fn budgets(from: BudgetFrom) -> Vec<PhaseBudget> {
    USUAL_BUDGETS.iter().map(|(id, minutes)| PhaseBudget { id: (*id).to_owned(), minutes: *minutes, from }).collect()
}

fn check(from: BudgetFrom, ended: &[(&str, i64)], stopped: Option<i64>, now: i64, expect: [Standing; 5]) {
    let course = Course { detected_at: at(0), opened_at: at(120), stopped_at: stopped.map(at) };
    let ended = ended.iter().map(|(id, end)| ((*id).to_owned(), at(*end))).collect();
    let found: Vec<Standing> =
        phase_clocks(&budgets(from), &course, &ended, at(now)).into_iter().map(|clock| clock.standing).collect();
    assert_eq!(found, expect, "{from:?} {ended:?} {stopped:?} {now}");
}

#[test]
fn phases_stand_against_their_budgets() {
    use BudgetFrom::{Detected, Phase};
    use Standing::{Ended, EndedLate, Left, Over, Stopped, Waiting};
    let day = 24 * HOUR;
    let later = [Left(s(day - 498)), Left(s(30 * day - 498))];
    check(Detected, &[("assess", 250)], None, 498, [Ended(s(250)), Left(s(402)), Left(s(3_102)), later[0], later[1]]);
    check(
        Detected,
        &[("assess", 310)],
        None,
        901,
        [EndedLate(s(10)), Over(s(1)), Left(s(2_699)), Left(s(day - 901)), Left(s(30 * day - 901))],
    );
    check(Detected, &[("assess", 250)], Some(498), 9_999, [Ended(s(250)), Stopped, Stopped, Stopped, Stopped]);
    // From the phase before: the first from the start of the run.
    check(Phase, &[], None, 180, [Left(s(240)), Waiting, Waiting, Waiting, Waiting]);
    check(Phase, &[("assess", 300)], None, 360, [Ended(s(180)), Left(s(840)), Waiting, Waiting, Waiting]);
}

#[test]
fn late_marks_and_the_next_one() {
    let mark = |seconds, what: Marked| Mark { at: at(seconds), what };
    let phase = |seconds| mark(seconds, Marked::Phase("contain".to_owned()));
    let found = marks([phase(900), mark(700, Marked::Update), mark(10, Marked::Update), phase(5)], at(11));
    assert_eq!(found, Marks { late: vec![phase(5), mark(10, Marked::Update)], next: Some(mark(700, Marked::Update)) });
    assert_eq!(marks([phase(11)], at(11)), Marks { late: vec![], next: Some(phase(11)) });
    assert_eq!(marks([], at(11)), Marks::default());
}
