//! Resource policies of the secrets and parameters of a region, in bulk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_ssm::types::ParameterStringFilter;
use keyturn_domain::account::Region;
use keyturn_domain::arn::SecretArn;
use keyturn_domain::problem::{Hidden, Reason};
use keyturn_domain::store::Store;
use serde_json::Value;

use super::{Collected, Hear, document};
use crate::actions::{GET_RESOURCE_POLICIES, GET_RESOURCE_POLICY};
use crate::convert;
use crate::failure::{self, Failure};
use crate::parallel::in_parallel_heard;
use crate::rates::Quota;
use crate::target::{Reach, Target};

/// Secrets that are asked about at the same time.
const AT_ONCE: usize = 16;

/// Of the secrets that were asked about, their policies: none for those that have none. What is not in the map could
/// not be read.
pub type ResourcePolicies = BTreeMap<SecretArn, Vec<Value>>;

impl Target {
    /// Reads the resource policies of these secrets and parameters of one region; `hear` hears of them.
    ///
    /// Only parameters of the advanced tier can have a policy: name no others ([`Target::advanced_parameters`]).
    /// <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html>
    pub async fn resource_policies(
        &self,
        region: &Region,
        arns: Vec<SecretArn>,
        hear: Hear<'_>,
    ) -> Collected<ResourcePolicies> {
        let reach = self.reach(region);
        let of = arns.len();
        hear(0, Some(of));
        let ask = |arn: SecretArn| {
            let reach = Arc::clone(&reach);
            async move {
                let policies = match arn.store() {
                    Store::SecretsManager => of_secret(&reach, &arn).await,
                    Store::ParameterStore => of_parameter(&reach, &arn).await,
                };
                (arn, policies)
            }
        };
        let read = in_parallel_heard(arns, AT_ONCE, ask, |done| hear(done, Some(of)));
        let mut collected = Collected { items: BTreeMap::new(), problems: Vec::new() };
        for (arn, policies) in read.await {
            match policies {
                Ok(policies) => {
                    collected.items.insert(arn, policies);
                }
                // Deleted since it was listed: nobody can read it.
                Err(failure) if failure.has_code("ResourceNotFoundException") => {
                    collected.items.insert(arn, Vec::new());
                }
                Err(failure) => {
                    let action = match arn.store() {
                        Store::SecretsManager => GET_RESOURCE_POLICY,
                        Store::ParameterStore => GET_RESOURCE_POLICIES,
                    };
                    let problem = self.tried(region, Some(arn.store())).problem(action, Hidden::Readers, failure);
                    // The same refusal for many secrets is one problem.
                    let known = |other: &keyturn_domain::problem::Problem| {
                        other.action == problem.action && other.reason == problem.reason
                    };
                    if !collected.problems.iter().any(known) {
                        collected.problems.push(problem);
                    }
                }
            }
        }
        collected
    }
}

impl Target {
    /// The names of a region's parameters of the advanced tier; `None` where AWS does not say.
    pub async fn advanced_parameters(&self, region: &Region) -> Option<BTreeSet<String>> {
        let reach = self.reach(region);
        let advanced = ParameterStringFilter::builder().key("Tier").option("Equals").values("Advanced").build().ok()?;
        let (mut names, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut token: Option<String> = None;
        loop {
            reach.pace.ready(Quota::Parameters).await;
            let call = reach.parameters.describe_parameters().parameter_filters(advanced.clone()).max_results(50);
            let page = call.set_next_token(token.take()).send().await.ok()?;
            names.extend(page.parameters.unwrap_or_default().into_iter().filter_map(|entry| entry.name));
            match convert::filled(page.next_token) {
                None => return Some(names),
                Some(next) if !seen.insert(next.clone()) => return None,
                next => token = next,
            }
        }
    }
}

async fn of_secret(reach: &Reach, arn: &SecretArn) -> Result<Vec<Value>, Failure> {
    reach.pace.ready(Quota::SecretDetails).await;
    let answer = reach.secrets.get_resource_policy().secret_id(arn.as_str()).send().await;
    let answer = answer.map_err(|error| failure::of_call(&error, true))?;
    Ok(convert::filled(answer.resource_policy).map(document).into_iter().collect())
}

async fn of_parameter(reach: &Reach, arn: &SecretArn) -> Result<Vec<Value>, Failure> {
    let (mut policies, mut token) = (Vec::new(), None);
    for _ in 0..20 {
        reach.pace.ready(Quota::Parameters).await;
        let call = reach.parameters.get_resource_policies().resource_arn(arn.as_str()).set_next_token(token);
        let page = call.send().await.map_err(|error| failure::of_call(&error, true))?;
        let texts = page.policies.unwrap_or_default().into_iter().filter_map(|policy| convert::filled(policy.policy));
        policies.extend(texts.map(document));
        token = convert::filled(page.next_token);
        if token.is_none() {
            return Ok(policies);
        }
    }
    Err(Failure::new(Reason::NotUnderstood, "the list of resource policies repeats itself"))
}
