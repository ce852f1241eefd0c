//! How fast AWS is called: Keyturn's own limiter for each account, region and quota, under AWS's own limits.
//!
//! The SDK's adaptive retry works under it, for the times when somebody else uses the same quota.

use std::num::NonZeroU32;
use std::time::Duration;

use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use governor::{DefaultDirectRateLimiter, RateLimiter};

/// How fast and how patiently AWS is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// What the built-in rates are multiplied by; `None` lifts them.
    factor: Option<f64>,
    attempts: u32,
    first_backoff: Duration,
    attempt_timeout: Duration,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            factor: Some(1.0),
            attempts: 6,
            first_backoff: Duration::from_secs(1),
            attempt_timeout: Duration::from_secs(20),
        }
    }
}

impl Rates {
    /// No limiter of Keyturn's own: for a server on the same machine.
    pub fn unlimited() -> Self {
        Self { factor: None, ..Self::default() }
    }

    /// The built-in rates multiplied by `factor`, which must be more than 0; anything else leaves them as they are.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        if factor.is_finite() && factor > 0.0 { Self { factor: Some(factor), ..self } } else { self }
    }

    /// How often a call is tried in all, how long the wait before the second try is at most (each later one at most
    /// doubles it), and how long an answer may let itself be
    /// waited for.
    #[must_use]
    pub fn patience(self, attempts: u32, first_backoff: Duration, attempt_timeout: Duration) -> Self {
        Self { attempts: attempts.max(1), first_backoff, attempt_timeout, ..self }
    }

    pub(crate) fn retry(&self) -> RetryConfig {
        RetryConfig::adaptive()
            .with_max_attempts(self.attempts)
            .with_initial_backoff(self.first_backoff)
            // Five doublings; and what the SDK's own limiter may ask for after a first throttling, which it sets low.
            .with_max_backoff(self.first_backoff.saturating_mul(20))
    }

    /// Of connecting and answering. Not of the whole attempt: within it a person may be asked to sign in.
    pub(crate) fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(5).min(self.attempt_timeout))
            .read_timeout(self.attempt_timeout)
            .build()
    }
}

/// Calls that AWS counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quota {
    /// `ListSecrets` and `ListSecretVersionIds`, which AWS counts together: 50 a second.
    /// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html>
    SecretLists,
    /// `account:ListRegions`: 5 a second. <https://docs.aws.amazon.com/accounts/latest/reference/quotas.html>
    Regions,
    /// `DescribeSecret` and `GetResourcePolicy`; the latter's limit, 50 a second, is the lower one.
    SecretDetails,
    /// `DescribeParameters` and `ssm:GetResourcePolicies`: not published; people see throttling after some 20 at once.
    Parameters,
    /// `ssm:ListTagsForResource`: not published.
    ParameterTags,
    /// `tag:GetResources`, which has a low limit of its own.
    /// <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>
    Tags,
    /// `kms:ListAliases`.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html>
    Aliases,
    /// `sts:AssumeRole` and `sts:GetCallerIdentity`, shared with every workload of the account.
    SignIn,
    /// `organizations:ListAccounts`.
    Accounts,
    /// `cloudtrail:LookupEvents`: 2 a second for each account and region, which cannot be raised.
    /// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>
    Lookups,
    /// CloudTrail's calls that describe and get: 10 a second.
    /// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html>
    Trails,
    /// `iam:GetAccountAuthorizationDetails`: not published, and throttled readily.
    Identities,
    /// The calls that read the organisation's tree and policies: a few a second.
    /// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
    Organization,
    /// KMS's calls that describe keys: 2,000 a second for most, 100 for `ListGrants`, shared with all of the account.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html>
    Keys,
    /// Identity Center's and its identity store's calls: 20 a second for most.
    /// <https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html>
    IdentityCenter,
}

/// How many `LookupEvents` AWS allows a second.
pub(crate) const LOOKUPS_PER_SECOND: u64 = 2;

impl Quota {
    const ALL: [Self; 15] = [
        Self::SecretLists,
        Self::SecretDetails,
        Self::Parameters,
        Self::ParameterTags,
        Self::Tags,
        Self::Aliases,
        Self::SignIn,
        Self::Regions,
        Self::Accounts,
        Self::Lookups,
        Self::Trails,
        Self::Identities,
        Self::Organization,
        Self::Keys,
        Self::IdentityCenter,
    ];

    /// Calls a second that Keyturn allows itself.
    fn per_second(self) -> f64 {
        match self {
            Self::SecretLists | Self::SecretDetails => 40.0,
            Self::Parameters | Self::ParameterTags | Self::Tags | Self::IdentityCenter => 10.0,
            Self::Aliases | Self::SignIn => 20.0,
            Self::Accounts | Self::Trails => 8.0,
            Self::Lookups | Self::Identities => 2.0,
            Self::Organization | Self::Regions => 4.0,
            Self::Keys => 50.0,
        }
    }

    /// How many of a second's calls may come at once. Of so few as look-ups are, even two at once are refused when
    /// another pair follows within the same second of AWS's.
    fn at_once(self, per_second: f64) -> f64 {
        if self == Self::Lookups { 1.0 } else { per_second }
    }
}

/// The limiters of one account and region.
#[derive(Debug)]
pub(crate) struct Pace(Vec<(Quota, DefaultDirectRateLimiter)>);

impl Pace {
    pub(crate) fn new(rates: &Rates) -> Self {
        let Some(factor) = rates.factor else { return Self(Vec::new()) };
        Self(
            Quota::ALL
                .into_iter()
                .filter_map(|quota| {
                    let per_second = quota.per_second() * factor;
                    Some((quota, limiter(per_second, quota.at_once(per_second))?))
                })
                .collect(),
        )
    }

    /// Waits until one more call of this quota may be made.
    pub(crate) async fn ready(&self, quota: Quota) {
        if let Some((_, limiter)) = self.0.iter().find(|(of, _)| *of == quota) {
            limiter.until_ready().await;
        }
    }
}

/// A limiter of so many calls a second, of which so many may come at once.
fn limiter(per_second: f64, at_once: f64) -> Option<DefaultDirectRateLimiter> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let burst = at_once.clamp(1.0, 100_000.0) as u32;
    let quota = governor::Quota::with_period(Duration::try_from_secs_f64(1.0 / per_second).ok()?)?;
    Some(RateLimiter::direct(quota.allow_burst(NonZeroU32::new(burst)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holds_no_more_than_the_quota() {
        for (rates, quota, at_once) in [
            (Rates::default(), Quota::Parameters, 10),
            (Rates::default(), Quota::SecretLists, 40),
            (Rates::default().times(2.0), Quota::Parameters, 20),
            (Rates::default().times(0.1), Quota::Parameters, 1),
            (Rates::default().times(-1.0), Quota::Parameters, 10),
            (Rates::default(), Quota::Lookups, 1),
            (Rates::default().times(4.0), Quota::Lookups, 1),
        ] {
            let pace = Pace::new(&rates);
            let (_, limiter) = pace.0.iter().find(|(of, _)| *of == quota).expect("a limiter for each quota");
            let passed = (0..100).take_while(|_| limiter.check().is_ok()).count();
            // A slow machine may replenish one or two while the loop runs.
            assert!((at_once..at_once + 3).contains(&passed), "{rates:?} {quota:?}: {passed}");
        }
        assert!(Pace::new(&Rates::unlimited()).0.is_empty());
    }
}
