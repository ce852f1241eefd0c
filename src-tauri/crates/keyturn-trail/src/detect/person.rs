//! Who and when: people on production, hours, people who left, readers that woke, root.

use super::case::{Case, Hit, counted, hit, odd};
use super::mark::Mark;
use crate::scope::Scope;

/// The root user.
pub(crate) fn root(case: &Case<'_, '_>) -> Option<Hit> {
    let root = case.reader.subject.principal.name == "root";
    root.then(|| hit("root", 8, "is the root user, which has no everyday work"))
}

/// Somebody who left.
pub(crate) fn departed(case: &Case<'_, '_>) -> Option<Hit> {
    let scene = case.setting.scene;
    let name = &case.reader.subject.principal.name;
    let user = name.strip_prefix("user/").unwrap_or(name);
    let (person, since) = case.marks.iter().find_map(|mark| {
        let named =
            mark.by.person.as_deref().into_iter().chain(mark.by.session.as_deref()).chain([user, name.as_str()]);
        named
            .filter_map(|person| scene.departed(person).map(|since| (person, since)))
            .find(|(_, since)| mark.at.date_naive() >= *since)
    })?;
    let person: String = person.chars().take(60).collect();
    Some(hit("departed", 8, format!("{person} is marked as gone since {since}")))
}

/// A person reads production.
pub(crate) fn human_production(case: &Case<'_, '_>) -> Option<Hit> {
    let reader = case.reader;
    let base = reader.base;
    if !(reader.human || reader.unclear && !base.firm) {
        return None;
    }
    let production = |mark: &Mark<'_>| mark.succeeded() && mark.scope.as_ref().is_some_and(Scope::is_production);
    let new = case.count(|mark| production(mark) && mark.new);
    let count = case.count(production);
    if count == 0 || (!base.firm && !reader.newcomer) {
        return None;
    }
    let never = base.firm && !base.environments.contains("prod");
    let weight = match new {
        0 => 1,
        _ if never || base.days.is_empty() => 3,
        3.. => 2,
        _ if base.firm => 1,
        _ => 2,
    };
    let usual = if never { "never reads production" } else { "reads few production secrets" };
    let mut found = hit(
        "human-production",
        weight,
        format!("a person read {} of production, {new} of them for the first time", counted(count, "secret")),
    );
    found.compared = odd("Production", usual, counted(count, "secret"));
    Some(found)
}

/// An unusual hour.
pub(crate) fn off_hours(case: &Case<'_, '_>) -> Option<Hit> {
    let mark = case.marks.iter().find(|mark| mark.off_hours)?;
    let now = mark.at.format("%H:%M UTC").to_string();
    // A person's night is a finding by itself; of a reader that may be a program, only beside something else.
    let weight = if case.reader.human { 3 } else { 2 };
    let mut found = hit("off-hours", weight, format!("read at {now}; its hours are {}", case.reader.base.hours_said()));
    found.compared = odd("When", case.reader.base.hours_said(), now);
    Some(found)
}

/// A reader that was silent for long.
pub(crate) fn dormant_reader(case: &Case<'_, '_>) -> Option<Hit> {
    let days = case.reader.woke?;
    let same = !case.any(|mark| mark.new || mark.network_weight > 0 || mark.off_hours);
    let weight = if same { 2 } else { 3 };
    let mut found = hit("dormant-reader", weight, format!("had not read anything for {days} days"));
    found.compared = odd("Last active", "nearly every working day", format!("{days} days ago"));
    Some(found)
}
