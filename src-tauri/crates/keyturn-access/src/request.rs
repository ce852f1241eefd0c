//! What is asked: who calls which action on which resource, and what is known of the call's context.

use std::collections::BTreeMap;

use crate::keys::{self, Class};

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Its ARN: of the user, the role, or the session.
    pub arn: String,
    /// Its account.
    pub account: String,
    /// What it is.
    pub kind: CallerKind,
    /// Whether a permissions boundary is set.
    pub bounded: bool,
}

/// What a caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// An IAM user.
    User,
    /// A role, whoever holds it and under whatever session name.
    Role,
    /// One session of a role, by name.
    Session,
    /// The root user of an account.
    Root,
    /// A federated user, a service, or what is not understood.
    Other,
}

impl Caller {
    /// The caller of an ARN.
    pub fn of(arn: &str, bounded: bool) -> Self {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let name = parts.get(5).copied().unwrap_or_default();
        let kind = match name.split('/').next().unwrap_or_default() {
            "user" => CallerKind::User,
            "role" => CallerKind::Role,
            "assumed-role" => CallerKind::Session,
            "root" => CallerKind::Root,
            _ => CallerKind::Other,
        };
        let account = parts.get(4).copied().unwrap_or_default().to_owned();
        Self { arn: arn.to_owned(), account, kind, bounded }
    }
}

/// What is known of one condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// The request carries these values.
    Values(Vec<String>),
    /// The request does not carry it.
    Absent,
    /// One value that begins with this and goes on in a way that cannot be known offline: a role's `aws:userid`.
    Prefix(String),
    /// It cannot be decided offline.
    Open(Class),
    /// It could be known, but what it rests on could not be read: this.
    Missing(String),
}

impl Known {
    /// One value.
    pub fn value(text: impl Into<String>) -> Self {
        Self::Values(vec![text.into()])
    }
}

/// What is known of a call's context: keys in lower case, and whether keys that are not named may be there as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    known: BTreeMap<String, Known>,
    open: bool,
}

impl Facts {
    /// A context of which exactly these keys are known to be there.
    pub fn closed() -> Self {
        Self::default()
    }

    /// The context of a call that somebody may make: what is not named is as [`keys::class`] has it.
    pub fn open() -> Self {
        Self { open: true, ..Self::default() }
    }

    /// Sets a key. A name that ends in `/` or `:` speaks for every key that begins with it and is not set by itself.
    pub fn set(&mut self, key: &str, known: Known) {
        self.known.insert(key.to_ascii_lowercase(), known);
    }

    /// Sets a tag key, of which tags that differ in nothing but case cannot be told apart.
    pub fn set_tags(&mut self, family: &str, tags: &[(String, String)]) {
        for (name, value) in tags {
            let key = format!("{family}{name}").to_ascii_lowercase();
            let known = match self.known.get(&key) {
                Some(known) if *known != Known::value(value) => {
                    Known::Missing(format!("tags that differ in the case of {name:?} alone"))
                }
                _ => Known::value(value),
            };
            self.known.insert(key, known);
        }
    }

    /// What is known of a key, in a call of this service.
    pub fn get(&self, key: &str, service: &str) -> Known {
        let lower = key.to_ascii_lowercase();
        if let Some(known) = self.known.get(&lower) {
            return known.clone();
        }
        let family = keys::entry(key).filter(|(name, _)| name.ends_with(['/', ':']));
        if let Some(known) = family.and_then(|(name, _)| self.known.get(&name.to_ascii_lowercase())) {
            return known.clone();
        }
        match keys::class(key, service) {
            Some(class) if self.open && class != Class::Static => Known::Open(class),
            _ => Known::Absent,
        }
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who calls.
    pub caller: Caller,
    /// The action: `secretsmanager:GetSecretValue`.
    pub action: String,
    /// The resource's ARN.
    pub resource: String,
    /// A second name of the resource, under which denials concern it too: the path without its trailing slash.
    pub also: Option<String>,
    /// The account that owns the resource.
    pub resource_account: String,
    /// What is known of the context.
    pub facts: Facts,
}

impl Request {
    /// The service called: `secretsmanager`.
    pub fn service(&self) -> &str {
        self.action.split(':').next().unwrap_or_default()
    }

    /// What is known of a condition key.
    pub fn key(&self, key: &str) -> Known {
        self.facts.get(key, self.service())
    }
}
