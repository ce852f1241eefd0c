//! Who is known here, to be compared with a list of people who left.

use std::collections::{BTreeSet, HashMap};

use super::{FoundBy, Leaver};

/// Principals by the names and addresses of the people who use them, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    users: HashMap<String, BTreeSet<String>>,
    people: HashMap<String, BTreeSet<String>>,
    mails: HashMap<String, BTreeSet<String>>,
}

impl Directory {
    /// Adds an IAM user.
    pub fn add_user(&mut self, name: &str, arn: &str) {
        add(&mut self.users, name, arn);
    }

    /// Adds a person who uses a role of Identity Center.
    pub fn add_person<'m>(&mut self, name: &str, mails: impl IntoIterator<Item = &'m str>, arn: &str) {
        add(&mut self.people, name, arn);
        for mail in mails {
            add(&mut self.mails, mail, arn);
        }
    }

    /// Finds out which principals a leaver is: every one that the name or the address names exactly, in any case.
    /// Whether there is any.
    pub fn find(&self, leaver: &mut Leaver) -> bool {
        let ways = [
            (&self.users, &leaver.user, FoundBy::User),
            (&self.people, &leaver.user, FoundBy::IdentityCenter),
            (&self.mails, &leaver.mail, FoundBy::Mail),
            // Users are often named by their address.
            (&self.users, &leaver.mail, FoundBy::Mail),
            (&self.people, &leaver.mail, FoundBy::Mail),
        ];
        let mut principals = BTreeSet::new();
        leaver.by = None;
        for (known, name, by) in ways {
            if let Some(found) = known.get(&name.to_lowercase()).filter(|_| !name.is_empty()) {
                principals.extend(found.iter().cloned());
                leaver.by = leaver.by.or(Some(by));
            }
        }
        leaver.principals = principals.into_iter().collect();
        leaver.by.is_some()
    }
}

fn add(known: &mut HashMap<String, BTreeSet<String>>, name: &str, arn: &str) {
    if !name.is_empty() {
        known.entry(name.to_lowercase()).or_default().insert(arn.to_owned());
    }
}
