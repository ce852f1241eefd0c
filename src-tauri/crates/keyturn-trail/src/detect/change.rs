//! Reads around deletions, policies and grants.

use super::case::{Case, Hit, counted, hit};
use super::mark::Mark;
use crate::call::Call;
use crate::facts::Subject;
use crate::target::Target;

/// Read for the first time, and deleted by the same reader.
pub(crate) fn around_deletion(case: &Case<'_, '_>) -> Option<Hit> {
    let hours = i64::from(case.setting.settings.change_hours);
    let (around, subject) = (case.setting.around, case.reader.subject);
    let deleted = |mark: &Mark<'_>| {
        mark.new && mark.secret().is_some_and(|name| around.deletion(name, subject, mark.at, hours).is_some())
    };
    match case.count(deleted) {
        0 => None,
        n @ 3.. => Some(hit("around-deletion", 5, format!("read {} and deleted them", counted(n, "secret")))),
        n => Some(hit("around-deletion", 3, format!("read and deleted {}", counted(n, "secret")))),
    }
}

/// Opened by a policy or grant, then read for the first time.
pub(crate) fn policy_then_read(case: &Case<'_, '_>) -> Option<Hit> {
    let hours = i64::from(case.setting.settings.change_hours);
    let new = || case.marks.iter().filter(|mark| mark.new && mark.succeeded());
    let first = new().next()?;
    let mut best: Option<Hit> = None;
    for event in case.setting.around.policies(case.last_at(), hours) {
        let same = Subject::of(&event.by) == *case.reader.subject;
        let named = event.targets.iter().any(|target| match target {
            Target::Secret(name) => new().any(|mark| mark.secret() == Some(name) && mark.at >= event.at),
            _ => false,
        });
        let key = matches!(event.call, Call::CreateGrant | Call::PutKeyPolicy);
        let near = event.account == first.secret().map_or_else(|| event.account.clone(), |name| name.account.clone())
            && (first.at - event.at).num_minutes() <= 120;
        let weight = match (same, named, key && near) {
            (true, true, _) | (true, _, true) => 4,
            (false, true, _) => 3,
            (false, false, true) if case.reader.newcomer => 3,
            (false, false, true) if (first.at - event.at).num_minutes() <= 30 => 2,
            (false, false, true) => 1,
            _ => continue,
        };
        let who: String = event.by.principal.name.chars().take(60).collect();
        let said = format!(
            "{who} changed who may read ({}) at {}, before these first reads",
            event.call.name(),
            event.at.format("%H:%M UTC")
        );
        if best.as_ref().is_none_or(|best| weight > best.weight) {
            best = Some(hit("policy-then-read", weight, said));
        }
    }
    best
}
