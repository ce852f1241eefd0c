//! Who owns a secret, as its tags say.

use std::collections::BTreeMap;

/// Keys that name an owner, the plainest first; case, `-`, `_` and spaces make no difference.
const KEYS: [&str; 16] = [
    "owner",
    "ownedby",
    "owners",
    "ownerteam",
    "owneremail",
    "team",
    "teamname",
    "squad",
    "contact",
    "contactemail",
    "technicalcontact",
    "maintainer",
    "maintainers",
    "maintainedby",
    "responsible",
    "steward",
];

/// Values that people write where a tag is demanded and nobody is known.
const NOBODY: [&str; 8] = ["-", "?", "n/a", "na", "none", "nobody", "tbd", "unknown"];

/// The owner that tags name: the first of the keys that is there with a value.
///
/// The keys in their order: owner, owned by, owner's team or email, team, squad, contact, maintainer, responsible,
/// steward. A key with an organisation's prefix (`acme:owner`, `example.com/team`) counts after the same key without.
/// AWS's own tags (`aws:…`) never name an owner.
pub fn from_tags(tags: &BTreeMap<String, String>) -> Option<String> {
    let named = tags.iter().filter(|(key, _)| !key.to_lowercase().starts_with("aws:")).filter_map(|(key, value)| {
        let value = value.trim();
        let somebody = !value.is_empty() && !NOBODY.contains(&value.to_lowercase().as_str());
        let (rank, prefixed) = rank(key)?;
        somebody.then_some(((rank, prefixed), value))
    });
    named.min_by_key(|(rank, _)| *rank).map(|(_, value)| value.to_owned())
}

/// The key's place in the order, and whether it has a prefix.
fn rank(key: &str) -> Option<(usize, bool)> {
    let last = key.rsplit([':', '/', '.']).next().unwrap_or(key);
    let letters: String = last.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect();
    let rank = KEYS.iter().position(|key| *key == letters)?;
    Some((rank, last.len() < key.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tags: &[(&str, &str)], owner: Option<&str>) {
        let map = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        assert_eq!(from_tags(&map).as_deref(), owner, "{tags:?}");
    }

    #[test]
    fn the_plainest_key_with_a_value_wins() {
        check(&[], None);
        check(&[("owner", "payments")], Some("payments"));
        check(&[("Owner", " payments ")], Some("payments"));
        check(&[("team", "web"), ("owner", "payments")], Some("payments"));
        check(&[("owner", ""), ("team", "web")], Some("web"));
        check(&[("owner", "TBD"), ("Squad", "web")], Some("web"));
        check(&[("acme:owner", "a"), ("owner", "b")], Some("b"));
        check(&[("acme:owner", "a"), ("team", "b")], Some("a"));
        check(&[("example.com/team", "web")], Some("web"));
        check(&[("owner-email", "a@example.com"), ("contact", "c")], Some("a@example.com"));
        check(&[("Technical Contact", "c")], Some("c"));
        check(&[("Maintained_By", "m")], Some("m"));
        check(&[("aws:cloudformation:owner", "x"), ("AWS:team", "y")], None);
        check(&[("ownership", "x"), ("teams-url", "y"), ("coowner", "z")], None);
        check(&[("", "x"), (":", "y"), ("owner:", "z")], None);
    }
}
