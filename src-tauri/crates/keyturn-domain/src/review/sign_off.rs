//! Sign-offs: the lead and a second person attest what was done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::reviewer::same;
use super::{Campaign, Progress, Role};
use crate::code::codes;
use crate::rotation::statement::{self, StatementFault};

/// As what somebody signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignOffRole {
    /// As the lead.
    Lead,
    /// As the second person, who is not the lead.
    Second,
}

codes!(SignOffRole { Lead => "lead", Second => "second" });

/// A sign-off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// Who.
    pub name: String,
    /// As what.
    pub role: SignOffRole,
    /// What they attest.
    pub statement: String,
    /// When (UTC).
    pub at: DateTime<Utc>,
}

/// Why a campaign cannot be closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseFault {
    /// It is closed.
    #[error("the campaign is closed already")]
    Closed,
    /// It is a reviewer's copy.
    #[error("only the lead closes a campaign: hand your decisions back")]
    NotTheLead,
    /// Items are undecided.
    #[error("{}", counted(*.0, "item is undecided", "items are undecided"))]
    Undecided(u32),
    /// Nobody can decide some items yet.
    #[error("nobody can decide {} yet", counted(*.0, "item", "items"))]
    CannotDecide(u32),
    /// Reviewers differ.
    #[error("reviewers differ on {}", counted(*.0, "item", "items"))]
    Differs(u32),
    /// The second person is missing, or is the lead.
    #[error("a second person must sign, who is not the lead")]
    NoSecond,
    /// A statement is missing.
    #[error("what {0} attests is missing")]
    NoStatement(&'static str),
    /// A text cannot be kept.
    #[error("what {who} attests: {fault}")]
    Statement {
        /// Whose.
        who: &'static str,
        /// Why.
        fault: StatementFault,
    },
}

fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What of a campaign's items keeps it from being closed.
pub fn blocked(progress: &Progress) -> Vec<CloseFault> {
    let Progress { items, decided, cannot_decide, differs, .. } = *progress;
    let undecided = items.saturating_sub(decided).saturating_sub(cannot_decide).saturating_sub(differs);
    let mut faults = Vec::new();
    faults.extend((undecided > 0).then_some(CloseFault::Undecided(undecided)));
    faults.extend((cannot_decide > 0).then_some(CloseFault::CannotDecide(cannot_decide)));
    faults.extend((differs > 0).then_some(CloseFault::Differs(differs)));
    faults
}

/// Why a campaign cannot be closed with these sign-offs, all of it.
pub fn check(campaign: &Campaign, progress: &Progress, sign_offs: &[SignOff; 2]) -> Vec<CloseFault> {
    let mut faults = Vec::new();
    if !campaign.is_open() {
        faults.push(CloseFault::Closed);
    }
    if campaign.role != Role::Lead {
        faults.push(CloseFault::NotTheLead);
    }
    faults.extend(blocked(progress));
    let [lead, second] = sign_offs;
    let lead_is = |name: &String| same(name, &second.name);
    if !statement::is_said(&second.name)
        || campaign.lead.is(&second.name)
        || same(&lead.name, &second.name)
        || campaign.lead.identities.iter().any(lead_is)
    {
        faults.push(CloseFault::NoSecond);
    }
    for (who, sign_off) in [("the lead", lead), ("the second person", second)] {
        if !statement::is_said(&sign_off.statement) {
            faults.push(CloseFault::NoStatement(who));
        }
        for text in [&sign_off.name, &sign_off.statement] {
            faults.extend(statement::check(text).err().map(|fault| CloseFault::Statement { who, fault }));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::samples::{at, campaign};

    fn sign(name: &str, role: SignOffRole, statement: &str) -> SignOff {
        SignOff { name: name.to_owned(), role, statement: statement.to_owned(), at: at(1) }
    }

    #[test]
    fn it_closes_with_everything_decided_and_two_people() {
        let done = Progress { items: 3, decided: 3, keep: 3, ..Progress::default() };
        let check = |progress: Progress, second: &str, statement: &str, expect: &[CloseFault]| {
            let two = [sign("Lea Lead", SignOffRole::Lead, "I did"), sign(second, SignOffRole::Second, statement)];
            assert_eq!(check(&campaign(), &progress, &two), expect, "{second}");
        };
        check(done, "Carl", "I saw", &[]);
        check(done, " lea lead", "I saw", &[CloseFault::NoSecond]);
        check(done, "lea@example.com", "I saw", &[CloseFault::NoSecond]);
        check(done, " ", "I saw", &[CloseFault::NoSecond]);
        check(done, "Carl", "", &[CloseFault::NoStatement("the second person")]);
        let open = Progress { items: 9, decided: 3, cannot_decide: 1, differs: 2, ..Progress::default() };
        let faults = [CloseFault::Undecided(3), CloseFault::CannotDecide(1), CloseFault::Differs(2)];
        check(open, "Carl", "I saw", &faults);
        let two = [sign("Lea Lead", SignOffRole::Lead, "a"), sign("Carl", SignOffRole::Second, "b")];
        let closed = Campaign { closed_at: Some(at(1)), role: Role::Reviewer("bob".to_owned()), ..campaign() };
        assert_eq!(super::check(&closed, &done, &two), [CloseFault::Closed, CloseFault::NotTheLead]);
    }
}
