//! Odd reads of one reader that belong together, and what a detection says of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::Setting;
use super::mark::{Mark, Reader, distinct};
use crate::event::Event;
use crate::finding::Compared;
use crate::target::SecretName;

/// Odd reads of one reader, none further from the next than the settings' gap.
pub(crate) struct Case<'c, 'a> {
    pub(crate) reader: &'c Reader<'c, 'a>,
    pub(crate) setting: &'c Setting<'c, 'a>,
    /// In order of time.
    pub(crate) marks: Vec<Mark<'a>>,
}

/// What one detection says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Its id.
    pub(crate) rule: &'static str,
    /// How much it weighs: 3 is a finding, 5 medium, 8 high, 14 critical.
    pub(crate) weight: u32,
    /// With the numbers, as a clause: `read 15 secrets within 10 minutes, usually at most 3`.
    pub(crate) said: String,
    /// A row of the comparison.
    pub(crate) compared: Option<Compared>,
}

/// A hit without a row.
pub(crate) fn hit(rule: &'static str, weight: u32, said: impl Into<String>) -> Hit {
    Hit { rule, weight, said: said.into(), compared: None }
}

/// A row of the comparison that does not fit.
#[expect(clippy::unnecessary_wraps, reason = "a hit may be without a row")]
pub(crate) fn odd(aspect: &str, usual: impl Into<String>, now: impl Into<String>) -> Option<Compared> {
    Some(Compared { aspect: aspect.to_owned(), usual: usual.into(), now: now.into(), odd: true })
}

impl<'a> Case<'_, 'a> {
    /// The first moment.
    pub(crate) fn first_at(&self) -> DateTime<Utc> {
        self.marks.first().map_or(DateTime::UNIX_EPOCH, |mark| mark.at)
    }

    /// The last moment.
    pub(crate) fn last_at(&self) -> DateTime<Utc> {
        self.marks.last().map_or(DateTime::UNIX_EPOCH, |mark| mark.at)
    }

    /// Distinct secrets that were read and fit a condition.
    pub(crate) fn count(&self, fits: impl Fn(&Mark<'a>) -> bool) -> usize {
        distinct(self.marks.iter().filter(|mark| mark.succeeded() && fits(mark)).filter_map(Mark::secret))
    }

    /// The most distinct new secrets within the burst window.
    pub(crate) fn new_in_burst(&self) -> usize {
        let reads = self.marks.iter().filter(|mark| mark.new && mark.succeeded());
        most(reads.filter_map(|mark| mark.secret().map(|name| (mark.at, name))), self.burst())
    }

    /// The length of the burst window.
    pub(crate) fn burst(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.setting.settings.burst_minutes))
    }

    /// The reader's listings from half an hour before the case to its end.
    pub(crate) fn listings(&self) -> Vec<&'a Event> {
        let from = self.first_at() - TimeDelta::minutes(30);
        let all = self.setting.around.listings(self.reader.subject);
        all.iter().copied().filter(|event| (from..=self.last_at()).contains(&event.at)).collect()
    }

    /// Whether any mark fits.
    pub(crate) fn any(&self, fits: impl Fn(&Mark<'a>) -> bool) -> bool {
        self.marks.iter().any(fits)
    }

    /// Whether a program from its own networks goes on reading what fits: each secret three times over an hour or more, as
    /// an operator does that was given more to watch; or, of two secrets at most, in two sessions, as tasks do that start
    /// after a deployment. Who sits in one task, or takes what there is, reads once.
    pub(crate) fn is_kept_on(&self, fits: impl Fn(&Mark<'a>) -> bool) -> bool {
        let mut uses: BTreeMap<&SecretName, Vec<&Mark<'a>>> = BTreeMap::new();
        for mark in self.marks.iter().filter(|mark| mark.succeeded() && fits(mark)) {
            if self.reader.human || mark.network_weight > 0 || mark.elsewhere || mark.new_agent {
                return false;
            }
            if let Some(name) = mark.secret() {
                uses.entry(name).or_default().push(mark);
            }
        }
        let few = uses.len() <= 2;
        !uses.is_empty()
            && uses.values().all(|marks| {
                let span =
                    marks.first().zip(marks.last()).map_or(TimeDelta::zero(), |(first, last)| last.at - first.at);
                let session = |mark: &&Mark<'a>| mark.by.access_key.as_deref().or(mark.by.session.as_deref());
                let sessions: BTreeSet<_> = marks.iter().map(session).collect();
                (marks.len() >= 3 && span >= TimeDelta::hours(1)) || (few && sessions.len() >= 2)
            })
    }

    /// Distinct services of the secrets read and new, shared paths left out.
    pub(crate) fn services(&self) -> BTreeSet<&str> {
        let new = self.marks.iter().filter(|mark| mark.new);
        new.filter_map(|mark| mark.scope.as_ref()).filter(|s| !s.shared).map(|scope| scope.service.as_str()).collect()
    }

    /// Whether production is among what fits.
    pub(crate) fn production(&self, fits: impl Fn(&Mark<'a>) -> bool) -> bool {
        self.any(|mark| fits(mark) && mark.scope.as_ref().is_some_and(super::super::scope::Scope::is_production))
    }
}

/// The most distinct things within a sliding window; in order of time.
pub(crate) fn most<T: Eq + std::hash::Hash + Copy>(
    timed: impl Iterator<Item = (DateTime<Utc>, T)>,
    window: TimeDelta,
) -> usize {
    let mut inside: VecDeque<(DateTime<Utc>, T)> = VecDeque::new();
    let mut counts: HashMap<T, u32> = HashMap::new();
    let mut most = 0;
    for (at, thing) in timed {
        inside.push_back((at, thing));
        *counts.entry(thing).or_default() += 1;
        while let Some((_, gone)) = inside.pop_front_if(|(then, _)| at - *then > window) {
            if let Some(count) = counts.get_mut(&gone) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(&gone);
                }
            }
        }
        most = most.max(counts.len());
    }
    most
}

/// `1 secret`, `15 secrets`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// Names of the first few secrets that fit, in order.
pub(crate) fn names<'a>(secrets: impl Iterator<Item = &'a SecretName>) -> String {
    let all: BTreeSet<&str> = secrets.map(|name| name.name.as_str()).collect();
    let more = all.len().saturating_sub(3);
    let mut said: Vec<String> = all.into_iter().take(3).map(|name| name.chars().take(80).collect()).collect();
    if more > 0 {
        said.push(format!("{more} more"));
    }
    said.join(", ")
}
