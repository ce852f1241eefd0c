//! How grave an incident is: a proposal with its reasons, and what each severity asks for (runbook format, 5.1).
//!
//! People decide; in doubt the higher one holds, and nobody debates it while the value is still good.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::rotation::level::Level;

/// How grave an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// A policy breach without exposure: a stale key, a wide policy, a test key.
    #[serde(rename = "SEV-4")]
    Low,
    /// Odd reads, an exposure to few, a failed rotation of a secret in use.
    #[serde(rename = "SEV-3")]
    Medium,
    /// Exposed or very likely compromised with its use unknown or contained, or a critical secret exposed.
    #[serde(rename = "SEV-2")]
    High,
    /// A critical secret was used by an outsider, or data, money, administration or signing is open now.
    #[serde(rename = "SEV-1")]
    Critical,
}

codes!(Severity { Critical => "SEV-1", High => "SEV-2", Medium => "SEV-3", Low => "SEV-4" });

impl Severity {
    /// The word for it: of those that a status update uses.
    pub fn words(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
        }
    }

    /// Within what time of detection somebody answers.
    pub fn answer_within(self) -> TimeDelta {
        match self {
            Self::Critical => TimeDelta::minutes(15),
            Self::High => TimeDelta::hours(1),
            Self::Medium => TimeDelta::hours(4),
            Self::Low => TimeDelta::hours(24),
        }
    }

    /// Within what time of detection the old value is refused: 5 minutes when it is public or confirmed, else 15
    /// (requirements, group E); for the lower two 4 hours, if confirmed, and by plan (`None`).
    pub fn revoke_within(self, public_or_confirmed: bool) -> Option<TimeDelta> {
        match self {
            Self::Critical | Self::High if public_or_confirmed => Some(TimeDelta::minutes(5)),
            Self::Critical | Self::High => Some(TimeDelta::minutes(15)),
            Self::Medium => public_or_confirmed.then(|| TimeDelta::hours(4)),
            Self::Low => None,
        }
    }

    /// How often a status update goes out. `None`: at milestones ([`Severity::Medium`]) or at the end.
    pub fn update_every(self) -> Option<TimeDelta> {
        match self {
            Self::Critical => Some(TimeDelta::minutes(30)),
            Self::High => Some(TimeDelta::hours(2)),
            Self::Medium | Self::Low => None,
        }
    }

    /// Within how many working days of the close it is reviewed.
    pub fn review_within_working_days(self) -> u32 {
        match self {
            Self::Critical | Self::High => 5,
            Self::Medium | Self::Low => 15,
        }
    }

    fn raised(self) -> Self {
        match self {
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    fn lowered(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

/// What is known of an exposure: the choices of the step *confirm or assume*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// The value was seen outside.
    Confirmed,
    /// Outsiders could reach it; whether they used it is not known. Counts as compromised.
    Exposed,
    /// Only odd behaviour. After 30 minutes without proof either way it counts as exposed.
    Anomalous,
    /// Explained and harmless.
    False,
}

codes!(Exposure { Confirmed => "confirmed", Exposed => "exposed", Anomalous => "anomalous", False => "false" });

/// For how long odd behaviour may stay undecided before it counts as exposed (conflict C9).
pub const DOUBT_ENDS_AFTER: TimeDelta = TimeDelta::minutes(30);

/// What a severity is proposed from. What is not known is `None`, and never counts as harmless.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of the table, answered apart")]
pub struct Grounds {
    /// The highest level among the secrets in it.
    pub level: Option<Level>,
    /// What is known of the exposure.
    pub exposure: Option<Exposure>,
    /// Whether somebody who should not did use it.
    pub used: Option<bool>,
    /// Whether it was posted in public.
    pub public: bool,
    /// Over how many accounts it reaches.
    pub accounts: u32,
    /// How many secrets the same reader or leak reached.
    pub secrets: u32,
    /// Whether production is affected.
    pub production: Option<bool>,
    /// Whether all of it is test or development.
    pub only_test: bool,
    /// Whether a root or break-glass credential is in it.
    pub root: bool,
    /// Whether data was taken.
    pub data_taken: bool,
    /// Whether something was left behind: users, keys, functions, grants.
    pub persistence: Option<bool>,
    /// Whether the reader went from one account to another.
    pub moved_between_accounts: bool,
}

/// A severity and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityProposal {
    /// The severity.
    pub severity: Severity,
    /// What decided, in sentences that a person can check, the first the basis.
    pub reasons: Vec<String>,
}

/// Proposes a severity: first by exposure and level, then raised at once and lowered by one as the table says.
pub fn propose(grounds: &Grounds) -> SeverityProposal {
    let (mut severity, basis) = base(grounds);
    let mut reasons = vec![basis];
    let several = format!("It reaches {} accounts.", grounds.accounts);
    for (holds, why) in [
        (grounds.accounts > 1, several.as_str()),
        (grounds.root, "A root or break-glass credential is in it."),
        (grounds.data_taken, "Data was taken."),
        (grounds.production == Some(true) && touched(grounds), "Production is affected."),
    ] {
        if holds {
            severity = severity.raised();
            reasons.push(format!("{why} One higher."));
        }
    }
    for (holds, why) in [
        (grounds.persistence == Some(true), "Something was left behind."),
        (grounds.moved_between_accounts, "It moved between accounts."),
        (grounds.public, "It was posted in public."),
    ] {
        if holds {
            severity = severity.max(Severity::High);
            reasons.push(format!("{why} At least SEV-2."));
        }
    }
    let ended_clean =
        grounds.used == Some(false) && grounds.persistence == Some(false) && !grounds.data_taken && !grounds.public;
    for (holds, why) in [
        (grounds.exposure == Some(Exposure::False), "It is explained, with proof."),
        (grounds.only_test && !grounds.root, "Only test or development is affected."),
        (ended_clean, "It ended without use and without anything left behind."),
    ] {
        if holds {
            severity = severity.lowered();
            reasons.push(format!("{why} One lower."));
            break;
        }
    }
    SeverityProposal { severity, reasons }
}

/// Whether anything is or may be out: what is only odd or explained affects nothing yet.
fn touched(grounds: &Grounds) -> bool {
    grounds.used == Some(true) || matches!(grounds.exposure, Some(Exposure::Confirmed | Exposure::Exposed))
}

fn base(grounds: &Grounds) -> (Severity, String) {
    // A level that is not known is taken for a high one, as everywhere.
    let level = grounds.level.unwrap_or(Level::High);
    let named = match grounds.level {
        Some(level) => format!("a secret of level {}", level.code()),
        None => "a secret of unknown level".to_owned(),
    };
    let critical = level == Level::Critical;
    match (grounds.exposure, grounds.used) {
        (Some(Exposure::False), _) => (Severity::Low, format!("Nothing of {named} is exposed.")),
        (_, Some(true)) if critical => (Severity::Critical, format!("Somebody outside used {named}.")),
        (Some(Exposure::Confirmed), used) if critical && used.is_none() => {
            (Severity::Critical, format!("{named} was seen outside and opens data, money, administration or signing."))
        }
        (_, Some(true)) => (Severity::High, format!("Somebody outside used {named}.")),
        (Some(Exposure::Confirmed), _) => (Severity::High, format!("{named} was seen outside.")),
        (Some(Exposure::Exposed), _) if level <= Level::Low => {
            (Severity::Medium, format!("{named} could be reached from outside."))
        }
        (Some(Exposure::Exposed), _) => (Severity::High, format!("{named} could be reached from outside.")),
        (Some(Exposure::Anomalous), _) => (Severity::Medium, format!("Reads of {named} are odd.")),
        (None, _) => (Severity::High, format!("What happened to {named} is not known: the higher one in doubt.")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(grounds: Grounds, expect: Severity, lines: usize) {
        let found = propose(&grounds);
        assert_eq!((found.severity, found.reasons.len()), (expect, lines), "{grounds:?}: {:?}", found.reasons);
    }

    fn of(level: Level, exposure: Exposure) -> Grounds {
        Grounds { level: Some(level), exposure: Some(exposure), accounts: 1, secrets: 1, ..Grounds::default() }
    }

    #[test]
    fn severity_follows_level_exposure_and_reach() {
        use Exposure::{Anomalous, Confirmed, Exposed, False};
        use Severity as S;
        check(Grounds::default(), S::High, 1);
        check(of(Level::Critical, Confirmed), S::Critical, 1);
        check(Grounds { used: Some(true), ..of(Level::Critical, Anomalous) }, S::Critical, 1);
        check(of(Level::Critical, Exposed), S::High, 1);
        check(of(Level::High, Confirmed), S::High, 1);
        check(of(Level::Low, Exposed), S::Medium, 1);
        check(of(Level::Critical, Anomalous), S::Medium, 1);
        check(of(Level::Critical, False), S::Low, 2);
        // Raised at once.
        check(Grounds { production: Some(true), ..of(Level::High, Exposed) }, S::Critical, 2);
        check(Grounds { production: Some(true), ..of(Level::High, Anomalous) }, S::Medium, 1);
        check(Grounds { accounts: 3, ..of(Level::High, Anomalous) }, S::High, 2);
        check(Grounds { root: true, ..of(Level::High, Exposed) }, S::Critical, 2);
        check(Grounds { data_taken: true, used: Some(true), ..of(Level::High, Confirmed) }, S::Critical, 2);
        // At least SEV-2.
        check(Grounds { public: true, ..of(Level::Low, Exposed) }, S::High, 2);
        check(Grounds { persistence: Some(true), ..of(Level::Low, Anomalous) }, S::High, 2);
        check(Grounds { moved_between_accounts: true, ..of(Level::Low, Anomalous) }, S::High, 2);
        // One lower, once.
        check(Grounds { only_test: true, ..of(Level::Low, Exposed) }, S::Low, 2);
        check(Grounds { only_test: true, root: true, ..of(Level::Low, Exposed) }, S::High, 2);
        let clean = Grounds { used: Some(false), persistence: Some(false), ..of(Level::High, Exposed) };
        check(clean, S::Medium, 2);
        check(Grounds { only_test: true, ..clean }, S::Medium, 2);
        check(Grounds { public: true, ..clean }, S::High, 2);
    }

    #[test]
    fn each_severity_asks_for_no_less_than_the_one_below() {
        for pair in Severity::ALL.windows(2) {
            let [higher, lower] = pair else { continue };
            assert!(higher > lower);
            assert!(higher.answer_within() < lower.answer_within());
            assert!(higher.review_within_working_days() <= lower.review_within_working_days());
            for public in [true, false] {
                let within = |severity: Severity| severity.revoke_within(public).unwrap_or(TimeDelta::MAX);
                assert!(within(*higher) <= within(*lower));
            }
            assert_eq!(serde_json::to_string(higher).expect("json"), format!("{:?}", higher.code()));
        }
    }

    proptest! {
        #[test]
        fn more_that_is_bad_never_lowers_it(
            level in proptest::sample::select(&Level::ALL[..]),
            exposure in proptest::sample::select(Exposure::ALL),
            used: Option<bool>, accounts in 0_u32..4, flags: [bool; 5],
        ) {
            let [public, root, data_taken, moved, only_test] = flags;
            let grounds = Grounds {
                level: Some(level), exposure: Some(exposure), used, public, accounts, secrets: 1, production: None,
                only_test, root, data_taken, persistence: None, moved_between_accounts: moved,
            };
            let plain = propose(&grounds).severity;
            for worse in [
                Grounds { public: true, ..grounds },
                Grounds { root: true, ..grounds },
                Grounds { data_taken: true, ..grounds },
                Grounds { persistence: Some(true), ..grounds },
                Grounds { accounts: accounts + 1, ..grounds },
                Grounds { moved_between_accounts: true, ..grounds },
                Grounds { level: Some(Level::Critical), ..grounds },
            ] {
                prop_assert!(propose(&worse).severity >= plain, "{:?} against {:?}", worse, grounds);
            }
        }
    }
}
