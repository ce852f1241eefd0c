//! The fast evaluator against the plain one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Counts, Prints, compile};
use crate::generated::{snapshot, twist};
use crate::plain::{Access, Cause, read};
use crate::snapshot;
use crate::world::World;

/// The actions that a matrix is narrowed to.
const ACTIONS: [Option<&str>; 4] =
    [None, Some("ssm:GetParameter"), Some("getparametersbypath"), Some("GetSecretValue")];

fn world(seed: u64, twisted: bool) -> World {
    let mut text = snapshot(seed, 4, 6);
    if twisted {
        twist(&mut text, seed);
    }
    World::of(&snapshot::read(&text.to_string()).expect("a snapshot"))
}

/// Every cell of a world by both evaluators; the cells by access.
fn compare(world: &World, action: Option<&str>) -> Result<[usize; 4], String> {
    let compiled = compile(world);
    let mut rows = compiled.rows(action);
    let mut counts = [0; 4];
    for (number, principal) in world.principals.iter().enumerate() {
        let row = rows.row(number);
        let mut summed = Counts::default();
        for (place, secret) in world.secrets.iter().enumerate() {
            let plain = read(world, principal, secret, action);
            let keys = plain.causes.iter().filter_map(|cause| match cause {
                Cause::Condition { key, .. } => Some(key.as_str()),
                Cause::Unread { .. } => None,
            });
            let plain = (plain.access(), keys.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>());
            let fast = (row.access(place), row.conditions(place));
            if plain != fast {
                let cell = format!("{} and {}, {action:?}", principal.arn, secret.arn);
                return Err(format!("{cell}: plain {plain:?}, fast {fast:?}"));
            }
            summed.add(fast.0);
            counts[fast.0 as usize] += 1;
        }
        if summed != row.counts() || row.cells().any(|cell| row.access(cell.secret) != cell.access) {
            return Err(format!("{}: counts {:?}, cells {summed:?}", principal.arn, row.counts()));
        }
    }
    Ok(counts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn both_evaluators_decide_the_same(seed in any::<u64>(), twisted in any::<bool>(), action in 0..ACTIONS.len()) {
        if let Err(differs) = compare(&world(seed, twisted), ACTIONS[action]) {
            prop_assert!(false, "seed {seed}, twisted {twisted}: {differs}");
        }
    }

    #[test]
    fn secrets_asked_about_alone_are_decided_as_among_all(seed in any::<u64>(), wanted in any::<u16>()) {
        let world = world(seed, true);
        let secrets: Vec<usize> = (0..world.secrets.len()).filter(|place| wanted >> (place % 16) & 1 == 1).collect();
        let (all, some) = (compile(&world), super::Compiled::of(&world, &secrets));
        let (mut all, mut some) = (all.rows(None), some.rows(None));
        for principal in 0..world.principals.len() {
            let (all, some) = (all.row(principal), some.row(principal));
            for secret in &secrets {
                prop_assert_eq!(all.access(*secret), some.access(*secret));
                prop_assert_eq!(all.conditions(*secret), some.conditions(*secret));
            }
        }
    }
}

#[test]
fn made_up_organisations_have_cells_of_each_kind() {
    for twisted in [false, true] {
        let mut sum = [0; 4];
        for seed in 0..12 {
            let counts =
                compare(&world(seed, twisted), None).unwrap_or_else(|differs| panic!("seed {seed}: {differs}"));
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        assert!(sum[Access::Can as usize] > 20 && sum[Access::Conditional as usize] > 20, "{sum:?}");
        assert!(sum[Access::Cannot as usize] > 20 && (sum[Access::Unknown as usize] > 20) == twisted, "{sum:?}");
    }
}

#[test]
fn what_did_not_change_is_not_evaluated_again() {
    let before = world(3, true);
    let prints = Prints::of(&before);
    assert_eq!(prints.changes(&before), super::Changes::default());
    let mut after = before.clone();
    after.secrets[2].tags.push(("new".to_owned(), "tag".to_owned()));
    after.principals[1].tags.clear();
    after.principals[1].name.push('x');
    let changes = prints.changes(&after);
    assert_eq!((changes.principals, changes.secrets), (vec![1], vec![2]));
    let mut after = before.clone();
    after.keys[0].state = "PendingDeletion".to_owned();
    assert!(!prints.changes(&after).secrets.is_empty());
    after.organization = Some("o-2".to_owned());
    assert_eq!(prints.changes(&after).principals.len(), after.principals.len());
}
