//! Where a secret belongs, by its name: environment and service.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use keyturn_domain::path::{self, PathTemplate};

use crate::facts::Facts;
use crate::read::Object;
use crate::target::SecretName;

/// Words for environments where the name fits no template.
const WORDS: [(&str, &[&str]); 4] = [
    ("prod", &["prod", "production", "prd", "live"]),
    ("stage", &["stage", "staging", "stg", "uat", "preprod"]),
    ("dev", &["dev", "devel", "development"]),
    ("test", &["test", "testing", "tst", "qa", "sandbox"]),
];

/// Words for what everybody reads.
const SHARED: [&str; 5] = ["shared", "common", "global", "platform", "infra"];

/// Where a secret belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Scope {
    /// `prod`, `stage`, `dev`, `test`; `None` where the name does not say.
    pub(crate) environment: Option<String>,
    /// The path it shares with its neighbours, without the environment: `web` of `/prod/web/KEY`. Empty: none.
    pub(crate) service: String,
    /// Whether its path says that everybody reads it.
    pub(crate) shared: bool,
}

impl Scope {
    /// Where a name belongs; `common` is the word with which the organisation's names begin, and which says nothing.
    fn below(secret: &SecretName, common: Option<&str>) -> Self {
        let name = secret.name.trim_matches('/');
        let parts = path::read(name, PathTemplate::defaults());
        let environment = parts.environment.or_else(|| word_in(name));
        let mut above: Vec<&str> = name.split('/').collect();
        if above.len() == 1 {
            above = name.split(['-', '_', '.']).collect();
        }
        above.pop();
        let mut above: Vec<String> =
            above.into_iter().filter(|part| environment_of(part).is_none()).map(str::to_lowercase).collect();
        if above.len() > 1 && common.is_some_and(|common| above.first().is_some_and(|first| first == common)) {
            above.remove(0);
        }
        let shared = above.iter().any(|part| SHARED.contains(&part.as_str()));
        let service =
            above.into_iter().next().or(parts.service.map(|service| service.to_lowercase())).unwrap_or_default();
        Self { environment, service, shared }
    }

    /// Whether it is of a production environment.
    pub(crate) fn is_production(&self) -> bool {
        self.environment.as_deref() == Some("prod")
    }
}

/// Where each secret of an organisation belongs: found once for each, since it is asked for every read.
#[derive(Default)]
pub(crate) struct Scopes<'a> {
    common: Option<String>,
    known: HashMap<&'a SecretName, Scope>,
}

impl<'a> Scopes<'a> {
    /// Of every secret in these facts.
    pub(crate) fn of(facts: &'a Facts) -> Self {
        let names = facts.uses.iter().filter_map(|used| match &used.object {
            Object::Secret(name) => Some(name),
            _ => None,
        });
        let known: HashMap<&SecretName, Scope> = names.map(|name| (name, Scope::default())).collect();
        let mut scopes = Self { common: common_word(known.keys().copied()), known };
        for (name, scope) in &mut scopes.known {
            *scope = Scope::below(name, scopes.common.as_deref());
        }
        scopes
    }

    /// Where this one belongs.
    pub(crate) fn get(&self, name: &SecretName) -> Scope {
        self.known.get(name).cloned().unwrap_or_else(|| Scope::below(name, self.common.as_deref()))
    }
}

/// The word with which most paths begin although what follows differs: the company's, or `config`. It tells no service
/// from another.
fn common_word<'a>(names: impl Iterator<Item = &'a SecretName>) -> Option<String> {
    let mut count = 0_usize;
    let mut words: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for name in names {
        count += 1;
        let mut parts: Vec<&str> = name.name.trim_matches('/').split('/').collect();
        parts.pop();
        let mut parts = parts.into_iter().filter(|part| environment_of(part).is_none()).map(str::to_lowercase);
        if let (Some(first), Some(second)) = (parts.next(), parts.next()) {
            let (all, below) = words.entry(first).or_default();
            *all += 1;
            below.insert(second);
        }
    }
    let fits = |all: usize, below: &BTreeSet<String>| count >= 10 && all * 2 > count && below.len() >= 3;
    words.into_iter().find(|(_, (all, below))| fits(*all, below)).map(|(word, _)| word)
}

/// The environment that one part of a name stands for.
fn environment_of(part: &str) -> Option<&'static str> {
    let word = part.split(['-', '_', '.']).next().unwrap_or(part).trim_end_matches(|c: char| c.is_ascii_digit());
    WORDS.iter().find(|(_, words)| words.iter().any(|w| w.eq_ignore_ascii_case(word))).map(|(word, _)| *word)
}

fn word_in(name: &str) -> Option<String> {
    name.split(['/', '-', '_', '.']).find_map(environment_of).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use keyturn_domain::store::Store;

    use super::*;

    #[test]
    fn a_word_that_most_names_begin_with_is_no_service() {
        let named = |name: &str| SecretName {
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            store: Store::ParameterStore,
            name: name.to_owned(),
        };
        let common = |prefix: &str| {
            let all: Vec<SecretName> = ["web", "ledger", "cards", "risk"]
                .iter()
                .flat_map(|service| (0..3).map(move |n| format!("{prefix}{service}/KEY_{n}")))
                .map(|name| named(&name))
                .collect();
            common_word(all.iter())
        };
        assert_eq!(common("/acme/prod/").as_deref(), Some("acme"));
        assert_eq!(common("config/").as_deref(), Some("config"));
        assert_eq!(common("/prod/"), None);
        assert_eq!(Scope::below(&named("/acme/prod/web/KEY"), Some("acme")).service, "web");
        assert_eq!(Scope::below(&named("/acme/KEY"), Some("acme")).service, "acme");
        assert_eq!(Scope::below(&named("/other/KEY"), Some("acme")).service, "other");
    }

    #[test]
    fn names_tell_environment_and_service() {
        for (name, environment, service, shared) in [
            ("/prod/web/DB_PASSWORD", Some("prod"), "web", false),
            ("prod/web/db", Some("prod"), "web", false),
            ("/web/staging/KEY", Some("stage"), "web", false),
            ("/live-eu/payments/stripe/key", Some("prod"), "payments", false),
            ("prod-web-db", Some("prod"), "web", false),
            ("/prod/shared/SMTP", Some("prod"), "shared", true),
            ("/prod/KEY", Some("prod"), "", false),
            ("zzz", None, "", false),
            ("/credentials/stratus-red-team/credentials-1", None, "credentials", false),
            ("", None, "", false),
        ] {
            let secret = SecretName {
                account: "111122223333".parse().unwrap(),
                region: "eu-west-1".parse().unwrap(),
                store: Store::ParameterStore,
                name: name.to_owned(),
            };
            let scope = Scope::below(&secret, None);
            assert_eq!(
                (scope.environment.as_deref(), scope.service.as_str(), scope.shared),
                (environment, service, shared),
                "{name}"
            );
        }
    }
}
