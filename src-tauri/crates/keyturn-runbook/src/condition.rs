//! Conditions of steps: `git.reach != "not_pushed" and known(secret.issuer)`.
//!
//! ```text
//! or         = and { "or" and } ;      and = not { "and" not } ;
//! not        = "not" not | "(" or ")" | "known" "(" fact ")" | comparison ;
//! comparison = fact ( "==" | "!=" ) string | fact "in" "[" string { "," string } "]" ;
//! fact       = ident { "." ident } ;   string = '"' { any but '"' } '"' ;
//! ```
//!
//! No functions but `known`, no loops, no numbers: a condition always ends. It has three values (Kleene's strong logic
//! of indeterminacy, "Introduction to Metamathematics", § 64): what compares an unknown fact is unknown, and a step whose
//! condition is unknown is shown and asked, never hidden.

mod parse;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use parse::BadCondition;
pub(crate) use parse::is_fact;

/// What is known in a run: names of facts to their values.
pub type Facts = BTreeMap<String, String>;

/// True, false, or not to be decided with what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tri {
    /// The step is needed.
    True,
    /// The step is not needed: shown dimmed.
    False,
    /// Nobody can tell yet: shown and asked.
    Unknown,
}

impl Tri {
    fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// The tree of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// Any of them.
    Or(Vec<Expression>),
    /// All of them.
    And(Vec<Expression>),
    /// The opposite.
    Not(Box<Expression>),
    /// Whether a fact is known: never unknown itself.
    Known(String),
    /// Whether a fact is one of these values.
    In(String, Vec<String>),
}

/// A parsed condition. Its JSON form is its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Condition {
    text: String,
    expression: Expression,
}

impl Condition {
    /// What it comes to with these facts.
    pub fn eval(&self, facts: &Facts) -> Tri {
        eval(&self.expression, facts)
    }

    /// The facts that it names.
    pub fn facts(&self) -> BTreeSet<&str> {
        self.comparisons().into_iter().map(|(fact, _)| fact).collect()
    }

    /// Each fact with the values that it is compared with; none for `known`.
    pub fn comparisons(&self) -> Vec<(&str, &[String])> {
        let mut found = Vec::new();
        collect(&self.expression, &mut found);
        found
    }

    /// Whether the condition is true for no values of its facts (L27). `values` tells what a fact can be; where it
    /// cannot tell, the values of the condition and one other are tried. `None` where there are too many to try.
    pub fn is_ever_true<'a>(&'a self, values: impl Fn(&str) -> Option<Vec<&'a str>>) -> Option<bool> {
        /// More combinations than a person would write.
        const MOST: usize = 20_000;
        let mut domains: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (fact, compared) in self.comparisons() {
            let domain = domains.entry(fact).or_default();
            match values(fact) {
                Some(possible) => domain.extend(possible),
                // No fact can be the empty text, so it stands for any other value.
                None => domain.extend(compared.iter().map(String::as_str).chain([""])),
            }
        }
        // Each fact can also be unknown, which only `known` tells from a value.
        let counts: Vec<usize> = domains.values().map(|domain| domain.len() + 1).collect();
        let all = counts.iter().try_fold(1_usize, |all, count| all.checked_mul(*count)).filter(|all| *all <= MOST)?;
        Some((0..all).any(|mut number| {
            let mut facts = Facts::new();
            for (fact, domain) in &domains {
                let choice = number % (domain.len() + 1);
                number /= domain.len() + 1;
                if let Some(value) = domain.iter().nth(choice) {
                    facts.insert((*fact).to_owned(), (*value).to_owned());
                }
            }
            self.eval(&facts) == Tri::True
        }))
    }

    pub(crate) fn expression(&self) -> &Expression {
        &self.expression
    }
}

fn eval(expression: &Expression, facts: &Facts) -> Tri {
    match expression {
        Expression::Or(parts) => any(parts.iter().map(|part| eval(part, facts))),
        // Both parts hold where neither fails.
        Expression::And(parts) => any(parts.iter().map(|part| eval(part, facts).not())).not(),
        Expression::Not(part) => eval(part, facts).not(),
        Expression::Known(fact) => Tri::of(facts.contains_key(fact)),
        Expression::In(fact, values) => facts.get(fact).map_or(Tri::Unknown, |value| Tri::of(values.contains(value))),
    }
}

/// True if one is, false if all are, and unknown otherwise.
fn any(parts: impl Iterator<Item = Tri>) -> Tri {
    let mut found = Tri::False;
    for part in parts {
        match part {
            Tri::True => return Tri::True,
            Tri::Unknown => found = Tri::Unknown,
            Tri::False => {}
        }
    }
    found
}

fn collect<'a>(expression: &'a Expression, found: &mut Vec<(&'a str, &'a [String])>) {
    match expression {
        Expression::Or(parts) | Expression::And(parts) => parts.iter().for_each(|part| collect(part, found)),
        Expression::Not(part) => collect(part, found),
        Expression::Known(fact) => found.push((fact, &[])),
        Expression::In(fact, values) => found.push((fact, values)),
    }
}

impl FromStr for Condition {
    type Err = BadCondition;

    fn from_str(text: &str) -> Result<Self, BadCondition> {
        Ok(Self { text: text.to_owned(), expression: parse::parse(text)? })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.text
    }
}

impl TryFrom<String> for Condition {
    type Error = BadCondition;

    fn try_from(text: String) -> Result<Self, BadCondition> {
        text.parse()
    }
}

#[cfg(test)]
mod tests;
