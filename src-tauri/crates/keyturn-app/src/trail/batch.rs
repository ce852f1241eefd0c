//! Records into events, with the count of what became of each.

use keyturn_trail::event::Event;
use keyturn_trail::record::{self, Parsed};
use keyturn_trail::resolve::Index;

use super::report::Tally;

/// Events that wait to be taken in, and the count of the records they came from.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) events: Vec<Event>,
    pub(super) tally: Tally,
}

impl Batch {
    /// Takes one record's JSON text.
    pub(super) fn take(&mut self, record: &[u8], index: &Index) {
        self.tally.records += 1;
        match record::parse(record, index) {
            Parsed::Event(event) => {
                self.tally.events += 1;
                self.events.push(*event);
            }
            Parsed::NotWanted => {}
            Parsed::Unusable(why) => *self.tally.unusable.entry(why.to_string()).or_default() += 1,
        }
    }
}
