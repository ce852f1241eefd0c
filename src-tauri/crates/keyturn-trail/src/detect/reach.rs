//! Which secrets: first reads, other paths, environments and accounts, dormant secrets, decoys.

use std::collections::BTreeSet;

use super::case::{Case, Hit, counted, hit, names, odd};
use super::mark::Mark;
use crate::facts::days_between;

/// Secrets that this reader never read.
pub(crate) fn first_read(case: &Case<'_, '_>) -> Option<Hit> {
    let count = case.count(|mark| mark.new);
    if count == 0 {
        return None;
    }
    let firm = case.reader.base.firm;
    // A program that takes up several at once and does not go on with them has no reason to.
    let several = firm && !case.reader.human && count >= 3 && !case.is_kept_on(|mark| mark.new);
    let weight = u32::from(firm || case.reader.newcomer) + u32::from(several && !super::volume::grows(case, count));
    let said = format!(
        "read {} for the first time: {}",
        counted(count, "secret"),
        names(case.marks.iter().filter(|m| m.new).filter_map(Mark::secret))
    );
    Some(hit("first-read", weight, said))
}

/// Services that this reader never read.
pub(crate) fn outside_path(case: &Case<'_, '_>) -> Option<Hit> {
    let base = case.reader.base;
    let services = case.services();
    if !base.firm {
        let newcomer = case.reader.newcomer && (services.len() >= 3 || environments(case).len() >= 2);
        let said = || {
            if services.len() >= 3 {
                format!("is new, and reads secrets of {} services at once", services.len())
            } else {
                "is new, and reads secrets of several environments at once".to_owned()
            }
        };
        return newcomer.then(|| hit("outside-path", 3, said()));
    }
    let count = case.count(|mark| mark.foreign);
    let settled = base.last_new.is_none_or(|last| days_between(last, case.setting.day) >= 5);
    let brought = case.is_kept_on(|mark| mark.foreign);
    let weight = match (count, case.reader.human) {
        (1.., _) if brought => 1,
        (0, _) | (1 | 2, true) => return None,
        (3.., false) => 5,
        (2, false) | (3.., true) => 3,
        (1, false) => 1 + u32::from(settled),
    };
    let mut found = hit(
        "outside-path",
        weight,
        format!("{} of services it never read", if count == 1 { "one".to_owned() } else { count.to_string() }),
    );
    let usual: Vec<&str> = base.services.iter().copied().filter(|service| !service.is_empty()).take(4).collect();
    let now: Vec<&str> = services.into_iter().filter(|service| !base.services.contains(service)).take(4).collect();
    found.compared =
        odd("Services", if usual.is_empty() { "no common path".to_owned() } else { usual.join(", ") }, now.join(", "));
    Some(found)
}

fn environments<'c>(case: &'c Case<'_, '_>) -> BTreeSet<&'c str> {
    let new = case.marks.iter().filter(|mark| mark.new && mark.succeeded());
    new.filter_map(|mark| mark.scope.as_ref()?.environment.as_deref()).collect()
}

/// Environments that this reader never read.
pub(crate) fn cross_environment(case: &Case<'_, '_>) -> Option<Hit> {
    let count = case.count(|mark| mark.other_environment);
    if count == 0 {
        return None;
    }
    let production = case.production(|mark| mark.other_environment);
    let weight = match (production, case.reader.human) {
        (true, false) => 4,
        (true, true) | (false, false) => 2,
        (false, true) => 1,
    };
    let base: Vec<&str> = case.reader.base.environments.iter().copied().collect();
    let now: BTreeSet<&str> = case
        .marks
        .iter()
        .filter(|m| m.other_environment)
        .filter_map(|m| m.scope.as_ref()?.environment.as_deref())
        .collect();
    let now: Vec<&str> = now.into_iter().collect();
    let mut found = hit(
        "cross-environment",
        weight,
        format!(
            "reads {} otherwise, and read {} of {}",
            base.join(" and "),
            counted(count, "secret"),
            now.join(" and ")
        ),
    );
    found.compared = odd("Environment", base.join(", "), now.join(", "));
    Some(found)
}

/// Accounts in which this reader never read.
pub(crate) fn cross_account(case: &Case<'_, '_>) -> Option<Hit> {
    let count = case.count(|mark| mark.other_account && mark.new);
    if count == 0 {
        return None;
    }
    let own = case.reader.subject.principal.account.as_ref()?;
    let accounts = &case.setting.scene.accounts;
    let stranger = !accounts.is_empty() && !accounts.contains(own);
    let weight = match (stranger, case.reader.base.firm, case.reader.newcomer) {
        (true, ..) => 6,
        (false, true, _) => 4,
        (false, false, true) => 3,
        (false, false, false) => 2,
    };
    let said = if stranger { ", which is not of the organisation" } else { "" };
    let mut found = hit(
        "cross-account",
        weight,
        format!("belongs to account {own}{said}, and read {} of another", counted(count, "secret")),
    );
    found.compared = odd("Account", own.to_string(), "another account's secrets");
    Some(found)
}

/// Secrets that nobody read for long.
pub(crate) fn dormant_secret(case: &Case<'_, '_>) -> Option<Hit> {
    let count = case.count(|mark| mark.dormant);
    if count == 0 {
        return None;
    }
    if case.is_kept_on(|mark| mark.dormant) {
        return None;
    }
    // People open old things now and then; a program has no reason to begin, least of all one that is hardly known.
    let weight = match (case.reader.human, case.reader.base.firm || case.reader.newcomer) {
        (false, false) => 3,
        (false, true) => 2,
        (true, _) if case.production(|mark| mark.dormant) => 2,
        (true, _) => 1,
    };
    let days = case.setting.organisation.days_before(case.setting.day);
    let dormant = case.marks.iter().filter(|mark| mark.dormant).filter_map(Mark::secret);
    let mut found =
        hit("dormant-secret", weight, format!("{} had no reader in all that is known ({days} days)", names(dormant)));
    found.compared = odd("Last read by anybody", "not in what is known", counted(count, "secret"));
    Some(found)
}

/// Decoys.
pub(crate) fn decoy(case: &Case<'_, '_>) -> Option<Hit> {
    let decoys = || case.marks.iter().filter(|mark| mark.decoy).filter_map(Mark::secret);
    decoys().next().map(|_| hit("decoy", 9, format!("touched {}, which is marked as a decoy", names(decoys()))))
}
