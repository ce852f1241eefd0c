//! What time it is in an incident: by the wall clock, held against a counter that nobody can set.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use chrono::TimeDelta;
use keyturn_domain::incident::clock::{Now, Session};
use keyturn_domain::incident::{Incident, IncidentId};

use crate::clock::Clock;

/// The clocks of the incidents that this process leads, each from when it was first looked at.
#[derive(Debug)]
pub(crate) struct Clocks {
    clock: Clock,
    /// Rust's monotonic clock, which on Linux stands still while the machine sleeps:
    /// <https://doc.rust-lang.org/std/time/struct.Instant.html#underlying-system-calls>.
    began: Instant,
    sessions: Mutex<HashMap<IncidentId, Session>>,
}

impl Clocks {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, began: Instant::now(), sessions: Mutex::default() }
    }

    /// What time it is in an incident.
    pub(super) fn now(&self, incident: &Incident) -> Now {
        let (wall, elapsed) = (self.clock.now(), self.elapsed());
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.entry(incident.opening.id).or_insert_with(|| Session {
            wall,
            elapsed,
            counts_sleep: false,
            newest_logged: Some(incident.newest_at),
        });
        session.now(wall, elapsed)
    }

    /// What the counter says. With a fixed clock no time passes.
    fn elapsed(&self) -> TimeDelta {
        match self.clock {
            Clock::System => TimeDelta::from_std(self.began.elapsed()).unwrap_or(TimeDelta::MAX),
            Clock::Fixed(_) => TimeDelta::zero(),
        }
    }
}
