//! Whom a secret's policy lets in beyond the principals that are known.

use std::collections::BTreeSet;

use keyturn_access::plain;
use keyturn_access::policy::{Effect, Element, PrincipalPattern, Statement};
use keyturn_access::world::{Secret, World};

use super::evaluation::Evaluation;

/// Somebody outside the known accounts whom a policy lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The policy's words: an ARN, an account, a service, `*`.
    pub who: String,
    /// Codes of marks.
    pub marks: BTreeSet<&'static str>,
    /// Which policy says so.
    pub through: String,
    /// Its conditions in words.
    pub conditions: Vec<String>,
}

impl Evaluation {
    /// Whom a secret's own policies let in beyond the principals that are known.
    pub fn outside(&self, secret: usize) -> Vec<Outside> {
        let (world, on) = (&self.world, &self.world.secrets[secret]);
        let mut found = Vec::new();
        for attached in &on.policies {
            let statements = &world.document(attached.policy).statements;
            for statement in statements.iter().filter(|one| one.effect == Effect::Allow && !one.faulty) {
                for (who, marks) in outsiders(world, on, statement) {
                    found.push(Outside {
                        who,
                        marks,
                        through: attached.place.to_string(),
                        conditions: conditions(statement),
                    });
                }
            }
        }
        found
    }
}

fn conditions(statement: &Statement) -> Vec<String> {
    statement.conditions.iter().map(|condition| plain::condition_words(condition, statement.effect)).collect()
}

fn outsiders(world: &World, on: &Secret, statement: &Statement) -> Vec<(String, BTreeSet<&'static str>)> {
    let known = |account: &str| world.principals.iter().any(|principal| principal.account == account);
    let of = |account: &str| {
        let mut marks = BTreeSet::from(["other_account"]);
        let member = |id: &str| world.account(id).is_some_and(|account| account.member);
        if member(&on.account) && !member(account) {
            marks.insert("outside_organisation");
        }
        marks
    };
    let public = || if statement.conditions.is_empty() { BTreeSet::from(["public"]) } else { BTreeSet::new() };
    let named = match &statement.principals {
        Some(Element::Only(named)) => named,
        Some(Element::Not(_)) => return vec![("everybody but some".to_owned(), public())],
        None => return Vec::new(),
    };
    let one = |pattern: &PrincipalPattern| match pattern {
        PrincipalPattern::Anyone => Some(("*".to_owned(), public())),
        PrincipalPattern::Account(account) => (!known(account)).then(|| (account.clone(), of(account))),
        PrincipalPattern::Arn(arn) => {
            let account = arn.split(':').nth(4).unwrap_or_default();
            (world.principal(arn).is_none() && !known(account)).then(|| (arn.clone(), of(account)))
        }
        PrincipalPattern::StaleId(id) => Some((id.clone(), BTreeSet::from(["stale_id"]))),
        PrincipalPattern::Service(name) | PrincipalPattern::Federated(name) | PrincipalPattern::CanonicalUser(name) => {
            Some((name.clone(), BTreeSet::new()))
        }
    };
    named.iter().filter_map(one).collect()
}
