//! Daily facts: what is kept of reads for a long time.
//!
//! The facts of a day are made anew from all of that day's reads and events whenever one arrives, so the order of
//! arrival never matters. Days are UTC.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use keyturn_domain::account::Region;
use serde::{Deserialize, Serialize};

use crate::call::{Call, Class};
use crate::event::{Event, Outcome};
use crate::origin::Origin;
use crate::principal::{Actor, Nature, Principal};
use crate::read::{Object, Read, Way};
use crate::target::Target;

/// How many networks, agents or paths one fact keeps: more say no more.
const BOUND: usize = 64;
/// How many networks the use of one secret keeps.
const NETWORKS_OF_USE: usize = 8;

/// Whose habits are kept: a principal, and within a role that several persons assume, the person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The role, user or service.
    pub principal: Principal,
    /// The person, where the principal is a role that persons share.
    pub person: Option<String>,
}

impl Subject {
    /// Whose habits a call belongs to.
    ///
    /// A session's name tells persons apart only where it stays the same: in roles of Identity Center, and where it is
    /// an e-mail address. `botocore-session-1700000000` and `INC-1234` are other persons each time.
    pub fn of(actor: &Actor) -> Self {
        let name = &actor.principal.name;
        let shared = actor.nature == Nature::Human && name.starts_with("role/");
        let stays = |person: &&String| name.starts_with("role/AWSReservedSSO_") || person.contains('@');
        let person = actor.person.as_ref().filter(|_| shared).filter(stays);
        Self { principal: actor.principal.clone(), person: person.map(|person| person.to_lowercase()) }
    }
}

/// What was done with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It was read, or a read was tried.
    Read(Way),
    /// It was created, or its value or labels were changed.
    Wrote,
}

impl Act {
    /// The word for it in the database: the way's, or `wrote`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Read(way) => way.code(),
            Self::Wrote => "wrote",
        }
    }

    /// The act with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        if code == "wrote" { Some(Self::Wrote) } else { Way::from_code(code).map(Self::Read) }
    }
}

/// How attempts ended, without the error's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It worked.
    Done,
    /// It was refused.
    Denied,
    /// It failed for another reason.
    Failed,
}

impl Ended {
    /// How this outcome ended.
    pub fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::Denied(_) => Self::Denied,
            Outcome::Failed(_) => Self::Failed,
        }
    }

    /// The word for it in queries and the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }

    /// The end with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Done, Self::Denied, Self::Failed].into_iter().find(|ended| ended.code() == code)
    }
}

/// One reader's use of one object on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayUse {
    /// The day (UTC).
    pub day: NaiveDate,
    /// Who.
    pub subject: Subject,
    /// What.
    pub object: Object,
    /// What was done.
    pub act: Act,
    /// How it ended.
    pub ended: Ended,
    /// How often.
    pub count: u32,
    /// The first time (UTC).
    pub first_at: DateTime<Utc>,
    /// The last time (UTC).
    pub last_at: DateTime<Utc>,
    /// From which networks; at most eight, in order.
    pub networks: Vec<String>,
}

/// The shape of one reader's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayShape {
    /// The day (UTC).
    pub day: NaiveDate,
    /// Who.
    pub subject: Subject,
    /// What kind of reader the records show; the most telling of the day.
    pub nature: Nature,
    /// Reads that worked.
    pub reads: u32,
    /// Distinct secrets that were read.
    pub secrets: u32,
    /// The most distinct secrets within any ten minutes.
    pub most_in_10_minutes: u32,
    /// The most distinct secrets within any hour.
    pub most_in_hour: u32,
    /// Hours (UTC) with a read: bit 0 is midnight to one.
    pub hours: u32,
    /// Listings that worked (`ListSecrets`, `DescribeParameters`).
    pub listings: u32,
    /// Denied reads and listings.
    pub denials: u32,
    /// Batches by a filter instead of names.
    pub filters: u32,
    /// Sessions.
    pub sessions: u32,
    /// Reads and listings by network.
    pub networks: BTreeMap<String, u32>,
    /// Reads and listings by agent.
    pub agents: BTreeMap<String, u32>,
    /// Paths below which everything was asked for.
    pub paths: BTreeSet<String>,
    /// Regions that answered.
    pub regions: BTreeSet<String>,
}

/// Facts of any number of days and readers, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Uses, by day, reader and object.
    pub uses: Vec<DayUse>,
    /// Shapes, by day and reader.
    pub shapes: Vec<DayShape>,
}

/// One reader's day.
#[derive(Default)]
pub(crate) struct Day<'a> {
    pub(crate) reads: Vec<&'a Read>,
    pub(crate) events: Vec<&'a Event>,
}

/// The network of an origin as facts keep it: the VPC endpoint, the /24 or /48, the service, or `unknown`.
pub fn network(from: &Origin) -> String {
    from.network().unwrap_or_else(|| "unknown".to_owned())
}

/// Whether an AWS service made the call for itself or on somebody's behalf: no habit of the principal's own.
pub(crate) fn by_service(actor: &Actor) -> bool {
    actor.through.is_some() || actor.nature == Nature::AwsService
}

/// Whether the call lists secrets, rather than describing one.
pub(crate) fn is_listing(event: &Event) -> bool {
    matches!(event.call, Call::ListSecrets | Call::DescribeParameters)
}

/// The facts of these reads and events. They must hold each day of each reader whole.
pub fn of(reads: &[Read], events: &[Event]) -> Facts {
    let mut groups: HashMap<(NaiveDate, Subject), Day<'_>> = HashMap::new();
    for read in reads.iter().filter(|read| !by_service(&read.by)) {
        groups.entry((read.at.date_naive(), Subject::of(&read.by))).or_default().reads.push(read);
    }
    for event in events.iter().filter(|event| !by_service(&event.by)) {
        let listing = is_listing(event) || matches!(event.outcome, Outcome::Denied(_));
        let kept = match event.call.class() {
            Class::Read => event.targets.iter().any(|t| matches!(t, Target::Path { .. } | Target::Filter { .. })),
            Class::List => listing,
            Class::Write => event.outcome == Outcome::Done,
            Class::Delete | Class::Policy | Class::Rotation | Class::Trail => false,
        };
        if kept {
            groups.entry((event.at.date_naive(), Subject::of(&event.by))).or_default().events.push(event);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let mut facts = Facts::default();
    for ((day, subject), Day { mut reads, mut events }) in groups {
        reads.sort_by(|a, b| (a.at, &a.events).cmp(&(b.at, &b.events)));
        events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        facts.uses.extend(uses(day, &subject, &reads, &events));
        if !reads.is_empty() || events.iter().any(|event| event.call.class() == Class::List) {
            facts.shapes.push(shape(day, subject, &reads, &events));
        }
    }
    facts
}

fn uses(day: NaiveDate, subject: &Subject, reads: &[&Read], events: &[&Event]) -> Vec<DayUse> {
    let mut found: BTreeMap<(Object, Act, Ended), DayUse> = BTreeMap::new();
    let mut note = |object: Object, act: Act, ended: Ended, at: DateTime<Utc>, from: &Origin| {
        let used = found.entry((object.clone(), act, ended)).or_insert_with(|| DayUse {
            day,
            subject: subject.clone(),
            object,
            act,
            ended,
            count: 0,
            first_at: at,
            last_at: at,
            networks: Vec::new(),
        });
        used.count = used.count.saturating_add(1);
        used.first_at = used.first_at.min(at);
        used.last_at = used.last_at.max(at);
        let network = network(from);
        if let Err(place) = used.networks.binary_search(&network) {
            used.networks.insert(place, network);
            used.networks.truncate(NETWORKS_OF_USE);
        }
    };
    for read in reads {
        note(read.object.clone(), Act::Read(read.way), Ended::of(&read.outcome), read.at, &read.from);
    }
    // A refusal that repeats from day to day must be known, a listing's too; it names no object.
    for event in events.iter().filter(|event| event.call.class() == Class::List) {
        if matches!(event.outcome, Outcome::Denied(_)) {
            note(Object::Unknown, Act::Read(Way::Named), Ended::Denied, event.at, &event.from);
        }
    }
    for event in events.iter().filter(|event| event.call.class() == Class::Write) {
        for target in &event.targets {
            if let Target::Secret(name) = target {
                note(Object::Secret(name.clone()), Act::Wrote, Ended::Done, event.at, &event.from);
            }
        }
    }
    found.into_values().collect()
}

fn shape(day: NaiveDate, subject: Subject, reads: &[&Read], events: &[&Event]) -> DayShape {
    let mut shape = DayShape {
        day,
        subject,
        nature: Nature::Unknown,
        reads: 0,
        secrets: 0,
        most_in_10_minutes: most_within(reads, 10),
        most_in_hour: most_within(reads, 60),
        hours: 0,
        listings: 0,
        denials: 0,
        filters: 0,
        sessions: 0,
        networks: BTreeMap::new(),
        agents: BTreeMap::new(),
        paths: BTreeSet::new(),
        regions: BTreeSet::new(),
    };
    let mut secrets = BTreeSet::new();
    let mut sessions = BTreeSet::new();
    let mut seen = |shape: &mut DayShape, by: &Actor, from: &Origin, agent: &str, region: &Region| {
        shape.nature = more_telling(shape.nature, by.nature);
        count(&mut shape.networks, network(from));
        count(&mut shape.agents, agent.to_owned());
        if shape.regions.len() < BOUND {
            shape.regions.insert(region.as_str().to_owned());
        }
        sessions.insert(by.session.clone().or_else(|| by.access_key.clone()));
    };
    for read in reads {
        seen(&mut shape, &read.by, &read.from, &read.agent.0, &read.region);
        match &read.outcome {
            Outcome::Done => {
                shape.reads = shape.reads.saturating_add(1);
                shape.hours |= 1 << read.at.hour();
                if let Object::Secret(name) = &read.object {
                    secrets.insert(name);
                }
            }
            Outcome::Denied(_) => shape.denials = shape.denials.saturating_add(1),
            Outcome::Failed(_) => {}
        }
    }
    for event in events {
        let denied = matches!(event.outcome, Outcome::Denied(_));
        if event.call.class() == Class::List {
            seen(&mut shape, &event.by, &event.from, &event.agent.0, &event.region);
            shape.denials = shape.denials.saturating_add(u32::from(denied));
            shape.listings = shape.listings.saturating_add(u32::from(is_listing(event) && !denied));
        }
        for target in &event.targets {
            match target {
                Target::Path { path, .. } if shape.paths.len() < BOUND => drop(shape.paths.insert(path.clone())),
                Target::Filter { .. } if event.call == Call::BatchGetSecretValue => {
                    shape.filters = shape.filters.saturating_add(1);
                }
                _ => {}
            }
        }
    }
    shape.secrets = u32::try_from(secrets.len()).unwrap_or(u32::MAX);
    shape.sessions = u32::try_from(sessions.len()).unwrap_or(u32::MAX);
    shape
}

fn count(counts: &mut BTreeMap<String, u32>, word: String) {
    if counts.len() < BOUND || counts.contains_key(&word) {
        let seen = counts.entry(word).or_default();
        *seen = seen.saturating_add(1);
    }
}

fn more_telling(a: Nature, b: Nature) -> Nature {
    let weight = |nature| match nature {
        Nature::Unknown => 0,
        Nature::AwsService => 1,
        Nature::Workload => 2,
        Nature::WebIdentity => 3,
        Nature::Human => 4,
    };
    if weight(b) > weight(a) { b } else { a }
}

/// The most distinct secrets read within a sliding window of so many minutes. The reads must be in order of time.
pub(crate) fn most_within(reads: &[&Read], minutes: i64) -> u32 {
    let mut window: VecDeque<(DateTime<Utc>, &Object)> = VecDeque::new();
    let mut counts: HashMap<&Object, u32> = HashMap::new();
    let mut most = 0;
    for read in reads.iter().filter(|read| read.outcome == Outcome::Done) {
        if !matches!(read.object, Object::Secret(_) | Object::Instance(_)) {
            continue;
        }
        window.push_back((read.at, &read.object));
        *counts.entry(&read.object).or_default() += 1;
        while let Some((_, object)) = window.pop_front_if(|(at, _)| (read.at - *at).num_seconds() > minutes * 60) {
            if let Some(count) = counts.get_mut(object) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(object);
                }
            }
        }
        most = most.max(counts.len());
    }
    u32::try_from(most).unwrap_or(u32::MAX)
}

/// Days between two days, never negative.
pub(crate) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from((to.num_days_from_ce() - from.num_days_from_ce()).max(0))
}
