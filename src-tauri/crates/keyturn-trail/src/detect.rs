//! Which reads do not fit.
//!
//! Each read of a day is marked with what is odd about it and what explains it: the reader reads the secret on other
//! days, wrote it, or rotates it. What is explained is left out read by read, never a whole burst, so that somebody who
//! uses a deployment's role in the same minute is judged by the secrets they take. What is left over, no further apart
//! than the settings' gap, is one case. Every detection may say something about a case, with a weight; the weights add
//! up to a severity. A case that weighs too little is kept as explained.
//!
//! Everything is a pure function of its arguments, whatever order they are in. Days are UTC.

pub mod around;
mod case;
pub mod catalogue;
mod change;
mod explain;
mod mark;
mod person;
mod reach;
mod source;
mod telling;
mod volume;
mod ways;

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use chrono::{NaiveDate, TimeDelta};

use crate::call::{Call, Class};
use crate::event::Event;
use crate::facts::{Day, Facts, Subject, by_service};
use crate::finding::Finding;
use crate::history::{Baseline, History, Organisation};
use crate::principal::Nature;
use crate::read::Read;
use crate::scene::Scene;
use crate::scope::Scopes;
use crate::settings::Settings;
use crate::target::SecretName;
use around::Around;
use case::{Case, Hit};
use mark::{Mark, Reader, Sessions};

/// What was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// What does not fit, in order of time.
    pub findings: Vec<Finding>,
    /// What looks odd and is explained, or weighs too little, in order of time.
    pub explained: Vec<Finding>,
}

/// What is known of the past, ready to be asked.
#[derive(Default)]
pub struct Grounds<'a> {
    histories: HashMap<&'a Subject, History<'a>>,
    organisation: Organisation<'a>,
    scopes: Scopes<'a>,
}

impl<'a> Grounds<'a> {
    /// From daily facts, of as many readers and days as there are. The judged days may be among them, and should be:
    /// while a reader is learned, later days are looked at as well.
    pub fn of(facts: &'a Facts) -> Self {
        let scopes = Scopes::of(facts);
        Self { histories: History::all(facts, &scopes), organisation: Organisation::of(facts), scopes }
    }
}

/// What the detections of one day have in common.
pub(crate) struct Setting<'s, 'a> {
    pub(crate) day: NaiveDate,
    pub(crate) organisation: &'s Organisation<'a>,
    pub(crate) around: &'s Around<'a>,
    pub(crate) scopes: &'s Scopes<'a>,
    pub(crate) scene: &'s Scene,
    pub(crate) settings: &'s Settings,
}

/// The functions of the detections.
const RULES: &[fn(&Case<'_, '_>) -> Option<Hit>] = &[
    reach::decoy,
    person::root,
    person::departed,
    ways::trail,
    volume::enumeration,
    volume::burst,
    volume::slow,
    ways::catch_all,
    ways::many_regions,
    ways::history,
    ways::above_path,
    ways::probing,
    ways::password,
    source::elsewhere,
    source::new_network,
    source::new_agent,
    reach::cross_environment,
    reach::cross_account,
    reach::outside_path,
    person::human_production,
    person::off_hours,
    reach::dormant_secret,
    person::dormant_reader,
    change::around_deletion,
    change::policy_then_read,
    reach::first_read,
];

/// The least weight that is a finding.
const WEIGHS: u32 = 3;

/// Judges whole days of any readers. `reads` and `events` hold those days whole for each reader among them; `events`
/// also what any reader did to secrets, policies and listings on the two days before.
pub fn judge<'a>(
    days: RangeInclusive<NaiveDate>,
    reads: &'a [Read],
    events: &'a [Event],
    grounds: &Grounds<'a>,
    scene: &Scene,
    settings: &Settings,
) -> Verdicts {
    let around = Around::of(events);
    let mut by_day: BTreeMap<(NaiveDate, Subject), Day<'_>> = BTreeMap::new();
    for read in reads.iter().filter(|read| !by_service(&read.by) && days.contains(&read.at.date_naive())) {
        by_day.entry((read.at.date_naive(), Subject::of(&read.by))).or_default().reads.push(read);
    }
    for event in events.iter().filter(|event| is_judged(event) && days.contains(&event.at.date_naive())) {
        by_day.entry((event.at.date_naive(), Subject::of(&event.by))).or_default().events.push(event);
    }
    let nothing = History::default();
    let mut verdicts = Verdicts::default();
    for ((day, subject), Day { mut reads, events }) in by_day {
        reads.sort_by(|a, b| (a.at, &a.events).cmp(&(b.at, &b.events)));
        let (organisation, scopes) = (&grounds.organisation, &grounds.scopes);
        let setting = Setting { day, organisation, around: &around, scopes, scene, settings };
        let history = grounds.histories.get(&subject).unwrap_or(&nothing);
        judge_day(&subject, history, &reads, &events, &setting, &mut verdicts);
    }
    let order = |a: &Finding, b: &Finding| (a.first_at, &a.key).cmp(&(b.first_at, &b.key));
    verdicts.findings.sort_by(order);
    verdicts.explained.sort_by(order);
    verdicts
}

/// Judges everything in these events against each other: reads, daily facts and baselines are made of them.
pub fn judge_all(events: &[Event], scene: &Scene, settings: &Settings) -> Verdicts {
    let events = crate::reads::once(events);
    let reads = crate::reads::reads(&events);
    let facts = crate::facts::of(&reads, &events);
    let days = events.iter().map(|event| event.at.date_naive());
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Verdicts::default() };
    judge(first..=last, &reads, &events, &Grounds::of(&facts), scene, settings)
}

/// Whether a call that is no read of one secret can be odd by itself.
fn is_judged(event: &Event) -> bool {
    !by_service(&event.by)
        && match event.call.class() {
            Class::Read => matches!(event.call, Call::BatchGetSecretValue | Call::GetParametersByPath),
            Class::List | Class::Trail => true,
            Class::Write | Class::Delete | Class::Policy | Class::Rotation => false,
        }
}

fn judge_day<'a>(
    subject: &Subject,
    history: &History<'a>,
    reads: &[&'a Read],
    events: &[&'a Event],
    setting: &Setting<'_, 'a>,
    verdicts: &mut Verdicts,
) {
    let base = history.on(setting.day, setting.settings);
    let reader = reader(subject, history, &base, reads, events, setting);
    let sessions = Sessions::of(reads);
    let mut marks: Vec<Mark<'a>> = reads.iter().map(|read| mark::read(read, &reader, &sessions, setting)).collect();
    verdicts.explained.extend(explain::grounds(&reader, &marks, setting));
    marks.extend(events.iter().map(|event| mark::call(event, &reader, setting)));
    marks.retain(|mark| mark.is_odd() || reader.barred || (reader.woke.is_some() && mark.succeeded()));
    marks.sort_by(|a, b| (a.at, a.ids()).cmp(&(b.at, b.ids())));

    let gap = TimeDelta::minutes(i64::from(setting.settings.gap_minutes));
    let mut cases: BTreeMap<String, Vec<Mark<'a>>> = BTreeMap::new();
    let mut current: Option<(String, chrono::DateTime<chrono::Utc>)> = None;
    // A new secret that is read again and again, by tasks that start or by a poll, is one matter the whole day.
    let mut begun: HashMap<(&SecretName, String), String> = HashMap::new();
    for mark in marks {
        let again = mark.secret().filter(|_| mark.new).map(|name| (name, mark.network.clone()));
        let key = match (current.take(), again.as_ref().and_then(|again| begun.get(again))) {
            (Some((key, last)), _) if mark.at - last <= gap => key,
            (_, Some(key)) => key.clone(),
            _ => telling::key(subject, setting.day, &mark),
        };
        if let Some(again) = again {
            begun.entry(again).or_insert_with(|| key.clone());
        }
        current = Some((key.clone(), mark.at));
        cases.entry(key).or_default().push(mark);
    }
    for (key, marks) in cases {
        let case = Case { reader: &reader, setting, marks };
        let mut hits: Vec<Hit> = RULES.iter().filter_map(|rule| rule(&case)).collect();
        // The sort is stable: of two that weigh the same, the one further up in the list leads.
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.weight));
        let weight: u32 = hits.iter().map(|hit| hit.weight).sum();
        if weight >= WEIGHS {
            verdicts.findings.extend(telling::finding(key, &case, &hits, weight));
        } else if weight > 0 {
            verdicts.explained.extend(telling::too_light(key, &case, &hits));
        }
    }
}

fn reader<'r, 'a>(
    subject: &'r Subject,
    history: &'r History<'a>,
    base: &'r Baseline<'r, 'a>,
    reads: &[&Read],
    events: &[&Event],
    setting: &Setting<'_, 'a>,
) -> Reader<'r, 'a> {
    let shown = || reads.iter().map(|read| read.by.nature).chain(events.iter().map(|event| event.by.nature));
    let nature = match setting.scene.natures.get(&subject.principal) {
        Some(said) => *said,
        None if base.nature == Nature::Human || shown().any(|nature| nature == Nature::Human) => Nature::Human,
        None if base.nature == Nature::Unknown => shown().next().unwrap_or(Nature::Unknown),
        None => base.nature,
    };
    let silent = base.last_day.map(|last| (setting.day - last).num_days());
    let active = i64::try_from(base.days.len()).unwrap_or(0);
    let span = base.days.first().zip(base.last_day).map_or(0, |(first, last)| (last - *first).num_days() + 1);
    let long = i64::from(setting.settings.dormant_reader_days);
    // Somebody who reads now and then is silent for weeks as a habit.
    let woke = silent.filter(|silent| *silent >= long && active >= 3 && *silent * active >= 5 * span);
    let name = subject.principal.name.as_str();
    let gone = |person: &str| setting.scene.departed(person).is_some_and(|since| setting.day >= since);
    let actors = || reads.iter().map(|read| &read.by).chain(events.iter().map(|event| &event.by));
    Reader {
        subject,
        base,
        history,
        human: nature == Nature::Human,
        unclear: nature == Nature::Unknown && name.starts_with("user/"),
        newcomer: !base.firm
            && base.days.len() < 3
            && setting.organisation.days_before(setting.day) >= i64::from(setting.settings.learning_days),
        woke,
        barred: name == "root"
            || gone(name.strip_prefix("user/").unwrap_or(name))
            || actors().any(|by| by.person.as_deref().is_some_and(gone) || by.session.as_deref().is_some_and(gone)),
    }
}

#[cfg(test)]
mod tests;
