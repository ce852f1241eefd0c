//! Policies of a snapshot, each kept once.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use super::{PlacedFault, PolicyId};
use crate::policy::{Document, Fault, Kind, Parsed, parse_value};

/// The policies seen so far.
#[derive(Default)]
pub(super) struct Documents {
    pub(super) policies: Vec<Document>,
    pub(super) faults: Vec<PlacedFault>,
    hasher: RandomState,
    /// By the hash of a document, those that have it.
    seen: HashMap<u64, Vec<PolicyId>>,
    texts: HashMap<Kind, HashMap<String, (PolicyId, Vec<Fault>)>>,
}

/// The longest name that a fault repeats, in characters.
const NAMED: usize = 300;

impl Documents {
    /// Keeps a document, once.
    pub(super) fn keep(&mut self, document: Document) -> PolicyId {
        let alike = self.seen.entry(self.hasher.hash_one(&document)).or_default();
        if let Some(id) = alike.iter().find(|id| self.policies[id.0] == document) {
            return *id;
        }
        let id = PolicyId(self.policies.len());
        alike.push(id);
        self.policies.push(document);
        id
    }

    /// Reads a policy that stands as an object or as text (plain or percent-encoded). What cannot be read is named and
    /// replaced by what may allow and deny everything.
    pub(super) fn read(&mut self, value: &Value, kind: Kind, account: &str, of: &str) -> PolicyId {
        let known = value.as_str().and_then(|text| self.texts.get(&kind)?.get(text));
        let (id, faults) = if let Some(known) = known {
            known.clone()
        } else {
            let Parsed { mut document, mut faults } = parse_value(value).unwrap_or_else(|why| Parsed::unreadable(&why));
            let whole = faults.iter().any(|fault| fault.place.is_empty());
            if !whole {
                faults.extend(document.check_as(kind));
            }
            let found = (self.keep(document), faults);
            if let Value::String(text) = value {
                self.texts.entry(kind).or_default().insert(text.clone(), found.clone());
            }
            found
        };
        for fault in faults {
            self.fault(account, of, &fault.place, &fault.what);
        }
        id
    }

    /// What stands in for a policy that is not there to be read.
    pub(super) fn unreadable(&mut self) -> PolicyId {
        self.keep(Document::unreadable())
    }

    /// Names something that was not understood.
    pub(super) fn fault(&mut self, account: &str, of: &str, place: &str, what: &str) {
        self.faults.push(PlacedFault {
            account: account.to_owned(),
            of: of.chars().take(NAMED).collect(),
            place: place.to_owned(),
            what: what.chars().take(NAMED).collect(),
        });
    }
}
