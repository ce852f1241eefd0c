//! The Identity Center of the made-up organisation: permission sets, people, groups, and who is assigned to what.

use keyturn_domain::account::{AccountId, Region};

/// An Identity Center with its identity store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldIdentityCenter {
    /// `arn:aws:sso:::instance/ssoins-…`.
    pub arn: String,
    /// The identity store's id, `d-…`.
    pub store: String,
    /// The region that it lives in: no other knows of it.
    pub region: Region,
    /// Its permission sets.
    pub sets: Vec<HeldPermissionSet>,
    /// Its people.
    pub people: Vec<HeldPerson>,
    /// Its groups.
    pub groups: Vec<HeldPeople>,
    /// Who has which permission set where.
    pub assignments: Vec<HeldAssignment>,
}

/// A permission set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPermissionSet {
    /// Its ARN.
    pub arn: String,
    /// Its name: in each account a role `AWSReservedSSO_<name>_<suffix>`.
    pub name: String,
}

/// A user of the identity store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPerson {
    /// The id, a UUID.
    pub id: String,
    /// The user name: here, as in most organisations, the e-mail address.
    pub user_name: String,
    /// The name to show.
    pub display_name: String,
}

/// A group of the identity store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPeople {
    /// The id, a UUID.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Ids of its members.
    pub members: Vec<String>,
}

/// A person or group that has a permission set in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAssignment {
    /// The account.
    pub account: AccountId,
    /// The permission set's ARN.
    pub set: String,
    /// Whether a group is assigned, or one person.
    pub group: bool,
    /// The person's or group's id.
    pub who: String,
}
