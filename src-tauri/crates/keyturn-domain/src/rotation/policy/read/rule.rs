//! Reads one rule.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml_edit::{InlineTable, Item, Table, Value};

use super::super::fault::{FaultCode, Faults};
use super::super::glob::{self, Language};
use super::super::{Age, Lead, MAX_DAYS, Matches, Rule};
use super::value::Keys;
use crate::filter::nearest;
use crate::kind::Kind;
use crate::rotation::level::Level;

type Place = Option<Range<usize>>;

/// How ages are written, for hints.
const AGES: &str = "Write age = 90, { versioned = 365 }, { share_of_life = { alert = { days = 30, part = 3 }, \
                    critical = { days = 7, part = 10 } } }, \"event\" or \"none\".";

/// Most entries in one list of a rule.
const MOST_ENTRIES: usize = 100;

/// Reads a rule. `None` where it cannot be compared with others; where its age or its words are wrong, it still can.
pub(super) fn read(table: &Table, place: Place, faults: &mut Faults<'_>) -> Option<(Rule, Place)> {
    let mut keys = Keys::of("the rule", table, place.clone());
    let id = keys.text(faults, "id", 60);
    if let Some(id) = &id {
        check_id(id, table, faults);
    }
    let matches = matches(&mut keys, place.clone(), faults);
    let age = if let Some((item, place)) = keys.take("age") {
        age(item, place, faults)
    } else {
        faults.add(FaultCode::Missing, place.clone(), "the rule has no age", AGES);
        None
    };
    let strict_days = keys.take("strict_days").and_then(|(item, place)| days(item.as_value(), place, faults));
    let reason = keys.text(faults, "reason", 500).unwrap_or_default();
    let source = keys.optional_text(faults, "source", 500);
    keys.rest(faults);
    let rule = Rule { id: id?, matches: matches?, age: age.unwrap_or(Age::None), strict_days, reason, source };
    Some((rule, place))
}

/// No two rules may have one id.
pub(super) fn unique_ids(rules: &[(Rule, Place)], faults: &mut Faults<'_>) {
    let mut seen = BTreeSet::new();
    for (rule, place) in rules {
        if !seen.insert(rule.id.as_str()) {
            let message = format!("a rule before has the id {}", rule.id);
            faults.add(FaultCode::DuplicateId, place.clone(), message, "Give each rule an id of its own.");
        }
    }
}

fn check_id(id: &str, table: &Table, faults: &mut Faults<'_>) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.chars().all(plain) || id.starts_with('-') || id.ends_with('-') {
        let place = table.get("id").and_then(Item::span);
        faults.add(FaultCode::Id, place, format!("{id:?} is not an id"), "Use lower case, digits and dashes.");
    }
}

fn matches(keys: &mut Keys<'_>, place: Place, faults: &mut Faults<'_>) -> Option<Matches> {
    let before = faults.count();
    let paths = paths(keys, faults);
    let tags = tags(keys, faults);
    let kinds = listed(keys, faults, "kinds", FaultCode::UnknownKind, Kind::from_code, || Kind::ALL.map(Kind::code));
    let levels =
        listed(keys, faults, "levels", FaultCode::UnknownLevel, Level::from_code, || Level::ALL.map(Level::code));
    let automatic = keys.flag(faults, "automatic");
    let default = keys.flag(faults, "default") == Some(true);
    if faults.count() > before {
        return None;
    }
    let conditioned = !paths.is_empty() || !tags.is_empty() || !kinds.is_empty();
    if default && conditioned {
        faults.add(
            FaultCode::DefaultWithConditions,
            place,
            "a default rule is for what no other rule fits: it takes no paths, tags or kinds",
            "Leave out default = true, or the conditions.",
        );
        return None;
    }
    if !default && !conditioned {
        faults.add(
            FaultCode::NoCondition,
            place,
            "the rule does not say for what it is",
            "Give it paths, tags or kinds, or default = true.",
        );
        return None;
    }
    Some(Matches { paths, tags, kinds, levels, automatic })
}

fn paths(keys: &mut Keys<'_>, faults: &mut Faults<'_>) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for (path, place) in few(keys.list(faults, "paths"), "paths", faults) {
        match glob::check_path(path) {
            Err(error) => {
                let hint = "Use letters, digits, /_+=.@-, * and ? within a segment, ** for any segments.";
                faults.add(FaultCode::Glob, place, error.to_string(), hint);
            }
            Ok(()) if Language::of_paths([path]).holds(&Language::everything()) => {
                let hint = "Use default = true for what no other rule fits.";
                faults.add(FaultCode::MatchesEverything, place, format!("{path:?} matches every name"), hint);
            }
            Ok(()) if !paths.iter().any(|other| other == path) => paths.push(path.to_owned()),
            Ok(()) => {}
        }
    }
    paths
}

fn tags(keys: &mut Keys<'_>, faults: &mut Faults<'_>) -> BTreeMap<String, String> {
    let Some((item, place)) = keys.take("tags") else { return BTreeMap::new() };
    let hint = "Write tags = { team = \"payments\" }; a value may have * and ?.";
    let Some(table) = item.as_table_like() else {
        faults.add(FaultCode::WrongType, place, "tags must be a table of texts", hint);
        return BTreeMap::new();
    };
    if table.is_empty() {
        faults.add(FaultCode::NoCondition, place, "tags is an empty table", "Leave it out, or name one.");
        return BTreeMap::new();
    }
    // AWS allows 50 tags, keys of 128 and values of 256 characters.
    if table.len() > 50 {
        faults.add(FaultCode::TooLong, place, "there are more than 50 tags", "AWS allows 50.");
        return BTreeMap::new();
    }
    let mut tags = BTreeMap::new();
    for (key, item) in table.iter() {
        let place = item.span().or_else(|| place.clone());
        match item.as_str() {
            None => faults.add(FaultCode::WrongType, place, "the value of a tag must be a text", hint),
            Some(value) if key.chars().count() > 128 || value.chars().count() > 256 => {
                let hint = format!("AWS allows 128 and 256; this value has {}.", value.chars().count());
                faults.add(FaultCode::TooLong, place, "the tag's key or value is too long", hint);
            }
            Some(value) => {
                tags.insert(key.to_owned(), value.to_owned());
            }
        }
    }
    tags
}

/// A list of codes.
fn listed<T: PartialEq, const N: usize>(
    keys: &mut Keys<'_>,
    faults: &mut Faults<'_>,
    key: &'static str,
    unknown: FaultCode,
    from_code: fn(&str) -> Option<T>,
    codes: fn() -> [&'static str; N],
) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for (code, place) in few(keys.list(faults, key), key, faults) {
        match from_code(code) {
            Some(known) if !found.contains(&known) => found.push(known),
            Some(_) => {}
            None => {
                let shown: String = code.chars().take(60).collect();
                let hint = match nearest(code, codes()) {
                    Some(near) => format!("Did you mean {near}?"),
                    None => format!("Known {key}: {}.", codes().join(", ")),
                };
                faults.add(unknown, place, format!("{shown:?} is not one of the {key}"), hint);
            }
        }
    }
    found
}

fn few<'d>(list: Vec<(&'d str, Place)>, key: &str, faults: &mut Faults<'_>) -> Vec<(&'d str, Place)> {
    if let Some((_, place)) = list.get(MOST_ENTRIES) {
        faults.add(FaultCode::TooLong, place.clone(), format!("{key} has more than {MOST_ENTRIES} entries"), "");
        return Vec::new();
    }
    list
}

fn age(item: &Item, place: Place, faults: &mut Faults<'_>) -> Option<Age> {
    match item.as_value() {
        Some(value @ Value::Integer(_)) => days(Some(value), place, faults).map(Age::Days),
        Some(Value::String(word)) if word.value() == "event" => Some(Age::Event),
        Some(Value::String(word)) if word.value() == "none" => Some(Age::None),
        Some(Value::InlineTable(table)) => aged_by(table, place, faults),
        _ => bad_age(place, faults),
    }
}

fn bad_age<T>(place: Place, faults: &mut Faults<'_>) -> Option<T> {
    faults.add(FaultCode::Age, place, "this is not an age", AGES);
    None
}

/// `{ versioned = 365 }` or `{ share_of_life = … }`.
fn aged_by(table: &InlineTable, place: Place, faults: &mut Faults<'_>) -> Option<Age> {
    let mut entries = table.iter();
    match (entries.next(), entries.next()) {
        (Some(("versioned", value)), None) => days(Some(value), value.span(), faults).map(Age::Versioned),
        (Some(("share_of_life", Value::InlineTable(of))), None) if of.len() == 2 => {
            let mut lead = |key| match of.get(key) {
                Some(Value::InlineTable(lead)) => read_lead(lead, faults),
                _ => bad_age(of.span(), faults),
            };
            let (alert, critical) = (lead("alert")?, lead("critical")?);
            if critical.days > alert.days || critical.part < alert.part {
                let hint = "The critical time is the shorter one: fewer days, and a smaller part of the life.";
                faults.add(FaultCode::Age, of.span(), "critical begins before alert", hint);
                return None;
            }
            Some(Age::ShareOfLife { alert, critical })
        }
        _ => bad_age(place, faults),
    }
}

/// `{ days = 30, part = 3 }`.
fn read_lead(table: &InlineTable, faults: &mut Faults<'_>) -> Option<Lead> {
    if table.len() != 2 || !table.contains_key("days") || !table.contains_key("part") {
        return bad_age(table.span(), faults);
    }
    let part = table.get("part");
    let days = days(table.get("days"), table.span(), faults)?;
    let number = part.and_then(Value::as_integer).and_then(|part| u32::try_from(part).ok());
    let Some(part) = number.filter(|part| (2..=100).contains(part)) else {
        let place = part.and_then(Value::span).or_else(|| table.span());
        faults.add(FaultCode::Age, place, "part must be a number from 2 to 100", "3 is a third of the life.");
        return None;
    };
    Some(Lead { days, part })
}

fn days(value: Option<&Value>, place: Place, faults: &mut Faults<'_>) -> Option<u32> {
    let Some(days) = value.and_then(Value::as_integer) else {
        faults.add(FaultCode::Age, place, "days must be a whole number", AGES);
        return None;
    };
    let known = u32::try_from(days).ok().filter(|days| (1..=MAX_DAYS).contains(days));
    if known.is_none() {
        let message = match days {
            ..0 => format!("an age of {days} days is negative"),
            0 => "an age of 0 days is due for ever".to_owned(),
            _ => format!("an age of {days} days is more than ten years"),
        };
        let hint = format!("Use 1 to {MAX_DAYS} days; \"event\" or \"none\" for no calendar.");
        faults.add(FaultCode::Age, place, message, hint);
    }
    known
}
