//! What must hold for any bytes: nothing panics, where the chunks end makes no difference, bounds are kept, and the order
//! of events changes no read. Used by the fuzzer, and by an ordinary test over the kept corpus.

use std::io::Read;
use std::ops::ControlFlow;

use keyturn_trail::envelope::{End, Intake, Limits, events};
use keyturn_trail::event::Event;
use keyturn_trail::reads::reads;
use keyturn_trail::resolve::Index;

/// Gives a few bytes at a time.
struct Sips<'a>(&'a [u8]);

impl Read for Sips<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let got = self.0.len().min(7).min(room.len());
        let (now, later) = self.0.split_at(got);
        room[..got].copy_from_slice(now);
        self.0 = later;
        Ok(got)
    }
}

fn taken(input: impl Read) -> (Vec<Event>, Intake) {
    let limits = Limits { record: 64 << 10, total: 4 << 20, ..Limits::default() };
    let mut found = Vec::new();
    let intake = events(input, &limits, &Index::default(), |event| {
        found.push(event);
        ControlFlow::Continue(())
    });
    (found, intake)
}

/// Reads the bytes as a file, in two ways.
pub(crate) fn check(bytes: &[u8]) {
    let (mut events, intake) = taken(bytes);
    let (sipped, sipped_intake) = taken(Sips(bytes));
    // Where a packed stream is damaged, the unpacker keeps to itself what it had of the last chunk.
    if intake.tally.end != End::Damaged && sipped_intake.tally.end != End::Damaged {
        assert_eq!(events, sipped, "chunks make no difference");
        assert_eq!((intake.wanted, intake.not_wanted), (sipped_intake.wanted, sipped_intake.not_wanted));
    }
    assert_eq!(intake.wanted, events.len() as u64);
    for event in &events {
        assert!(event.id.0.len() <= 128 && event.agent.as_str().len() <= 256, "text is bounded");
    }
    let forwards = reads(&events);
    events.reverse();
    assert_eq!(reads(&events), forwards, "order makes no difference");
}
