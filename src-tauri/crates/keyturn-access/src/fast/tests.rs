//! The fast evaluator against the plain one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use serde_json::Value;

use super::{Changes, Counts, Matrix, Prints, compile};
use crate::generated::{Chance, snapshot, twist};
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

/// A later snapshot: some entries and policies replaced by another's, some gone, some in another order.
fn edit(snapshot: &mut Value, other: &Value, chance: &mut Chance) {
    match (snapshot, other) {
        (Value::Array(items), Value::Array(others)) => {
            for (item, other) in items.iter_mut().zip(others) {
                match chance.below(12) {
                    0 if item.get("id").is_none() => *item = other.clone(),
                    _ => edit(item, other, chance),
                }
            }
            let is_entry = |item: &Value| item.get("ARN").or(item.get("Arn")).is_some();
            if chance.percent(8) && items.iter().all(is_entry) && !items.is_empty() {
                drop(items.remove(chance.below(items.len())));
                items.reverse();
            }
        }
        (Value::Object(members), other) => {
            for (name, member) in members.iter_mut().filter(|(name, _)| *name != "schema") {
                match other.get(name) {
                    Some(other) if other.is_object() && chance.percent(2) => *member = other.clone(),
                    Some(other) => edit(member, other, chance),
                    None => {}
                }
            }
        }
        _ => {}
    }
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
    fn what_is_evaluated_again_is_as_if_all_were(seed in any::<u64>(), twisted in any::<bool>()) {
        let mut text = snapshot(seed, 4, 6);
        if twisted {
            twist(&mut text, seed);
        }
        let of = |text: &Value| World::of(&snapshot::read(&text.to_string()).expect("a snapshot"));
        let before = of(&text);
        let mut other = snapshot(seed.wrapping_add(1), 4, 6);
        twist(&mut other, seed.wrapping_add(1));
        edit(&mut text, &other, &mut Chance::of(seed));
        let after = of(&text);
        let (then, now) = (Prints::of(&before), Prints::of(&after));
        let again = Matrix::of(&before).again(&then, &after, &now);
        let whole = Matrix::of(&after);
        for (principal, of) in after.principals.iter().enumerate() {
            for (secret, on) in after.secrets.iter().enumerate() {
                let pair = (again.access(principal, secret), whole.access(principal, secret));
                prop_assert_eq!(pair.0, pair.1, "{} and {}", of.arn, on.arn);
            }
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
    assert_eq!(prints.changes(&Prints::of(&before)), Changes::default());
    let mut after = before.clone();
    after.secrets[2].tags.push(("new".to_owned(), "tag".to_owned()));
    after.principals[1].tags.clear();
    after.principals[1].name.push('x');
    let changes = prints.changes(&Prints::of(&after));
    assert_eq!((changes.principals, changes.secrets), (vec![1], vec![2]));
    let mut after = before.clone();
    after.keys[0].state = "PendingDeletion".to_owned();
    assert!(!prints.changes(&Prints::of(&after)).secrets.is_empty());
    after.organization = Some("o-2".to_owned());
    assert_eq!(prints.changes(&Prints::of(&after)).principals.len(), after.principals.len());
    let mut after = before.clone();
    drop(after.secrets.remove(0));
    assert_eq!(prints.changes(&Prints::of(&after)), Changes::default(), "what is gone needs nothing");
    after.principals.push(after.principals[0].clone());
    assert_eq!(prints.changes(&Prints::of(&after)).principals, [0, after.principals.len() - 1], "two of one ARN");
}
