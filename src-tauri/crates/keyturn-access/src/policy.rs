//! A policy as its grammar has it: statements, elements, conditions; nothing interpreted yet.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod date;
mod json;
mod parse;
mod text;

pub(crate) use date::date;
pub(crate) use parse::parse_value;
pub use parse::{Fault, NotAPolicy, Parsed, parse};

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The version of the policy language. Without one, IAM reads a policy as [`Version::V2008`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub enum Version {
    /// `2008-10-17`: variables such as `${aws:username}` are plain text.
    #[default]
    V2008,
    /// `2012-10-17`: variables are put in.
    V2012,
}

/// A policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Document {
    /// The version of its language.
    pub version: Version,
    /// `Id`, where it has one.
    pub id: Option<String>,
    /// Its statements, in order.
    pub statements: Vec<Statement>,
}

impl Document {
    /// The document that stands in for one that could not be read: it may allow everything and may deny everything.
    pub fn unreadable() -> Self {
        let statements = [Effect::Allow, Effect::Deny].map(|effect| Statement::unreadable(0, effect)).into();
        Self { version: Version::V2012, id: None, statements }
    }

    /// Marks the statements that lack what a policy of this kind must have, or have what it must not, and names them.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
    pub fn check_as(&mut self, kind: Kind) -> Vec<Fault> {
        let mut faults = Vec::new();
        for statement in &mut self.statements {
            let resource = matches!(kind, Kind::Resource | Kind::Trust | Kind::ResourceControl);
            let wrong = if resource && statement.principals.is_none() {
                statement.principals = Some(Element::Only(vec![PrincipalPattern::Anyone]));
                "a resource policy's statement without a principal"
            } else if !resource && statement.principals.is_some() {
                statement.principals = None;
                "a principal where none may stand"
            } else if kind != Kind::Trust && statement.resources.is_none() {
                "no Resource and no NotResource"
            } else {
                continue;
            };
            statement.faulty = true;
            faults.push(Fault { place: format!("Statement[{}]", statement.index), what: wrong.to_owned() });
        }
        faults
    }
}

/// What a policy is attached to, which decides what its statements must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Kind {
    /// Attached to a user, group or role, or set as their boundary, or passed with a session.
    Identity,
    /// On a secret, a parameter or a key.
    Resource,
    /// On a role: who may assume it.
    Trust,
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
}

/// Allow or deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`.
    Deny,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Statement {
    /// Its place in the document, from 0. A statement whose effect could not be understood stands twice, once as each.
    pub index: usize,
    /// Whether something in it could not be understood. What could not is replaced by the widest that it could be, and
    /// the match is unknown: the statement may allow, or may deny, wherever the rest of it matches.
    pub faulty: bool,
    /// `Sid`, where it has one.
    pub sid: Option<String>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`; `None` in identity policies.
    pub principals: Option<Element<PrincipalPattern>>,
    /// `Action` or `NotAction`: patterns as they stand, to be compared without regard to case.
    pub actions: Element<String>,
    /// `Resource` or `NotResource`: patterns as they stand; `None` in trust policies.
    pub resources: Option<Element<String>>,
    /// `Condition`: every entry must hold.
    pub conditions: Vec<Condition>,
}

impl Statement {
    /// A statement of which nothing could be understood.
    fn unreadable(index: usize, effect: Effect) -> Self {
        Self {
            index,
            faulty: true,
            sid: None,
            effect,
            principals: None,
            actions: Element::Only(vec!["*".to_owned()]),
            resources: Some(Element::Only(vec!["*".to_owned()])),
            conditions: Vec::new(),
        }
    }
}

/// An element that names what it means, or all but that (`Not…`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Element<T> {
    /// These.
    Only(Vec<T>),
    /// All but these.
    Not(Vec<T>),
}

/// Whom a resource policy's statement is about.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum PrincipalPattern {
    /// `*`, or `{"AWS": "*"}`: everybody.
    Anyone,
    /// An account, by its id (also where the ARN that ends in `:root` was written). It delegates to the account, and grants nobody by itself.
    Account(String),
    /// A user, role or session, by ARN.
    Arn(String),
    /// The id that AWS puts in place of an identity that was deleted (`AIDA…`, `AROA…`). It never matches.
    StaleId(String),
    /// An AWS service.
    Service(String),
    /// An identity provider: SAML or OIDC.
    Federated(String),
    /// A canonical user id (S3).
    CanonicalUser(String),
}

/// One entry of a `Condition`: an operator, a key, and the values of which one must match.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Condition {
    /// How the key is compared.
    pub operator: Operator,
    /// The key as it stands; keys are compared without regard to case.
    pub key: String,
    /// The values; one of them must match (for negated operators: none may).
    pub values: Vec<String>,
}

/// A condition operator with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Operator {
    /// The comparison.
    pub test: Test,
    /// `…IfExists`: holds where the key is absent.
    pub if_exists: bool,
    /// `ForAllValues:` or `ForAnyValue:`.
    pub over: Option<Over>,
}

/// Over the several values of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Over {
    /// Each of the request's values must match; holds where there are none.
    All,
    /// One of the request's values must match.
    Any,
}

/// A comparison.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "each is the operator of its name in the policy language")]
pub enum Test {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
}

impl Test {
    /// Every comparison with its name in the policy language.
    pub const NAMES: [(&'static str, Self); 27] = [
        ("StringEquals", Self::StringEquals),
        ("StringNotEquals", Self::StringNotEquals),
        ("StringEqualsIgnoreCase", Self::StringEqualsIgnoreCase),
        ("StringNotEqualsIgnoreCase", Self::StringNotEqualsIgnoreCase),
        ("StringLike", Self::StringLike),
        ("StringNotLike", Self::StringNotLike),
        ("NumericEquals", Self::NumericEquals),
        ("NumericNotEquals", Self::NumericNotEquals),
        ("NumericLessThan", Self::NumericLessThan),
        ("NumericLessThanEquals", Self::NumericLessThanEquals),
        ("NumericGreaterThan", Self::NumericGreaterThan),
        ("NumericGreaterThanEquals", Self::NumericGreaterThanEquals),
        ("DateEquals", Self::DateEquals),
        ("DateNotEquals", Self::DateNotEquals),
        ("DateLessThan", Self::DateLessThan),
        ("DateLessThanEquals", Self::DateLessThanEquals),
        ("DateGreaterThan", Self::DateGreaterThan),
        ("DateGreaterThanEquals", Self::DateGreaterThanEquals),
        ("Bool", Self::Bool),
        ("BinaryEquals", Self::BinaryEquals),
        ("IpAddress", Self::IpAddress),
        ("NotIpAddress", Self::NotIpAddress),
        ("ArnEquals", Self::ArnEquals),
        ("ArnLike", Self::ArnLike),
        ("ArnNotEquals", Self::ArnNotEquals),
        ("ArnNotLike", Self::ArnNotLike),
        ("Null", Self::Null),
    ];

    /// Whether it holds where the key has none of the values.
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }

    /// Whether variables are put into its values: only strings and ARNs take them.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
    pub fn takes_variables(self) -> bool {
        self <= Self::StringNotLike || (self >= Self::ArnEquals && self <= Self::ArnNotLike)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let over = self.over.map_or("", |over| if over == Over::All { "ForAllValues:" } else { "ForAnyValue:" });
        let name = Test::NAMES.iter().find(|(_, test)| *test == self.test).map_or("", |(name, _)| name);
        write!(f, "{over}{name}{}", if self.if_exists { "IfExists" } else { "" })
    }
}

impl FromStr for Operator {
    type Err = UnknownOperator;

    /// Reads `ForAnyValue:StringLikeIfExists` and its kin, without regard to case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.to_ascii_lowercase();
        let (over, rest) = match lower.split_once(':') {
            Some(("forallvalues", rest)) => (Some(Over::All), rest),
            Some(("foranyvalue", rest)) => (Some(Over::Any), rest),
            Some(_) => return Err(UnknownOperator),
            None => (None, lower.as_str()),
        };
        let (name, if_exists) = rest.strip_suffix("ifexists").map_or((rest, false), |name| (name, true));
        let known = Test::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let (_, comparison) = *known.ok_or(UnknownOperator)?;
        // Null asks whether the key exists: neither modifier means anything with it.
        let modified = if_exists || over.is_some();
        if comparison == Test::Null && modified {
            return Err(UnknownOperator);
        }
        Ok(Self { test: comparison, if_exists, over })
    }
}

/// A condition operator that the policy language does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such condition operator")]
pub struct UnknownOperator;
