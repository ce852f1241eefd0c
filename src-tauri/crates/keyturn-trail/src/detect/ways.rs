//! By which way: batches, regions, old values, broad paths, refusals, passwords.

use std::collections::BTreeSet;

use super::case::{Case, Hit, counted, hit, most, odd};
use super::mark::{Done, Mark, Reader};
use crate::call::{Call, Class};
use crate::event::Outcome;
use crate::read::{Object, Way};
use crate::target::Target;

/// Whether a path is the root, or above what this reader asks for and reads.
pub(crate) fn is_broad(path: &str, reader: &Reader<'_, '_>) -> bool {
    let base = reader.base;
    if base.paths.contains(path) {
        return false;
    }
    let asked = path.trim_matches('/');
    let depth = asked.split('/').filter(|part| !part.is_empty()).count();
    let above = |own: &&str| own.trim_matches('/').strip_prefix(asked).is_some_and(|rest| rest.starts_with('/'));
    depth == 0 || (depth == 1 && base.firm) || base.paths.iter().any(above)
}

/// A batch by a filter that takes everything, or by any where names were usual.
pub(crate) fn catch_all(case: &Case<'_, '_>) -> Option<Hit> {
    let batches: Vec<_> = case
        .marks
        .iter()
        .filter(|mark| mark.odd_way)
        .filter_map(Mark::call)
        .filter(|event| event.call == Call::BatchGetSecretValue && event.outcome == Outcome::Done)
        .collect();
    let first = batches.first()?;
    let filter = batches.iter().find_map(|event| {
        event.targets.iter().find_map(|target| match target {
            Target::Filter { words, catch_all } => Some((words.as_str(), *catch_all)),
            _ => None,
        })
    });
    let (words, everything) = filter?;
    let everything = everything
        || batches
            .iter()
            .any(|event| event.targets.iter().any(|t| matches!(t, Target::Filter { catch_all: true, .. })));
    let weight = match (everything, batches.len(), case.reader.base.firm) {
        (true, ..) => 6,
        (false, 3.., _) => 5,
        (false, _, true) => 4,
        (false, _, false) => 2,
    };
    let words: String = words.chars().take(60).collect();
    let mut found = hit(
        "catch-all",
        weight,
        format!("took secrets by the filter \"{words}\" in {}, {}", counted(batches.len(), "batch call"), first.region),
    );
    found.compared = odd(
        "Way",
        format!("batches by filter on {} days", case.reader.base.filter_days),
        format!("{} by filter", counted(batches.len(), "batch call")),
    );
    Some(found)
}

/// Three or more regions within minutes.
pub(crate) fn many_regions(case: &Case<'_, '_>) -> Option<Hit> {
    let regions = case.marks.iter().filter_map(|mark| match mark.done {
        Done::Read(read) if mark.new || mark.refused || mark.odd_way => Some((mark.at, read.region.as_str())),
        Done::Call(event) if mark.odd_way || mark.refused => Some((mark.at, event.region.as_str())),
        _ => None,
    });
    let count = most(regions, case.burst());
    if count < 3 || count <= case.reader.base.regions {
        return None;
    }
    let mut found = hit(
        "many-regions",
        4,
        format!("did so in {count} regions within {} minutes", case.setting.settings.burst_minutes),
    );
    found.compared = odd("Regions", format!("at most {} a day", case.reader.base.regions), count.to_string());
    Some(found)
}

/// Old values.
pub(crate) fn history(case: &Case<'_, '_>) -> Option<Hit> {
    let old = |mark: &Mark<'_>| matches!(mark.done, Done::Read(read) if read.way == Way::History) && mark.odd_way;
    let count = case.count(old);
    let weight = match count {
        0 => return None,
        3.. => 5,
        _ if !case.reader.human => 4,
        _ if case.production(old) => 3,
        _ => 2,
    };
    let mut found = hit(
        "history",
        weight,
        format!("asked for old values of {}, which it never did on another day", counted(count, "parameter")),
    );
    found.compared = odd("Old values", "never", counted(count, "parameter"));
    Some(found)
}

/// Everything below a broad path.
pub(crate) fn above_path(case: &Case<'_, '_>) -> Option<Hit> {
    let asked: BTreeSet<&str> = case
        .marks
        .iter()
        .filter(|mark| mark.odd_way)
        .filter_map(Mark::call)
        .flat_map(|event| &event.targets)
        .filter_map(|target| match target {
            Target::Path { path, .. } if is_broad(path, case.reader) => Some(path.as_str()),
            _ => None,
        })
        .collect();
    let broadest = asked.iter().min_by_key(|path| path.len())?;
    let root = broadest.trim_matches('/').is_empty();
    let said: String = broadest.chars().take(80).collect();
    let mut found = hit("above-path", if root { 6 } else { 4 }, format!("asked for everything below {said}"));
    let usual: Vec<&str> = case.reader.base.paths.iter().take(3).copied().collect();
    found.compared = odd("Path", if usual.is_empty() { "none".to_owned() } else { usual.join(", ") }, said);
    Some(found)
}

/// Refusals of several things, or names that do not exist.
pub(crate) fn probing(case: &Case<'_, '_>) -> Option<Hit> {
    let tries = case.marks.iter().filter(|mark| mark.refused).filter(|mark| !is_password(mark)).map(|mark| {
        let what = match mark.done {
            Done::Read(read) => match &read.object {
                Object::Secret(name) => format!("{}:{}", name.region, name.name),
                Object::Path(text) | Object::Filter(text) | Object::Instance(text) => format!("{}:{text}", read.region),
                Object::Unknown => format!("{}:{}", read.region, read.way.code()),
            },
            Done::Call(event) => format!("{}:{}", event.region, event.call.name()),
        };
        (mark.at, what)
    });
    let tries: Vec<(_, String)> = tries.collect();
    let all = tries.len();
    let count = most(tries.iter().map(|(at, what)| (*at, what.as_str())), case.burst());
    let denied = case.any(|mark| matches!(mark.outcome(), Outcome::Denied(_)));
    let enough = usize::from(case.setting.settings.probing_denials);
    let weight = match count {
        n if n >= 3 * enough => 6,
        n if n >= enough + 2 && denied => 5,
        n if n >= enough && denied => 3,
        // Objects are often unnamed in refusals: many of one kind count as well.
        _ if denied && all >= 4 * enough && !case.reader.base.firm => 3,
        n if n >= 1 && case.any(|mark| mark.network_weight >= 2 || mark.new) => 1,
        _ => return None,
    };
    let word = if denied { "was refused" } else { "asked for names that do not exist" };
    let mut found = hit("probing", weight, format!("{word} {all} times on {count} different targets"));
    found.compared = odd("Denied before", "none of these", counted(all, "refusal"));
    Some(found)
}

fn is_password(mark: &Mark<'_>) -> bool {
    matches!(mark.done, Done::Read(read) if read.way == Way::Password)
}

/// Windows passwords.
pub(crate) fn password(case: &Case<'_, '_>) -> Option<Hit> {
    let asked = case.marks.iter().filter(|mark| is_password(mark));
    let instances: BTreeSet<&Object> = asked.clone().filter_map(Mark::object).collect();
    let refused = asked.filter(|mark| matches!(mark.outcome(), Outcome::Denied(_))).count();
    let count = instances.len();
    let weight = match count {
        0 => return None,
        10.. => 8,
        3.. => 5,
        _ if !case.reader.human && case.reader.base.firm => 3,
        _ => 1,
    };
    let mut found = hit(
        "password-data",
        weight,
        format!("asked for the Windows passwords of {}, {refused} of them refused", counted(count, "instance")),
    );
    found.compared = odd("Windows passwords", "never", counted(count, "instance"));
    Some(found)
}

/// Changes of trails.
pub(crate) fn trail(case: &Case<'_, '_>) -> Option<Hit> {
    let changes: Vec<_> = case
        .marks
        .iter()
        .filter(|mark| mark.odd_way)
        .filter_map(Mark::call)
        .filter(|event| event.call.class() == Class::Trail)
        .collect();
    let worst = changes.iter().min_by_key(|event| !matches!(event.call, Call::StopLogging | Call::DeleteTrail))?;
    let off = matches!(worst.call, Call::StopLogging | Call::DeleteTrail);
    let tried = worst.outcome != Outcome::Done;
    let what = match (off, tried) {
        (true, false) => "switched a trail off",
        (true, true) => "tried to switch a trail off",
        (false, false) => "changed what a trail records",
        (false, true) => "tried to change what a trail records",
    };
    let weight = match (off, tried) {
        (true, false) => 8,
        (true, true) | (false, false) => 5,
        (false, true) => 3,
    };
    Some(hit("trail-changed", weight, format!("{what} ({})", worst.call.name())))
}
