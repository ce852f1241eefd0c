//! The shapes of secrets, special ones first.
//!
//! Lengths are open-ended: the issuers' formats grow, and a pattern that stops short leaves the rest behind.
//! Shapes: <https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>.

/// What a match must be besides matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing more: the shape is the issuer's own.
    Any,
    /// Not one of AWS's documented samples.
    NotSample,
    /// A password that somebody set: letters with digits or signs, no placeholder, no path, no name.
    Password,
    /// What stands in a URL as a password: anything but a placeholder.
    UrlPassword,
    /// Random: many different characters for its length.
    Random,
}

/// One shape.
pub(super) struct Rule {
    /// What it is, with its article.
    pub(super) what: &'static str,
    /// The shape; the group `value` is the secret, where words around it tell what it is.
    pub(super) pattern: &'static str,
    /// What else must hold.
    pub(super) value: Value,
}

const fn rule(what: &'static str, pattern: &'static str, value: Value) -> Rule {
    Rule { what, pattern, value }
}

/// Text in which long random strings are no secrets: ARNs, UUIDs, ids of commits, digests,
/// links to documents.
pub(super) const NOT_SECRET: &str = r#"(?ix)
    \b https://(?:docs|drive|sheets|slides)\.google\.com/[^\s"'<>)]+
  | \b arn:aws[a-z-]*:[^\s"'<>]+
  | \b [0-9a-f]{8} (?: -[0-9a-f]{4} ){3} - [0-9a-f]{12} \b
  | \b (?: commits? | sha-?(?:1|256|512)? | rev(?:ision)? | head | merge[ds]? | revert(?:s|ed)? | cherry-?pick(?:ed)? | parent | digest | checksum | fingerprint | thumbprint | etag | md5 )
      s? [\s:=/@"'`(\[\#]{1,4} (?: is \s )? [0-9a-f]{7,128} \b
"#;

/// Every shape.
pub(super) const RULES: [Rule; 32] = [
    rule(
        "a private key",
        r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:.*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|.*)",
        Value::Any,
    ),
    rule("a private key", r"(?s)PuTTY-User-Key-File-[0-9]+:.*", Value::Any),
    rule("a private key", r"AGE-SECRET-KEY-1[0-9A-Z]{20,}", Value::Any),
    rule("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?", Value::Any),
    rule("an AWS access key id", r"\b(?:AKIA|ASIA)[0-9A-Z]{16,}", Value::NotSample),
    rule(
        "an AWS secret access key",
        r"(?i)(?:aws.{0,20}secret|secret.{0,10}access.{0,10}key|secretaccesskey|aws.{0,20}key)[^A-Za-z0-9+/\n]{1,20}(?P<value>[A-Za-z0-9+/]{40,}={0,2})",
        Value::NotSample,
    ),
    rule("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})", Value::Any),
    rule("a GitLab token", r"\bgl(?:pat|dt|rt|ptt|oas|cbt|ft|soat|imt|agent)-[A-Za-z0-9_.-]{16,}", Value::Any),
    rule("a Stripe key", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}", Value::Any),
    rule("a webhook secret", r"\bwhsec_[A-Za-z0-9+/=_-]{16,}", Value::Any),
    rule("a Slack token", r"\bxox[a-z]-[A-Za-z0-9-]{10,}|\bxapp-[0-9]-[A-Za-z0-9-]{10,}", Value::Any),
    rule(
        "a Slack webhook",
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,}",
        Value::Any,
    ),
    rule(
        "a Discord webhook",
        r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]{20,}",
        Value::Any,
    ),
    rule("a Google API key", r"\bAIza[A-Za-z0-9_-]{35,}", Value::Any),
    rule(
        "a Google token",
        r"\b(?:ya29\.[A-Za-z0-9_.-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}|1//0[A-Za-z0-9_-]{30,})",
        Value::Any,
    ),
    rule("an Anthropic key", r"\bsk-ant-[A-Za-z0-9_-]{20,}", Value::Any),
    rule("an OpenAI key", r"\bsk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,})", Value::Any),
    rule("a SendGrid key", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}", Value::Any),
    rule("a Twilio key", r"\bSK[0-9a-f]{32,}\b", Value::Any),
    rule("an npm token", r"\bnpm_[A-Za-z0-9]{30,}", Value::Any),
    rule("a PyPI token", r"\bpypi-AgE[A-Za-z0-9_-]{40,}", Value::Any),
    rule("a Docker token", r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}", Value::Any),
    rule("a Vault token", r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}", Value::Any),
    rule("a Hugging Face token", r"\bhf_[A-Za-z0-9]{30,}", Value::Any),
    rule("a Shopify token", r"\bshp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32,}", Value::Any),
    rule("a DigitalOcean token", r"\bdo[opr]_v1_[a-f0-9]{40,}", Value::Any),
    rule("a Databricks token", r"\bdapi[a-f0-9]{32,}(?:-[0-9])?", Value::Any),
    rule("an Atlassian token", r"\bAT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{24,}", Value::Any),
    rule(
        "a connection string with a password",
        r#"(?i)\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@"'<>]*:(?P<value>[^\s@"']+)@[^\s@]"#,
        Value::UrlPassword,
    ),
    rule(
        "a password or key",
        r#"(?ix) (?: passw(?:or)?d | passwd | \bpwd | passphrase | secret | token | api[_-]?key | access[_-]?key | account[_-]?key | private[_-]?key | credentials? | \bauth(?:orization)?:\s*(?:bearer|basic) )
            [\w-]{0,20} ["'`*]{0,3} \s* (?: := | => | [=:] | \s is \s | \s ) \s* (?: bearer \s+ | basic \s+ )? ["'`]? (?P<value> [^\s"'`,;<>]{6,} )"#,
        Value::Password,
    ),
    rule("a long random string", r"\b[0-9a-fA-F]{40,}\b", Value::Random),
    rule("a long random string", r"[A-Za-z0-9+/_-]{40,}={0,2}", Value::Random),
];

impl Value {
    /// Whether only chance tells it from other text, so that innocent text must be set aside before.
    pub(super) fn is_told_by_chance(self) -> bool {
        matches!(self, Self::Password | Self::Random)
    }

    /// Whether the matched text is one that should not be stored.
    pub(super) fn is_secret(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::NotSample => !is_sample(text),
            Self::UrlPassword => !is_placeholder(text),
            Self::Password => {
                !is_placeholder(text)
                    && !is_sample(text)
                    && !is_name_or_number(text)
                    && bits(text) >= 2.2
                    && is_mixed(text)
            }
            Self::Random => {
                let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
                let enough = if hex { 3.0 } else { 4.2 };
                !is_sample(text) && bits(text) >= enough && is_mixed(text) && (hex || longest_run(text) >= 20)
            }
        }
    }
}

/// AWS marks the keys of its documentation so: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>.
fn is_sample(text: &str) -> bool {
    text.trim_end_matches('=').to_ascii_uppercase().contains("EXAMPLE")
}

/// What people write in the place of a secret.
fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "password",
        "passwd",
        "pass",
        "secret",
        "changeme",
        "change-me",
        "placeholder",
        "redacted",
        "removed",
        "hidden",
        "your",
        "todo",
        "null",
        "none",
        "xxx",
        "...",
    ];
    let lower = text.to_lowercase();
    let first = text.chars().next();
    first.is_some_and(|c| matches!(c, '<' | '{' | '$' | '%' | '[' | '*' | '…' | '('))
        || text.chars().all(|c| Some(c) == first)
        || WORDS.iter().any(|word| lower == *word)
        || lower.starts_with("your")
        || lower.starts_with("xxx")
        || lower.contains("redacted")
}

/// Paths, names of variables and files, dates and numbers: what stands after `secret:` in a note about secrets.
fn is_name_or_number(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')', '!', '?', ':']);
    let url = text.contains("://") || text.starts_with("arn:") || text.starts_with("alias/");
    let path = text.contains('/') && longest_run(text) < 20;
    let variable = text.contains('_') && !text.chars().any(|c| c.is_ascii_lowercase());
    // `web-db-password-2`, `rotate_at_night`, `v1.2.3`: words joined by one sign, in one case.
    let joined = |sign: char| text.contains(sign) && text.split(sign).all(|part| part.len() < 16 && is_word(part));
    let number = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | 'T' | 'Z' | '+' | '%' | '$' | '€' | '/'));
    url || path || variable || number || ['-', '_', '.', ':'].into_iter().any(joined) || is_uuid(text)
}

/// Letters of one case, or digits; a few digits may follow letters.
fn is_word(part: &str) -> bool {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let few = part.len() - letters.len() <= 4;
    let one_case =
        letters.chars().skip(1).all(|c| c.is_ascii_lowercase()) || letters.chars().all(|c| c.is_ascii_uppercase());
    few && one_case && letters.chars().all(|c| c.is_ascii_alphabetic())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Letters and, besides them, digits or signs that words have not: prose is not mixed.
fn is_mixed(text: &str) -> bool {
    let signs =
        |c: char| c.is_ascii_digit() || matches!(c, '!' | '#' | '$' | '%' | '^' | '&' | '*' | '+' | '@' | '~' | '|');
    text.chars().any(char::is_alphabetic) && text.trim_end_matches(['!', '?', '*', '.', ')']).contains(signs)
}

/// The longest run of letters and digits.
fn longest_run(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max().unwrap_or_default()
}

/// Bits of each character by the text's own frequencies (Shannon).
fn bits(text: &str) -> f64 {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let all = count(characters.len());
    let share = |same: &[char]| count(same.len()) / all;
    characters.chunk_by(|a, b| a == b).map(share).map(|share| -share * share.log2()).sum()
}
