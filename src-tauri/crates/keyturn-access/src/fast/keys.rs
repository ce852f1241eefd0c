//! The condition keys that policies mention, each numbered once.

use std::collections::HashMap;

use super::verdict::Cause;
use crate::keys::canonical;

/// The number of a key as it is spelt.
pub(super) type KeyId = u32;

/// What a key's value hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// On the one who calls.
    Principal,
    /// On what is called upon.
    Column,
    /// On neither.
    Neither,
}

/// A key that some policy mentions.
#[derive(Debug)]
pub(super) struct Key {
    /// As it is spelt.
    pub(super) text: String,
    /// In lower case.
    pub(super) lower: String,
    /// The number of its name.
    cause: Cause,
    /// What it hangs on.
    pub(super) side: Side,
}

/// The keys.
#[derive(Debug, Default)]
pub(super) struct Keys {
    list: Vec<Key>,
    ids: HashMap<String, KeyId>,
    names: Vec<String>,
    causes: HashMap<String, Cause>,
}

/// The start, or all, of keys that hang on the one who calls.
const OF_PRINCIPAL: [&str; 10] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag/",
    "aws:principaltype",
    "aws:username",
    "aws:userid",
    "kms:calleraccount",
];

/// The start, or all, of keys that hang on what is called upon.
const OF_COLUMN: [&str; 12] = [
    "aws:requestedregion",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:resourcetag/",
    "secretsmanager:resourcetag/",
    "secretsmanager:resource/allowrotationlambdaarn",
    "secretsmanager:secretid",
    "secretsmanager:secretprimaryregion",
    "ssm:resourcetag/",
    "ssm:recursive",
    "kms:",
];

impl Keys {
    /// The number of a key.
    pub(super) fn id(&mut self, text: &str) -> KeyId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let lower = text.to_ascii_lowercase();
        let on = |list: &[&str]| {
            list.iter().any(|name| lower == *name || (name.ends_with(['/', ':']) && lower.starts_with(name)))
        };
        let side = if on(&OF_PRINCIPAL) {
            Side::Principal
        } else if on(&OF_COLUMN) {
            Side::Column
        } else {
            Side::Neither
        };
        let cause = self.name(&canonical(text));
        let id = KeyId::try_from(self.list.len()).unwrap_or(KeyId::MAX);
        self.list.push(Key { text: text.to_owned(), lower, cause, side });
        self.ids.insert(text.to_owned(), id);
        id
    }

    /// The number of a name.
    pub(super) fn name(&mut self, name: &str) -> Cause {
        let next = Cause::try_from(self.names.len()).unwrap_or(Cause::MAX);
        let cause = *self.causes.entry(name.to_owned()).or_insert(next);
        if cause == next {
            self.names.push(name.to_owned());
        }
        cause
    }

    /// A key by its number.
    pub(super) fn get(&self, id: KeyId) -> &Key {
        &self.list[id as usize]
    }

    /// The number of a key's name.
    pub(super) fn cause(&self, id: KeyId) -> Cause {
        self.get(id).cause
    }

    /// A name by its number, as AWS writes it.
    pub(super) fn text(&self, cause: Cause) -> &str {
        &self.names[cause as usize]
    }
}
