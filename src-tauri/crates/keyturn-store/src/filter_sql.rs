//! A parsed filter as SQL over the `listing` table (alias `l`). What a person typed is only ever bound, never written
//! into the statement.

use chrono::{DateTime, Utc};
use keyturn_domain::filter::{Comparison, DayField, Filter, Pattern, Property, Term, Test, TextField};
use keyturn_domain::key::KeyManager;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value, ValueRef};

use crate::error::StoreError;
use crate::row;

/// Most terms, patterns and stores in one filter: SQLite nests an expression at most 1,000 deep.
pub(crate) const MOST_PARTS: usize = 400;

/// A condition and the values bound to it, in the order of its question marks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// The condition that a row of the list must meet at `now`.
///
/// Replicas whose primary is known are left out always, secrets that are gone unless the filter asks for them.
pub(crate) fn compile(filter: &Filter, now: DateTime<Utc>) -> Result<Condition, StoreError> {
    let parts = filter.terms.iter().map(parts).sum();
    if parts > MOST_PARTS {
        return Err(StoreError::FilterTooLong { parts, most: MOST_PARTS });
    }
    let asks_for_gone = |term: &Term| !term.negated && term.test == Test::Is(Property::Gone);
    let mut condition = Condition { sql: "l.counted".to_owned(), values: Vec::new() };
    if !filter.terms.iter().any(asks_for_gone) {
        condition.sql.push_str(" AND l.gone_at IS NULL");
    }
    for term in &filter.terms {
        condition.sql.push_str(if term.negated { " AND NOT IFNULL(" } else { " AND IFNULL(" });
        condition.ask(&term.test, now);
        // What is not known passes no test, and so passes the negation of each.
        condition.sql.push_str(", 0)");
    }
    Ok(condition)
}

fn parts(term: &Term) -> usize {
    match &term.test {
        Test::Store(stores) => stores.len() + 1,
        Test::Field(_, patterns) | Test::Tag(_, patterns) => patterns.len() + 1,
        Test::Name(_) | Test::Arn(_) | Test::Days(..) | Test::Readers(..) | Test::Due(_) | Test::Is(_) => 1,
    }
}

/// How a pattern without a `*` compares.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Compare {
    Whole,
    Containing,
}

impl Condition {
    pub(crate) fn bind(&mut self, sql: &str, value: impl Into<Value>) {
        self.sql.push_str(sql);
        self.values.push(value.into());
    }

    fn ask(&mut self, test: &Test, now: DateTime<Utc>) {
        match test {
            Test::Name(part) => self.bind("instr(l.name_key, ?) > 0", part.to_ascii_lowercase()),
            Test::Arn(part) => {
                self.bind("(instr(lower(l.arn), ?) > 0", part.to_ascii_lowercase());
                self.bind(" OR instr(l.name_key, ?) > 0)", part.to_ascii_lowercase());
            }
            Test::Store(stores) => self.any(stores, |this, store| this.bind("l.store = ?", store.code().to_owned())),
            Test::Field(field, patterns) => self.any(patterns, |this, pattern| this.field(*field, pattern)),
            Test::Tag(key, patterns) => {
                self.bind("l.id IN (SELECT t.secret FROM secret_tags t WHERE t.key = ?", key.to_ascii_lowercase());
                if !patterns.is_empty() {
                    self.sql.push_str(" AND ");
                    self.any(patterns, |this, pattern| this.pattern("t.value", Compare::Containing, pattern));
                }
                self.sql.push(')');
            }
            Test::Days(field, comparison, days) => self.days(*field, *comparison, *days, now),
            Test::Readers(comparison, readers) => self.bind(
                &format!(
                    "(SELECT r.can + r.conditional FROM access_secrets r WHERE r.arn = l.arn) {} ?",
                    comparison.sign()
                ),
                i64::from(*readers),
            ),
            Test::Due(test) => {
                let rows: Vec<String> = test.rows.iter().map(i64::to_string).collect();
                self.bind("l.id IN (SELECT value FROM json_each(?))", format!("[{}]", rows.join(",")));
            }
            Test::Is(property) => self.sql.push_str(match property {
                Property::Plain => "l.plain_text",
                Property::Pending => "l.pending",
                Property::Replicated => "l.replica_count > 0",
                Property::Deleted => "l.deleted_at IS NOT NULL",
                Property::Gone => "l.gone_at IS NOT NULL",
                Property::Noted => "l.noted",
                Property::Corrected => "l.corrected",
                Property::Unowned => "l.owner IS NULL",
                Property::Ageless => "l.value_made_at IS NULL",
                // Parameters have no such report: its absence says nothing.
                Property::NeverRead => "l.read_on IS NULL AND l.store = 'secretsmanager'",
            }),
        }
    }

    /// One of several must hold; none of none does.
    pub(crate) fn any<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.sql.push('(');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.sql.push_str(" OR ");
            }
            each(self, item);
        }
        if items.is_empty() {
            self.sql.push('0');
        }
        self.sql.push(')');
    }

    fn field(&mut self, field: TextField, pattern: &Pattern) {
        match field {
            TextField::Account => {
                self.sql.push('(');
                self.pattern("l.account", Compare::Containing, pattern);
                self.sql.push_str(" OR l.account IN (SELECT n.id FROM accounts n WHERE ");
                self.pattern("n.name", Compare::Containing, pattern);
                self.sql.push_str("))");
            }
            TextField::Region => self.pattern("l.region", Compare::Whole, pattern),
            TextField::Kind => self.pattern("l.kind", Compare::Whole, pattern),
            TextField::Environment => self.pattern("l.environment", Compare::Whole, pattern),
            TextField::Service => self.pattern("l.service", Compare::Containing, pattern),
            TextField::Owner => self.pattern("l.owner", Compare::Containing, pattern),
            TextField::Rotation => self.pattern("l.rotation", Compare::Whole, pattern),
            TextField::Key if is_key_manager(pattern) => self.pattern("l.key_manager", Compare::Whole, pattern),
            TextField::Key => self.pattern("l.key_alias", Compare::Containing, pattern),
            TextField::Name => self.pattern("l.name", Compare::Containing, pattern),
        }
    }

    pub(crate) fn pattern(&mut self, column: &str, compare: Compare, pattern: &Pattern) {
        let text = pattern.0.to_ascii_lowercase();
        if let Some(whole) = text.strip_prefix('=') {
            self.bind(&format!("lower({column}) = ?"), whole.to_owned());
        } else if text.contains('*') {
            self.bind(&format!("matches({column}, ?)"), text);
        } else if compare == Compare::Whole {
            self.bind(&format!("lower({column}) = ?"), text);
        } else {
            self.bind(&format!("instr(lower({column}), ?) > 0"), text);
        }
    }

    fn days(&mut self, field: DayField, comparison: Comparison, days: u32, now: DateTime<Utc>) {
        let sign = comparison.sign();
        // Whole days, never negative: as `ValueAge::days` counts them.
        let millis = |column: &str| format!("MAX((? - l.{column}) / 86400000, 0) {sign} ?");
        let (sql, present) = match field {
            DayField::Read => (format!("MAX(? - l.read_on, 0) {sign} ?"), row::day_number(now.date_naive())),
            DayField::Age => (millis("value_made_at"), row::millis(now)),
            DayField::Rotated => (millis("rotated_at"), row::millis(now)),
            DayField::Seen => (millis("first_seen_at"), row::millis(now)),
            DayField::Changed => (millis("changed_at"), row::millis(now)),
        };
        self.sql.push_str(&sql);
        self.values.extend([Value::Integer(present), Value::Integer(days.into())]);
    }
}

/// A manager's code means the manager, never an alias that contains the word.
fn is_key_manager(pattern: &Pattern) -> bool {
    let text = pattern.0.to_ascii_lowercase();
    KeyManager::from_code(text.strip_prefix('=').unwrap_or(&text)).is_some()
}

/// Gives a connection the function `matches(text, pattern)`.
///
/// LIKE and GLOB end at a NUL, take other characters than `*` for wildcards, and can be made to take exponential time.
pub(crate) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("matches", 2, flags, |call| match (call.get_raw(0), call.get_raw(1)) {
        (ValueRef::Text(text), ValueRef::Text(pattern)) => Ok(Some(matches(text, pattern))),
        _ => Ok(None),
    })
}

/// Whether the whole text matches a pattern in which `*` stands for any text, in any (ASCII) case. Takes at most the
/// product of both lengths.
pub(crate) fn matches(text: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut in_pattern) = (0, 0);
    // After the last `*`: where the pattern goes on, and up to where the star has eaten.
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(at) {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                in_pattern += 1;
                star = Some((in_pattern, at));
            }
            Some(expected) if expected.eq_ignore_ascii_case(byte) => {
                at += 1;
                in_pattern += 1;
            }
            _ => match &mut star {
                Some((after, eaten)) => {
                    *eaten += 1;
                    (at, in_pattern) = (*eaten, *after);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(in_pattern).all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (text, pattern, expect) in [
            ("prod/db", "prod/*", true),
            ("prod/db", "PROD/*", true),
            ("prod/db", "*db", true),
            ("prod/db", "*/*", true),
            ("prod/db", "*", true),
            ("", "*", true),
            ("", "", true),
            ("prod/db", "prod", false),
            ("prod/db", "db*", false),
            ("aab", "*ab", true),
            ("abab", "a*ab", true),
            ("ab", "a**b", true),
            ("a%b_c", "a%*", true),
            ("axb_c", "a%*", false),
            ("a\0b", "*b", true),
            ("été", "é*é", true),
        ] {
            assert_eq!(matches(text.as_bytes(), pattern.as_bytes()), expect, "{text:?} {pattern:?}");
        }
    }

    #[test]
    fn a_filter_that_no_query_holds_is_refused() {
        let term = Term { negated: false, test: Test::Name("a".to_owned()) };
        let filter = Filter { terms: vec![term; MOST_PARTS + 1] };
        let refused = compile(&filter, DateTime::UNIX_EPOCH);
        assert!(matches!(refused, Err(StoreError::FilterTooLong { parts, .. }) if parts == MOST_PARTS + 1));
    }

    #[test]
    fn what_was_typed_is_bound_and_not_written_into_the_statement() {
        let hostile = "x') OR 1=1; DROP TABLE secrets; --";
        let terms = [
            Test::Name(hostile.to_owned()),
            Test::Field(TextField::Account, vec![Pattern(hostile.to_owned()), Pattern(format!("*{hostile}"))]),
            Test::Tag(hostile.to_owned(), vec![Pattern(format!("={hostile}"))]),
            Test::Days(DayField::Age, Comparison::More, 90),
            Test::Days(DayField::Read, Comparison::AtMost, 7),
            Test::Readers(Comparison::More, 10),
        ];
        let terms = terms.into_iter().map(|test| Term { negated: false, test }).collect();
        let condition = compile(&Filter { terms }, DateTime::UNIX_EPOCH).expect("a condition");
        assert!(!condition.sql.contains("DROP"));
        // One term a line.
        insta::assert_snapshot!(condition.sql.replace(" AND IFNULL", "\nAND IFNULL"), @r"
        l.counted AND l.gone_at IS NULL
        AND IFNULL(instr(l.name_key, ?) > 0, 0)
        AND IFNULL(((instr(lower(l.account), ?) > 0 OR l.account IN (SELECT n.id FROM accounts n WHERE instr(lower(n.name), ?) > 0)) OR (matches(l.account, ?) OR l.account IN (SELECT n.id FROM accounts n WHERE matches(n.name, ?)))), 0)
        AND IFNULL(l.id IN (SELECT t.secret FROM secret_tags t WHERE t.key = ? AND (lower(t.value) = ?)), 0)
        AND IFNULL(MAX((? - l.value_made_at) / 86400000, 0) > ?, 0)
        AND IFNULL(MAX(? - l.read_on, 0) <= ?, 0)
        AND IFNULL((SELECT r.can + r.conditional FROM access_secrets r WHERE r.arn = l.arn) > ?, 0)
        ");
        assert_eq!(condition.sql.matches('?').count(), condition.values.len());
    }
}
