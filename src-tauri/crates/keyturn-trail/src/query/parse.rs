//! Reads the query line.
//!
//! Forgiving where a person is in the middle of typing (an open quote ends with the text, a lone `-` asks nothing yet),
//! strict where a guess would show the wrong reads.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, TimeDelta};
use keyturn_domain::filter::Pattern;

use super::words::{FIELDS, Field, near};
use super::{Ended, Place, Query, Term, Test, When};
use crate::call::Class;
use crate::read::Way;

/// Text that is no query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Where the bad term begins, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
    /// The word that is wrong, and what would be right.
    pub message: String,
}

/// Parses a query. Text that is only white space is the empty query.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut terms = Vec::new();
    for word in words(text) {
        let asked = read_word(&word).map_err(|message| QueryError { start: word.start, end: word.end, message })?;
        terms.extend(asked.map(|test| Term { negated: word.negated, test }));
    }
    Ok(Query { terms })
}

/// A character, and whether quotes keep it from meaning anything.
type Mark = (char, bool);

/// What stands between two white spaces outside quotes.
struct Word {
    start: usize,
    end: usize,
    negated: bool,
    marks: Vec<Mark>,
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut characters = text.chars().enumerate().peekable();
    while let Some(&(start, first)) = characters.peek() {
        if first.is_whitespace() {
            characters.next();
            continue;
        }
        let negated = characters.next_if(|(_, c)| *c == '-').is_some();
        let mut word = Word { start, end: start + usize::from(negated), negated, marks: Vec::new() };
        let mut inside = false;
        while let Some((at, character)) = characters.next_if(|(_, c)| inside || !c.is_whitespace()) {
            word.end = at + 1;
            match character {
                '"' => inside = !inside,
                '\\' if inside => {
                    let escaped = characters.next_if(|(_, c)| matches!(c, '"' | '\\'));
                    word.end += usize::from(escaped.is_some());
                    word.marks.push((escaped.map_or('\\', |(_, c)| c), true));
                }
                _ => word.marks.push((character, inside)),
            }
        }
        words.push(word);
    }
    words
}

/// What one word asks; `None` where it asks nothing, as `""` and `-` do.
fn read_word(word: &Word) -> Result<Option<Test>, String> {
    let all = plain(&word.marks);
    let text = |text: String| Ok((!text.is_empty()).then_some(Test::Text(text)));
    let Some(colon) = word.marks.iter().position(|mark| *mark == (':', false)) else { return text(all) };
    let (field, value) = word.marks.split_at(colon);
    let value = value.get(1..).unwrap_or_default();
    // Addresses of IPv6 and ARNs are text with colons, and so is what is quoted.
    let is_word = !field.is_empty() && field.iter().all(|(c, quoted)| c.is_ascii_alphabetic() && !quoted);
    let field = plain(field);
    if !is_word || field.eq_ignore_ascii_case("arn") || all.parse::<IpAddr>().is_ok() {
        return text(all);
    }
    let known = field.to_ascii_lowercase();
    match FIELDS.iter().find(|(name, ..)| *name == known) {
        Some((name, field, example)) => read_field(name, *field, example, value).map(Some),
        None => Err(unknown_field(&field, &known)),
    }
}

fn unknown_field(typed: &str, known: &str) -> String {
    let typed: String = typed.chars().take(40).collect();
    if let Some(near) = near(known, FIELDS.iter().map(|(name, ..)| *name)) {
        return format!("{typed}: is not a field; did you mean {near}:? Put it in quotes to look for it as text.");
    }
    let all: Vec<String> = FIELDS.iter().map(|(name, ..)| format!("{name}:")).collect();
    format!("{typed}: is not a field. Fields: {}. Put it in quotes to look for it as text.", all.join(" "))
}

fn read_field(name: &str, field: Field, example: &str, value: &[Mark]) -> Result<Test, String> {
    let values: Vec<String> =
        value.split(|mark| *mark == (',', false)).map(plain).filter(|value| !value.is_empty()).collect();
    if values.is_empty() {
        return Err(format!("{name}: needs a value, such as {example}"));
    }
    match field {
        Field::Text(field) => Ok(Test::Field(field, values.into_iter().map(Pattern).collect())),
        Field::Source => values.iter().map(|value| source(value)).collect::<Result<_, _>>().map(Test::Source),
        Field::Outcome => coded(name, &values, &Ended::ALL.map(Ended::code), Ended::from_code).map(Test::Outcome),
        Field::Way => coded(name, &values, &Way::ALL.map(Way::code), Way::from_code).map(Test::Way),
        Field::Class => coded(name, &values, &Class::ALL.map(Class::code), Class::from_code).map(Test::Class),
        Field::Since | Field::Until => {
            let wrong = || {
                let typed: String = plain(value).chars().take(40).collect();
                format!(
                    "{name}:{typed} is not a time; write {example}, or hours and minutes as {name}:12h or {name}:30m"
                )
            };
            let when = match &values[..] {
                [one] => when(one).ok_or_else(wrong)?,
                _ => return Err(wrong()),
            };
            Ok(if field == Field::Since { Test::Since(when) } else { Test::Until(when) })
        }
    }
}

/// Values out of a closed list of words.
fn coded<T>(name: &str, values: &[String], codes: &[&str], find: fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let one = |value: &String| {
        let known = value.to_ascii_lowercase();
        find(&known).ok_or_else(|| {
            let typed: String = value.chars().take(40).collect();
            match near(&known, codes.iter().copied()) {
                Some(near) => format!("{name}:{typed} is not known; did you mean {name}:{near}?"),
                None => format!("{name}:{typed} is not known; {name}: takes one of {}", codes.join(", ")),
            }
        })
    };
    values.iter().map(one).collect()
}

/// An address, a network, or a pattern over the source's text.
fn source(text: &str) -> Result<Place, String> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else { return Ok(Place::Pattern(Pattern(text.to_owned()))) };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix {
        None => longest,
        Some(digits) => digits.parse::<u8>().ok().filter(|prefix| *prefix <= longest).ok_or_else(|| {
            format!("source:{address}/… needs a prefix of 0 to {longest}, such as source:{address}/{}", longest / 4 * 3)
        })?,
    };
    Ok(Place::Network(first_of(address, prefix), prefix))
}

/// The first address of a network.
pub(super) fn first_of(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0);
            IpAddr::V4((u32::from(address) & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128))).unwrap_or(0);
            IpAddr::V6((u128::from(address) & mask).into())
        }
    }
}

/// `30m`, `12h`, `7d`, `2w` before now; a day; an instant with its offset.
fn when(text: &str) -> Option<When> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(When::On(day));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(When::At(at.to_utc()));
    }
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number = Some(number).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?.parse::<i64>().ok()?;
    let ago = match unit {
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        "w" => TimeDelta::try_weeks(number),
        _ => None,
    };
    ago.map(When::Ago)
}

/// The text of the marks, quotes taken away.
fn plain(marks: &[Mark]) -> String {
    marks.iter().map(|(character, _)| character).collect()
}
