//! One read or call of a reader's day, with what is odd about it and what explains it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use keyturn_domain::account::AccountId;

use super::Setting;
use crate::agent::Agent;
use crate::call::{Call, Class};
use crate::event::{Event, EventId, Outcome};
use crate::facts::{Subject, network};
use crate::history::{Baseline, History};
use crate::origin::{Origin, Source};
use crate::principal::Actor;
use crate::read::{Object, Read, Way};
use crate::scope::Scope;
use crate::target::{SecretName, Target};

/// What was done: a read, or a call that is no read of one secret.
#[derive(Clone, Copy)]
pub(crate) enum Done<'a> {
    /// A read, or an attempt.
    Read(&'a Read),
    /// A listing, a path, a batch, a change of a trail.
    Call(&'a Event),
}

/// Why a read is nothing new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ground {
    /// The reader reads it on other days.
    Usual,
    /// The reader wrote it.
    Wrote,
    /// The reader rotates it.
    Rotates,
    /// It was created days ago, for everybody new.
    Fresh,
}

/// One read or call, marked.
#[expect(clippy::struct_excessive_bools, reason = "each is one aspect that may be odd, independent of the others")]
pub(crate) struct Mark<'a> {
    pub(crate) done: Done<'a>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: &'a Actor,
    pub(crate) from: &'a Origin,
    pub(crate) agent: &'a Agent,
    pub(crate) network: String,
    pub(crate) scope: Option<Scope>,
    /// What explains that it is read; `None`: nothing, or no secret.
    pub(crate) ground: Option<Ground>,
    /// A secret that nothing explains.
    pub(crate) new: bool,
    /// Of another service than the reader's.
    pub(crate) foreign: bool,
    /// Of another environment than the reader's.
    pub(crate) other_environment: bool,
    /// Of an account in which the reader never read.
    pub(crate) other_account: bool,
    /// Unread by anybody for long.
    pub(crate) dormant: bool,
    /// How odd the network is, 0 to 6.
    pub(crate) network_weight: u32,
    /// Whether its session is used from another network as well, or belongs elsewhere.
    pub(crate) elsewhere: bool,
    pub(crate) new_agent: bool,
    pub(crate) off_hours: bool,
    pub(crate) refused: bool,
    pub(crate) decoy: bool,
    /// An odd way: old values, a broad path, a filter, a password.
    pub(crate) odd_way: bool,
}

impl<'a> Mark<'a> {
    /// The secret, where it is one.
    pub(crate) fn secret(&self) -> Option<&'a SecretName> {
        match self.done {
            Done::Read(Read { object: Object::Secret(name), .. }) => Some(name),
            _ => None,
        }
    }

    /// What was read or tried.
    pub(crate) fn object(&self) -> Option<&'a Object> {
        match self.done {
            Done::Read(read) => Some(&read.object),
            Done::Call(_) => None,
        }
    }

    /// The records.
    pub(crate) fn ids(&self) -> &'a [EventId] {
        match self.done {
            Done::Read(read) => &read.events,
            Done::Call(event) => std::slice::from_ref(&event.id),
        }
    }

    /// The account whose trail holds it.
    pub(crate) fn account(&self) -> &'a AccountId {
        match self.done {
            Done::Read(read) => &read.account,
            Done::Call(event) => &event.account,
        }
    }

    /// The outcome.
    pub(crate) fn outcome(&self) -> &'a Outcome {
        match self.done {
            Done::Read(read) => &read.outcome,
            Done::Call(event) => &event.outcome,
        }
    }

    /// The event, where it is no read.
    pub(crate) fn call(&self) -> Option<&'a Event> {
        match self.done {
            Done::Call(event) => Some(event),
            Done::Read(_) => None,
        }
    }

    /// Whether a value was read.
    pub(crate) fn succeeded(&self) -> bool {
        matches!(self.done, Done::Read(_)) && *self.outcome() == Outcome::Done
    }

    /// Whether anything about it needs a look.
    pub(crate) fn is_odd(&self) -> bool {
        self.new
            || self.network_weight > 0
            || self.elsewhere
            || self.new_agent
            || self.off_hours
            || self.refused
            || self.decoy
            || self.odd_way
    }
}

/// The reader of a day, and what is usual for it.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of the reader, independent of the others")]
pub(crate) struct Reader<'h, 'a> {
    pub(crate) subject: &'h Subject,
    pub(crate) base: &'h Baseline<'h, 'a>,
    pub(crate) history: &'h History<'a>,
    /// Whether it is a person.
    pub(crate) human: bool,
    /// Whether it may be a person: an IAM user of which no record shows it.
    pub(crate) unclear: bool,
    /// Whether it became known after the organisation's own learning time.
    pub(crate) newcomer: bool,
    /// Whether it came back after a long silence.
    pub(crate) woke: Option<i64>,
    /// Whether it is the root user, or somebody who left.
    pub(crate) barred: bool,
}

/// The networks in which each session or key of a day was seen, the first one first.
pub(crate) struct Sessions<'a>(HashMap<&'a str, Vec<String>>);

impl<'a> Sessions<'a> {
    /// Of these reads; in order of time.
    pub(crate) fn of(reads: &[&'a Read]) -> Self {
        let mut seen: HashMap<&str, Vec<String>> = HashMap::new();
        for read in reads {
            if let (Some(key), Source::Address(_)) = (key_of(&read.by), &read.from.source) {
                let networks = seen.entry(key).or_default();
                let network = network(&read.from);
                if networks.len() < 16 && !networks.contains(&network) {
                    networks.push(network);
                }
            }
        }
        Self(seen)
    }
}

/// What ties the calls of one temporary credential together.
fn key_of(by: &Actor) -> Option<&str> {
    let key = by.access_key.as_deref().filter(|key| !key.starts_with("AKIA"));
    key.or_else(|| by.session.as_deref().filter(|session| session.starts_with("i-")))
}

/// Whether this is the session of an EC2 instance: `i-` and hexadecimal digits.
fn is_instance(by: &Actor) -> bool {
    let id = by.session.as_deref().and_then(|session| session.strip_prefix("i-"));
    id.is_some_and(|id| id.len() >= 8 && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a network as facts keep it is of public addresses.
fn is_public(network: &str) -> bool {
    Source::parse(network.split('/').next().unwrap_or(network)).is_public()
}

/// Marks one read.
pub(crate) fn read<'a>(
    read: &'a Read,
    reader: &Reader<'_, 'a>,
    sessions: &Sessions<'_>,
    setting: &Setting<'_, 'a>,
) -> Mark<'a> {
    let mut mark = blank(Done::Read(read), read.at, &read.by, &read.from, &read.agent);
    common(&mut mark, reader, setting);
    mark.elsewhere = is_elsewhere(&mark, reader, sessions, setting);
    match &read.outcome {
        Outcome::Denied(_) => mark.refused = !reader.base.knows_denial(&read.object),
        Outcome::Failed(code) => {
            mark.refused = code.contains("NotFound") && !reader.base.knows_denial(&read.object);
        }
        Outcome::Done => {}
    }
    mark.odd_way = match read.way {
        Way::History | Way::Password => reader.base.days_of(read.way) == 0,
        Way::Named | Way::Batch | Way::Path | Way::Decrypt => false,
    };
    if let Object::Secret(name) = &read.object {
        let known = setting.scene.secret(name);
        // A decoy that this reader reads as a habit catches nobody; whoever marked it finds it among the explained.
        mark.decoy = known.is_some_and(|known| known.decoy) && !(reader.base.firm && reader.base.knows(name));
        let mut scope = setting.scopes.get(name);
        if let Some(environment) = known.and_then(|known| known.environment.clone()) {
            scope.environment = Some(environment);
        }
        if read.outcome == Outcome::Done {
            place(&mut mark, name, &scope, reader, setting);
        }
        mark.scope = Some(scope);
    }
    mark
}

/// Marks one call that is no read of a secret.
pub(crate) fn call<'a>(event: &'a Event, reader: &Reader<'_, 'a>, setting: &Setting<'_, 'a>) -> Mark<'a> {
    let mut mark = blank(Done::Call(event), event.at, &event.by, &event.from, &event.agent);
    match event.call.class() {
        Class::Trail => mark.odd_way = !matches!(event.call, Call::StartLogging | Call::CreateTrail),
        Class::List => {
            mark.refused = matches!(event.outcome, Outcome::Denied(_)) && !reader.base.knows_denial(&Object::Unknown);
        }
        Class::Read if event.outcome == Outcome::Done => {
            common(&mut mark, reader, setting);
            mark.odd_way = event.targets.iter().any(|target| match target {
                Target::Path { path, .. } => super::ways::is_broad(path, reader),
                Target::Filter { catch_all, .. } => *catch_all || reader.base.filter_days == 0,
                _ => false,
            }) && (event.call != Call::BatchGetSecretValue || reader.base.filter_days < 2);
        }
        _ => {}
    }
    mark
}

fn blank<'a>(done: Done<'a>, at: DateTime<Utc>, by: &'a Actor, from: &'a Origin, agent: &'a Agent) -> Mark<'a> {
    Mark {
        done,
        at,
        by,
        from,
        agent,
        network: network(from),
        scope: None,
        ground: None,
        new: false,
        foreign: false,
        other_environment: false,
        other_account: false,
        dormant: false,
        network_weight: 0,
        elsewhere: false,
        new_agent: false,
        off_hours: false,
        refused: false,
        decoy: false,
        odd_way: false,
    }
}

/// Network, agent and hour.
fn common(mark: &mut Mark<'_>, reader: &Reader<'_, '_>, setting: &Setting<'_, '_>) {
    let base = reader.base;
    if base.days.is_empty() {
        mark.off_hours = reader.human && is_night(mark, setting);
        return;
    }
    mark.network_weight = network_weight(mark, reader, setting);
    mark.new_agent = base.firm && !base.agents.contains_key(mark.agent.0.as_str());
    let hour = mark.at.hour();
    let narrow = (1..=14).contains(&base.hours.iter().filter(|days| **days > 0).count());
    mark.off_hours = (reader.human || reader.unclear)
        && narrow
        && !base.keeps_hour(hour)
        // Few days show few of a person's hours: then it must be an hour at which nobody works.
        && (base.reading_days >= 4 || is_night(mark, setting) || setting.organisation.is_quiet_hour(hour));
}

/// Whether it is night for the person: before seven or after nine in the evening, where the time zone is known.
fn is_night(mark: &Mark<'_>, setting: &Setting<'_, '_>) -> bool {
    let offset = mark.by.person.as_ref().and_then(|person| setting.scene.offsets.get(&person.to_lowercase()));
    offset.is_some_and(|minutes| {
        let hour = (mark.at + TimeDelta::minutes(i64::from(*minutes))).hour();
        !(7..21).contains(&hour)
    })
}

fn network_weight(mark: &Mark<'_>, reader: &Reader<'_, '_>, setting: &Setting<'_, '_>) -> u32 {
    let (base, network) = (reader.base, mark.network.as_str());
    let Source::Address(_) = mark.from.source else { return 0 };
    if base.knows_network(network) || base.roams || setting.scene.networks.contains(network) {
        return 0;
    }
    if !base.firm || reader.human {
        return u32::from(base.days.len() >= 2 && mark.from.source.is_public());
    }
    let elsewhere_known = setting.organisation.knows_network(network, reader.subject, setting.day);
    if mark.from.vpc_endpoint.is_some() {
        return if elsewhere_known { 0 } else { 2 };
    }
    if !mark.from.source.is_public() {
        return u32::from(base.networks.keys().all(|known| is_public(known)));
    }
    let inside_only = u32::from(!base.networks.keys().any(|known| is_public(known)));
    if elsewhere_known {
        2 + inside_only
    } else if moved(network, reader, setting) {
        1
    } else {
        // Several readers on one machine that nobody knows: each may read its usual set, and none should be there.
        let together = setting.organisation.arrived(network, setting.day) >= 3;
        3 + inside_only + 2 * u32::from(together)
    }
}

fn is_elsewhere(mark: &Mark<'_>, reader: &Reader<'_, '_>, sessions: &Sessions<'_>, setting: &Setting<'_, '_>) -> bool {
    if reader.human || !mark.from.source.is_public() || reader.base.knows_network(&mark.network) {
        return false;
    }
    let travelled = key_of(mark.by).and_then(|key| sessions.0.get(key)).is_some_and(|networks| {
        let others = networks.iter().any(|other| *other != mark.network);
        let first = networks.first().is_some_and(|first| *first == mark.network);
        others && (!first || reader.base.firm)
    });
    (travelled || (is_instance(mark.by) && reader.base.firm && mark.network_weight > 0))
        && !moved(&mark.network, reader, setting)
}

/// Whether several readers arrived in this network together: a gateway was replaced.
fn moved(network: &str, reader: &Reader<'_, '_>, setting: &Setting<'_, '_>) -> bool {
    setting.organisation.moved(network, reader.base.networks.keys().copied(), setting.day)
}

/// What explains the read of a secret, and where it lies as seen from the reader.
fn place(mark: &mut Mark<'_>, name: &SecretName, scope: &Scope, reader: &Reader<'_, '_>, setting: &Setting<'_, '_>) {
    let (base, subject) = (reader.base, reader.subject);
    let hours = i64::from(setting.settings.change_hours);
    let wrote = || {
        reader.history.wrote_before(name, setting.day)
            || setting.around.own_write(name, subject, mark.at, hours).is_some()
    };
    mark.ground = if base.knows(name) {
        Some(Ground::Usual)
    } else if setting.around.rotates(name, subject, mark.at, reader.history.writes(setting.day)) {
        Some(Ground::Rotates)
    } else if wrote() {
        Some(Ground::Wrote)
    } else if is_fresh(mark.at, name, setting) && (near(scope, base) || !base.firm || base.services.len() >= 2) {
        Some(Ground::Fresh)
    } else {
        None
    };
    mark.new = mark.ground.is_none();
    if matches!(mark.ground, Some(Ground::Usual | Ground::Wrote | Ground::Rotates)) {
        return;
    }
    mark.other_environment = base.firm
        && !base.environments.is_empty()
        && scope.environment.as_deref().is_some_and(|environment| !base.environments.contains(environment));
    let own = reader.subject.principal.account.as_ref();
    mark.other_account = own.is_some_and(|own| *own != name.account) && !base.accounts.contains(&name.account);
    mark.foreign =
        mark.new && base.firm && !scope.shared && (!near(scope, base) || reader.history.reads_own_work(base));
    mark.dormant = mark.new && is_dormant(mark.at, name, setting);
}

fn near(scope: &Scope, base: &Baseline<'_, '_>) -> bool {
    scope.shared || base.services.contains(scope.service.as_str())
}

/// Created within three days, by somebody, and read by nobody before.
fn is_fresh(at: DateTime<Utc>, name: &SecretName, setting: &Setting<'_, '_>) -> bool {
    let created = setting.scene.secret(name).and_then(|known| known.created_at).or_else(|| {
        let (written, _) = setting.organisation.created(name)?;
        let unread = setting.organisation.last_read(name, written.date_naive()).is_none();
        unread.then_some(written)
    });
    created.is_some_and(|created| created <= at && at - created <= TimeDelta::days(3))
}

/// Unread for long: by the store's own word, or in all that is known of the organisation, ten days at the least.
fn is_dormant(at: DateTime<Utc>, name: &SecretName, setting: &Setting<'_, '_>) -> bool {
    let today = at.date_naive();
    let known = setting.scene.secret(name);
    if known.and_then(|known| known.created_at).is_some_and(|created| at - created < TimeDelta::days(30)) {
        return false;
    }
    let long = i64::from(setting.settings.dormant_secret_days);
    let seen = setting.organisation.last_read(name, today);
    match seen.max(known.and_then(|known| known.last_read_on).filter(|day| *day < today)) {
        Some(last) => (today - last).num_days() >= long,
        None => setting.organisation.days_before(today) >= 10 && setting.organisation.created(name).is_none(),
    }
}

/// Distinct secrets of these marks.
pub(crate) fn distinct<'a>(marks: impl Iterator<Item = &'a SecretName>) -> usize {
    marks.collect::<BTreeSet<_>>().len()
}
