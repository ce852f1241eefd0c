//! The trails: one for the whole organisation, and one account that was forgotten and has a poorer one of its own.

use chrono::Duration;

use crate::held::{HeldBucket, HeldSelectors, HeldTrail};
use crate::organisation::{Member, Organisation};

/// Gives the organisation its trails and their buckets, which keep files for too short a time.
///
/// The account `stage` is not in the organisation's trail. Its own leaves out the events of KMS, as the console offers
/// to, so that reads by path cannot be told apart there.
pub(super) fn lay(organisation: &mut Organisation) {
    let Some(home) = organisation.regions.first().cloned() else { return };
    let Some(management) = organisation.management().cloned() else { return };
    let of_stage = organisation.active().find(|member| member.name == "stage").cloned();
    let forgotten = of_stage.as_ref().filter(|stage| stage.id != management.id);
    let covered = organisation.active().filter(|member| Some(*member) != forgotten).map(|member| member.id.clone());
    let selectors = HeldSelectors::Advanced {
        name: "Management events".to_owned(),
        equals: vec![("eventCategory".to_owned(), vec!["Management".to_owned()])],
        not_equals: Vec::new(),
    };
    let trail = |member: &Member, name: &str, selectors: HeldSelectors| HeldTrail {
        name: name.to_owned(),
        arn: format!("arn:aws:cloudtrail:{home}:{}:trail/{name}", member.id),
        accounts: vec![member.id.clone()],
        home: home.clone(),
        bucket: format!("{}-cloudtrail-{name}", organisation.id),
        multi_region: true,
        of_organisation: false,
        validated: true,
        selectors,
        started_at: organisation.now - Duration::days(700),
        stopped_at: None,
        delivered_at: organisation.now - Duration::minutes(3),
    };
    let bucket = |member: &Member, name: &str| HeldBucket {
        name: format!("{}-cloudtrail-{name}", organisation.id),
        account: member.id.clone(),
        expires_after_days: Some(90),
    };
    let name = "organisation-trail";
    let whole = HeldTrail { accounts: covered.collect(), of_organisation: true, ..trail(&management, name, selectors) };
    let mut trails = vec![whole];
    let mut buckets = vec![bucket(&management, name)];
    if let Some(stage) = forgotten {
        let selectors = HeldSelectors::Basic {
            read_write: "All".to_owned(),
            management: true,
            excluded: vec!["kms.amazonaws.com".to_owned()],
        };
        trails.push(trail(stage, "stage-trail", selectors));
        buckets.push(bucket(stage, "stage-trail"));
    }
    (organisation.trails, organisation.buckets) = (trails, buckets);
}
