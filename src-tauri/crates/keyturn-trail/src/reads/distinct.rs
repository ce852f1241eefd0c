//! Each event once: copies in other folders, copies in the owner's account, and corrected deliveries put aside.

use std::collections::{HashMap, HashSet};

use crate::event::{Event, EventId};

/// An event, and the ids of its copies in other accounts.
#[derive(Clone)]
pub(super) struct Told<'e> {
    pub(super) event: &'e Event,
    copies: Vec<&'e EventId>,
}

impl Told<'_> {
    /// The event's id, then its copies'.
    pub(super) fn ids(&self) -> Vec<EventId> {
        std::iter::once(&self.event.id).chain(self.copies.iter().copied()).cloned().collect()
    }
}

/// The distinct events by time, the same whatever order they came in.
pub(super) fn distinct(events: &[Event]) -> Vec<Told<'_>> {
    let mut by_id: HashMap<&EventId, &Event> = HashMap::with_capacity(events.len());
    for event in events {
        by_id
            .entry(&event.id)
            .and_modify(|known| {
                if is_better(event, known) {
                    *known = event;
                }
            })
            .or_insert(event);
    }
    let replaced: HashSet<&EventId> = by_id
        .values()
        .filter_map(|event| event.corrects.as_ref().map(|original| (event, original)))
        // Two that claim to correct each other: one of them stays.
        .filter(|(event, original)| {
            let mutual = by_id.get(original).is_some_and(|known| known.corrects.as_ref() == Some(&event.id));
            event.id != **original && !(mutual && event.id > **original)
        })
        .map(|(_, original)| original)
        .collect();

    let mut kept: Vec<&Event> = by_id.into_values().filter(|event| !replaced.contains(&event.id)).collect();
    kept.sort_by_key(|event| (event.at, &event.id));
    let mut shared: HashMap<&EventId, usize> = HashMap::new();
    let mut told: Vec<Told<'_>> = Vec::with_capacity(kept.len());
    for event in kept {
        let first = event.shared_id.as_ref().map(|id| *shared.entry(id).or_insert(told.len()));
        match first.and_then(|first| told.get_mut(first)) {
            Some(known) => {
                // The caller's own account tells who it was; the owner's may show an account alone.
                if is_anonymous(known.event) && !is_anonymous(event) {
                    known.copies.push(&known.event.id);
                    known.event = event;
                } else {
                    known.copies.push(&event.id);
                }
            }
            None => told.push(Told { event, copies: Vec::new() }),
        }
    }
    // A copy that took the place of another may have another time.
    told.sort_by_key(|one| (one.event.at, &one.event.id));
    told
}

/// Whether an event is to be kept rather than another with its id: a corrected one; else any, but always the same.
fn is_better(event: &Event, known: &Event) -> bool {
    match (event.corrects.is_some(), known.corrects.is_some()) {
        (true, false) => true,
        (false, true) => false,
        _ => event != known && format!("{event:?}") < format!("{known:?}"),
    }
}

fn is_anonymous(event: &Event) -> bool {
    let name = &event.by.principal.name;
    name == "unknown" || name.starts_with("account/")
}
