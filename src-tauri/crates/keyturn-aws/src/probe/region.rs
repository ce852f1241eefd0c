//! What is asked in each region of an account: both stores, keys, CloudTrail.

use aws_sdk_cloudtrail::types::Trail;
use aws_sdk_kms::types::KeyManagerType;
use keyturn_domain::account::Region;
use keyturn_domain::problem::Reason;

use super::{Outcome, Probe, Probes};
use crate::actions::{
    ACTIONS, Asked, DESCRIBE_KEY, DESCRIBE_PARAMETERS, DESCRIBE_SECRET, DESCRIBE_TRAILS, GET_EVENT_SELECTORS,
    GET_KEY_POLICY, GET_RESOURCE_POLICIES, GET_RESOURCE_POLICY, GET_RESOURCES, GET_TRAIL_STATUS, LIST_ALIASES,
    LIST_GRANTS, LIST_KEYS, LIST_RESOURCE_TAGS, LIST_SECRET_VERSION_IDS, LIST_SECRETS, LIST_TAGS_FOR_RESOURCE,
    LOOKUP_EVENTS,
};
use crate::failure::{self, Failure};
use crate::rates::Quota;
use crate::target::{Reach, Target};

/// How many keys are looked at for one of the organisation's own: those of AWS are asked less of.
const KEYS_LOOKED_AT: i32 = 8;

impl Target {
    /// Tries each action that is asked in a region, once.
    ///
    /// A region that is not enabled, or that nobody answers from, fails once: the rest is not tried.
    pub async fn probe_region(&self, region: &Region) -> Vec<Probe> {
        let reach = self.reach(region);
        let mut probes = Probes::new(self.tried(region, None));
        of_secrets(&reach, &mut probes).await;
        let stopped = probes.found.iter().any(|probe| match &probe.outcome {
            Outcome::Failed(problem) => !matches!(problem.reason, Reason::MissingAction | Reason::ServiceFailed),
            Outcome::Allowed | Outcome::NotTried => false,
        });
        if !stopped {
            of_parameters(&reach, &mut probes).await;
            of_keys(&reach, &mut probes).await;
            self.of_trails(region, &mut probes).await;
        }
        let all: Vec<_> =
            ACTIONS.iter().filter(|action| action.asked == Asked::Region).map(|action| action.name).collect();
        probes.not_tried(&all);
        probes.found
    }

    async fn of_trails(&self, region: &Region, probes: &mut Probes) {
        let reach = self.reach(region);
        reach.pace.ready(Quota::Lookups).await;
        let events = reach.trails.lookup_events().max_results(1).send().await;
        probes.push(LOOKUP_EVENTS, events.map_err(|error| failure::of_call(&error, true)));
        let listed = self.describe_trails(region).await;
        // One of this region: others are asked about where they are.
        let here = |trail: &Trail| trail.home_region.as_deref().is_none_or(|home| home == region.as_str());
        let first = listed.as_ref().ok().and_then(|trails| trails.iter().find(|trail| here(trail))?.trail_arn.clone());
        probes.push(DESCRIBE_TRAILS, listed);
        if let Some(arn) = first {
            probes.push(GET_TRAIL_STATUS, self.trail_status(region, &arn).await);
            probes.push(GET_EVENT_SELECTORS, self.event_selectors(region, &arn).await);
        }
    }
}

async fn of_secrets(reach: &Reach, probes: &mut Probes) {
    reach.pace.ready(Quota::SecretLists).await;
    let listed = reach.secrets.list_secrets().max_results(1).send().await;
    let listed = listed.map_err(|error| failure::of_call(&error, true));
    let first = listed.as_ref().ok().and_then(|page| page.secret_list().first()?.arn.clone());
    probes.push(LIST_SECRETS, listed);
    let Some(arn) = first else { return };
    reach.pace.ready(Quota::SecretLists).await;
    let answer = reach.secrets.list_secret_version_ids().secret_id(&arn).max_results(1).send().await;
    probes.push(LIST_SECRET_VERSION_IDS, answer.map_err(|error| failure::of_call(&error, true)));
    reach.pace.ready(Quota::SecretDetails).await;
    let answer = reach.secrets.describe_secret().secret_id(&arn).send().await;
    probes.push(DESCRIBE_SECRET, answer.map_err(|error| failure::of_call(&error, true)));
    reach.pace.ready(Quota::SecretDetails).await;
    let answer = reach.secrets.get_resource_policy().secret_id(&arn).send().await;
    probes.push(GET_RESOURCE_POLICY, answer.map_err(|error| failure::of_call(&error, true)));
}

async fn of_parameters(reach: &Reach, probes: &mut Probes) {
    reach.pace.ready(Quota::Parameters).await;
    let listed = reach.parameters.describe_parameters().max_results(1).send().await;
    let listed = listed.map_err(|error| failure::of_call(&error, true));
    let first = listed.as_ref().ok().and_then(|page| page.parameters().first().cloned());
    probes.push(DESCRIBE_PARAMETERS, listed);
    reach.pace.ready(Quota::Tags).await;
    let tagged = reach.tagging.get_resources().resource_type_filters("ssm:parameter").resources_per_page(1);
    probes.push(GET_RESOURCES, tagged.send().await.map_err(|error| failure::of_call(&error, true)));
    let Some(first) = first else { return };
    if let Some(name) = &first.name {
        probes.push(LIST_TAGS_FOR_RESOURCE, crate::tags::of_one(reach, name).await);
    }
    if let Some(arn) = &first.arn {
        reach.pace.ready(Quota::Parameters).await;
        let answer = reach.parameters.get_resource_policies().resource_arn(arn).max_results(1).send().await;
        probes.push(GET_RESOURCE_POLICIES, answer.map_err(|error| failure::of_call(&error, true)));
    }
}

async fn of_keys(reach: &Reach, probes: &mut Probes) {
    reach.pace.ready(Quota::Aliases).await;
    let aliases = reach.keys.list_aliases().limit(1).send().await;
    probes.push(LIST_ALIASES, aliases.map_err(|error| failure::of_call(&error, true)));
    reach.pace.ready(Quota::Keys).await;
    let listed = reach.keys.list_keys().limit(KEYS_LOOKED_AT).send().await;
    let listed = listed.map_err(|error| failure::of_call(&error, true));
    let arns: Vec<String> = listed
        .iter()
        .flat_map(aws_sdk_kms::operation::list_keys::ListKeysOutput::keys)
        .filter_map(|key| key.key_arn.clone())
        .collect();
    probes.push(LIST_KEYS, listed);
    let Some((arn, described)) = one_key(reach, arns).await else { return };
    probes.push(DESCRIBE_KEY, described);
    reach.pace.ready(Quota::Keys).await;
    let policy = reach.keys.get_key_policy().key_id(&arn).policy_name("default").send().await;
    probes.push(GET_KEY_POLICY, policy.map_err(|error| failure::of_call(&error, true)));
    reach.pace.ready(Quota::Keys).await;
    let grants = reach.keys.list_grants().key_id(&arn).limit(1).send().await;
    probes.push(LIST_GRANTS, grants.map_err(|error| failure::of_call(&error, true)));
    reach.pace.ready(Quota::Keys).await;
    let tags = reach.keys.list_resource_tags().key_id(&arn).limit(1).send().await;
    probes.push(LIST_RESOURCE_TAGS, tags.map_err(|error| failure::of_call(&error, true)));
}

/// The key to try things on, with how `DescribeKey` of it went: the first that is the organisation's own, else the first.
async fn one_key(reach: &Reach, arns: Vec<String>) -> Option<(String, Result<(), Failure>)> {
    let mut first = None;
    for arn in arns {
        reach.pace.ready(Quota::Keys).await;
        let described = reach.keys.describe_key().key_id(&arn).send().await;
        match described.map_err(|error| failure::of_call(&error, true)) {
            Ok(answer) => {
                let manager = answer.key_metadata.and_then(|metadata| metadata.key_manager);
                if manager != Some(KeyManagerType::Aws) {
                    return Some((arn, Ok(())));
                }
                first.get_or_insert((arn, Ok(())));
            }
            Err(failure) => return Some((arn, Err(failure))),
        }
    }
    first
}
