//! What secrets cost, and where moving one would save or give automatic rotation. By itself no reason to move anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use keyturn_domain::filter;
use keyturn_domain::key::KeyManager;
use keyturn_domain::kind::Kind;
use keyturn_domain::rotation::cost::{self, Cost, MicroDollars, Move, PRICES, Placement, Prices, Usage};
use keyturn_domain::store::Store;
use keyturn_store::RotatingSecret;

use super::kept::evaluate;
use super::standing::Standing;
use crate::app::App;
use crate::error::AppError;
use crate::trail::limits;

/// The most moves that are listed.
const MOST_MOVES: usize = 200;

/// Days over which reads are counted: a month.
const MONTH_DAYS: u64 = 30;

/// How often something must be rotated for deployments not to keep up, in days.
const OFTEN_DAYS: u32 = 30;

/// One line of the cost.
#[derive(Clone, Debug)]
pub struct CostLine {
    /// What.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// The price in words.
    pub price: String,
    /// What that makes in a month.
    pub amount: MicroDollars,
}

/// A secret that might move.
#[derive(Clone, Debug)]
pub struct MoveShown {
    /// The secret.
    pub secret: RotatingSecret,
    /// Where to, and what that gives.
    pub to: Move,
    /// Where it is best kept, in words.
    pub placement: Placement,
}

/// What secrets cost in a month.
#[derive(Clone, Debug)]
pub struct CostShown {
    /// Of which day the prices are.
    pub prices_on: NaiveDate,
    /// The lines.
    pub lines: Vec<CostLine>,
    /// Their sum.
    pub total: MicroDollars,
    /// What moving would give, what saves most first.
    pub moves: Vec<MoveShown>,
    /// What is not known, in a sentence each.
    pub limits: Vec<String>,
}

impl App {
    /// What the secrets that pass the filter cost, with the reads that CloudTrail shows for the last 30 days.
    pub async fn cost(&self, text: &str) -> Result<CostShown, AppError> {
        let filter = filter::parse(text)?;
        let (now, kept) = (self.now(), Arc::clone(&self.due));
        self.with_database(move |database| {
            let today = now.date_naive();
            let from = today.checked_sub_days(Days::new(MONTH_DAYS - 1)).unwrap_or(today);
            let (due, reads, mut limits) = database.read(|reader| {
                let limits = limits::limits(reader, limits::window(now), now)?;
                Ok((evaluate(reader, &kept, &filter, now)?, reader.trail().reads_by_secret(from, today)?, limits))
            })?;
            let due = due?;
            let read = |standing: &Standing| reads.get(&standing.secret.listed.arn).copied().unwrap_or_default();
            limits.push("Which parameters are advanced is not known: they are counted as standard ones.".to_owned());
            limits.push("Moves are reckoned without KMS's free requests.".to_owned());
            let (lines, total) = lines(&due.standings, &read);
            let mut moves: Vec<MoveShown> =
                due.standings.iter().filter_map(|standing| consider(standing, read(standing))).collect();
            moves.sort_by(|a, b| {
                b.to.saves.cmp(&a.to.saves).then_with(|| a.secret.listed.name.cmp(&b.secret.listed.name))
            });
            moves.truncate(MOST_MOVES);
            Ok(CostShown { prices_on: PRICES.as_of, lines, total, moves, limits })
        })
        .await
    }
}

/// The reads of a month and what is kept, by account; KMS gives its free requests to each account.
fn lines(standings: &[Arc<Standing>], reads: &dyn Fn(&Standing) -> u64) -> (Vec<CostLine>, MicroDollars) {
    let mut usages: BTreeMap<(&str, Store), Usage> = BTreeMap::new();
    let mut keys: BTreeMap<(&str, Store), BTreeSet<&str>> = BTreeMap::new();
    for standing in standings {
        let listed = &standing.secret.listed;
        let place = (listed.arn.account().as_str(), listed.store);
        let usage = usages.entry(place).or_default();
        usage.secrets += 1;
        usage.replicas += u64::try_from(listed.replica_regions.len()).unwrap_or_default();
        let calls = reads(standing);
        usage.calls += calls;
        if !listed.plain_text {
            usage.decrypts += calls;
        }
        if listed.key_manager == KeyManager::Customer
            && let Some(alias) = &listed.key_alias
            && keys.entry(place).or_default().insert(alias)
        {
            usage.customer_keys += 1;
        }
    }
    let mut sums: BTreeMap<Store, (Usage, Cost)> = BTreeMap::new();
    for ((_, store), usage) in &usages {
        let cost = cost::compare(usage, &PRICES).of(*store);
        let (sum, total) = sums.entry(*store).or_default();
        sum.secrets += usage.secrets;
        sum.replicas += usage.replicas;
        sum.calls += usage.calls;
        sum.decrypts += usage.decrypts;
        total.keeping += cost.keeping;
        total.calls += cost.calls;
        total.kms += cost.kms;
    }
    let each =
        |price: MicroDollars, of: u64, unit: &str| format!("{} {unit}", cost::in_dollars(price.saturating_mul(of)));
    let mut lines = Vec::new();
    let mut line = |what, count, price: String, amount| lines.push(CostLine { what, count, price, amount });
    let kms = each(PRICES.kms_request, 10_000, "for 10,000 after 20,000 free, and the keys");
    if let Some((usage, cost)) = sums.get(&Store::SecretsManager) {
        let kept = usage.secrets + usage.replicas;
        line("Secrets Manager: secrets and replicas", kept, each(PRICES.secret, 1, "each"), cost.keeping);
        line("Secrets Manager: calls", usage.calls, each(PRICES.secret_call, 10_000, "for 10,000"), cost.calls);
        line("KMS for Secrets Manager: requests", usage.calls, kms.clone(), cost.kms);
    }
    if let Some((usage, cost)) = sums.get(&Store::ParameterStore) {
        line(
            "Parameter Store: standard parameters",
            usage.secrets,
            "free up to 10,000 a region".to_owned(),
            cost.keeping,
        );
        line("Parameter Store: calls", usage.calls, "free at standard throughput".to_owned(), cost.calls);
        line("KMS for Parameter Store: requests", usage.decrypts, kms, cost.kms);
    }
    let total = lines.iter().map(|line| line.amount).sum();
    (lines, total)
}

fn consider(standing: &Standing, calls: u64) -> Option<MoveShown> {
    let listed = &standing.secret.listed;
    if standing.is_outside() || listed.plain_text {
        return None;
    }
    let customer_key = u64::from(listed.key_manager == KeyManager::Customer);
    let usage = Usage { secrets: 1, calls, decrypts: calls, ..Usage::default() };
    // A key of the organisation's own stays wherever the secret is; only Secrets Manager asks nothing of KMS without one.
    let prices = Prices { kms_free_requests: 0, kms_key: 0, ..PRICES };
    let costs = cost::compare(&Usage { customer_keys: customer_key, ..usage }, &prices);
    let days = standing.due.age_limit_days;
    let database = matches!(listed.kind, Kind::DatabasePassword | Kind::DatabaseAdmin | Kind::ConnectionString);
    let often = database || days.is_some_and(|days| days < OFTEN_DAYS);
    let placement = cost::place(listed.kind, often, days);
    let rotated = standing.secret.rotation.by.code() != "none";
    let to = cost::consider_move(listed.store, rotated, placement, &costs)?;
    Some(MoveShown { secret: standing.secret.clone(), to, placement })
}
