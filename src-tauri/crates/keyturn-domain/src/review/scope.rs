//! The scope of a campaign: which secrets it is about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::rotation::path_pattern;

/// What is reviewed. An empty list says: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Accounts, 12 digits each.
    pub accounts: Vec<String>,
    /// Regions.
    pub regions: Vec<String>,
    /// Path patterns, as [`path_pattern`] reads them.
    pub paths: Vec<String>,
    /// Tags, `key` or `key=value`.
    pub tags: Vec<String>,
    /// Kinds of secrets.
    pub kinds: Vec<Kind>,
}

/// What scopes and reviewers look at: one secret.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The account's 12 digits.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    /// The secret's name.
    pub name: &'a str,
    /// Its tags.
    pub tags: &'a BTreeMap<String, String>,
    /// Its kind.
    pub kind: Kind,
    /// Its owner, where known.
    pub owner: Option<&'a str>,
}

impl Scope {
    /// Whether it is about a secret.
    pub fn holds(&self, subject: &Subject<'_>) -> bool {
        fn has<T>(list: &[T], fits: impl FnMut(&T) -> bool) -> bool {
            list.is_empty() || list.iter().any(fits)
        }
        has(&self.accounts, |account| account == subject.account)
            && has(&self.regions, |region| region == subject.region)
            && has(&self.kinds, |kind| *kind == subject.kind)
            && has(&self.tags, |tag| tag_fits(tag, subject.tags))
            && has(&self.paths, |pattern| path_pattern::matches(pattern, subject.name))
    }
}

/// Whether tags have `key`, or `key` with the value of `key=value`. Keys and values are compared as AWS does: case counts.
pub(super) fn tag_fits(wanted: &str, tags: &BTreeMap<String, String>) -> bool {
    // A key may hold "=" itself.
    tags.contains_key(wanted)
        || wanted
            .match_indices('=')
            .any(|(at, _)| tags.get(&wanted[..at]).is_some_and(|value| *value == wanted[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_scope_that_says_something_must_fit() {
        let tags = BTreeMap::from([("team".to_owned(), "web".to_owned()), ("a=b".to_owned(), "c".to_owned())]);
        let subject = Subject {
            account: "111122223333",
            region: "eu-west-1",
            name: "/prod/web/KEY",
            tags: &tags,
            kind: Kind::ApiKey,
            owner: None,
        };
        let all = Scope::default();
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        for (scope, expect) in [
            (all.clone(), true),
            (Scope { accounts: list(&["444455556666", "111122223333"]), ..all.clone() }, true),
            (Scope { accounts: list(&["444455556666"]), ..all.clone() }, false),
            (Scope { regions: list(&["eu-west-1"]), ..all.clone() }, true),
            (Scope { regions: list(&["eu-west-2"]), ..all.clone() }, false),
            (Scope { paths: list(&["/dev/**", "/prod/**"]), ..all.clone() }, true),
            (Scope { paths: list(&["/prod/*"]), ..all.clone() }, false),
            (Scope { tags: list(&["team"]), ..all.clone() }, true),
            (Scope { tags: list(&["team=web"]), ..all.clone() }, true),
            (Scope { tags: list(&["a=b=c"]), ..all.clone() }, true),
            (Scope { tags: list(&["a=b"]), ..all.clone() }, true),
            (Scope { tags: list(&["team=", "Team", "tea"]), ..all.clone() }, false),
            (Scope { kinds: vec![Kind::ApiKey], ..all.clone() }, true),
            (Scope { kinds: vec![Kind::SshKey], ..all.clone() }, false),
            (Scope { paths: list(&["/prod/**"]), kinds: vec![Kind::SshKey], ..all }, false),
        ] {
            assert_eq!(scope.holds(&subject), expect, "{scope:?}");
        }
    }
}
