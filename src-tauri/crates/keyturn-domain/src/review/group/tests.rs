//! Groups against a plain second implementation.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

type Found<'a> = (&'a str, &'a [usize], &'a [usize]);

fn check(names: &[&str], reads: &[usize], expected: &[Found<'_>]) {
    let groups = Folders::of(names.iter().map(|name| (*name, 0))).groups(reads);
    let found: Vec<Found<'_>> =
        groups.iter().map(|group| (group.path.as_str(), &group.members[..], &group.left_out[..])).collect();
    assert_eq!(found, expected, "{names:?} {reads:?}");
    assert!(groups.iter().all(|group| group.others == 0));
}

#[test]
fn what_is_read_is_gathered_over_paths() {
    let names = ["/prod/web/a", "/prod/web/b", "prod/api/c", "prod/d", "/dev/web/e", "plain"];
    check(&names, &[], &[]);
    check(&names, &[0, 1, 2, 3, 4, 5], &[("/**", &[0, 1, 2, 3, 4, 5], &[])]);
    check(&names, &[0, 1, 2, 3], &[("/prod/**", &[0, 1, 2, 3], &[])]);
    check(&names, &[0, 2], &[("/prod/api/*", &[2], &[]), ("/prod/web/*", &[0], &[1])]);
    check(&names, &[1], &[("/prod/web/*", &[1], &[0])]);
    check(&names, &[3, 5], &[("*", &[5], &[]), ("/prod/*", &[3], &[])]);
    // One folder below is below: `/dev/**` says as much as it holds, and what comes to it later.
    check(&names, &[4], &[("/dev/**", &[4], &[])]);
    check(&["a", "b"], &[0, 1], &[("*", &[0, 1], &[])]);
    check(&["a", "b"], &[1], &[("*", &[1], &[0])]);
}

#[test]
fn few_exceptions_are_named_where_that_asks_less() {
    let names = ["/prod/web/a", "/prod/web/b", "/prod/api/c", "/prod/api/d", "/prod/api/e"];
    check(&names, &[0, 1, 2, 3], &[("/prod/**", &[0, 1, 2, 3], &[4])]);
    // Of three in four, one exception is less than two questions; of three in five, two are not.
    check(&["/a/b/1", "/a/b/2", "/a/c/3", "/a/4"], &[0, 1, 2], &[("/a/**", &[0, 1, 2], &[3])]);
    // One folder that is read is better asked by its own name.
    check(&names, &[0, 2, 3], &[("/prod/api/*", &[2, 3], &[4]), ("/prod/web/*", &[0], &[1])]);
    let names = ["/prod/web/a", "/prod/web/b", "/prod/web/c", "/prod/web/d", "/prod/api/e"];
    check(&names, &[0, 1, 2, 3], &[("/prod/web/*", &[0, 1, 2, 3], &[])]);
    // Twelve can be named beside the question, thirteen cannot, however many are read.
    let many: Vec<String> = (0..200).map(|number| format!("/prod/{}/{number:03}", number % 2)).collect();
    for (exceptions, groups) in [(1, 1), (MOST_EXCEPTIONS, 1), (MOST_EXCEPTIONS + 1, 2)] {
        let reads: Vec<usize> = (exceptions..200).collect();
        let found = Folders::of(many.iter().map(|name| (name.as_str(), 0))).groups(&reads);
        assert_eq!(found.len(), groups, "{exceptions}");
        assert_eq!(found.iter().map(|group| group.left_out.len()).sum::<usize>(), exceptions);
    }
}

#[test]
fn each_group_is_one_persons_to_decide() {
    /// Path, who decides, members, exceptions, how many others.
    type Expected<'a> = (&'a str, usize, &'a [usize], &'a [usize], usize);
    let names = [("/prod/web/a", 1), ("/prod/web/b", 1), ("/prod/api/c", 0), ("/prod/api/d", 1), ("/dev/e", 0)];
    let check = |reads: &[usize], expected: &[Expected<'_>]| {
        let groups = Folders::of(names).groups(reads);
        let found: Vec<_> = groups
            .iter()
            .map(|one| (one.path.as_str(), one.decides, &one.members[..], &one.left_out[..], one.others))
            .collect();
        assert_eq!(found, expected, "{reads:?}");
    };
    check(&[0, 1, 2, 3, 4], &[("/**", 0, &[2, 4], &[], 3), ("/prod/**", 1, &[0, 1, 3], &[], 1)]);
    check(&[0, 1, 2], &[("/prod/api/*", 0, &[2], &[], 1), ("/prod/web/*", 1, &[0, 1], &[], 0)]);
    check(&[2, 3], &[("/prod/api/*", 0, &[2], &[], 1), ("/prod/api/*", 1, &[3], &[], 1)]);
    // All that one person has is in one folder below: that is their path.
    let one = Folders::of([("/prod/web/a", 1), ("/prod/web/b", 1), ("/dev/e", 0)]).groups(&[0, 1]);
    assert_eq!(one[0].path, "/prod/**");
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

/// The folders above a name, the outermost first.
fn above(name: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = name.strip_prefix('/').unwrap_or(name).split('/').collect();
    segments.pop();
    segments
}

/// The names under a folder, by number.
fn under(names: &[String], folder: &[&str]) -> BTreeSet<usize> {
    (0..names.len()).filter(|number| above(&names[*number]).starts_with(folder)).collect()
}

/// The same by looking at every name for every folder, the innermost last.
fn plainly(names: &[String], reads: &BTreeSet<usize>, folder: &[&str]) -> BTreeMap<String, BTreeSet<usize>> {
    let here = under(names, folder);
    let read: BTreeSet<usize> = here.intersection(reads).copied().collect();
    if read.is_empty() {
        return BTreeMap::new();
    }
    let path = |stars: &str| match (folder, stars) {
        ([], "*") => "*".to_owned(),
        ([], _) => format!("/{stars}"),
        _ => format!("/{}/{stars}", folder.join("/")),
    };
    let (direct, deeper): (BTreeSet<usize>, BTreeSet<usize>) =
        here.iter().partition(|number| above(&names[**number]).len() == folder.len());
    let mut parts = BTreeMap::new();
    for next in deeper.iter().map(|number| above(&names[*number])[folder.len()]).collect::<BTreeSet<_>>() {
        parts.extend(plainly(names, reads, &[folder, &[next]].concat()));
    }
    let of_folder: BTreeSet<usize> = direct.intersection(reads).copied().collect();
    if !of_folder.is_empty() {
        parts.insert(path("*"), of_folder);
    }
    let missing = here.len() - read.len();
    let nearly = read.len() * 5 >= here.len() * 4;
    let fewer = read.len() * 2 >= here.len() && missing < parts.len();
    let gathered = missing == 0 || (missing <= 12 && parts.len() > 1 && (nearly || fewer));
    if gathered && !deeper.is_empty() { BTreeMap::from([(path("**"), read)]) } else { parts }
}

proptest! {
    #[test]
    fn groups_are_those_of_plain_looking(
        names in prop::collection::btree_set("/?([ab]/){0,3}[c-f]{1,2}", 0..40),
        unread in prop::collection::vec(0_u8..6, 40),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let reads: BTreeSet<usize> = (0..names.len()).filter(|number| unread[*number] > 0).collect();
        let groups = Folders::of(names.iter().map(|name| (name.as_str(), 0)))
            .groups(&reads.iter().copied().collect::<Vec<_>>());
        let found: BTreeMap<String, BTreeSet<usize>> =
            groups.into_iter().map(|group| (group.path, group.members.into_iter().collect())).collect();
        prop_assert_eq!(found, plainly(&names, &reads, &[]));
    }

    #[test]
    fn every_secret_that_is_read_is_in_exactly_one_group(
        names in prop::collection::btree_set("/?([ab]/){0,3}[c-f]{1,2}", 0..40),
        of in prop::collection::vec((0_u8..5, 0_usize..3), 40),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let reads: BTreeSet<usize> = (0..names.len()).filter(|number| of[*number].0 > 0).collect();
        let folders = Folders::of(names.iter().zip(&of).map(|(name, (_, decides))| (name.as_str(), *decides)));
        let groups = folders.groups(&reads.iter().copied().collect::<Vec<_>>());
        let mut seen = BTreeSet::new();
        for group in &groups {
            for member in &group.members {
                prop_assert!(reads.contains(member), "{} is not read", names[*member]);
                prop_assert!(seen.insert(*member), "{} is in two groups", names[*member]);
                prop_assert_eq!(of[*member].1, group.decides);
            }
            let folder = group.path.trim_start_matches('/').trim_end_matches('*').trim_end_matches('/');
            let folder: Vec<&str> = if folder.is_empty() { Vec::new() } else { folder.split('/').collect() };
            let mut rest = under(&names, &folder);
            if group.path.ends_with("**") {
                prop_assert!(group.left_out.len() <= MOST_EXCEPTIONS);
                prop_assert!(group.members.len() >= group.left_out.len());
            } else {
                rest.retain(|number| above(&names[*number]).len() == folder.len());
            }
            // The exceptions are exactly the rest under the path that is the same person's to decide.
            let (own, others): (BTreeSet<usize>, BTreeSet<usize>) =
                rest.into_iter().partition(|number| of[*number].1 == group.decides);
            prop_assert_eq!(others.len(), group.others);
            let unread: BTreeSet<usize> = own.difference(&reads).copied().collect();
            prop_assert_eq!(unread, group.left_out.iter().copied().collect());
        }
        prop_assert_eq!(&seen, &reads);
        let asked: BTreeSet<(&str, usize)> = groups.iter().map(|group| (group.path.as_str(), group.decides)).collect();
        prop_assert_eq!(asked.len(), groups.len(), "no question is asked twice of one person");
    }
}
