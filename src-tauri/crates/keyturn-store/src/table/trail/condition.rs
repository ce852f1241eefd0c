//! What is asked of events as SQL over `trail_events` (alias `e`). What a person typed is only ever bound.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use keyturn_domain::arn::SecretArn;
use keyturn_domain::filter::Pattern;
use keyturn_trail::call::{Call, Class};
use keyturn_trail::read::Way;
use rusqlite::types::Value;

use super::uses::Ended;
use super::{event_key, events, sources};
use crate::error::StoreError;
use crate::filter_sql::{Compare, Condition, MOST_PARTS};
use crate::row;

/// What is asked of events: every term must hold. Empty: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadsAsked {
    /// The terms.
    pub terms: Vec<ReadTerm>,
}

/// One term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadTerm {
    /// Whether the test must fail rather than hold.
    pub negated: bool,
    /// The test.
    pub test: ReadTest,
}

/// What a term asks of an event. Of several values one must fit; of none, none does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadTest {
    /// A name, session, person, source, agent, call or error code contains this text, in any ASCII case.
    Text(String),
    /// A text fits one of these patterns.
    Field(ReadField, Vec<Pattern>),
    /// It is aimed at this secret of the inventory.
    Secret(SecretArn),
    /// It came from an address of one of these networks: an address and the bits that count.
    Network(Vec<(IpAddr, u8)>),
    /// One of these tests holds.
    Any(Vec<ReadTest>),
    /// It ended so.
    Ended(Vec<Ended>),
    /// It asked for values in one of these ways.
    Way(Vec<Way>),
    /// It is of one of these classes.
    Class(Vec<Class>),
    /// It was made at or after this instant (UTC).
    Since(DateTime<Utc>),
    /// It was made before this instant (UTC).
    Until(DateTime<Utc>),
}

/// Fields that hold text. Patterns without a `*` compare as each says; `=` before a pattern compares the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadField {
    /// The name of what it was aimed at; contains.
    Secret,
    /// The principal's name, or `account:name`; contains.
    Principal,
    /// The account's id, whole, or its name; contains.
    Account,
    /// The region's code; whole.
    Region,
    /// The source or the VPC endpoint; contains.
    Source,
    /// The program; contains.
    Agent,
    /// The session's name; contains.
    Session,
    /// The person; contains.
    Person,
    /// The call's name, such as `GetSecretValue`; whole.
    Call,
    /// The error code; contains.
    Error,
}

impl ReadField {
    /// Every field.
    pub const ALL: [Self; 10] = [
        Self::Secret,
        Self::Principal,
        Self::Account,
        Self::Region,
        Self::Source,
        Self::Agent,
        Self::Session,
        Self::Person,
        Self::Call,
        Self::Error,
    ];
}

/// The instant of an event in milliseconds since 1970.
pub(super) const AT: &str = "((e.id >> 25) * 1000 + e.millis)";

/// The condition that an event must meet.
pub(super) fn compile(asked: &ReadsAsked) -> Result<Condition, StoreError> {
    let parts = asked.terms.iter().map(|term| parts(&term.test)).sum();
    if parts > MOST_PARTS {
        return Err(StoreError::FilterTooLong { parts, most: MOST_PARTS });
    }
    let mut condition = Condition { sql: "1".to_owned(), values: Vec::new() };
    for term in &asked.terms {
        condition.sql.push_str(if term.negated { " AND NOT (" } else { " AND (" });
        hold(&mut condition, &term.test);
        condition.sql.push(')');
    }
    Ok(condition)
}

fn parts(test: &ReadTest) -> usize {
    match test {
        ReadTest::Field(_, patterns) => patterns.len() * 2 + 1,
        ReadTest::Network(networks) => networks.len() + 1,
        ReadTest::Text(_) => 8,
        ReadTest::Any(tests) => tests.iter().map(parts).sum::<usize>() + 1,
        _ => 2,
    }
}

fn hold(condition: &mut Condition, test: &ReadTest) {
    match test {
        ReadTest::Text(part) => {
            let containing = [Pattern(part.replace('*', ""))];
            let fields = ReadField::ALL.iter().filter(|field| !matches!(field, ReadField::Account | ReadField::Region));
            let fields: Vec<_> = fields.collect();
            condition.any(&fields, |this, field| field_test(this, **field, &containing, true));
        }
        ReadTest::Field(field, patterns) => field_test(condition, *field, patterns, false),
        ReadTest::Secret(arn) => {
            condition.bind(
                "e.targets IN (SELECT t.id FROM trail_targets t JOIN trail_objects o ON o.id = t.object WHERE o.arn = ?",
                arn.as_str().to_owned(),
            );
            condition.sql.push(')');
        }
        ReadTest::Network(networks) => {
            condition.sql.push_str("e.source IN (SELECT s.id FROM trail_sources s WHERE ");
            condition.any(networks, |this, (address, bits)| {
                let (low, high) = sources::range(*address, *bits);
                this.bind("length(s.address) = ?", i64::try_from(low.len()).unwrap_or_default());
                this.bind(" AND s.address BETWEEN ?", low);
                this.bind(" AND ?", high);
            });
            condition.sql.push(')');
        }
        ReadTest::Any(tests) => condition.any(tests, hold),
        ReadTest::Ended(ends) => condition.any(ends, |this, ended| this.bind("e.outcome = ?", ended.number())),
        ReadTest::Way(ways) => calls(condition, |call| way(call).is_some_and(|way| ways.contains(&way))),
        ReadTest::Class(classes) => calls(condition, |call| classes.contains(&call.class())),
        ReadTest::Since(at) => {
            condition.bind("e.id >= ?", event_key::first_place(*at));
            condition.bind(&format!(" AND {AT} >= ?"), row::millis(*at));
        }
        ReadTest::Until(at) => {
            let after = at.checked_add_signed(chrono::TimeDelta::seconds(1)).unwrap_or(*at);
            condition.bind("e.id < ?", event_key::first_place(after));
            condition.bind(&format!(" AND {AT} < ?"), row::millis(*at));
        }
    }
}

/// By which way a call asks for values.
pub(super) fn way(call: Call) -> Option<Way> {
    Some(match call {
        Call::GetSecretValue | Call::GetParameter | Call::GetParameters => Way::Named,
        Call::BatchGetSecretValue => Way::Batch,
        Call::GetParametersByPath => Way::Path,
        Call::GetParameterHistory => Way::History,
        Call::Decrypt => Way::Decrypt,
        Call::GetPasswordData => Way::Password,
        _ => return None,
    })
}

fn calls(condition: &mut Condition, wanted: impl Fn(Call) -> bool) {
    let calls: Vec<Call> = Call::ALL.iter().copied().filter(|call| wanted(*call)).collect();
    condition.sql.push_str("e.call IN (SELECT n.id FROM trail_names n WHERE ");
    condition.any(&calls, |this, call| this.bind("n.text = ?", events::call_text(*call)));
    condition.sql.push(')');
}

/// One of the patterns fits the field. `inside`: they are texts to be found within it.
fn field_test(condition: &mut Condition, field: ReadField, patterns: &[Pattern], inside: bool) {
    let fits = |this: &mut Condition, column: &str, compare: Compare| {
        this.any(patterns, |this, pattern| {
            if inside {
                this.bind(&format!("instr(lower({column}), ?) > 0"), pattern.0.to_ascii_lowercase());
            } else {
                this.pattern(column, compare, pattern);
            }
        });
    };
    let mut within = |before: &str, columns: &[(&str, Compare)]| {
        condition.sql.push_str(before);
        condition.any(columns, |this, (column, compare)| fits(this, column, *compare));
        condition.sql.push(')');
    };
    let containing = Compare::Containing;
    match field {
        ReadField::Secret => within(
            "e.targets IN (SELECT t.id FROM trail_targets t JOIN trail_objects o ON o.id = t.object WHERE ",
            &[("o.name", containing)],
        ),
        ReadField::Principal => within(
            "e.principal IN (SELECT p.id FROM trail_principals p WHERE ",
            &[("p.name", containing), ("p.account || ':' || p.name", containing)],
        ),
        ReadField::Account => within(
            "e.account IN (SELECT n.id FROM trail_names n LEFT JOIN accounts a ON a.id = n.text WHERE ",
            &[("n.text", Compare::Whole), ("a.name", containing)],
        ),
        ReadField::Region => {
            within("e.region IN (SELECT n.id FROM trail_names n WHERE ", &[("n.text", Compare::Whole)]);
        }
        ReadField::Source => within(
            "e.source IN (SELECT s.id FROM trail_sources s WHERE ",
            &[("s.text", containing), ("s.endpoint", containing)],
        ),
        ReadField::Agent => within("e.agent IN (SELECT n.id FROM trail_names n WHERE ", &[("n.text", containing)]),
        ReadField::Error => within("e.error IN (SELECT n.id FROM trail_names n WHERE ", &[("n.text", containing)]),
        ReadField::Session => within(
            "e.actor IN (SELECT a.id FROM trail_actors a JOIN trail_names n ON n.id = a.session WHERE ",
            &[("n.text", containing)],
        ),
        ReadField::Person => within(
            "e.actor IN (SELECT a.id FROM trail_actors a JOIN trail_names n ON n.id = a.person WHERE ",
            &[("n.text", containing)],
        ),
        ReadField::Call => within(
            "e.call IN (SELECT n.id FROM trail_names n WHERE ",
            &[("substr(n.text, instr(n.text, ':') + 1)", Compare::Whole)],
        ),
    }
}

/// The values of a condition with further ones after them.
pub(super) fn with(condition: &Condition, more: impl IntoIterator<Item = i64>) -> Vec<Value> {
    condition.values.iter().cloned().chain(more.into_iter().map(Value::Integer)).collect()
}
