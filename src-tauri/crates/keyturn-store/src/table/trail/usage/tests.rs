//! Usage is what facts and events say together.

use chrono::Days;
use keyturn_trail::origin::Source;
use keyturn_trail::read::Way;

use super::*;
use crate::table::trail::testing::{at, event, principal, secret_name, take_in};
use crate::testing::arn;
use crate::{Database, ObjectUse};

#[test]
fn who_read_regularly_and_no_longer_does_has_stopped() {
    let strip = |active: &[usize], days| {
        let mut strip = vec![0; days];
        for day in active {
            strip[*day] = 2;
        }
        strip
    };
    let check =
        |active: &[usize], days, expect| assert_eq!(stopped(&strip(active, days)), expect, "{active:?} of {days}");
    check(&[], 30, None);
    check(&[], 0, None);
    check(&[1, 2, 3], 30, None);
    check(&[1, 2, 3, 4], 30, Some(4));
    check(&[1, 2, 3, 4], 12, None);
    check(&[1, 2, 3, 4], 13, Some(4));
    check(&[0, 7, 14, 21], 35, None);
    check(&[0, 7, 14, 21], 37, Some(21));
    check(&[1, 2, 3, 29], 30, None);
}

#[test]
fn spellings_of_one_secret_are_one_and_days_add_up() {
    let database = Database::open_in_memory().expect("a database");
    let mut other = event(3, "role/web", "a", 86_400);
    other.from.source = Source::Service("AWS Internal".to_owned());
    take_in(&database, &[event(1, "role/ci", "a", 0), event(2, "role/ci", "a-a1B2c3", 86_400), other]);
    let used = |name: &str, ended, count, seconds| ObjectUse {
        object: Object::Secret(secret_name(name)),
        way: Way::Named,
        ended,
        count,
        first_at: at(seconds),
        last_at: at(seconds + 1),
    };
    let (day, next) = (at(0).date_naive(), at(86_400).date_naive());
    database
        .write(|writer| {
            let trail = writer.trail();
            let (ci, web) = (principal("role/ci"), principal("role/web"));
            trail.put_day(&ci, day - Days::new(200), &[used("a", Ended::Done, 9, -200 * 86_400)], None::<&()>)?;
            trail.put_day(&ci, day, &[used("a", Ended::Done, 3, 0), used("a", Ended::Denied, 2, 4)], None::<&()>)?;
            trail.put_day(&ci, next, &[used("a-a1B2c3", Ended::Done, 4, 86_400)], None::<&()>)?;
            trail.put_day(
                &web,
                next,
                &[used("a", Ended::Failed, 1, 86_500), used("b", Ended::Done, 1, 5)],
                None::<&()>,
            )?;
            let identity = Some(arn("eu-west-1", "a"));
            trail.resolve(&[(secret_name("a"), identity.clone()), (secret_name("a-a1B2c3"), identity)])?;

            let usage = trail.usage_of_secret(&arn("eu-west-1", "a"), day, next)?;
            let brief: Vec<_> = usage.iter().map(|one| (one.principal.name.as_str(), one.reads, one.denied)).collect();
            assert_eq!(brief, [("role/web", 0, 0), ("role/ci", 7, 2)]);
            let ci_usage = &usage[1];
            assert_eq!(ci_usage.by_day, [3, 4]);
            assert_eq!((ci_usage.first_at, ci_usage.last_at), (at(-200 * 86_400), at(86_401)));
            assert_eq!((ci_usage.nature, ci_usage.stopped_on), (Nature::Workload, None));
            assert_eq!(ci_usage.arn, Some(arn("eu-west-1", "a")));
            assert_eq!(ci_usage.sources, [(event(1, "", "", 0).from, 2)]);
            assert_eq!(ci_usage.agents, [(Agent("Boto3/1".to_owned()), 2)]);

            let of_web = trail.usage_of_principal(&web, day, next)?;
            let brief: Vec<_> = of_web.iter().map(|one| (&one.object, one.reads, one.sources.len())).collect();
            let object = |name| Object::Secret(secret_name(name));
            assert_eq!(brief, [(&object("a"), 0, 1), (&object("b"), 1, 0)]);
            assert_eq!(trail.usage_of_principal(&principal("role/none"), day, next)?, []);
            assert_eq!(trail.usage_of_secret(&arn("eu-west-1", "none"), day, next)?, []);
            let last = trail.last_reads(day)?;
            assert_eq!(
                last,
                [(ci.clone(), at(86_401))],
                "what failed, and what is no secret of the inventory, is no read"
            );
            let before = trail.last_reads(day - Days::new(300))?;
            assert_eq!(before, last);
            assert_eq!(trail.last_reads(next + Days::new(1))?, []);
            let summary = trail.summary()?;
            assert_eq!((summary.events, summary.facts, summary.reads), (3, 6, 20));
            assert_eq!((summary.from, summary.to), (Some(at(-200 * 86_400)), Some(at(86_501))));
            let cells = trail.events_by_cell()?;
            assert_eq!(cells.iter().map(|(_, _, count)| *count).collect::<Vec<_>>(), [3]);
            Ok(())
        })
        .expect("written");
}
