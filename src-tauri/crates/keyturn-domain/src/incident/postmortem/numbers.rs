//! Numbers over many incidents.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};

use super::{ExposurePath, FollowUp, Leg, Measured};
use crate::incident::severity::Severity;

/// An incident, as far as the numbers need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Whether it was an exercise.
    pub drill: bool,
    /// How grave it was at its worst.
    pub severity: Severity,
    /// How the value got out. `None`: not known.
    pub path: Option<ExposurePath>,
    /// The id of the runbook that led it.
    pub runbook: String,
    /// What was exposed, by name. Hostile text.
    pub exposed: Vec<String>,
    /// Its spans against their budgets.
    pub measured: Vec<Measured>,
    /// Its follow-ups that are not done.
    pub open_follow_ups: Vec<FollowUp>,
}

/// How long a span took over many incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Over how many it is known.
    pub known: usize,
    /// The middle one; of an even number, the longer of the two in the middle.
    pub median: TimeDelta,
    /// The longest.
    pub longest: TimeDelta,
    /// How many have a budget.
    pub budgeted: usize,
    /// How many of these were over it.
    pub over: usize,
}

/// What keeps happening.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repeated {
    /// Values get out the same way.
    Path(ExposurePath),
    /// The same credential is exposed.
    Exposed(String),
    /// The same runbook is needed.
    Runbook(String),
}

/// Numbers over incidents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// How many incidents there were.
    pub incidents: usize,
    /// How many exercises were left out of everything else.
    pub drills: usize,
    /// How many of each severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// How many by each path of exposure.
    pub by_path: BTreeMap<ExposurePath, usize>,
    /// Of how many the path is not known.
    pub unknown_path: usize,
    /// Each span, where it is known of any.
    pub spans: BTreeMap<Leg, Spread>,
    /// What happened in more than one incident, with how many, the most first.
    pub repeated: Vec<(Repeated, usize)>,
    /// Follow-ups that are not done.
    pub open_follow_ups: usize,
    /// Of these, those whose day has passed.
    pub overdue_follow_ups: usize,
}

/// The numbers over incidents, as of today. Exercises are counted as such and nowhere else.
pub fn numbers(past: &[Past], today: NaiveDate) -> Numbers {
    let real: Vec<&Past> = past.iter().filter(|one| !one.drill).collect();
    let mut numbers = Numbers { incidents: real.len(), drills: past.len() - real.len(), ..Numbers::default() };
    let mut repeated: BTreeMap<Repeated, usize> = BTreeMap::new();
    for one in &real {
        *numbers.by_severity.entry(one.severity).or_default() += 1;
        match one.path {
            Some(path) => *numbers.by_path.entry(path).or_default() += 1,
            None => numbers.unknown_path += 1,
        }
        // Within one incident a name counts once.
        let names: BTreeSet<&String> = one.exposed.iter().collect();
        let path = one.path.filter(|path| *path != ExposurePath::Other).map(Repeated::Path);
        let what = names.into_iter().map(|name| Repeated::Exposed(name.clone())).chain(path);
        for what in what.chain([Repeated::Runbook(one.runbook.clone())]) {
            *repeated.entry(what).or_default() += 1;
        }
        numbers.open_follow_ups += one.open_follow_ups.len();
        numbers.overdue_follow_ups += one.open_follow_ups.iter().filter(|follow_up| follow_up.due_on < today).count();
    }
    numbers.repeated = repeated.into_iter().filter(|(_, count)| *count > 1).collect();
    numbers.repeated.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    numbers.spans = Leg::ALL.iter().filter_map(|leg| Some((*leg, spread(&real, *leg)?))).collect();
    numbers
}

fn spread(real: &[&Past], leg: Leg) -> Option<Spread> {
    let of_leg = real.iter().flat_map(|one| &one.measured).filter(|one| one.leg == leg && one.took.is_some());
    let mut took: Vec<TimeDelta> = of_leg.clone().filter_map(|one| one.took).collect();
    took.sort_unstable();
    Some(Spread {
        known: took.len(),
        median: *took.get(took.len() / 2)?,
        longest: *took.last()?,
        budgeted: of_leg.clone().filter(|one| one.budget.is_some()).count(),
        over: of_leg.filter(|one| one.over().is_some()).count(),
    })
}
