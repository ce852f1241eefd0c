//! What is wrong with policies and keys, with the narrower text where there is one.

use serde::Serialize;

use crate::findings;
use crate::place::Place;
use crate::world::World;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A star that means to read parameters also opens their history and whole paths.
    StarReads,
    /// A resource in every account or every region.
    AnyAccountOrRegion,
    /// `name-*` where `name-??????` was meant: it takes in `name-backup-…`.
    LooseSuffix,
    /// `parameter//x`, or a secret's name without its six characters: it never matches.
    NeverMatches,
    /// AWS's read-and-write policy for every secret, on a person.
    ReadWriteOnPerson,
    /// One key for the secrets of every service.
    OneKeyForAll,
    /// A secret whose key is disabled or about to be deleted: nobody can read it.
    UnusableKey,
    /// A secret that another account, or everybody, is let read.
    ReadableFromOutside,
    /// A policy that names an identity which was deleted.
    StaleId,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Tidy up.
    Low,
    /// Mend soon.
    Medium,
    /// Mend now.
    High,
}

impl Rule {
    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::ReadableFromOutside | Self::ReadWriteOnPerson => Severity::High,
            Self::StarReads | Self::AnyAccountOrRegion | Self::OneKeyForAll | Self::UnusableKey => Severity::Medium,
            Self::LooseSuffix | Self::NeverMatches | Self::StaleId => Severity::Low,
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What is wrong.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// The account.
    pub account: String,
    /// The principal, secret or key that it is about, by ARN.
    pub on: String,
    /// The policy, where it is one's fault.
    pub place: Option<Place>,
    /// The statement's place in the policy, from 0.
    pub statement: Option<usize>,
    /// The text at fault.
    pub text: String,
    /// What to write instead, one entry a line; empty where a person has to say.
    pub narrower: Vec<String>,
}

/// Everything that is wrong, in order of rule, account and place.
pub fn findings(world: &World) -> Vec<Finding> {
    let mut found = Vec::new();
    findings::identity::look(world, &mut found);
    findings::keys::look(world, &mut found);
    findings::resource::look(world, &mut found);
    found.sort();
    found.dedup();
    found
}

impl Finding {
    /// A finding without a policy.
    pub(crate) fn of(rule: Rule, account: &str, on: &str, text: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            account: account.to_owned(),
            on: on.to_owned(),
            place: None,
            statement: None,
            text: text.into(),
            narrower: Vec::new(),
        }
    }
}
