//! Finds what looks like a secret in text that a person types, before it is stored (promise 1).
//!
//! Rules are data ([`rules`]) with open-ended lengths: what is found is found whole, so that nothing of it is left when
//! it is taken out. A doubt is a finding, but not what people who work with secrets write all day: ARNs, UUIDs, commit
//! ids, digests, paths, names of secrets, placeholders, and AWS's documented samples (`…EXAMPLE`).

mod rules;

use std::sync::LazyLock;

use regex::Regex;

use self::rules::{NOT_SECRET, RULES, Value};

/// A place in a text that looks like a secret. The secret itself is not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it begins, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
    /// What it looks like, such as `a GitHub token`.
    pub what: &'static str,
}

struct Compiled {
    what: &'static str,
    value: Value,
    pattern: Regex,
}

/// Compiled once. A test compiles each, so that none is missing here.
static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let compile = |rule: &rules::Rule| {
        Some(Compiled { what: rule.what, value: rule.value, pattern: Regex::new(rule.pattern).ok()? })
    };
    RULES.iter().filter_map(compile).collect()
});

static INNOCENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(NOT_SECRET).ok());

/// Finds secret-like strings, in the order of the text. Places that overlap are joined under the plainer name.
pub fn find(text: &str) -> Vec<Found> {
    let quiet = without_innocent(text);
    let mut places: Vec<(usize, usize, &'static str)> = Vec::new();
    for rule in COMPILED.iter() {
        let searched = if rule.value.is_told_by_chance() { quiet.as_str() } else { text };
        for captures in rule.pattern.captures_iter(searched) {
            // The value is the secret; the words around it only tell what it is.
            let Some(place) = captures.name("value").or_else(|| captures.get(0)) else { continue };
            if rule.value.is_secret(place.as_str()) {
                join(&mut places, (place.start(), place.end(), rule.what));
            }
        }
    }
    places.sort_unstable();
    places
        .into_iter()
        .map(|(start, end, what)| Found { start: characters(text, start), end: characters(text, end), what })
        .collect()
}

/// The text with spaces over ARNs, commit ids and the like, so that bytes keep their places.
fn without_innocent(text: &str) -> String {
    let mut quiet = String::with_capacity(text.len());
    for innocent in INNOCENT.iter().flat_map(|pattern| pattern.find_iter(text)) {
        quiet.push_str(text.get(quiet.len()..innocent.start()).unwrap_or_default());
        quiet.extend(std::iter::repeat_n(' ', innocent.len()));
    }
    quiet.push_str(text.get(quiet.len()..).unwrap_or_default());
    quiet
}

/// Adds a place, swallowing those that it overlaps. The first rule to find a place names it.
fn join(places: &mut Vec<(usize, usize, &'static str)>, new: (usize, usize, &'static str)) {
    let mut joined = new;
    places.retain(|place| {
        let overlaps = place.0 < joined.1 && joined.0 < place.1;
        if overlaps {
            joined = (place.0.min(joined.0), place.1.max(joined.1), place.2);
        }
        !overlaps
    });
    places.push(joined);
}

/// How many characters stand before a byte.
fn characters(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |before| before.chars().count())
}

#[cfg(test)]
mod tests;
