//! A decision on an item.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::reviewer::{own_access, same};
use super::{Campaign, Delegation, Item, ItemId};
use crate::code::codes;
use crate::rotation::statement::{self, StatementFault};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It stays as it is.
    Keep,
    /// All of it goes.
    Revoke,
    /// A part of it stays.
    Reduce,
    /// Another reviewer decides.
    Reassign,
    /// Nobody can decide yet.
    CannotDecide,
}

codes!(Verdict {
    Keep => "keep",
    Revoke => "revoke",
    Reduce => "reduce",
    Reassign => "reassign",
    CannotDecide => "cannot_decide",
});

/// A decision, as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// On which item.
    pub item: ItemId,
    /// What.
    pub verdict: Verdict,
    /// Who, by their name in the campaign.
    pub by: String,
    /// The note; empty only where it stays as it is.
    pub note: String,
    /// For [`Verdict::Reassign`]: to whom.
    pub to: Option<String>,
    /// For [`Verdict::Reduce`]: the secrets that stay, by ARN.
    pub keep: Vec<String>,
    /// Seconds that the item was on screen before; `None` where that is not known.
    pub seconds: Option<u32>,
    /// How many items were decided at once: 1 for a single one.
    pub bulk: u32,
}

/// How an item stands when somebody decides on it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Its campaign.
    pub campaign: &'a Campaign,
    /// The item.
    pub item: &'a Item,
    /// Who is to decide now: the reviewer, or to whom it was handed.
    pub reviewer: &'a str,
    /// Whether it was opened again after the close.
    pub reopened: bool,
    /// Delegations of the campaign.
    pub delegations: &'a [Delegation],
    /// Today (UTC).
    pub today: NaiveDate,
}

/// Why a decision is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The campaign is closed.
    #[error("the campaign is closed: only what was opened again is still decided")]
    Closed,
    /// It is somebody else's item.
    #[error("{0} is to decide this")]
    NotYours(String),
    /// It is the decider's own access.
    #[error("this is your own access ({0}): hand it to somebody else")]
    OwnAccess(String),
    /// There is no note.
    #[error("say why: all but keep needs a note")]
    NoNote,
    /// The note cannot be kept.
    #[error(transparent)]
    Note(#[from] StatementFault),
    /// Nothing stays, or it is not said what.
    #[error("say which secrets stay: with none, it is a revocation")]
    NothingStays,
    /// Everything stays.
    #[error("all of its secrets stay: that is no reduction")]
    AllStays,
    /// Something stays that is not in the item.
    #[error("{0:?} is no secret of this item")]
    NotAMember(String),
    /// It is not said to whom.
    #[error("say to whom")]
    ToNobody,
    /// They do not review here.
    #[error("{0} is no reviewer of this campaign")]
    NotHere(String),
    /// It is theirs already.
    #[error("{0} is to decide this already")]
    TheirsAlready(String),
    /// It is the access of whoever is to get it.
    #[error("this is {0}'s own access: hand it to somebody else")]
    TheirOwnAccess(String),
    /// Secrets that stay, or a receiver, with a decision that has none.
    #[error("{0} takes neither secrets that stay nor a receiver")]
    Unasked(&'static str),
}

impl Standing<'_> {
    /// Who somebody is here, by every name: theirs, and their identities as reviewer or as delegate.
    fn identities<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        let people = self.campaign.everybody().chain(self.delegations.iter().map(|delegation| &delegation.to));
        let theirs = people.filter(move |person| person.is(name)).flat_map(|person| &person.identities);
        std::iter::once(name).chain(theirs.map(String::as_str))
    }

    /// Whether somebody may decide: whose item it is, the lead, or by a delegation that holds today.
    pub fn may_decide(&self, name: &str) -> bool {
        self.campaign.lead.is(name)
            || same(self.reviewer, name)
            || self.delegations.iter().any(|one| one.lets(name, self.reviewer, self.item, self.today))
    }

    /// Why somebody may not decide here at all, whatever they decide.
    pub fn blocked(&self, name: &str) -> Option<Fault> {
        if !self.campaign.is_open() && !self.reopened {
            return Some(Fault::Closed);
        }
        if !self.may_decide(name) {
            return Some(Fault::NotYours(self.reviewer.to_owned()));
        }
        own_access(self.identities(name), self.item).map(|identity| Fault::OwnAccess(identity.to_owned()))
    }
}

impl Decided {
    /// Why it is refused, all of it. Whose own access it is may only hand it on.
    pub fn check(&self, on: &Standing<'_>) -> Vec<Fault> {
        let mut faults: Vec<Fault> = on
            .blocked(&self.by)
            .filter(|fault| self.verdict != Verdict::Reassign || !matches!(fault, Fault::OwnAccess(_)))
            .into_iter()
            .collect();
        if self.verdict != Verdict::Keep && !statement::is_said(&self.note) {
            faults.push(Fault::NoNote);
        }
        faults.extend(statement::check(&self.note).err().map(Fault::from));
        match self.verdict {
            Verdict::Reduce => faults.extend(self.keep_fault(on.item)),
            _ if !self.keep.is_empty() => faults.push(Fault::Unasked(self.verdict.code())),
            _ => {}
        }
        match self.verdict {
            Verdict::Reassign => faults.extend(self.to_fault(on)),
            _ if self.to.is_some() => faults.push(Fault::Unasked(self.verdict.code())),
            _ => {}
        }
        faults
    }

    fn keep_fault(&self, item: &Item) -> Option<Fault> {
        let members: BTreeSet<&str> = item.members.iter().map(|member| member.arn.as_str()).collect();
        let keep: BTreeSet<&str> = self.keep.iter().map(String::as_str).collect();
        if let Some(other) = keep.iter().find(|arn| !members.contains(*arn)) {
            return Some(Fault::NotAMember((*other).to_owned()));
        }
        if keep.is_empty() {
            return Some(Fault::NothingStays);
        }
        (keep.len() == members.len()).then_some(Fault::AllStays)
    }

    fn to_fault(&self, on: &Standing<'_>) -> Option<Fault> {
        let Some(to) = self.to.as_deref().filter(|to| statement::is_said(to)) else { return Some(Fault::ToNobody) };
        let Some(receiver) = on.campaign.reviewer(to) else { return Some(Fault::NotHere(to.to_owned())) };
        if same(on.reviewer, to) {
            return Some(Fault::TheirsAlready(receiver.name.clone()));
        }
        own_access(on.identities(to), on.item).map(|_| Fault::TheirOwnAccess(receiver.name.clone()))
    }
}

#[cfg(test)]
mod tests;
