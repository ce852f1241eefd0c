//! Which runbook an incident is led by: a proposal with its reason. The person chooses.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// A runbook that can lead an incident, as far as choosing it needs. The caller leaves out drafts and other kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its id, such as `aws-access-key`.
    pub id: String,
    /// Codes of the kinds that it applies to, or `*`.
    pub applies_to: Vec<String>,
    /// Its triggers: sentences that people wrote.
    pub triggers: Vec<String>,
    /// Ids of the detections that propose it, or `*`.
    pub detections: Vec<String>,
}

/// What is known when an incident starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Start<'a> {
    /// The secret's kind, or what the subject is by itself.
    pub kind: Option<Kind>,
    /// The detection of the finding it starts from.
    pub detection: Option<&'a str>,
    /// What happened, in the person's words. May be empty.
    pub trigger: &'a str,
}

/// How well a runbook fits: the stronger ground first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Fit {
    /// It applies to everything.
    Anything,
    /// It is for this kind.
    Kind {
        /// The kind's code.
        kind: String,
    },
    /// Words of its triggers were said.
    Words {
        /// How many of the words.
        count: usize,
        /// The words, in the order of the trigger.
        words: Vec<String>,
        /// Whether it is for this kind by name, too.
        of_kind: bool,
    },
    /// It names the detection.
    Detection {
        /// The detection's id.
        detection: String,
        /// Whether it is for this kind by name, too.
        of_kind: bool,
    },
}

impl Fit {
    /// Why, in a sentence.
    pub fn reason(&self) -> String {
        match self {
            Self::Anything => "It fits anything.".to_owned(),
            Self::Kind { kind } => format!("It is for {kind}."),
            Self::Words { words, .. } => format!("Its triggers speak of {}.", words.join(", ")),
            Self::Detection { detection, .. } => format!("It answers the detection {detection}."),
        }
    }
}

/// A runbook that fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The runbook's id.
    pub id: String,
    /// Why.
    pub fit: Fit,
}

/// The one that fits where nothing else does.
pub const FALLBACK: &str = "suspected-compromise";

/// Words that every trigger has, and so say nothing.
const COMMON: [&str; 24] = [
    "secret", "secrets", "value", "that", "this", "with", "from", "have", "been", "which", "what", "when", "where",
    "their", "there", "without", "some", "somebody", "someone", "should", "known", "other", "into", "about",
];

/// Ranks the runbooks that fit, the best first: by detection, by the words of its triggers, by kind, then those for
/// anything. A runbook for other kinds is left out unless the detection or the words ask for it. Among equals the order
/// given holds.
pub fn propose(start: &Start<'_>, offered: &[Offered]) -> Vec<Proposed> {
    let mut found: Vec<Proposed> =
        offered.iter().filter_map(|one| fit(start, one).map(|fit| Proposed { id: one.id.clone(), fit })).collect();
    found.sort_by_key(|one| Reverse(rank(one)));
    found
}

/// The stronger first: which ground, how many words, and whether the kind speaks for it too. Of those for anything the
/// general one comes first.
fn rank(one: &Proposed) -> (u8, usize, bool) {
    match &one.fit {
        Fit::Anything => (0, 0, one.id == FALLBACK),
        Fit::Kind { .. } => (1, 0, true),
        Fit::Words { count, of_kind, .. } => (2, *count, *of_kind),
        Fit::Detection { of_kind, .. } => (3, 0, *of_kind),
    }
}

fn fit(start: &Start<'_>, one: &Offered) -> Option<Fit> {
    let kind = start.kind.filter(|kind| one.applies_to.iter().any(|code| code == kind.code()));
    let of_kind = kind.is_some();
    if let Some(detection) = start.detection.filter(|id| one.detections.iter().any(|named| named == id)) {
        return Some(Fit::Detection { detection: detection.to_owned(), of_kind });
    }
    let anything = one.applies_to.iter().any(|code| code == "*");
    let words = words_in_common(start.trigger, &one.triggers);
    // One word may be chance where the runbook is for other kinds.
    let enough = if of_kind || anything || start.kind.is_none() { 1 } else { 2 };
    if words.len() >= enough {
        return Some(Fit::Words { count: words.len(), words, of_kind });
    }
    match kind {
        Some(kind) => Some(Fit::Kind { kind: kind.code().to_owned() }),
        None => anything.then_some(Fit::Anything),
    }
}

/// The telling words of the triggers that were said, each once.
fn words_in_common(said: &str, triggers: &[String]) -> Vec<String> {
    let said: Vec<String> = telling(said).collect();
    let mut found: Vec<String> = Vec::new();
    for word in triggers.iter().flat_map(|trigger| telling(trigger)) {
        if said.contains(&word) && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// Words in small letters: of three letters and more, without those that say nothing and without a plural's `s`.
fn telling(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 3 && !COMMON.contains(&word.as_str()))
        .filter(|word| !matches!(word.as_str(), "the" | "and" | "for" | "was" | "has" | "its" | "who" | "not" | "our"))
        .map(|word| match word.strip_suffix('s') {
            Some(one) if word.chars().count() > 4 && !one.ends_with('s') => one.to_owned(),
            _ => word,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered() -> Vec<Offered> {
        let one = |id: &str, applies_to: &[&str], triggers: &[&str], detections: &[&str]| {
            let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
            let (applies_to, triggers, detections) = (texts(applies_to), texts(triggers), texts(detections));
            Offered { id: id.to_owned(), applies_to, triggers, detections }
        };
        vec![
            one("secret-in-git", &["*"], &["Secret scanning alert", "A researcher reports it"], &["scanner.finding"]),
            one("aws-access-key", &["aws_access_key"], &["Key found in code, a log or a paste"], &["new_ip_for_key"]),
            one("anomalous-secret-reads", &["*"], &["Unusual reads"], &["burst", "first_time"]),
            one("database-credential", &["database_password", "database_admin"], &["Unknown database session"], &[]),
            one("suspected-compromise", &["*"], &["Any hint that a secret is known"], &["*"]),
        ]
    }

    fn check(start: Start<'_>, expect: &str) {
        let found = propose(&start, &offered());
        let first = found.first().map(|one| format!("{}: {}", one.id, one.fit.reason())).unwrap_or_default();
        assert_eq!(first, expect, "{start:?}");
    }

    #[test]
    fn the_best_fit_comes_first_with_its_reason() {
        let start = Start::default();
        check(start, "suspected-compromise: It fits anything.");
        check(Start { kind: Some(Kind::ApiKey), ..start }, "suspected-compromise: It fits anything.");
        check(Start { kind: Some(Kind::AwsAccessKey), ..start }, "aws-access-key: It is for aws_access_key.");
        let burst = Start { detection: Some("burst"), kind: Some(Kind::DatabaseAdmin), ..start };
        check(burst, "anomalous-secret-reads: It answers the detection burst.");
        check(Start { detection: Some("unheard"), ..start }, "suspected-compromise: It fits anything.");
        let git = Start { trigger: "GitHub sent a scanning alert", kind: Some(Kind::DatabasePassword), ..start };
        check(git, "secret-in-git: Its triggers speak of scanning, alert.");
        let session = Start { trigger: "unknown session", kind: Some(Kind::DatabasePassword), ..start };
        check(session, "database-credential: Its triggers speak of unknown, session.");
        // One word is no ground for a runbook of another kind; two are.
        let paste = Start { kind: Some(Kind::ApiKey), trigger: "seen in a paste", ..start };
        check(paste, "suspected-compromise: It fits anything.");
        let pasted = Start { trigger: "the key was in a paste", ..paste };
        check(pasted, "aws-access-key: Its triggers speak of key, paste.");
        check(Start { trigger: "the secret value that was known", ..start }, "suspected-compromise: It fits anything.");
    }

    #[test]
    fn runbooks_of_other_kinds_are_left_out() {
        let found = propose(&Start { kind: Some(Kind::ApiKey), ..Start::default() }, &offered());
        let ids: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["suspected-compromise", "secret-in-git", "anomalous-secret-reads"]);
        assert_eq!(propose(&Start::default(), &[]), []);
    }
}
