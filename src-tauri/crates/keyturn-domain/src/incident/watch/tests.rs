//! Watches: what is known, what opens an incident again, when to ask next.

use proptest::prelude::*;

use super::*;

fn at(minutes: i64) -> DateTime<Utc> {
    // 2026-11-21 14:02 UTC, and so many minutes.
    DateTime::from_timestamp(1_795_269_720 + minutes * 60, 0).expect("a time")
}

fn place(region: &str) -> Place {
    Place { account: "111122223333".parse().expect("an account"), region: region.parse().expect("a region") }
}

fn watch(number: u32, regions: &[&str]) -> Watch {
    Watch {
        number,
        entry: 1,
        what: Watched::AccessKeyId("AKIAIOSFODNN7EXAMPLE".to_owned()),
        places: regions.iter().map(|region| place(region)).collect(),
        from: at(0),
    }
}

fn hit(id: &str, minutes: i64, refused: bool) -> Hit {
    let (name, source) = ("GetSecretValue".to_owned(), "198.51.100.7".to_owned());
    Hit { event_id: id.to_owned(), at: at(minutes), name, source, refused }
}

fn answer(region: &str, since: i64, asked: i64, complete: bool, hits: &[Hit]) -> Answer {
    Answer { watch: 1, place: place(region), since: at(since), at: at(asked), complete, hits: hits.to_vec() }
}

#[test]
fn silence_is_known_only_as_far_as_events_can_have_come() {
    let one = watch(1, &["eu-west-1"]);
    let check = |watch: &Watch, answers: &[Answer], known: Option<i64>, done: (bool, bool), expect: &str| {
        let found = watching(watch, answers);
        assert_eq!(found.words(watch), expect);
        assert_eq!((found.known_until, (found.short_done, found.long_done)), (known.map(at), done), "{expect}");
    };
    let late = "Events can be 15 minutes late.";
    let unknown = format!("Nothing is known yet of use since 14:02 UTC. 1 place is not read, or behind. {late}");
    check(&one, &[], None, (false, false), &unknown);
    check(&one, &[answer("eu-west-1", 0, 15, true, &[])], None, (false, false), &unknown);
    check(&one, &[answer("eu-west-1", 0, 30, false, &[])], None, (false, false), &unknown);
    let quiet = |until: &str| format!("No use since 14:02 UTC, known until {until} UTC. {late}");
    check(&one, &[answer("eu-west-1", 0, 30, true, &[])], Some(15), (false, false), &quiet("14:17"));
    check(&one, &[answer("eu-west-1", 0, 45, true, &[])], Some(30), (true, false), &quiet("14:32"));
    // A gap: what came after it is not known to be silence.
    let gap = [answer("eu-west-1", 0, 30, true, &[]), answer("eu-west-1", 20, 60, true, &[])];
    check(&one, &gap, Some(15), (false, false), &quiet("14:17"));
    let closed = [gap[1].clone(), gap[0].clone(), answer("eu-west-1", 15, 40, true, &[])];
    check(&one, &closed, Some(45), (true, false), &quiet("14:47"));
    let month = 30 * 24 * 60 + 15;
    check(
        &one,
        &[answer("eu-west-1", 0, month, true, &[])],
        Some(month - 15),
        (true, true),
        &quiet("2026-12-21 14:02"),
    );
    // The slowest place holds it back.
    let two = watch(1, &["eu-west-1", "us-east-1"]);
    let behind = format!("No use since 14:02 UTC, known until 14:17 UTC. 1 place is not read, or behind. {late}");
    let uneven = [answer("eu-west-1", 0, 60, true, &[]), answer("us-east-1", 0, 30, true, &[])];
    check(&two, &uneven, Some(15), (false, false), &behind);
    // Another watch's answers say nothing.
    let other = Answer { watch: 2, ..answer("eu-west-1", 0, 45, true, &[]) };
    check(&one, &[other], None, (false, false), &unknown);
}

#[test]
fn a_use_reopens_and_a_refused_call_shows_that_somebody_tries() {
    let one = watch(1, &["eu-west-1"]);
    let with = |hits: &[Hit]| watching(&one, &[answer("eu-west-1", 0, 60, true, hits)]);
    let before = with(&[hit("a", -1, false), hit("b", 0, false)]);
    assert!(!before.reopens() && before.short_done, "calls before the revocation are the exposure's");
    let tried = with(&[hit("a", 3, true), hit("b", 5, true), hit("a", 3, true)]);
    assert!(!tried.reopens() && tried.short_done);
    insta::assert_snapshot!(tried.words(&one), @"No use since 14:02 UTC, known until 14:47 UTC. 2 times tried and refused, the last at 14:07 UTC. Events can be 15 minutes late.");
    let mut strange = hit("c", 3, false);
    strange.name = "Get\u{202E}x".to_owned();
    let used = with(&[strange, hit("b", 5, true)]);
    assert!(used.reopens() && !used.short_done);
    insta::assert_snapshot!(used.words(&one), @"Used after it was revoked: Get‹U+202E›x at 14:05 UTC from 198.51.100.7. Once tried and refused, the last at 14:07 UTC. Events can be 15 minutes late.");
    // A hit in an answer that did not come in full counts.
    assert!(watching(&one, &[answer("eu-west-1", 0, 60, false, &[hit("d", 3, false)])]).reopens());
}

#[test]
fn polls_become_rarer_and_end() {
    let one = watch(1, &["eu-west-1"]);
    for (known, expect) in [
        (None, Some(1)),
        (Some(29), Some(1)),
        (Some(30), Some(15)),
        (Some(1_439), Some(15)),
        (Some(1_440), Some(360)),
        (Some(43_199), Some(360)),
        (Some(43_200), None),
    ] {
        assert_eq!(interval(&one, known.map(at)), expect.map(TimeDelta::minutes), "{known:?}");
    }
    // After a gap it asks from where its knowledge ends.
    let polls = plan(&[one], &[answer("eu-west-1", 0, 30, true, &[])], at(600));
    assert_eq!(polls, [Poll { watch: 1, place: place("eu-west-1"), since: at(15), at: at(600) }]);
}

proptest! {
    /// Every watch is planned in each of its places, and no place is asked more often than its share.
    #[test]
    fn plans_keep_within_their_share(
        count in 1_u32..60, regions in 1_usize..4, now in 0_i64..60,
        answered in proptest::collection::vec((1_u32..60, 0_i64..60), 0..20),
    ) {
        let names = ["eu-west-1", "us-east-1", "ap-south-1"];
        let watches: Vec<Watch> = (1..=count).map(|number| watch(number, &names[..regions])).collect();
        let answers: Vec<Answer> = answered
            .into_iter()
            .map(|(watch, asked)| Answer { watch, ..answer("eu-west-1", 0, asked.min(now), true, &[]) })
            .collect();
        let polls = plan(&watches, &answers, at(now));
        prop_assert_eq!(polls.len(), watches.len() * regions);
        prop_assert!(polls.is_sorted_by_key(|poll| poll.at));
        for name in &names[..regions] {
            let times: Vec<DateTime<Utc>> =
                polls.iter().filter(|poll| poll.place == place(name)).map(|poll| poll.at).collect();
            prop_assert!(times.windows(2).all(|two| two[1] - two[0] >= SLOT));
            prop_assert!(times.iter().all(|time| *time >= at(now)));
        }
    }

    /// More answers never make less known, and never more than events can have come.
    #[test]
    fn more_answers_never_make_less_known(
        asked in proptest::collection::vec((-5_i64..100, 0_i64..200, any::<bool>()), 0..12),
    ) {
        let one = watch(1, &["eu-west-1"]);
        let answers: Vec<Answer> = asked
            .iter()
            .map(|(since, after, complete)| answer("eu-west-1", *since, (*since + *after).max(0), *complete, &[]))
            .collect();
        let newest = answers.iter().map(|answer| answer.at).max();
        let mut before = None;
        for upto in 0..=answers.len() {
            let known = watching(&one, &answers[..upto]).known_until;
            prop_assert!(known >= before);
            prop_assert!(known.is_none_or(|known| newest.is_some_and(|newest| known <= newest - EVENT_DELAY)));
            before = known;
        }
    }
}
