//! Where a running collection of access stands, part by part.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use keyturn_aws::Target;
use keyturn_domain::account::{Account, AccountId, Region};

/// A running collection of what access is evaluated from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessProgress {
    /// When it began (UTC).
    pub started_at: DateTime<Utc>,
    /// Its parts: the organisation's, then by account, and in each by region. Empty until the accounts are known.
    pub parts: Vec<PartProgress>,
}

/// What is read of an account, of one of its regions, or of the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The organisation's tree and its policies.
    Organization,
    /// Who is assigned to which permission set.
    IdentityCenter,
    /// An account's users, groups, roles and policies.
    Identities,
    /// A region's keys.
    Keys,
    /// A region's resource policies.
    Policies,
}

impl Part {
    /// The code that leaves in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Organization => "organisation",
            Self::IdentityCenter => "identity_center",
            Self::Identities => "identities",
            Self::Keys => "keys",
            Self::Policies => "policies",
        }
    }
}

/// How far a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    /// It has not begun.
    Waiting,
    /// It is being read.
    Running,
    /// It was read in full.
    Done,
    /// Some of it, or all, could not be read.
    Failed,
    /// A person stopped it.
    Cancelled,
}

impl PartState {
    /// The code that leaves in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// How a part that was read to its end stands.
    pub(super) fn ended(in_full: bool) -> Self {
        if in_full { Self::Done } else { Self::Failed }
    }
}

/// One part of a running collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartProgress {
    /// The account, with its name where known; of the organisation's parts, the one that is asked first.
    pub account: Account,
    /// The region; `None` for what is the account's or the organisation's.
    pub region: Option<Region>,
    /// What is read.
    pub part: Part,
    /// How far it is.
    pub state: PartState,
    /// Identities, keys, policies or assignments so far.
    pub done: usize,
    /// Of how many, where that is known.
    pub of: Option<usize>,
}

impl AccessProgress {
    pub(super) fn new(started_at: DateTime<Utc>) -> Self {
        Self { started_at, parts: Vec::new() }
    }

    /// Lists the parts that these accounts have.
    pub(super) fn expect(&mut self, targets: &[Arc<Target>]) {
        let waiting = |account: &Account, region: Option<&Region>, part| PartProgress {
            account: account.clone(),
            region: region.cloned(),
            part,
            state: PartState::Waiting,
            done: 0,
            of: None,
        };
        for target in targets {
            self.parts.push(waiting(&target.account, None, Part::Identities));
            for region in &target.regions {
                self.parts.push(waiting(&target.account, Some(region), Part::Keys));
                self.parts.push(waiting(&target.account, Some(region), Part::Policies));
            }
        }
        self.parts.sort_by(|a, b| (&a.account.name, &a.account.id).cmp(&(&b.account.name, &b.account.id)));
        if let Some(first) = targets.first() {
            let organization = [Part::Organization, Part::IdentityCenter];
            self.parts.splice(..0, organization.map(|part| waiting(&first.account, None, part)));
        }
    }

    /// The part of an account, and of a region where it has one. The organisation's parts are of no one account.
    pub(super) fn part(
        &mut self,
        part: Part,
        account: Option<&AccountId>,
        region: Option<&Region>,
    ) -> Option<&mut PartProgress> {
        self.parts.iter_mut().find(|one| {
            one.part == part && one.region.as_ref() == region && account.is_none_or(|id| one.account.id == *id)
        })
    }

    /// What has not ended is stopped: of one account, or of the organisation.
    pub(super) fn stop(&mut self, account: Option<&AccountId>) {
        let of_organization = |part| matches!(part, Part::Organization | Part::IdentityCenter);
        let fits = |one: &&mut PartProgress| match account {
            Some(id) => one.account.id == *id && !of_organization(one.part),
            None => of_organization(one.part),
        };
        let unended = self.parts.iter_mut().filter(fits);
        unended
            .filter(|one| matches!(one.state, PartState::Waiting | PartState::Running))
            .for_each(|one| one.state = PartState::Cancelled);
    }
}
