//! Identity Center: which people and groups are assigned to which permission set in which account.
//!
//! It lives in one region and tells the management account or a delegated administrator. Only people and groups that are
//! assigned to something are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_identitystore::types::{Email, MemberId, User};
use aws_sdk_ssoadmin::types::AccountAssignment;
use keyturn_domain::account::Region;
use keyturn_domain::problem::{Hidden, Problem};
use serde_json::{Value, json};

use super::pages::{Refused, pages};
use super::{Collected, Hear};
use crate::actions::{
    DESCRIBE_PERMISSION_SET, LIST_ACCOUNT_ASSIGNMENTS, LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET,
    LIST_GROUP_MEMBERSHIPS, LIST_GROUPS, LIST_INSTANCES, LIST_PERMISSION_SETS, LIST_USERS,
};
use crate::failure::{self, Tried};
use crate::held::client;
use crate::parallel::in_parallel_heard;
use crate::rates::{Pace, Quota};
use crate::target::Target;

/// Permission sets, accounts and groups that are asked about at the same time.
const AT_ONCE: usize = 4;

/// The most entries of a page, in all of these listings.
const PAGE: i32 = 100;

impl Target {
    /// The assignments of the Identity Center that lives in this region, as the access snapshot has them; `None` where
    /// this account is told of none there. What of people and groups was refused is absent, with its problem beside it.
    /// `hear` hears of permission sets in accounts.
    pub async fn identity_center(&self, region: &Region, hear: Hear<'_>) -> Collected<Option<Value>> {
        let (signed, pace) = self.account_wide();
        let signed = signed.in_region(region);
        let asking = Arc::new(Asking {
            sets: client!(aws_sdk_ssoadmin, signed),
            people: client!(aws_sdk_identitystore, signed),
            pace,
        });
        let tried = Tried {
            account: Some(self.id().clone()),
            profile: self.profile.clone(),
            region: Some(region.clone()),
            store: None,
        };
        let problem = |(action, failure): Refused| tried.problem(action, Hidden::People, failure);
        let found = match asking.assigned(hear).await {
            Ok(found) => found,
            Err(refused) => return Collected { items: None, problems: vec![problem(refused)] },
        };
        let Some(found) = found else { return Collected { items: None, problems: Vec::new() } };
        let mut problems = Vec::new();
        let center = found.with_people(&asking, |refused| problems.push(problem(refused))).await;
        Collected { items: Some(center), problems: fewer(problems) }
    }
}

/// The same refusal for many groups is one problem.
fn fewer(problems: Vec<Problem>) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    problems.into_iter().filter(|problem| seen.insert((problem.action.clone(), problem.reason))).collect()
}

struct Asking {
    sets: aws_sdk_ssoadmin::Client,
    people: aws_sdk_identitystore::Client,
    pace: Pace,
}

/// What an instance says of its permission sets.
struct Assigned {
    instance: String,
    store: String,
    /// ARNs with names.
    sets: BTreeMap<String, String>,
    assignments: Vec<AccountAssignment>,
}

impl Asking {
    /// Every assignment of the region's instance; `None` where there is none.
    async fn assigned(self: &Arc<Self>, hear: Hear<'_>) -> Result<Option<Assigned>, Refused> {
        let instances = pages!(
            self.pace,
            Quota::IdentityCenter,
            LIST_INSTANCES,
            self.sets.list_instances().max_results(PAGE),
            instances
        );
        let found = instances.into_iter().find_map(|one| Some((one.instance_arn?, one.identity_store_id?)));
        let Some((instance, store)) = found else { return Ok(None) };
        let arns = pages!(
            self.pace,
            Quota::IdentityCenter,
            LIST_PERMISSION_SETS,
            self.sets.list_permission_sets().instance_arn(&instance).max_results(PAGE),
            permission_sets
        );
        let ask = |arn: String| {
            let (asking, instance) = (Arc::clone(self), instance.clone());
            async move { asking.set(&instance, arn).await }
        };
        let (mut sets, mut places) = (BTreeMap::new(), Vec::new());
        for set in in_parallel_heard(arns, AT_ONCE, ask, |_| ()).await {
            let Some((arn, name, accounts)) = set? else { continue };
            places.extend(accounts.into_iter().map(|account| (arn.clone(), account)));
            sets.insert(arn, name);
        }
        let of = places.len();
        hear(0, Some(of));
        let ask = |(set, account): (String, String)| {
            let (asking, instance) = (Arc::clone(self), instance.clone());
            async move { asking.assignments(&instance, &set, &account).await }
        };
        let mut assignments = Vec::new();
        for found in in_parallel_heard(places, AT_ONCE, ask, |done| hear(done, Some(of))).await {
            assignments.extend(found?);
        }
        Ok(Some(Assigned { instance, store, sets, assignments }))
    }

    /// A permission set: its ARN, its name, the accounts that have it. `None` for one that was deleted meanwhile.
    async fn set(&self, instance: &str, arn: String) -> Result<Option<(String, String, Vec<String>)>, Refused> {
        self.pace.ready(Quota::IdentityCenter).await;
        let described =
            self.sets.describe_permission_set().instance_arn(instance).permission_set_arn(&arn).send().await;
        let name = match described {
            Ok(answer) => answer.permission_set.and_then(|set| set.name).unwrap_or_default(),
            Err(error) => {
                let failure = failure::of_call(&error, true);
                if failure.has_code("ResourceNotFoundException") {
                    return Ok(None);
                }
                return Err((DESCRIBE_PERMISSION_SET, failure));
            }
        };
        let call = || {
            let call = self.sets.list_accounts_for_provisioned_permission_set();
            call.instance_arn(instance).permission_set_arn(&arn).max_results(PAGE)
        };
        let accounts =
            pages!(self.pace, Quota::IdentityCenter, LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET, call(), account_ids);
        Ok(Some((arn, name, accounts)))
    }

    async fn assignments(&self, instance: &str, set: &str, account: &str) -> Result<Vec<AccountAssignment>, Refused> {
        let call = || {
            let call = self.sets.list_account_assignments().instance_arn(instance);
            call.permission_set_arn(set).account_id(account).max_results(PAGE)
        };
        Ok(pages!(self.pace, Quota::IdentityCenter, LIST_ACCOUNT_ASSIGNMENTS, call(), account_assignments))
    }

    async fn users(&self, store: &str) -> Result<Vec<User>, Refused> {
        let call = || self.people.list_users().identity_store_id(store).max_results(PAGE);
        Ok(pages!(self.pace, Quota::IdentityCenter, LIST_USERS, call(), users))
    }

    /// Ids and names of groups.
    async fn groups(&self, store: &str) -> Result<Vec<(String, Option<String>)>, Refused> {
        let call = || self.people.list_groups().identity_store_id(store).max_results(PAGE);
        let groups = pages!(self.pace, Quota::IdentityCenter, LIST_GROUPS, call(), groups);
        Ok(groups.into_iter().map(|group| (group.group_id, group.display_name)).collect())
    }

    /// Ids of a group's members.
    async fn members(&self, store: &str, group: &str) -> Result<Vec<String>, Refused> {
        let call = || self.people.list_group_memberships().identity_store_id(store).group_id(group).max_results(PAGE);
        let found = pages!(self.pace, Quota::IdentityCenter, LIST_GROUP_MEMBERSHIPS, call(), group_memberships);
        let user = |member| if let MemberId::UserId(id) = member { Some(id) } else { None };
        Ok(found.into_iter().filter_map(|membership| membership.member_id.and_then(user)).collect())
    }
}

impl Assigned {
    /// Ids of those who are assigned themselves, of this type.
    fn of_type(&self, kind: &str) -> BTreeSet<String> {
        let fits = |one: &&AccountAssignment| one.principal_type.as_ref().is_some_and(|found| found.as_str() == kind);
        self.assignments.iter().filter(fits).filter_map(|one| one.principal_id.clone()).collect()
    }

    /// The whole, with who the assigned people and groups are.
    async fn with_people(self, asking: &Arc<Asking>, mut refused: impl FnMut(Refused)) -> Value {
        let mut center = json!({
            "instance_arn": self.instance,
            "identity_store_id": self.store,
            "permission_sets": self.sets.iter().map(|(arn, name)| json!({"arn": arn, "name": name})).collect::<Value>(),
            "assignments": self.assignments.iter().map(assignment).collect::<Value>(),
        });
        let (mut wanted, groups) = (self.of_type("USER"), self.of_type("GROUP"));
        if !groups.is_empty() {
            let mut names = BTreeMap::new();
            match asking.groups(&self.store).await {
                Ok(found) => names.extend(found),
                Err(failure) => refused(failure),
            }
            let ask = |group: String| {
                let (asking, store) = (Arc::clone(asking), self.store.clone());
                async move { (asking.members(&store, &group).await, group) }
            };
            let mut entries = Vec::new();
            for (members, id) in in_parallel_heard(groups.into_iter().collect(), AT_ONCE, ask, |_| ()).await {
                let mut entry = json!({"GroupId": id});
                if let Some(Some(name)) = names.remove(&id) {
                    entry["DisplayName"] = name.into();
                }
                match members {
                    Ok(members) => {
                        wanted.extend(members.iter().cloned());
                        entry["members"] = members.into();
                    }
                    Err(failure) => refused(failure),
                }
                entries.push(entry);
            }
            center["groups"] = entries.into();
        }
        if !wanted.is_empty() {
            match asking.users(&self.store).await {
                Ok(users) => {
                    center["users"] = users.into_iter().filter(|one| wanted.contains(&one.user_id)).map(user).collect();
                }
                Err(failure) => refused(failure),
            }
        }
        center
    }
}

fn assignment(one: &AccountAssignment) -> Value {
    json!({
        "account": one.account_id, "permission_set_arn": one.permission_set_arn,
        "principal_type": one.principal_type.as_ref().map(aws_sdk_ssoadmin::types::PrincipalType::as_str),
        "principal_id": one.principal_id,
    })
}

fn user(user: User) -> Value {
    let mut entry = json!({"UserId": user.user_id});
    for (member, text) in [("UserName", user.user_name), ("DisplayName", user.display_name)] {
        if let Some(text) = text {
            entry[member] = text.into();
        }
    }
    let emails: Vec<String> =
        user.emails.unwrap_or_default().into_iter().filter_map(|email: Email| email.value).collect();
    if !emails.is_empty() {
        entry["Emails"] = emails.into_iter().map(|value| json!({"Value": value})).collect();
    }
    entry
}
