//! Reads the filter language.
//!
//! Forgiving where a person is in the middle of typing (an open quote ends with the text, a lone `-` asks nothing yet),
//! strict where a guess would show the wrong secrets (an unknown field, a number that is none).

use super::words::{DAY_WORDS, FIELDS, Field, SIGNS, nearest};
use super::{Comparison, DayField, DueAsked, DueTest, Filter, Pattern, Property, Term, Test};
use crate::rotation::due::DueState;
use crate::store::Store;

/// Text that is not a filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FilterError {
    /// Where the bad term begins, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Parses a filter. Text that is only white space is the empty filter.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    let mut terms = Vec::new();
    for word in words(text) {
        let asked = read_word(&word).map_err(|message| FilterError { start: word.start, end: word.end, message })?;
        terms.extend(asked.map(|test| Term { negated: word.negated, test }));
    }
    Ok(Filter { terms })
}

/// A character, and whether quotes keep it from meaning anything.
type Mark = (char, bool);

/// What stands between two white spaces outside quotes.
struct Word {
    start: usize,
    end: usize,
    negated: bool,
    marks: Vec<Mark>,
    /// Whether it begins with a quote: then it is text, whatever colons it has.
    quoted: bool,
}

/// Splits text into words and takes quotes, their escapes and the sign of negation away.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut characters = text.chars().enumerate().peekable();
    while let Some(&(start, first)) = characters.peek() {
        if first.is_whitespace() {
            characters.next();
            continue;
        }
        let negated = characters.next_if(|(_, c)| *c == '-').is_some();
        let quoted = characters.peek().is_some_and(|(_, c)| *c == '"');
        let mut word = Word { start, end: start + usize::from(negated), negated, marks: Vec::new(), quoted };
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
    let text = plain(&word.marks);
    if word.quoted {
        return Ok((!text.is_empty()).then_some(Test::Name(text)));
    }
    if text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("arn:"))
        && !word.marks.iter().take(4).any(|m| m.1)
    {
        return Ok(Some(Test::Arn(text)));
    }
    let Some((field, value)) = split_at(&word.marks, ':') else {
        return Ok((!text.is_empty()).then_some(Test::Name(text)));
    };
    let field = plain(field);
    let known = field.to_ascii_lowercase();
    match FIELDS.iter().find(|(name, _)| *name == known) {
        Some((name, of)) => read_field(name, *of, value).map(Some),
        // `https://…`, `rds!db:x` and `10.0.0.1:5432` are text with a colon, not fields.
        None if !is_word(&field) || plain(value).starts_with("//") => Ok(Some(Test::Name(text))),
        None => Err(unknown_field(&field, &known)),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

fn unknown_field(word: &str, known: &str) -> String {
    let word: String = word.chars().take(40).collect();
    if let Some(near) = nearest(known, FIELDS.iter().map(|(name, _)| *name)) {
        return format!("{word}: is not a field; did you mean {near}:? Put it in quotes to look for it in names.");
    }
    let all: Vec<String> = FIELDS.iter().map(|(name, _)| format!("{name}:")).collect();
    format!("{word}: is not a field. Fields: {}. Put it in quotes to look for it in names.", all.join(" "))
}

fn read_field(name: &str, field: Field, value: &[Mark]) -> Result<Test, String> {
    match field {
        Field::Store => {
            let codes = values(value);
            let stores: Result<Vec<Store>, _> = codes.iter().map(|code| code.parse::<Store>()).collect();
            match stores.map_err(|error| error.to_string())? {
                stores if stores.is_empty() => {
                    Err("store: needs ssm (Parameter Store) or sm (Secrets Manager)".to_owned())
                }
                stores => Ok(Test::Store(stores)),
            }
        }
        Field::Text(field) => match patterns(value) {
            patterns if patterns.is_empty() => {
                Err(format!("{name}: needs a value, such as {name}:prod or {name}:a,b*"))
            }
            patterns => Ok(Test::Field(field, patterns)),
        },
        Field::Tag => read_tag(value),
        Field::Days(field) => read_days(name, field, value),
        Field::Readers => read_readers(value),
        Field::Due => read_due(value),
        Field::Is => read_property(&plain(value)),
    }
}

fn read_tag(value: &[Mark]) -> Result<Test, String> {
    let (key, patterns) = match split_at(value, '=') {
        Some((key, rest)) => (key, patterns(rest)),
        None => (value, Vec::new()),
    };
    if key.contains(&(',', false)) {
        return Err("tag: takes one key: tag:team, tag:team=payments or tag:team=a,b".to_owned());
    }
    match plain(key) {
        key if key.is_empty() => Err("tag: needs a key: tag:team or tag:team=payments".to_owned()),
        key => Ok(Test::Tag(key, patterns)),
    }
}

fn read_days(name: &str, field: DayField, value: &[Mark]) -> Result<Test, String> {
    let text = plain(value).to_ascii_lowercase();
    if let Some((_, _, property)) = DAY_WORDS.iter().find(|(of, word, _)| *of == field && *word == text) {
        return Ok(Test::Is(*property));
    }
    let (rest, comparison) = compared(&text);
    match days(rest) {
        Some(days) => Ok(Test::Days(field, comparison, days)),
        None => {
            Err(format!("{name}: needs a number of days, weeks, months or years, such as {name}:>90d or {name}:<=1y"))
        }
    }
}

fn read_readers(value: &[Mark]) -> Result<Test, String> {
    let text = plain(value);
    let (rest, comparison) = compared(&text);
    match number(rest) {
        Some(readers) => Ok(Test::Readers(comparison, readers)),
        None => Err("readers: needs a number, such as readers:>10 or readers:0".to_owned()),
    }
}

fn read_due(value: &[Mark]) -> Result<Test, String> {
    let text = plain(value).to_ascii_lowercase();
    let (rest, comparison) = compared(&text);
    if let Some(days) = days(rest) {
        return Ok(Test::Due(DueTest { asked: DueAsked::Days(comparison, days), rows: Vec::new() }));
    }
    let codes = values(value);
    let states: Option<Vec<DueState>> =
        codes.iter().map(|code| DueState::from_code(&code.to_ascii_lowercase())).collect();
    match states {
        Some(states) if !states.is_empty() => Ok(Test::Due(DueTest { asked: DueAsked::In(states), rows: Vec::new() })),
        _ => {
            let known = DueState::ALL.map(DueState::code).join(", ");
            Err(format!("due: needs a state ({known}) or the days to its date, such as due:<30d"))
        }
    }
}

/// What stands after the sign, and how it compares.
fn compared(text: &str) -> (&str, Comparison) {
    let signed = SIGNS.iter().find_map(|(sign, comparison)| Some((text.strip_prefix(sign)?, *comparison)));
    signed.unwrap_or((text, Comparison::Equal))
}

/// `90`, `90d`, `2w` (7 days each), `6m` (30 days each), `1y` (365 days each).
fn days(text: &str) -> Option<u32> {
    let (number, each) = match text.char_indices().next_back()? {
        (at, 'd') => (text.get(..at)?, 1),
        (at, 'w') => (text.get(..at)?, 7),
        (at, 'm') => (text.get(..at)?, 30),
        (at, 'y') => (text.get(..at)?, 365),
        _ => (text, 1),
    };
    self::number(number)?.checked_mul(each)
}

/// Digits alone: `parse` would take `+5`.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn read_property(text: &str) -> Result<Test, String> {
    let known = text.to_ascii_lowercase();
    if let Some(property) = Property::ALL.into_iter().find(|property| property.code() == known) {
        return Ok(Test::Is(property));
    }
    let codes = Property::ALL.map(Property::code);
    let text: String = text.chars().take(40).collect();
    Err(match nearest(&known, codes) {
        Some(near) if !text.is_empty() => format!("is:{text} is not a property; did you mean is:{near}?"),
        _ => format!("is: takes one of {}", codes.join(", ")),
    })
}

/// The text of the marks, quotes taken away.
fn plain(marks: &[Mark]) -> String {
    marks.iter().map(|(character, _)| character).collect()
}

/// What stands before and after the first of a character outside quotes.
fn split_at(marks: &[Mark], at: char) -> Option<(&[Mark], &[Mark])> {
    let found = marks.iter().position(|mark| *mark == (at, false))?;
    Some((marks.get(..found)?, marks.get(found + 1..)?))
}

/// Values between commas; empty ones are left out.
fn values(marks: &[Mark]) -> Vec<String> {
    marks.split(|mark| *mark == (',', false)).map(plain).filter(|value| !value.is_empty()).collect()
}

fn patterns(marks: &[Mark]) -> Vec<Pattern> {
    values(marks).into_iter().map(Pattern).collect()
}

#[cfg(test)]
mod tests;
