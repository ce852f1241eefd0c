//! Everything that items are made from, read once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use keyturn_access::people::Person;
use keyturn_access::world::{PrincipalKind, SecretKind};
use keyturn_domain::filter::Filter;
use keyturn_domain::kind::Kind;
use keyturn_domain::owner;
use keyturn_domain::review::reviewer;
use keyturn_domain::review::{Subject, Usage};
use keyturn_store::{FindingState, FindingsAsked, Reader, StoreError};
use keyturn_trail::read::Object;

use super::Wanted;
use crate::access::Evaluation;
use crate::access::readers::{self, name};
use crate::error::AppError;
use crate::rotation::kept::evaluate;
use crate::rotation::{Due, LastDue};

/// Stretches of seven days of which reads are counted.
const WEEKS: usize = 13;

/// The days that they have together, without the first.
const DAYS_BEFORE: u64 = 13 * 7 - 1;

/// What is said of the trail beside reads.
const SEES: &str = "90 days of management events; what a program did with a value that it kept is not seen.";
const UNSEEN: &str =
    "CloudTrail was not collected for all of the last 90 days here: there may be reads that are not shown.";

/// Reads of one secret.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    pub(super) count: u32,
    pub(super) last_at: Option<DateTime<Utc>>,
    pub(super) weeks: [u32; WEEKS],
}

impl Reads {
    fn add(&mut self, week: u32, count: u32, at: DateTime<Utc>) {
        self.count = self.count.saturating_add(count);
        self.last_at = self.last_at.max(Some(at));
        if let Some(of_week) = usize::try_from(week).ok().and_then(|week| self.weeks.get_mut(week)) {
            *of_week = of_week.saturating_add(count);
        }
    }
}

/// A principal as usage names it: its account and `role/web`.
type Who = (String, String);

/// Everything that items are made from.
pub(super) struct Gathered {
    pub(super) evaluation: Arc<Evaluation>,
    pub(super) due: Due,
    pub(super) today: NaiveDate,
    pub(super) now: DateTime<Utc>,
    lead: String,
    /// The names of accounts.
    names: BTreeMap<String, String>,
    /// By the place of a secret in the world: who reviews it; `None` where it is out of scope.
    pub(super) reviewer: Vec<Option<String>>,
    /// By the place in the standings: the same.
    pub(super) reviewer_of_standing: Vec<Option<String>>,
    /// By the place of a secret in the world: whether the reads of the last 90 days are known.
    pub(super) watched: Vec<bool>,
    reads: HashMap<Who, HashMap<String, Reads>>,
    reads_of_anybody: HashMap<String, Reads>,
    watched_places: BTreeMap<(String, String, SecretKind), bool>,
    people: HashMap<Who, u32>,
    odd: HashMap<Who, BTreeSet<Object>>,
    /// Names and addresses of those who left, in lower case, with what is said of it.
    left: HashMap<String, String>,
}

impl Gathered {
    /// Reads it. The inner error is that of the policy in force.
    pub(super) fn of(
        reader: &Reader<'_>,
        evaluation: Arc<Evaluation>,
        last: &LastDue,
        wanted: &Wanted,
        now: DateTime<Utc>,
    ) -> Result<Result<Self, AppError>, StoreError> {
        let due = match evaluate(reader, last, &Filter::default(), now)? {
            Ok(due) => due,
            Err(error) => return Ok(Err(error)),
        };
        let today = now.date_naive();
        let from = today.checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(today);
        let mut reads: HashMap<Who, HashMap<String, Reads>> = HashMap::new();
        let mut reads_of_anybody: HashMap<String, Reads> = HashMap::new();
        for one in reader.trail().reads_by_pair(from, today)? {
            let who = (one.principal.account.map(|id| id.to_string()).unwrap_or_default(), one.principal.name);
            let of_pair = reads.entry(who).or_default().entry(one.arn.clone()).or_default();
            of_pair.add(one.week, one.reads, one.last_at);
            reads_of_anybody.entry(one.arn).or_default().add(one.week, one.reads, one.last_at);
        }
        let mut watched_places = BTreeMap::new();
        let mut watched = Vec::with_capacity(evaluation.world.secrets.len());
        for secret in &evaluation.world.secrets {
            let place = (secret.account.clone(), secret.region.clone(), secret.kind);
            let known = match watched_places.get(&place) {
                Some(known) => *known,
                None => readers::watched(reader, secret, now)?,
            };
            watched_places.insert(place, known);
            watched.push(known);
        }
        let people = reader.trail().people_by_principal()?.into_iter();
        let accounts = reader.accounts().all()?.into_iter();
        let (reviewer, reviewer_of_standing) = scope(&evaluation, &due, wanted);
        Ok(Ok(Self {
            lead: wanted.lead.name.clone(),
            names: accounts.filter_map(|account| Some((account.id.to_string(), account.name?))).collect(),
            people: people.map(|(who, count)| (key(who), count)).collect(),
            odd: odd(reader)?,
            left: left(reader, wanted, today)?,
            reviewer,
            reviewer_of_standing,
            watched,
            watched_places,
            reads,
            reads_of_anybody,
            evaluation,
            due,
            today,
            now,
        }))
    }

    /// An account's name.
    pub(super) fn account_name(&self, account: &str) -> Option<String> {
        self.names.get(account).cloned()
    }

    /// Who reviews secrets at these places in the standings: one person, as they were gathered by that.
    pub(super) fn reviewer_of(&self, places: &[usize]) -> String {
        let of = |place: &usize| self.reviewer_of_standing[*place].clone();
        places.first().and_then(of).unwrap_or_else(|| self.lead.clone())
    }

    /// What a principal read, by ARN.
    pub(super) fn reads(&self, principal: usize) -> Option<&HashMap<String, Reads>> {
        self.reads.get(&self.who(principal))
    }

    /// What anybody read of a secret.
    pub(super) fn reads_of_anybody(&self, arn: &str) -> Option<&Reads> {
        self.reads_of_anybody.get(arn)
    }

    /// Whether the reads of a place's store are known of the last 90 days.
    pub(super) fn is_watched(&self, account: &str, region: &str, kind: SecretKind) -> bool {
        self.watched_places.get(&(account.to_owned(), region.to_owned(), kind)) == Some(&true)
    }

    /// What an open finding tells that a principal read, or tried.
    pub(super) fn odd(&self, principal: usize) -> Option<&BTreeSet<Object>> {
        self.odd.get(&self.who(principal))
    }

    /// Who of those behind a principal left, in words; and whether that is everybody.
    pub(super) fn left(&self, principal: usize) -> (Vec<&str>, bool) {
        let of = &self.evaluation.world.principals[principal];
        if of.kind == PrincipalKind::User {
            let gone = self.left.get(&of.name.to_lowercase());
            return (gone.into_iter().map(String::as_str).collect(), gone.is_some());
        }
        let people = self.evaluation.people(principal);
        let gone: Vec<&str> = people.iter().filter_map(|person| self.left_of(person)).collect();
        let all = !people.is_empty() && gone.len() == people.len();
        (gone, all)
    }

    fn left_of(&self, person: &Person) -> Option<&str> {
        let names = std::iter::once(&person.name).chain(&person.emails);
        let mut found = names.filter_map(|name| self.left.get(&name.to_lowercase()));
        found.next().filter(|_| person.known).map(String::as_str)
    }

    /// Whether an owner left: named by a user name or an address.
    pub(super) fn owner_left(&self, owner: &str) -> Option<&str> {
        self.left.get(&owner.trim().to_lowercase()).map(String::as_str)
    }

    /// What reads add up to.
    pub(super) fn usage<'r>(
        &self,
        principal: Option<usize>,
        reads: impl Iterator<Item = &'r Reads>,
        complete: bool,
    ) -> Usage {
        let words = if complete { SEES } else { UNSEEN }.to_owned();
        let mut usage = Usage { weeks: vec![0; WEEKS], complete, words, ..Usage::default() };
        for of_secret in reads.filter(|reads| reads.count > 0) {
            usage.reads = usage.reads.saturating_add(of_secret.count);
            usage.secrets_read += 1;
            usage.last_at = usage.last_at.max(of_secret.last_at);
            for (sum, week) in usage.weeks.iter_mut().zip(of_secret.weeks) {
                *sum = sum.saturating_add(week);
            }
        }
        if let Some(principal) = principal.filter(|_| usage.reads > 0) {
            usage.readers = self.people.get(&self.who(principal)).copied().unwrap_or(1);
        }
        usage
    }

    fn who(&self, principal: usize) -> Who {
        let of = &self.evaluation.world.principals[principal];
        (of.account.clone(), name(of))
    }
}

fn key(principal: keyturn_trail::principal::Principal) -> Who {
    (principal.account.map(|id| id.to_string()).unwrap_or_default(), principal.name)
}

/// What open findings tell of, by principal.
fn odd(reader: &Reader<'_>) -> Result<HashMap<Who, BTreeSet<Object>>, StoreError> {
    let states = vec![FindingState::Open, FindingState::Watch, FindingState::Incident];
    let asked = FindingsAsked { states, ..FindingsAsked::default() };
    let mut odd: HashMap<Who, BTreeSet<Object>> = HashMap::new();
    for stored in reader.trail().findings(&asked, 0, u32::MAX)?.0 {
        odd.entry(key(stored.finding.principal)).or_default().extend(stored.finding.objects);
    }
    Ok(odd)
}

/// Who left: those on the list who have left by today and are somebody here, and those who were marked before.
fn left(reader: &Reader<'_>, wanted: &Wanted, today: NaiveDate) -> Result<HashMap<String, String>, StoreError> {
    let mut left = HashMap::new();
    for gone in reader.trail().departed()?.into_iter().filter(|gone| gone.gone_on <= today) {
        left.insert(gone.person.to_lowercase(), format!("{} left by {}", gone.person, gone.gone_on));
    }
    for leaver in wanted.leavers.iter().filter(|leaver| leaver.has_left(today)) {
        let words = match leaver.left_on {
            Some(on) => format!("{} left on {on}", leaver.name()),
            None => format!("{} left", leaver.name()),
        };
        for name in [&leaver.user, &leaver.mail].into_iter().filter(|name| !name.is_empty()) {
            left.insert(name.to_lowercase(), words.clone());
        }
    }
    Ok(left)
}

/// Who reviews each secret of the world and each standing; nobody where it is out of scope.
fn scope(evaluation: &Evaluation, due: &Due, wanted: &Wanted) -> (Vec<Option<String>>, Vec<Option<String>>) {
    let none = BTreeMap::new();
    let review = |subject: &Subject<'_>| {
        // Configuration is shown, but outside review, unless a scope names it.
        let reviewed = subject.kind != Kind::Configuration || wanted.scope.kinds.contains(&Kind::Configuration);
        let holds = reviewed && wanted.scope.holds(subject);
        holds.then(|| reviewer::of(&wanted.reviewers, &wanted.lead, subject).name.clone())
    };
    let mut of_standing = Vec::with_capacity(due.standings.len());
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut kinds: HashMap<(&str, &str), Kind> = HashMap::new();
    for (place, standing) in due.standings.iter().enumerate() {
        let listed = &standing.secret.listed;
        let subject = Subject {
            account: listed.account.id.as_str(),
            region: listed.region.as_str(),
            name: &listed.name,
            tags: standing.secret.tags.as_ref().unwrap_or(&none),
            kind: listed.kind,
            owner: listed.owner.as_deref(),
        };
        of_standing.push(review(&subject));
        known.insert(listed.arn.as_str(), place);
        kinds.insert((listed.account.id.as_str(), listed.name.as_str()), listed.kind);
    }
    let of_secret = evaluation.world.secrets.iter().map(|secret| {
        if let Some(place) = known.get(secret.arn.as_str()) {
            return of_standing[*place].clone();
        }
        // A copy in another region, or a secret that a file alone tells of.
        let tags: BTreeMap<String, String> = secret.tags.iter().cloned().collect();
        let owner = owner::from_tags(&tags);
        let subject = Subject {
            account: &secret.account,
            region: &secret.region,
            name: &secret.name,
            tags: &tags,
            kind: kinds.get(&(secret.account.as_str(), secret.name.as_str())).copied().unwrap_or_default(),
            owner: owner.as_deref(),
        };
        review(&subject)
    });
    let of_secret = of_secret.collect();
    (of_secret, of_standing)
}
