//! One TOML block, read key by key: each value with its place, each fault a finding of its own.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::NaiveDate;
use toml_edit::{Document, Item, Value};

use crate::finding::{Finding, Rule};
use crate::place::Place;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    /// The value.
    pub(crate) value: T,
    /// Where it stands.
    pub(crate) at: Place,
}

/// A block being read.
pub(crate) struct Fields<'a> {
    file: &'a str,
    text: &'a str,
    /// The line of the block's first key: one below its fence.
    first_line: usize,
    document: Document<&'a str>,
    asked: RefCell<BTreeSet<&'static str>>,
    findings: RefCell<Vec<Finding>>,
}

impl<'a> Fields<'a> {
    /// Parses the block whose fence stands on `line`.
    pub(crate) fn parse(file: &'a str, text: &'a str, line: usize) -> Result<Self, Finding> {
        let first_line = line + 1;
        match Document::parse(text) {
            Ok(document) => {
                Ok(Self { file, text, first_line, document, asked: RefCell::default(), findings: RefCell::default() })
            }
            Err(error) => {
                let byte = error.span().map_or(0, |span| span.start);
                let at = Place::in_block(file, first_line, text, byte);
                Err(Finding::error(Rule::L02, &at, format!("this is no TOML: {}", error.message().trim())))
            }
        }
    }

    /// A text.
    pub(crate) fn text(&self, key: &'static str) -> Option<Placed<String>> {
        self.take(key, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// A text that must be there.
    pub(crate) fn required(&self, key: &'static str) -> Option<Placed<String>> {
        let text = self.text(key);
        if let Some(empty) = text.as_ref().filter(|text| text.value.trim().is_empty()) {
            self.tell(Rule::L02, &empty.at, format!("“{key}” is empty"));
            return None;
        }
        if text.is_none() {
            self.missing(key);
        }
        text
    }

    /// Says that a key must be there, unless it is: then its value was told already.
    pub(crate) fn missing(&self, key: &'static str) {
        if !self.document.as_table().contains_key(key) {
            self.tell(Rule::L02, &self.start(), format!("“{key}” is missing"));
        }
    }

    /// A whole number.
    pub(crate) fn integer(&self, key: &'static str) -> Option<Placed<i64>> {
        self.take(key, "a whole number", Value::as_integer)
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, key: &'static str) -> Option<Placed<bool>> {
        self.take(key, "true or false", Value::as_bool)
    }

    /// A date without time.
    pub(crate) fn date(&self, key: &'static str) -> Option<Placed<NaiveDate>> {
        self.take(key, "a date such as 2026-01-31", |value| {
            let date = value.as_datetime().filter(|when| when.time.is_none())?.date?;
            NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        })
    }

    /// A list of texts, each with its place. A key that is absent is an empty list.
    pub(crate) fn list(&self, key: &'static str) -> Vec<Placed<String>> {
        self.list_or_absent(key).unwrap_or_default()
    }

    /// A list of texts, or nothing where the key is absent.
    pub(crate) fn list_or_absent(&self, key: &'static str) -> Option<Vec<Placed<String>>> {
        self.take(key, "a list of texts", |value| {
            let array = value.as_array()?;
            let texts: Vec<_> = array
                .iter()
                .filter_map(|entry| {
                    let at = self.place(entry.span().map_or(0, |span| span.start));
                    Some(Placed { value: entry.as_str()?.to_owned(), at })
                })
                .collect();
            (texts.len() == array.len()).then_some(texts)
        })
        .map(|list| list.value)
    }

    /// A text that parses as `T`; its error is told by `rule`.
    pub(crate) fn parsed<T>(&self, key: &'static str, rule: Rule) -> Option<Placed<T>>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.text(key)?;
        match text.value.parse() {
            Ok(value) => Some(Placed { value, at: text.at }),
            Err(error) => {
                self.tell(rule, &text.at, format!("{error}"));
                None
            }
        }
    }

    /// A word of a closed list (L09).
    pub(crate) fn word<T>(&self, key: &'static str, from_code: fn(&str) -> Option<T>, all: &[T]) -> Option<Placed<T>>
    where
        T: std::fmt::Display,
    {
        let text = self.text(key)?;
        let Some(value) = from_code(&text.value) else {
            let list: Vec<String> = all.iter().map(ToString::to_string).collect();
            let message = format!("{key} “{}” is none of: {}", crate::markdown::short(&text.value), list.join(", "));
            self.tell(Rule::L09, &text.at, message);
            return None;
        };
        Some(Placed { value, at: text.at })
    }

    /// Adds a finding.
    pub(crate) fn tell(&self, rule: Rule, at: &Place, message: String) {
        self.findings.borrow_mut().push(Finding::error(rule, at, message));
    }

    /// The block's first line.
    pub(crate) fn start(&self) -> Place {
        Place::line(self.file, self.first_line)
    }

    /// Where each key of the block stands.
    pub(crate) fn places(&self) -> BTreeMap<String, Place> {
        let table = self.document.as_table();
        let places = table.iter().filter_map(|(key, _)| Some((key.to_owned(), self.key_place(key)?)));
        places.collect()
    }

    /// Ends the reading: keys that nobody asked for are told with the rest (L02).
    pub(crate) fn finish(self) -> Vec<Finding> {
        let known = self.asked.take();
        for (key, _) in self.document.as_table() {
            if !known.contains(key) {
                let at = self.key_place(key).unwrap_or_else(|| self.start());
                let words: Vec<&str> = known.iter().copied().collect();
                let key = crate::markdown::short(key);
                self.tell(Rule::L02, &at, format!("“{key}” is no key of this block; it knows {}", words.join(", ")));
            }
        }
        self.findings.into_inner()
    }

    fn take<T>(&self, key: &'static str, wanted: &str, read: impl Fn(&Value) -> Option<T>) -> Option<Placed<T>> {
        self.asked.borrow_mut().insert(key);
        let item = self.document.as_table().get(key)?;
        let at = self.place(item.span().map_or(0, |span| span.start));
        let value = item.as_value().and_then(read);
        if value.is_none() {
            self.tell(Rule::L02, &at, format!("“{key}” must be {wanted}, and is {}", kind(item)));
        }
        value.map(|value| Placed { value, at })
    }

    fn key_place(&self, key: &str) -> Option<Place> {
        let (key, _) = self.document.as_table().get_key_value(key)?;
        Some(self.place(key.span()?.start))
    }

    fn place(&self, byte: usize) -> Place {
        Place::in_block(self.file, self.first_line, self.text, byte)
    }
}

/// What an item is, in words.
fn kind(item: &Item) -> &'static str {
    match item.type_name() {
        "string" => "a text",
        "integer" => "a whole number",
        "float" => "a number",
        "boolean" => "true or false",
        "datetime" => "a date or time",
        "array" => "a list, with something else in it",
        _ => "a table",
    }
}
