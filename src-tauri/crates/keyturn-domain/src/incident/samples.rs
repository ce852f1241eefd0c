//! One run of an incident with every kind of entry, for tests.

use chrono::{DateTime, Utc};

use super::entry::{Entry, Opening, Pinned, Role};
use super::evidence::{Evidence, EvidenceKind, HandOver, sha256};
use super::ledger::{Exposed, Mark, Marked};
use super::log::{LogEntry, append};
use super::notice::{Answer, Moment, NoticeDecision};
use super::postmortem::{Effect, ExposurePath, FollowUp};
use super::severity::Severity;
use super::step::{PlannedStep, Recorded, StepAct};
use super::subject::Subject;
use super::timeline::{Note, Source};
use super::update::Variant;
use super::watch::{Hit, Place, Watch, Watched};
use crate::rotation::level::Level;

/// 2026-11-21 14:02 UTC, and so many minutes.
pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_269_720 + minutes * 60, 0).expect("a time")
}

/// A log of these entries, each with its minute and its writer.
pub(super) fn log_of(entries: &[(i64, &str, Entry)]) -> Vec<LogEntry> {
    let mut log: Vec<LogEntry> = Vec::new();
    for (minutes, by, entry) in entries {
        let last = log.last().map(|entry| (entry.sequence, entry.hash.as_str()));
        let next = append(last, at(*minutes), by, entry.clone());
        log.push(next);
    }
    log
}

pub(super) fn pinned(version: &str) -> Pinned {
    Pinned {
        id: "third-party-key".to_owned(),
        version: version.to_owned(),
        source_sha256: sha256(version.as_bytes()),
        resolved_sha256: sha256(b"resolved"),
    }
}

pub(super) fn opening(id: &str) -> Opening {
    Opening {
        id: id.parse().expect("a number"),
        codename: "amber heron".to_owned(),
        title: "A supplier’s API key is compromised".to_owned(),
        subject: Subject::Name { name: "/prod/web/STRIPE_API_KEY".to_owned() },
        trigger: "seen in a public gist".to_owned(),
        detected_at: at(0),
        severity: Severity::High,
        reasons: vec!["It was posted in public. At least SEV-2.".to_owned()],
        runbook: pinned("1.0.0"),
    }
}

pub(super) fn exposed(number: u32, name: &str) -> Exposed {
    Exposed {
        number,
        what: Subject::Name { name: name.to_owned() },
        name: name.to_owned(),
        level: Some(Level::Critical),
        exposed_from: Some(at(-60)),
        because: "it started with it".to_owned(),
    }
}

pub(super) fn marked(number: u32, mark: Mark, minutes: i64) -> Entry {
    let (by, statement) = ("Ada".to_owned(), "the call was refused with 401".to_owned());
    Entry::Marked { number, marked: Marked { mark, at: at(minutes), by, statement } }
}

pub(super) fn watch(number: u32) -> Watch {
    let (account, region) = ("111122223333".parse().expect("an account"), "eu-west-1".parse().expect("a region"));
    Watch {
        number,
        entry: 1,
        what: Watched::AccessKeyId("AKIAIOSFODNN7EXAMPLE".to_owned()),
        places: vec![Place { account, region }],
        from: at(9),
    }
}

pub(super) fn hit(id: &str, minutes: i64, refused: bool) -> Hit {
    let (name, source) = ("GetSecretValue".to_owned(), "198.51.100.7".to_owned());
    Hit { event_id: id.to_owned(), at: at(minutes), name, source, refused }
}

pub(super) fn decision(answer: Answer) -> NoticeDecision {
    NoticeDecision {
        row: "gdpr-33".to_owned(),
        answer,
        reason: "no personal data behind this key".to_owned(),
        by: "Lea".to_owned(),
        second: Some("Carl".to_owned()),
        at: at(60),
    }
}

pub(super) fn evidence(number: u32) -> Evidence {
    Evidence {
        number,
        name: "events.json".to_owned(),
        kind: EvidenceKind::EventsExport,
        sha256: sha256(b"[]"),
        bytes: 2,
        collected_at: at(11),
        collected_by: "Ada".to_owned(),
        how: "export of the window".to_owned(),
        kept_at: "the evidence bucket".to_owned(),
    }
}

pub(super) fn follow_up(number: u32) -> FollowUp {
    FollowUp {
        number,
        action: "scan before commits".to_owned(),
        effect: Effect::Prevents,
        owner: "Bob".to_owned(),
        due_on: "2026-12-05".parse().expect("a day"),
        link: "https://example.com/1".to_owned(),
    }
}

/// The runbook's steps: confirm (a decision), revoke.
pub(super) fn plan() -> Vec<PlannedStep> {
    let step =
        |id: &str, phase: &str| PlannedStep { id: id.to_owned(), phase: phase.to_owned(), ..PlannedStep::default() };
    let choices = vec!["confirmed".to_owned(), "exposed".to_owned()];
    vec![
        PlannedStep { choices, sets: vec!["exposure.state".to_owned()], ..step("confirm", "assess") },
        PlannedStep { records: vec!["revoked_at".to_owned()], ..step("revoke", "contain") },
    ]
}

/// A whole run, in which each kind of entry comes up.
pub(super) fn run(id: &str) -> Vec<LogEntry> {
    let text = |text: &str| text.to_owned();
    let done = |choice: Option<&str>, records: Vec<Recorded>| StepAct::Done {
        choice: choice.map(str::to_owned),
        second: None,
        records,
    };
    let note = Note {
        happened_at: at(-11),
        source: Source::CloudTrail { event_id: text("0f3c9a2e-1111-4222-8333-abcdefabcdef") },
        text: text("15 reads by role/ci-deploy"),
        in_report: true,
    };
    let hand = HandOver { evidence: 1, at: at(20), from: text("Ada"), to: text("Bob"), why: text("analysis") };
    let recorded = vec![Recorded { id: text("revoked_at"), value: text("14:11:30") }];
    let entries = [
        (1, "Ada", Entry::Opened(Box::new(opening(id)))),
        (1, "Ada", Entry::Exposed(exposed(1, "/prod/web/STRIPE_API_KEY"))),
        (2, "Ada", Entry::RoleGiven { role: Role::Lead, to: text("Lea") }),
        (3, "Ada", Entry::Step { step: text("confirm"), act: done(Some("confirmed"), vec![]) }),
        (3, "Lea", Entry::SeveritySet { severity: Severity::Critical, why: text("it moves money") }),
        (3, "Lea", Entry::MomentSet { moment: Moment::Aware, at: at(3) }),
        (4, "Ada", Entry::Noted(note)),
        (5, "Lea", Entry::UpdateSent { number: 1, variant: Variant::First, channel: text("#inc-amber-heron") }),
        (6, "Ada", Entry::Copied { step: text("revoke"), danger: true, sha256: sha256(b"aws") }),
        (9, "Ada", Entry::Step { step: text("revoke"), act: done(None, recorded) }),
        (9, "Ada", marked(1, Mark::Revoked, 9)),
        (10, "Ada", Entry::WatchSet(watch(1))),
        (12, "Ada", Entry::EvidenceAdded(evidence(1))),
        (16, "Ada", marked(1, Mark::Proved, 15)),
        (16, "Lea", Entry::Contained { why: text("the refusal is recorded") }),
        (20, "Ada", Entry::EvidenceHanded(hand)),
        (25, "Ada", Entry::WatchHit { watch: 1, hit: hit("e1", 18, true) }),
        (50, "Bob", marked(1, Mark::Replaced, 48)),
        (60, "Lea", Entry::NoticeDecided(decision(Answer::No))),
        (70, "Lea", Entry::ExposureBegan { number: 1, from: Some(at(-90)), why: text("the gist's first revision") }),
        (80, "Lea", Entry::PathFound { path: ExposurePath::Commit, basis: text("the gist's history") }),
        (81, "Lea", Entry::FollowUpAdded(follow_up(1))),
        (81, "Lea", Entry::ValueSet { name: text("repo.branch"), value: text("main") }),
        (
            82,
            "Lea",
            Entry::StepAdded {
                id: text("own-gist"),
                title: text("Ask for the gist to be taken down"),
                phase: text("improve"),
                why: text("it is still public"),
            },
        ),
        (
            83,
            "Lea",
            Entry::RunbookMoved {
                to: pinned("1.1.0"),
                why: text("a better way to revoke"),
                vanished: vec![text("old")],
            },
        ),
        (90, "Lea", Entry::Resolved { cause: text("A key was pasted into a public gist.") }),
        (91, "Ada", Entry::ReportSet { number: 9, in_report: false }),
        (43_300, "Ada", Entry::WatchEnded { watch: 1, known_until: at(43_209) }),
        (43_310, "Lea", Entry::Closed { statement: text("every value is proved dead") }),
        (43_320, "Bob", Entry::FollowUpDone { number: 1, note: text("merged") }),
        (43_330, "Ada", Entry::Reopened { why: text("watch 1 saw a use after the revocation") }),
    ];
    log_of(&entries)
}
