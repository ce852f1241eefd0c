//! What secrets cost in Parameter Store and in Secrets Manager, and where one would move (group O of the requirements).
//!
//! Money is in whole micro-dollars (0.000001 USD) a month: prices for a call are a few of them, and nothing is rounded.
//! A sum is shown; nothing is recommended by cost alone (O6).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::store::Store;

/// Micro-dollars.
pub type MicroDollars = u64;

/// Prices in micro-dollars, as AWS lists them for most regions.
///
/// <https://aws.amazon.com/systems-manager/pricing/>, <https://aws.amazon.com/secrets-manager/pricing/>,
/// <https://aws.amazon.com/kms/pricing/>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// The day of which these are the prices.
    pub as_of: NaiveDate,
    /// An advanced parameter for a month.
    pub advanced_parameter: MicroDollars,
    /// A call to Parameter Store for an advanced parameter or with higher throughput.
    pub parameter_call: MicroDollars,
    /// A secret, or a replica of one, for a month.
    pub secret: MicroDollars,
    /// A call to Secrets Manager.
    pub secret_call: MicroDollars,
    /// A request to KMS beyond the free ones.
    pub kms_request: MicroDollars,
    /// Free requests to KMS a month, for each account over all regions.
    pub kms_free_requests: u64,
    /// A key of the organisation's own for a month.
    pub kms_key: MicroDollars,
}

/// The prices that Keyturn ships: $0.05 an advanced parameter, $0.05 for 10,000 calls, $0.40 a secret, $0.03 for 10,000
/// requests to KMS after 20,000, $1.00 a key.
pub const PRICES: Prices = Prices {
    as_of: match NaiveDate::from_ymd_opt(2026, 3, 15) {
        Some(day) => day,
        None => NaiveDate::MIN,
    },
    advanced_parameter: 50_000,
    parameter_call: 5,
    secret: 400_000,
    secret_call: 5,
    kms_request: 3,
    kms_free_requests: 20_000,
    kms_key: 1_000_000,
};

/// What is kept and how often it is read in a month, in one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Secrets or parameters.
    pub secrets: u64,
    /// Replicas in other regions. Parameter Store has none: what is replicated is kept once in each region.
    pub replicas: u64,
    /// How many are (or would be) advanced parameters: larger than 4 KB, or with policies.
    pub advanced: u64,
    /// Whether Parameter Store is set to higher throughput: more than 40 calls a second.
    pub higher_throughput: bool,
    /// Reads a month.
    pub calls: u64,
    /// How many of them read an advanced parameter, and are charged without higher throughput too.
    pub advanced_calls: u64,
    /// How many of them decrypt: reads of a `SecureString`.
    pub decrypts: u64,
    /// Keys of the organisation's own that they use and that would not be there otherwise.
    pub customer_keys: u64,
}

/// A month's cost, in micro-dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Keeping them.
    pub keeping: MicroDollars,
    /// Calls to the store.
    pub calls: MicroDollars,
    /// KMS: requests and keys.
    pub kms: MicroDollars,
}

impl Cost {
    /// The sum.
    pub fn total(self) -> MicroDollars {
        self.keeping.saturating_add(self.calls).saturating_add(self.kms)
    }
}

/// The same secrets in either store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    /// In Parameter Store.
    pub parameter_store: Cost,
    /// In Secrets Manager.
    pub secrets_manager: Cost,
}

impl Costs {
    /// The cost in a store.
    pub fn of(&self, store: Store) -> Cost {
        match store {
            Store::ParameterStore => self.parameter_store,
            Store::SecretsManager => self.secrets_manager,
        }
    }
}

/// What a month costs in either store (O4).
///
/// Parameter Store: advanced parameters, calls where they are charged, and KMS for each decrypting read, whoever's the
/// key is. Secrets Manager: secrets and replicas, every call, and KMS only with a key of the organisation's own.
pub fn compare(usage: &Usage, prices: &Prices) -> Costs {
    let keys = usage.customer_keys.saturating_mul(prices.kms_key);
    let requests = |number: u64| number.saturating_sub(prices.kms_free_requests).saturating_mul(prices.kms_request);
    let charged = if usage.higher_throughput { usage.calls } else { usage.advanced_calls };
    Costs {
        parameter_store: Cost {
            keeping: usage.advanced.saturating_mul(prices.advanced_parameter),
            calls: charged.saturating_mul(prices.parameter_call),
            kms: requests(usage.decrypts).saturating_add(keys),
        },
        secrets_manager: Cost {
            keeping: usage.secrets.saturating_add(usage.replicas).saturating_mul(prices.secret),
            calls: usage.calls.saturating_mul(prices.secret_call),
            kms: if usage.customer_keys == 0 { 0 } else { requests(usage.calls).saturating_add(keys) },
        },
    }
}

/// Reads a month (30 days) by instances that read each secret anew when their cache runs out (O5).
///
/// `None` where a value is never read anew: a cache life of 0 seconds stands for no cache, and nothing can be said.
pub fn calls_a_month(instances: u64, secrets: u64, cache_life_seconds: u64) -> Option<u64> {
    const MONTH_SECONDS: u64 = 30 * 24 * 60 * 60;
    let rounds = MONTH_SECONDS.checked_div(cache_life_seconds)?;
    Some(instances.saturating_mul(secrets).saturating_mul(rounds))
}

/// Where a secret is best kept, by whether and how it is to be rotated automatically (O7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Parameter Store: it need not be rotated automatically, or seldom enough to be rotated with deployments.
    ParameterStore,
    /// Secrets Manager with its built-in rotation of databases.
    SecretsManagerBuiltIn,
    /// Secrets Manager with a rotation function.
    SecretsManagerFunction,
}

impl Placement {
    /// The store.
    pub fn store(self) -> Store {
        match self {
            Self::ParameterStore => Store::ParameterStore,
            Self::SecretsManagerBuiltIn | Self::SecretsManagerFunction => Store::SecretsManager,
        }
    }

    /// The placement in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::ParameterStore => "Parameter Store: rotated by people or with deployments.",
            Self::SecretsManagerBuiltIn => "Secrets Manager: AWS rotates database credentials by itself.",
            Self::SecretsManagerFunction => "Secrets Manager: a function rotates it.",
        }
    }
}

/// At this many days between rotations and more, deployments keep up without a function (O7: "monthly").
const WITH_DEPLOYMENTS_DAYS: u32 = 28;

/// Where a secret is best kept: `automatic` where it should be rotated automatically, `every_days` how often.
pub fn place(kind: Kind, automatic: bool, every_days: Option<u32>) -> Placement {
    let database = matches!(kind, Kind::DatabasePassword | Kind::DatabaseAdmin | Kind::ConnectionString);
    match (automatic, database, every_days) {
        (false, ..) => Placement::ParameterStore,
        (true, true, _) => Placement::SecretsManagerBuiltIn,
        (true, false, Some(days)) if days >= WITH_DEPLOYMENTS_DAYS => Placement::ParameterStore,
        (true, false, _) => Placement::SecretsManagerFunction,
    }
}

/// What moving to the other store would give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Where to.
    pub to: Store,
    /// What it would save a month, in micro-dollars; negative where it costs more.
    pub saves: i64,
    /// Whether it would be rotated automatically there and is not now.
    pub gives_rotation: bool,
}

/// Whether moving would save or would give automatic rotation; `None` where it gives neither.
///
/// Moving out of Secrets Manager is not proposed for what should be rotated automatically there.
pub fn consider_move(now_in: Store, rotated_automatically: bool, placement: Placement, costs: &Costs) -> Option<Move> {
    let to = match now_in {
        Store::ParameterStore => Store::SecretsManager,
        Store::SecretsManager => Store::ParameterStore,
    };
    let amount = |store: Store| i64::try_from(costs.of(store).total()).unwrap_or(i64::MAX);
    let saves = amount(now_in).saturating_sub(amount(to));
    let gives_rotation = to == Store::SecretsManager && placement.store() == to && !rotated_automatically;
    let takes_rotation =
        to == Store::ParameterStore && (rotated_automatically || placement.store() == Store::SecretsManager);
    (!takes_rotation && (gives_rotation || saves > 0)).then_some(Move { to, saves, gives_rotation })
}

/// Micro-dollars as people read them: `$29.94`, `< $0.01`.
pub fn in_dollars(amount: MicroDollars) -> String {
    let cents = amount / 10_000 + u64::from(amount % 10_000 >= 5_000);
    match (amount, cents) {
        (1.., 0) => "< $0.01".to_owned(),
        _ => format!("${}.{:02}", cents / 100, cents % 100),
    }
}

#[cfg(test)]
mod tests;
