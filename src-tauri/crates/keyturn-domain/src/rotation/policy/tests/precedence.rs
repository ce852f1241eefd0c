//! The rule that decides, against a second implementation that compares every pair.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};
use proptest::prelude::*;

use super::super::*;
use crate::age::ValueAge;
use crate::rotation::due::{Circumstances, Subject};
use crate::rotation::{RotatedBy, Rotation};

/// Enough of a secret for rules.
#[derive(Clone, Debug)]
struct Secret {
    name: &'static str,
    team: Option<&'static str>,
    kind: Kind,
    level: Level,
    automatic: bool,
}

const NAMES: [&str; 5] = ["/prod/web/db", "prod/api/db", "prod/db", "stage/web/db", "x"];
const TEAMS: [Option<&str>; 3] = [None, Some("a"), Some("ab")];
const KINDS: [Kind; 3] = [Kind::ApiKey, Kind::DatabasePassword, Kind::Unclassified];
const LEVELS: [Level; 2] = [Level::Critical, Level::Low];

fn secrets() -> Vec<Secret> {
    let mut all = Vec::new();
    for name in NAMES {
        for team in TEAMS {
            for kind in KINDS {
                for level in LEVELS {
                    for automatic in [false, true] {
                        all.push(Secret { name, team, kind, level, automatic });
                    }
                }
            }
        }
    }
    all
}

/// Whether a rule fits, said as plainly as can be.
fn fits(matches: &Matches, paths: &[GlobMatcher], secret: &Secret) -> bool {
    let tag = |(key, wanted): (&String, &String)| {
        key == "team"
            && secret.team.is_some_and(|team| match wanted.strip_suffix('*') {
                Some(begin) => team.starts_with(begin),
                None => team == wanted,
            })
    };
    (paths.is_empty() || paths.iter().any(|path| path.is_match(secret.name.trim_start_matches('/'))))
        && matches.tags.iter().all(tag)
        && (matches.kinds.is_empty() || matches.kinds.contains(&secret.kind))
        && (matches.levels.is_empty() || matches.levels.contains(&secret.level))
        && matches.automatic.is_none_or(|automatic| automatic == secret.automatic)
}

/// For each rule, which of the secrets it fits.
fn fitted(policy: &RotationPolicy, all: &[Secret]) -> Vec<Vec<bool>> {
    let of_rule = |rule: &Rule| {
        let glob = |glob: &String| {
            let glob = GlobBuilder::new(glob.trim_start_matches('/')).literal_separator(true).build();
            glob.expect("a glob").compile_matcher()
        };
        let paths: Vec<GlobMatcher> = rule.matches.paths.iter().map(glob).collect();
        all.iter().map(|secret| fits(&rule.matches, &paths, secret)).collect()
    };
    policy.rules.iter().map(of_rule).collect()
}

/// Of the rules that fit, those of the highest precedence; of these, the one that fits the fewest secrets of all.
fn decides<'p>(policy: &'p RotationPolicy, fitted: &[Vec<bool>], secret: usize) -> BTreeSet<&'p str> {
    let fitting: Vec<(&Rule, usize)> = policy
        .rules
        .iter()
        .zip(fitted)
        .filter(|(_, fits)| fits[secret])
        .map(|(rule, fits)| (rule, fits.iter().filter(|fits| **fits).count()))
        .collect();
    let highest = fitting.iter().map(|(rule, _)| rule.precedence()).max().expect("the default fits");
    let of_highest = || fitting.iter().filter(|(rule, _)| rule.precedence() == highest);
    let fewest = of_highest().map(|(_, size)| *size).min().expect("one");
    of_highest().filter(|(_, size)| *size == fewest).map(|(rule, _)| rule.id.as_str()).collect()
}

fn decided(policy: &CompiledPolicy, secret: &Secret, tags_known: bool) -> (String, bool) {
    let by = if secret.automatic { RotatedBy::Service { service: "rds".to_owned() } } else { RotatedBy::Nobody };
    let rotation = Rotation { by, ..Rotation::default() };
    let tags = secret.team.map(|team| BTreeMap::from([("team".to_owned(), team.to_owned())])).unwrap_or_default();
    let found = policy.rule_for(&Subject {
        name: secret.name,
        tags: tags_known.then_some(&tags),
        kind: secret.kind,
        level: secret.level,
        value: ValueAge::default(),
        rotation: &rotation,
        life: None,
        excepted_until: None,
        circumstances: Circumstances::default(),
    });
    (found.rule.id.clone(), found.tags_unknown)
}

fn rules() -> impl Strategy<Value = Matches> {
    let paths =
        prop::sample::select(vec!["prod/**", "/prod/web/**", "*/web/db", "prod/*/db", "**/db", "stage/**", "x"]);
    (
        prop_oneof![2 => Just(Vec::new()), 3 => prop::collection::vec(paths.prop_map(str::to_owned), 1..3)],
        prop_oneof![2 => Just(None), 1 => prop::sample::select(vec!["a", "a*", "ab", "b"]).prop_map(Some)],
        prop::sample::subsequence(KINDS.to_vec(), 0..3),
        prop::sample::subsequence(LEVELS.to_vec(), 0..2),
        prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)],
    )
        .prop_map(|(paths, team, kinds, levels, automatic)| {
            let tags = team.map(|team| ("team".to_owned(), team.to_owned())).into_iter().collect();
            Matches { paths, tags, kinds, levels, automatic }
        })
}

/// A policy of those rules that do not make it unsound, found by trying.
fn sound(matches: Vec<Matches>) -> RotationPolicy {
    let mut policy = RotationPolicy {
        schema: SCHEMA,
        name: "t".to_owned(),
        description: String::new(),
        time_zone: chrono_tz::UTC,
        raised_threat: false,
        rules: vec![rule("default".to_owned(), Matches::default())],
    };
    for (index, matches) in matches.into_iter().enumerate() {
        policy.rules.push(rule(format!("r{index}"), matches));
        if parse(&print(&policy)).is_err() {
            policy.rules.pop();
        }
    }
    policy
}

fn rule(id: String, matches: Matches) -> Rule {
    Rule { id, matches, age: Age::Days(90), strict_days: None, reason: "r".to_owned(), source: None }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_same_rule_decides_as_by_comparing_every_pair(matches in prop::collection::vec(rules(), 1..8)) {
        let policy = sound(matches);
        let compiled = CompiledPolicy::new(policy.clone()).expect("globs");
        let all = secrets();
        let fitted = fitted(&policy, &all);
        for (index, secret) in all.iter().enumerate() {
            let (found, unknown) = decided(&compiled, secret, true);
            let plain = decides(&policy, &fitted, index);
            prop_assert!(plain.contains(found.as_str()), "{:?}: {} and not {:?} of {}", secret, found, plain, print(&policy));
            prop_assert!(!unknown);
        }
    }
}

#[test]
fn path_over_tag_over_kind_over_default_and_the_narrower_within() {
    let of = |matches: &[(&str, &str)]| {
        let rule =
            |(id, matches): &(&str, &str)| format!("[[rule]]\nid = \"{id}\"\nage = 90\nreason = \"r\"\n{matches}\n");
        let rules = matches.iter().map(rule).collect::<Vec<_>>().concat();
        let text = format!("schema = 1\nname = \"t\"\n{rules}");
        CompiledPolicy::new(parse(&text).expect("a policy")).expect("globs")
    };
    let policy = of(&[
        ("default", "default = true"),
        ("default-low", "default = true\nlevels = [\"low\"]"),
        ("api", "kinds = [\"api_key\"]"),
        ("api-critical", "kinds = [\"api_key\"]\nlevels = [\"critical\"]"),
        ("team", "tags = { team = \"a*\" }"),
        ("team-ab", "tags = { team = \"ab\" }"),
        ("prod", "paths = [\"/prod/**\"]"),
        ("prod-web", "paths = [\"prod/web/*\"]"),
    ]);
    for (name, team, kind, level, expected) in [
        ("/prod/web/db", Some("ab"), Kind::ApiKey, Level::Low, "prod-web"),
        ("prod/web/db/x", Some("ab"), Kind::ApiKey, Level::Low, "prod"),
        ("x", Some("ab"), Kind::ApiKey, Level::Critical, "team-ab"),
        ("x", Some("ac"), Kind::ApiKey, Level::Critical, "team"),
        ("x", Some("b"), Kind::ApiKey, Level::Critical, "api-critical"),
        ("x", None, Kind::ApiKey, Level::Low, "api"),
        ("x", None, Kind::SshKey, Level::Low, "default-low"),
        ("x", None, Kind::SshKey, Level::High, "default"),
        // A name is not its neighbour.
        ("production/web/db", None, Kind::SshKey, Level::High, "default"),
        ("PROD/web/db", None, Kind::SshKey, Level::High, "default"),
    ] {
        let secret = Secret { name, team, kind, level, automatic: false };
        assert_eq!(decided(&policy, &secret, true), (expected.to_owned(), false), "{secret:?}");
    }
}

#[test]
fn where_tags_are_not_known_the_strictest_that_may_apply_decides() {
    let policy = |tagged: &str, default: &str| {
        let text = format!(
            "schema = 1\nname = \"t\"\n[[rule]]\nid = \"d\"\ndefault = true\nage = {default}\nreason = \"r\"\n\
             [[rule]]\nid = \"t\"\ntags = {{ team = \"a\" }}\nage = {tagged}\nreason = \"r\"\n\
             [[rule]]\nid = \"p\"\npaths = [\"prod/**\"]\nage = 90\nreason = \"r\"\n"
        );
        CompiledPolicy::new(parse(&text).expect("a policy")).expect("globs")
    };
    for (name, tagged, default, expected) in [
        ("x", "30", "90", ("t", true)),
        ("x", "90", "30", ("d", true)),
        ("x", "\"none\"", "30", ("d", true)),
        ("x", "30", "\"none\"", ("t", true)),
        // A path decides whatever the tags are.
        ("prod/x", "30", "90", ("p", false)),
    ] {
        let secret = Secret { name, team: None, kind: Kind::ApiKey, level: Level::High, automatic: false };
        let (rule, unknown) = decided(&policy(tagged, default), &secret, false);
        assert_eq!((rule.as_str(), unknown), expected, "{name} {tagged} {default}");
    }
}
