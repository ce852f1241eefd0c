//! What is usual for one reader, and in the organisation: built from daily facts, asked for one day.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use chrono::{DateTime, Days, NaiveDate, Utc};
use keyturn_domain::account::AccountId;

use crate::facts::{Act, DayShape, DayUse, Ended, Facts, Subject, days_between};
use crate::principal::Nature;
use crate::read::{Object, Way};
use crate::scope::{Scope, Scopes};
use crate::settings::Settings;
use crate::target::SecretName;

/// The days of one reader.
#[derive(Default)]
pub struct History<'a> {
    shapes: BTreeMap<NaiveDate, &'a DayShape>,
    reads: HashMap<&'a SecretName, Vec<&'a DayUse>>,
    denied: HashMap<&'a Object, Vec<NaiveDate>>,
    wrote: HashMap<&'a SecretName, Vec<&'a DayUse>>,
    ways: HashMap<Way, BTreeSet<NaiveDate>>,
    scopes: HashMap<&'a SecretName, Scope>,
}

impl<'a> History<'a> {
    /// The histories of every reader in these facts.
    pub(crate) fn all(facts: &'a Facts, scopes: &Scopes<'a>) -> HashMap<&'a Subject, Self> {
        let mut all: HashMap<&Subject, Self> = HashMap::new();
        for shape in &facts.shapes {
            all.entry(&shape.subject).or_default().shapes.insert(shape.day, shape);
        }
        for used in &facts.uses {
            all.entry(&used.subject).or_default().take_in(used, scopes);
        }
        all
    }

    fn take_in(&mut self, used: &'a DayUse, scopes: &Scopes<'a>) {
        match (used.act, used.ended, &used.object) {
            (Act::Wrote, _, Object::Secret(name)) => self.wrote.entry(name).or_default().push(used),
            (Act::Wrote, ..) => {}
            (Act::Read(way), Ended::Done, object) => {
                self.ways.entry(way).or_default().insert(used.day);
                if let Object::Secret(name) = object {
                    self.scopes.entry(name).or_insert_with(|| scopes.get(name));
                    self.reads.entry(name).or_default().push(used);
                }
            }
            (Act::Read(_), Ended::Denied | Ended::Failed, object) => {
                self.denied.entry(object).or_default().push(used.day);
            }
        }
    }

    /// What is usual for this reader, as seen from one day.
    pub(crate) fn on(&self, day: NaiveDate, settings: &Settings) -> Baseline<'_, 'a> {
        let oldest = day.checked_sub_days(Days::new(u64::from(settings.forget_days))).unwrap_or(day);
        let past: Vec<NaiveDate> = self.shapes.range(oldest..day).map(|(day, _)| *day).collect();
        let first = past.first().copied().unwrap_or(day);
        let learning = days_between(first, day) < i64::from(settings.learning_days);
        let mut days = past.clone();
        if learning {
            let horizon = Days::new(2 * u64::from(settings.learning_days));
            let end = first.checked_add_days(horizon).unwrap_or(day);
            days.extend(self.shapes.range(day..end).map(|(day, _)| *day).filter(|other| *other != day));
        }
        Baseline::of(self, day, days, past.last().copied(), learning, settings)
    }

    /// Whether this reader wrote the secret on any earlier day.
    pub(crate) fn wrote_before(&self, secret: &SecretName, day: NaiveDate) -> bool {
        self.wrote.get(secret).is_some_and(|uses| uses.iter().any(|used| used.day < day))
    }

    /// Whether this reader writes new values as a habit, on other days than this one: a rotation function does.
    pub(crate) fn writes(&self, day: NaiveDate) -> bool {
        self.wrote.values().flatten().any(|used| used.day != day)
    }

    /// Whether nearly everything that this reader usually reads is its own work: infrastructure as code does so.
    pub(crate) fn reads_own_work(&self, base: &Baseline<'_, '_>) -> bool {
        let known: Vec<bool> =
            self.reads.keys().filter(|name| base.knows(name)).map(|name| self.wrote.contains_key(name)).collect();
        known.len() >= 3 && known.iter().filter(|wrote| **wrote).count() * 5 >= known.len() * 4
    }

    /// Secrets read on one day only, as seen up to `day`, by that day.
    pub(crate) fn once(&self, day: NaiveDate) -> Vec<(NaiveDate, &'a SecretName)> {
        let mut once: Vec<(NaiveDate, &SecretName)> = Vec::new();
        for (name, uses) in &self.reads {
            let days: BTreeSet<NaiveDate> = uses.iter().map(|used| used.day).filter(|used| *used <= day).collect();
            if let (1, Some(only)) = (days.len(), days.first())
                && !self.wrote.contains_key(name)
            {
                once.push((*only, name));
            }
        }
        once.sort_unstable();
        once
    }

    /// Where a secret that this reader read belongs.
    pub(crate) fn scope(&self, secret: &SecretName) -> Option<&Scope> {
        self.scopes.get(secret)
    }

    /// The first day of this reader in the facts.
    pub(crate) fn first_day(&self) -> Option<NaiveDate> {
        self.shapes.keys().next().copied()
    }
}

/// What is usual for one reader, as seen from one day.
pub(crate) struct Baseline<'h, 'a> {
    history: &'h History<'a>,
    day: NaiveDate,
    /// The days it rests on, in order.
    pub(crate) days: Vec<NaiveDate>,
    /// The last day before with any use.
    pub(crate) last_day: Option<NaiveDate>,
    /// Whether the reader is still being learned, so that later days count as well.
    pub(crate) learning: bool,
    /// Whether the days are enough to say what is usual: three with use, over the learning time.
    pub(crate) firm: bool,
    /// Networks, with the days of use.
    pub(crate) networks: BTreeMap<&'a str, u32>,
    /// Networks that are used so regularly that what comes from them is the reader's own.
    own_networks: BTreeSet<&'a str>,
    /// Whether networks change as a habit: hosted runners, people on the road.
    pub(crate) roams: bool,
    /// Agents, with the days of use.
    pub(crate) agents: BTreeMap<&'a str, u32>,
    /// Days with a read, listings alone left out.
    pub(crate) reading_days: usize,
    /// Days of use by hour (UTC).
    pub(crate) hours: [u32; 24],
    /// The most distinct secrets in ten minutes, on each day, least first.
    pub(crate) bursts: Vec<u32>,
    /// The most distinct secrets on one day.
    pub(crate) busiest_day: u32,
    /// Environments that it reads.
    pub(crate) environments: BTreeSet<&'h str>,
    /// Services that it reads.
    pub(crate) services: BTreeSet<&'h str>,
    /// Accounts whose secrets it reads.
    pub(crate) accounts: BTreeSet<&'a AccountId>,
    /// Paths that it asks for.
    pub(crate) paths: BTreeSet<&'a str>,
    /// Regions that answer it, the most on one day.
    pub(crate) regions: usize,
    /// Days with a listing.
    pub(crate) listing_days: usize,
    /// Days with a batch by filter.
    pub(crate) filter_days: usize,
    /// Secrets that it knows.
    pub(crate) secrets: usize,
    /// The last day on which it read a secret for the first time.
    pub(crate) last_new: Option<NaiveDate>,
    /// What kind of reader the records show.
    pub(crate) nature: Nature,
}

impl<'h, 'a> Baseline<'h, 'a> {
    fn of(
        history: &'h History<'a>,
        day: NaiveDate,
        days: Vec<NaiveDate>,
        last_day: Option<NaiveDate>,
        learning: bool,
        settings: &Settings,
    ) -> Self {
        let span =
            days.first().zip(days.last()).map_or(0, |(first, last)| days_between((*first).min(day), (*last).max(day)));
        let mut base = Self {
            history,
            day,
            last_day,
            learning,
            firm: days.len() >= 3 && span >= i64::from(settings.learning_days),
            networks: BTreeMap::new(),
            own_networks: BTreeSet::new(),
            roams: false,
            agents: BTreeMap::new(),
            reading_days: 0,
            hours: [0; 24],
            bursts: Vec::new(),
            busiest_day: 0,
            environments: BTreeSet::new(),
            services: BTreeSet::new(),
            accounts: BTreeSet::new(),
            paths: BTreeSet::new(),
            regions: 0,
            listing_days: 0,
            filter_days: 0,
            secrets: 0,
            last_new: None,
            nature: history.shapes.get(&day).map_or(Nature::Unknown, |shape| shape.nature),
            days,
        };
        let mut with_new_network = 0_u32;
        for (place, shape) in base.days.iter().filter_map(|day| history.shapes.get(day)).enumerate() {
            let mut new_network = false;
            for network in shape.networks.keys() {
                let seen = base.networks.entry(network).or_default();
                new_network |= *seen == 0;
                *seen += 1;
            }
            with_new_network += u32::from(new_network && place >= 2);
            for agent in shape.agents.keys() {
                *base.agents.entry(agent).or_default() += 1;
            }
            for (hour, days) in base.hours.iter_mut().enumerate() {
                *days += u32::from(shape.hours >> hour & 1 == 1);
            }
            base.reading_days += usize::from(shape.hours != 0);
            base.busiest_day = base.busiest_day.max(shape.secrets);
            base.bursts.push(shape.most_in_10_minutes);
            base.paths.extend(shape.paths.iter().map(String::as_str));
            base.regions = base.regions.max(shape.regions.len());
            base.listing_days += usize::from(shape.listings > 0);
            base.filter_days += usize::from(shape.filters > 0);
            if base.nature == Nature::Unknown {
                base.nature = shape.nature;
            }
        }
        base.bursts.sort_unstable();
        let active = u32::try_from(base.days.len()).unwrap_or(u32::MAX);
        // A fifth of the days brings a network that was never seen: a new one says nothing.
        base.roams = if active >= 5 { with_new_network * 5 >= active - 2 } else { base.nature == Nature::WebIdentity };
        base.own_networks = base.networks_of_its_own();
        for (name, scope) in &history.scopes {
            if !base.knows(name) {
                continue;
            }
            base.secrets += 1;
            base.accounts.insert(&name.account);
            base.services.insert(&scope.service);
            base.environments.extend(scope.environment.as_deref());
            let first = history.reads.get(name).and_then(|uses| uses.first()).map(|used| used.day);
            base.last_new = base.last_new.max(first.filter(|first| *first < day));
        }
        base
    }

    /// Used on a third of the days and at least on two; with one other day only, that day's main one.
    fn networks_of_its_own(&self) -> BTreeSet<&'a str> {
        if let [only] = self.days.as_slice() {
            let shape = self.history.shapes.get(only);
            let main = shape.and_then(|shape| shape.networks.iter().max_by_key(|(_, count)| **count));
            return main.map(|(network, _)| network.as_str()).into_iter().collect();
        }
        let enough = u32::try_from(self.days.len().div_ceil(3).max(2)).unwrap_or(u32::MAX);
        self.networks.iter().filter(|(_, days)| **days >= enough).map(|(network, _)| *network).collect()
    }

    /// Whether a network is the reader's own, or was at least used before.
    pub(crate) fn knows_network(&self, network: &str) -> bool {
        if self.learning { self.own_networks.contains(network) } else { self.networks.contains_key(network) }
    }

    /// Whether reading this secret is usual. While learning, later days count too, but only what came from the
    /// reader's own networks: whoever comes back once more from a network of their own does not make it usual.
    pub(crate) fn knows(&self, secret: &SecretName) -> bool {
        let Some(uses) = self.history.reads.get(secret) else { return false };
        let within = |used: &&&DayUse| used.day != self.day && self.days.binary_search(&used.day).is_ok();
        if !self.learning {
            return uses.iter().any(|used| within(&used));
        }
        if uses.iter().any(|used| within(&used) && used.networks.iter().any(|n| self.own_networks.contains(n.as_str())))
        {
            return true;
        }
        let days: BTreeSet<NaiveDate> = uses.iter().filter(within).map(|used| used.day).collect();
        self.roams && days.len() >= 2
    }

    /// Whether this object was refused or failed on another of its days as well.
    pub(crate) fn knows_denial(&self, object: &Object) -> bool {
        let days = self.history.denied.get(object);
        days.is_some_and(|days| days.iter().any(|day| *day != self.day && self.days.binary_search(day).is_ok()))
    }

    /// On how many of its days it read in this way.
    pub(crate) fn days_of(&self, way: Way) -> usize {
        self.history.ways.get(&way).map_or(0, |days| self.days.iter().filter(|day| days.contains(day)).count())
    }

    /// The most distinct secrets in ten minutes on an ordinary day: the median.
    pub(crate) fn ordinary(&self) -> u32 {
        self.bursts.get(self.bursts.len() / 2).copied().unwrap_or(0)
    }

    /// The most distinct secrets in ten minutes on its busiest day.
    pub(crate) fn most(&self) -> u32 {
        self.bursts.last().copied().unwrap_or(0)
    }

    /// Whether an hour (UTC) is near one in which it reads: within two hours, or more while few days show them.
    pub(crate) fn keeps_hour(&self, hour: u32) -> bool {
        let near = match self.reading_days {
            ..6 => 5,
            6..10 => 4,
            10.. => 2,
        };
        (24 - near..=24 + near)
            .any(|shift| self.hours.get(((hour + shift) % 24) as usize).is_some_and(|days| *days > 0))
    }

    /// The words for its hours: `08 to 17 UTC`.
    pub(crate) fn hours_said(&self) -> String {
        let used: Vec<usize> = (0..24).filter(|hour| self.hours.get(*hour).is_some_and(|days| *days > 0)).collect();
        match (used.first(), used.last()) {
            (Some(first), Some(last)) => format!("{first:02} to {:02} UTC", last + 1),
            _ => "no hour known".to_owned(),
        }
    }

    /// The words for what it rests on.
    pub(crate) fn said(&self) -> String {
        match (self.days.len(), self.learning) {
            (0, _) => "There is no baseline: no other day of this reader is known.".to_owned(),
            (n, true) => {
                let days = if n == 1 { "day" } else { "days" };
                format!("The baseline is {n} {days}, still learning: days before and after were compared.")
            }
            (n, false) => format!(
                "The baseline is {n} days with reads, since {}.",
                self.days.first().map_or_else(String::new, ToString::to_string)
            ),
        }
    }
}

/// The day before, the day and the day after.
fn around(day: NaiveDate) -> RangeInclusive<NaiveDate> {
    day - Days::new(1)..=day + Days::new(1)
}

/// When each secret and network of the organisation was used, and by whom.
#[derive(Default)]
pub struct Organisation<'a> {
    first_day: Option<NaiveDate>,
    secrets: HashMap<&'a SecretName, BTreeMap<NaiveDate, BTreeSet<&'a Subject>>>,
    networks: HashMap<&'a str, BTreeMap<NaiveDate, BTreeSet<&'a Subject>>>,
    readers: BTreeMap<NaiveDate, BTreeSet<&'a Subject>>,
    created: HashMap<&'a SecretName, (DateTime<Utc>, &'a Subject)>,
    human_hours: [u32; 24],
}

impl<'a> Organisation<'a> {
    /// The organisation as these facts show it: of every reader that is known.
    pub fn of(facts: &'a Facts) -> Self {
        let mut all = Self { first_day: facts.shapes.iter().map(|shape| shape.day).min(), ..Self::default() };
        for shape in &facts.shapes {
            all.readers.entry(shape.day).or_default().insert(&shape.subject);
            for network in shape.networks.keys() {
                all.networks.entry(network).or_default().entry(shape.day).or_default().insert(&shape.subject);
            }
            if shape.nature == Nature::Human {
                for (hour, days) in all.human_hours.iter_mut().enumerate() {
                    *days += u32::from(shape.hours >> hour & 1 == 1);
                }
            }
        }
        for used in &facts.uses {
            let Object::Secret(name) = &used.object else { continue };
            match (used.act, used.ended) {
                (Act::Wrote, _) => {
                    let made = all.created.entry(name).or_insert((used.first_at, &used.subject));
                    if used.first_at < made.0 {
                        *made = (used.first_at, &used.subject);
                    }
                }
                (Act::Read(_), Ended::Done) => {
                    all.secrets.entry(name).or_default().entry(used.day).or_default().insert(&used.subject);
                }
                _ => {}
            }
        }
        all
    }

    /// Whole days that the facts reach back before a day.
    pub(crate) fn days_before(&self, day: NaiveDate) -> i64 {
        self.first_day.map_or(0, |first| days_between(first, day))
    }

    /// Whether anybody else used this network on any day but this one.
    pub(crate) fn knows_network(&self, network: &str, subject: &Subject, day: NaiveDate) -> bool {
        let days = self.networks.get(network);
        days.is_some_and(|days| days.iter().any(|(d, by)| *d < day && by.iter().any(|other| *other != subject)))
    }

    /// How many readers used this network for the first time within a day of this one, where it is new to everybody.
    pub(crate) fn arrived(&self, network: &str, day: NaiveDate) -> usize {
        self.arrivals(network, day).len()
    }

    fn arrivals(&self, network: &str, day: NaiveDate) -> BTreeSet<&'a Subject> {
        let Some(days) = self.networks.get(network) else { return BTreeSet::new() };
        if days.keys().next().is_some_and(|first| !around(day).contains(first)) {
            return BTreeSet::new();
        }
        days.range(around(day)).flat_map(|(_, by)| by).copied().collect()
    }

    /// Whether a gateway was replaced: this network was new within a day of `day` to three readers or more, and they are
    /// at least half of those who used any of the `old` networks in the two weeks before and read on these days.
    ///
    /// Three stolen credentials on one machine are no move: the others behind the gateway stay where they were.
    pub(crate) fn moved(&self, network: &str, old: impl Iterator<Item = &'a str>, day: NaiveDate) -> bool {
        let arrived = self.arrivals(network, day);
        if arrived.len() < 3 {
            return false;
        }
        let active: BTreeSet<&Subject> = self.readers.range(around(day)).flat_map(|(_, by)| by).copied().collect();
        let before = day - Days::new(14)..day - Days::new(1);
        let peers: BTreeSet<&Subject> = old
            .filter_map(|old| self.networks.get(old))
            .flat_map(|days| days.range(before.clone()).flat_map(|(_, by)| by))
            .copied()
            .filter(|subject| active.contains(subject))
            .collect();
        let together = peers.iter().filter(|subject| arrived.contains(*subject)).count();
        together >= 3 && together * 2 >= peers.len()
    }

    /// The last day before this one on which anybody read the secret.
    pub(crate) fn last_read(&self, secret: &SecretName, day: NaiveDate) -> Option<NaiveDate> {
        self.secrets.get(secret)?.range(..day).next_back().map(|(day, _)| *day)
    }

    /// The first write of the secret in the facts, and by whom.
    pub(crate) fn created(&self, secret: &SecretName) -> Option<(DateTime<Utc>, &'a Subject)> {
        self.created.get(secret).copied()
    }

    /// Whether people of the organisation hardly ever read in this hour (UTC): less than one in fifty of their hours.
    pub(crate) fn is_quiet_hour(&self, hour: u32) -> bool {
        let all: u32 = self.human_hours.iter().sum();
        all >= 50 && self.human_hours.get(hour as usize).is_some_and(|days| days * 50 < all)
    }
}
