//! Suggestions for secrets themselves: whether they are needed, owned, rightly excepted, rotated.

use chrono::NaiveDate;

use super::{Advice, DAYS, counted, keep, reduce, revoke};
use crate::review::Member;

/// What is known of secrets under a path, of one owner.
#[derive(Clone, Debug, Default)]
pub struct NeededCase<'a> {
    /// The secrets, with what anybody read.
    pub members: &'a [Member],
    /// By ARN: those that were made within the 90 days, and those that a store or service reads by itself.
    pub spared: &'a [String],
    /// Whether all of the 90 days were collected for all of their places.
    pub complete: bool,
}

/// Whether the secrets are still needed.
pub fn needed(case: &NeededCase<'_>) -> Advice {
    let stays: Vec<String> = case
        .members
        .iter()
        .filter(|member| member.reads > 0 || member.last_read_at.is_some() || case.spared.contains(&member.arn))
        .map(|member| member.arn.clone())
        .collect();
    let unread = case.members.len() - stays.len();
    match (unread, stays.len()) {
        (0, _) => keep(format!("Each of {} was read or made in the last {DAYS} days.", counted(case.members.len()))),
        _ if !case.complete => {
            Err(format!("Nothing is suggested: CloudTrail was not collected for all of the last {DAYS} days here."))
        }
        (_, 0) => revoke(format!("Nobody read any of {} in {DAYS} days.", counted(unread))),
        _ => reduce(format!("Nobody read {unread} of {} in {DAYS} days.", counted(case.members.len())), stays),
    }
}

/// Whether the owner is still right.
pub fn owner(owner: Option<&str>, left: Option<&str>) -> Advice {
    match (owner, left) {
        (Some(_), Some(left)) => revoke(format!("{left}: somebody else is to own these.")),
        (Some(owner), None) => Err(format!("Nothing is suggested: whether {owner} is still right is theirs to say.")),
        (None, _) => Err("Nothing is suggested: no tag names an owner. Name one.".to_owned()),
    }
}

/// Whether an exception is still right. `until` is its last day.
pub fn exception(until: NaiveDate, holds: bool, next_review_on: NaiveDate) -> Advice {
    if !holds {
        return revoke(format!("It ran out on {until}: rotate, or ask for it anew with two people."));
    }
    if until < next_review_on {
        return keep(format!("It ends by itself on {until}, before the next review on {next_review_on}."));
    }
    Err(format!("Nothing is suggested: it holds until {until}. Is its reason still true?"))
}

/// What to do about values that are not rotated as planned; the members' states are codes of
/// [`crate::rotation::due::DueState`], or `failed`.
pub fn rotation(members: &[Member]) -> Advice {
    let is = |state: &str| members.iter().filter(|member| member.state == state).count();
    let (overdue, failed, unknown) = (is("overdue"), is("failed"), is("unknown"));
    let late = overdue + failed;
    if late == 0 && unknown > 0 {
        return Err(format!("Nothing is suggested: the age of {} is not known.", counted(unknown)));
    }
    if late == 0 {
        return keep("They are rotated as planned.".to_owned());
    }
    let mut parts = Vec::new();
    if overdue > 0 {
        parts.push(format!("{overdue} of {} overdue", counted(members.len())));
    }
    if failed > 0 {
        parts.push(format!("the rotation of {failed} began and did not end"));
    }
    let stays: Vec<String> = members
        .iter()
        .filter(|member| !matches!(member.state.as_str(), "overdue" | "failed"))
        .map(|member| member.arn.clone())
        .collect();
    let reason = format!("Not as planned: {}. Rotate them, or except them with a reason.", parts.join("; "));
    if stays.is_empty() { revoke(reason) } else { reduce(reason, stays) }
}
