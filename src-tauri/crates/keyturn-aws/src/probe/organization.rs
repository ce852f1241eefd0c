//! What is asked once for the whole organisation: its accounts and control policies, and who is assigned to its Identity
//! Center's permission sets.

use aws_sdk_organizations::types::PolicyType;
use keyturn_domain::account::{AccountId, Region};

use super::{Outcome, Probe, Probes};
use crate::actions::{
    ACTIONS, Asked, DESCRIBE_ORGANIZATION, DESCRIBE_PERMISSION_SET, DESCRIBE_POLICY, LIST_ACCOUNT_ASSIGNMENTS,
    LIST_ACCOUNTS, LIST_ACCOUNTS_FOR_PARENT, LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET, LIST_GROUP_MEMBERSHIPS,
    LIST_GROUPS, LIST_INSTANCES, LIST_ORGANIZATIONAL_UNITS_FOR_PARENT, LIST_PERMISSION_SETS, LIST_POLICIES, LIST_ROOTS,
    LIST_TARGETS_FOR_POLICY, LIST_USERS,
};
use crate::failure;
use crate::held::client;
use crate::rates::{Pace, Quota};
use crate::target::Target;

impl Target {
    /// The organisation's management account, as this account is told; `None` where it is in none or is not told.
    pub async fn management_account(&self) -> Option<AccountId> {
        let (signed, pace) = self.account_wide();
        pace.ready(Quota::Organization).await;
        let answer = client!(aws_sdk_organizations, signed).describe_organization().send().await.ok()?;
        answer.organization?.master_account_id?.parse().ok()
    }

    /// Tries each action that is asked for the whole organisation, from this account: the management account or a
    /// delegated administrator is told, others are refused. Of an account that is in no organisation nothing is tried.
    pub async fn probe_organization(&self) -> Vec<Probe> {
        let mut probes = Probes::new(self.tried_account());
        let (signed, pace) = self.account_wide();
        let client = client!(aws_sdk_organizations, signed);
        pace.ready(Quota::Organization).await;
        let described = client.describe_organization().send().await;
        probes.push(DESCRIBE_ORGANIZATION, described.map_err(|error| failure::of_call(&error, true)));
        let in_one = probes.found.iter().all(|probe| probe.outcome != Outcome::NotTried);
        if in_one {
            of_tree(&client, &pace, &mut probes).await;
            of_policies(&client, &pace, &mut probes).await;
            self.of_identity_center(&mut probes).await;
        }
        let all: Vec<_> =
            ACTIONS.iter().filter(|action| action.asked == Asked::Organization).map(|action| action.name).collect();
        probes.not_tried(&all);
        probes.found
    }

    /// Identity Center lives in one region: the first of this account's in which an instance shows itself.
    async fn of_identity_center(&self, probes: &mut Probes) {
        let mut found: Option<(Region, String, String)> = None;
        let mut failed = None;
        for region in &self.regions {
            let (signed, pace) = self.account_wide();
            pace.ready(Quota::IdentityCenter).await;
            let listed =
                client!(aws_sdk_ssoadmin, signed.in_region(region)).list_instances().max_results(1).send().await;
            match listed.map_err(|error| failure::of_call(&error, true)) {
                Err(failure) => {
                    failed = Some(failure);
                    break;
                }
                Ok(listed) => {
                    found = listed.instances.unwrap_or_default().into_iter().find_map(|instance| {
                        Some((region.clone(), instance.instance_arn?, instance.identity_store_id?))
                    });
                }
            }
            if found.is_some() {
                break;
            }
        }
        match failed {
            Some(failure) => probes.push::<()>(LIST_INSTANCES, Err(failure)),
            None => probes.push(LIST_INSTANCES, Ok(())),
        }
        if let Some((region, instance, store)) = found {
            self.of_sets(&region, &instance, probes).await;
            self.of_people(&region, &store, probes).await;
        }
    }

    async fn of_sets(&self, region: &Region, instance: &str, probes: &mut Probes) {
        let (signed, pace) = self.account_wide();
        let client = client!(aws_sdk_ssoadmin, signed.in_region(region));
        pace.ready(Quota::IdentityCenter).await;
        let listed = client.list_permission_sets().instance_arn(instance).max_results(1).send().await;
        let listed = listed.map_err(|error| failure::of_call(&error, true));
        let first = listed.as_ref().ok().and_then(|page| page.permission_sets().first().cloned());
        probes.push(LIST_PERMISSION_SETS, listed);
        let Some(set) = first else { return };
        pace.ready(Quota::IdentityCenter).await;
        let answer = client.describe_permission_set().instance_arn(instance).permission_set_arn(&set).send().await;
        probes.push(DESCRIBE_PERMISSION_SET, answer.map_err(|error| failure::of_call(&error, true)));
        pace.ready(Quota::IdentityCenter).await;
        let call = client.list_accounts_for_provisioned_permission_set().instance_arn(instance);
        let answer = call.permission_set_arn(&set).max_results(1).send().await;
        let answer = answer.map_err(|error| failure::of_call(&error, true));
        let account = answer.as_ref().ok().and_then(|page| page.account_ids().first().cloned());
        probes.push(LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET, answer);
        let account = account.unwrap_or_else(|| self.id().to_string());
        pace.ready(Quota::IdentityCenter).await;
        let call = client.list_account_assignments().instance_arn(instance);
        let answer = call.permission_set_arn(&set).account_id(account).max_results(1).send().await;
        probes.push(LIST_ACCOUNT_ASSIGNMENTS, answer.map_err(|error| failure::of_call(&error, true)));
    }

    async fn of_people(&self, region: &Region, store: &str, probes: &mut Probes) {
        let (signed, pace) = self.account_wide();
        let client = client!(aws_sdk_identitystore, signed.in_region(region));
        pace.ready(Quota::IdentityCenter).await;
        let answer = client.list_users().identity_store_id(store).max_results(1).send().await;
        probes.push(LIST_USERS, answer.map_err(|error| failure::of_call(&error, true)));
        pace.ready(Quota::IdentityCenter).await;
        let answer = client.list_groups().identity_store_id(store).max_results(1).send().await;
        let answer = answer.map_err(|error| failure::of_call(&error, true));
        let group = answer.as_ref().ok().and_then(|page| Some(page.groups().first()?.group_id.clone()));
        probes.push(LIST_GROUPS, answer);
        let Some(group) = group else { return };
        pace.ready(Quota::IdentityCenter).await;
        let answer = client.list_group_memberships().identity_store_id(store).group_id(group).max_results(1);
        probes.push(LIST_GROUP_MEMBERSHIPS, answer.send().await.map_err(|error| failure::of_call(&error, true)));
    }
}

async fn of_tree(client: &aws_sdk_organizations::Client, pace: &Pace, probes: &mut Probes) {
    pace.ready(Quota::Accounts).await;
    let answer = client.list_accounts().max_results(1).send().await;
    probes.push(LIST_ACCOUNTS, answer.map_err(|error| failure::of_call(&error, true)));
    pace.ready(Quota::Organization).await;
    let roots = client.list_roots().send().await.map_err(|error| failure::of_call(&error, true));
    let root = roots.as_ref().ok().and_then(|page| page.roots().first()?.id.clone());
    probes.push(LIST_ROOTS, roots);
    let Some(root) = root else { return };
    pace.ready(Quota::Organization).await;
    let answer = client.list_organizational_units_for_parent().parent_id(&root).max_results(1).send().await;
    probes.push(LIST_ORGANIZATIONAL_UNITS_FOR_PARENT, answer.map_err(|error| failure::of_call(&error, true)));
    pace.ready(Quota::Organization).await;
    let answer = client.list_accounts_for_parent().parent_id(&root).max_results(1).send().await;
    probes.push(LIST_ACCOUNTS_FOR_PARENT, answer.map_err(|error| failure::of_call(&error, true)));
}

async fn of_policies(client: &aws_sdk_organizations::Client, pace: &Pace, probes: &mut Probes) {
    pace.ready(Quota::Organization).await;
    let listed = client.list_policies().filter(PolicyType::ServiceControlPolicy).max_results(1).send().await;
    let listed = listed.map_err(|error| failure::of_call(&error, true));
    let policy = listed.as_ref().ok().and_then(|page| page.policies().first()?.id.clone());
    probes.push(LIST_POLICIES, listed);
    let Some(policy) = policy else { return };
    pace.ready(Quota::Organization).await;
    let answer = client.describe_policy().policy_id(&policy).send().await;
    probes.push(DESCRIBE_POLICY, answer.map_err(|error| failure::of_call(&error, true)));
    pace.ready(Quota::Organization).await;
    let answer = client.list_targets_for_policy().policy_id(&policy).max_results(1).send().await;
    probes.push(LIST_TARGETS_FOR_POLICY, answer.map_err(|error| failure::of_call(&error, true)));
}
