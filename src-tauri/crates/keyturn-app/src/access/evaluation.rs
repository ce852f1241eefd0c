//! What is known of access, evaluated: made when it is first asked for, kept until something changes.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError};

use chrono::{DateTime, Utc};
use keyturn_access::chain::{self, Edge};
use keyturn_access::escalation;
use keyturn_access::fast::{Matrix, Prints};
use keyturn_access::finding::{self, Finding};
use keyturn_access::people::{People, Person};
use keyturn_access::plain::Access;
use keyturn_access::snapshot::{self, Organization, Snapshot};
use keyturn_access::world::World;
use keyturn_domain::account::AccountId;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::problem::Problem;
use keyturn_store::{Reader, ReaderCounts, StoreError};

use super::collect::BY_AWS;
use super::counts::Counts;
use super::{files, inventory, limits};
use crate::app::App;
use crate::error::AppError;

/// What is known of access.
#[derive(Debug)]
pub struct Evaluation {
    /// When it was evaluated (UTC).
    pub at: DateTime<Utc>,
    /// The model.
    pub world: World,
    /// Each account's input.
    pub inputs: Vec<Input>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
    /// Pairs that are not *cannot*.
    pub counts: Counts,
    pub(crate) matrix: Matrix,
    edges: OnceLock<Vec<Edge>>,
    findings: OnceLock<Vec<Finding>>,
    /// What each row and column rests on.
    prints: Prints,
    people: People,
    /// By principal: whether it could change its own policies.
    escalates: Vec<OnceLock<bool>>,
}

/// The last evaluation, and whether something has changed since.
#[derive(Debug, Default)]
pub(crate) struct Evaluated {
    known: Option<Arc<Evaluation>>,
    stale: bool,
}

impl Evaluated {
    fn fresh(&self) -> Option<Arc<Evaluation>> {
        self.known.clone().filter(|_| !self.stale)
    }
}

/// One account's input.
#[derive(Clone, Debug)]
pub struct Input {
    /// The 12 digits.
    pub account: String,
    /// When it was taken (UTC).
    pub taken_at: Option<DateTime<Utc>>,
    /// `aws` or `file`.
    pub source: String,
    /// What of it is missing, in a sentence each.
    pub missing: Vec<String>,
}

/// A snapshot of everything that is known, with where it comes from.
pub(super) struct Assembled {
    pub(super) snapshot: Snapshot,
    inputs: Vec<Input>,
    problems: Vec<Problem>,
}

/// Puts the inputs together, with the inventory's secrets for accounts that were collected; of secrets only these, where
/// some are named.
pub(super) fn assemble(
    reader: &Reader<'_>,
    now: DateTime<Utc>,
    only: Option<&[SecretArn]>,
) -> Result<Result<Assembled, AppError>, StoreError> {
    let mut snapshot =
        Snapshot { schema: snapshot::SCHEMA, taken_at: Some(files::written(now)), ..Snapshot::default() };
    let (mut inputs, mut problems) = (Vec::new(), Vec::new());
    let damaged = |error: serde_json::Error| AppError::BrokenOff(format!("an input of access is damaged: {error}"));
    if let Some(organization) = reader.access().organization()? {
        match serde_json::from_str::<Option<Organization>>(&organization.snapshot) {
            // An account that is in no organisation is kept as an empty one.
            Ok(found) => {
                let known = |o: &Organization| !o.id.is_empty() || !o.missing.is_empty() || o.identity_center.is_some();
                snapshot.organization = found.filter(known);
            }
            Err(error) => return Ok(Err(damaged(error))),
        }
        problems.extend(serde_json::from_str::<Vec<Problem>>(&organization.problems).unwrap_or_default());
    }
    for input in reader.access().inputs()? {
        let mut account: snapshot::Account = match serde_json::from_str(&input.snapshot) {
            Ok(account) => account,
            Err(error) => return Ok(Err(damaged(error))),
        };
        if let Some(only) = only {
            inventory::narrow(&mut account, only);
        }
        if let Some(id) = input.account.parse::<AccountId>().ok().filter(|_| input.source == BY_AWS) {
            let secrets = match only {
                None => reader.secrets().facts_of(&id)?,
                Some(only) => reader.secrets().facts(&id, only)?,
            };
            inventory::join(&mut account, &secrets);
        }
        let missing = account.missing.iter().map(limits::missing).collect();
        problems.extend(serde_json::from_str::<Vec<Problem>>(&input.problems).unwrap_or_default());
        inputs.push(Input { account: input.account, taken_at: input.taken_at, source: input.source, missing });
        snapshot.accounts.push(account);
    }
    Ok(Ok(Assembled { snapshot, inputs, problems }))
}

impl Evaluation {
    /// Evaluates; of an evaluation before, what did not change is taken over.
    fn of(assembled: Assembled, before: Option<&Self>, at: DateTime<Utc>) -> Self {
        let world = World::of(&assembled.snapshot);
        let prints = Prints::of(&world);
        let center = assembled.snapshot.organization.as_ref().and_then(|found| found.identity_center.as_ref());
        let matrix = match before {
            Some(before) => before.matrix.again(&before.prints, &world, &prints),
            None => Matrix::of(&world),
        };
        let mut counts = Counts::default();
        for principal in 0..world.principals.len() {
            matrix.cells(principal).for_each(|(_, access)| counts.add(access));
        }
        Self {
            at,
            limits: limits::of(&world),
            people: center.map(People::of).unwrap_or_default(),
            inputs: assembled.inputs,
            problems: assembled.problems,
            counts,
            escalates: vec![OnceLock::new(); world.principals.len()],
            prints,
            world,
            matrix,
            edges: OnceLock::new(),
            findings: OnceLock::new(),
        }
    }

    /// How a principal stands to a secret, by their places in the world.
    pub fn access(&self, principal: usize, secret: usize) -> Access {
        self.matrix.access(principal, secret)
    }

    /// The secrets to which a principal stands in some way but *cannot*.
    pub fn cells(&self, principal: usize) -> impl Iterator<Item = (usize, Access)> + '_ {
        self.matrix.cells(principal)
    }

    /// Who can become whom.
    pub fn edges(&self) -> &[Edge] {
        self.edges.get_or_init(|| chain::edges(&self.world))
    }

    /// Who stands behind a principal that people share, by its place in the world; nobody where that is not known.
    pub fn people(&self, principal: usize) -> &[Person] {
        self.people.behind(&self.world.principals[principal])
    }

    /// What is wrong with policies and keys.
    pub fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| finding::findings(&self.world))
    }

    /// Whether a principal could change its own policies.
    pub(crate) fn escalates(&self, principal: usize) -> bool {
        *self.escalates[principal]
            .get_or_init(|| !escalation::of_itself(&self.world, &self.world.principals[principal]).is_empty())
    }

    /// How many stand to each secret in which way.
    fn by_secret(&self) -> Vec<ReaderCounts> {
        let mut counts = vec![ReaderCounts::default(); self.world.secrets.len()];
        for principal in 0..self.world.principals.len() {
            for (secret, access) in self.cells(principal) {
                match access {
                    Access::Can => counts[secret].can += 1,
                    Access::Conditional => counts[secret].conditional += 1,
                    Access::Unknown => counts[secret].unknown += 1,
                    Access::Cannot => {}
                }
            }
        }
        counts
    }
}

impl App {
    /// What is known of access, evaluated. Evaluated again after something changed.
    pub async fn access(self: &Arc<Self>) -> Result<Arc<Evaluation>, AppError> {
        if let Some(known) = self.access.lock().unwrap_or_else(PoisonError::into_inner).fresh() {
            return Ok(known);
        }
        let (app, now) = (Arc::clone(self), self.now());
        self.with_database(move |database| {
            // Whoever asks meanwhile waits for this one.
            let mut place = app.access.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = place.fresh() {
                return Ok(known);
            }
            let assembled = database.read(|reader| assemble(reader, now, None))??;
            let evaluation = Arc::new(Evaluation::of(assembled, place.known.as_deref(), now));
            evaluation.findings();
            if let Err(error) = keep(database, &evaluation) {
                // The answers stand without it; the next evaluation tries again.
                tracing::warn!("what was evaluated could not be kept: {error}");
            }
            *place = Evaluated { known: Some(Arc::clone(&evaluation)), stale: false };
            Ok(evaluation)
        })
        .await
    }

    /// What is known of access to these secrets: the whole, where that is at hand, and otherwise an evaluation that
    /// holds no others. That one takes a fraction of the time, does not wait for the whole, and is not kept.
    pub(crate) async fn access_to(self: &Arc<Self>, secrets: &[SecretArn]) -> Result<Arc<Evaluation>, AppError> {
        // Whoever holds the place is evaluating all of it, which is what is not to be waited for.
        if let Some(known) = self.access.try_lock().ok().and_then(|place| place.fresh()) {
            return Ok(known);
        }
        let (now, secrets) = (self.now(), secrets.to_owned());
        self.with_database(move |database| {
            let assembled = database.read(|reader| assemble(reader, now, Some(&secrets)))??;
            Ok(Arc::new(Evaluation::of(assembled, None, now)))
        })
        .await
    }

    /// What is known of access to the secret with this ARN; of a name, the whole, in which it is looked up.
    pub(super) async fn access_to_named(self: &Arc<Self>, named: &str) -> Result<Arc<Evaluation>, AppError> {
        match named.parse() {
            Ok(arn) => self.access_to(&[arn]).await,
            Err(_) => self.access().await,
        }
    }

    /// When each account's input was taken: a collection that finds everything as it was moves only these dates.
    pub async fn access_taken_at(&self) -> Result<HashMap<String, DateTime<Utc>>, AppError> {
        self.with_database(|database| Ok(database.read(|reader| reader.access().taken_at())?)).await
    }

    /// Something that access rests on changed: it is evaluated again when it is next asked for.
    pub(crate) fn forget_access(&self) {
        self.access.lock().unwrap_or_else(PoisonError::into_inner).stale = true;
    }
}

/// Keeps the counts of each secret, and since when each pair is known. Writes only what changed.
fn keep(database: &keyturn_store::Database, evaluation: &Evaluation) -> Result<(), AppError> {
    let world = &evaluation.world;
    let counts = evaluation.by_secret();
    let (known, principals) = database.read(|reader| Ok((reader.access().counts()?, reader.access().principals()?)))?;
    if world.secrets.is_empty() && known.is_empty() {
        return Ok(());
    }
    Ok(database.write(|writer| {
        let access = writer.access();
        let mut ids = Vec::with_capacity(world.secrets.len());
        let mut gone = known.clone();
        for (secret, counts) in world.secrets.iter().zip(&counts) {
            gone.remove(&secret.arn);
            ids.push(match known.get(&secret.arn) {
                Some((id, before)) if before == counts => *id,
                _ => access.put_counts(&secret.arn, *counts)?,
            });
        }
        for (number, principal) in world.principals.iter().enumerate() {
            let mut secrets: Vec<i64> = evaluation.cells(number).map(|(secret, _)| ids[secret]).collect();
            secrets.sort_unstable();
            secrets.dedup();
            access.put_since(&principal.arn, &secrets, evaluation.at)?;
        }
        for principal in principals.iter().filter(|arn| world.principal(arn).is_none()) {
            access.put_since(principal, &[], evaluation.at)?;
        }
        // Last, so that no number is given anew while a pair still names it.
        gone.values().try_for_each(|(id, _)| access.forget_counts(*id))
    })?)
}
