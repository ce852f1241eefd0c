//! What must be caught, and what must stay silent: each on a month of an ordinary organisation.

mod absolute;
mod attacks;
mod silence;
mod world;

use super::*;
use world::World;

/// Judges everything that happened in a world.
fn verdicts(world: &World, scene: &Scene) -> Verdicts {
    let facts = crate::facts::of(&world.reads, &world.events);
    let grounds = Grounds::of(&facts);
    let first = world::day(0);
    judge(first..=first + chrono::Days::new(120), &world.reads, &world.events, &grounds, scene, &Settings::default())
}

#[test]
fn every_rule_is_in_the_catalogue_and_has_its_text() {
    let ids: Vec<&str> = catalogue::DETECTIONS.iter().map(|detection| detection.id).collect();
    let distinct: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(distinct.len(), ids.len());
    assert_eq!(ids.len(), RULES.len());
    for detection in catalogue::DETECTIONS {
        assert!(detection.about.len() > 60 && detection.about.ends_with('.'), "{}", detection.id);
        assert!(!detection.mitre.is_empty() && !detection.sources.is_empty(), "{}", detection.id);
    }
}
