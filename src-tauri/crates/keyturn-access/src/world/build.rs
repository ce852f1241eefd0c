//! A snapshot's entries, one by one, into the model.

use std::collections::BTreeMap;

use serde_json::Value;

use super::documents::Documents;
use super::missing::{self, Scope};
use super::resources::{self, Keys};
use super::{Account, Attached, SecretKind, World, details};
use crate::place::Place;
use crate::policy::Kind;
use crate::snapshot::{Organization, Snapshot};

/// How an entry becomes a secret or a parameter.
type Read = fn(&Value, &str, &mut Keys, &mut Documents) -> Option<super::Secret>;

impl World {
    /// Brings a snapshot to the model. What is not understood or could not be read is named in [`World::faults`] and
    /// [`World::missing`], and makes the cells that it concerns unknown.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut documents = Documents::default();
        let mut world = Self::default();
        if let Some(organization) = &snapshot.organization {
            world.organization = Some(organization.id.clone());
            world.accounts = members(organization, &mut documents);
        }
        for account in &snapshot.accounts {
            if world.account(&account.id).is_none() {
                let management = snapshot.organization.as_ref().is_some_and(|o| o.management_account == account.id);
                world.accounts.push(Account {
                    id: account.id.clone(),
                    member: management,
                    management,
                    ..Account::default()
                });
            }
        }
        let mut keys = Keys::default();
        for account in &snapshot.accounts {
            for key in &account.keys {
                keys.read(key, &account.id, &mut documents);
            }
        }
        for account in &snapshot.accounts {
            world.principals.extend(details::principals(&account.authorization_details, &account.id, &mut documents));
            let lists: [(&[Value], Read); 2] =
                [(&account.secrets, resources::secret), (&account.parameters, resources::parameter)];
            for (entries, read) in lists {
                for (number, entry) in entries.iter().enumerate() {
                    match read(entry, &account.id, &mut keys, &mut documents) {
                        Some(secret) => world.secrets.push(secret),
                        None => documents.fault(&account.id, &format!("secret or parameter {number}"), "ARN", "no ARN"),
                    }
                }
            }
        }
        world.keys = keys.keys;
        world.apply_missing(snapshot, &mut documents);
        world.policies = documents.policies;
        world.faults = documents.faults;
        world
    }

    /// Lets what could not be read stand as unknown.
    fn apply_missing(&mut self, snapshot: &Snapshot, documents: &mut Documents) {
        let of_accounts =
            snapshot.accounts.iter().flat_map(|a| a.missing.iter().map(|missing| (a.id.clone(), missing)));
        let of_all =
            snapshot.organization.iter().flat_map(|o| o.missing.iter().map(|missing| (String::new(), missing)));
        for (account, entry) in of_accounts.chain(of_all) {
            let (scope, arn) = missing::scope(entry);
            // What the organisation lacks and is not understood concerns its control policies.
            let scope = if account.is_empty() && scope == Scope::Anything { Scope::Control } else { scope };
            let words = missing::words(entry);
            let policy = documents.unreadable();
            let about = |known: &str| arn.is_none_or(|arn| arn == known);
            let any = scope == Scope::Anything;
            for secret in self.secrets.iter_mut().filter(|s| s.account == account && about(&s.arn)) {
                let of_kind = match secret.kind {
                    SecretKind::Secret => Scope::SecretPolicies,
                    SecretKind::Parameter => Scope::ParameterPolicies,
                };
                if any || scope == of_kind {
                    secret.policies.push(Attached { place: Place::Resource { arn: secret.arn.clone() }, policy });
                }
                if any || scope == Scope::Tags {
                    secret.tags_unread = Some(words.clone());
                }
            }
            for key in self.keys.iter_mut().filter(|key| key.account == account && about(&key.arn) && !key.aws_managed)
            {
                if any || scope == Scope::KeyPolicies {
                    key.policies.push(Attached { place: Place::Key { arn: key.arn.clone() }, policy });
                }
                if any || scope == Scope::Grants {
                    key.grants_unread = Some(words.clone());
                }
                if any || scope == Scope::Tags {
                    key.tags_unread = Some(words.clone());
                }
            }
            for principal in self.principals.iter_mut().filter(|p| p.account == account && about(&p.arn)) {
                if scope == Scope::Identities {
                    principal.identity.push(Attached { place: Place::Inline { name: words.clone() }, policy });
                }
            }
            if scope == Scope::Control {
                for one in self.accounts.iter_mut().filter(|one| account.is_empty() || one.id == account) {
                    if one.management {
                        continue;
                    }
                    let target = words.clone();
                    let place = Place::ServiceControl { target: target.clone(), name: None };
                    one.service_control.push(vec![Attached { place, policy }]);
                    one.resource_control
                        .push(Attached { place: Place::ResourceControl { target, name: None }, policy });
                }
            }
            self.missing.push((account, entry.clone()));
        }
    }
}

/// The organisation's accounts with the control policies that bind each.
fn members(organization: &Organization, documents: &mut Documents) -> Vec<Account> {
    let mut service: BTreeMap<&str, Vec<Attached>> = BTreeMap::new();
    let mut resource: BTreeMap<&str, Vec<Attached>> = BTreeMap::new();
    for control in &organization.policies {
        let (target, name) = (control.target.clone(), control.name.clone());
        let of = format!("{} {} at {target}", control.kind, name.as_deref().unwrap_or_default());
        let upper = control.kind.to_ascii_uppercase();
        let is_service = upper == "SCP" || upper == "SERVICE_CONTROL_POLICY";
        if is_service {
            let policy = documents.read(&control.document, Kind::ServiceControl, "", &of);
            let place = Place::ServiceControl { target, name };
            service.entry(&control.target).or_default().push(Attached { place, policy });
        } else if upper == "RCP" || upper == "RESOURCE_CONTROL_POLICY" {
            let policy = documents.read(&control.document, Kind::ResourceControl, "", &of);
            let place = Place::ResourceControl { target, name };
            resource.entry(&control.target).or_default().push(Attached { place, policy });
        } else {
            documents.fault("", &of, "kind", "neither SCP nor RCP");
        }
    }
    let in_use = !service.is_empty();
    let mut accounts = Vec::new();
    for member in &organization.accounts {
        let management = member.id == organization.management_account;
        let bound: Vec<&str> = if management {
            Vec::new()
        } else {
            member.path.iter().map(String::as_str).filter(|level| *level != member.id).chain([&*member.id]).collect()
        };
        for level in bound.iter().filter(|level| in_use && !service.contains_key(**level)) {
            // AWS keeps at least one attached at each level; the file leaves out what this level has.
            documents.fault(
                &member.id,
                "service control policies",
                level,
                "none in the snapshot: taken as allowing all",
            );
        }
        accounts.push(Account {
            id: member.id.clone(),
            path: member.path.iter().filter(|level| **level != member.id).cloned().collect(),
            member: true,
            management,
            service_control: bound.iter().filter_map(|level| service.get(level).cloned()).collect(),
            resource_control: bound.iter().filter_map(|level| resource.get(level)).flatten().cloned().collect(),
        });
    }
    accounts
}
