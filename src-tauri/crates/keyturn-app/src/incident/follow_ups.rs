//! Follow-ups that are not done. Those of exercises are nobody's work.

use keyturn_domain::incident::postmortem::FollowUp;
use keyturn_domain::incident::{Incident, IncidentId};
use keyturn_store::{Reader, StoreError};

use super::read_all;

/// Follow-ups that are not done, with their incidents, the earliest first.
pub(crate) fn open_follow_ups(reader: &Reader<'_>) -> Result<Vec<(IncidentId, FollowUp)>, StoreError> {
    Ok(open_in(&read_all(reader)?))
}

/// Those of these incidents, the earliest first. Exercises are left out.
pub(super) fn open_in<'i>(incidents: impl IntoIterator<Item = &'i Incident>) -> Vec<(IncidentId, FollowUp)> {
    let real = incidents.into_iter().filter(|incident| !incident.is_drill());
    let mut found: Vec<(IncidentId, FollowUp)> = real.flat_map(open_of).collect();
    found.sort_by_key(|(id, one)| (one.due_on, *id, one.number));
    found
}

/// Those of an incident.
pub(super) fn open_of(incident: &Incident) -> impl Iterator<Item = (IncidentId, FollowUp)> + '_ {
    let open = incident.follow_ups.iter().filter(|one| !incident.done_follow_ups.contains(&one.number));
    open.map(|one| (incident.opening.id, one.clone()))
}
