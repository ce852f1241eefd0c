//! A target: one account that can be read, through which profile, in which regions.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_config::SdkConfig;
use chrono::{DateTime, Utc};
use keyturn_domain::account::{Account, AccountId, Region};
use keyturn_domain::cell::Cell;
use keyturn_domain::store::Store;
use tokio::sync::OnceCell;

use crate::ask::SignInId;
use crate::failure::{Failure, Tried};
use crate::held::{AgainWhenExpired, Held};
use crate::keys::{self, Aliases};
use crate::rates::{Pace, Rates};
use crate::reader::CellReader;

/// One account that can be read. Cheap to clone; clones share credentials, limiters and what is known of keys.
///
/// Credentials renew themselves, so a target may be kept for as long as its sources stay what they are.
#[derive(Clone)]
pub struct Target {
    /// The account.
    pub account: Account,
    /// The regions to read, in the sources' order.
    pub regions: Vec<Region>,
    /// The profile through which it is reached; `None` for the environment's credentials.
    pub profile: Option<String>,
    shared: Arc<Shared>,
}

struct Shared {
    partition: String,
    config: SdkConfig,
    held: Arc<Held>,
    rates: Rates,
    reached: Mutex<HashMap<Region, Arc<Reach>>>,
}

/// What calls in one region of one account need.
pub(crate) struct Reach {
    pub(crate) pace: Pace,
    pub(crate) secrets: aws_sdk_secretsmanager::Client,
    pub(crate) parameters: aws_sdk_ssm::Client,
    pub(crate) keys: aws_sdk_kms::Client,
    pub(crate) tagging: aws_sdk_resourcegroupstagging::Client,
    pub(crate) trails: aws_sdk_cloudtrail::Client,
    aliases: OnceCell<Arc<Aliases>>,
}

impl Target {
    pub(crate) fn new(
        account: Account,
        regions: Vec<Region>,
        profile: Option<String>,
        partition: String,
        (config, held): (SdkConfig, Arc<Held>),
        rates: Rates,
    ) -> Self {
        let shared = Shared { partition, config, held, rates, reached: Mutex::default() };
        Self { account, regions, profile, shared: Arc::new(shared) }
    }

    /// Takes on the regions of another way into the same account.
    pub(crate) fn also(&mut self, other: Self) {
        for region in other.regions {
            if !self.regions.contains(&region) {
                self.regions.push(region);
            }
        }
        if self.account.name.is_none() {
            self.account.name = other.account.name;
        }
    }

    /// Its cells: every region's Secrets Manager and Parameter Store.
    pub fn cells(&self) -> Vec<Cell> {
        let account = &self.account.id;
        let of_region = |region: &Region| {
            let region = region.clone();
            Store::ALL.map(|store| Cell { account: account.clone(), region: region.clone(), store })
        };
        self.regions.iter().flat_map(of_region).collect()
    }

    /// A reader of one cell, at its first page.
    pub fn reader(&self, region: &Region, store: Store) -> CellReader {
        CellReader::new(self, Cell { account: self.account.id.clone(), region: region.clone(), store })
    }

    /// Until when the credentials that it holds now hold; they are fetched anew then. `None` where they do not end.
    pub async fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.shared.held.until().await
    }

    /// What a person signs in to for it.
    pub fn needs(&self) -> &[SignInId] {
        self.shared.held.needs()
    }

    /// Lets go of the clients of a region that nobody uses now; they are made anew when they are needed. Over an
    /// organisation, clients are most of what a sync would hold.
    pub fn rest(&self, region: &Region) {
        let mut reached = self.shared.reached.lock().unwrap_or_else(PoisonError::into_inner);
        if reached.get(region).is_some_and(|reach| Arc::strong_count(reach) == 1) {
            reached.remove(region);
        }
    }

    pub(crate) fn id(&self) -> &AccountId {
        &self.account.id
    }

    pub(crate) fn partition(&self) -> &str {
        &self.shared.partition
    }

    pub(crate) fn tried(&self, region: &Region, store: Option<Store>) -> Tried {
        Tried {
            account: Some(self.account.id.clone()),
            profile: self.profile.clone(),
            region: Some(region.clone()),
            store,
        }
    }

    /// The configuration that clients for the whole account are made from, and a limiter for their calls.
    pub(crate) fn account_wide(&self) -> (&SdkConfig, Pace) {
        (&self.shared.config, Pace::new(&self.shared.rates))
    }

    /// The clients of a region, made once.
    pub(crate) fn reach(&self, region: &Region) -> Arc<Reach> {
        let mut reached = self.shared.reached.lock().unwrap_or_else(PoisonError::into_inner);
        let made = reached
            .entry(region.clone())
            .or_insert_with(|| Arc::new(Reach::new(&self.shared, &self.account.id, region)));
        Arc::clone(made)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("account", &self.account)
            .field("regions", &self.regions)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

impl Reach {
    fn new(shared: &Shared, account: &AccountId, region: &Region) -> Self {
        let again = || AgainWhenExpired(Arc::clone(&shared.held));
        let config = shared.config.to_builder().region(aws_config::Region::new(region.as_str().to_owned())).build();
        // The SDK counts retries, and slows down after throttling, for each service and region. Accounts have quotas
        // of their own, so one that throttles must not slow the others.
        let partition = |service: &str| format!("{service}-{account}-{region}");
        Self {
            pace: Pace::new(&shared.rates),
            secrets: aws_sdk_secretsmanager::Client::from_conf(
                aws_sdk_secretsmanager::config::Builder::from(&config)
                    .retry_partition(aws_sdk_secretsmanager::config::retry::RetryPartition::new(partition(
                        "secretsmanager",
                    )))
                    .retry_classifier(again())
                    .build(),
            ),
            parameters: aws_sdk_ssm::Client::from_conf(
                aws_sdk_ssm::config::Builder::from(&config)
                    .retry_partition(aws_sdk_ssm::config::retry::RetryPartition::new(partition("ssm")))
                    .retry_classifier(again())
                    .build(),
            ),
            keys: aws_sdk_kms::Client::from_conf(
                aws_sdk_kms::config::Builder::from(&config)
                    .retry_partition(aws_sdk_kms::config::retry::RetryPartition::new(partition("kms")))
                    .retry_classifier(again())
                    .build(),
            ),
            tagging: aws_sdk_resourcegroupstagging::Client::from_conf(
                aws_sdk_resourcegroupstagging::config::Builder::from(&config)
                    .retry_partition(aws_sdk_resourcegroupstagging::config::retry::RetryPartition::new(partition(
                        "tagging",
                    )))
                    .retry_classifier(again())
                    .build(),
            ),
            trails: aws_sdk_cloudtrail::Client::from_conf(
                aws_sdk_cloudtrail::config::Builder::from(&config)
                    .retry_partition(aws_sdk_cloudtrail::config::retry::RetryPartition::new(partition("cloudtrail")))
                    .retry_classifier(again())
                    .build(),
            ),
            aliases: OnceCell::new(),
        }
    }

    /// The region's key aliases: listed once, and shared by both stores' readers. A refusal is not remembered.
    pub(crate) async fn aliases(&self) -> Result<Arc<Aliases>, Failure> {
        self.aliases.get_or_try_init(|| keys::list(&self.keys, &self.pace)).await.cloned()
    }
}
