//! A target: one account that can be read, through which profile, in which regions.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use keyturn_domain::account::{Account, AccountId, Region};
use keyturn_domain::cell::Cell;
use keyturn_domain::store::Store;
use tokio::sync::OnceCell;

use crate::ask::SignInId;
use crate::failure::{Failure, Tried};
use crate::held::{Signed, client};
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
    /// Regions that a source wants and the account has not enabled, as AWS says: nothing is there to be read.
    pub regions_off: Vec<Region>,
    /// The profile through which it is reached; `None` for the environment's credentials.
    pub profile: Option<String>,
    shared: Arc<Shared>,
}

struct Shared {
    partition: String,
    signed: Signed,
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
        (regions, regions_off): (Vec<Region>, Vec<Region>),
        profile: Option<String>,
        partition: String,
        signed: Signed,
        rates: Rates,
    ) -> Self {
        let shared = Shared { partition, signed, rates, reached: Mutex::default() };
        Self { account, regions, regions_off, profile, shared: Arc::new(shared) }
    }

    /// Takes on the regions of another way into the same account.
    pub(crate) fn also(&mut self, other: Self) {
        let more = |own: &mut Vec<Region>, others: Vec<Region>| {
            for region in others {
                if !own.contains(&region) {
                    own.push(region);
                }
            }
        };
        more(&mut self.regions, other.regions);
        more(&mut self.regions_off, other.regions_off);
        self.regions.retain(|region| !self.regions_off.contains(region));
        if self.account.name.is_none() {
            self.account.name = other.account.name;
        }
    }

    /// Its cells: every region's Secrets Manager and Parameter Store.
    pub fn cells(&self) -> Vec<Cell> {
        self.cells_in(&self.regions)
    }

    /// The cells that there would be in the regions that it has not enabled.
    pub fn cells_off(&self) -> Vec<Cell> {
        self.cells_in(&self.regions_off)
    }

    fn cells_in(&self, regions: &[Region]) -> Vec<Cell> {
        let account = &self.account.id;
        let of_region = |region: &Region| {
            let region = region.clone();
            Store::ALL.map(|store| Cell { account: account.clone(), region: region.clone(), store })
        };
        regions.iter().flat_map(of_region).collect()
    }

    /// A reader of one cell, at its first page.
    pub fn reader(&self, region: &Region, store: Store) -> CellReader {
        CellReader::new(self, Cell { account: self.account.id.clone(), region: region.clone(), store })
    }

    /// Until when the credentials that it holds now hold; they are fetched anew then. `None` where they do not end.
    pub async fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.shared.signed.held.until().await
    }

    /// What a person signs in to for it.
    pub fn needs(&self) -> &[SignInId] {
        self.shared.signed.held.needs()
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
    pub(crate) fn account_wide(&self) -> (&Signed, Pace) {
        (&self.shared.signed, Pace::new(&self.shared.rates))
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
        let signed = shared.signed.in_region(region);
        // The SDK counts retries, and slows down after throttling, for each service and region. Accounts have quotas
        // of their own, so one that throttles must not slow the others.
        let apart = |service: &str| format!("{service}-{account}-{region}");
        Self {
            pace: Pace::new(&shared.rates),
            secrets: client!(aws_sdk_secretsmanager, signed, apart("secretsmanager")),
            parameters: client!(aws_sdk_ssm, signed, apart("ssm")),
            keys: client!(aws_sdk_kms, signed, apart("kms")),
            tagging: client!(aws_sdk_resourcegroupstagging, signed, apart("tagging")),
            trails: client!(aws_sdk_cloudtrail, signed, apart("cloudtrail")),
            aliases: OnceCell::new(),
        }
    }

    /// The region's key aliases: listed once, and shared by both stores' readers. A refusal is not remembered.
    pub(crate) async fn aliases(&self) -> Result<Arc<Aliases>, Failure> {
        self.aliases.get_or_try_init(|| keys::list(&self.keys, &self.pace)).await.cloned()
    }
}
