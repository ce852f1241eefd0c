//! Evidence: what was collected, its hash, and in whose hands it has been.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::text::{self, LONGEST_NAME, same_person};
use super::timeline::CLOCK_SKEW;
use crate::code::codes;
use crate::rotation::statement::StatementFault;

/// What kind of evidence it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Events that Keyturn exported from what it stores.
    EventsExport,
    /// A file of a person's.
    File,
    /// Text that a person pasted.
    Text,
}

codes!(EvidenceKind { EventsExport => "events_export", File => "file", Text => "text" });

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its number in the incident: 1, 2, 3 ….
    pub number: u32,
    /// Its name, without a path. Hostile text.
    pub name: String,
    /// What kind it is.
    pub kind: EvidenceKind,
    /// The SHA-256 of its bytes: 64 hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was collected (UTC).
    pub collected_at: DateTime<Utc>,
    /// Who collected it.
    pub collected_by: String,
    /// How: the query, the tool, from whom.
    pub how: String,
    /// Where it is kept.
    pub kept_at: String,
}

/// A hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The number of what is handed over.
    pub evidence: u32,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// By whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Why, and where it is kept from then on.
    pub why: String,
}

/// Why evidence or a hand-over is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceFault {
    /// Numbers follow each other.
    #[error("the next number is {0}")]
    NotNext(u32),
    /// There is no such evidence.
    #[error("there is no evidence {0}")]
    NoSuchEvidence(u32),
    /// Something is not said.
    #[error("say {0}")]
    Unsaid(&'static str),
    /// The hash is none.
    #[error("a SHA-256 has 64 hexadecimal digits, in small letters")]
    NotAHash,
    /// Who hands it over does not have it.
    #[error("{0} has it")]
    NotTheHolder(String),
    /// It lies in the future, or before the hand-over before it.
    #[error("its time does not fit")]
    OutOfTime,
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] StatementFault),
}

/// The SHA-256 of bytes: 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Whether a text is a SHA-256 as [`sha256`] writes it.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Refuses content that looks like a secret before it is stored. Events that Keyturn exports are what AWS recorded,
/// without values (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html>), and
/// full of long random ids: they are taken. Bytes that are no UTF-8 are searched as far as they are.
pub fn check_content(kind: EvidenceKind, content: &[u8]) -> Result<(), StatementFault> {
    match kind {
        EvidenceKind::EventsExport => Ok(()),
        EvidenceKind::File | EvidenceKind::Text => text::refuse_secrets(&String::from_utf8_lossy(content)),
    }
}

impl Evidence {
    /// Checks it before it is kept; `next` is the number that it must have.
    pub fn check(&self, next: u32, now: DateTime<Utc>) -> Result<(), EvidenceFault> {
        if self.number != next {
            return Err(EvidenceFault::NotNext(next));
        }
        for (text, what) in [
            (&self.name, "its name"),
            (&self.collected_by, "who collected it"),
            (&self.how, "how it was collected"),
            (&self.kept_at, "where it is kept"),
        ] {
            if !text::is_said(text) {
                return Err(EvidenceFault::Unsaid(what));
            }
            text::check(text)?;
        }
        if !is_sha256(&self.sha256) {
            return Err(EvidenceFault::NotAHash);
        }
        if self.collected_at > now + CLOCK_SKEW {
            return Err(EvidenceFault::OutOfTime);
        }
        Ok(())
    }

    /// Whether these bytes are what was collected.
    pub fn is(&self, bytes: &[u8]) -> bool {
        u64::try_from(bytes.len()) == Ok(self.bytes) && sha256(bytes) == self.sha256
    }

    /// The chain of custody on one line: what, its hash, who collected it when and how, where it was kept, and through
    /// whose hands it went.
    pub fn custody_line(&self, handed: &[HandOver]) -> String {
        let when = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let line = |text: &str| text::one_line(text, LONGEST_NAME);
        let mut custody = format!(
            "E{} {} · {} bytes · sha256 {} · collected {} by {}: {} · kept at {}",
            self.number,
            line(&self.name),
            self.bytes,
            self.sha256,
            when(self.collected_at),
            line(&self.collected_by),
            line(&self.how),
            line(&self.kept_at),
        );
        for one in handed.iter().filter(|one| one.evidence == self.number) {
            let (from, to, why) = (line(&one.from), line(&one.to), line(&one.why));
            custody = format!("{custody} · {} {from} → {to}: {why}", when(one.at));
        }
        custody
    }

    /// Who has it, and since when (UTC).
    pub fn holder<'a>(&'a self, handed: &'a [HandOver]) -> (&'a str, DateTime<Utc>) {
        let last = handed.iter().rfind(|one| one.evidence == self.number);
        last.map_or((self.collected_by.as_str(), self.collected_at), |one| (one.to.as_str(), one.at))
    }
}

impl HandOver {
    /// Checks a hand-over against what was collected and handed over before.
    pub fn check(&self, all: &[Evidence], handed: &[HandOver], now: DateTime<Utc>) -> Result<(), EvidenceFault> {
        let evidence = all.iter().find(|one| one.number == self.evidence);
        let evidence = evidence.ok_or(EvidenceFault::NoSuchEvidence(self.evidence))?;
        for (text, what) in [(&self.from, "by whom"), (&self.to, "to whom"), (&self.why, "why")] {
            if !text::is_said(text) {
                return Err(EvidenceFault::Unsaid(what));
            }
            text::check(text)?;
        }
        let (holder, since) = evidence.holder(handed);
        if !same_person(holder, &self.from) {
            return Err(EvidenceFault::NotTheHolder(text::one_line(holder, LONGEST_NAME)));
        }
        if self.at < since || self.at > now + CLOCK_SKEW {
            return Err(EvidenceFault::OutOfTime);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_269_720 + minutes * 60, 0).expect("a time")
    }

    fn evidence() -> Evidence {
        Evidence {
            number: 1,
            name: "events.json".to_owned(),
            kind: EvidenceKind::EventsExport,
            sha256: sha256(b"[]"),
            bytes: 2,
            collected_at: at(0),
            collected_by: "Ada".to_owned(),
            how: "export of the window".to_owned(),
            kept_at: "the evidence bucket".to_owned(),
        }
    }

    fn hand(from: &str, to: &str, minutes: i64) -> HandOver {
        let (from, to, why) = (from.to_owned(), to.to_owned(), "analysis".to_owned());
        HandOver { evidence: 1, at: at(minutes), from, to, why }
    }

    #[test]
    fn evidence_has_a_hash_and_a_chain_of_custody() {
        let one = evidence();
        assert_eq!((one.is(b"[]"), one.is(b"{}"), one.is(b"[] ")), (true, false, false));
        let handed = [hand("Ada", "Bob", 5), hand("bob ", "Carl", 9)];
        insta::assert_snapshot!(one.custody_line(&handed), @"E1 events.json · 2 bytes · sha256 4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945 · collected 2026-11-21T14:02:00Z by Ada: export of the window · kept at the evidence bucket · 2026-11-21T14:07:00Z Ada → Bob: analysis · 2026-11-21T14:11:00Z bob → Carl: analysis");
        let check = |new: HandOver, before: &[HandOver], expect: &str| {
            let found = new.check(std::slice::from_ref(&one), before, at(10));
            assert_eq!(found.err().map(|fault| fault.to_string()).unwrap_or_default(), expect, "{new:?}");
        };
        check(hand("Ada", "Bob", 5), &[], "");
        check(hand("Bob", "Carl", 9), &handed[..1], "");
        check(hand("Ada", "Carl", 9), &handed[..1], "Bob has it");
        check(hand("Bob", "Carl", 4), &handed[..1], "its time does not fit");
        check(hand("Ada", "Bob", 16), &[], "its time does not fit");
        check(hand("Ada", " ", 5), &[], "say to whom");
        check(HandOver { evidence: 2, ..hand("Ada", "Bob", 5) }, &[], "there is no evidence 2");
    }

    #[test]
    fn evidence_that_is_incomplete_or_secret_is_refused() {
        let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        let secret = "the text holds what looks like a GitHub token: say where it is kept, never what it is";
        let hash = "a SHA-256 has 64 hexadecimal digits, in small letters";
        for (one, expect) in [
            (evidence(), ""),
            (Evidence { number: 2, ..evidence() }, "the next number is 1"),
            (Evidence { how: " ".to_owned(), ..evidence() }, "say how it was collected"),
            (Evidence { kept_at: token.clone(), ..evidence() }, secret),
            (Evidence { sha256: "4F".repeat(32), ..evidence() }, hash),
            (Evidence { collected_at: at(6), ..evidence() }, "its time does not fit"),
        ] {
            let found = one.check(1, at(0)).err().map(|fault| fault.to_string()).unwrap_or_default();
            assert_eq!(found, expect);
        }
        let content = format!("log line\nuser {token}\n");
        for (kind, content, expect) in [
            (EvidenceKind::Text, content.as_bytes(), false),
            (EvidenceKind::File, [b"\xff\xfe".as_slice(), content.as_bytes()].concat().as_slice(), false),
            (EvidenceKind::File, b"nothing odd".as_slice(), true),
            (EvidenceKind::File, b"\x00\xff\x7fELF".as_slice(), true),
            (EvidenceKind::EventsExport, content.as_bytes(), true),
        ] {
            assert_eq!(check_content(kind, content).is_ok(), expect, "{kind:?}");
        }
    }
}
