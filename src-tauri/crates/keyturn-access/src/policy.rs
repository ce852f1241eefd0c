//! A policy as its grammar has it: statements, elements, conditions; nothing interpreted yet.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

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
    /// An account: its id, or the ARN that ends in `:root`. It delegates to the account, and grants nobody by itself.
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
