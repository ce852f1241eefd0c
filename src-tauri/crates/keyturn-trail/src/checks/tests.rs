//! Trails with one fault each, and what the checks say of them.

use std::collections::BTreeMap;

use super::*;

const ACCOUNT: &str = "111122223333";

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

/// A trail as it should be: the organisation's.
fn good() -> TrailView {
    TrailView {
        arn: "arn:aws:cloudtrail:eu-west-1:444455556666:trail/org".to_owned(),
        name: "org".to_owned(),
        home: "eu-west-1".parse().ok(),
        multi_region: true,
        organization: true,
        validates: true,
        bucket: Some("org-logs".to_owned()),
        status: Some(Status { logging: true, delivered_at: Some(now() - TimeDelta::minutes(4)), delivery_error: None }),
        selectors: Some(Selectors::Basic(vec![Basic {
            management: true,
            reads: true,
            writes: true,
            excluded: Vec::new(),
        }])),
        retention: Some(Retention::Days(YEAR)),
    }
}

fn with(change: impl FnOnce(&mut TrailView)) -> TrailView {
    let mut trail = good();
    change(&mut trail);
    trail
}

fn status(trail: &mut TrailView) -> &mut Status {
    trail.status.as_mut().expect("a status")
}

fn basic(trail: &mut TrailView) -> &mut Basic {
    match &mut trail.selectors {
        Some(Selectors::Basic(selectors)) => &mut selectors[0],
        other => panic!("{other:?}"),
    }
}

fn account() -> AccountId {
    ACCOUNT.parse().expect("an account")
}

fn states(trails: Option<&[TrailView]>) -> BTreeMap<CheckId, State> {
    check(trails, &account(), now()).into_iter().map(|check| (check.id, check.state)).collect()
}

#[test]
fn each_fault_shows_in_its_checks_and_in_no_other() {
    use CheckId::{
        Delivery, KmsNotExcluded, ManagementReads, MultiRegion, Organization, Retention as Kept, Validation,
    };
    use State::{NotMet, Unknown};
    let ago = |minutes| move |t: &mut TrailView| status(t).delivered_at = Some(now() - TimeDelta::minutes(minutes));
    let advanced = |field: Field| {
        let management =
            Field { name: "eventCategory".to_owned(), equals: vec!["Management".to_owned()], ..Field::default() };
        Some(Selectors::Advanced(vec![vec![management, field]]))
    };
    let no_kms =
        Field { name: "eventSource".to_owned(), not_equals: vec!["kms.amazonaws.com".to_owned()], ..Field::default() };
    let one_person =
        Field { name: "userIdentity.arn".to_owned(), equals: vec!["arn:x".to_owned()], ..Field::default() };
    let everything = |state| CheckId::ALL.map(|id| (id, state)).to_vec();
    for (name, trails, expected) in [
        ("as it should be", vec![good()], vec![]),
        ("no trail", vec![], everything(NotMet)),
        ("one region", vec![with(|t| t.multi_region = false)], vec![(MultiRegion, NotMet), (Organization, NotMet)]),
        ("off", vec![with(|t| status(t).logging = false)], CheckId::ALL.map(|id| (id, NotMet)).to_vec()),
        (
            "status not read",
            vec![with(|t| t.status = None)],
            vec![(MultiRegion, Unknown), (Delivery, Unknown), (Organization, Unknown)],
        ),
        (
            "writes only",
            vec![with(|t| basic(t).reads = false)],
            vec![(ManagementReads, NotMet), (KmsNotExcluded, NotMet)],
        ),
        (
            "data only",
            vec![with(|t| basic(t).management = false)],
            vec![(ManagementReads, NotMet), (KmsNotExcluded, NotMet)],
        ),
        (
            "without KMS",
            vec![with(|t| basic(t).excluded = vec!["kms.amazonaws.com".to_owned()])],
            vec![(KmsNotExcluded, NotMet)],
        ),
        ("without the data API", vec![with(|t| basic(t).excluded = vec!["rdsdata.amazonaws.com".to_owned()])], vec![]),
        ("advanced, without KMS", vec![with(|t| t.selectors = advanced(no_kms))], vec![(KmsNotExcluded, NotMet)]),
        (
            "advanced, one person",
            vec![with(|t| t.selectors = advanced(one_person))],
            vec![(ManagementReads, NotMet), (KmsNotExcluded, NotMet)],
        ),
        (
            "selectors not read",
            vec![with(|t| t.selectors = None)],
            vec![(ManagementReads, Unknown), (KmsNotExcluded, Unknown)],
        ),
        ("no digests", vec![with(|t| t.validates = false)], vec![(Validation, NotMet)]),
        ("an hour ago", vec![with(ago(60))], vec![]),
        ("a clock behind AWS's", vec![with(ago(-5))], vec![]),
        ("61 minutes ago", vec![with(ago(61))], vec![(Delivery, Unknown)]),
        ("a day ago", vec![with(ago(24 * 60))], vec![(Delivery, Unknown)]),
        ("more than a day ago", vec![with(ago(24 * 60 + 1))], vec![(Delivery, NotMet)]),
        ("nothing delivered", vec![with(|t| status(t).delivered_at = None)], vec![(Delivery, NotMet)]),
        (
            "delivery refused",
            vec![with(|t| status(t).delivery_error = Some("AccessDenied".to_owned()))],
            vec![(Delivery, NotMet)],
        ),
        ("364 days", vec![with(|t| t.retention = Some(Retention::Days(364)))], vec![(Kept, NotMet)]),
        ("for ever", vec![with(|t| t.retention = Some(Retention::Forever))], vec![]),
        ("retention not known", vec![with(|t| t.retention = None)], vec![(Kept, Unknown)]),
        ("the account's own", vec![with(|t| t.organization = false)], vec![(Organization, NotMet)]),
        // What one trail lacks, another may have.
        ("a good one beside one that is off", vec![with(|t| status(t).logging = false), good()], vec![]),
        ("a good one beside a regional one", vec![with(|t| t.multi_region = false), good()], vec![]),
        (
            "a regional one with reads does not stand in for the one of all regions",
            vec![with(|t| t.multi_region = false), with(|t| basic(t).reads = false)],
            vec![(ManagementReads, NotMet), (KmsNotExcluded, NotMet)],
        ),
        (
            "not read beside not met is not known",
            vec![with(|t| t.selectors = None), with(|t| basic(t).reads = false)],
            vec![(ManagementReads, Unknown), (KmsNotExcluded, Unknown)],
        ),
    ] {
        let found: Vec<_> = states(Some(&trails)).into_iter().filter(|(_, state)| *state != State::Met).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn trails_that_could_not_be_read_are_not_missing() {
    let found = check(None, &account(), now());
    assert!(found.iter().all(|check| check.state == State::Unknown), "{found:?}");
}

#[test]
fn every_check_is_made_once_with_words_and_a_source() {
    let regional = with(|t| {
        t.name = "dublin".to_owned();
        t.multi_region = false;
        t.organization = false;
        basic(t).excluded = vec!["kms.amazonaws.com".to_owned()];
        status(t).delivered_at = Some(now() - TimeDelta::hours(5));
        t.retention = None;
    });
    for trails in [None, Some(vec![]), Some(vec![good()]), Some(vec![regional])] {
        let found = check(trails.as_deref(), &account(), now());
        assert_eq!(found.iter().map(|check| check.id).collect::<Vec<_>>(), CheckId::ALL);
        insta::assert_json_snapshot!(found);
    }
}
