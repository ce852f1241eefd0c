//! Token buckets: each API of each account and region gives so many calls a second, and throttles the rest.

use std::collections::{BTreeMap, HashMap};

use tokio::time::Instant;

use crate::organisation::Place;

/// Calls a second by operation, such as `SSM.DescribeParameters`. What is not named is not limited.
pub type Rates = BTreeMap<String, f64>;

/// Limits like those of AWS, as far as they are published or were observed.
///
/// CloudTrail: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html>.
/// Secrets Manager: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html>. No limit of
/// `DescribeParameters` is published; callers were throttled from about 20 calls a second.
pub fn aws_rates() -> Rates {
    let rates = [
        ("SecretsManager.ListSecrets", 50.0),
        ("SecretsManager.ListSecretVersionIds", 50.0),
        ("SecretsManager.GetResourcePolicy", 50.0),
        ("SSM.DescribeParameters", 20.0),
        ("SSM.ListTagsForResource", 20.0),
        ("Tagging.GetResources", 15.0),
        ("KMS.ListAliases", 500.0),
        ("CloudTrail.LookupEvents", 2.0),
        ("CloudTrail.DescribeTrails", 10.0),
        ("CloudTrail.GetTrailStatus", 10.0),
        ("CloudTrail.GetEventSelectors", 10.0),
        ("Organizations.ListAccounts", 8.0),
    ];
    rates.into_iter().map(|(operation, rate)| (operation.to_owned(), rate)).collect()
}

/// The buckets, each as deep as a second's calls.
pub(super) struct Buckets {
    rates: Rates,
    levels: HashMap<(&'static str, Place), (f64, Instant)>,
}

impl Buckets {
    pub(super) fn new(rates: Rates) -> Self {
        Self { rates, levels: HashMap::new() }
    }

    /// Takes a call's token, or says that there is none.
    pub(super) fn take(&mut self, label: &'static str, place: &Place) -> bool {
        let Some(&rate) = self.rates.get(label) else { return true };
        let depth = rate.max(1.0);
        let now = Instant::now();
        let (level, since) = self.levels.entry((label, place.clone())).or_insert((depth, now));
        *level = (*level + rate * now.duration_since(*since).as_secs_f64()).min(depth);
        *since = now;
        let there = *level >= 1.0;
        if there {
            *level -= 1.0;
        }
        there
    }
}
