//! The organisation's tree with its service and resource control policies.

use std::collections::BTreeMap;

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::PolicyType;
use keyturn_domain::problem::Hidden;
use serde_json::{Value, json};

use super::pages::{Refused, pages};
use super::{Collected, document};
use crate::actions::{
    DESCRIBE_ORGANIZATION, DESCRIBE_POLICY, LIST_ACCOUNTS_FOR_PARENT, LIST_ORGANIZATIONAL_UNITS_FOR_PARENT,
    LIST_POLICIES, LIST_ROOTS, LIST_TARGETS_FOR_POLICY,
};
use crate::failure::{self, Tried};
use crate::held::client;
use crate::rates::{Pace, Quota};
use crate::target::Target;

/// Units can be nested five deep; a tree that goes on is not one.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const DEPTH: usize = 8;

impl Target {
    /// The organisation as the access snapshot has it; `None` for an account that is in none.
    ///
    /// Only the management account or a delegated administrator is told.
    pub async fn organization(&self) -> Collected<Option<Value>> {
        let (signed, pace) = self.account_wide();
        let asking = Asking { client: client!(aws_sdk_organizations, signed), pace };
        match asking.whole().await {
            Ok(organization) => Collected { items: organization, problems: Vec::new() },
            Err((action, failure)) => {
                let tried = Tried {
                    account: Some(self.id().clone()),
                    profile: self.profile.clone(),
                    region: None,
                    store: None,
                };
                Collected { items: None, problems: vec![tried.problem(action, Hidden::Readers, failure)] }
            }
        }
    }
}

struct Asking {
    client: Client,
    pace: Pace,
}

impl Asking {
    async fn whole(&self) -> Result<Option<Value>, Refused> {
        self.pace.ready(Quota::Organization).await;
        let organization = match self.client.describe_organization().send().await {
            Ok(answer) => answer.organization,
            Err(error) => {
                let failure = failure::of_call(&error, true);
                if failure.has_code("AWSOrganizationsNotInUseException") {
                    return Ok(None);
                }
                return Err((DESCRIBE_ORGANIZATION, failure));
            }
        };
        let Some(organization) = organization else { return Ok(None) };
        let places = self.places().await?;
        let mut policies = Vec::new();
        for (kind, policy_type) in
            [("SCP", PolicyType::ServiceControlPolicy), ("RCP", PolicyType::ResourceControlPolicy)]
        {
            policies.extend(self.policies(kind, policy_type).await?);
        }
        let accounts: Vec<Value> = places.into_iter().map(|(id, path)| json!({"id": id, "path": path})).collect();
        Ok(Some(json!({
            "id": organization.id, "management_account": organization.master_account_id,
            "accounts": accounts, "policies": policies,
        })))
    }

    /// Every account with the ids of the root and the units above it, the root first.
    async fn places(&self) -> Result<BTreeMap<String, Vec<String>>, Refused> {
        let mut places = BTreeMap::new();
        let roots = pages!(self.pace, Quota::Organization, LIST_ROOTS, self.client.list_roots(), roots);
        let mut waiting: Vec<Vec<String>> = roots.into_iter().filter_map(|root| Some(vec![root.id?])).collect();
        while let Some(path) = waiting.pop() {
            let Some(parent) = path.last().filter(|_| path.len() <= DEPTH) else { continue };
            let accounts = pages!(
                self.pace,
                Quota::Organization,
                LIST_ACCOUNTS_FOR_PARENT,
                self.client.list_accounts_for_parent().parent_id(parent),
                accounts
            );
            places.extend(accounts.into_iter().filter_map(|account| Some((account.id?, path.clone()))));
            let units = pages!(
                self.pace,
                Quota::Organization,
                LIST_ORGANIZATIONAL_UNITS_FOR_PARENT,
                self.client.list_organizational_units_for_parent().parent_id(parent),
                organizational_units
            );
            waiting.extend(units.into_iter().filter_map(|unit| {
                let mut below = path.clone();
                below.push(unit.id?);
                Some(below)
            }));
        }
        Ok(places)
    }

    /// The policies of a kind, one entry for each place that they are attached to.
    async fn policies(&self, kind: &str, policy_type: PolicyType) -> Result<Vec<Value>, Refused> {
        let listed = pages!(
            self.pace,
            Quota::Organization,
            LIST_POLICIES,
            self.client.list_policies().filter(policy_type.clone()),
            policies
        );
        let mut entries = Vec::new();
        for summary in listed {
            let Some(id) = summary.id else { continue };
            self.pace.ready(Quota::Organization).await;
            let answer = self.client.describe_policy().policy_id(&id).send().await;
            let answer = answer.map_err(|error| (DESCRIBE_POLICY, failure::of_call(&error, true)))?;
            let content = answer.policy.and_then(|policy| policy.content).map_or(Value::Null, document);
            let targets = pages!(
                self.pace,
                Quota::Organization,
                LIST_TARGETS_FOR_POLICY,
                self.client.list_targets_for_policy().policy_id(&id),
                targets
            );
            entries.extend(targets.into_iter().filter_map(|target| {
                Some(json!({
                    "kind": kind, "target": target.target_id?, "id": id, "name": summary.name, "document": content,
                }))
            }));
        }
        Ok(entries)
    }
}
