//! From what an incident starts: a secret, a principal, an access key, a finding, or a pasted text.

use serde::{Deserialize, Serialize};

use super::text::{self, is_access_key_id};
use crate::account::AccountId;
use crate::arn::SecretArn;
use crate::kind::Kind;
use crate::review::CampaignId;
use crate::sensitive;

/// From what an incident starts. All text in it is hostile: it comes from AWS or from a clipboard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Subject {
    /// A secret or parameter.
    Secret {
        /// Which.
        arn: SecretArn,
    },
    /// A role, user, root or federated user.
    Principal {
        /// Its ARN; of a session, the session's.
        arn: String,
    },
    /// The access key with this id.
    AccessKey {
        /// `AKIA…` or `ASIA…`.
        id: String,
    },
    /// A finding of Keyturn's.
    Finding {
        /// Its key, the same for the same oddity.
        key: String,
        /// The detection, such as `burst`.
        detection: String,
    },
    /// A name that may be a secret's.
    Name {
        /// As it was given.
        name: String,
    },
    /// A rotation that follows a runbook.
    Rotation {
        /// The number of its record.
        record: i64,
        /// The secret that is rotated.
        arn: SecretArn,
    },
    /// An access review that follows a runbook.
    Review {
        /// Its campaign.
        campaign: CampaignId,
    },
}

/// Why a text starts no incident by itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotASubject {
    /// There is nothing.
    #[error("paste an ARN, an access key id, or a secret's name")]
    Empty,
    /// It is a value. It is not repeated.
    #[error("this looks like {what}: paste the secret's name or ARN, never its value")]
    LooksSecret {
        /// What it looks like, with its article.
        what: &'static str,
    },
    /// It is an ARN, but of something that neither is a secret nor reads any.
    #[error("{0:?} is an ARN, but not of a secret, a parameter, a role or a user")]
    OtherArn(String),
    /// It has characters that no name has, or too many.
    #[error("{0:?} cannot be a name: letters, digits and / _ + = . @ - , at most {LONGEST} characters")]
    NotAName(String),
}

/// The longest name: a parameter's, with its path.
///
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html>
pub const LONGEST: usize = 2_048;

/// What is kept of a text that was refused, in characters.
const SHOWN: usize = 80;

impl Subject {
    /// The code of each subject.
    pub const CODES: [&'static str; 7] = ["secret", "principal", "access_key", "finding", "name", "rotation", "review"];

    /// The code that is stored and put into JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Secret { .. } => "secret",
            Self::Principal { .. } => "principal",
            Self::AccessKey { .. } => "access_key",
            Self::Finding { .. } => "finding",
            Self::Name { .. } => "name",
            Self::Rotation { .. } => "rotation",
            Self::Review { .. } => "review",
        }
    }

    /// The text that names it. Hostile.
    pub fn text(&self) -> &str {
        match self {
            Self::Secret { arn } | Self::Rotation { arn, .. } => arn.as_str(),
            Self::Principal { arn } => arn,
            Self::AccessKey { id } => id,
            Self::Finding { key, .. } => key,
            Self::Name { name } => name,
            Self::Review { campaign } => campaign.as_str(),
        }
    }

    /// The secret that it is, or that is rotated.
    pub fn secret(&self) -> Option<&SecretArn> {
        match self {
            Self::Secret { arn } | Self::Rotation { arn, .. } => Some(arn),
            _ => None,
        }
    }

    /// What kind of credential it is by itself: a long-lived key, or the session of a role. A secret's kind is told by
    /// the inventory.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::AccessKey { id } if id.starts_with("AKIA") => Some(Kind::AwsAccessKey),
            Self::Principal { arn } if arn.contains(":user/") => Some(Kind::AwsAccessKey),
            Self::Principal { arn } if arn.ends_with(":root") => Some(Kind::RootCredential),
            Self::AccessKey { .. } | Self::Principal { .. } => Some(Kind::AwsRole),
            Self::Secret { .. }
            | Self::Finding { .. }
            | Self::Name { .. }
            | Self::Rotation { .. }
            | Self::Review { .. } => None,
        }
    }
}

/// Recognises a pasted text: an ARN of a secret or a principal, an access key's id, else a name.
///
/// Quotes, brackets and white space around it are dropped, as they come along from chats, logs and code. A text that
/// looks like a value is refused and not repeated.
pub fn recognise(pasted: &str) -> Result<Subject, NotASubject> {
    let wrapping = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '(' | ')' | ',' | ';');
    let pasted = pasted.trim_matches(wrapping);
    if pasted.is_empty() {
        return Err(NotASubject::Empty);
    }
    if is_access_key_id(pasted) {
        return Ok(Subject::AccessKey { id: pasted.to_owned() });
    }
    let short = || text::one_line(pasted, SHOWN);
    if pasted.chars().count() > LONGEST || pasted.chars().any(|c| c.is_whitespace() || text::is_hidden(c)) {
        // Prose or a block of a file may hold a value further on: it is looked at before it is shown.
        return Err(looks_secret(pasted).unwrap_or_else(|| NotASubject::NotAName(short())));
    }
    if let Ok(arn) = pasted.parse::<SecretArn>() {
        return Ok(Subject::Secret { arn });
    }
    if is_principal(pasted) {
        return Ok(Subject::Principal { arn: pasted.to_owned() });
    }
    if let Some(fault) = looks_secret(pasted) {
        return Err(fault);
    }
    if pasted.starts_with("arn:") {
        return Err(NotASubject::OtherArn(short()));
    }
    if !pasted.bytes().all(is_name_byte) {
        return Err(NotASubject::NotAName(short()));
    }
    Ok(Subject::Name { name: pasted.to_owned() })
}

fn looks_secret(text: &str) -> Option<NotASubject> {
    sensitive::find(text).first().map(|place| NotASubject::LooksSecret { what: place.what })
}

/// Characters of names in both stores.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'+' | b'=' | b'.' | b'@' | b'-')
}

/// Whether a text is the ARN of who can call AWS: a user, a role, an account's root, or a session.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>
fn is_principal(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, "", account, resource] = parts[..] else { return false };
    let named = |kinds: &[&str]| {
        resource.split_once('/').is_some_and(|(kind, name)| {
            kinds.contains(&kind)
                && !name.is_empty()
                && name.bytes().all(|byte| is_name_byte(byte) || matches!(byte, b',' | b':'))
        })
    };
    partition.starts_with("aws")
        && account.parse::<AccountId>().is_ok()
        && match service {
            "iam" => resource == "root" || named(&["role", "user"]),
            "sts" => named(&["assumed-role", "federated-user"]),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(pasted: &str, expect: &str) {
        let found = match recognise(pasted) {
            Ok(subject) => {
                format!("{} {}{}", subject.code(), subject.text(), subject.kind().map_or("", |_| " (of a kind)"))
            }
            Err(NotASubject::Empty) => "empty".to_owned(),
            Err(NotASubject::LooksSecret { what }) => format!("looks like {what}"),
            Err(NotASubject::OtherArn(text)) => format!("other ARN {text}"),
            Err(NotASubject::NotAName(text)) => format!("no name {text}"),
        };
        assert_eq!(found, expect, "{pasted:?}");
    }

    #[test]
    fn pasted_texts_are_recognised() {
        let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3";
        check(arn, &format!("secret {arn}"));
        check(&format!(" `{arn}`,\n"), &format!("secret {arn}"));
        let arn = "arn:aws:ssm:us-east-1:111122223333:parameter/prod/web/STRIPE_API_KEY";
        check(arn, &format!("secret {arn}"));
        for arn in [
            "arn:aws:iam::111122223333:role/web-task",
            "arn:aws:iam::111122223333:user/ops/dana@example.com",
            "arn:aws:iam::111122223333:root",
            "arn:aws-cn:sts::111122223333:assumed-role/web-task/i-0abc",
        ] {
            check(arn, &format!("principal {arn} (of a kind)"));
        }
        check("AKIAIOSFODNN7EXAMPLE", "access_key AKIAIOSFODNN7EXAMPLE (of a kind)");
        check("\"ASIAIOSFODNN7EXAMPLE\"", "access_key ASIAIOSFODNN7EXAMPLE (of a kind)");
        check("/prod/web/STRIPE_API_KEY", "name /prod/web/STRIPE_API_KEY");
        check("prod/db", "name prod/db");
    }

    #[test]
    fn what_is_no_subject_is_refused_and_values_are_not_repeated() {
        check("", "empty");
        check(" '' ", "empty");
        check("arn:aws:s3:::bucket", "other ARN arn:aws:s3:::bucket");
        check("arn:aws:iam::1111:role/x", "other ARN arn:aws:iam::1111:role/x");
        check("the stripe key leaked", "no name the stripe key leaked");
        check("a$b", "no name a$b");
        check("role/\u{202E}nimda", "no name role/‹U+202E›nimda");
        check(&format!("ghp_{}", "a1B2c3D4e5F6".repeat(3)), "looks like a GitHub token");
        check(&format!("leaked:\nsk_live_{}", "a1B2c3D4e5F6".repeat(2)), "looks like a Stripe key");
        check("AKIAIOSFODNN7EXAMPL", "name AKIAIOSFODNN7EXAMPL");
        assert!(matches!(recognise(&"a".repeat(LONGEST + 1)), Err(NotASubject::NotAName(_))));
    }

    proptest! {
        #[test]
        fn whatever_is_recognised_holds_no_hidden_character(pasted in "[\\s\\S]{0,60}|arn:aws:iam::111122223333:role/\\PC{0,20}") {
            if let Ok(subject) = recognise(&pasted) {
                prop_assert!(!subject.text().chars().any(|c| text::is_hidden(c) || c.is_whitespace()));
                prop_assert!(Subject::CODES.contains(&subject.code()));
            }
        }
    }
}
