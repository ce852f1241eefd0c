//! Which regions of an account are read: those that a source names, or those that the account has enabled.
//!
//! AWS tells each account its own (`account:ListRegions`); one that has not been opted in to holds nothing and answers
//! nobody. That is not a failure, and is told apart from a region that could not be read.
//!
//! <https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html>

use std::collections::HashSet;

use aws_sdk_account::types::RegionOptStatus;
use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::source::Source;

use crate::actions::LIST_REGIONS;
use crate::convert;
use crate::failure::{self, Failure, Tried};
use crate::held::{Signed, client};
use crate::rates::{Pace, Quota};

/// Regions that are on in every account of a partition; others are opted in to.
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>
const DEFAULTS: [(&str, &[&str]); 3] = [
    (
        "aws",
        &[
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    ),
    ("aws-cn", &["cn-north-1", "cn-northwest-1"]),
    ("aws-us-gov", &["us-gov-east-1", "us-gov-west-1"]),
];

/// The region that is asked who somebody is where neither the profile nor the environment names one: the answer is the
/// same everywhere in a partition.
pub(crate) const ANY: &str = "us-east-1";

/// Which regions a source wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// These, each once; none where neither the source nor its profile names any.
    Named(Vec<Region>),
    /// Those that each account has enabled.
    Enabled,
}

impl Wanted {
    /// What a source wants; `own` is its profile's region.
    pub(crate) fn of(source: &Source, own: Option<&Region>) -> Self {
        if source.enabled_regions {
            return Self::Enabled;
        }
        let named = if source.regions.is_empty() { own.cloned().into_iter().collect() } else { source.regions.clone() };
        Self::Named(each_once(named))
    }

    /// A region to sign in through.
    pub(crate) fn any(&self) -> Option<Region> {
        match self {
            Self::Named(named) => named.first().cloned(),
            Self::Enabled => ANY.parse().ok(),
        }
    }
}

/// Which regions of one account are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Regions {
    /// Those to read.
    pub(crate) read: Vec<Region>,
    /// Those that the account has not enabled, as AWS says.
    pub(crate) off: Vec<Region>,
    /// Why the account's own list could not be had, where it was needed.
    pub(crate) problem: Option<Problem>,
}

impl Regions {
    /// The regions of one account. Regions that every account has are read without a question.
    pub(crate) async fn of(wanted: &Wanted, signed: &Signed, pace: &Pace, partition: &str, tried: &Tried) -> Self {
        let defaults = defaults(partition);
        match wanted {
            Wanted::Named(named) if named.iter().all(|region| defaults.contains(region)) => {
                Self { read: named.clone(), ..Self::default() }
            }
            // What AWS does not tell, the calls in the region will.
            Wanted::Named(named) => match list(signed, pace).await {
                Ok(listed) => {
                    let is_off = |region: &Region| listed.iter().any(|(of, on)| of == region && !on);
                    let (off, read) = named.iter().cloned().partition(is_off);
                    Self { read, off, problem: None }
                }
                Err(_) => Self { read: named.clone(), ..Self::default() },
            },
            Wanted::Enabled => match list(signed, pace).await {
                Ok(listed) => {
                    let (on, off): (Vec<_>, Vec<_>) = listed.into_iter().partition(|(_, on)| *on);
                    let names = |of: Vec<(Region, bool)>| of.into_iter().map(|(region, _)| region).collect();
                    Self { read: names(on), off: names(off), problem: None }
                }
                Err(failure) => {
                    let problem = tried.problem(LIST_REGIONS, Hidden::Regions, failure);
                    Self { read: defaults, off: Vec::new(), problem: Some(problem) }
                }
            },
        }
    }
}

/// The regions that are on in every account of a partition, by name. Of one that is not known, none.
fn defaults(partition: &str) -> Vec<Region> {
    let known = DEFAULTS.iter().find(|(of, _)| *of == partition);
    known.into_iter().flat_map(|(_, regions)| *regions).filter_map(|region| region.parse().ok()).collect()
}

fn each_once(mut regions: Vec<Region>) -> Vec<Region> {
    let mut seen = HashSet::new();
    regions.retain(|region| seen.insert(region.clone()));
    regions
}

/// Every region of the caller's partition, by name, and whether the account has it enabled. A region that is just being
/// enabled or disabled is not.
async fn list(signed: &Signed, pace: &Pace) -> Result<Vec<(Region, bool)>, Failure> {
    let client = client!(aws_sdk_account, signed);
    let (mut listed, mut seen) = (Vec::new(), HashSet::new());
    let mut token: Option<String> = None;
    loop {
        pace.ready(Quota::Regions).await;
        let sent = client.list_regions().max_results(50).set_next_token(token.take()).send().await;
        let found = sent.map_err(|error| failure::of_call(&error, true))?;
        for entry in found.regions.unwrap_or_default() {
            let name = entry.region_name.as_deref().and_then(|name| name.parse::<Region>().ok());
            let name = name.ok_or_else(|| Failure::new(Reason::NotUnderstood, "a region without a name"))?;
            let on =
                matches!(entry.region_opt_status, Some(RegionOptStatus::Enabled | RegionOptStatus::EnabledByDefault));
            listed.push((name, on));
        }
        match convert::filled(found.next_token) {
            None => break,
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Failure::new(Reason::NotUnderstood, "the list of regions repeats itself"));
            }
            next => token = next,
        }
    }
    if !listed.iter().any(|(_, on)| *on) {
        return Err(Failure::new(Reason::NotUnderstood, "the answer names no region that is enabled"));
    }
    listed.sort();
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use keyturn_domain::source::Accounts;

    use super::*;

    #[test]
    fn a_source_wants_what_it_names_or_what_is_enabled() {
        let region = |code: &str| code.parse::<Region>().expect("a region");
        let check = |named: &[&str], enabled: bool, own: Option<&str>, wanted: Option<&[&str]>, any: Option<&str>| {
            let named = named.iter().map(|code| region(code)).collect();
            let source = Source { enabled_regions: enabled, ..Source::new(None, Accounts::Own, named) };
            let found = Wanted::of(&source, own.map(region).as_ref());
            let expect = wanted.map(|codes| Wanted::Named(codes.iter().map(|code| region(code)).collect()));
            assert_eq!(found, expect.unwrap_or(Wanted::Enabled), "{source:?} {own:?}");
            assert_eq!(found.any(), any.map(region), "{source:?} {own:?}");
        };
        check(
            &["eu-west-1", "us-east-1", "eu-west-1"],
            false,
            None,
            Some(&["eu-west-1", "us-east-1"]),
            Some("eu-west-1"),
        );
        check(&["eu-west-1"], false, Some("us-west-2"), Some(&["eu-west-1"]), Some("eu-west-1"));
        check(&[], false, Some("us-west-2"), Some(&["us-west-2"]), Some("us-west-2"));
        check(&[], false, None, Some(&[]), None);
        check(&[], true, None, None, Some("us-east-1"));
        // What is named beside it is not asked for.
        check(&["eu-west-1"], true, Some("us-west-2"), None, Some("us-east-1"));
    }

    #[test]
    fn partitions_have_regions_of_their_own() {
        for (partition, count) in [("aws", 17), ("aws-cn", 2), ("aws-us-gov", 2), ("aws-iso", 0)] {
            assert_eq!(defaults(partition).len(), count, "{partition}");
        }
    }
}
