//! What the generator promises.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::held::HeldSecret;

fn now() -> DateTime<Utc> {
    "2026-03-02T09:30:00Z".parse().expect("an instant")
}

#[test]
fn the_same_seed_makes_the_same_organisation() {
    let spec = Spec::demo(now());
    assert_eq!(generate(&spec), generate(&spec));
    assert_ne!(generate(&spec), generate(&Spec { seed: spec.seed + 1, ..spec }));
}

#[test]
fn as_many_rows_as_asked_for_and_no_name_twice() {
    for spec in [
        Spec::demo(now()),
        Spec::large(now(), 3000, 2000),
        Spec { accounts: 1, regions: 1, secrets: 31, parameters: 1, ..Spec::demo(now()) },
        Spec { accounts: 20, regions: 12, secrets: 0, parameters: 0, ..Spec::demo(now()) },
    ] {
        let made = generate(&spec);
        assert_eq!(made.secrets().count(), spec.secrets as usize, "{spec:?}");
        assert_eq!(made.parameters().count(), spec.parameters as usize, "{spec:?}");
        assert_eq!(made.active().count(), spec.accounts as usize, "{spec:?}");
        assert_eq!(made.places.len(), (spec.accounts * spec.regions) as usize, "{spec:?}");
        let arns: BTreeSet<&str> =
            made.secrets().map(|s| s.arn.as_str()).chain(made.parameters().map(|p| p.arn.as_str())).collect();
        assert_eq!(arns.len(), made.len(), "{spec:?}");
        let canaries: BTreeSet<&str> = made.canaries().collect();
        assert!(canaries.iter().all(|canary| canary.starts_with("KEYTURN-CANARY-")), "{spec:?}");
    }
}

#[test]
fn the_demo_tells_every_story() {
    let made = generate(&Spec::demo(now()));
    let pending = |secret: &HeldSecret| secret.staged("AWSPENDING").is_some_and(|v| v.stages.len() == 1);
    let rotates = |secret: &HeldSecret| secret.rotation.as_ref().is_some_and(|rotation| rotation.enabled);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for secret in made.secrets() {
        let value_at = secret.staged("AWSCURRENT").map(|version| version.created_at);
        let old = value_at.is_some_and(|at| (now() - at).num_days() > 250);
        for (story, told) in [
            ("new today", (now() - secret.created_at).num_days() == 0),
            ("rotates", rotates(secret)),
            ("rotation failed", rotates(secret) && pending(secret)),
            ("by hand", !rotates(secret) && value_at.is_some_and(|at| at > secret.created_at)),
            ("tag changed on an old value", old && (now() - secret.changed_at).num_days() <= 1),
            ("owned", secret.owning_service.is_some()),
            ("external", secret.external.is_some()),
            ("replica", secret.primary_region.is_some() && secret.replicas.is_empty()),
            ("deleted", secret.deleted_at.is_some()),
            ("without a value", secret.versions.is_empty()),
            ("customer key", secret.key.is_some()),
            ("with a policy", secret.policy.is_some()),
            ("in the future", secret.changed_at > now() || value_at.is_some_and(|at| at > now())),
        ] {
            *counts.entry(story).or_default() += usize::from(told);
        }
    }
    insta::assert_debug_snapshot!(counts);
}

#[test]
fn the_demo_has_parameters_of_each_sort() {
    let made = generate(&Spec::demo(now()));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for parameter in made.parameters() {
        *counts.entry(parameter.parameter_type.code()).or_default() += 1;
        *counts.entry("advanced").or_default() += usize::from(parameter.advanced);
        let telling = parameter.parameter_type.code() == "String" && parameter.name.contains("PASSWORD");
        *counts.entry("plain password").or_default() += usize::from(telling);
        *counts.entry("untagged").or_default() += usize::from(parameter.tags.is_empty());
    }
    insta::assert_debug_snapshot!(counts);
}

#[test]
fn hostile_names_can_be_planted() {
    let mut made = generate(&Spec::demo(now()));
    let before = made.len();
    assert_eq!(plant_hostile(&mut made), made.len() - before);
    assert!(made.parameters().any(|parameter| parameter.name.len() == 2048));
}
