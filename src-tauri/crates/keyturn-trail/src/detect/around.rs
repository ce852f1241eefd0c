//! What happened around the reads: writes, rotations, deletions, policies and listings, indexed.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::call::{Call, Class};
use crate::event::{Event, Outcome};
use crate::facts::{Subject, by_service, is_listing};
use crate::target::{SecretName, Target};

/// The events around reads, by what they say something about.
#[derive(Default)]
pub struct Around<'a> {
    writes: HashMap<&'a SecretName, Vec<&'a Event>>,
    rotations: HashMap<&'a SecretName, Vec<DateTime<Utc>>>,
    deletions: HashMap<&'a SecretName, Vec<&'a Event>>,
    policies: Vec<&'a Event>,
    listings: HashMap<Subject, Vec<&'a Event>>,
    nothing: Vec<&'a Event>,
}

impl<'a> Around<'a> {
    /// Indexes events of any reader; two days before the judged stretch are enough. Reads among them are passed over.
    pub fn of(events: &'a [Event]) -> Self {
        let mut around = Self::default();
        let mut events: Vec<&Event> = events.iter().filter(|event| event.call.class() != Class::Read).collect();
        events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        for event in events {
            let named = event.targets.iter().filter_map(|target| match target {
                Target::Secret(name) => Some(name),
                _ => None,
            });
            let done = event.outcome == Outcome::Done;
            match event.call.class() {
                Class::Write if done => named.for_each(|name| around.writes.entry(name).or_default().push(event)),
                Class::Delete if done => named.for_each(|name| around.deletions.entry(name).or_default().push(event)),
                Class::Rotation => named.for_each(|name| around.rotations.entry(name).or_default().push(event.at)),
                Class::Policy if done && !by_service(&event.by) => around.policies.push(event),
                Class::List if is_listing(event) && !by_service(&event.by) => {
                    around.listings.entry(Subject::of(&event.by)).or_default().push(event);
                }
                _ => {}
            }
        }
        around
    }

    /// The reader's own writes of the secret within so many hours before `at` and two minutes after it.
    pub(crate) fn own_write(
        &self,
        secret: &SecretName,
        by: &Subject,
        at: DateTime<Utc>,
        hours: i64,
    ) -> Option<&'a Event> {
        let near = at - TimeDelta::hours(hours)..at + TimeDelta::minutes(2);
        self.writes.get(secret)?.iter().copied().find(|event| near.contains(&event.at) && Subject::of(&event.by) == *by)
    }

    /// Whether the secret is being rotated at `at` by this reader: it stores or labels a new version within the hour, or
    /// the service reports a rotation, or a parameter is written anew, and the reader writes values as a habit.
    pub(crate) fn rotates(&self, secret: &SecretName, by: &Subject, at: DateTime<Utc>, habit: bool) -> bool {
        let near = |other: DateTime<Utc>| (other - at).abs() <= TimeDelta::hours(1);
        let stores =
            |call: Call| matches!(call, Call::PutSecretValue | Call::UpdateSecret | Call::UpdateSecretVersionStage);
        let before = |event: &Event| event.call == Call::PutParameter && event.at > at;
        let wrote = self.writes.get(secret).is_some_and(|all| {
            let own = all.iter().filter(|event| near(event.at) && Subject::of(&event.by) == *by);
            own.into_iter().any(|event| stores(event.call) || (habit && before(event)))
        });
        wrote || (habit && self.rotations.get(secret).is_some_and(|all| all.iter().any(|other| near(*other))))
    }

    /// The deletion of the secret by this reader within so many hours around `at`.
    pub(crate) fn deletion(
        &self,
        secret: &SecretName,
        by: &Subject,
        at: DateTime<Utc>,
        hours: i64,
    ) -> Option<&'a Event> {
        let all = self.deletions.get(secret)?;
        all.iter().copied().find(|e| (e.at - at).abs() <= TimeDelta::hours(hours) && Subject::of(&e.by) == *by)
    }

    /// Policy changes within so many hours before `at`.
    pub(crate) fn policies(&self, at: DateTime<Utc>, hours: i64) -> impl Iterator<Item = &'a Event> {
        let from = self.policies.partition_point(|event| event.at < at - TimeDelta::hours(hours));
        self.policies.iter().skip(from).take_while(move |event| event.at <= at).copied()
    }

    /// The reader's listings, in order of time.
    pub(crate) fn listings(&self, by: &Subject) -> &[&'a Event] {
        self.listings.get(by).unwrap_or(&self.nothing)
    }
}
