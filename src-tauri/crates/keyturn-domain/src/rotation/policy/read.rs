//! Reads a policy file: all of it, or everything that is wrong with it.

mod rule;
mod value;

use std::ops::Range;

use toml_edit::{ArrayOfTables, Document, Item};

use self::value::Keys;
use super::conflict::conflicts;
use super::fault::{FaultCode, Faults};
use super::{PolicyFault, RotationPolicy, SCHEMA};

/// The longest file in bytes. The shipped ones have some ten thousand.
const MOST_BYTES: usize = 256 * 1024;

/// The most rules in a file. Each is compared with each other one.
const MOST_RULES: usize = 200;

/// Reads a policy. With any fault at all nothing is loaded; the faults come in the order of the text.
pub fn parse(text: &str) -> Result<RotationPolicy, Vec<PolicyFault>> {
    let mut faults = Faults::of(text);
    let policy = read(text, &mut faults);
    match policy {
        Some(policy) if faults.is_empty() => Ok(policy),
        _ => Err(faults.into_sorted()),
    }
}

fn read(text: &str, faults: &mut Faults<'_>) -> Option<RotationPolicy> {
    if text.len() > MOST_BYTES {
        faults.add(FaultCode::TooLong, None, format!("the file is longer than {MOST_BYTES} bytes"), "");
        return None;
    }
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            faults.add(FaultCode::Syntax, error.span(), error.message().to_owned(), "The file must be TOML.");
            return None;
        }
    };
    let mut keys = Keys::of("the policy", document.as_table(), None);
    // A newer form may mean anything by what follows: nothing else is told of it.
    let schema = schema(keys.take("schema"), faults)?;
    let name = keys.text(faults, "name", 80);
    let description = keys.optional_text(faults, "description", 2000).unwrap_or_default();
    let time_zone = match keys.take("time_zone") {
        None => Some(chrono_tz::UTC),
        Some((item, place)) => item.as_str().and_then(|zone| zone.parse().ok()).or_else(|| {
            let message = match item.as_str() {
                Some(zone) => format!("{zone:?} is not a time zone"),
                None => "time_zone must be a text".to_owned(),
            };
            faults.add(FaultCode::TimeZone, place, message, "Use a name of the IANA database, such as Europe/Berlin.");
            None
        }),
    };
    let raised_threat = keys.flag(faults, "raised_threat").unwrap_or(false);
    let tables = keys.take("rule").map(|(item, place)| rules(item, place, faults));
    keys.rest(faults);
    let (mut read, mut all_read) = (Vec::new(), !matches!(tables, Some(None)));
    for table in tables.flatten().into_iter().flatten() {
        match rule::read(table, table.span(), faults) {
            Some(rule) => read.push(rule),
            None => all_read = false,
        }
    }
    rule::unique_ids(&read, faults);
    conflicts(&read, all_read, faults);
    let rules = read.into_iter().map(|(rule, _)| rule).collect();
    Some(RotationPolicy { schema, name: name?, description, time_zone: time_zone?, raised_threat, rules })
}

fn schema(item: Option<(&Item, Option<Range<usize>>)>, faults: &mut Faults<'_>) -> Option<u32> {
    let (message, place) = match item {
        Some((item, _)) if item.as_integer() == Some(i64::from(SCHEMA)) => return Some(SCHEMA),
        Some((item, place)) => match item.as_integer() {
            Some(schema) => (format!("schema {schema} is not known"), place),
            None => ("schema must be a number".to_owned(), place),
        },
        None => ("there is no schema".to_owned(), None),
    };
    let hint = format!("This version reads schema {SCHEMA}: write schema = {SCHEMA} at the top.");
    faults.add(FaultCode::Schema, place, message, hint);
    None
}

/// The tables of `[[rule]]`. `None` where they are written otherwise or are too many.
fn rules<'d>(item: &'d Item, place: Option<Range<usize>>, faults: &mut Faults<'_>) -> Option<&'d ArrayOfTables> {
    let Some(tables) = item.as_array_of_tables() else {
        faults.add(FaultCode::WrongType, place, "rules are written one by one", "Begin each rule with [[rule]].");
        return None;
    };
    if tables.len() > MOST_RULES {
        faults.add(FaultCode::TooLong, place, format!("there are more than {MOST_RULES} rules"), "");
        return None;
    }
    Some(tables)
}
