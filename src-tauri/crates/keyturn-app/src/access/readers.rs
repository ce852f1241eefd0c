//! The readers of a secret, and what a principal reads.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, Utc};
use keyturn_access::chain;
use keyturn_access::escalation;
use keyturn_access::marks::{self, Mark};
use keyturn_access::people::Person;
use keyturn_access::place::Place;
use keyturn_access::plain::{self, Access, Cause, Explanation};
use keyturn_access::policy::{Effect, Statement};
use keyturn_access::world::{Principal, Secret, SecretKind, World};
use keyturn_domain::arn::SecretArn;
use keyturn_store::{Reader as Store, StoreError, Stretch};

use super::evaluation::Evaluation;
use crate::app::App;
use crate::error::AppError;

/// For how many days a grant that is not used is marked so.
pub(super) const UNUSED_DAYS: u64 = 90;

/// Hours without reads that make no difference to that: the last collection may be a day old.
const STILL_APPEARING: i64 = 24;

/// One principal's standing to one secret, with what is known of it. Numbers are places in the world.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The principal.
    pub principal: usize,
    /// The secret.
    pub secret: usize,
    /// How far.
    pub access: Access,
    /// What that hangs on.
    pub causes: Vec<Cause>,
    /// The roles to go through, where the principal cannot by itself.
    pub chain: Vec<usize>,
    /// Codes of marks.
    pub marks: BTreeSet<&'static str>,
    /// The policies on which it rests.
    pub through: Vec<String>,
    /// Since when it is known (UTC).
    pub since: Option<DateTime<Utc>>,
    /// The last read that CloudTrail shows (UTC).
    pub last_read_at: Option<DateTime<Utc>>,
}

/// The readers of one secret.
#[derive(Debug)]
pub struct Readers {
    /// What they are read from.
    pub evaluation: Arc<Evaluation>,
    /// The secret's place in the world.
    pub secret: usize,
    /// Can, conditional, unknown, cannot; by name within each.
    pub pairs: Vec<Pair>,
}

/// What is remembered beside the evaluation: ages and use.
#[derive(Default)]
struct Beside {
    since: HashMap<(String, String), DateTime<Utc>>,
    /// By the principal's account and name, then the secret.
    read: HashMap<(String, String, String), DateTime<Utc>>,
    /// Of each account, region and store that was looked at, whether its reads of the last [`UNUSED_DAYS`] are known.
    watched: BTreeMap<(String, String, SecretKind), bool>,
    /// In lower case.
    departed: BTreeSet<String>,
}

impl App {
    /// The readers of a secret, named by its ARN or by a name that only it has; with those that cannot, if `all`.
    pub async fn readers(self: &Arc<Self>, named: &str, all: bool) -> Result<Readers, AppError> {
        self.readers_in(self.access_to_named(named).await?, named, all).await
    }

    /// The readers of a secret as this evaluation has it.
    pub(crate) async fn readers_in(
        self: &Arc<Self>,
        evaluation: Arc<Evaluation>,
        named: &str,
        all: bool,
    ) -> Result<Readers, AppError> {
        let (named, now) = (named.to_owned(), self.now());
        self.with_database(move |database| {
            let secret = evaluation.secret(&named)?;
            let wanted: Vec<(usize, usize)> = (0..evaluation.world.principals.len()).map(|p| (p, secret)).collect();
            let beside = database.read(|reader| beside(reader, &evaluation, &wanted, now))?;
            let mut pairs: Vec<Pair> = wanted
                .iter()
                .filter_map(|(principal, secret)| pair(&evaluation, *principal, *secret, all, &beside))
                .collect();
            sort(&evaluation.world, &mut pairs);
            Ok(Readers { evaluation, secret, pairs })
        })
        .await
    }

    /// What a principal can read, can under a condition, or of which that is not known; by the secrets' names.
    pub async fn pairs_of(self: &Arc<Self>, named: &str) -> Result<(Arc<Evaluation>, usize, Vec<Pair>), AppError> {
        let (evaluation, named, now) = (self.access().await?, named.to_owned(), self.now());
        self.with_database(move |database| {
            let principal = evaluation.principal(&named)?;
            let wanted: Vec<(usize, usize)> =
                evaluation.cells(principal).map(|(secret, _)| (principal, secret)).collect();
            let beside = database.read(|reader| beside(reader, &evaluation, &wanted, now))?;
            let mut pairs: Vec<Pair> = wanted
                .iter()
                .filter_map(|(principal, secret)| pair(&evaluation, *principal, *secret, false, &beside))
                .collect();
            let name = |pair: &Pair| &evaluation.world.secrets[pair.secret].name;
            pairs.sort_by(|a, b| name(a).cmp(name(b)).then(a.secret.cmp(&b.secret)));
            Ok((evaluation, principal, pairs))
        })
        .await
    }

    /// These pairs, with what is known of each.
    pub async fn pairs(
        self: &Arc<Self>,
        evaluation: &Arc<Evaluation>,
        wanted: Vec<(usize, usize)>,
    ) -> Result<Vec<Pair>, AppError> {
        let (evaluation, now) = (Arc::clone(evaluation), self.now());
        self.with_database(move |database| {
            let beside = database.read(|reader| beside(reader, &evaluation, &wanted, now))?;
            let mut pairs: Vec<Pair> = wanted
                .iter()
                .filter_map(|(principal, secret)| pair(&evaluation, *principal, *secret, true, &beside))
                .collect();
            sort(&evaluation.world, &mut pairs);
            Ok(pairs)
        })
        .await
    }
}

fn sort(world: &World, pairs: &mut [Pair]) {
    let key = |pair: &Pair| {
        let rank = match pair.access {
            Access::Can => 0,
            Access::Conditional => 1,
            Access::Unknown => 2,
            Access::Cannot => 3,
        };
        // Who can by itself stands before who can through a role.
        (rank, !pair.chain.is_empty(), &world.principals[pair.principal].name, pair.principal, pair.secret)
    };
    pairs.sort_by(|a, b| key(a).cmp(&key(b)));
}

impl Evaluation {
    /// The place of a secret in the world.
    pub fn secret(&self, named: &str) -> Result<usize, AppError> {
        if let Some(secret) = self.world.secret(named) {
            return Ok(secret);
        }
        let arns: Vec<String> =
            self.world.secrets.iter().filter(|s| s.name == named).map(|secret| secret.arn.clone()).collect();
        Err(if arns.is_empty() {
            AppError::NotFound { what: "secret", name: named.to_owned() }
        } else {
            AppError::Ambiguous { name: named.to_owned(), arns }
        })
    }

    /// The place of a user or role in the world, by ARN or by a name (`role/web`) that only it has.
    pub fn principal(&self, named: &str) -> Result<usize, AppError> {
        let fits =
            |principal: &&Principal| principal.arn == named || name(principal) == named || principal.name == named;
        if let Some(principal) = self.world.principal(named) {
            return Ok(principal);
        }
        let arns: Vec<String> = self.world.principals.iter().filter(fits).map(|p| p.arn.clone()).collect();
        match &arns[..] {
            [only] => self.principal(&only.clone()),
            [] => Err(AppError::NotFound { what: "user or role", name: named.to_owned() }),
            _ => Err(AppError::Ambiguous { name: named.to_owned(), arns }),
        }
    }
}

/// `role/web`, `user/ann`: how usage names a principal too.
pub fn name(principal: &Principal) -> String {
    let kind = match principal.kind {
        keyturn_access::world::PrincipalKind::User => "user",
        keyturn_access::world::PrincipalKind::Role => "role",
    };
    format!("{kind}/{}", principal.name)
}

/// Everything that is known of one pair; nothing for one that cannot, unless it is wanted or a chain of roles can.
fn pair(evaluation: &Evaluation, principal: usize, secret: usize, all: bool, beside: &Beside) -> Option<Pair> {
    let world = &evaluation.world;
    let (of, on) = (&world.principals[principal], &world.secrets[secret]);
    let access = evaluation.access(principal, secret);
    let mut found = Pair {
        principal,
        secret,
        access,
        causes: Vec::new(),
        chain: Vec::new(),
        marks: BTreeSet::new(),
        through: Vec::new(),
        since: beside.since.get(&(of.arn.clone(), on.arn.clone())).copied(),
        last_read_at: beside.read.get(&(of.account.clone(), name(of), on.arn.clone())).copied(),
    };
    if access == Access::Cannot {
        match by_chain(evaluation, principal, secret) {
            Some((roles, access, causes)) => {
                found.through = roles.iter().map(|role| name(&world.principals[*role])).collect();
                (found.chain, found.access, found.causes) = (roles, access, causes);
            }
            None if all => {}
            None => return None,
        }
    } else {
        let why = plain::explain(world, of, on, None);
        found.through = through(of, &why);
        found.marks = marks::of_reader(world, of, on, &why).into_iter().map(code).collect();
        found.causes = why.decision.causes;
        let watched = beside.watched.get(&(on.account.clone(), on.region.clone(), on.kind));
        if watched == Some(&true) && found.last_read_at.is_none() {
            found.marks.insert("unused");
        }
    }
    if has_departed(&of.name, evaluation.people(principal), &beside.departed) {
        found.marks.insert("departed");
    }
    if !escalation::of_secret(world, of, on).is_empty() || evaluation.escalates(principal) {
        found.marks.insert("could_grant_itself");
    }
    Some(found)
}

/// Whether a user is on the list of those who left, or everybody behind a role that people share. Of a role of which
/// somebody is not known, nobody can say.
pub(super) fn has_departed(name: &str, people: &[Person], departed: &BTreeSet<String>) -> bool {
    let gone = |name: &str| departed.contains(&name.to_lowercase());
    let left = |one: &Person| one.known && (gone(&one.name) || one.emails.iter().any(|email| gone(email)));
    gone(name) || (!people.is_empty() && people.iter().all(left))
}

/// The best way through roles: the surest, then the shortest.
fn by_chain(evaluation: &Evaluation, principal: usize, secret: usize) -> Option<(Vec<usize>, Access, Vec<Cause>)> {
    let ways = chain::reach(evaluation.edges(), principal);
    let mut best: Option<(Vec<usize>, Access, Vec<Cause>)> = None;
    for (role, path) in ways {
        let access = evaluation.access(role, secret).min(path.standing.access());
        if access == Access::Cannot {
            continue;
        }
        let better = best.as_ref().is_none_or(|(roles, known, _)| (access, roles.len()) > (*known, path.roles.len()));
        if better {
            best = Some((path.roles, access, path.standing.causes.into_iter().collect()));
        }
    }
    let (roles, access, mut causes) = best?;
    if let Some(last) = roles.last() {
        let world = &evaluation.world;
        let standing = plain::read(world, &world.principals[*last], &world.secrets[secret], None);
        causes.extend(standing.causes);
        causes.sort();
        causes.dedup();
    }
    Some((roles, access, causes))
}

/// The policies that allow, each once, in the order in which they were asked.
fn through(of: &Principal, why: &Explanation) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let legs = why.store.iter().filter(|leg| leg.decision.access > Access::Cannot).chain(&why.decrypt);
    for answer in legs.flat_map(|leg| &leg.answers) {
        let control = matches!(
            answer.place,
            Place::ServiceControl { .. } | Place::ResourceControl { .. } | Place::Boundary { .. }
        );
        let allows = answer.statements.iter().any(|said| said.effect == Effect::Allow && said.holds > Access::Cannot);
        let words = place(of, &answer.place);
        if allows && !control && !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// Where a policy stands, with whose it is: `role/web: inline policy read`.
pub fn place(of: &Principal, place: &Place) -> String {
    match place {
        Place::Attached { .. }
        | Place::Inline { .. }
        | Place::GroupAttached { .. }
        | Place::GroupInline { .. }
        | Place::Boundary { .. } => format!("{}: {place}", name(of)),
        _ => place.to_string(),
    }
}

/// The code of a mark.
pub fn code(mark: Mark) -> &'static str {
    match mark {
        Mark::Broad => "broad",
        Mark::Wildcard => "wildcard",
        Mark::OtherAccount => "other_account",
        Mark::OutsideOrganization => "outside_organisation",
        Mark::Public => "public",
        Mark::StaleId => "stale_id",
    }
}

/// A statement's number or `Sid`.
pub fn statement_name(statement: &Statement) -> String {
    statement.sid.clone().unwrap_or_else(|| format!("statement {}", statement.index))
}

fn beside(
    reader: &Store<'_>,
    evaluation: &Evaluation,
    wanted: &[(usize, usize)],
    now: DateTime<Utc>,
) -> Result<Beside, StoreError> {
    let world = &evaluation.world;
    let mut found = Beside::default();
    let counts = reader.access().counts()?;
    let mut secrets_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (principal, secret) in wanted {
        secrets_of.entry(*principal).or_default().push(*secret);
    }
    for (principal, secrets) in secrets_of {
        let arn = &world.principals[principal].arn;
        let known = reader.access().since(arn)?;
        for secret in secrets {
            let on = &world.secrets[secret].arn;
            let Some((id, _)) = counts.get(on) else { continue };
            let since = known.iter().find(|(_, numbers)| numbers.binary_search(id).is_ok());
            if let Some((since, _)) = since {
                found.since.insert((arn.clone(), on.clone()), *since);
            }
        }
    }
    let today = now.date_naive();
    let from = today.checked_sub_days(Days::new(UNUSED_DAYS - 1)).unwrap_or(today);
    let secrets: BTreeSet<usize> = wanted.iter().map(|(_, secret)| *secret).collect();
    let principals: BTreeSet<usize> = wanted.iter().map(|(principal, _)| *principal).collect();
    let mut uses = Vec::new();
    // From the side with fewer questions.
    if principals.len() < secrets.len() {
        for principal in principals {
            let of = &world.principals[principal];
            let asked = keyturn_trail::principal::Principal { account: of.account.parse().ok(), name: name(of) };
            uses.extend(reader.trail().usage_of_principal(&asked, from, today)?);
        }
    } else {
        for secret in &secrets {
            if let Ok(arn) = world.secrets[*secret].arn.parse::<SecretArn>() {
                uses.extend(reader.trail().usage_of_secret(&arn, from, today)?);
            }
        }
    }
    for used in uses.into_iter().filter(|used| used.reads > 0) {
        let account = used.principal.account.map(|id| id.to_string()).unwrap_or_default();
        if let Some(arn) = used.arn {
            let last = found.read.entry((account, used.principal.name, arn.to_string())).or_insert(used.last_at);
            *last = (*last).max(used.last_at);
        }
    }
    for secret in secrets {
        let on = &world.secrets[secret];
        if let Entry::Vacant(entry) = found.watched.entry((on.account.clone(), on.region.clone(), on.kind)) {
            entry.insert(watched(reader, on, now)?);
        }
    }
    found.departed = departed(reader)?;
    Ok(found)
}

/// Whether the reads in a secret's account, region and store are known of the last [`UNUSED_DAYS`].
pub(crate) fn watched(reader: &Store<'_>, on: &Secret, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let (Ok(account), Ok(region)) = (on.account.parse(), on.region.parse()) else { return Ok(false) };
    let window = Stretch { from: now - chrono::TimeDelta::days(UNUSED_DAYS.cast_signed()), to: now };
    Ok(hours(&reader.trail().gaps(&account, &region, asks(on.kind), window)?) <= STILL_APPEARING)
}

/// Who has left, in lower case.
pub(crate) fn departed(reader: &Store<'_>) -> Result<BTreeSet<String>, StoreError> {
    Ok(reader.trail().departed()?.into_iter().map(|departed| departed.person.to_lowercase()).collect())
}

/// What CloudTrail is asked for reads of a store.
fn asks(kind: SecretKind) -> &'static [&'static str] {
    match kind {
        SecretKind::Secret => &["secretsmanager.amazonaws.com"],
        SecretKind::Parameter => &["GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory"],
    }
}

fn hours(stretches: &[Stretch]) -> i64 {
    stretches.iter().map(|stretch| (stretch.to - stretch.from).num_hours()).sum()
}
