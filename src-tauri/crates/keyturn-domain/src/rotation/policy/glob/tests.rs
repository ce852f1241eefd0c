//! Globs: which are refused, and how two of them compare.

use globset::{GlobBuilder, GlobMatcher};
use proptest::prelude::*;

use super::*;

#[test]
fn globs_that_cannot_be_used() {
    for (glob, error) in [
        ("", Some(BadGlob::Empty)),
        ("/", Some(BadGlob::Empty)),
        ("prod/**", None),
        ("/prod/*/db-?", None),
        ("a+b=c.d@e_f", None),
        ("prod/{web,api}", Some(BadGlob::Character('{'))),
        ("prod/[ab]", Some(BadGlob::Character('['))),
        ("prod/a b", Some(BadGlob::Character(' '))),
        ("prod\\a", Some(BadGlob::Character('\\'))),
        ("prod/ä", Some(BadGlob::Character('ä'))),
        ("prod/web**", Some(BadGlob::Stars)),
        ("prod/***/x", Some(BadGlob::Stars)),
    ] {
        assert_eq!(check_path(glob).err(), error, "{glob}");
    }
    assert_eq!(check_path(&"a".repeat(MOST_CHARACTERS)), Ok(()));
    assert_eq!(check_path(&"a".repeat(MOST_CHARACTERS + 1)), Err(BadGlob::TooLong));
}

#[test]
fn two_globs_compare() {
    // One, other, whether the one holds the other, the other the one, and whether they meet.
    for (one, other, holds, held, meet) in [
        ("prod/**", "prod/web/*", true, false, true),
        ("/prod/**", "prod/web/*", true, false, true),
        ("prod/*", "prod/web/*", false, false, false),
        ("prod/*/db", "prod/web/**", false, false, true),
        ("prod/*/db", "prod/web/key", false, false, false),
        ("**/db", "prod/*/db", true, false, true),
        ("**/db", "db", true, false, true),
        ("a/**/b", "a/b", true, false, true),
        ("a/**/b", "a/x/y/b", true, false, true),
        ("a/**", "a", false, false, false),
        ("a/?", "a/*", false, true, true),
        ("a/b", "/a/b", true, true, true),
        ("*a*", "*b*", false, false, true),
        ("a*", "b*", false, false, false),
    ] {
        let (ours, theirs) = (Language::of_paths([one]), Language::of_paths([other]));
        assert_eq!((ours.holds(&theirs), theirs.holds(&ours)), (holds, held), "{one} and {other}");
        assert_eq!((ours.meets(&theirs), theirs.meets(&ours)), (meet, meet), "{one} and {other}");
    }
    let two = Language::of_paths(["prod/**", "stage/**"]);
    assert!(two.holds(&Language::of_paths(["stage/web"])) && !two.holds(&Language::of_paths(["dev/web"])));
}

#[test]
fn globs_that_match_everything() {
    for (glob, everything) in [
        ("**", true),
        ("/**", true),
        ("**/*", true),
        ("**/**", true),
        ("**/?*", true),
        ("*", false),
        ("*/**", false),
        ("**/??*", false),
        ("**/a", false),
    ] {
        assert_eq!(Language::of_paths([glob]).holds(&Language::everything()), everything, "{glob}");
    }
}

#[test]
fn values_of_tags_compare() {
    for (one, other, holds, meet) in [
        ("*", "payments", true, true),
        ("pay*", "payments", true, true),
        ("payments", "pay*", false, true),
        ("a/*", "a/b/c", true, true),
        ("payments", "web", false, false),
    ] {
        let (ours, theirs) = (Language::of_value(one), Language::of_value(other));
        assert_eq!((ours.holds(&theirs), ours.meets(&theirs)), (holds, meet), "{one} and {other}");
    }
}

/// What cannot be told is taken for the unwelcome answer, and in bounded time.
#[test]
fn too_many_states_are_not_told() {
    let hard = |tail: &str| format!("*a{}{tail}", "?".repeat(60));
    let (one, other) = (hard("b"), hard("c"));
    let (one, other) = (Language::of_paths([one.as_str()]), Language::of_paths([other.as_str()]));
    assert!(!one.holds(&other) && one.meets(&other));
}

fn matcher(glob: &str) -> GlobMatcher {
    let glob = GlobBuilder::new(without_slash(glob)).literal_separator(true).backslash_escape(false).build();
    glob.expect("a glob").compile_matcher()
}

fn globs() -> impl Strategy<Value = String> {
    let segment = prop_oneof![4 => "[ab*?]{1,3}", 1 => Just("**".to_owned())];
    prop::collection::vec(segment, 1..4)
        .prop_map(|segments| segments.join("/"))
        .prop_filter("usable", |glob| check_path(glob).is_ok())
}

/// Names of up to three segments, of the letters that the globs know and one that they do not.
fn names() -> Vec<String> {
    let segments = ["a", "b", "c", "ab", "ba", "cab"].map(str::to_owned);
    let mut names = segments.to_vec();
    for first in &segments {
        for second in &segments {
            names.push(format!("{first}/{second}"));
            names.extend(["b", "ab"].map(|third| format!("{first}/{second}/{third}")));
        }
    }
    names
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A single name is a glob without wildcards: the automaton holds it exactly where globset matches it.
    #[test]
    fn a_language_is_what_globset_matches(glob in globs()) {
        let (language, matcher) = (Language::of_paths([glob.as_str()]), matcher(&glob));
        for name in names() {
            let only = Language::of_paths([name.as_str()]);
            prop_assert_eq!(language.holds(&only), matcher.is_match(&name), "{} and {}", &glob, &name);
            prop_assert_eq!(language.meets(&only), matcher.is_match(&name), "{} and {}", &glob, &name);
        }
    }

    /// What is said of two globs is true of every name.
    #[test]
    fn comparisons_are_true_of_names(one in globs(), other in globs()) {
        let (ours, theirs) = (Language::of_paths([one.as_str()]), Language::of_paths([other.as_str()]));
        let (holds, meets) = (ours.holds(&theirs), ours.meets(&theirs));
        let (one, other) = (matcher(&one), matcher(&other));
        for name in names() {
            let (in_one, in_other) = (one.is_match(&name), other.is_match(&name));
            prop_assert!(!holds || !in_other || in_one, "{}", name);
            prop_assert!(meets || !(in_one && in_other), "{}", name);
        }
    }
}
