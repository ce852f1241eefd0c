//! The keys of one table: each is taken once, and what nobody takes is a fault.

use std::ops::Range;

use toml_edit::{Item, Table};

use super::super::fault::{FaultCode, Faults};
use crate::filter::nearest;

type Place = Option<Range<usize>>;

/// A table whose keys are taken one after another.
pub(super) struct Keys<'d> {
    of: &'static str,
    table: &'d Table,
    place: Place,
    taken: Vec<&'static str>,
}

impl<'d> Keys<'d> {
    pub(super) fn of(of: &'static str, table: &'d Table, place: Place) -> Self {
        Self { of, table, place, taken: Vec::new() }
    }

    /// The value of a key with its place: the value's, or the key's where the value has none.
    pub(super) fn take(&mut self, key: &'static str) -> Option<(&'d Item, Place)> {
        self.taken.push(key);
        let (key, item) = self.table.get_key_value(key)?;
        Some((item, item.span().or_else(|| key.span())))
    }

    /// A text that must be there and say something.
    pub(super) fn text(&mut self, faults: &mut Faults<'_>, key: &'static str, most: usize) -> Option<String> {
        if self.table.contains_key(key) {
            let text = self.optional_text(faults, key, most)?;
            if text.trim().is_empty() {
                let place = self.table.get(key).and_then(Item::span);
                faults.add(FaultCode::Missing, place, format!("{key} is empty"), "");
                return None;
            }
            return Some(text);
        }
        self.taken.push(key);
        faults.add(FaultCode::Missing, self.place.clone(), format!("{} has no {key}", self.of), "");
        None
    }

    /// A text that may be missing, of at most this many characters.
    pub(super) fn optional_text(&mut self, faults: &mut Faults<'_>, key: &'static str, most: usize) -> Option<String> {
        let (item, place) = self.take(key)?;
        let Some(text) = item.as_str() else {
            faults.add(FaultCode::WrongType, place, format!("{key} must be a text"), format!("Write {key} = \"…\"."));
            return None;
        };
        if text.chars().count() > most {
            faults.add(FaultCode::TooLong, place, format!("{key} is longer than {most} characters"), "");
            return None;
        }
        Some(text.to_owned())
    }

    /// `true` or `false`, or nothing.
    pub(super) fn flag(&mut self, faults: &mut Faults<'_>, key: &'static str) -> Option<bool> {
        let (item, place) = self.take(key)?;
        let flag = item.as_bool();
        if flag.is_none() {
            faults.add(FaultCode::WrongType, place, format!("{key} must be true or false"), "");
        }
        flag
    }

    /// A list of texts, each with its place. A missing key is an empty list; a list that is there must not be empty.
    pub(super) fn list(&mut self, faults: &mut Faults<'_>, key: &'static str) -> Vec<(&'d str, Place)> {
        let Some((item, place)) = self.take(key) else { return Vec::new() };
        let hint = || format!("Write {key} = [\"…\"].");
        let Some(array) = item.as_array() else {
            faults.add(FaultCode::WrongType, place, format!("{key} must be a list of texts"), hint());
            return Vec::new();
        };
        if array.is_empty() {
            faults.add(FaultCode::NoCondition, place, format!("{key} is an empty list"), "Leave it out, or name one.");
        }
        let mut texts = Vec::with_capacity(array.len());
        for value in array {
            match value.as_str() {
                Some(text) => texts.push((text, value.span())),
                None => {
                    faults.add(FaultCode::WrongType, value.span(), format!("{key} must be a list of texts"), hint());
                }
            }
        }
        texts
    }

    /// A fault for each key that nobody took.
    pub(super) fn rest(self, faults: &mut Faults<'_>) {
        for (name, _) in self.table {
            if self.taken.contains(&name) {
                continue;
            }
            let shown: String = name.chars().take(80).collect();
            let place = self.table.key(name).and_then(toml_edit::Key::span).or_else(|| self.place.clone());
            let hint = match nearest(name, self.taken.iter().copied()) {
                Some(near) => format!("Did you mean {near}?"),
                None => format!("Known keys: {}.", self.taken.join(", ")),
            };
            faults.add(FaultCode::UnknownKey, place, format!("{} has no key {shown:?}", self.of), hint);
        }
    }
}
