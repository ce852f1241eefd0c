//! How many: enumeration, bursts, and slow collecting.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::case::{Case, Hit, counted, hit, odd};
use crate::event::Outcome;
use crate::facts::days_between;
use crate::target::SecretName;

/// A listing, then many secrets that nothing explains.
pub(crate) fn enumeration(case: &Case<'_, '_>) -> Option<Hit> {
    let settings = case.setting.settings;
    let listed = case.listings().iter().filter(|event| event.outcome == Outcome::Done).count();
    let reads = case.new_in_burst();
    if listed == 0 || reads == 0 || grows(case, reads) {
        return None;
    }
    let enough = usize::from(settings.enumeration_reads);
    // A person in the console lists before opening one; a program that never listed has no reason to begin.
    let never = case.reader.base.firm && case.reader.base.listing_days == 0;
    let weight = match reads {
        n if n >= 3 * enough => 8,
        n if n >= enough => 6,
        3.. if never => 4,
        _ if never && !case.reader.human => 2,
        _ => return None,
    };
    let mut found = hit(
        "enumeration",
        weight,
        format!("listed secrets {}, then read {} it does not usually read", times(listed), counted(reads, "secret")),
    );
    let usual = if case.reader.base.listing_days == 0 {
        "none".to_owned()
    } else {
        format!("on {} days", case.reader.base.listing_days)
    };
    found.compared = odd("Listings before", usual, counted(listed, "listing"));
    Some(found)
}

/// Many distinct secrets in a short time, measured by what this reader does.
pub(crate) fn burst(case: &Case<'_, '_>) -> Option<Hit> {
    let (base, settings) = (case.reader.base, case.setting.settings);
    let new = case.new_in_burst();
    let minutes = settings.burst_minutes;
    if !base.firm {
        let scopes = case.services();
        let one_path = scopes.len() <= 1 && !scopes.contains("");
        let enough = usize::from(settings.burst_reads);
        let weight = match new {
            n if n >= 2 * enough && !one_path => 8,
            n if n >= enough && !one_path => 6,
            n if n >= enough && case.reader.newcomer => 3,
            _ => return None,
        };
        return Some(hit(
            "burst",
            weight,
            format!("read {} within {minutes} minutes, without a baseline that knows them", counted(new, "secret")),
        ));
    }
    // As many as that, but one after another.
    let all = case.count(|mark| mark.new);
    if new < 5 && all >= settings.burst_reads.into() && all > base.busiest_day as usize && !grows(case, all) {
        let mut found = hit(
            "burst",
            4,
            format!(
                "read {} that it does not usually read; its busiest day had {}",
                counted(all, "secret"),
                base.busiest_day
            ),
        );
        found.compared = odd("Secrets in a run", format!("at most {} a day", base.busiest_day), all.to_string());
        return Some(found).filter(|_| !case.is_kept_on(|mark| mark.new));
    }
    let stable = base.last_new.is_none_or(|last| days_between(last, case.setting.day) >= 5);
    let apart = is_apart(case);
    let usual = base.most() as usize;
    let weight = match new {
        3.. if case.is_kept_on(|mark| mark.new) => return None,
        3.. if grows(case, new) => 1,
        20.. => 8,
        10.. => 6,
        5.. if stable || apart => 5,
        5.. => 3,
        3.. if !case.reader.human && (stable || apart) => 3,
        3.. => 1,
        _ => return None,
    };
    let mut found = hit(
        "burst",
        weight,
        format!(
            "read {} within {minutes} minutes that it does not usually read; its busiest {minutes} minutes had {usual} in all",
            counted(new, "secret")
        ),
    );
    found.compared = odd(
        "Secrets in a run",
        format!("at most {usual}"),
        format!("{} · {new} never read by it", case.count(|_| true)),
    );
    Some(found)
}

fn is_apart(case: &Case<'_, '_>) -> bool {
    case.any(|mark| mark.foreign || mark.other_environment || mark.other_account)
}

/// Whether a reader of very much reads a little more of the same: at most a quarter of what it reads at once on an
/// ordinary day, of services it knows. A copy of everything grows with everything.
pub(crate) fn grows(case: &Case<'_, '_>, new: usize) -> bool {
    let base = case.reader.base;
    base.firm && !is_apart(case) && new * 4 <= base.ordinary() as usize && !case.any(|mark| mark.network_weight > 0)
}

/// A few each day, that add up.
pub(crate) fn slow(case: &Case<'_, '_>) -> Option<Hit> {
    let (setting, settings) = (case.setting, case.setting.settings);
    let first = case.reader.history.first_day()?;
    if days_between(first, setting.day) < 3 || !case.any(|mark| mark.new) {
        return None;
    }
    let from = setting.day.checked_sub_days(Days::new(u64::from(settings.slow_days)))?;
    let fresh = |name: &SecretName| {
        let written = setting.organisation.created(name);
        written.is_some_and(|(at, _)| at.date_naive() >= from)
    };
    let once: Vec<_> = case.reader.history.once(setting.day).into_iter().filter(|(_, name)| !fresh(name)).collect();
    let (recent, before): (Vec<_>, Vec<_>) = once.into_iter().partition(|(day, _)| *day > from);
    let days: BTreeSet<_> = recent.iter().map(|(day, _)| *day).collect();
    let earlier_days = days_between(first, from).max(0);
    let expected = if earlier_days >= 5 {
        i64::try_from(before.len()).unwrap_or(0) * i64::from(settings.slow_days) * 3 / earlier_days
    } else {
        0
    };
    let count = recent.len();
    // What was taken on one day is a burst, and told as such on that day.
    let busiest = days.iter().map(|day| recent.iter().filter(|(other, _)| other == day).count()).max().unwrap_or(0);
    if busiest * 2 > count
        || days.len() < 3
        || count < usize::from(settings.slow_reads)
        || i64::try_from(count).unwrap_or(0) <= expected
    {
        return None;
    }
    let mut found = hit(
        "slow",
        if is_own_path(case, &recent) { 2 } else { 5 },
        format!(
            "read {} once each, over {} of the last {} days",
            counted(count, "secret"),
            days.len(),
            settings.slow_days
        ),
    );
    found.compared = odd(
        "Read once only",
        format!("{} in the {earlier_days} days before", before.len()),
        format!("{count} in {} days", settings.slow_days),
    );
    Some(found)
}

/// Whether a program's once-read secrets are all of services that it reads anyway, or of one, where it is new.
fn is_own_path(case: &Case<'_, '_>, recent: &[(NaiveDate, &SecretName)]) -> bool {
    let base = case.reader.base;
    let services: BTreeSet<&str> = recent
        .iter()
        .map(|(_, name)| case.reader.history.scope(name).map_or("", |scope| scope.service.as_str()))
        .collect();
    let own = services.iter().all(|service| base.services.contains(service)) || services.len() == 1;
    !case.reader.human && own && !services.contains("")
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
