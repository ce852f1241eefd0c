//! Follow-ups that are not done, for the calendar. Those of exercises are nobody's work.

use keyturn_domain::incident::IncidentId;
use keyturn_domain::incident::postmortem::FollowUp;
use keyturn_store::{Reader, StoreError};

use super::list::open_of;
use super::read_all;

/// Follow-ups that are not done, with their incidents.
pub(crate) fn open_follow_ups(reader: &Reader<'_>) -> Result<Vec<(IncidentId, FollowUp)>, StoreError> {
    let all = read_all(reader)?;
    Ok(all.iter().filter(|incident| !incident.is_drill()).flat_map(open_of).collect())
}
