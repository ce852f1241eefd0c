//! The plain evaluator: one call at a time, in AWS's own order, explaining itself.
//!
//! It is written to be read beside AWS's documentation, and to judge the evaluator that decides everything at once.

mod case;
mod condition;
mod decide;
mod grant;
mod may;
mod pattern;
mod principal;
mod read;
mod standing;
mod statement;
mod words;

#[cfg(test)]
mod tests;

pub use case::{BadCase, Checked, Response, check};
pub use decide::{Policies, Ruling, Step, decide};
pub use may::{Target, may};
pub(crate) use principal::may_name;
pub use read::{Decision, Explanation, Leg, call, decision, explain, policies, read, requests};
pub use standing::{Access, Cause, Standing};
pub use statement::{Answer, Asked, Said};

/// A condition in words, from the side of the access that it leaves open: an Allow `if`, a Deny `unless`.
pub fn condition_words(condition: &crate::policy::Condition, effect: crate::policy::Effect) -> String {
    words::condition(condition, effect)
}

/// Whether a pattern of actions covers an action, without regard to case.
pub(crate) fn covers_action(pattern: &str, action: &str) -> bool {
    let pattern = pattern::Pattern::plain(pattern, true).in_lower_case();
    pattern.matches(&action.to_lowercase()) == standing::Match::Yes
}
