//! How much depends on a secret (requirement A15): what severities, policies and reviews go by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kind::{Kind, words};

/// How much depends on a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing: configuration.
    None,
    /// Test and development.
    Low,
    /// Staging, read-only, or public by itself.
    Medium,
    /// Production, of limited scope.
    High,
    /// Opens data, money or administration, or signs.
    Critical,
}

impl Level {
    /// Every level, the highest first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::None];

    /// The code that is stored, filtered by and put into JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::None => "none",
        }
    }

    /// The level with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// One level lower, but never none: it is still a secret.
    fn lowered(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
            Self::None => Self::None,
        }
    }
}

/// A level and why. A person may overrule it with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelProposal {
    /// The level.
    pub level: Level,
    /// The rule that decided, in words that a person can check.
    pub reason: String,
}

/// Keys of tags whose value may be a level's code, in any case.
const TAGGED: [&str; 6] =
    ["keyturn:level", "secret-level", "criticality", "data-classification", "classification", "sensitivity"];

/// Issuers through whom money moves, as words of a name.
const MONEY: [&str; 12] = [
    "stripe",
    "adyen",
    "braintree",
    "paypal",
    "klarna",
    "plaid",
    "wise",
    "gocardless",
    "worldpay",
    "mollie",
    "square",
    "coinbase",
];

/// Words at which a name speaks of reading alone.
const READ_ONLY: [&str; 7] = ["readonly", "read_only", "ro", "reader", "read_replica", "viewer", "reporting"];

/// Proposes a level. What nothing says is taken for production: in doubt more depends on it, not less.
///
/// `environment` is the usual word (`prod`, `stage`, `dev`, `test`), `test` the mark of a test mode or sandbox.
pub fn propose(
    kind: Kind,
    name: &str,
    environment: Option<&str>,
    tags: Option<&BTreeMap<String, String>>,
    test: bool,
) -> LevelProposal {
    let proposal = |level, reason: String| LevelProposal { level, reason };
    if !kind.is_secret() {
        return proposal(Level::None, "configuration is no secret".to_owned());
    }
    if let Some((key, level)) = tagged(tags) {
        return proposal(level, format!("its tag {key} says {}", level.code()));
    }
    let words = words::of(name);
    let (level, reason) = by_kind(kind, &words);
    // An account's own keys open that account whatever it is used for.
    let everywhere = matches!(kind, Kind::RootCredential | Kind::BreakGlass | Kind::RecoveryCode);
    let (level, reason) = match environment {
        Some(environment @ ("dev" | "test")) if !everywhere => {
            (Level::Low, format!("its path says {environment}, which holds nothing real"))
        }
        Some("stage") if !everywhere && level > Level::Medium => (Level::Medium, "its path says stage".to_owned()),
        _ if !everywhere && level > Level::Medium && has_word(leaf(&words), &READ_ONLY) => {
            (Level::Medium, "its name says that it only reads".to_owned())
        }
        Some("prod") => (level, format!("production: {reason}")),
        _ => (level, reason.to_owned()),
    };
    if test {
        proposal(level.lowered(), format!("{reason}; one lower for a test mode"))
    } else {
        proposal(level, reason)
    }
}

/// The level in production.
fn by_kind(kind: Kind, words: &str) -> (Level, &'static str) {
    match kind {
        Kind::Configuration => (Level::None, "configuration is no secret"),
        Kind::DatabasePassword | Kind::ConnectionString => (Level::Critical, "opens data"),
        Kind::DataKey | Kind::BackupKey | Kind::KmsKey => (Level::Critical, "opens data: what it encrypts"),
        Kind::DatabaseAdmin
        | Kind::RootCredential
        | Kind::BreakGlass
        | Kind::RecoveryCode
        | Kind::IdpCredential
        | Kind::AwsAccessKey
        | Kind::GcpServiceAccountKey
        | Kind::AzureClientSecret
        | Kind::K8sToken
        | Kind::CiSecret => (Level::Critical, "opens administration"),
        Kind::JwtSigningKey | Kind::SessionKey | Kind::SigningKey => {
            (Level::Critical, "signs: who has it can be anybody")
        }
        Kind::ApiKey | Kind::AccessToken | Kind::ServiceToken | Kind::OauthClientSecret if has_word(words, &MONEY) => {
            (Level::Critical, "opens money")
        }
        Kind::TlsCertificate => (Level::Medium, "a certificate is public; only its end matters"),
        Kind::AwsRole => (Level::Medium, "names a role, and is no credential by itself"),
        Kind::ApiKey
        | Kind::AccessToken
        | Kind::ServiceToken
        | Kind::OauthClientSecret
        | Kind::WebhookUrl
        | Kind::WebhookSecret
        | Kind::TlsPrivateKey
        | Kind::ClientCertificate
        | Kind::SshKey
        | Kind::RegistryToken => (Level::High, "limited scope"),
        Kind::Unclassified => (Level::High, "nothing says what it is: in doubt, a secret"),
    }
}

/// The level that a tag names. None is not taken from a tag: it would take a secret out of sight.
fn tagged(tags: Option<&BTreeMap<String, String>>) -> Option<(&'static str, Level)> {
    let tags = tags?;
    TAGGED.into_iter().find_map(|wanted| {
        let (_, value) = tags.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted))?;
        let level = Level::from_code(&value.trim().to_ascii_lowercase())?;
        (level != Level::None).then_some((wanted, level))
    })
}

/// The last segment of a name in words.
fn leaf(words: &str) -> &str {
    words.rsplit('/').next().unwrap_or(words)
}

/// Whether one of the phrases stands in a name as whole words.
fn has_word(words: &str, phrases: &[&str]) -> bool {
    let bounded = |text: &str, at: usize, length: usize| {
        let edge = |c: Option<char>| c.is_none_or(|c| c == '_' || c == '/');
        edge(text.get(..at).and_then(|before| before.chars().next_back()))
            && edge(text.get(at + length..).and_then(|after| after.chars().next()))
    };
    phrases.iter().any(|phrase| words.match_indices(phrase).any(|(at, found)| bounded(words, at, found.len())))
}

#[cfg(test)]
mod tests;
