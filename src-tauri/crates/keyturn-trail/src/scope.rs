//! Where a secret belongs, by its name: environment and service.

use keyturn_domain::path::{self, PathTemplate};

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
    /// Where a name belongs.
    pub(crate) fn of(secret: &SecretName) -> Self {
        let name = secret.name.trim_matches('/');
        let parts = path::read(name, PathTemplate::defaults());
        let environment = parts.environment.or_else(|| word_in(name));
        let mut above: Vec<&str> = name.split('/').collect();
        if above.len() == 1 {
            above = name.split(['-', '_', '.']).collect();
        }
        above.pop();
        let above: Vec<String> =
            above.into_iter().filter(|part| environment_of(part).is_none()).map(str::to_lowercase).collect();
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
            let scope = Scope::of(&secret);
            assert_eq!(
                (scope.environment.as_deref(), scope.service.as_str(), scope.shared),
                (environment, service, shared),
                "{name}"
            );
        }
    }
}
