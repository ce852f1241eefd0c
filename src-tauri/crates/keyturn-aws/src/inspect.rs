//! Reading one secret whole: every version, tags, the state of replicas, the resource policy.

use aws_sdk_ssm::types::{ParameterStringFilter, ParameterTier};
use keyturn_domain::cell::Cell;
use keyturn_domain::problem::{Hidden, Problem, Reason};
use keyturn_domain::secret::Secret;
use keyturn_domain::store::Store;

use crate::actions::{
    DESCRIBE_PARAMETERS, DESCRIBE_SECRET, GET_RESOURCE_POLICIES, GET_RESOURCE_POLICY, LIST_ALIASES,
    LIST_SECRET_VERSION_IDS, LIST_TAGS_FOR_RESOURCE,
};
use crate::convert;
use crate::failure::{self, Failure, Tried};
use crate::keys;
use crate::rates::Quota;
use crate::tags;
use crate::target::{Reach, Target};
use crate::versions;

/// One secret, as whole as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The secret with all versions, tags, rotation, and replicas with their status. What could not be read is as it
    /// was before; so is [`Secret::value`], which [`keyturn_domain::age::settle`] has to settle anew.
    pub secret: Secret,
    /// The resource policy as AWS holds it (several of a parameter: a JSON array of them). `None`: it could not be
    /// read. `Some(None)`: there is none, or the secret is of a kind that cannot have one.
    pub resource_policy: Option<Option<String>>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Target {
    /// Reads one secret of this account whole.
    pub async fn inspect(&self, secret: &Secret) -> Inspection {
        let region = secret.arn.region();
        let store = secret.arn.store();
        let work = Inspecting {
            reach: &self.reach(region),
            tried: self.tried(region, Some(store)),
            cell: Cell { account: self.id().clone(), region: region.clone(), store },
            partition: self.partition(),
            found: Inspection { secret: secret.clone(), resource_policy: None, problems: Vec::new() },
        };
        match store {
            Store::SecretsManager => work.secret().await,
            Store::ParameterStore => work.parameter().await,
        }
    }
}

struct Inspecting<'a> {
    reach: &'a Reach,
    tried: Tried,
    cell: Cell,
    partition: &'a str,
    found: Inspection,
}

impl Inspecting<'_> {
    async fn secret(mut self) -> Inspection {
        let arn = self.found.secret.arn.as_str().to_owned();
        self.reach.pace.ready(Quota::SecretDetails).await;
        match self.reach.secrets.describe_secret().secret_id(&arn).send().await {
            Ok(answer) => {
                let aliases = self.aliases(answer.kms_key_id.as_deref()).await;
                convert::secret::update(&mut self.found.secret, answer, &self.cell, aliases.as_deref());
            }
            Err(error) => self.note(DESCRIBE_SECRET, Hidden::Secrets, failure::of_call(&error, true)),
        }
        match versions::list(self.reach, &arn, true).await {
            Ok(versions) if !versions.is_empty() => self.found.secret.versions = versions,
            Ok(_) => {}
            Err(failure) => self.note(LIST_SECRET_VERSION_IDS, Hidden::Ages, failure),
        }
        self.reach.pace.ready(Quota::SecretDetails).await;
        match self.reach.secrets.get_resource_policy().secret_id(&arn).send().await {
            Ok(answer) => self.found.resource_policy = Some(convert::filled(answer.resource_policy)),
            Err(error) => self.note(GET_RESOURCE_POLICY, Hidden::ResourcePolicy, failure::of_call(&error, true)),
        }
        self.found
    }

    async fn parameter(mut self) -> Inspection {
        let name = self.found.secret.name.clone();
        match self.describe(&name).await {
            Ok(entry) => {
                let tier = entry.tier.clone();
                let aliases = self.aliases(entry.key_id.as_deref()).await;
                match convert::parameter::from_entry(entry, &self.cell, self.partition, aliases.as_deref()) {
                    Ok(parameter) => {
                        let before = &self.found.secret;
                        self.found.secret = Secret { tags: before.tags.clone(), value: before.value, ..parameter };
                    }
                    Err(words) => {
                        self.note(DESCRIBE_PARAMETERS, Hidden::Secrets, Failure::new(Reason::NotUnderstood, &words));
                    }
                }
                // Only the advanced tier can have policies.
                // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html
                if tier == Some(ParameterTier::Advanced) {
                    match self.policies().await {
                        Ok(policy) => self.found.resource_policy = Some(policy),
                        Err(failure) => self.note(GET_RESOURCE_POLICIES, Hidden::ResourcePolicy, failure),
                    }
                } else {
                    self.found.resource_policy = Some(None);
                }
            }
            Err(failure) => self.note(DESCRIBE_PARAMETERS, Hidden::Secrets, failure),
        }
        match tags::of_one(self.reach, &name).await {
            Ok(tags) => self.found.secret.tags = Some(tags),
            Err(failure) => self.note(LIST_TAGS_FOR_RESOURCE, Hidden::Tags, failure),
        }
        self.found
    }

    /// The one parameter of this name. A filtered listing may begin with empty pages.
    async fn describe(&self, name: &str) -> Result<aws_sdk_ssm::types::ParameterMetadata, Failure> {
        let named = ParameterStringFilter::builder().key("Name").option("Equals").values(name).build();
        let named = named.map_err(|error| Failure::new(Reason::NotUnderstood, &error.to_string()))?;
        let mut token = None;
        // A name has one parameter: a listing that goes on for longer than this is not a filtered one.
        for _ in 0..20 {
            self.reach.pace.ready(Quota::Parameters).await;
            let call = self.reach.parameters.describe_parameters().parameter_filters(named.clone()).max_results(50);
            let page = call.set_next_token(token).send().await.map_err(|error| failure::of_call(&error, true))?;
            if let Some(entry) =
                page.parameters.unwrap_or_default().into_iter().find(|e| e.name.as_deref() == Some(name))
            {
                return Ok(entry);
            }
            token = convert::filled(page.next_token);
            if token.is_none() {
                break;
            }
        }
        Err(Failure::new(Reason::ServiceFailed, "Parameter Store no longer lists a parameter of this name."))
    }

    async fn policies(&self) -> Result<Option<String>, Failure> {
        let mut texts: Vec<String> = Vec::new();
        let mut token = None;
        // A parameter shared with many accounts still has few policies; 20 pages hold 1,000.
        for _ in 0..20 {
            self.reach.pace.ready(Quota::Parameters).await;
            let call = self.reach.parameters.get_resource_policies().resource_arn(self.found.secret.arn.as_str());
            let page = call.set_next_token(token).send().await.map_err(|error| failure::of_call(&error, true))?;
            texts.extend(
                page.policies.unwrap_or_default().into_iter().filter_map(|policy| convert::filled(policy.policy)),
            );
            token = convert::filled(page.next_token);
            if token.is_none() {
                break;
            }
        }
        Ok(match &texts[..] {
            [] => None,
            [one] => Some(one.clone()),
            several => Some(format!("[{}]", several.join(","))),
        })
    }

    async fn aliases(&mut self, key: Option<&str>) -> Option<std::sync::Arc<keys::Aliases>> {
        if !keys::needs_aliases(key, &self.cell.account) {
            return None;
        }
        match self.reach.aliases().await {
            Ok(aliases) => Some(aliases),
            Err(failure) => {
                self.note(LIST_ALIASES, Hidden::Keys, failure);
                None
            }
        }
    }

    fn note(&mut self, action: &str, hides: Hidden, failure: Failure) {
        self.found.problems.push(self.tried.problem(action, hides, failure));
    }
}
