//! Groups against a plain second implementation.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn check(names: &[&str], reads: &[usize], expected: &[(&str, &[usize], &[usize])]) {
    let groups = Folders::of(names.iter().copied()).groups(reads);
    let found: Vec<(&str, &[usize], &[usize])> =
        groups.iter().map(|group| (group.path.as_str(), &group.members[..], &group.left_out[..])).collect();
    assert_eq!(found, expected, "{names:?} {reads:?}");
}

#[test]
fn what_is_read_is_gathered_over_paths() {
    let names = ["/prod/web/a", "/prod/web/b", "prod/api/c", "prod/d", "/dev/web/e", "plain"];
    check(&names, &[], &[]);
    check(&names, &[0, 1, 2, 3, 4, 5], &[("/**", &[0, 1, 2, 3, 4, 5], &[])]);
    check(&names, &[0, 1, 2, 3], &[("/prod/**", &[0, 1, 2, 3], &[])]);
    check(&names, &[0, 1, 2], &[("/prod/api/*", &[2], &[]), ("/prod/web/*", &[0, 1], &[])]);
    check(&names, &[1], &[("/prod/web/*", &[1], &[0])]);
    check(&names, &[3, 5], &[("*", &[5], &[]), ("/prod/*", &[3], &[])]);
    // One folder below is below: `/dev/**` says as much as it holds, and what comes to it later.
    check(&names, &[4], &[("/dev/**", &[4], &[])]);
    check(&["a", "b"], &[0, 1], &[("*", &[0, 1], &[])]);
    check(&["a", "b"], &[1], &[("*", &[1], &[0])]);
}

#[test]
fn odd_names_are_names() {
    check(&["//a", "a//b", "a/"], &[0, 1, 2], &[("/**", &[0, 1, 2], &[])]);
    check(&["a//b", "a/c"], &[0], &[("/a//*", &[0], &[])]);
    check(&["", "/"], &[0], &[("*", &[0], &[1])]);
    let deep = "x/".repeat(256);
    check(&[&deep, "y"], &[1], &[("*", &[1], &[])]);
}

#[test]
fn the_folder_of_one_name() {
    for (name, path) in [("/prod/web/a", "/prod/web/*"), ("prod/a", "/prod/*"), ("a", "*"), ("/a", "*"), ("", "*")] {
        assert_eq!(path_of(name), path, "{name}");
    }
}

/// The same by looking at every folder above each secret.
fn plainly(names: &[String], reads: &BTreeSet<usize>) -> BTreeMap<String, BTreeSet<usize>> {
    let folder = |name: &str| -> Vec<String> {
        let name = name.strip_prefix('/').unwrap_or(name);
        let mut segments: Vec<String> = name.split('/').map(str::to_owned).collect();
        segments.pop();
        segments
    };
    let mut groups: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for secret in reads {
        let own = folder(&names[*secret]);
        let whole = (0..=own.len()).map(|length| &own[..length]).find(|above| {
            let mut under = names.iter().enumerate().filter(|(_, name)| folder(name).starts_with(above));
            let has_more = names.iter().any(|name| folder(name).starts_with(above) && folder(name) != *above);
            has_more && under.all(|(number, _)| reads.contains(&number))
        });
        let path = match whole {
            Some([]) => "/**".to_owned(),
            Some(above) => format!("/{}/**", above.join("/")),
            None if own.is_empty() => "*".to_owned(),
            None => format!("/{}/*", own.join("/")),
        };
        groups.entry(path).or_default().insert(*secret);
    }
    groups
}

proptest! {
    #[test]
    fn every_secret_that_is_read_is_in_exactly_one_group(
        names in prop::collection::btree_set("/?([ab]/){0,3}[cd]{1,2}", 0..24),
        chosen in prop::collection::vec(0_u8..4, 24),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let reads: BTreeSet<usize> = (0..names.len()).filter(|number| chosen[*number] > 0).collect();
        let folders = Folders::of(names.iter().map(String::as_str));
        let groups = folders.groups(&reads.iter().copied().collect::<Vec<_>>());
        let mut seen = BTreeSet::new();
        for group in &groups {
            for member in &group.members {
                prop_assert!(reads.contains(member), "{} is not read", names[*member]);
                prop_assert!(seen.insert(*member), "{} is in two groups", names[*member]);
            }
            for other in &group.left_out {
                prop_assert!(!reads.contains(other));
                prop_assert_eq!(path_of(&names[*other]), group.path.clone());
            }
        }
        prop_assert_eq!(&seen, &reads);
        let found: BTreeMap<String, BTreeSet<usize>> =
            groups.into_iter().map(|group| (group.path, group.members.into_iter().collect())).collect();
        prop_assert_eq!(found, plainly(&names, &reads));
    }
}
