//! The detections against labelled traffic, by class: what they find, and what they stay silent on.
//!
//! Seeds are drawn anew for each run and printed, so that nobody tunes to one; `KEYTURN_TRAIL_SEEDS=7,8` repeats a run.

mod estate;
mod other;
mod recorded;
mod table;

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::ControlFlow;

use keyturn_trail::detect::{Grounds, Verdicts, judge, judge_all};
use keyturn_trail::envelope::{Limits, events};
use keyturn_trail::event::Event;
use keyturn_trail::resolve::Index;
use keyturn_trail::scene::Scene;
use keyturn_trail::settings::Settings;
use keyturn_trail::{facts, reads};

use table::Table;

/// Labelled traffic.
pub(crate) struct Stretch {
    /// CloudTrail records, one a line, in the order in which they were delivered.
    pub(crate) lines: String,
    /// What they were.
    pub(crate) episodes: Vec<Episode>,
    /// What people told Keyturn: decoys, and who left.
    pub(crate) scene: Scene,
    /// How many days it is long.
    pub(crate) days: u32,
}

/// Events that belong together.
pub(crate) struct Episode {
    /// The word for its kind.
    pub(crate) class: &'static str,
    /// Whether it has to be found; else silence is right.
    pub(crate) attack: bool,
    /// The ids of its events.
    pub(crate) events: BTreeSet<String>,
}

impl Stretch {
    /// The events that are wanted, as the files give them.
    fn events(&self) -> Vec<Event> {
        let mut all = Vec::new();
        let intake = events(self.lines.as_bytes(), &Limits::default(), &Index::default(), |event| {
            all.push(event);
            ControlFlow::Continue(())
        });
        assert!(intake.unusable.is_empty() && intake.tally.broken == 0, "{intake:?}");
        all
    }
}

/// Three seeds of this run, or those that `KEYTURN_TRAIL_SEEDS` names.
fn seeds() -> Vec<u64> {
    if let Ok(named) = std::env::var("KEYTURN_TRAIL_SEEDS") {
        return named.split(',').map(|seed| seed.trim().parse().expect("a seed is a number")).collect();
    }
    (0_u64..3).map(|nth| RandomState::new().hash_one(nth) % 1_000_000).collect()
}

/// Judges months of several seeds, prints the table, and holds it to the bar.
fn confusion(title: &str, month: impl Fn(u64) -> Stretch, at_once: bool) {
    let mut table = Table::default();
    for seed in seeds() {
        let stretch = month(seed);
        let events = stretch.events();
        let verdicts = if at_once {
            judge_all(&events, &stretch.scene, &Settings::default())
        } else {
            day_by_day(&events, &stretch.scene)
        };
        table.add(seed, &stretch, &verdicts);
    }
    let said = table.print(title);
    assert!(table.is_met(), "{said}");
}

/// Judges each day at its end, by what was known then: as Keyturn does that runs since the first day.
fn day_by_day(events: &[Event], scene: &Scene) -> Verdicts {
    let reads = reads::reads(events);
    let known = facts::of(&reads, events);
    let days: BTreeSet<_> = events.iter().map(|event| event.at.date_naive()).collect();
    let mut verdicts = Verdicts::default();
    for day in days {
        let facts = facts::Facts {
            uses: known.uses.iter().filter(|used| used.day <= day).cloned().collect(),
            shapes: known.shapes.iter().filter(|shape| shape.day <= day).cloned().collect(),
        };
        let before = day - chrono::Days::new(2);
        let near: Vec<Event> =
            events.iter().filter(|event| (before..=day).contains(&event.at.date_naive())).cloned().collect();
        let grounds = Grounds::of(&facts);
        let today = judge(day..=day, &reads, &near, &grounds, scene, &Settings::default());
        verdicts.findings.extend(today.findings);
        verdicts.explained.extend(today.explained);
    }
    verdicts
}

#[test]
fn confusion_on_the_simulated_month() {
    confusion("The simulated month, 40 principals, read at once", estate::month, true);
}

#[test]
fn confusion_on_the_simulated_month_day_by_day() {
    confusion("The simulated month, judged day by day", estate::month, false);
}

#[test]
fn confusion_on_another_month() {
    confusion("Another simulation's month, read at once", other::month, true);
}

#[test]
fn confusion_on_another_month_day_by_day() {
    confusion("Another simulation's month, judged day by day", other::month, false);
}

/// The same events in another order, some of them twice: the same findings, in every word.
#[test]
fn the_order_of_delivery_changes_nothing() {
    for seed in seeds().into_iter().take(1) {
        for (name, stretch) in [("estate", estate::month(seed)), ("other", other::month(seed))] {
            let events = stretch.events();
            let once = judge_all(&events, &stretch.scene, &Settings::default());
            let mut shuffled: Vec<Event> = events.iter().step_by(7).chain(&events).cloned().collect();
            let chance = RandomState::new();
            shuffled.sort_by_cached_key(|event| chance.hash_one((&event.id.0, event.region.as_str())));
            let again = judge_all(&shuffled, &stretch.scene, &Settings::default());
            let differ = |a: &Verdicts, b: &Verdicts| {
                let all = a.findings.iter().chain(&a.explained);
                all.filter(|one| !b.findings.contains(one) && !b.explained.contains(one)).cloned().collect::<Vec<_>>()
            };
            assert_eq!(differ(&once, &again), [], "{name} {seed}: not made from the shuffled events");
            assert_eq!(differ(&again, &once), [], "{name} {seed}: made from the shuffled events alone");
        }
    }
}
