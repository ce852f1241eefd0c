//! Policies of a snapshot, each kept once.

use std::collections::HashMap;

use serde_json::Value;

use super::{PlacedFault, PolicyId};
use crate::policy::{Document, Kind, Parsed, parse};

/// The policies seen so far.
#[derive(Default)]
pub(super) struct Documents {
    pub(super) policies: Vec<Document>,
    pub(super) faults: Vec<PlacedFault>,
    seen: HashMap<Document, PolicyId>,
    texts: HashMap<(String, Kind), (PolicyId, Vec<crate::policy::Fault>)>,
}

/// The longest name that a fault repeats, in characters.
const NAMED: usize = 300;

impl Documents {
    /// Keeps a document, once.
    pub(super) fn keep(&mut self, document: Document) -> PolicyId {
        if let Some(id) = self.seen.get(&document) {
            return *id;
        }
        let id = PolicyId(self.policies.len());
        self.policies.push(document.clone());
        self.seen.insert(document, id);
        id
    }

    /// Reads a policy that stands as an object or as text (plain or percent-encoded). What cannot be read is named and
    /// replaced by what may allow and deny everything.
    pub(super) fn read(&mut self, value: &Value, kind: Kind, account: &str, of: &str) -> PolicyId {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let (id, faults) = if let Some(known) = self.texts.get(&(text.clone(), kind)) {
            known.clone()
        } else {
            let Parsed { mut document, mut faults } = parse(&text).unwrap_or_else(|why| Parsed::unreadable(&why));
            let whole = faults.iter().any(|fault| fault.place.is_empty());
            if !whole {
                faults.extend(document.check_as(kind));
            }
            let known = (self.keep(document), faults);
            self.texts.insert((text, kind), known.clone());
            known
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
