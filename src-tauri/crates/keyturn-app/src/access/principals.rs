//! Every user and role, with how many secrets it reads.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, Utc};
use keyturn_access::plain::Access;
use keyturn_access::world::SecretKind;
use keyturn_store::{Reader as Store, StoreError};

use super::counts::Counts;
use super::evaluation::Evaluation;
use super::readers::{self, UNUSED_DAYS, name};
use crate::app::App;
use crate::error::AppError;

/// How one principal stands to all secrets.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its place in the world.
    pub principal: usize,
    /// Secrets by how far it gets with each.
    pub counts: Counts,
    /// Codes of the marks that it has whatever it reads: `departed`, `could_grant_itself`; of those that all that it
    /// reads has in common: `unused`; and `other_account` where it reads beyond its own.
    pub marks: BTreeSet<&'static str>,
    /// The last read of any secret that CloudTrail shows (UTC).
    pub last_read_at: Option<DateTime<Utc>>,
}

impl App {
    /// Users and roles whose name, ARN, account's name or people hold `text`, in any case; those that read most come
    /// first.
    pub async fn principals(self: &Arc<Self>, text: &str) -> Result<(Arc<Evaluation>, Vec<Standing>), AppError> {
        let (evaluation, now) = (self.access().await?, self.now());
        let names = self.account_names().await?;
        let wanted = text.trim().to_lowercase();
        self.with_database(move |database| {
            let world = &evaluation.world;
            let known = database.read(|reader| Known::of(reader, &evaluation, now))?;
            let holds = |text: &str| text.to_lowercase().contains(&wanted);
            let fits = |at: &usize| {
                let principal = &world.principals[*at];
                let account = names.iter().find(|(id, _)| id.as_str() == principal.account);
                holds(&name(principal))
                    || holds(&principal.arn)
                    || account.is_some_and(|(_, name)| holds(name))
                    || evaluation.people(*at).iter().any(|person| holds(&person.name))
            };
            let found = (0..world.principals.len()).filter(fits);
            let mut found: Vec<Standing> = found.map(|at| known.standing(&evaluation, at)).collect();
            let key = |one: &Standing| {
                let most = std::cmp::Reverse((one.counts.can + one.counts.conditional, one.counts.unknown));
                (most, &world.principals[one.principal].arn)
            };
            found.sort_by(|a, b| key(a).cmp(&key(b)));
            Ok((Arc::clone(&evaluation), found))
        })
        .await
    }
}

/// What is remembered beside the evaluation.
struct Known {
    /// By account and name.
    last: HashMap<(String, String), DateTime<Utc>>,
    /// By secret: whether the reads of its account, region and store in the last [`UNUSED_DAYS`] are known.
    watched: Vec<bool>,
    /// In lower case.
    departed: BTreeSet<String>,
}

impl Known {
    fn of(reader: &Store<'_>, evaluation: &Evaluation, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let today = now.date_naive();
        let from = today.checked_sub_days(Days::new(UNUSED_DAYS - 1)).unwrap_or(today);
        let last = reader.trail().last_reads(from)?.into_iter().map(|(principal, at)| {
            (principal.account.map(|id| id.to_string()).unwrap_or_default(), principal.name, at)
        });
        let mut places: BTreeMap<(&str, &str, SecretKind), bool> = BTreeMap::new();
        let mut watched = Vec::with_capacity(evaluation.world.secrets.len());
        for secret in &evaluation.world.secrets {
            let place = (secret.account.as_str(), secret.region.as_str(), secret.kind);
            let known = match places.get(&place) {
                Some(known) => *known,
                None => readers::watched(reader, secret, now)?,
            };
            places.insert(place, known);
            watched.push(known);
        }
        Ok(Self {
            last: last.map(|(account, name, at)| ((account, name), at)).collect(),
            watched,
            departed: readers::departed(reader)?,
        })
    }

    fn standing(&self, evaluation: &Evaluation, at: usize) -> Standing {
        let world = &evaluation.world;
        let of = &world.principals[at];
        let mut counts = Counts::default();
        let (mut elsewhere, mut all_watched) = (false, true);
        for (secret, access) in evaluation.cells(at) {
            counts.add(access);
            elsewhere |= access >= Access::Conditional && world.secrets[secret].account != of.account;
            all_watched &= self.watched[secret];
        }
        let last_read_at = self.last.get(&(of.account.clone(), name(of))).copied();
        let reads = counts.can + counts.conditional > 0;
        let marks = [
            ("other_account", elsewhere),
            ("unused", reads && all_watched && last_read_at.is_none()),
            ("departed", readers::has_departed(&of.name, evaluation.people(at), &self.departed)),
            ("could_grant_itself", evaluation.escalates(at)),
        ];
        Standing {
            principal: at,
            counts,
            marks: marks.into_iter().filter_map(|(mark, holds)| holds.then_some(mark)).collect(),
            last_read_at,
        }
    }
}
