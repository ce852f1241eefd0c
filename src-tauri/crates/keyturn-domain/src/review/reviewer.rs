//! Who reviews what.

use serde::{Deserialize, Serialize};

use super::scope::tag_fits;
use super::{Item, Subject};
use crate::rotation::path_pattern;

/// Somebody who reviews.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// Their name, as it stands in the pack.
    pub name: String,
    /// What principals they are: user names, mail addresses, role names, ARNs.
    pub identities: Vec<String>,
    /// Owners whose secrets they review.
    pub owners: Vec<String>,
    /// Path patterns that they review.
    pub paths: Vec<String>,
    /// Tags that they review, `key` or `key=value`.
    pub tags: Vec<String>,
}

impl Reviewer {
    /// Whether this is the person of that name: case and white space at the ends make no difference.
    pub fn is(&self, name: &str) -> bool {
        same(&self.name, name)
    }

    /// Whether they review a secret, by its owner, its path or one of its tags.
    pub fn reviews(&self, subject: &Subject<'_>) -> bool {
        self.owners.iter().any(|owner| subject.owner.is_some_and(|named| same(owner, named)))
            || self.paths.iter().any(|pattern| path_pattern::matches(pattern, subject.name))
            || self.tags.iter().any(|tag| tag_fits(tag, subject.tags))
    }
}

/// Whether two names are one person's: they differ in case and white space at the ends only.
pub fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Who reviews a secret: the first that fits, else the lead.
pub fn of<'a>(reviewers: &'a [Reviewer], lead: &'a Reviewer, subject: &Subject<'_>) -> &'a Reviewer {
    reviewers.iter().find(|reviewer| reviewer.reviews(subject)).unwrap_or(lead)
}

/// Which of a person's identities is the principal of an item, or one of the people behind it: nobody decides on their
/// own access. Case makes no difference; a principal is known by its ARN, its name and the last part of either.
pub fn own_access<'i>(identities: impl IntoIterator<Item = &'i str>, item: &Item) -> Option<&'i str> {
    let principal = item.principal.as_deref()?;
    let last = |text: &'_ str| text.rsplit('/').next().unwrap_or_default().to_lowercase();
    let (arn, subject) = (principal.to_lowercase(), item.subject.to_lowercase());
    let (arn_last, subject_last) = (last(principal), last(&item.subject));
    identities.into_iter().find(|identity| {
        let identity = identity.trim().to_lowercase();
        !identity.is_empty()
            && ([&arn, &subject, &arn_last, &subject_last].into_iter().any(|known| *known == identity)
                || item.grounds.people.iter().any(|person| person.trim().to_lowercase() == identity))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kind::Kind;
    use crate::review::samples::{access, reviewer};

    #[test]
    fn the_first_that_fits_reviews_and_else_the_lead() {
        let owners = Reviewer { owners: vec!["Payments".to_owned()], ..reviewer("olga") };
        let paths = Reviewer { paths: vec!["/prod/**".to_owned()], ..reviewer("pat") };
        let tags = Reviewer { tags: vec!["team=web".to_owned(), "pci".to_owned()], ..reviewer("tess") };
        let (all, lead) = ([owners, paths, tags], reviewer("lead"));
        for (name, owner, tag, expect) in [
            ("/prod/a", Some("payments "), ("x", "y"), "olga"),
            ("/prod/a", Some("payment"), ("x", "y"), "pat"),
            ("/dev/a", None, ("team", "web"), "tess"),
            ("/dev/a", None, ("pci", ""), "tess"),
            ("/dev/a", None, ("team", "webs"), "lead"),
            ("/prod", Some(""), ("Team", "web"), "lead"),
        ] {
            let tags = BTreeMap::from([(tag.0.to_owned(), tag.1.to_owned())]);
            let (account, region, kind) = ("111122223333", "eu-west-1", Kind::ApiKey);
            let subject = Subject { account, region, name, tags: &tags, kind, owner };
            assert_eq!(of(&all, &lead, &subject).name, expect, "{name} {owner:?} {tag:?}");
        }
    }

    #[test]
    fn nobody_is_their_own_reviewer() {
        let mut item = access("role/sso/Developers", "/prod/*", 1);
        item.principal = Some("arn:aws:iam::111122223333:role/sso/Developers".to_owned());
        item.grounds.people = vec!["Ada@example.com".to_owned()];
        for (identity, own) in [
            ("ada@example.com", true),
            (" ADA@EXAMPLE.COM ", true),
            ("developers", true),
            ("role/sso/developers", true),
            ("arn:aws:iam::111122223333:role/sso/Developers", true),
            ("", false),
            ("sso", false),
            ("ada", false),
            ("developer", false),
        ] {
            assert_eq!(own_access([identity], &item).is_some(), own, "{identity}");
        }
        item.principal = None;
        assert_eq!(own_access(["developers"], &item), None, "an owner may say that they own it");
    }
}
