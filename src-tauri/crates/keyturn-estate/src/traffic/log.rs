//! The log under way: calls are written down as they happen, with the label of the episode that they belong to.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Duration, DurationRound, Utc};
use keyturn_domain::store::Store;

use super::cast::{Kind, Player};
use super::catalogue::{Catalogue, Thing};
use super::deed::{self, Deed};
use super::identity::{self, Session};
use super::record::{EventId, Record, Written};
use super::source::{self, Source};
use super::{Class, Label};
use crate::generate::dice::Dice;

/// A player in one session, from one source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Who {
    /// Position in the cast.
    pub(super) player: usize,
    pub(super) session: u32,
    pub(super) source: u32,
}

/// What happened so far.
pub(super) struct Log<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) cast: &'a [Player],
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
    pub(super) dice: Dice,
    pub(super) records: Vec<Record>,
    pub(super) labels: Vec<Label>,
    pub(super) sessions: Vec<Session>,
    pub(super) sources: Vec<Source>,
    pub(super) deeds: Vec<Written>,
    /// Whom an attack made read what: whoever took a thing once knows it, and taking it again is no attack of its own.
    pub(super) taken: BTreeSet<(usize, usize)>,
    /// Who was attacked.
    pub(super) victims: BTreeSet<usize>,
    /// The same sessions in calls that a store makes for them.
    through: HashMap<(u32, &'static str), u32>,
    known_sources: HashMap<Source, u32>,
    known_deeds: HashMap<String, u32>,
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Log<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        cast: &'a [Player],
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        dice: Dice,
    ) -> Self {
        Self {
            catalogue,
            cast,
            start,
            end,
            dice,
            records: Vec::new(),
            labels: Vec::new(),
            sessions: Vec::new(),
            sources: Vec::new(),
            deeds: Vec::new(),
            taken: BTreeSet::new(),
            victims: BTreeSet::new(),
            through: HashMap::new(),
            known_sources: HashMap::new(),
            known_deeds: HashMap::new(),
        }
    }

    pub(super) fn player(&self, at: usize) -> Option<&'a Player> {
        self.cast.get(at)
    }

    /// Positions of the players of a kind.
    pub(super) fn players(&self, fits: impl Fn(&Player) -> bool) -> Vec<usize> {
        self.cast.iter().enumerate().filter(|(_, player)| fits(player)).map(|(at, _)| at).collect()
    }

    pub(super) fn thing(&self, at: usize) -> Option<&'a Thing> {
        self.catalogue.things.get(at)
    }

    /// One of these things, by chance.
    pub(super) fn drawn(&mut self, things: &[usize]) -> Option<&'a Thing> {
        let thing = *self.dice.one(things)?;
        self.thing(thing)
    }

    /// What a player reads in usual times.
    pub(super) fn usual(&self, player: usize) -> Vec<usize> {
        let Some(player) = self.player(player) else { return Vec::new() };
        self.catalogue.find(|thing| player.reads.contains(&thing.arn))
    }

    /// A session of a role begun at `since`, or a user's key, from where the player usually is.
    pub(super) fn enter(&mut self, player: usize, name: &str, since: DateTime<Utc>) -> Option<Who> {
        let member = self.player(player)?;
        let source = source::usual(member, &mut self.dice);
        self.enter_from(player, name, since, source)
    }

    /// The same from somewhere else.
    pub(super) fn enter_from(
        &mut self,
        player: usize,
        name: &str,
        since: DateTime<Utc>,
        source: Source,
    ) -> Option<Who> {
        let member = self.player(player)?;
        let console = source.agent.starts_with("Mozilla");
        let session = match member.kind {
            Kind::BreakGlass | Kind::Legacy | Kind::Root => identity::user(member, &format!("{} key", member.arn)),
            Kind::AwsConfig => {
                identity::through(&identity::session(member, name, since, false), "config.amazonaws.com")
            }
            _ => identity::session(member, name, since, console),
        };
        Some(Who { player, session: self.add_session(session), source: self.source(source) })
    }

    /// The same caller from another source: a credential that was carried off.
    pub(super) fn carried_off(&mut self, who: Who, source: Source) -> Who {
        Who { source: self.source(source), ..who }
    }

    fn add_session(&mut self, session: Session) -> u32 {
        self.sessions.push(session);
        number(self.sessions.len() - 1)
    }

    fn source(&mut self, source: Source) -> u32 {
        let next = number(self.sources.len());
        let sources = &mut self.sources;
        *self.known_sources.entry(source).or_insert_with_key(|source| {
            sources.push(source.clone());
            next
        })
    }

    fn deed(&mut self, deed: &Deed) -> u32 {
        let written = Written::new(deed);
        let next = number(self.deeds.len());
        let deeds = &mut self.deeds;
        let key = format!("{} {}{}", deed.api.name, written.request, written.resources);
        *self.known_deeds.entry(key).or_insert_with(|| {
            deeds.push(written);
            next
        })
    }

    /// The ARN of the caller, for error messages.
    pub(super) fn arn(&self, who: Who) -> String {
        self.sessions.get(who.session as usize).map(|session| session.arn.clone()).unwrap_or_default()
    }

    /// Everything that `act` does belongs to one episode.
    pub(super) fn episode(&mut self, class: Class, player: usize, act: impl FnOnce(&mut Self) -> Option<()>) {
        let from = self.records.len();
        // An act that finds nobody to play it leaves nothing.
        act(self).unwrap_or_default();
        let Some(principal) = self.player(player).map(|player| player.arn.clone()) else { return };
        let records = self.records.get(from..).unwrap_or_default();
        let times = records.iter().map(|record| record.at);
        let (Some(first_at), Some(last_at)) = (times.clone().min(), times.max()) else { return };
        let event_ids = records.iter().map(|record| record.id).collect();
        self.labels.push(Label { class, event_ids, principal, first_at, last_at });
    }

    /// A call in a place, unless it lies outside the stretch; says whether it was written down.
    pub(super) fn call(&mut self, who: Who, at: DateTime<Utc>, place: usize, deed: &Deed) -> bool {
        if at < self.start || at > self.end {
            return false;
        }
        let at = at.duration_trunc(Duration::seconds(1)).unwrap_or(at);
        let deed = self.deed(deed);
        let place = u16::try_from(place).unwrap_or(u16::MAX);
        self.records.push(Record {
            id: EventId::new(self.dice.bits()),
            at,
            delivered_at: at,
            shared: None,
            is_copy: false,
            place,
            folder: place,
            session: who.session,
            source: who.source,
            deed,
        });
        true
    }

    /// The decryption that a read brings about, made by the store for the caller.
    pub(super) fn decrypts(&mut self, who: Who, at: DateTime<Utc>, thing: &Thing) {
        let Some(deed) = deed::decrypt(thing) else { return };
        let store = match thing.store {
            Store::SecretsManager => "secretsmanager.amazonaws.com",
            Store::ParameterStore => "AWS Internal",
        };
        let session = if let Some(&session) = self.through.get(&(who.session, store)) {
            session
        } else {
            let Some(session) = self.sessions.get(who.session as usize) else { return };
            let session = identity::through(session, store);
            let session = self.add_session(session);
            self.through.insert((who.session, store), session);
            session
        };
        let source = self.source(Source::service(store));
        self.call(Who { player: who.player, session, source }, at, thing.place, &deed);
    }

    /// A plain read of one thing, with the decryption behind it. Of another account's secret both accounts get a copy.
    pub(super) fn read(&mut self, who: Who, at: DateTime<Utc>, thing: usize) {
        let (Some(thing), Some(player)) = (self.thing(thing), self.player(who.player)) else { return };
        if !thing.is_there(at) {
            return;
        }
        let Some(place) = self.catalogue.places.get(thing.place) else { return };
        let foreign = place.account != player.account;
        let by_arn = foreign || self.dice.chance(40);
        if !self.call(who, at, thing.place, &deed::get(thing, by_arn)) {
            return;
        }
        // Another account's key, too, is used by a stranger.
        let opener = if foreign { self.share_last(who, player, thing.place).unwrap_or(who) } else { who };
        self.decrypts(opener, at, thing);
    }

    /// Gives the last call's record to the caller's account, and the owner's account its own copy; says who the caller is
    /// to the owner.
    fn share_last(&mut self, who: Who, player: &Player, owner: usize) -> Option<Who> {
        let region = self.catalogue.places.get(owner).map(|place| &place.region);
        let home = self
            .catalogue
            .places
            .iter()
            .position(|place| place.account == player.account && Some(&place.region) == region)
            .and_then(|at| u16::try_from(at).ok());
        let home = home?;
        let stranger = identity::stranger(self.sessions.get(who.session as usize)?);
        let shared = Some(EventId::new(self.dice.bits()));
        let id = EventId::new(self.dice.bits());
        let session = self.add_session(stranger);
        let mine = self.records.last_mut()?;
        let theirs = Record { id, shared, session, ..mine.clone() };
        mine.shared = shared;
        (mine.place, mine.folder) = (home, home);
        self.records.push(theirs);
        Some(Who { session, ..who })
    }

    /// Reads several things one after the other, so many seconds apart; says when it ended.
    pub(super) fn read_all(
        &mut self,
        who: Who,
        mut at: DateTime<Utc>,
        things: &[usize],
        gap: (i64, i64),
    ) -> DateTime<Utc> {
        for &thing in things {
            self.read(who, at, thing);
            at += Duration::seconds(self.dice.between(gap.0, gap.1));
        }
        at
    }

    /// Reads parameters of one place in calls of ten.
    pub(super) fn read_together(&mut self, who: Who, at: DateTime<Utc>, things: &[usize]) {
        let there: Vec<&Thing> = things
            .iter()
            .filter_map(|&thing| self.thing(thing))
            .filter(|thing| thing.store == Store::ParameterStore && thing.is_there(at))
            .collect();
        for ten in there.chunks(10) {
            let Some(first) = ten.first() else { return };
            self.call(who, at, first.place, &deed::get_parameters(ten));
            for thing in ten {
                self.decrypts(who, at, thing);
            }
        }
    }

    /// Reads every parameter below a path in a place, page by page; only the decryptions say which.
    pub(super) fn read_path(&mut self, who: Who, at: DateTime<Utc>, place: usize, path: &str) {
        let below = self.catalogue.find(|thing| {
            thing.place == place
                && thing.store == Store::ParameterStore
                && thing.is_there(at)
                && thing.name.strip_prefix(path).is_some_and(|rest| path.ends_with('/') || rest.starts_with('/'))
        });
        for page in 0..below.len().div_ceil(10).max(1) {
            let at = at + Duration::seconds(i64::try_from(page / 3).unwrap_or(0));
            self.call(who, at, place, &deed::get_by_path(path, page));
            for &thing in below.iter().skip(page * 10).take(10) {
                let Some(thing) = self.thing(thing) else { continue };
                self.decrypts(who, at, thing);
            }
        }
    }

    /// A page of `BatchGetSecretValue` over the place's secrets, with the single reads and decryptions it stands for.
    pub(super) fn read_batch(&mut self, who: Who, at: DateTime<Utc>, place: usize, filters: &serde_json::Value) {
        let all = self
            .catalogue
            .find(|thing| thing.place == place && thing.store == Store::SecretsManager && thing.is_there(at));
        for (page, twenty) in all.chunks(20).enumerate() {
            let at = at + Duration::seconds(i64::try_from(page).unwrap_or(0));
            self.call(who, at, place, &deed::batch(filters, page));
            for &thing in twenty {
                let Some(thing) = self.thing(thing) else { continue };
                self.call(who, at, place, &deed::get(thing, true));
                self.decrypts(who, at, thing);
            }
        }
    }

    /// Lists what a place holds: both stores, page by page.
    pub(super) fn list(&mut self, who: Who, at: DateTime<Utc>, place: usize) {
        let count = |store| self.catalogue.find(|thing| thing.place == place && thing.store == store).len();
        let (secrets, parameters) = (count(Store::SecretsManager), count(Store::ParameterStore));
        for page in 0..secrets.div_ceil(100).max(1) {
            self.call(who, at, place, &deed::list_secrets(page));
        }
        for page in 0..parameters.div_ceil(50).max(1) {
            self.call(who, at + Duration::seconds(2), place, &deed::describe_parameters(page));
        }
    }

    /// A read that is refused: for want of a permission, or for haste.
    pub(super) fn refused(&mut self, who: Who, at: DateTime<Utc>, thing: usize, throttled: bool) {
        let Some(thing) = self.thing(thing) else { return };
        let get = deed::get(thing, false);
        let deed = if throttled {
            get.throttled()
        } else {
            // Secrets Manager repeats the id as it was given; Parameter Store names the ARN.
            let resource = if thing.store == Store::SecretsManager { &thing.name } else { &thing.arn };
            get.denied(&self.arn(who), Some(resource))
        };
        self.call(who, at, thing.place, &deed);
    }

    /// The place of a player: its account and home region.
    pub(super) fn home(&self, player: usize) -> Option<usize> {
        let player = self.player(player)?;
        self.catalogue.places.iter().position(|place| place.account == player.account && place.region == player.region)
    }

    /// A service of AWS that works for itself in a place.
    pub(super) fn service(&mut self, player: usize, place: usize, name: &str) -> Option<Who> {
        let account = &self.catalogue.places.get(place)?.account;
        let session = self.add_session(identity::service(account, name));
        Some(Who { player, session, source: self.source(Source::service(name)) })
    }

    /// A random id in hexadecimal, so many digits.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let text = format!("{:032x}", self.dice.bits());
        text.get(..digits).unwrap_or(&text).to_owned()
    }

    /// A UUID.
    pub(super) fn uuid(&mut self) -> String {
        EventId::new(self.dice.bits()).to_string()
    }
}
