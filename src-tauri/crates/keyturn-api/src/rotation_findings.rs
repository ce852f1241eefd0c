//! Findings about rotation, in the form of the list of findings.

use keyturn_app::coverage::AccountNames;
use keyturn_app::rotation::{AnsweredFinding, RotationFindingShown};
use keyturn_app::trail::target::SecretName;
use keyturn_domain::rotation::finding::RotationRule;

use crate::contract::due::DueFinding;
use crate::contract::reads::{ComparedDto, DetectionDto, FindingReply, FindingRow};
use crate::findings::triaged;
use crate::{query_line, who};

/// What the list says of one.
pub(crate) fn row(shown: &RotationFindingShown, names: &AccountNames) -> FindingRow {
    let rule = shown.answered.finding.rule;
    let listed = &shown.standing.secret.listed;
    let title = match (rule, shown.standing.age_days(shown.now)) {
        (RotationRule::OlderThanAYear, Some(days)) => format!("{} is {days} days old", listed.name),
        (RotationRule::OlderThanAYear, None) => format!("{} is older than a year", listed.name),
        (RotationRule::ExceptionEnded, _) => format!("{} is due again: its exception ended", listed.name),
    };
    FindingRow {
        key: shown.answered.finding.key.clone(),
        about: "rotation".to_owned(),
        rule: rule.code().to_owned(),
        marks: vec![words(rule).to_owned()],
        severity: shown.severity().code().to_owned(),
        state: shown.answered.state().code().to_owned(),
        title,
        explained: None,
        principal: None,
        account: listed.account.id.to_string(),
        account_name: names.get(&listed.account.id).cloned(),
        first_at: shown.since,
        last_at: shown.since,
        secrets: 1,
        events: 0,
    }
}

/// One, whole.
pub(crate) fn whole(shown: &RotationFindingShown, names: &AccountNames) -> FindingReply {
    let standing = &shown.standing;
    let (listed, rule) = (&standing.secret.listed, shown.answered.finding.rule);
    let name = SecretName::of(&listed.arn);
    FindingReply {
        finding: row(shown, names),
        session: None,
        regions: vec![listed.region.to_string()],
        sources: Vec::new(),
        agents: Vec::new(),
        reason: reason(shown),
        compared: compared(shown),
        excluded: Vec::new(),
        objects: vec![who::secret(&name, Some(&listed.arn))],
        events: Vec::new(),
        next: "rotate".to_owned(),
        next_words: "Plan its rotation, or ask for an exception that somebody else approves.".to_owned(),
        detections: vec![detection(rule)],
        query: query_line::secret(&listed.name),
        triage: shown.answered.triage.clone().map(triaged),
    }
}

/// What a row of what is due says of its findings.
pub(crate) fn of_due(answered: &AnsweredFinding) -> DueFinding {
    DueFinding {
        key: answered.finding.key.clone(),
        rule: answered.finding.rule.code().to_owned(),
        words: words(answered.finding.rule).to_owned(),
        since: answered.finding.since,
        state: answered.state().code().to_owned(),
    }
}

fn words(rule: RotationRule) -> &'static str {
    match rule {
        RotationRule::OlderThanAYear => "older than a year",
        RotationRule::ExceptionEnded => "exception ended",
    }
}

fn reason(shown: &RotationFindingShown) -> String {
    let since = shown.answered.finding.since;
    let why = &shown.standing.due.why;
    match (shown.answered.finding.rule, &shown.standing.exception) {
        (RotationRule::ExceptionEnded, Some(exception)) => format!(
            "The exception that {} approved ended on {}, and the value was not replaced since. {why}",
            exception.exception.approved_by, exception.exception.until
        ),
        (RotationRule::ExceptionEnded, None) => format!("Its exception has not held since {since}. {why}"),
        (RotationRule::OlderThanAYear, _) => {
            format!("It has been older than a year since {since}, whatever the policy allows. {why}")
        }
    }
}

fn compared(shown: &RotationFindingShown) -> Vec<ComparedDto> {
    let standing = &shown.standing;
    let days = |days: Option<u32>| days.map_or_else(|| "not known".to_owned(), |days| format!("{days} days"));
    let age = ComparedDto {
        aspect: "Age of the value".to_owned(),
        usual: standing.due.age_limit_days.map_or_else(
            || "at most a year".to_owned(),
            |limit| format!("at most {limit} days by rule {}", standing.due.rule_id),
        ),
        now: days(standing.age_days(shown.now)),
        odd: true,
    };
    let level = ComparedDto {
        aspect: "What depends on it".to_owned(),
        usual: standing.level.reason.clone(),
        now: standing.level.level.code().to_owned(),
        odd: false,
    };
    vec![age, level]
}

fn detection(rule: RotationRule) -> DetectionDto {
    let (title, about) = match rule {
        RotationRule::OlderThanAYear => (
            "Older than a year",
            "A value that has been there for more than a year has passed through backups, logs and hands that nobody \
             remembers: assume that it is known. Versioned keys, which get a version beside the old one, are left out.",
        ),
        RotationRule::ExceptionEnded => (
            "Exception ended",
            "An exception accepts a risk until its last day. After it, a value that is still the same and due is not \
             accepted any more.",
        ),
    };
    DetectionDto { id: rule.code().to_owned(), title: title.to_owned(), about: about.to_owned(), mitre: Vec::new() }
}
