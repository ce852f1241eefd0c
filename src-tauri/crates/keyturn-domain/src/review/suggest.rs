//! What is suggested for an item, and why; or why nothing is.
//!
//! A suggestion is a person's to take or leave. What hangs on a condition is never called unused, and nothing is
//! concluded from a trail that was not collected in full.

pub mod secrets;

use super::{Member, Suggestion, Verdict};

/// Days of the trail on which a suggestion rests.
pub const DAYS: u32 = 90;

/// A suggestion, or why there is none, in a sentence.
pub type Advice = Result<Suggestion, String>;

/// What is known of a principal over a path.
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts, each told by itself")]
#[derive(Clone, Debug, Default)]
pub struct AccessCase<'a> {
    /// The secrets, with how far the principal gets and what it read.
    pub members: &'a [Member],
    /// Who left, in words, where nobody is left behind the principal.
    pub departed: Option<&'a str>,
    /// Whether an AWS service made the role for itself.
    pub service_linked: bool,
    /// Whether it is kept for emergencies.
    pub break_glass: bool,
    /// Whether all of the 90 days were collected for all of the secrets' places.
    pub complete: bool,
    /// Whether an open finding tells of use that does not fit.
    pub odd_use: bool,
    /// How many days ago the principal was made, where that is known.
    pub age_days: Option<u32>,
    /// Codes of marks.
    pub marks: &'a [String],
    /// In how many of the 13 weeks it read any of them.
    pub weeks_read: u32,
}

/// What one rule says where it fits.
type Says = fn(&AccessCase<'_>) -> Option<Advice>;

/// By the names that tests use. The first that fits speaks; where none does, it was read.
const RULES: [(&str, Says); 9] = [
    ("departed", departed),
    ("odd_use", odd_use),
    ("not_read", not_read),
    ("not_collected", not_collected),
    ("service_linked", service_linked),
    ("break_glass", break_glass),
    ("new", new),
    ("never_read", never_read),
    ("read_in_part", read_in_part),
];

/// What is suggested for a principal over a path.
pub fn access(case: &AccessCase<'_>) -> Advice {
    RULES.iter().find_map(|(_, says)| says(case)).unwrap_or_else(|| read(case))
}

fn departed(case: &AccessCase<'_>) -> Option<Advice> {
    let who = case.departed?;
    Some(revoke(format!("{who}. Nobody else is behind this principal.")))
}

fn odd_use(case: &AccessCase<'_>) -> Option<Advice> {
    let why = "Nothing is suggested: an open finding tells of use that does not fit; look at it first.";
    case.odd_use.then(|| Err(why.to_owned()))
}

fn not_read(case: &AccessCase<'_>) -> Option<Advice> {
    let unknown = case.members.iter().filter(|member| member.state == "unknown").count();
    (unknown > 0).then(|| {
        Err(format!(
            "Nothing is suggested: whether {unknown} of the {} secrets can be read is not known, because policies \
             could not be read.",
            case.members.len()
        ))
    })
}

fn not_collected(case: &AccessCase<'_>) -> Option<Advice> {
    let why = format!("Nothing is suggested: CloudTrail was not collected for all of the last {DAYS} days here.");
    (!case.complete).then_some(Err(why))
}

fn service_linked(case: &AccessCase<'_>) -> Option<Advice> {
    let why = "An AWS service made this role and is the only one that can use it: it goes with the service.";
    case.service_linked.then(|| keep(why.to_owned()))
}

fn break_glass(case: &AccessCase<'_>) -> Option<Advice> {
    let unused = case.members.iter().all(|member| member.reads == 0);
    let why = "It is kept for emergencies, so that it read nothing is as it should be. Look at who may become it.";
    (case.break_glass && unused).then(|| keep(why.to_owned()))
}

fn new(case: &AccessCase<'_>) -> Option<Advice> {
    let days = case.age_days.filter(|days| *days < DAYS)?;
    let unused = case.members.iter().any(|member| member.reads == 0);
    unused.then(|| {
        Err(format!("Nothing is suggested: it was made {} ago, too lately to say what it needs.", in_days(days)))
    })
}

fn never_read(case: &AccessCase<'_>) -> Option<Advice> {
    if case.members.iter().any(|member| member.reads > 0) {
        return None;
    }
    let stays = conditional(case);
    let unused = case.members.len() - stays.len();
    Some(match (unused, stays.len()) {
        (0, _) => Err(format!(
            "Nothing is suggested: none was read in {DAYS} days, but all hang on a condition that may not have been met."
        )),
        (_, 0) => revoke(format!("None of {} was read in {DAYS} days.{}", counted(unused), breadth(case))),
        (_, some) => reduce(
            format!(
                "None of {} was read in {DAYS} days. {} on a condition and {}.{}",
                counted(case.members.len()),
                if some == 1 { "One hangs".to_owned() } else { format!("{some} hang") },
                if some == 1 { "stays" } else { "stay" },
                breadth(case)
            ),
            stays,
        ),
    })
}

fn read_in_part(case: &AccessCase<'_>) -> Option<Advice> {
    let read = case.members.iter().filter(|member| member.reads > 0).count();
    let mut stays = conditional(case);
    let on_condition = stays.len();
    stays.extend(case.members.iter().filter(|member| member.reads > 0).map(|member| member.arn.clone()));
    stays.sort();
    if stays.len() == case.members.len() {
        return None;
    }
    let unused = case.members.len() - stays.len();
    let conditional = match on_condition {
        0 => String::new(),
        1 => " One more hangs on a condition and stays.".to_owned(),
        some => format!(" {some} more hang on a condition and stay."),
    };
    Some(reduce(
        format!(
            "{read} of {} {} read in {DAYS} days; {unused} never {}.{conditional}{}",
            counted(case.members.len()),
            if read == 1 { "was" } else { "were" },
            if unused == 1 { "was" } else { "were" },
            breadth(case)
        ),
        stays,
    ))
}

/// What is read stays.
fn read(case: &AccessCase<'_>) -> Advice {
    let unread = case.members.iter().filter(|member| member.reads == 0).count();
    let weeks = match case.weeks_read {
        1 => "in one of 13 weeks".to_owned(),
        weeks => format!("in {weeks} of 13 weeks"),
    };
    let rest = match unread {
        0 => String::new(),
        1 => " One was not read and hangs on a condition.".to_owned(),
        some => format!(" {some} were not read and hang on a condition."),
    };
    let all = if unread == 0 { "All of them were read" } else { "They were read" };
    keep(format!("{all}, {weeks}.{rest}{}", breadth(case)))
}

/// Those that were not read and hang on a condition, by ARN.
fn conditional(case: &AccessCase<'_>) -> Vec<String> {
    let hangs = |member: &&Member| member.reads == 0 && member.state == "conditional";
    case.members.iter().filter(hangs).map(|member| member.arn.clone()).collect()
}

/// What about the policy wants a second look, in a sentence; empty where nothing does.
fn breadth(case: &AccessCase<'_>) -> String {
    let says = |mark: &str| case.marks.iter().any(|known| known == mark);
    let words = [
        ("public", "The secret's policy lets everybody read."),
        ("outside_organisation", "It is of no account of the organisation."),
        ("other_account", "It is of another account."),
        ("broad", "The statement allows far more than these."),
        ("could_grant_itself", "It could change its own policies."),
    ];
    let said: Vec<&str> = words.iter().filter(|(mark, _)| says(mark)).map(|(_, words)| *words).collect();
    if said.is_empty() { String::new() } else { format!(" {}", said.join(" ")) }
}

fn counted(secrets: usize) -> String {
    if secrets == 1 { "1 secret".to_owned() } else { format!("{secrets} secrets") }
}

fn in_days(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[expect(clippy::unnecessary_wraps, reason = "advice is a suggestion or why there is none")]
fn keep(reason: String) -> Advice {
    Ok(Suggestion { decision: Verdict::Keep, reason, keep: Vec::new() })
}

#[expect(clippy::unnecessary_wraps, reason = "advice is a suggestion or why there is none")]
fn revoke(reason: String) -> Advice {
    Ok(Suggestion { decision: Verdict::Revoke, reason, keep: Vec::new() })
}

#[expect(clippy::unnecessary_wraps, reason = "advice is a suggestion or why there is none")]
fn reduce(reason: String, keep: Vec<String>) -> Advice {
    Ok(Suggestion { decision: Verdict::Reduce, reason, keep })
}

#[cfg(test)]
mod tests;
