//! The doctor's questions: is each action that a sync needs allowed here?

use aws_sdk_cloudtrail::types::Trail;
use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Problem};
use keyturn_domain::store::Store;

use crate::failure::{self, Failure};
use crate::inspect::{DESCRIBE_SECRET, PARAMETER_TAGS, SECRET_POLICY};
use crate::lookup::LOOKUP_EVENTS;
use crate::rates::Quota;
use crate::reader::{DESCRIBE_PARAMETERS, LIST_ALIASES, LIST_SECRETS};
use crate::target::Target;
use crate::trails::{DESCRIBE_TRAILS, EVENT_SELECTORS, TRAIL_STATUS};
use crate::versions::LIST_VERSIONS;

/// Whether one action is allowed, as one small call of it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The IAM action, such as `secretsmanager:ListSecrets`.
    pub action: String,
    /// What the call met with.
    pub outcome: Result<(), Problem>,
    /// What a sync cannot see without it.
    pub hides: Hidden,
}

impl Target {
    /// Tries each action that a sync and an inspection need, once, in one region.
    ///
    /// Actions on one secret or trail are tried on the first one listed; where there is none they are left out.
    /// `ssm:ListTagsForResource` is only needed where `tag:GetResources` is refused, or for inspections.
    pub async fn probe(&self, region: &Region) -> Vec<Probe> {
        let reach = self.reach(region);
        let mut probes = Vec::new();
        let mut push = |action: &str, store: Option<Store>, hides: Hidden, outcome: Result<(), Failure>| {
            let outcome = outcome.map_err(|failure| self.tried(region, store).problem(action, hides, failure));
            probes.push(Probe { action: action.to_owned(), outcome, hides });
        };

        let store = Some(Store::SecretsManager);
        reach.pace.ready(Quota::SecretLists).await;
        let listed = reach.secrets.list_secrets().max_results(1).send().await;
        let listed = listed.map_err(|error| failure::of_call(&error, true));
        push(LIST_SECRETS, store, Hidden::Secrets, listed.as_ref().map(drop).map_err(Clone::clone));
        let first = listed.ok().and_then(|page| page.secret_list?.into_iter().next()?.arn);
        if let Some(arn) = first {
            reach.pace.ready(Quota::SecretLists).await;
            let answer = reach.secrets.list_secret_version_ids().secret_id(&arn).max_results(1).send().await;
            push(LIST_VERSIONS, store, Hidden::Ages, answer.map(drop).map_err(|e| failure::of_call(&e, true)));
            reach.pace.ready(Quota::SecretDetails).await;
            let answer = reach.secrets.describe_secret().secret_id(&arn).send().await;
            push(DESCRIBE_SECRET, store, Hidden::Secrets, answer.map(drop).map_err(|e| failure::of_call(&e, true)));
            reach.pace.ready(Quota::SecretDetails).await;
            let answer = reach.secrets.get_resource_policy().secret_id(&arn).send().await;
            push(
                SECRET_POLICY,
                store,
                Hidden::ResourcePolicy,
                answer.map(drop).map_err(|e| failure::of_call(&e, true)),
            );
        }

        let store = Some(Store::ParameterStore);
        reach.pace.ready(Quota::Parameters).await;
        let listed = reach.parameters.describe_parameters().max_results(1).send().await;
        let listed = listed.map_err(|error| failure::of_call(&error, true));
        push(DESCRIBE_PARAMETERS, store, Hidden::Secrets, listed.as_ref().map(drop).map_err(Clone::clone));
        reach.pace.ready(Quota::Tags).await;
        let tagged = reach.tagging.get_resources().resource_type_filters("ssm:parameter").resources_per_page(1);
        let tagged = tagged.send().await;
        push("tag:GetResources", store, Hidden::Tags, tagged.map(drop).map_err(|e| failure::of_call(&e, true)));
        let first = listed.ok().and_then(|page| page.parameters?.into_iter().next()?.name);
        if let Some(name) = first {
            let answer = crate::tags::of_one(&reach, &name).await;
            push(PARAMETER_TAGS, store, Hidden::Tags, answer.map(drop));
        }

        reach.pace.ready(Quota::Aliases).await;
        let aliases = reach.keys.list_aliases().limit(1).send().await;
        push(LIST_ALIASES, None, Hidden::Keys, aliases.map(drop).map_err(|e| failure::of_call(&e, true)));

        reach.pace.ready(Quota::Lookups).await;
        let events = reach.trails.lookup_events().max_results(1).send().await;
        push(LOOKUP_EVENTS, None, Hidden::Reads, events.map(drop).map_err(|e| failure::of_call(&e, true)));
        let listed = self.describe_trails(region).await;
        push(DESCRIBE_TRAILS, None, Hidden::Trails, listed.as_ref().map(drop).map_err(Clone::clone));
        // One of this region: others are asked about where they are.
        let here = |trail: &Trail| trail.home_region.as_deref().is_none_or(|home| home == region.as_str());
        let first = listed.ok().and_then(|trails| trails.into_iter().find(here)?.trail_arn);
        if let Some(arn) = first {
            push(TRAIL_STATUS, None, Hidden::Trails, self.trail_status(region, &arn).await.map(drop));
            push(EVENT_SELECTORS, None, Hidden::Trails, self.event_selectors(region, &arn).await.map(drop));
        }
        probes
    }
}
